/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* pacer.c: gates in time, and the table of subnets. */
#include "scanner/pacer.h"

#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "base/arena.h"
#include "base/clock.h"

/* A prefix without padding. */
#define KEY_SIZE 22

struct entry {
	struct subnet subnet; /* first */
	uint8_t key[KEY_SIZE];
	UT_hash_handle hh;
};

struct subnets {
	unsigned bits4, bits6;
	struct pace pace;
	struct entry *table;
};

struct pace
pace_of(uint32_t per_second, int64_t late)
{
	struct pace p = {0};

	if (per_second > 0) {
		p.spacing = (CLOCK_S * 51 / 50 + per_second - 1) / per_second;
		p.late = late;
	}
	return p;
}

int64_t
gate_when(const struct gate *g, const struct pace *p, int64_t now)
{
	(void)p; /* without a limit nothing is due later than now, but for a rest that was given */
	return g->due <= now ? now : g->due;
}

void
gate_pass(struct gate *g, const struct pace *p, int64_t now)
{
	int64_t from = now - p->late;

	if (p->spacing == 0)
		return;
	if (g->due > from)
		from = g->due;
	g->due = from + p->spacing;
}

struct subnets *
subnets_new(unsigned bits4, unsigned bits6, uint32_t per_second, int64_t late)
{
	struct subnets *s = xcalloc(1, sizeof(*s));

	s->bits4 = bits4;
	s->bits6 = bits6;
	s->pace = pace_of(per_second, late);
	return s;
}

void
subnets_free(struct subnets *s)
{
	struct entry *e, *next;

	if (s == NULL)
		return;
	HASH_ITER(hh, s->table, e, next)
	{
		HASH_DEL(s->table, e);
		free(e);
	}
	free(s);
}

static void
key_of(const struct prefix *p, uint8_t key[KEY_SIZE])
{
	key[0] = p->addr.family;
	memcpy(key + 1, p->addr.ip, 16);
	memcpy(key + 17, &p->addr.zone, 4);
	key[21] = p->len;
}

static struct entry *
find(struct subnets *s, const struct addr *a, struct prefix *prefix, uint8_t key[KEY_SIZE])
{
	struct entry *e;

	*prefix = prefix_of(a, a->family == 4 ? s->bits4 : s->bits6);
	key_of(prefix, key);
	HASH_FIND(hh, s->table, key, KEY_SIZE, e);
	return e;
}

struct subnet *
subnets_find(struct subnets *s, const struct addr *a)
{
	struct prefix prefix;
	uint8_t key[KEY_SIZE];
	struct entry *e = find(s, a, &prefix, key);

	return e != NULL ? &e->subnet : NULL;
}

struct subnet *
subnets_take(struct subnets *s, const struct addr *a)
{
	struct prefix prefix;
	uint8_t key[KEY_SIZE];
	struct entry *e = find(s, a, &prefix, key);

	if (e == NULL) {
		e = xcalloc(1, sizeof(*e));
		e->subnet.prefix = prefix;
		e->subnet.pace = s->pace;
		memcpy(e->key, key, KEY_SIZE);
		HASH_ADD(hh, s->table, key, KEY_SIZE, e);
	}
	e->subnet.users++;
	return &e->subnet;
}

void
subnets_drop(struct subnets *s, struct subnet *n)
{
	struct entry *e = (struct entry *)n;
	int64_t now = clock_now();

	/* One that must not be asked yet is remembered. */
	if (--n->users > 0 || n->kept || gate_when(&n->gate, &n->pace, now) > now)
		return;
	HASH_DEL(s->table, e);
	free(e);
}

/* Seconds are counted one by one; one in which nothing was sent ends the count. */
static void
roll(struct subnet *n, int64_t now)
{
	if (now - n->second < CLOCK_S)
		return;
	n->before = now - n->second < 2 * CLOCK_S ? n->sent : 0;
	n->sent = 0;
	n->second = now;
}

void
subnet_pass(struct subnet *n, int64_t now)
{
	gate_pass(&n->gate, &n->pace, now);
	roll(n, now);
	n->sent++;
}

uint32_t
subnet_rate(const struct subnet *n, int64_t now)
{
	struct subnet at = *n;

	roll(&at, now);
	return at.before > at.sent ? at.before : at.sent;
}

void
subnet_slow(struct subnet *n, uint32_t per_second)
{
	struct pace pace = pace_of(per_second > 0 ? per_second : 1, 0);

	if (pace.spacing > n->pace.spacing)
		n->pace = pace;
	n->kept = true;
}
