/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * compose.c: two readings of the sweep's subjects: one to join them, one to
 * gather what each element is. Subjects without observations make no element.
 */
#include "scanner/compose.h"

#include <math.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "fingerprints/join.h"

/* One element while its subjects are read. */
struct draft {
	struct element element;
	const struct joined *joined;
	uint8_t digest[32]; /* the subjects' digests, added up: order doesn't matter */
};

struct place {
	int64_t subject;
	size_t draft;
};

struct work {
	struct arena *arena;
	struct draft *drafts;
	size_t n_drafts;
	struct place *places; /* ascending by subject */
	size_t n_places;
};

static int
by_subject(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return (x->subject > y->subject) - (x->subject < y->subject);
}

static struct draft *
draft_of(const struct work *w, int64_t subject)
{
	struct place key = {.subject = subject};
	struct place *p = bsearch(&key, w->places, w->n_places, sizeof(key), by_subject);

	return p != NULL ? &w->drafts[p->draft] : NULL;
}

static enum result
join(struct store *store, int64_t sweep, struct joiner *joiner)
{
	struct store_cursor *cursor;
	struct subject_row row;
	enum result r = store_subjects_open(store, sweep, &cursor);

	if (r != RESULT_OK)
		return r;
	while ((r = store_subjects_next(cursor, &row)) == RESULT_OK)
		if (row.n_observations > 0)
			joiner_add(joiner, row.id, &row.subject, row.observations,
				row.n_observations, &row.who);
	store_cursor_close(cursor);
	return r == RESULT_END ? RESULT_OK : r;
}

static void
begin_drafts(struct work *w, const struct joined *joined, size_t n, int64_t sweep)
{
	size_t places = 0;

	for (size_t i = 0; i < n; i++)
		places += joined[i].n_subjects;
	w->drafts = xcalloc(n, sizeof(w->drafts[0]));
	w->places = xcalloc(places, sizeof(w->places[0]));
	w->n_drafts = n;
	for (size_t i = 0; i < n; i++) {
		struct element *e = &w->drafts[i].element;

		w->drafts[i].joined = &joined[i];
		e->id = joined[i].element_id;
		e->identity = joined[i].identity;
		e->sweep = sweep;
		e->name = e->location = e->sources = e->evidence_hash = "";
		e->site_id = e->site_name = e->site_type = e->region = "";
		e->latitude = e->longitude = NAN;
		for (size_t k = 0; k < joined[i].n_subjects; k++)
			w->places[w->n_places++] =
				(struct place){.subject = joined[i].subjects[k], .draft = i};
	}
	qsort(w->places, w->n_places, sizeof(w->places[0]), by_subject);
}

static const char *
copy(struct arena *a, const char *text)
{
	return text != NULL ? arena_strdup(a, text) : NULL;
}

static void
copy_evidence(struct arena *a, struct identification *who)
{
	struct evidence *e = arena_copy(a, who->evidence, who->n_evidence * sizeof(*e));
	struct candidate *c = arena_copy(a, who->candidates, who->n_candidates * sizeof(*c));

	for (size_t i = 0; i < who->n_evidence; i++) {
		e[i].rule = copy(a, e[i].rule);
		e[i].key = copy(a, e[i].key);
		e[i].value = copy(a, e[i].value);
	}
	for (size_t i = 0; i < who->n_candidates; i++)
		c[i].manufacturer = copy(a, c[i].manufacturer);
	who->evidence = e;
	who->candidates = c;
	who->reason = copy(a, who->reason);
}

/* True where a says more than b. */
static bool
better(const struct identification *a, const struct identification *b)
{
	if (a->verdict != b->verdict)
		return a->verdict > b->verdict;
	return a->confidence > b->confidence;
}

/* The better identification stays; what only the other one knows is added where
 * both name one maker. */
static void
merge_who(struct arena *a, struct identification *into, const struct identification *from)
{
	struct identification best = better(from, into) ? *from : *into;
	const struct identification *rest = better(from, into) ? into : from;
	const char *x = best.claims[CLAIM_manufacturer], *y = rest->claims[CLAIM_manufacturer];
	bool agree = x == NULL || y == NULL || strcmp(x, y) == 0;

	for (unsigned i = 0; i < CLAIM_COUNT; i++) {
		if (best.claims[i] == NULL && agree)
			best.claims[i] = rest->claims[i];
		best.claims[i] = copy(a, best.claims[i]);
	}
	copy_evidence(a, &best);
	*into = best;
}

static void
add_source(struct arena *a, struct element *e, const char *source)
{
	if (strstr(e->sources, source) == NULL)
		e->sources =
			arena_printf(a, "%s%s%s", e->sources, e->sources[0] ? ";" : "", source);
}

