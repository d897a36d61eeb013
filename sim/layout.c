/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* layout.c: addresses to blocks, blocks to sites, sites to elements. */
#include "sim/layout.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "sim/rand.h"

/* What a site of a kind is made of: a role, how often it is there at all, and
 * how many then. */
struct recipe {
	const char *role;
	unsigned chance, min, max;
};

static const struct recipe recipes[PLACE_COUNT][14] = {
	[PLACE_MACRO] = {{"router", 100, 1, 1}, {"ran-baseband", 100, 1, 2},
		{"microwave", 70, 1, 2}, {"site-power", 55, 1, 1}, {"switch", 12, 1, 1},
		{"site-monitor", 12, 1, 1}, {"timing", 8, 1, 1}, {"das-repeater", 5, 1, 1}},
	[PLACE_SMALL_CELL] = {{"switch", 100, 1, 1}, {"small-cell", 100, 1, 4},
		{"microwave", 30, 1, 1}, {"das-repeater", 15, 1, 2}, {"fwa-cpe", 10, 1, 2}},
	[PLACE_AGGREGATION] = {{"router", 100, 2, 2}, {"switch", 60, 1, 2}, {"optical", 50, 1, 2},
		{"microwave", 80, 1, 3}, {"olt", 40, 1, 1}, {"timing", 45, 1, 1},
		{"site-power", 85, 1, 1}, {"ran-baseband", 40, 1, 1}, {"site-monitor", 30, 1, 1}},
	[PLACE_CORE] = {{"router", 100, 2, 2}, {"switch", 100, 2, 2}, {"firewall", 100, 1, 2},
		{"security-gateway", 100, 1, 2}, {"mobile-core", 100, 2, 6}, {"ems", 100, 1, 2},
		{"timing", 100, 1, 2}, {"optical", 70, 1, 2}, {"server", 100, 1, 4},
		{"site-power", 100, 1, 2}, {"olt", 30, 1, 1}, {"ran-controller", 60, 1, 2}},
};

/* Aspects of a key; each number that is drawn has a name of its own. */
enum aspect {
	ASPECT_BLOCK = 1,
	ASPECT_REGION,
	ASPECT_PLACE,
	ASPECT_CHANCE,
	ASPECT_COUNT,
	ASPECT_MAKER,
	ASPECT_PERSONA,
	ASPECT_LOYAL,
	ASPECT_HOMES,
	ASPECT_ALIVE,
};

static const char *const regions[][2] = {
	{"LDN", "London"},
	{"MAN", "Manchester"},
	{"BHM", "Birmingham"},
	{"LDS", "Leeds"},
	{"GLA", "Glasgow"},
	{"EDI", "Edinburgh"},
	{"CDF", "Cardiff"},
	{"BEL", "Belfast"},
	{"BRS", "Bristol"},
	{"NEW", "Newcastle"},
	{"LIV", "Liverpool"},
	{"SHF", "Sheffield"},
	{"NOT", "Nottingham"},
	{"LEI", "Leicester"},
	{"SOU", "Southampton"},
	{"PLY", "Plymouth"},
	{"NOR", "Norwich"},
	{"CAM", "Cambridge"},
	{"OXF", "Oxford"},
	{"ABD", "Aberdeen"},
	{"INV", "Inverness"},
	{"DUN", "Dundee"},
	{"SWA", "Swansea"},
	{"EXE", "Exeter"},
};

#define N_REGIONS (sizeof regions / sizeof *regions)
#define REGION_BLOCKS 8

const char *
layout_region_code(unsigned region)
{
	return regions[region % N_REGIONS][0];
}

const char *
layout_region_name(unsigned region)
{
	return regions[region % N_REGIONS][1];
}

struct addr
layout_base(const struct addr *a)
{
	struct addr base = *a;

	base.ip[addr_size(a) - 1] = 0;
	return base;
}

/* The address as a number; an IPv6 address is folded to 32 bits. */
static uint32_t
number_of(const struct addr *a)
{
	if (a->family == 4)
		return (uint32_t)a->ip[0] << 24 | (uint32_t)a->ip[1] << 16 |
		       (uint32_t)a->ip[2] << 8 | a->ip[3];
	return ((uint32_t)rand_key(a->ip, 15) & ~0xffu) + a->ip[15];
}

uint64_t
layout_key(const struct addr *base)
{
	return base->family == 4 ? number_of(base) : rand_key(base->ip, sizeof base->ip);
}

/* A mixer of 32 bits by two multiplications (constants by C. Wellons, "hash
 * prospector", public domain): a kernel filter can compute it, too. */
uint32_t
layout_draw(uint32_t seed, uint32_t address)
{
	uint32_t x = address ^ seed;

	x ^= x >> 16;
	x *= 0x7feb352du;
	x ^= x >> 15;
	x *= 0x846ca68bu;
	x ^= x >> 16;
	return x;
}

uint32_t
layout_threshold(double density)
{
	double share = density / 100.0 * 4294967296.0;

	return share >= 4294967295.0 ? UINT32_MAX : share <= 0 ? 0 : (uint32_t)share;
}

