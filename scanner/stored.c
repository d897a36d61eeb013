/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * stored.c: an element's ID leads to its address, the address to the sweep that
 * saw it last, the sweep to the subject with its observations.
 */
#include "scanner/stored.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "scanner/reading.h"

struct search {
	struct store *store;
	struct arena *arena;
	const char *what;
	struct addr addr; /* family 0: not known yet */
	int64_t sweep;	  /* 0: not known yet */
	int64_t subject;  /* of an element without an address; 0 */
};

/* The address, by itself or by its element, and the sweep that saw it last. */
static enum result
find_address(struct search *s)
{
	struct store_cursor *cursor;
	struct address_row row;
	struct addr wanted;
	bool by_address = addr_parse(s->what, &wanted) == RESULT_OK;
	enum result r = store_addresses_open(s->store, (struct store_scope){0}, &cursor);

	if (r != RESULT_OK)
		return r;
	while ((r = store_addresses_next(cursor, &row)) == RESULT_OK) {
		bool is_it = by_address ? addr_compare(&row.addr, &wanted) == 0
					: strcmp(row.element_id, s->what) == 0;

		if (is_it && row.sweep >= s->sweep) {
			s->addr = row.addr;
			s->sweep = row.sweep;
		}
	}
	store_cursor_close(cursor);
	return r == RESULT_END ? RESULT_OK : r;
}

/* An element that was only heard has no address. */
static enum result
find_element(struct search *s)
{
	struct store_cursor *cursor;
	struct element e;
	enum result r = store_elements_open(s->store, (struct store_scope){0}, &cursor);

	if (r != RESULT_OK)
		return r;
	while ((r = store_elements_next(cursor, &e)) == RESULT_OK)
		if (strcmp(e.id, s->what) == 0) {
			s->sweep = e.sweep;
			s->subject = e.tree;
		}
	store_cursor_close(cursor);
	return r == RESULT_END ? RESULT_OK : r;
}

static bool
is_wanted(const struct search *s, const struct subject_row *row)
{
	if (s->addr.family != 0)
		return row->subject.addr.family != 0 &&
		       addr_compare(&row->subject.addr, &s->addr) == 0;
	if (s->subject != 0)
		return row->id == s->subject;
	return row->subject.addr.family == 0 && strcmp(row->subject.name, s->what) == 0;
}

static void
keep(struct search *s, const struct subject_row *row, int64_t sweep, struct stored *out)
{
	struct observation *all = arena_alloc(s->arena, (row->n_observations + 1) * sizeof(*all));
	char text[ADDR_TEXT_MAX];

	for (size_t i = 0; i < row->n_observations; i++) {
		all[i] = row->observations[i];
		all[i].key = arena_strdup(s->arena, all[i].key);
		all[i].index = arena_strdup(s->arena, all[i].index);
		all[i].probe = arena_strdup(s->arena, all[i].probe);
		all[i].value = arena_strndup(s->arena, all[i].value, all[i].len);
	}
	out->name = arena_strdup(s->arena, row->subject.addr.family != 0
						   ? addr_format(&row->subject.addr, text)
						   : row->subject.name);
	out->sweep = sweep;
	out->observations = all;
	out->n = row->n_observations;
}

/* RESULT_NOT_FOUND where the sweep doesn't have it. */
static enum result
look_in(struct search *s, int64_t sweep, struct stored *out)
{
	struct store_cursor *cursor;
	struct subject_row row;
	enum result r = store_subjects_open(s->store, sweep, &cursor);

	if (r != RESULT_OK)
		return r;
	while ((r = store_subjects_next(cursor, &row)) == RESULT_OK && !is_wanted(s, &row))
		;
	if (r == RESULT_OK)
		keep(s, &row, sweep, out);
	store_cursor_close(cursor);
	return r == RESULT_END ? RESULT_NOT_FOUND : r;
}

struct sweeps {
	int64_t *ids;
	size_t n;
};

static bool
note_sweep(void *arg, const struct sweep *row)
{
	struct sweeps *s = arg;

	s->ids = xrealloc(s->ids, s->n + 1, sizeof(s->ids[0]));
	s->ids[s->n++] = row->id;
	return true;
}

/* The last sweep that has it. */
static enum result
look_everywhere(struct search *s, struct stored *out)
{
	struct sweeps sweeps = {0};
	enum result r = store_sweeps(s->store, note_sweep, &sweeps);

	if (r == RESULT_OK)
		r = RESULT_NOT_FOUND;
	for (size_t i = sweeps.n; r == RESULT_NOT_FOUND && i > 0; i--)
		r = look_in(s, sweeps.ids[i - 1], out);
	free(sweeps.ids);
	return r;
}

int
stored_find(
	const struct settings *settings, const char *what, struct arena *arena, struct stored *out)
{
	struct search s = {.arena = arena, .what = what};
	struct store_scope scope;
	enum result r;
	int status = reading_open(settings, 0, &s.store, &scope);

	if (status != EXIT_DONE)
		return status;
	r = find_address(&s);
	if (r == RESULT_OK && s.sweep == 0)
		r = find_element(&s);
	if (r == RESULT_OK)
		r = s.sweep != 0 ? look_in(&s, s.sweep, out) : look_everywhere(&s, out);
	if (r == RESULT_NOT_FOUND)
		log_error("%s: nothing is known of '%s'; an address, an element's ID or the name "
			  "of a neighbour is wanted",
			settings->store_file, what);
	else if (r != RESULT_OK)
		log_error("%s: %s", settings->store_file, store_error(s.store));
	store_close(s.store);
	return r == RESULT_OK ? EXIT_DONE : EXIT_FAILED;
}