static void
digest(EVP_MD_CTX *ctx, const struct observation *o)
{
	uint64_t len = o->len;

	EVP_DigestUpdate(ctx, o->key, strlen(o->key) + 1);
	EVP_DigestUpdate(ctx, o->index, strlen(o->index) + 1);
	EVP_DigestUpdate(ctx, &len, sizeof(len));
	EVP_DigestUpdate(ctx, o->value, o->len);
}

/* The digest of one subject's raw observations is added to its element's. */
static void
add_digest(struct draft *d, const struct subject_row *row)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	uint8_t sum[32] = {0};

	if (ctx == NULL || EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) != 1)
		abort();
	for (size_t i = 0; i < row->n_observations; i++)
		digest(ctx, &row->observations[i]);
	EVP_DigestFinal_ex(ctx, sum, NULL);
	EVP_MD_CTX_free(ctx);
	for (size_t i = 0; i < sizeof(sum); i++)
		d->digest[i] ^= sum[i];
}

static void
take_texts(struct arena *a, struct element *e, const struct observation *o)
{
	static const struct {
		const char *key;
		bool name;
	} keys[] = {{"snmp.sysName", true}, {"lldp.sysName", true}, {"snmp.sysLocation", false}};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		const char **field = keys[i].name ? &e->name : &e->location;

		if ((*field)[0] == '\0' && o->len > 0 && strcmp(o->key, keys[i].key) == 0)
			*field = arena_strndup(a, o->value, o->len);
	}
}

static void
take_subject(struct work *w, struct draft *d, const struct subject_row *row)
{
	struct element *e = &d->element;

	if (row->subject.addr.family != 0 && row->outcome >= OUTCOME_NO_ACCESS &&
		(e->mgmt.family == 0 || addr_compare(&row->subject.addr, &e->mgmt) < 0))
		e->mgmt = row->subject.addr;
	for (size_t i = 0; i < row->n_observations; i++) {
		const struct observation *o = &row->observations[i];

		take_texts(w->arena, e, o);
		if (e->first_seen == 0 || o->time < e->first_seen)
			e->first_seen = o->time;
		if (o->time > e->last_seen)
			e->last_seen = o->time;
	}
	add_digest(d, row);
	merge_who(w->arena, &e->who, &row->who);
	if (e->name[0] == '\0' && e->who.claims[CLAIM_name] != NULL)
		e->name = e->who.claims[CLAIM_name];
}

static enum result
gather(struct work *w, struct store *store, int64_t sweep, const char *source)
{
	struct store_cursor *cursor;
	struct subject_row row;
	enum result r = store_subjects_open(store, sweep, &cursor);

	if (r != RESULT_OK)
		return r;
	while ((r = store_subjects_next(cursor, &row)) == RESULT_OK) {
		struct draft *d = draft_of(w, row.id);

		if (d == NULL)
			continue;
		take_subject(w, d, &row);
		add_source(w->arena, &d->element, source);
	}
	store_cursor_close(cursor);
	return r == RESULT_END ? RESULT_OK : r;
}

static enum result
put(struct work *w, struct store *store, int64_t sweep)
{
	enum result r = store_elements_begin(store, sweep);

	for (size_t i = 0; r == RESULT_OK && i < w->n_drafts; i++) {
		struct draft *d = &w->drafts[i];
		struct buf hex = {0};

		text_hex(&hex, d->digest, sizeof(d->digest));
		d->element.evidence_hash = buf_text(&hex);
		r = store_element_put(
			store, &d->element, d->joined->subjects, d->joined->n_subjects);
		buf_free(&hex);
	}
	return r == RESULT_OK ? store_commit(store) : r;
}

enum result
compose_elements(struct store *store, int64_t sweep, uint64_t *elements)
{
	struct joiner *joiner = joiner_new();
	struct work w = {.arena = arena_new()};
	struct sweep row;
	const struct joined *joined;
	size_t n = 0;
	enum result r;

	if ((r = store_sweep_get(store, sweep, w.arena, &row)) != RESULT_OK)
		goto out;
	if ((r = join(store, sweep, joiner)) != RESULT_OK)
		goto out;
	joined = joiner_run(joiner, &n);
	begin_drafts(&w, joined, n, sweep);
	if ((r = gather(&w, store, sweep, row.kind)) == RESULT_OK)
		r = put(&w, store, sweep);
	if (r == RESULT_OK)
		*elements = n;
out:
	free(w.drafts);
	free(w.places);
	arena_free(w.arena);
	joiner_free(joiner);
	return r;
}
