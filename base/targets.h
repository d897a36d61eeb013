/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * targets.h: which addresses a sweep visits. Prefixes, ranges and single
 * addresses make one sequence of positions 0..count-1; a keyed permutation
 * visits every position once in an order that looks random, without a list in
 * memory: a prefix of 16 million addresses costs what one of 16 does.
 *
 * The same specification and key always give the same sequence, so a position
 * is all that a store must remember to go on with a broken sweep.
 */
#ifndef RANMAP_BASE_TARGETS_H
#define RANMAP_BASE_TARGETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/buf.h"

/* The largest sequence that is taken, in addresses. */
#define TARGETS_MAX (UINT64_C(1) << 48)

struct targets;

struct targets *targets_new(void);
void targets_free(struct targets *);
/* "192.0.2.1", "10.0.0.0/8", "10.0.0.5-9", "10.0.0.5-10.0.1.7", and the same in
 * IPv6. Overlaps with what was added before are merged: every address once.
 * RESULT_MALFORMED for what is none of these (a host name, say). */
enum result targets_add(struct targets *, const char *text);
enum result targets_add_range(struct targets *, const struct addr *first, const struct addr *last);
/* Takes away the addresses of a prefix. */
void targets_exclude(struct targets *, const struct prefix *);
uint64_t targets_count(const struct targets *);
/* Fixes the order of visits; call it after the last add or exclude. */
void targets_seal(struct targets *, uint64_t key);
/* The address at a position of the permuted order, 0..count-1. */
struct addr targets_at(const struct targets *, uint64_t position);
/* A text (ranges joined by blanks) that targets_add takes back word by word. */
void targets_format(const struct targets *, struct buf *);
/* Calls back with every range in ascending order. */
void targets_each(const struct targets *,
	void (*)(void *, const struct addr *first, const struct addr *last), void *);

#endif
