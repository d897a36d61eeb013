/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * sites.c: the view of places: every site of the sites file with what stands
 * there, counted by maker; last, what stands nobody knows where. Every element
 * is counted in exactly one row.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "base/arena.h"
#include "output/cell.h"
#include "output/list.h"

#define COLUMN_LIST(X)                                                                   \
	X(site_id, TEXT, "the operator's code; empty: the elements at no known site",    \
		.brief = true)                                                           \
	X(name, TEXT, "name of the site", .brief = true)                                 \
	X(type, TEXT, "macro, small cell, exchange, hub, …", .brief = true)              \
	X(region, TEXT, "region of the site", )                                          \
	X(latitude, REAL, "degrees north, WGS 84", .digits = 6)                          \
	X(longitude, REAL, "degrees east, WGS 84", .digits = 6)                          \
	X(elements, INT, "how many stand there", .brief = true, .use = USE_WEIGHT)       \
	X(identified, INT, "of them: confirmed or probable", .brief = true)              \
	X(makers, TEXT, "identified elements by maker: Nokia=3;Huawei=2", .brief = true, \
		.counts = true)                                                          \
	X(by_prefix, INT, "placed by the prefix of an address", )                        \
	X(by_name, INT, "placed by the pattern of a name", )                             \
	X(by_location, INT, "placed by what they say of their location", )               \
	X(by_neighbours, INT, "placed by where their neighbours stand", )                \
	X(conflicts, INT, "elements of which something says another site", )

enum site_column {
#define X(column, t, m, ...) COL_##column,
	COLUMN_LIST(X)
#undef X
		COL_COUNT
};

static const struct column columns[] = {
#define X(column, t, m, ...) {.name = #column, .type = CELL_##t, .meaning = m, __VA_ARGS__},
	COLUMN_LIST(X)
#undef X
		{.name = NULL},
};

struct maker {
	const char *name;
	uint64_t n;
	UT_hash_handle hh;
};

struct count {
	struct site site; /* as the elements have it */
	uint64_t elements, identified, conflicts, sources[4];
	struct maker *makers;
	bool told;
	UT_hash_handle hh;
};

struct rows {
	struct store_cursor *cursor; /* NULL: the file's sites are told */
	struct arena *arena;
	struct count *counts, *at; /* at: the next that the file doesn't have */
	struct buf makers;
};

static struct count *
count_of(struct rows *rows, const char *id)
{
	struct count *c;

	HASH_FIND_STR(rows->counts, id, c);
	return c;
}

static struct count *
count_new(struct rows *rows, const struct element *e)
{
	struct count *c = arena_alloc(rows->arena, sizeof(*c));

	memset(c, 0, sizeof(*c));
	c->site = (struct site){
		.id = arena_strdup(rows->arena, e->site_id),
		.name = arena_strdup(rows->arena, e->site_name),
		.type = arena_strdup(rows->arena, e->site_type),
		.region = arena_strdup(rows->arena, e->region),
		.latitude = e->latitude,
		.longitude = e->longitude,
	};
	HASH_ADD_KEYPTR(hh, rows->counts, c->site.id, strlen(c->site.id), c);
	return c;
}

static void
count_maker(struct rows *rows, struct count *c, const char *name)
{
	struct maker *m;

	HASH_FIND_STR(c->makers, name, m);
	if (m == NULL) {
		m = arena_alloc(rows->arena, sizeof(*m));
		memset(m, 0, sizeof(*m));
		m->name = arena_strdup(rows->arena, name);
		HASH_ADD_KEYPTR(hh, c->makers, m->name, strlen(m->name), m);
	}
	m->n++;
}

static void
count_element(struct rows *rows, const struct element *e)
{
	static const char *const sources[] = {"prefix", "name", "location", "neighbours"};
	struct count *c = count_of(rows, e->site_id);

	if (c == NULL)
		c = count_new(rows, e);
	c->elements++;
	c->conflicts += e->site_conflict != NULL && e->site_conflict[0] != '\0';
	for (size_t i = 0; i < 4; i++)
		c->sources[i] += e->site_source != NULL &&
				 strncmp(e->site_source, sources[i], strlen(sources[i])) == 0;
	if (e->who.verdict < VERDICT_PROBABLE || e->who.claims[CLAIM_manufacturer] == NULL)
		return;
	c->identified++;
	count_maker(rows, c, e->who.claims[CLAIM_manufacturer]);
}

