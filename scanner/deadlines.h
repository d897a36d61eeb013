/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * deadlines.h: hundreds of thousands of deadlines, set and cleared in constant
 * time: a hashed timing wheel (Varghese and Lauck, "Hashed and Hierarchical
 * Timing Wheels", 1987). A deadline lives inside what it belongs to.
 */
#ifndef RANMAP_SCANNER_DEADLINES_H
#define RANMAP_SCANNER_DEADLINES_H

#include <stdbool.h>
#include <stdint.h>

struct deadlines;

/* Zeroed: not set. */
struct deadline {
	struct deadline *next, *prev;
	int64_t when;
};

struct deadlines *deadlines_new(int64_t now);
void deadlines_free(struct deadlines *);
/* Sets it, again where it was set. */
void deadline_set(struct deadlines *, struct deadline *, int64_t when);
void deadline_clear(struct deadlines *, struct deadline *);
/* Takes one that has passed out of the wheel, or returns NULL. They come in
 * order to within a tick (a few ms), never early. */
struct deadline *deadlines_pop(struct deadlines *, int64_t now);
/* A time not after the next deadline, within a tick of it; INT64_MAX: there is none. */
int64_t deadlines_next(const struct deadlines *);

#endif
