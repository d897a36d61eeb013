/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * adapt.h: does the path bear the rate? Loss alone doesn't tell: a radio link
 * loses what it loses at any rate, a policer loses what is too much for it. So
 * where much is lost, half the rate is tried for a few seconds: if the loss falls
 * the path could not bear more, and the rate becomes what came through, to be raised
 * by a quarter at a time until it loses again; if it does not, the loss is the path's
 * own, and the told rate holds again.
 *
 * What counts are questions that were answered, by devices that had answered before:
 * the answers to second tries, for each answer to a first one. Where a try is lost with
 * probability p, these are p(1 - p) and 1 - p of all questions, so their ratio is p,
 * however many tries there are and however many questions are never answered (an agent
 * without version 3, a wrong community). They count by the slot of time in which the
 * first try went out, as that is what was lost at the rate of then; a slot is judged
 * when second tries are answered or late, too. Times are given by the caller.
 */
#ifndef RANMAP_SCANNER_ADAPT_H
#define RANMAP_SCANNER_ADAPT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/* How long a slot is at least, and how many answers it needs. */
#define ADAPT_SLOT_MS 2000
#define ADAPT_ASKED 100
/* A trial that has not seen so many answers by then is given up. */
#define ADAPT_TRIAL_MS 10000
/* A loss that is looked into, beyond what the path is known to lose at any rate, and
 * what it must be above with two standard deviations, so that chance is not. */
#define ADAPT_LOSS 0.15
#define ADAPT_SURE 0.10
/* A loss at which a lowered rate may be raised, likewise. */
#define ADAPT_CLEAN 0.05

enum adapt_state {
	ADAPT_WATCH, /* the rate is as told, or as found */
	ADAPT_TRIAL, /* half of it, to see whether that helps */
	ADAPT_RAISE  /* lowered, and going up again */
};

/* What was seen in a slot of time. */
struct adapt_slot {
	uint64_t firsts, seconds; /* answers, by the try that they answered */
	uint64_t sent;		  /* packets */
};

struct adapt {
	enum adapt_state state;
	uint32_t told, rate; /* packets a second; 0: no limit. rate is the present one */
	uint32_t before;     /* the rate to go back to */
	double steady;	     /* what is lost at any rate */
	bool found;	     /* what the path bears: no more raising */
	/* the slot */
	int64_t begun, ended; /* ended 0: it goes on */
	struct adapt_slot slot;
	struct adapt_slot full; /* the one before the trial */
};

void adapt_init(struct adapt *, uint32_t told, int64_t now);
/* A packet went out. */
void adapt_sent(struct adapt *, int64_t now);
/* A question was answered whose first try went out then, after so many tries in vain. */
void adapt_outcome(struct adapt *, int64_t asked, unsigned in_vain);
/* Call it once a second; grace: ns in which a first and a second try are answered. True
 * where the rate changed: adapt->rate is the new one, why gets a sentence. */
bool adapt_look(struct adapt *, int64_t grace, int64_t now, struct buf *why);
/* The same where those that are left are the ones that answer badly, and tell
 * nothing of the path: a trial is given up. */
bool adapt_rest(struct adapt *, int64_t now, struct buf *why);

#endif
