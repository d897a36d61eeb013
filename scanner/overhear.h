/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* overhear.h: any captured frame to the facts that it tells: an announcement,
 * an SNMP agent's response, the greeting of an SSH server. */
#ifndef RANMAP_SCANNER_OVERHEAR_H
#define RANMAP_SCANNER_OVERHEAR_H

#include "base/settings.h"
#include "scanner/capture.h"
#include "scanner/neighbours.h"

/* What came by. */
struct overheard {
	uint64_t frames;	/* all */
	uint64_t announcements; /* LLDP and CDP */
	uint64_t responses;	/* SNMP */
	uint64_t greetings;	/* SSH */
	uint64_t malformed;	/* of the above */
};

struct overhear;

/* Facts go to the neighbours, which are borrowed. */
struct overhear *overhear_new(struct neighbours *, const struct settings *);
void overhear_free(struct overhear *); /* accepts NULL */
/* on: the interface, or NULL. */
void overhear_frame(struct overhear *, const struct frame *, const char *on);
/* No more frames will come: what was begun is taken as it is. */
void overhear_end(struct overhear *);
struct overheard overhear_counts(const struct overhear *);

#endif
