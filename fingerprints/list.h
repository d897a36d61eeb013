/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* list.h: what is in a rule set, for people. */
#ifndef RANMAP_FINGERPRINTS_LIST_H
#define RANMAP_FINGERPRINTS_LIST_H

#include "fingerprints/fingerprints.h"

/* NULL: any. */
struct list_filter {
	const char *maker; /* by any of its spellings */
	const char *role, *key;
};

/* A line a maker: how many rules of each kind name it; and a line with the sums. */
void rules_list_makers(const struct rules *, struct buf *out);
/* A line a rule: ID, maker, what it looks at, role, what it matches. RESULT_UNKNOWN
 * where the vocabulary has no such maker. */
enum result rules_list_rules(const struct rules *, const struct list_filter *, struct buf *out);
/* The examples and near misses of the rules of all sources as JSON Lines, as
 * `ranmap identify` reads them; id is the rule's. */
enum result rules_list_examples(const struct rule_sources *, struct buf *out);

#endif
