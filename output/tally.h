/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * tally.h: everything that `show` counts, read from the store in two passes:
 * one over the elements, one over the addresses.
 */
#ifndef RANMAP_OUTPUT_TALLY_H
#define RANMAP_OUTPUT_TALLY_H

#include <stdint.h>

#include "output/crosstab.h"
#include "output/groups.h"
#include "store/store.h"

struct tally {
	uint64_t elements, verdicts[VERDICT_COUNT];
	uint64_t open;		     /* elements that could be anybody's; see groups.h */
	uint64_t addresses;	     /* that answered, in any way */
	struct crosstab *makers;     /* maker ("": not identified) by role */
	struct crosstab *candidates; /* doubtful elements by each maker they name */
	struct crosstab *doubts;     /* "disputed", … by "Huawei or ZTE" */
	struct crosstab *no_access;  /* prefix by "snmp 10.0.0.0/8 v2c" */
};

enum result tally_read(struct tally *, struct store *, struct store_scope);
void tally_free(struct tally *);

#endif
