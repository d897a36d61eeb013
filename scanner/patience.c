/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* patience.c: a high quantile of the last two rounds of answers, times four. */
#include "scanner/patience.h"

#include <string.h>

/* One late answer in so many: the wait is too short. */
#define LATE_SHARE 32

void
patience_init(struct patience *p, uint32_t most_ms, uint32_t least_ms)
{
	memset(p, 0, sizeof(*p));
	p->most_ms = p->ms = most_ms;
	p->least_ms = least_ms < most_ms ? least_ms : most_ms;
}

/* Keeps the slowest few, in descending order. */
static void
keep(struct patience *p, uint32_t us)
{
	unsigned i = PATIENCE_SLOWER + 1;

	if (us <= p->slowest_us[PATIENCE_SLOWER])
		return;
	for (; i > 1 && p->slowest_us[i - 2] < us; i--)
		if (i - 1 <= PATIENCE_SLOWER)
			p->slowest_us[i - 1] = p->slowest_us[i - 2];
	p->slowest_us[i - 1] = us;
}

static uint32_t
within(const struct patience *p, uint64_t ms)
{
	return ms < p->least_ms ? p->least_ms : ms > p->most_ms ? p->most_ms : (uint32_t)ms;
}

static void
end_round(struct patience *p)
{
	uint32_t now = p->slowest_us[PATIENCE_SLOWER];
	uint32_t slow = now > p->before_us ? now : p->before_us;

	if (p->late * LATE_SHARE > p->n)
		p->ms = within(p, UINT64_C(2) * p->ms);
	else
		p->ms = within(p, (uint64_t)PATIENCE_FACTOR * slow / 1000);
	p->before_us = now;
	p->n = p->late = 0;
	memset(p->slowest_us, 0, sizeof(p->slowest_us));
}

void
patience_heard(struct patience *p, uint32_t took_us, bool overtaken)
{
	if (p->least_ms == p->most_ms)
		return;
	if (overtaken)
		p->late++;
	else
		keep(p, took_us);
	if (++p->n == PATIENCE_ROUND)
		end_round(p);
}

void
tries_heard(struct tries *t, unsigned in_vain)
{
	t->answered++;
	t->in_vain += in_vain;
}

unsigned
tries_more(const struct tries *t, unsigned tries)
{
	double lost, missed = 1;

	if (t->answered < TRIES_KNOWN)
		return 0;
	lost = (double)t->in_vain / (double)(t->in_vain + t->answered);
	for (unsigned i = 0; i < tries; i++)
		missed *= lost;
	return missed > TRIES_MISSED ? 1 : 0;
}
