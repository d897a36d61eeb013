/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * compose.c: a sweep's subjects to elements and links. Subjects without
 * observations make no element. The traits of all subjects are held while they
 * are joined; identifications are read one element at a time, as it is written,
 * and only where there is something to merge: most elements are one subject.
 */
#include "scanner/compose.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "fingerprints/join.h"
#include "fingerprints/links.h"
#include "scanner/placing.h"

struct work {
	struct store *store;
	int64_t sweep;
	struct identifier *identifier;
	struct joiner *joiner;
	struct linker *linker;
	struct placing *placing; /* NULL: there are no sites */
	struct arena *arena;	 /* of one element */
	const char *source;	 /* the kind of the sweep */
	int64_t *subjects;	 /* of one element */
	size_t cap_subjects;
	enum result result; /* of callbacks */
};

/* ---- reading ------------------------------------------------------------------ */

static enum result
read_traits(struct work *w)
{
	struct store_cursor *cursor;
	struct traits_row row;
	enum result r = store_traits_open(w->store, w->sweep, &cursor);

	if (r != RESULT_OK)
		return r;
	while ((r = store_traits_next(cursor, &row)) == RESULT_OK) {
		struct joinable s = {
			.id = row.id,
			.subject = row.subject,
			.outcome = row.outcome,
			.traits = &row.traits,
			.manufacturer = row.manufacturer,
			.model = row.model,
			.serial = row.serial,
		};

		joiner_add(w->joiner, &s);
	}
	store_cursor_close(cursor);
	return r == RESULT_END ? RESULT_OK : r;
}

static enum result
read_told(struct work *w)
{
	struct store_cursor *cursor;
	struct told_row row;
	enum result r = store_told_open(w->store, w->sweep, &cursor);

	if (r != RESULT_OK)
		return r;
	while ((r = store_told_next(cursor, &row)) == RESULT_OK) {
		size_t element = joiner_element_of(w->joiner, row.subject);

		if (element != SIZE_MAX)
			linker_told(w->linker, element, &row.told);
	}
	store_cursor_close(cursor);
	return r == RESULT_END ? RESULT_OK : r;
}

static enum result
read_identities(struct work *w)
{
	struct store_cursor *cursor;
	struct identity_row row;
	enum result r = store_identities_open(w->store, &cursor);

	if (r != RESULT_OK)
		return r;
	while ((r = store_identities_next(cursor, &row)) == RESULT_OK)
		joiner_known(w->joiner, row.identity, row.element);
	store_cursor_close(cursor);
	return r == RESULT_END ? RESULT_OK : r;
}

/* ---- whose it is ---------------------------------------------------------------- */

/* True where a says more than b: of two that name nobody, the one that saw something. */
static bool
better(const struct identification *a, const struct identification *b)
{
	if (a->verdict != b->verdict)
		return a->verdict > b->verdict;
	if (a->confidence != b->confidence)
		return a->confidence > b->confidence;
	return a->n_evidence > b->n_evidence;
}

/* The better identification stays; what only the other one knows is added where
 * both name one maker. */
static void
merge_who(struct identification *into, const struct identification *from)
{
	struct identification best = better(from, into) ? *from : *into;
	const struct identification *rest = better(from, into) ? into : from;
	const char *x = best.claims[CLAIM_manufacturer], *y = rest->claims[CLAIM_manufacturer];

	if (x == NULL || y == NULL || strcmp(x, y) == 0)
		for (unsigned i = 0; i < CLAIM_COUNT; i++)
			if (best.claims[i] == NULL)
				best.claims[i] = rest->claims[i];
	*into = best;
}

static enum result
identify_members(struct work *w, const struct joined *j, struct identification *out)
{
	enum result r = RESULT_OK;

	*out = (struct identification){.verdict = VERDICT_UNKNOWN};
	for (size_t i = 0; i < j->n_members && r == RESULT_OK; i++) {
		struct identification who;

		r = store_identification(w->store, j->members[i]->id, w->arena, &who);
		if (r == RESULT_OK)
			merge_who(out, &who);
	}
	return r;
}

/* What a neighbour tells are the device's own words, heard by one witness and
 * passed on: that is never more than probable. */