bool
layout_has(const struct layout *l, const struct addr *a)
{
	for (size_t i = 0; i < l->n_prefixes; i++)
		if (prefix_has(&l->prefixes[i], a))
			return true;
	return false;
}

static const struct placed *
find_placed(const struct layout *l, const struct addr *a)
{
	for (size_t i = 0; i < l->n_placed; i++)
		if (addr_equal(&l->placed[i].addr, a))
			return &l->placed[i];
	return NULL;
}

uint32_t
layout_seed(const struct layout *l)
{
	return (uint32_t)rand_of(l->seed, ASPECT_ALIVE);
}

bool
layout_alive(const struct layout *l, const struct addr *a)
{
	uint32_t threshold = layout_threshold(l->density);

	if (!layout_has(l, a))
		return false;
	return threshold == UINT32_MAX || layout_draw(layout_seed(l), number_of(a)) < threshold ||
	       find_placed(l, a) != NULL;
}

/* The work of laying out one block. */
struct builder {
	const struct layout *l;
	struct block *b;
	struct site sites[BLOCK_SITES_MAX];
	struct member members[BLOCK_MEMBERS_MAX];
	unsigned used; /* addresses dealt out */
};

static unsigned
weight_of(const struct persona *p, uint64_t role, enum place place, uint64_t maker)
{
	if (p->role_key != role || !(p->places & 1u << place))
		return 0;
	return maker == 0 || p->maker_key == maker ? p->weight : 0;
}

/* A persona by weight for a role at a place, of one maker or any (0); -1: none.
 * Role and maker by their keys. */
static int
pick(const struct layout *l, uint64_t role, enum place place, uint64_t maker, uint64_t number)
{
	uint32_t total = 0, at;

	for (size_t i = 0; i < l->personas->n; i++)
		total += weight_of(&l->personas->at[i], role, place, maker);
	if (total == 0)
		return -1;
	at = rand_below(number, total);
	for (size_t i = 0; i < l->personas->n; i++) {
		unsigned w = weight_of(&l->personas->at[i], role, place, maker);

		if (at < w)
			return (int)i;
		at -= w;
	}
	return -1;
}

/* Operators buy by region: two in three of its elements of a role are of the
 * region's own maker, and what one site has of a role is of one maker. */
static int
pick_loyal(const struct builder *w, uint64_t role, enum place place, uint64_t site)
{
	const struct layout *l = w->l;
	uint64_t region = rand_of(rand_of(l->seed, ASPECT_MAKER), w->b->region ^ role);
	int main_one = pick(l, role, place, 0, region);
	bool loyal = rand_chance(rand_of(site, ASPECT_LOYAL ^ role), 66);

	if (l->only >= 0)
		return l->only;
	if (main_one < 0)
		return -1;
	return pick(l, role, place, loyal ? l->personas->at[main_one].maker_key : 0,
		rand_of(site, ASPECT_PERSONA ^ role));
}

/* How many addresses an element has. */
static unsigned
homes(const struct builder *w, const struct persona *p, enum place place, uint64_t key)
{
	uint64_t number = rand_of(key, ASPECT_HOMES);
	double percent = w->l->multihomed * (place == PLACE_MACRO ? 0.5 : 2.0);

	if (strcmp(p->role, "router") != 0 || !rand_chance(number, percent))
		return 1;
	return 2 + rand_below(rand_mix(number), place == PLACE_MACRO ? 2 : 5);
}

static void
add_member(struct builder *w, struct site *site, int persona, uint64_t key, unsigned unit)
{
	const struct persona *p = &w->l->personas->at[persona];
	unsigned n = p->hidden ? 0 : homes(w, p, site->place, key);
	unsigned left = w->b->n_alive - w->used;
	uint16_t id = w->b->n_members;

	if (n > left)
		n = left;
	if (id == BLOCK_MEMBERS_MAX || (n == 0 && !p->hidden))
		return;
	w->members[id] = (struct member){.persona = (uint16_t)persona,
		.site = (uint8_t)w->b->n_sites,
		.unit = (uint8_t)unit,
		.first = (uint8_t)w->used,
		.n_addrs = (uint8_t)n};
	for (unsigned i = 0; i < n; i++)
		w->b->at[w->b->alive[w->used + i]] = id;
	w->used += n;
	w->b->n_members++;
	site->n++;
	if (site->router == MEMBER_NONE &&
		(strcmp(p->role, "router") == 0 || strcmp(p->role, "switch") == 0))
		site->router = id;
}

/* The elements of one line of a recipe. */
static void
add_role(struct builder *w, struct site *site, const struct recipe *r, uint64_t site_key)
{
	uint64_t role = rand_key(r->role, strlen(r->role));
	uint64_t key = rand_of(site_key, role);
	unsigned n = r->min + rand_below(rand_of(key, ASPECT_COUNT), r->max - r->min + 1);
	int persona;

	if (!rand_chance(rand_of(key, ASPECT_CHANCE), r->chance))
		return;
	persona = pick_loyal(w, role, site->place, site_key);
	for (unsigned i = 0; i < n && persona >= 0; i++) {
		/* Servers and core functions at one site differ from one another. */
		if (i > 0 && site->place == PLACE_CORE)
			persona = pick_loyal(w, role, site->place, rand_of(site_key, i));
		if (persona >= 0)
			add_member(w, site, persona, rand_of(key, i), i + 1);
	}
}

