/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* stored.h: what a store last heard of one thing, for commands that look at one. */
#ifndef RANMAP_SCANNER_STORED_H
#define RANMAP_SCANNER_STORED_H

#include "base/arena.h"
#include "base/observation.h"
#include "base/settings.h"
#include "scanner/command.h"

struct stored {
	const char *name; /* the address, or what a neighbour is called */
	int64_t sweep;
	const struct observation *observations;
	size_t n;
};

/* By an address, an element's ID, or the name of a neighbour ("lldp:mac:…"): the
 * observations of the last sweep that has it, copied to the arena. EXIT_DONE, or
 * EXIT_FAILED after a sentence on standard error. */
int stored_find(const struct settings *, const char *what, struct arena *, struct stored *);

#endif
