/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* rule_kit.h: folders of rules for tests, below a temporary folder, and short
 * ways to ask what they make of observations. */
#ifndef RANMAP_TESTS_RULE_KIT_H
#define RANMAP_TESTS_RULE_KIT_H

#include "base/arena.h"
#include "fingerprints/fingerprints.h"

struct kit {
	char dir[64]; /* the temporary folder; rules are in dir/rules */
	char cache[96], oui[96];
	const char *dirs[2];
	struct rule_sources sources; /* of dir/rules, with the cache */
	struct rules *rules;
	struct identifier *id;
	struct arena *arena; /* of what was identified */
	struct buf problems;
};

/* A folder with a small vocabulary and no rules. */
void kit_begin(struct kit *);
void kit_end(struct kit *); /* frees and removes everything */
/* Writes dir/NAME ("rules/a.yaml"); folders are made. */
void kit_put(struct kit *, const char *name, const char *text);
/* Loads the rules of dir/rules; what was loaded before is freed. */
enum result kit_load(struct kit *);
/* Puts a vendor file, loads, and fails the test where that has problems. */
void kit_rules(struct kit *, const char *text);
/* Identifies observations given as "key=value" (an index behind a '#':
 * "snmp.entPhysicalClass#1=3"), ended by NULL. */
struct identification kit_identify(struct kit *, const char *first, ...) __attribute__((sentinel));

#endif
