/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* aim.h: from the words of the user to targets: addresses, prefixes, ranges,
 * host names, files of them; cut to the scope, exclusions taken away. */
#ifndef RANMAP_SCANNER_AIM_H
#define RANMAP_SCANNER_AIM_H

#include <stdint.h>

#include "base/settings.h"
#include "base/targets.h"
#include "scanner/loop.h"

struct aimed {
	struct targets *targets; /* not sealed; the caller's */
	uint64_t out_of_scope;	 /* members that were skipped */
	uint64_t excluded;
	uint64_t unresolved; /* names without an address */
};

/* Takes operands and, where file isn't NULL, its lines ('#' begins a comment;
 * "-" is standard input). Host names are resolved in the loop, before anything
 * else is sent. Faults and refusals are all logged, each with its TARGET:
 * RESULT_REFUSED where one is wholly out of scope, RESULT_MALFORMED for a word
 * that is no target, RESULT_IO for the file. */
enum result aim_take(const struct settings *, struct loop *, char *const *operands, int n,
	const char *file, struct aimed *out);

#endif
