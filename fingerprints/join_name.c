/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * join_name.c: the IDs of elements. An element goes by the ID under which an
 * earlier sweep knew one of its identities, the strongest first, as long as no
 * other of their identities contradicts. So it keeps its ID when its address or
 * its name changes, or when it tells more than it did (or less).
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "base/text.h"
#include "fingerprints/join.h"

/* Identities, best first. Those before RANK_ADDR are of the thing itself. */
enum rank {
	RANK_SERIAL,
	RANK_CHASSIS,
	RANK_ENGINE,
	RANK_HOSTKEY,
	RANK_LOCAL,
	RANK_ADDR,
	RANK_COUNT
};

static const char *const prefixes[RANK_COUNT] = {
	"serial:", "chassis:", "engine:", "hostkey:", "local:", "addr:"};

/* One identity of one element of this sweep. */
struct named {
	const char *identity;
	size_t element;
	enum rank rank;
	bool shared;
};

/* An identity that earlier sweeps knew, and its element among the old ones. */
struct known {
	const char *identity;
	size_t old; /* SIZE_MAX: of several */
};

struct old {
	const char *id;
	size_t claimed;	 /* element of this sweep, SIZE_MAX: none */
	size_t first, n; /* its identities, in by_old */
	UT_hash_handle hh;
};

struct name_work {
	struct known *known;
	size_t n_known, cap_known;
	struct old **olds;
	size_t n_olds, cap_olds;
	struct old *by_id;
	const struct known **by_old;
	struct named *named; /* by identity */
	size_t n_named, cap_named;
	size_t *starts; /* by element: its identities in by_element */
	const struct named **by_element;
	struct used {
		const char *id;
		UT_hash_handle hh;
	} * used;
};

void
name_work_free(struct name_work *w)
{
	struct used *u, *next;

	if (w == NULL)
		return;
	HASH_CLEAR(hh, w->by_id);
	HASH_ITER(hh, w->used, u, next)
	{
		HASH_DEL(w->used, u);
		free(u);
	}
	for (size_t i = 0; i < w->n_olds; i++)
		free(w->olds[i]);
	free(w->olds);
	free(w->known);
	free(w->by_old);
	free(w->named);
	free(w->starts);
	free(w->by_element);
	free(w);
}

static struct name_work *
work_of(struct joiner *j)
{
	if (j->work == NULL)
		j->work = xcalloc(1, sizeof(*j->work));
	return j->work;
}

static size_t
old_of(struct joiner *j, struct name_work *w, const char *id)
{
	struct old *o;

	HASH_FIND_STR(w->by_id, id, o);
	if (o == NULL) {
		o = xcalloc(1, sizeof(*o));
		o->id = arena_strdup(j->arena, id);
		o->claimed = SIZE_MAX;
		o->first = w->n_olds; /* its place, until index_old() */
		if (w->n_olds == w->cap_olds) {
			w->cap_olds = w->cap_olds > 0 ? 2 * w->cap_olds : 256;
			w->olds = xrealloc(w->olds, w->cap_olds, sizeof(struct old *));
		}
		w->olds[w->n_olds++] = o;
		HASH_ADD_KEYPTR(hh, w->by_id, o->id, strlen(o->id), o);
	}
	return o->first;
}

void
joiner_known(struct joiner *j, const char *identity, const char *element_id)
{
	struct name_work *w = work_of(j);

	if (w->n_known == w->cap_known) {
		w->cap_known = w->cap_known > 0 ? 2 * w->cap_known : 256;
		w->known = xrealloc(w->known, w->cap_known, sizeof(*w->known));
	}
	w->known[w->n_known++] = (struct known){arena_strdup(j->arena, identity),
		element_id[0] != '\0' ? old_of(j, w, element_id) : SIZE_MAX};
}

/* ---- indexes ------------------------------------------------------------------- */

static enum rank
rank_of(const char *identity)
{
	for (int r = 0; r < RANK_COUNT; r++)
		if (strncmp(identity, prefixes[r], strlen(prefixes[r])) == 0)
			return (enum rank)r;
	return RANK_ADDR;
}

static int
by_identity(const void *x, const void *y)
{
	return strcmp(((const struct known *)x)->identity, ((const struct known *)y)->identity);
}

static int
by_owner(const void *x, const void *y)
{
	const struct known *a = *(const struct known *const *)x;
	const struct known *b = *(const struct known *const *)y;

	return (a->old > b->old) - (a->old < b->old);
}

static void
index_old(struct name_work *w)
{
	w->by_old = xcalloc(w->n_known + 1, sizeof(struct known *));
	if (w->n_known > 0)
		qsort(w->known, w->n_known, sizeof(*w->known), by_identity);
	for (size_t i = 0; i < w->n_known; i++)
		w->by_old[i] = &w->known[i];
	if (w->n_known > 0)
		qsort(w->by_old, w->n_known, sizeof(struct known *), by_owner);
	for (size_t i = 0; i < w->n_known; i++) {
		struct old *o = w->by_old[i]->old != SIZE_MAX ? w->olds[w->by_old[i]->old] : NULL;

		if (o != NULL && o->n++ == 0)
			o->first = i;
	}
}

