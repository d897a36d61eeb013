/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* record.c: observations and what follows from them, into the store. */
#include "scanner/record.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "fingerprints/derive.h"
#include "scanner/compose.h"
#include "scanner/rules_of.h"

struct recorder {
	struct rules *rules;
	struct identifier *identifier;
	struct identifier *asker; /* for recorder_suggest(), which another thread may call */
	struct sites *sites;	  /* NULL: no sites file */
	struct arena *arena;	  /* of one identification */
	struct arena *before;	  /* what was observed before, of one subject */
	struct store *store;
	int64_t sweep;
	bool resumed;
	struct recorded counts;
};

static void
tell_lines(void (*say)(const char *, ...), const char *lines)
{
	for (; *lines != '\0'; lines += strcspn(lines, "\n"), lines += *lines == '\n')
		say("%.*s", (int)strcspn(lines, "\n"), lines);
}

/* Every fault is told in a line. */
static enum result
read_sites(const struct settings *s, struct sites **out)
{
	struct buf problems = {0}, notes = {0};
	enum result r;

	if (s->sites_file == NULL)
		return RESULT_OK;
	r = sites_load(s->sites_file, out, &problems, &notes);
	tell_lines(log_warn, buf_text(&notes));
	tell_lines(log_error, buf_text(&problems));
	buf_free(&problems);
	buf_free(&notes);
	return r == RESULT_OK ? RESULT_OK : RESULT_REFUSED;
}

enum result
recorder_new(const struct settings *s, struct recorder **out)
{
	struct recorder *rec = xcalloc(1, sizeof(*rec));
	enum result r;

	rec->arena = arena_new();
	rec->before = arena_new();
	r = read_sites(s, &rec->sites);
	if (r == RESULT_OK)
		r = rules_of(s, &rec->rules);
	if (r != RESULT_OK) {
		recorder_free(rec);
		return r;
	}
	rec->identifier = identifier_new(rec->rules);
	*out = rec;
	return RESULT_OK;
}

void
recorder_free(struct recorder *rec)
{
	if (rec == NULL)
		return;
	if (rec->identifier != NULL)
		identifier_free(rec->identifier);
	if (rec->asker != NULL)
		identifier_free(rec->asker);
	if (rec->rules != NULL)
		rules_free(rec->rules);
	sites_free(rec->sites);
	arena_free(rec->arena);
	arena_free(rec->before);
	free(rec);
}

void
recorder_begin(struct recorder *rec, struct store *store, int64_t sweep, bool resumed)
{
	rec->store = store;
	rec->sweep = sweep;
	rec->resumed = resumed;
	rec->counts = (struct recorded){0};
}

/* What follows from the observations: whose it is, and what derive.h lists. The
 * arena has what the identification consists of. */
static enum result
put_derived(struct recorder *rec, int64_t id, const struct observation *o, size_t n,
	const struct identification *who)
{
	struct derived d;
	enum result r = store_identify(rec->store, id, who);

	if (r != RESULT_OK)
		return r;
	derive(rec->identifier, o, n, who, rec->arena, &d);
	return store_derive(
		rec->store, id, &d.traits, d.components, d.n_components, d.told, d.n_told);
}

static enum result
put_identification(struct recorder *rec, int64_t id, const struct observation *o, size_t n)
{
	struct identification who;

	arena_reset(rec->arena);
	identify(rec->identifier, o, n, rec->arena, &who);
	rec->counts.identified += who.verdict >= VERDICT_PROBABLE;
	return put_derived(rec, id, o, n, &who);
}

static bool
has(const struct observation *o, size_t n, const struct observation *like)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(o[i].key, like->key) == 0 && strcmp(o[i].index, like->index) == 0)
			return true;
	return false;
}

/* A visit that was broken off may have seen what this one did not: that stays. */
static enum result
merge(struct recorder *rec, int64_t id, const struct observation **o, size_t *n)
{
	struct observation *all;
	size_t n_before, n_kept = 0;
	enum result r;

	arena_reset(rec->before);
	r = store_subject_observations(rec->store, id, rec->before, &all, &n_before);
	if (r != RESULT_OK || n_before == 0)
		return r;
	for (size_t i = 0; i < n_before; i++)
		if (!has(*o, *n, &all[i]))
			all[n_kept++] = all[i];
	all = memcpy(arena_alloc(rec->before, (n_kept + *n + 1) * sizeof(*all)), all,
		n_kept * sizeof(*all));
	for (size_t i = 0; i < *n; i++)
		all[n_kept++] = (*o)[i];
	*o = all;
	*n = n_kept;
	return store_subject_forget(rec->store, id);
}

