/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* policer.c: on time, early but within the burst, or dropped. */
#include "sim/policer.h"

#include "base/clock.h"

/* What the bucket holds. */
#define BURST (CLOCK_S / 10)

struct policer
policer_of(uint64_t per_second)
{
	return (struct policer){
		.spacing = per_second > 0 ? CLOCK_S / (int64_t)per_second : 0, .due = INT64_MIN};
}

bool
policer_pass(struct policer *p, int64_t now)
{
	if (p->spacing == 0)
		return true;
	if (p->due < now)
		p->due = now;
	/* At least one may always wait in the bucket, however slow the path. */
	if (p->due - now > (BURST > p->spacing ? BURST - p->spacing : 0))
		return false;
	p->due += p->spacing;
	return true;
}
