/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * scope.h: what may be probed at all. A target is admitted here and nowhere
 * else: once when the list of targets is made, so that refusals are told before
 * the first packet, and once more when its turn has come.
 */
#ifndef RANMAP_SCANNER_SCOPE_H
#define RANMAP_SCANNER_SCOPE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/buf.h"
#include "base/settings.h"
#include "base/targets.h"

/* In scope and not excluded. */
bool scope_allows(const struct settings *, const struct addr *);

/* Adds the part of a range that is in scope (exclusions are taken away by
 * scope_exclude() at the end). skipped grows by the addresses that are not.
 * RESULT_REFUSED where all of it is out of scope, RESULT_RANGE where what is
 * left is too large for a sweep. */
enum result scope_add(const struct settings *, struct targets *, const struct addr *first,
	const struct addr *last, uint64_t *skipped);
/* Takes the exclusions away; returns how many addresses that were. */
uint64_t scope_exclude(const struct settings *, struct targets *);
/* The scope in words: "10.20.0.0/16, 10.21.0.0/16", or what the default is. */
void scope_describe(const struct settings *, struct buf *);

#endif
