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
	return p->spacing == 0 || g->due <= now ? now : g->due;
}

void
gate_pass(struct gate *g, const struct pace *p, int64_t now)
{
	int64_t from = now - p->late;

	if (g->due > from)
		from = g->due;
	g->due = from + p->spacing;
}

struct subnets *
subnets_new(unsigned bits4, unsigned bits6, uint32_t per_second)
{
	struct subnets *s = xcalloc(1, sizeof(*s));

	s->bits4 = bits4;
	s->bits6 = bits6;
	s->pace = pace_of(per_second, 0);
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

struct subnet *
subnets_take(struct subnets *s, const struct addr *a)
{
	struct prefix prefix = prefix_of(a, a->family == 4 ? s->bits4 : s->bits6);
	uint8_t key[KEY_SIZE];
	struct entry *e;

	key_of(&prefix, key);
	HASH_FIND(hh, s->table, key, KEY_SIZE, e);
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
	if (--n->users > 0 || gate_when(&n->gate, &n->pace, now) > now)
		return;
	HASH_DEL(s->table, e);
	free(e);
}