enum result
recorder_subject(struct recorder *rec, const struct subject *subject, const struct observation *o,
	size_t n, const struct visit *visits, size_t n_visits)
{
	int64_t id;
	enum result r = store_subject(rec->store, rec->sweep, subject, &id);

	if (r == RESULT_OK && rec->resumed)
		r = merge(rec, id, &o, &n);
	for (size_t i = 0; r == RESULT_OK && i < n; i++)
		r = store_observe(rec->store, id, &o[i]);
	for (size_t i = 0; r == RESULT_OK && i < n_visits; i++)
		r = store_visit(rec->store, id, &visits[i]);
	if (r == RESULT_OK && n > 0)
		r = put_identification(rec, id, o, n);
	if (r != RESULT_OK)
		return r;
	rec->counts.subjects++;
	rec->counts.observations += n;
	return RESULT_OK;
}

size_t
recorder_suggest(
	struct recorder *rec, const struct observation *o, size_t n, const char **oids, size_t max)
{
	if (rec->asker == NULL)
		rec->asker = identifier_new(rec->rules);
	return identify_suggest(rec->asker, o, n, oids, max);
}

/* What a new identification must differ in to be told. */
static bool
same(const struct identification *a, const struct identification *b)
{
	if (a->verdict != b->verdict)
		return false;
	for (unsigned i = 0; i < CLAIM_COUNT; i++) {
		const char *x = a->claims[i] != NULL ? a->claims[i] : "";
		const char *y = b->claims[i] != NULL ? b->claims[i] : "";

		if (strcmp(x, y) != 0)
			return false;
	}
	return true;
}

static enum result
again(struct recorder *rec, const struct subject_row *row, recorder_changed *changed, void *arg)
{
	struct identification who;

	arena_reset(rec->arena);
	identify(rec->identifier, row->observations, row->n_observations, rec->arena, &who);
	rec->counts.subjects++;
	rec->counts.observations += row->n_observations;
	rec->counts.identified += who.verdict >= VERDICT_PROBABLE;
	if (!same(&row->who, &who))
		changed(arg, row, &who);
	return put_derived(rec, row->id, row->observations, row->n_observations, &who);
}

enum result
recorder_again(struct recorder *rec, struct store *store, int64_t sweep, recorder_changed *changed,
	void *arg)
{
	struct store_cursor *cursor;
	struct subject_row row;
	enum result r;

	recorder_begin(rec, store, sweep, false);
	if ((r = store_subjects_open(store, sweep, &cursor)) != RESULT_OK)
		return r;
	while ((r = store_subjects_next(cursor, &row)) == RESULT_OK)
		if (row.n_observations > 0 && (r = again(rec, &row, changed, arg)) != RESULT_OK)
			break;
	store_cursor_close(cursor);
	return r == RESULT_END ? recorder_elements(rec) : r;
}

/* An older ranmap, which derived less, may have begun the sweep. */
static enum result
derive_missing(struct recorder *rec)
{
	struct store_cursor *cursor;
	struct subject_row row;
	enum result r = store_underived_open(rec->store, rec->sweep, &cursor);

	if (r != RESULT_OK)
		return r;
	while ((r = store_subjects_next(cursor, &row)) == RESULT_OK) {
		arena_reset(rec->arena);
		r = put_derived(rec, row.id, row.observations, row.n_observations, &row.who);
		if (r != RESULT_OK)
			break;
	}
	store_cursor_close(cursor);
	return r == RESULT_END ? RESULT_OK : r;
}

enum result
recorder_elements(struct recorder *rec)
{
	enum result r = derive_missing(rec);

	if (r != RESULT_OK)
		return r;
	return compose_elements(
		rec->store, rec->sweep, rec->identifier, rec->sites, &rec->counts.elements);
}

struct recorded
recorder_counts(const struct recorder *rec)
{
	return rec->counts;
}

const struct rules *
recorder_rules(const struct recorder *rec)
{
	return rec->rules;
}
