/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * pacer.h: "may one more be sent now, and if not, when?" A gate is a limit that
 * lets at most so many pass in any one-second window; times are given by the
 * caller (clock_now), so a test holds the clock.
 *
 * The method is the generic cell rate algorithm (ITU-T I.371): a gate keeps the
 * time at which the next one is due. A gate that was not used keeps no credit,
 * but a little lateness of our own may be made up for, or a told rate would
 * never be reached; the spacing is two in a hundred wider than the rate asks,
 * which leaves room for that within the second.
 */
#ifndef RANMAP_SCANNER_PACER_H
#define RANMAP_SCANNER_PACER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"

/* A moment before which nothing passes, 0 at first. Eight bytes, as every
 * target in flight has one. */
struct gate {
	int64_t due;
};

/* What a gate's limit is: one structure for all gates of a kind. */
struct pace {
	int64_t spacing; /* ns from one to the next; 0: no limit */
	int64_t late;	 /* ns of lateness that may be made up for */
};

/* per_second 0: no limit. */
struct pace pace_of(uint32_t per_second, int64_t late);
/* Now or earlier: it may pass. Later: not before then. */
int64_t gate_when(const struct gate *, const struct pace *, int64_t now);
/* One passes now. */
void gate_pass(struct gate *, const struct pace *, int64_t now);

/* The gates of all subnets that are being asked. */
struct subnets;
struct subnet {
	struct prefix prefix;
	struct gate gate;
	int64_t promised;      /* the last moment that was promised to one who waits */
	struct pace pace;      /* its own: it can be made slower */
	uint32_t users;	       /* targets of it that are under way */
	int64_t second;	       /* when the present count of what was sent began */
	uint32_t sent, before; /* in the present second, in the one before */
	bool kept;	       /* remembered also when nobody asks it */
	bool given_up;
	struct harm_net *harm; /* what is known of its health, NULL: nothing yet */
};

struct subnets *subnets_new(unsigned bits4, unsigned bits6, uint32_t per_second, int64_t late);
void subnets_free(struct subnets *);
/* The subnet of an address; each take needs its drop. */
struct subnet *subnets_take(struct subnets *, const struct addr *);
void subnets_drop(struct subnets *, struct subnet *);
/* The subnet of an address where it is in the table, or NULL. */
struct subnet *subnets_find(struct subnets *, const struct addr *);
/* One packet goes to it now. */
void subnet_pass(struct subnet *, int64_t now);
/* Packets a second that were sent to it lately. */
uint32_t subnet_rate(const struct subnet *, int64_t now);
/* From now on at most so many a second (at least 1), never more than before. */
void subnet_slow(struct subnet *, uint32_t per_second);

#endif