#define TOLD_CONFIDENCE_MAX 0.9

static void
identify_told(struct work *w, const struct alone *a, struct identification *out)
{
	static const struct {
		const char *heard, *told;
	} keys[] = {{"lldp.sysDesc", "snmp.lldpRemSysDesc"},
		{"lldp.chassisId", "snmp.lldpRemChassisId"},
		{"lldp.sysName", "snmp.lldpRemSysName"}};
	const char *values[] = {a->descr, a->chassis, a->name};
	struct observation o[3];
	struct evidence *evidence;

	for (size_t i = 0; i < 3; i++)
		o[i] = (struct observation){.key = keys[i].heard,
			.index = "",
			.value = values[i],
			.len = strlen(values[i]),
			.probe = "snmp",
			.time = a->last};
	identify(w->identifier, o, 3, w->arena, out);
	if (out->verdict == VERDICT_CONFIRMED)
		out->verdict = VERDICT_PROBABLE;
	if (out->confidence > TOLD_CONFIDENCE_MAX)
		out->confidence = TOLD_CONFIDENCE_MAX;
	evidence = arena_copy(w->arena, out->evidence, out->n_evidence * sizeof(*evidence));
	for (size_t i = 0; i < out->n_evidence; i++)
		for (size_t k = 0; k < 3; k++)
			if (strcmp(evidence[i].key, keys[k].heard) == 0)
				evidence[i].key = keys[k].told;
	out->evidence = evidence;
}

/* ---- writing ---------------------------------------------------------------------- */

static void
take_place(const struct work *w, size_t place, struct element *e)
{
	const struct placed *p = w->placing != NULL ? placing_of(w->placing, place) : NULL;

	if (p == NULL)
		return;
	e->site_conflict = p->conflict;
	if (p->site == NULL)
		return;
	e->site_source = p->source;
	e->site_id = p->site->id;
	e->site_name = p->site->name;
	e->site_type = p->site->type;
	e->region = p->site->region;
	e->latitude = p->site->latitude;
	e->longitude = p->site->longitude;
}

static struct element
element_new(const struct work *w, const struct joined *j, size_t place)
{
	struct element e = {
		.id = j->element_id,
		.identity = j->identity,
		.sweep = w->sweep,
		.name = j->name,
		.location = j->location,
		.sources = w->source,
		.evidence_hash = "",
		.site_id = "",
		.site_name = "",
		.site_type = "",
		.region = "",
		.latitude = NAN,
		.longitude = NAN,
		.site_source = "",
		.site_conflict = "",
		.mgmt = j->mgmt,
		.lldp = j->lldp,
	};

	take_place(w, place, &e);
	return e;
}

/* The members' digests are added up, so that their order doesn't matter. */
static const char *
digest_of(struct work *w, const struct joined *j)
{
	uint8_t sum[TRAITS_DIGEST] = {0};
	struct buf hex = {0};
	const char *text;

	for (size_t i = 0; i < j->n_members; i++)
		for (size_t k = 0; k < sizeof(sum); k++)
			sum[k] ^= j->members[i]->digest[k];
	text_hex(&hex, sum, sizeof(sum));
	text = arena_strdup(w->arena, buf_text(&hex));
	buf_free(&hex);
	return text;
}

/* Times, and the member with the fullest tree: each address of an agent shows the same. */
static void
take_members(struct work *w, const struct joined *j, struct element *e)
{
	uint32_t most = 0;

	if (j->n_members > w->cap_subjects) {
		w->cap_subjects = 2 * j->n_members;
		w->subjects = xrealloc(w->subjects, w->cap_subjects, sizeof(w->subjects[0]));
	}
	for (size_t i = 0; i < j->n_members; i++) {
		const struct member *m = j->members[i];

		w->subjects[i] = m->id;
		if (e->first_seen == 0 || m->first < e->first_seen)
			e->first_seen = m->first;
		if (m->last > e->last_seen)
			e->last_seen = m->last;
		if (m->n_components > most) {
			most = m->n_components;
			e->tree = m->id;
		}
	}
}

