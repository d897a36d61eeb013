/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * unknowns.c: addresses that answered without an identity, with what they said
 * and the next best thing to do: the work list of whoever wants to know more.
 *
 * Three readings: which elements are unknown; which addresses they (or no
 * element) have; what each of these said in the sweep that saw it last.
 */
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "base/arena.h"
#include "output/advice.h"
#include "output/cell.h"
#include "output/list.h"

enum unknowns_column {
	COL_address,
	COL_element_id,
	COL_name,
	COL_outcome,
	COL_said,
	COL_next_step,
	COL_last_seen,
};

static const struct column columns[] = {
	{.name = "address",
		.type = CELL_TEXT,
		.brief = true,
		.meaning = "the address that answered"},
	{.name = "element_id", .type = CELL_TEXT, .meaning = "its element; see elements"},
	{.name = "name", .type = CELL_TEXT, .from_device = true, .meaning = "what it calls itself"},
	{.name = "outcome",
		.type = CELL_TEXT,
		.use = USE_TILE,
		.brief = true,
		.meaning = "answered; no-access: not to our credentials"},
	{.name = "said",
		.type = CELL_TEXT,
		.from_device = true,
		.brief = true,
		.meaning = "the telling part of what it said: key=value;…"},
	{.name = "next_step",
		.type = CELL_TEXT,
		.brief = true,
		.meaning = "what would tell more of it"},
	{.name = "last_seen", .type = CELL_TIME, .meaning = "when it was asked last, UTC"},
	{.name = NULL},
};

/* An address as memory without holes. */
struct addr_key {
	uint8_t bytes[1 + 16 + 4];
};

/* An element without an identity. */
struct nameless {
	UT_hash_handle hh;
	const char *name;
	char id[];
};

/* An address of one, or of no element. */
struct unknown {
	UT_hash_handle hh;
	struct addr_key key;
	struct addr addr;
	const char *element_id, *name;
	enum outcome outcome;
	int64_t last, sweep;
	const char *said, *next_step;
};

struct rows {
	struct arena *arena;
	struct nameless *nameless;
	struct unknown *unknowns; /* uthash keeps the order of adding: by address */
	struct unknown *at;
	char text[ADDR_TEXT_MAX];
};

static enum result
find_nameless(struct rows *rows, struct store *store, struct store_scope scope)
{
	struct store_cursor *cursor;
	struct element e;
	enum result r = store_verdicts_open(store, scope, VERDICT_UNKNOWN, &cursor);

	if (r != RESULT_OK)
		return r;
	while ((r = store_verdicts_next(cursor, &e)) == RESULT_OK) {
		struct nameless *one = arena_alloc(rows->arena, sizeof(*one) + strlen(e.id) + 1);

		memcpy(one->id, e.id, strlen(e.id));
		one->name = arena_strdup(rows->arena, e.name != NULL ? e.name : "");
		HASH_ADD_STR(rows->nameless, id, one);
	}
	store_cursor_close(cursor);
	return r == RESULT_END ? RESULT_OK : r;
}

static struct unknown *
find_unknown(const struct rows *rows, const struct addr *addr, struct addr_key *key)
{
	struct unknown *one;

	key->bytes[0] = addr->family;
	memcpy(key->bytes + 1, addr->ip, sizeof(addr->ip));
	memcpy(key->bytes + 17, &addr->zone, sizeof(addr->zone));
	HASH_FIND(hh, rows->unknowns, key, sizeof(*key), one);
	return one;
}

static struct unknown *
unknown_of(struct rows *rows, const struct address_row *row, const struct nameless *nameless)
{
	struct addr_key key;
	struct unknown *one = find_unknown(rows, &row->addr, &key);

	if (one != NULL)
		return one;
	one = arena_alloc(rows->arena, sizeof(*one));
	one->key = key;
	one->addr = row->addr;
	one->element_id = nameless != NULL ? nameless->id : "";
	one->name = nameless != NULL ? nameless->name : "";
	one->said = "";
	HASH_ADD(hh, rows->unknowns, key, sizeof(one->key), one);
	return one;
}