static void
add_named(struct joiner *j, size_t element, enum rank rank, const char *key)
{
	struct name_work *w = j->work;

	if (key == NULL)
		return;
	if (w->n_named == w->cap_named) {
		w->cap_named = w->cap_named > 0 ? 2 * w->cap_named : 1024;
		w->named = xrealloc(w->named, w->cap_named, sizeof(*w->named));
	}
	w->named[w->n_named++] = (struct named){
		arena_printf(j->arena, "%s%s", prefixes[rank], key), element, rank, false};
}

static void
list_member(struct joiner *j, size_t element, const struct member *m)
{
	char text[ADDR_TEXT_MAX];

	add_named(j, element, RANK_SERIAL, m->serial);
	add_named(j, element, RANK_CHASSIS, m->chassis);
	add_named(j, element, RANK_ENGINE, m->engine);
	add_named(j, element, RANK_HOSTKEY, m->hostkey);
	add_named(j, element, RANK_LOCAL, m->local);
	if (m->addr.family != 0)
		add_named(j, element, RANK_ADDR, addr_format(&m->addr, text));
	else if (m->chassis == NULL && m->local == NULL)
		add_named(j, element, RANK_LOCAL, m->heard);
}

static void
list_alone(struct joiner *j, const struct told_alone *t)
{
	enum rank rank;

	if (t->identity == NULL)
		return;
	rank = rank_of(t->identity);
	add_named(j, t->element, rank, t->identity + strlen(prefixes[rank]));
}

static int
by_name(const void *x, const void *y)
{
	const struct named *a = x, *b = y;
	int order = strcmp(a->identity, b->identity);

	return order != 0 ? order : (a->element > b->element) - (a->element < b->element);
}

/* Sorted, each identity of an element once; those of several elements marked. */
static void
settle_named(struct name_work *w)
{
	size_t used = 0;

	if (w->n_named > 0)
		qsort(w->named, w->n_named, sizeof(*w->named), by_name);
	for (size_t i = 0; i < w->n_named; i++) {
		struct named *last = used > 0 ? &w->named[used - 1] : NULL;
		bool same = last != NULL && strcmp(last->identity, w->named[i].identity) == 0;

		if (same && last->element == w->named[i].element)
			continue;
		w->named[used] = w->named[i];
		if (same)
			last->shared = w->named[used].shared = true;
		used++;
	}
	w->n_named = used;
}

/* Counting sort: the identities of each element, in order of identity. */
static void
index_elements(struct joiner *j, struct name_work *w)
{
	size_t *at;

	w->starts = xcalloc(j->n_joined + 2, sizeof(*w->starts));
	w->by_element = xcalloc(w->n_named + 1, sizeof(struct named *));
	for (size_t i = 0; i < w->n_named; i++)
		w->starts[w->named[i].element + 1]++;
	for (size_t i = 0; i < j->n_joined; i++)
		w->starts[i + 1] += w->starts[i];
	at = xcalloc(j->n_joined + 1, sizeof(*at));
	memcpy(at, w->starts, j->n_joined * sizeof(*at));
	for (size_t i = 0; i < w->n_named; i++)
		w->by_element[at[w->named[i].element]++] = &w->named[i];
	free(at);
}

/* ---- the same as before? --------------------------------------------------------- */

static const struct known *
find_known(const struct name_work *w, const char *identity)
{
	struct known key = {.identity = identity};

	return w->n_known > 0 ? bsearch(&key, w->known, w->n_known, sizeof(key), by_identity)
			      : NULL;
}

/* True where both have identities of a rank and none of them in common. */
static bool
differ(const struct name_work *w, size_t element, const struct old *o, enum rank rank)
{
	bool mine = false, theirs = false;

	for (size_t k = 0; k < o->n; k++) {
		const char *identity = w->by_old[o->first + k]->identity;

		if (rank_of(identity) != rank)
			continue;
		theirs = true;
		for (size_t i = w->starts[element]; i < w->starts[element + 1]; i++) {
			mine = mine || w->by_element[i]->rank == rank;
			if (strcmp(w->by_element[i]->identity, identity) == 0)
				return false;
		}
	}
	return mine && theirs;
}

static bool
contradict(const struct name_work *w, size_t element, const struct old *o, bool engines)
{
	return differ(w, element, o, RANK_SERIAL) || differ(w, element, o, RANK_CHASSIS) ||
	       (engines && differ(w, element, o, RANK_ENGINE));
}

static void
take_id(struct joiner *j, size_t element, const char *id)
{
	struct name_work *w = j->work;
	struct used *u = xcalloc(1, sizeof(*u));

	u->id = id;
	j->joined[element].element_id = id;
	HASH_ADD_KEYPTR(hh, w->used, u->id, strlen(u->id), u);
}

