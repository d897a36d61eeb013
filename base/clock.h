/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* clock.h: time. A test can hold the monotonic clock's hand. */
#ifndef RANMAP_BASE_CLOCK_H
#define RANMAP_BASE_CLOCK_H

#include <stdint.h>

#define CLOCK_MS INT64_C(1000000)
#define CLOCK_S INT64_C(1000000000)
#define CLOCK_TEXT_MAX 32

/* Monotonic nanoseconds. */
int64_t clock_now(void);
/* Wall-clock seconds since 1970 UTC. */
int64_t clock_wall(void);
/* ISO 8601 UTC, "2026-01-31T23:59:59Z"; "" for 0. Returns buf. */
char *clock_format(int64_t wall, char buf[CLOCK_TEXT_MAX]);
/* From now on clock_now() returns what clock_hold() was last given. */
void clock_hold(int64_t now);
void clock_release(void);

#endif
