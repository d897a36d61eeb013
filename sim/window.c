/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* window.c: a sorted ring of times. */
#include "sim/window.h"

#include <stdlib.h>

#include "base/arena.h"

#define KEPT (2 * WINDOW_SECOND)

/* The i-th time that is kept. */
static uint32_t *
at(const struct window *w, uint32_t i)
{
	return &w->ring[(w->head + i) & (w->cap - 1)];
}

static void
grow(struct window *w)
{
	struct window bigger = *w;

	bigger.cap = w->cap == 0 ? 4 : w->cap * 2;
	bigger.ring = xcalloc(bigger.cap, sizeof *bigger.ring);
	bigger.head = 0;
	for (uint32_t i = 0; i < w->n; i++)
		bigger.ring[i] = *at(w, i);
	free(w->ring);
	*w = bigger;
}

static void
forget_old(struct window *w, uint32_t last)
{
	while (w->n > 0 && last - *at(w, 0) >= KEPT) {
		w->head = (w->head + 1) & (w->cap - 1);
		w->n--;
		w->start -= w->start > 0;
	}
}

static void
note(struct window *w, uint32_t count)
{
	if (count > w->max)
		w->max = count;
}

/* The seconds that end with the place-th arrival or a later one. */
static void
recount(struct window *w, uint32_t place)
{
	uint32_t first = place;

	while (first > 0 && *at(w, place) - *at(w, first - 1) < WINDOW_SECOND)
		first--;
	for (uint32_t i = place; i < w->n; i++) {
		while (*at(w, i) - *at(w, first) >= WINDOW_SECOND)
			first++;
		note(w, i - first + 1);
	}
	w->start = first;
}

void
window_add(struct window *w, uint32_t now)
{
	uint32_t last = w->n > 0 ? *at(w, w->n - 1) : now, place;

	/* Too late to be put right: as old as what is still known. */
	if (now < last && last - now > WINDOW_SECOND)
		now = last - WINDOW_SECOND;
	forget_old(w, now > last ? now : last);
	if (w->n == w->cap)
		grow(w);
	place = w->n++;
	for (; place > 0 && *at(w, place - 1) > now; place--)
		*at(w, place) = *at(w, place - 1);
	*at(w, place) = now;
	if (place + 1 < w->n) {
		recount(w, place);
		return;
	}
	while (now - *at(w, w->start) >= WINDOW_SECOND)
		w->start++;
	note(w, w->n - w->start);
}

void
window_free(struct window *w)
{
	free(w->ring);
	*w = (struct window){0};
}
