/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* held.c: a binary heap by time. */
#include "sim/held.h"

#include <stdlib.h>

#include "base/arena.h"

static void
swap(struct held_item *a, struct held_item *b)
{
	struct held_item c = *a;

	*a = *b;
	*b = c;
}

void
held_add(struct held *h, int64_t due, void *what)
{
	size_t i = h->n;

	if (h->n == h->cap) {
		h->cap = h->cap == 0 ? 256 : h->cap * 2;
		h->at = xrealloc(h->at, h->cap, sizeof *h->at);
	}
	h->at[h->n++] = (struct held_item){due, what};
	for (; i > 0 && h->at[(i - 1) / 2].due > h->at[i].due; i = (i - 1) / 2)
		swap(&h->at[i], &h->at[(i - 1) / 2]);
}

static void
sink(struct held *h)
{
	size_t i = 0;

	for (;;) {
		size_t least = i, left = 2 * i + 1;

		for (size_t child = left; child < left + 2 && child < h->n; child++)
			if (h->at[child].due < h->at[least].due)
				least = child;
		if (least == i)
			return;
		swap(&h->at[i], &h->at[least]);
		i = least;
	}
}

void *
held_take(struct held *h, int64_t now)
{
	void *what;

	if (h->n == 0 || h->at[0].due > now)
		return NULL;
	what = h->at[0].what;
	h->at[0] = h->at[--h->n];
	sink(h);
	return what;
}

int64_t
held_next(const struct held *h)
{
	return h->n > 0 ? h->at[0].due : INT64_MAX;
}

void
held_free(struct held *h)
{
	free(h->at);
	*h = (struct held){0};
}
