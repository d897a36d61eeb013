/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * groups.h: elements counted by maker and role (and region and site), with
 * what is not known weighed in. The vendor map as a file and on the screen are
 * both made from it.
 *
 * Every element is counted in exactly one group: that of its maker where it is
 * confirmed or probable, else the group with no maker (""). So the sum of
 * `elements` over all groups is the number of elements.
 *
 * The share of maker M is its part of all N elements of the same role (in the
 * same region and site). What isn't known makes it a range:
 *
 *   share_low  = identified(M) / N
 *                everything doubtful is taken to be somebody else's
 *   share_high = (identified(M) + candidate(M) + open) / N
 *                candidate(M): suspected or disputed elements that name M among
 *                their candidates; open: elements of unknown maker, and doubtful
 *                ones that name nobody: each could be M's
 *
 * where identified means confirmed or probable. A maker that is a candidate but
 * never identified has a group of 0 elements, so that its share_high is seen.
 * For the group without a maker both bounds are its own part of N.
 */
#ifndef RANMAP_OUTPUT_GROUPS_H
#define RANMAP_OUTPUT_GROUPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/element.h"

#define VERDICT_COUNT (VERDICT_CONFIRMED + 1)

struct group {
	const char *manufacturer;     /* "": not identified */
	const char *role;	      /* "unknown" where not known */
	const char *region, *site_id; /* "" where not grouped by place, or not known */
	uint64_t elements, verdicts[VERDICT_COUNT];
	uint64_t candidate; /* elements counted elsewhere that may be this maker's */
	double share_low, share_high;
};

struct groups;

struct groups *groups_new(bool by_place);
void groups_free(struct groups *); /* accepts NULL */
/* Copies what it needs. */
void groups_add(struct groups *, const struct element *);
/* Works out the shares. Ordered by maker (none comes last), role, region, site;
 * lives as long as the groups. Call it once, after the last add. */
const struct group *groups_finish(struct groups *, size_t *n);

#endif