/* Any persona that answers, for the addresses that no recipe wanted. */
static void
add_any(struct builder *w, struct site *site, uint64_t site_key)
{
	const struct personas *all = w->l->personas;
	uint32_t total = 0, at;

	for (size_t i = 0; i < all->n; i++)
		total += all->at[i].hidden ? 0 : all->at[i].weight;
	if (total == 0) {
		w->used = w->b->n_alive;
		return;
	}
	at = rand_below(rand_of(site_key, ASPECT_PERSONA), total);
	for (size_t i = 0; i < all->n; i++) {
		unsigned weight = all->at[i].hidden ? 0 : all->at[i].weight;

		if (at < weight) {
			add_member(w, site, w->l->only >= 0 ? w->l->only : (int)i, site_key, 1);
			return;
		}
		at -= weight;
	}
}

/* Is this block the first of its region? */
static bool
first_of_region(const struct block *b)
{
	return b->base.ip[addr_size(&b->base) - 2] % REGION_BLOCKS == 0;
}

static enum place
place_of(const struct builder *w, uint64_t site_key)
{
	unsigned number = rand_below(rand_of(site_key, ASPECT_PLACE), 100);

	if (w->b->n_sites == 0 && w->b->n_alive >= 40 && first_of_region(w->b))
		return PLACE_CORE;
	if (w->b->n_sites == 0 && w->b->n_alive >= 12)
		return PLACE_AGGREGATION;
	return number < 78 ? PLACE_MACRO : number < 95 ? PLACE_SMALL_CELL : PLACE_AGGREGATION;
}

static void
add_site(struct builder *w)
{
	unsigned id = w->b->n_sites, used = w->used;
	uint64_t key = rand_of(w->b->key, id);
	uint32_t block = number_of(&w->b->base) >> 8;
	struct site *site = &w->sites[id];

	*site = (struct site){.place = place_of(w, key),
		.first = w->b->n_members,
		.number = (block & 0xfff) * 100 + id + 1,
		.router = MEMBER_NONE};
	for (const struct recipe *r = recipes[site->place]; r->role != NULL; r++)
		if (w->used < w->b->n_alive)
			add_role(w, site, r, key);
	/* The last site takes what is left; no site may take nothing. */
	while (w->used == used)
		add_any(w, site, rand_of(key, w->used));
	while (id == BLOCK_SITES_MAX - 1 && w->used < w->b->n_alive)
		add_any(w, site, rand_of(key, w->used));
	w->b->n_sites++;
}

/* Elements that were put there by hand stand alone, in a site of their own. */
static void
add_placed(struct builder *w)
{
	for (size_t i = 0; i < w->l->n_placed; i++) {
		const struct placed *placed = &w->l->placed[i];
		struct addr base = layout_base(&placed->addr);
		unsigned offset = placed->addr.ip[addr_size(&base) - 1];

		if (!addr_equal(&base, &w->b->base) || w->b->at[offset] == MEMBER_NONE)
			continue;
		w->members[w->b->at[offset]].persona = placed->persona;
	}
}

static void
find_alive(struct builder *w)
{
	struct block *b = w->b;
	struct addr a = b->base;

	for (unsigned i = 0; i < BLOCK_SIZE; i++) {
		b->at[i] = MEMBER_NONE;
		a.ip[addr_size(&a) - 1] = (uint8_t)i;
		if (layout_alive(w->l, &a))
			b->alive[b->n_alive++] = (uint8_t)i;
	}
}

struct block *
layout_block(const struct layout *l, const struct addr *a)
{
	struct builder w = {.l = l};
	struct block head = {.base = layout_base(a)}, *b;
	uint32_t number = number_of(&head.base);

	head.key = rand_of(rand_of(l->seed, ASPECT_BLOCK), layout_key(&head.base));
	head.region =
		(unsigned)(rand_of(rand_of(l->seed, ASPECT_REGION), (number >> 8) / REGION_BLOCKS) %
			   N_REGIONS);
	w.b = &head;
	find_alive(&w);
	while (w.used < head.n_alive && head.n_sites < BLOCK_SITES_MAX)
		add_site(&w);
	add_placed(&w);

	b = xmalloc(sizeof *b + head.n_sites * sizeof *head.sites +
		    head.n_members * sizeof *head.members);
	*b = head;
	b->sites = (struct site *)(void *)(b + 1);
	b->members = (struct member *)(void *)(b->sites + b->n_sites);
	memcpy(b->sites, w.sites, b->n_sites * sizeof *b->sites);
	memcpy(b->members, w.members, b->n_members * sizeof *b->members);
	return b;
}

struct addr
layout_addr(const struct block *b, const struct member *m, unsigned i)
{
	struct addr a = b->base;

	a.ip[addr_size(&a) - 1] = b->alive[(m->first + i) % BLOCK_SIZE];
	return a;
}