static enum result
count_all(struct rows *rows, struct store *store, struct store_scope scope)
{
	struct store_cursor *cursor;
	struct element e;
	enum result r = store_elements_open(store, scope, &cursor);

	if (r != RESULT_OK)
		return r;
	while ((r = store_elements_next(cursor, &e)) == RESULT_OK)
		count_element(rows, &e);
	store_cursor_close(cursor);
	return r == RESULT_END ? RESULT_OK : r;
}

static void
sites_close(struct rows *rows)
{
	struct count *c, *next;

	store_cursor_close(rows->cursor);
	HASH_ITER(hh, rows->counts, c, next)
	HASH_CLEAR(hh, c->makers);
	HASH_CLEAR(hh, rows->counts);
	arena_free(rows->arena);
	buf_free(&rows->makers);
	free(rows);
}

static enum result
sites_open(struct store *store, const struct view_options *options, struct rows **out)
{
	struct rows *rows = xcalloc(1, sizeof(*rows));
	enum result r;

	rows->arena = arena_new();
	r = count_all(rows, store, options->scope);
	if (r == RESULT_OK)
		r = store_sites_open(store, &rows->cursor);
	if (r != RESULT_OK) {
		sites_close(rows);
		return r;
	}
	*out = rows;
	return RESULT_OK;
}

/* The most frequent first. */
static int
by_count(const struct maker *a, const struct maker *b)
{
	if (a->n != b->n)
		return a->n > b->n ? -1 : 1;
	return strcmp(a->name, b->name);
}

static void
fill_counts(struct rows *rows, struct count *c, struct cell *cells)
{
	buf_clear(&rows->makers);
	HASH_SORT(c->makers, by_count);
	for (const struct maker *m = c->makers; m != NULL; m = m->hh.next)
		buf_printf(&rows->makers, "%s%s=%llu", rows->makers.len > 0 ? ";" : "", m->name,
			(unsigned long long)m->n);
	cell_int(&cells[COL_elements], (int64_t)c->elements);
	cell_int(&cells[COL_identified], (int64_t)c->identified);
	cell_text(&cells[COL_makers], buf_text(&rows->makers));
	cell_int(&cells[COL_by_prefix], (int64_t)c->sources[0]);
	cell_int(&cells[COL_by_name], (int64_t)c->sources[1]);
	cell_int(&cells[COL_by_location], (int64_t)c->sources[2]);
	cell_int(&cells[COL_by_neighbours], (int64_t)c->sources[3]);
	cell_int(&cells[COL_conflicts], (int64_t)c->conflicts);
	c->told = true;
}

static void
fill_site(const struct site *site, struct cell *cells)
{
	cell_text(&cells[COL_site_id], site->id);
	cell_text(&cells[COL_name], site->name);
	cell_text(&cells[COL_type], site->type);
	cell_text(&cells[COL_region], site->region);
	cell_real(&cells[COL_latitude], site->latitude);
	cell_real(&cells[COL_longitude], site->longitude);
}

static int
by_site(const struct count *a, const struct count *b)
{
	bool none_a = a->site.id[0] == '\0', none_b = b->site.id[0] == '\0';

	return none_a != none_b ? none_a - none_b : strcmp(a->site.id, b->site.id);
}

/* Elements of older sweeps may stand at sites that the file has no longer. */
static enum result
next_other(struct rows *rows, struct cell *cells)
{
	if (rows->cursor != NULL) {
		store_cursor_close(rows->cursor);
		rows->cursor = NULL;
		HASH_SORT(rows->counts, by_site);
		rows->at = rows->counts;
	}
	while (rows->at != NULL && rows->at->told)
		rows->at = rows->at->hh.next;
	if (rows->at == NULL)
		return RESULT_END;
	fill_site(&rows->at->site, cells);
	fill_counts(rows, rows->at, cells);
	return RESULT_OK;
}

static enum result
sites_next(struct rows *rows, struct cell *cells)
{
	struct count none = {.told = false}, *c;
	struct site site;
	enum result r = RESULT_END;

	memset(cells, 0, COL_COUNT * sizeof(*cells));
	if (rows->cursor != NULL)
		r = store_sites_next(rows->cursor, &site);
	if (r == RESULT_END)
		return next_other(rows, cells);
	if (r != RESULT_OK)
		return r;
	fill_site(&site, cells);
	c = count_of(rows, site.id);
	fill_counts(rows, c != NULL ? c : &none, cells);
	return RESULT_OK;
}

const struct view view_sites = {
	.name = "sites",
	.summary = "one row per site: where it is, what stands there, counted by maker",
	.columns = columns,
	.open = sites_open,
	.next = sites_next,
	.close = sites_close,
};
