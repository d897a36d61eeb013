/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * odd.h: the ways in which agents in the field misbehave, as switches that a
 * persona or an option turns on. The system group stays truthful wherever the
 * oddity allows it, so that a sweep can still be judged.
 */
#ifndef RANMAP_SIM_ODD_H
#define RANMAP_SIM_ODD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/mib.h"

#define ODD_LIST(X)                                                                    \
	X(LOOP, "getnext-loop", "GETNEXT goes back to the start of the interfaces")    \
	X(ENDLESS, "endless-table", "a table of interfaces without an end")            \
	X(DISORDER, "disorder", "every fourth row comes before its time")              \
	X(TYPES, "wrong-types", "integers as texts and texts as integers")             \
	X(LONG, "long-strings", "texts of about 60,000 bytes")                         \
	X(TOOBIG, "toobig", "tooBig with an empty list for more than one object")      \
	X(BULK_DEAD, "dies-at-getbulk", "falls silent for ever at the first GETBULK")  \
	X(BULK_IGNORED, "ignores-getbulk", "does not answer GETBULK")                  \
	X(MALFORMED, "malformed", "every other answer is damaged")                     \
	X(GARBAGE, "garbage", "random bytes instead of answers")                       \
	X(OTHER_ADDRESS, "other-address", "answers from the next address")             \
	X(WRONG_ID, "wrong-id", "answers carry another request ID")                    \
	X(TWICE, "twice", "every answer is sent twice")                                \
	X(FLICKER, "flicker", "rows come and go from one second to the next")          \
	X(SLOW_LOAD, "slow-under-load", "answers later the more is asked in a second") \
	X(DIES_LOAD, "dies-under-load", "falls silent for ever when asked too often in a second")

enum odd_bit {
#define X(name, text, help) ODD_BIT_##name,
	ODD_LIST(X)
#undef X
		ODD_COUNT
};

#define ODD(name) (1u << ODD_BIT_##name)

/* The switch of a name ("getnext-loop"), 0 where unknown. */
unsigned odd_parse(const char *name);
const char *odd_name(enum odd_bit);

/* Room for a row that an odd agent makes up; good until the next call with it. */
struct odd_room {
	struct row row;
	uint32_t oid[BER_OID_MAX];
	char *text; /* twice ODD_LONG_TEXT bytes, used in turn, or NULL until needed */
	bool second;
};

#define ODD_LONG_TEXT 60000

void odd_room_free(struct odd_room *);

/* Where GETNEXT of an odd agent leads from an object, NULL for the end of the
 * MIB. now: seconds, for what comes and goes. */
const struct row *odd_next(unsigned odd, const struct mib *, const uint32_t *oid, size_t n,
	int64_t now, struct odd_room *);
/* What an odd agent shows instead of a row (perhaps the row itself). */
const struct row *odd_value(unsigned odd, const struct row *, struct odd_room *);
/* Damages an answer in place according to a number; returns its new length. */
size_t odd_damage(uint8_t *answer, size_t len, uint64_t number);

#endif