static enum result
put_joined(struct work *w, const struct joined *j, size_t place)
{
	struct element e = element_new(w, j, place);
	enum result r;

	arena_reset(w->arena);
	take_members(w, j, &e);
	e.evidence_hash = digest_of(w, j);
	if (j->n_members == 1 &&
		(r = store_element_copy(w->store, &e, w->subjects[0])) != RESULT_NOT_FOUND)
		return r;
	if ((r = identify_members(w, j, &e.who)) != RESULT_OK)
		return r;
	if (e.name[0] == '\0' && e.who.claims[CLAIM_name] != NULL)
		e.name = e.who.claims[CLAIM_name];
	return store_element_put(w->store, &e, w->subjects, j->n_members);
}

static enum result
put_alone(struct work *w, const struct alone *a, const struct joined *j)
{
	struct element e = element_new(w, j, a->element);
	char digest[65];

	arena_reset(w->arena);
	e.sources = "neighbour";
	e.first_seen = a->first;
	e.last_seen = a->last;
	text_sha256_hex(j->identity, strlen(j->identity), digest);
	e.evidence_hash = digest;
	identify_told(w, a, &e.who);
	return store_element_put(w->store, &e, NULL, 0);
}

static void
put_link(void *arg, const struct link *link)
{
	struct work *w = arg;
	struct link mine = *link;

	mine.sweep = w->sweep;
	if (w->result == RESULT_OK)
		w->result = store_link_put(w->store, &mine);
}

static void
put_identity(void *arg, const char *identity, const char *element)
{
	struct work *w = arg;

	if (w->result == RESULT_OK)
		w->result = store_identity_put(w->store, identity, element, w->sweep);
}

static void
put_merged(void *arg, const char *element, const char *into)
{
	struct work *w = arg;

	if (w->result == RESULT_OK)
		w->result = store_merged_put(w->store, element, into, w->sweep);
}

static enum result
put_sites(struct work *w, const struct sites *sites)
{
	size_t n;
	const struct site *all = sites_all(sites, &n);
	enum result r = store_sites_begin(w->store);

	for (size_t i = 0; i < n && r == RESULT_OK; i++)
		r = store_site_put(w->store, &all[i]);
	return r;
}

static enum result
put_all(struct work *w, const struct sites *sites, uint64_t *elements)
{
	size_t n, n_alone;
	const struct joined *joined = joiner_name(w->joiner, &n);
	const struct alone *alone = linker_alone(w->linker, &n_alone);
	enum result r = store_elements_begin(w->store, w->sweep);

	if (sites != NULL) {
		w->placing = placing_new(sites, joined, n, w->linker);
		r = r == RESULT_OK ? put_sites(w, sites) : r;
	}
	for (size_t i = 0; i < n && r == RESULT_OK; i++)
		if (joined[i].n_members > 0)
			r = put_joined(w, &joined[i], i);
	for (size_t i = 0; i < n_alone && r == RESULT_OK; i++)
		r = put_alone(w, &alone[i], &joined[alone[i].element]);
	w->result = r;
	linker_each(w->linker, put_link, w);
	joiner_each_identity(w->joiner, put_identity, w);
	joiner_each_merged(w->joiner, put_merged, w);
	*elements = n;
	return w->result == RESULT_OK ? store_commit(w->store) : w->result;
}

enum result
compose_elements(struct store *store, int64_t sweep, struct identifier *identifier,
	const struct sites *sites, uint64_t *elements)
{
	struct arena *kept = arena_new();
	struct work w = {
		.store = store,
		.sweep = sweep,
		.identifier = identifier,
		.joiner = joiner_new(),
		.arena = arena_new(),
	};
	struct sweep row;
	size_t n;
	enum result r = store_sweep_get(store, sweep, kept, &row);

	w.source = row.kind;
	if (r == RESULT_OK && (r = read_traits(&w)) == RESULT_OK) {
		joiner_join(w.joiner, &n);
		w.linker = linker_new(w.joiner);
		r = read_told(&w);
	}
	if (r == RESULT_OK)
		r = read_identities(&w);
	if (r == RESULT_OK)
		r = put_all(&w, sites, elements);
	placing_free(w.placing);
	linker_free(w.linker);
	joiner_free(w.joiner);
	arena_free(w.arena);
	arena_free(kept);
	free(w.subjects);
	return r;
}
