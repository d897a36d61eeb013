/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* load.c: a table of devices that suffer, by key. */
#include "sim/load.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/clock.h"
#include "sim/rand.h"

struct sufferer {
	uint64_t key; /* 0: free */
	double level; /* questions, fading away within a second */
	int64_t last;
	bool dead;
};

struct load {
	struct sufferer *at;
	size_t n, cap;
};

struct load *
load_new(void)
{
	struct load *l = xcalloc(1, sizeof *l);

	l->cap = 256;
	l->at = xcalloc(l->cap, sizeof *l->at);
	return l;
}

void
load_free(struct load *l)
{
	if (l == NULL)
		return;
	free(l->at);
	free(l);
}

static struct sufferer *
slot(struct load *l, uint64_t key)
{
	size_t i = rand_mix(key) & (l->cap - 1);

	while (l->at[i].key != 0 && l->at[i].key != key)
		i = (i + 1) & (l->cap - 1);
	return &l->at[i];
}

static void
grow(struct load *l)
{
	struct load bigger = {.cap = l->cap * 2};

	bigger.at = xcalloc(bigger.cap, sizeof *bigger.at);
	bigger.n = l->n;
	for (size_t i = 0; i < l->cap; i++)
		if (l->at[i].key != 0)
			*slot(&bigger, l->at[i].key) = l->at[i];
	free(l->at);
	*l = bigger;
}

static struct sufferer *
find(struct load *l, uint64_t key)
{
	struct sufferer *s;

	key += key == 0;
	if (l->n * 2 >= l->cap)
		grow(l);
	s = slot(l, key);
	if (s->key == 0) {
		s->key = key;
		l->n++;
	}
	return s;
}

unsigned
load_ask(struct load *l, uint64_t device, int64_t now)
{
	struct sufferer *s = find(l, device);
	double passed = (double)(now - s->last) / (double)CLOCK_S;

	/* A leaking bucket: what was asked leaks away at its own rate. */
	s->level = passed >= 1.0 ? 0 : s->level * (1.0 - passed);
	s->level += 1;
	s->last = now;
	return (unsigned)s->level;
}

bool
load_kill(struct load *l, uint64_t device)
{
	struct sufferer *s = find(l, device);
	bool first = !s->dead;

	s->dead = true;
	return first;
}

bool
load_is_dead(struct load *l, uint64_t device)
{
	return find(l, device)->dead;
}
