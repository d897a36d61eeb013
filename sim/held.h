/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* held.h: things that happen later, the earliest first (a binary heap). */
#ifndef RANMAP_SIM_HELD_H
#define RANMAP_SIM_HELD_H

#include <stddef.h>
#include <stdint.h>

struct held_item {
	int64_t due;
	void *what; /* owned by the caller */
};

struct held {
	struct held_item *at;
	size_t n, cap;
};

void held_add(struct held *, int64_t due, void *what);
/* The earliest thing that is due by now, or NULL. */
void *held_take(struct held *, int64_t now);
/* When the earliest is due; INT64_MAX: nothing is held. */
int64_t held_next(const struct held *);
void held_free(struct held *); /* forgets, does not free what was held */

#endif
