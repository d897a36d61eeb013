/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* clock.c: the system's clocks, and the hand that a test holds. */
#include "base/clock.h"

#include <stdbool.h>
#include <time.h>

static bool held;
static int64_t held_at;

int64_t
clock_now(void)
{
	struct timespec t;

	if (held)
		return held_at;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * CLOCK_S + t.tv_nsec;
}

int64_t
clock_wall(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return t.tv_sec;
}

char *
clock_format(int64_t wall, char buf[CLOCK_TEXT_MAX])
{
	time_t t = (time_t)wall;
	struct tm tm;

	buf[0] = '\0';
	if (wall != 0 && gmtime_r(&t, &tm) != NULL)
		strftime(buf, CLOCK_TEXT_MAX, "%Y-%m-%dT%H:%M:%SZ", &tm);
	return buf;
}

void
clock_hold(int64_t now)
{
	held = true;
	held_at = now;
}

void
clock_release(void)
{
	held = false;
}
