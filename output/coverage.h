/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* coverage.h: which sweeps a report covers, in words. */
#ifndef RANMAP_OUTPUT_COVERAGE_H
#define RANMAP_OUTPUT_COVERAGE_H

#include "base/buf.h"
#include "store/store.h"

/* Appends a sentence or two: which sweeps, of what, from when to when, and
 * whether one wasn't finished. RESULT_NOT_FOUND, and nothing appended, where
 * there is no such sweep. */
enum result coverage_describe(struct store *, struct store_scope, struct buf *);
/* Appends a count with its noun: "1 element", "2,304 elements". */
void coverage_count(struct buf *, uint64_t n, const char *one, const char *many);

#endif
