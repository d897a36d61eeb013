/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * mib.h: what one agent shows: rows of object and value in the order that
 * GETNEXT walks. Values are kept as the content octets that go on the wire.
 *
 * A draft collects rows in any order and can be used again and again; freezing
 * it gives one block of memory with the rows in order and nothing to spare.
 */
#ifndef RANMAP_SIM_MIB_H
#define RANMAP_SIM_MIB_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "sim/ber.h"

struct row {
	const uint32_t *oid;
	const uint8_t *value;
	uint16_t len;
	uint8_t n; /* numbers of the OID */
	uint8_t tag;
	uint8_t live; /* enum live */
};

/* Values that change while the program runs. */
enum live {
	LIVE_NOT,
	LIVE_UPTIME,	  /* time-ticks since the agent came up (RFC 3418 sysUpTime) */
	LIVE_ENGINE_TIME, /* seconds since then (RFC 3411 snmpEngineTime) */
};

struct mib {
	struct row *rows; /* ascending, every object once */
	size_t n;
};

/* Room for lines of a draft; zeroed is empty. */
struct mib_draft {
	struct mib_line *lines;
	size_t n, cap;
	uint32_t *numbers;
	size_t n_numbers, cap_numbers;
	struct buf values;
	/* The column that mib_row() and the like write to. */
	uint32_t stem[32];
	size_t n_stem;
};

void mib_draft_clear(struct mib_draft *);
void mib_draft_free(struct mib_draft *);
/* Adds one object with the content octets of its value. */
void mib_add(struct mib_draft *, const uint32_t *oid, size_t n, uint8_t tag, const void *value,
	size_t len);
void mib_add_live(struct mib_draft *, const uint32_t *oid, size_t n, uint8_t tag, enum live);

/* Sets the column for what follows: a dotted OID without instance. */
void mib_column(struct mib_draft *, const char *dotted);
/* The instance of the column: one value of a kind. */
void mib_int(struct mib_draft *, const uint32_t *index, size_t n, int64_t value);
void mib_unsigned(struct mib_draft *, const uint32_t *index, size_t n, uint8_t tag, uint64_t value);
void mib_text(struct mib_draft *, const uint32_t *index, size_t n, const char *text);
void mib_octets(struct mib_draft *, const uint32_t *index, size_t n, const void *, size_t len);
void mib_oid(struct mib_draft *, const uint32_t *index, size_t n, const struct oid *);

/* The rows of a draft in order, of equal objects the first; caller frees with
 * mib_free(). The draft stays as it is. */
struct mib *mib_freeze(const struct mib_draft *);
void mib_free(struct mib *); /* accepts NULL */

/* The row of exactly this object, or NULL. */
const struct row *mib_get(const struct mib *, const uint32_t *oid, size_t n);
/* The first row after this object, or NULL. */
const struct row *mib_next(const struct mib *, const uint32_t *oid, size_t n);

#endif
