/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * policer.h: a path of limited capacity: what comes faster than a rate is
 * dropped. The generic cell rate algorithm (ITU-T I.371), which is a token bucket
 * (RFC 2697) that fills in a tenth of a second.
 */
#ifndef RANMAP_SIM_POLICER_H
#define RANMAP_SIM_POLICER_H

#include <stdbool.h>
#include <stdint.h>

struct policer {
	int64_t spacing; /* ns from one to the next; 0: no limit */
	int64_t due;	 /* when the next one would be on time */
};

/* per_second 0: no limit. */
struct policer policer_of(uint64_t per_second);
/* True where one that comes now (ns, of any clock) may pass. */
bool policer_pass(struct policer *, int64_t now);

#endif
