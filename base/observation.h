/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * observation.h: an immutable fact with its origin. Raw values are kept as
 * they came; observations are the truth that is stored, everything else is
 * derived from them.
 *
 * Value forms: octet strings as their bytes; integers and counters in decimal;
 * object identifiers dotted without a leading dot; MAC addresses lower case
 * with colons; engine IDs in lower-case hexadecimal.
 */
#ifndef RANMAP_BASE_OBSERVATION_H
#define RANMAP_BASE_OBSERVATION_H

#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"

/* Longest value that is kept whole, in bytes (an SNMP octet string's limit). */
#define OBSERVATION_VALUE_MAX 65535
#define OBSERVATION_INDEX_MAX 255

/* What an address did during a sweep (DESIGN: closed, silent, no-access, answered).
 * Ordered: of two probes' outcomes at one address the greater one describes it. */
enum outcome {
	OUTCOME_NONE,	   /* not asked to the end */
	OUTCOME_SILENT,	   /* accepted and said nothing, or nothing came at all */
	OUTCOME_CLOSED,	   /* refused or unreachable */
	OUTCOME_NO_ACCESS, /* something answered, but not to our credentials */
	OUTCOME_ANSWERED,
};

/* "silent", "closed", "no-access", "answered"; "" for OUTCOME_NONE. */
const char *outcome_name(enum outcome);
enum result outcome_parse(const char *, enum outcome *);

/* All pointers are borrowed. index is "" for a scalar. */
struct observation {
	const char *key;   /* "snmp.sysDescr": protocol.name, as listed by the probe */
	const char *index; /* "1", "0.3.17": the row's instance, dotted */
	const char *value;
	size_t len;
	const char *probe; /* the module's name */
	int64_t time;	   /* wall clock, seconds */
};

/*
 * Of whom observations speak: an address that was asked, or a neighbour that
 * was only heard on a wire (then name tells it: "lldp:mac:00:11:22:33:44:55").
 */
struct subject {
	struct addr addr; /* family 0 for one that was heard */
	const char *name; /* "" for an address; borrowed */
};

#endif
