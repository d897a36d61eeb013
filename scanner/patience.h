/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * patience.h: how long the first try of a question is waited for. Where nobody
 * told (no --timeout), a network that answers in a millisecond need not be
 * waited for as one across a satellite: the time becomes four times what nearly
 * all of the last few hundred answers took (the idea of RFC 6298, over a network
 * instead of a connection), never more than the default and never less than a
 * floor. The last try waits as long as it was told at least, and an answer that comes late
 * is an answer still, so one slow device among fast ones is asked once more, but not
 * lost.
 *
 * Answers that come after the wait was over show that it is too short: it is
 * doubled. Times are given by the caller.
 */
#ifndef RANMAP_SCANNER_PATIENCE_H
#define RANMAP_SCANNER_PATIENCE_H

#include <stdbool.h>
#include <stdint.h>

/* Devices that may be missed, and answers that an opinion is formed from. */
#define TRIES_MISSED 0.0003
#define TRIES_KNOWN 100
/* Answers that are looked at together, and how many of them may be slower. */
#define PATIENCE_ROUND 256
#define PATIENCE_SLOWER 4
#define PATIENCE_FACTOR 4

struct patience {
	uint32_t most_ms, least_ms; /* equal: fixed */
	uint32_t ms;		    /* the answer to the question above */
	unsigned n, late;	    /* of this round */
	uint32_t slowest_us[PATIENCE_SLOWER + 1], before_us;
};

/* Are the tries that are made enough? p: what is lost, as those show that answered
 * in the end. A network that loses one packet in ten each way and is asked three
 * times hides one device in a thousand. */
struct tries {
	uint64_t answered, in_vain;
};
/* A first answer came after so many tries in vain. */
void tries_heard(struct tries *, unsigned in_vain);
/* How many tries to make beyond those: 0, or 1. */
unsigned tries_more(const struct tries *, unsigned tries);

void patience_init(struct patience *, uint32_t most_ms, uint32_t least_ms);
/* An answer to a first try took so long; overtaken: it came after a later try had gone. */
void patience_heard(struct patience *, uint32_t took_us, bool overtaken);

#endif
