/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * window.h: the most that came within any one second. Arrivals may be told a
 * little late: connections are seen when they are accepted, after datagrams that
 * came later. What is told up to a second late is put where it belongs.
 */
#ifndef RANMAP_SIM_WINDOW_H
#define RANMAP_SIM_WINDOW_H

#include <stdint.h>

/* A second, in the unit of the times: tenths of a millisecond. */
#define WINDOW_SECOND 10000u

/* Zeroed is empty. The times of the last two seconds are kept, in order. */
struct window {
	uint32_t *ring;
	uint32_t cap, head, n;
	uint32_t start; /* of the second that ends with the last arrival, in the ring */
	uint32_t max;	/* the result */
};

void window_add(struct window *, uint32_t now);
void window_free(struct window *);

#endif
