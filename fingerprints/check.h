/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * check.h: what a contributor wants to hear: every fault of the rule files,
 * every example that doesn't do what it says, and rules that are never used, are
 * hidden by others or contradict them. Faults refuse the set; remarks do not.
 */
#ifndef RANMAP_FINGERPRINTS_CHECK_H
#define RANMAP_FINGERPRINTS_CHECK_H

#include "fingerprints/fingerprints.h"

struct check_counts {
	size_t files, rules; /* of all folders */
	size_t written;	     /* rules written by hand, among those that were looked at */
	size_t examples, misses;
	size_t faults, remarks;
};

/* Checks the set of all sources, and says what concerns files below only (NULL:
 * all). key_known tells whether a probe emits a key (NULL: every key is taken).
 * Lines "FILE:LINE:COLUMN: FIELD: what is wrong" go into out; those that are
 * remarks begin their last part with "remark: ". RESULT_MALFORMED where there
 * are faults. */
enum result rules_check(const struct rule_sources *, const char *only,
	bool (*key_known)(const char *key), struct buf *out, struct check_counts *);

#endif
