/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* placing.c: four witnesses of a place; the first one that knows it is believed. */
#include "scanner/placing.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"

/* A radio hangs on a baseband that hangs on a router: so far a place is handed on. */
#define HOPS_MAX 3

struct pair {
	size_t a, b;
};

struct placing {
	struct arena *arena;
	struct placed *all;
	size_t n;
	struct pair *pairs; /* both ways, ascending */
	size_t n_pairs, cap_pairs;
};

/* ---- what an element itself tells ------------------------------------------------- */

static void
add_conflict(struct placing *p, struct placed *e, const char *text)
{
	e->conflict =
		e->conflict[0] == '\0' ? text : arena_printf(p->arena, "%s; %s", e->conflict, text);
}

/* One witness says: this site. */
static void
say(struct placing *p, struct placed *e, const struct site *site, unsigned rank, const char *source)
{
	if (site == NULL)
		return;
	if (e->site == NULL) {
		e->site = site;
		e->source = source;
		e->rank = rank;
	} else if (e->site != site) {
		add_conflict(p, e, arena_printf(p->arena, "%s says %s", source, site->id));
	}
}

static void
by_prefix(struct placing *p, const struct sites *sites, const struct joined *j, struct placed *e)
{
	const struct site *site, *at = NULL;
	const char *by;

	if ((site = sites_by_addr(sites, &j->mgmt, &by)) != NULL)
		say(p, e, site, 1, arena_printf(p->arena, "prefix %s", by));
	at = e->site;
	for (size_t i = 0; i < j->n_members; i++) {
		site = sites_by_addr(sites, &j->members[i]->addr, &by);
		if (site != NULL && site != at)
			say(p, e, site, 1, arena_printf(p->arena, "prefix %s", by));
		at = site != NULL ? site : at;
	}
}

static void
by_name(struct placing *p, const struct sites *sites, const struct joined *j, struct placed *e)
{
	const struct site *rival, *site;
	const char *by;

	site = sites_by_name(sites, j->name, &by, &rival);
	if (site != NULL)
		say(p, e, site, 2, arena_printf(p->arena, "name %s", by));
	if (rival != NULL && rival != e->site)
		add_conflict(p, e, arena_printf(p->arena, "another pattern says %s", rival->id));
}

static void
by_location(struct placing *p, const struct sites *sites, const struct joined *j, struct placed *e)
{
	const struct site *rival;

	say(p, e, sites_by_location(sites, j->location, &rival), 3, "location");
	if (rival != NULL)
		add_conflict(p, e, "its location names several sites");
}

/* ---- neighbours ----------------------------------------------------------------------- */

static void
note_pair(void *arg, size_t a, size_t b)
{
	struct placing *p = arg;

	if (a >= p->n || b >= p->n)
		return;
	if (p->n_pairs + 2 > p->cap_pairs) {
		p->cap_pairs = p->cap_pairs > 0 ? 2 * p->cap_pairs : 256;
		p->pairs = xrealloc(p->pairs, p->cap_pairs, sizeof(*p->pairs));
	}
	p->pairs[p->n_pairs++] = (struct pair){a, b};
	p->pairs[p->n_pairs++] = (struct pair){b, a};
}

static int
by_ends(const void *x, const void *y)
{
	const struct pair *a = x, *b = y;

	if (a->a != b->a)
		return a->a < b->a ? -1 : 1;
	return (a->b > b->b) - (a->b < b->b);
}

/* Neighbours of one element that are placed: how many for the site that most are
 * at, how many in all. Each neighbour counts once. */
static const struct site *
poll(const struct placing *p, size_t from, size_t to, unsigned hop, size_t *votes, size_t *all)
{
	const struct site *best = NULL;
	size_t lead = 0;

	*votes = *all = 0;
	/* Boyer and Moore's majority vote: a site of more than half comes out. */
	for (int round = 0; round < 2; round++)
		for (size_t i = from; i < to; i++) {
			const struct placed *e = &p->all[p->pairs[i].b];

			if (e->site == NULL || e->rank > 3 + hop ||
				(i > from && p->pairs[i].b == p->pairs[i - 1].b))
				continue;
			if (round == 1) {
				*votes += e->site == best;
				++*all;
			} else if (lead == 0) {
				best = e->site;
				lead = 1;
			} else {
				lead += e->site == best ? 1 : (size_t)-1;
			}
		}
	return best;
}

/* Places those that have neighbours placed in earlier rounds. */
static void
hop(struct placing *p, unsigned round)
{
	for (size_t i = 0, end; i < p->n_pairs; i = end) {
		struct placed *e = &p->all[p->pairs[i].a];
		const struct site *site;
		size_t votes, all;

		for (end = i + 1; end < p->n_pairs && p->pairs[end].a == p->pairs[i].a; end++)
			;
		if (e->site != NULL || e->conflict[0] != '\0')
			continue;
		site = poll(p, i, end, round, &votes, &all);
		if (all == 0)
			continue;
		if (2 * votes > all) {
			e->site = site;
			e->source = "neighbours";
			e->rank = 4 + round;
		}
		if (votes < all)
			e->conflict = "its neighbours stand at several sites";
	}
}

/* ---- all ------------------------------------------------------------------------------- */

static void
tell_conflicts(const struct placing *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++)
		n += p->all[i].conflict[0] != '\0';
	if (n > 0)
		log_warn("%zu element%s where the sites file and the network disagree on the site; "
			 "the column site_conflict of `ranmap export elements` tells which",
			n, n == 1 ? "" : "s");
}

struct placing *
placing_new(const struct sites *sites, const struct joined *joined, size_t n,
	const struct linker *linker)
{
	struct placing *p = xcalloc(1, sizeof(*p));

	p->arena = arena_new();
	p->all = xcalloc(n, sizeof(*p->all));
	p->n = n;
	for (size_t i = 0; i < n; i++) {
		struct placed *e = &p->all[i];

		e->source = e->conflict = "";
		by_prefix(p, sites, &joined[i], e);
		by_name(p, sites, &joined[i], e);
		by_location(p, sites, &joined[i], e);
	}
	linker_each_pair(linker, note_pair, p);
	if (p->n_pairs > 0)
		qsort(p->pairs, p->n_pairs, sizeof(*p->pairs), by_ends);
	for (unsigned round = 0; round < HOPS_MAX; round++)
		hop(p, round);
	tell_conflicts(p);
	return p;
}

void
placing_free(struct placing *p)
{
	if (p == NULL)
		return;
	free(p->all);
	free(p->pairs);
	arena_free(p->arena);
	free(p);
}

const struct placed *
placing_of(const struct placing *p, size_t element)
{
	return element < p->n ? &p->all[element] : NULL;
}