/* One rank against what was known. engines: different engine IDs contradict. */
static void
match_rank(struct joiner *j, enum rank rank, bool engines)
{
	struct name_work *w = j->work;

	for (size_t i = 0; i < w->n_named; i++) {
		const struct named *n = &w->named[i];
		const struct known *k;
		struct old *o;

		if (n->rank != rank || n->shared || j->joined[n->element].element_id != NULL ||
			(k = find_known(w, n->identity)) == NULL || k->old == SIZE_MAX)
			continue;
		o = w->olds[k->old];
		if (o->claimed != SIZE_MAX || contradict(w, n->element, o, engines))
			continue;
		o->claimed = n->element;
		take_id(j, n->element, o->id);
	}
}

/* ---- new ones --------------------------------------------------------------------- */

static bool
is_taken(const struct name_work *w, const char *id)
{
	struct used *u;
	struct old *o;

	HASH_FIND_STR(w->used, id, u);
	HASH_FIND_STR(w->by_id, id, o);
	return u != NULL || o != NULL;
}

/* A hash of the identity; of "identity#2" and so on where that belongs to another. */
static const char *
new_id(struct joiner *j, const char *identity)
{
	const char *id, *seed = identity;

	for (unsigned n = 2;; n++) {
		uint8_t digest[32];
		struct buf hex = {0};

		text_sha256(seed, strlen(seed), digest);
		text_hex(&hex, digest, 8);
		id = arena_printf(j->arena, "e-%s", buf_text(&hex));
		buf_free(&hex);
		if (!is_taken(j->work, id))
			return id;
		seed = arena_printf(j->arena, "%s#%u", identity, n);
	}
}

/* The best identity that an element has to itself, else the best that it shares. */
static const char *
best_identity(const struct name_work *w, size_t element)
{
	const struct named *best = NULL;

	for (size_t i = w->starts[element]; i < w->starts[element + 1]; i++) {
		const struct named *n = w->by_element[i];

		if (best == NULL || (best->shared && !n->shared) ||
			(best->shared == n->shared && n->rank < best->rank))
			best = n;
	}
	return best != NULL ? best->identity : "nothing";
}

const struct joined *
joiner_name(struct joiner *j, size_t *n)
{
	struct name_work *w = work_of(j);

	for (size_t i = 0; i < j->n_joined; i++)
		for (size_t k = 0; k < j->joined[i].n_members; k++)
			list_member(j, i, j->joined[i].members[k]);
	for (size_t i = 0; i < j->n_alone; i++)
		list_alone(j, &j->alone[i]);
	index_old(w);
	settle_named(w);
	index_elements(j, w);
	for (int rank = 0; rank < RANK_COUNT; rank++)
		match_rank(j, (enum rank)rank, true);
	/* An agent may get a new engine ID; its chassis stays what it is. */
	match_rank(j, RANK_SERIAL, false);
	match_rank(j, RANK_CHASSIS, false);
	for (size_t i = 0; i < j->n_joined; i++) {
		struct joined *e = &j->joined[i];

		e->identity = best_identity(w, i);
		if (e->element_id == NULL)
			take_id(j, i, new_id(j, e->identity));
	}
	*n = j->n_joined;
	return j->joined;
}

/* ---- for later sweeps ---------------------------------------------------------------- */

void
joiner_each_identity(struct joiner *j,
	void (*call)(void *, const char *identity, const char *element), void *arg)
{
	const struct name_work *w = j->work;

	for (size_t i = 0; i < w->n_named; i++) {
		const struct named *n = &w->named[i];

		if (!n->shared)
			call(arg, n->identity, j->joined[n->element].element_id);
		else if (i == 0 || strcmp(w->named[i - 1].identity, n->identity) != 0)
			call(arg, n->identity, "");
	}
}

/* True where an old element was known by an address alone. */
static bool
is_bare(const struct name_work *w, const struct old *o)
{
	for (size_t k = 0; k < o->n; k++)
		if (rank_of(w->by_old[o->first + k]->identity) != RANK_ADDR)
			return false;
	return true;
}

void
joiner_each_merged(
	struct joiner *j, void (*call)(void *, const char *element, const char *into), void *arg)
{
	struct name_work *w = j->work;

	for (size_t i = 0; i < w->n_named; i++) {
		const struct named *n = &w->named[i];
		const struct known *k = n->shared ? NULL : find_known(w, n->identity);
		struct old *o = k != NULL && k->old != SIZE_MAX ? w->olds[k->old] : NULL;

		if (o == NULL || o->claimed != SIZE_MAX ||
			(n->rank == RANK_ADDR && !is_bare(w, o)) ||
			contradict(w, n->element, o, true))
			continue;
		o->claimed = n->element;
		call(arg, o->id, j->joined[n->element].element_id);
	}
}
