/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * snmp_walk.h: a table read column beside column, within a budget, from agents
 * that may do anything: loop, answer out of order, end in the middle, be too
 * big, die at GETBULK. Pure: it says what to ask and takes what came.
 */
#ifndef RANMAP_PROBES_SNMP_WALK_H
#define RANMAP_PROBES_SNMP_WALK_H

#include "probes/snmp_tables.h"

/* What all walks at one device may cost together. */
struct snmp_budget {
	unsigned packets;
	size_t bytes;
	int64_t until; /* monotonic */
};

struct snmp_walk {
	const struct snmp_table *table;
	bool bulk;	      /* GETBULK, or GETNEXT */
	unsigned repetitions; /* rows asked at once */
	unsigned width;	      /* columns asked at once */
	uint32_t going;	      /* columns that have not ended, a bit each */
	uint8_t asked[16];    /* the columns of the present question, in its order */
	unsigned n_asked;
	struct snmp_oid base[16], at[16]; /* by column */
	struct snmp_subtypes types;
	const char *end; /* why it ended early, constant text, or NULL */
	const char *odd; /* what its values had that the MIB doesn't allow, or NULL */
};

void snmp_walk_begin(struct snmp_walk *, const struct snmp_table *, bool bulk);
/* The next question. False: the walk is over. */
bool snmp_walk_ask(
	struct snmp_walk *, int *command, struct snmp_oid *names, size_t *n, unsigned *repetitions);
/* Takes the answer, and tells what was in it. */
void snmp_walk_take(struct snmp_walk *, const netsnmp_pdu *, struct sink *);
/* No answer came, with all retries. True: it is worth asking for less. */
bool snmp_walk_late(struct snmp_walk *);
/* Ends the walk for a reason of ours. */
void snmp_walk_stop(struct snmp_walk *, const char *why);

#endif