static void
add_address(struct rows *rows, const struct address_row *row)
{
	struct nameless *nameless = NULL;
	struct unknown *one;

	if (row->outcome < OUTCOME_NO_ACCESS)
		return;
	if (*row->element_id != '\0') {
		HASH_FIND_STR(rows->nameless, row->element_id, nameless);
		if (nameless == NULL)
			return;
	}
	one = unknown_of(rows, row, nameless);
	if (row->outcome > one->outcome)
		one->outcome = row->outcome;
	if (row->last >= one->last) {
		one->last = row->last;
		one->sweep = row->sweep;
	}
}

static enum result
find_addresses(struct rows *rows, struct store *store, struct store_scope scope)
{
	struct store_cursor *cursor;
	struct address_row row;
	enum result r = store_addresses_open(store, scope, &cursor);

	if (r != RESULT_OK)
		return r;
	while ((r = store_addresses_next(cursor, &row)) == RESULT_OK)
		add_address(rows, &row);
	store_cursor_close(cursor);
	return r == RESULT_END ? RESULT_OK : r;
}

/* What one said in the sweep that saw it last. */
static enum result
tell_one(struct rows *rows, struct store_cursor *cursor, struct unknown *one, struct buf *said)
{
	struct subject_row row;
	enum result r;

	store_heard_of(cursor, one->sweep, &one->addr);
	while ((r = store_subjects_next(cursor, &row)) == RESULT_OK) {
		buf_clear(said);
		advice_said(said, &row);
		one->said = arena_strdup(rows->arena, buf_text(said));
		one->next_step = advice_next(&row);
	}
	return r == RESULT_END ? RESULT_OK : r;
}

static enum result
tell(struct rows *rows, struct store *store)
{
	struct store_cursor *cursor;
	struct unknown *one, *next;
	struct buf said = {0};
	enum result r = store_heard_open(store, &cursor);

	if (r != RESULT_OK)
		return r;
	HASH_ITER(hh, rows->unknowns, one, next)
	if ((r = tell_one(rows, cursor, one, &said)) != RESULT_OK)
		break;
	store_cursor_close(cursor);
	buf_free(&said);
	return r;
}

static void
unknowns_close(struct rows *rows)
{
	HASH_CLEAR(hh, rows->unknowns);
	HASH_CLEAR(hh, rows->nameless);
	arena_free(rows->arena);
	free(rows);
}

static enum result
unknowns_open(struct store *store, const struct view_options *options, struct rows **out)
{
	struct rows *rows = xcalloc(1, sizeof(*rows));
	enum result r;

	rows->arena = arena_new();
	r = find_nameless(rows, store, options->scope);
	if (r == RESULT_OK)
		r = find_addresses(rows, store, options->scope);
	if (r == RESULT_OK)
		r = tell(rows, store);
	if (r != RESULT_OK) {
		unknowns_close(rows);
		return r;
	}
	rows->at = rows->unknowns;
	*out = rows;
	return RESULT_OK;
}

/* Where nothing is kept of what it said, the outcome alone must do. */
static const char *
next_step_of(const struct unknown *one)
{
	struct subject_row nothing = {.subject = {.addr = one->addr}, .outcome = one->outcome};

	return one->next_step != NULL ? one->next_step : advice_next(&nothing);
}

static enum result
unknowns_next(struct rows *rows, struct cell *cells)
{
	const struct unknown *one = rows->at;

	if (one == NULL)
		return RESULT_END;
	rows->at = one->hh.next;
	cell_text(&cells[COL_address], addr_format(&one->addr, rows->text));
	cell_text(&cells[COL_element_id], one->element_id);
	cell_text(&cells[COL_name], one->name);
	cell_text(&cells[COL_outcome], outcome_name(one->outcome));
	cell_text(&cells[COL_said], one->said);
	cell_text(&cells[COL_next_step], next_step_of(one));
	cell_time(&cells[COL_last_seen], one->last);
	return RESULT_OK;
}

const struct view view_unknowns = {
	.name = "unknowns",
	.summary = "addresses that answered without an identity, and what to do next",
	.columns = columns,
	.open = unknowns_open,
	.next = unknowns_next,
	.close = unknowns_close,
};
