/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* deadlines.c: a wheel of lists; a deadline of a later turn waits in its list. */
#include "scanner/deadlines.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/clock.h"

#define TICK (2 * CLOCK_MS)
#define SLOTS 8192u /* one turn is 16 s: longer than most waits */
#define WORDS (SLOTS / 64)

struct deadlines {
	struct deadline slots[SLOTS]; /* list heads */
	uint64_t used[WORDS];	      /* which lists hold something */
	int64_t tick;		      /* all before this one are done */
};

static void
mark(struct deadlines *d, unsigned slot)
{
	d->used[slot / 64] |= UINT64_C(1) << slot % 64;
}

struct deadlines *
deadlines_new(int64_t now)
{
	struct deadlines *d = xcalloc(1, sizeof(*d));

	for (unsigned i = 0; i < SLOTS; i++)
		d->slots[i].next = d->slots[i].prev = &d->slots[i];
	d->tick = now / TICK;
	return d;
}

void
deadlines_free(struct deadlines *d)
{
	free(d);
}

void
deadline_clear(struct deadlines *d, struct deadline *l)
{
	if (l->next == NULL)
		return;
	l->next->prev = l->prev;
	l->prev->next = l->next;
	if (l->next == l->prev && l->next >= d->slots && l->next < d->slots + SLOTS) {
		unsigned slot = (unsigned)(l->next - d->slots);

		d->used[slot / 64] &= ~(UINT64_C(1) << slot % 64);
	}
	l->next = l->prev = NULL;
}

void
deadline_set(struct deadlines *d, struct deadline *l, int64_t when)
{
	/* Rounded up, so that none comes early. */
	int64_t tick = (when + TICK - 1) / TICK;
	struct deadline *head;
	unsigned slot;

	deadline_clear(d, l);
	if (tick < d->tick)
		tick = d->tick;
	slot = (unsigned)(tick % SLOTS);
	head = &d->slots[slot];
	l->when = when;
	l->prev = head->prev;
	l->next = head;
	head->prev->next = l;
	head->prev = l;
	mark(d, slot);
}

/* The first list from a slot on that holds something; SLOTS: none does. */
static unsigned
distance(const struct deadlines *d, unsigned from)
{
	for (unsigned i = 0; i <= WORDS; i++) {
		unsigned word = (from / 64 + i) % WORDS;
		uint64_t bits = d->used[word];

		if (i == 0)
			bits &= ~UINT64_C(0) << from % 64;
		else if (i == WORDS)
			bits &= (UINT64_C(1) << from % 64) - 1;
		if (bits != 0)
			return (word * 64 + (unsigned)__builtin_ctzll(bits) + SLOTS - from) % SLOTS;
	}
	return SLOTS;
}

struct deadline *
deadlines_pop(struct deadlines *d, int64_t now)
{
	int64_t last = now / TICK;

	while (d->tick <= last) {
		unsigned slot = (unsigned)(d->tick % SLOTS), step;
		struct deadline *head = &d->slots[slot];

		for (struct deadline *l = head->next; l != head; l = l->next)
			if (l->when <= now) {
				deadline_clear(d, l);
				return l;
			}
		if (d->tick == last)
			break; /* more may be set for this very tick */
		step = distance(d, (slot + 1) % SLOTS);
		d->tick += step >= SLOTS ? last - d->tick : step + 1;
		if (d->tick > last)
			d->tick = last;
	}
	return NULL;
}

int64_t
deadlines_next(const struct deadlines *d)
{
	unsigned steps = distance(d, (unsigned)(d->tick % SLOTS));

	return steps >= SLOTS ? INT64_MAX : (d->tick + steps) * TICK;
}
