/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * identification.h: what the claims about one subject add up to: whose it is,
 * how sure, and why. Strings are borrowed from whoever filled it (an arena).
 */
#ifndef RANMAP_BASE_IDENTIFICATION_H
#define RANMAP_BASE_IDENTIFICATION_H

#include <stddef.h>

#include "base/result.h"

/* Ordered from least to most said. */
enum verdict {
	VERDICT_UNKNOWN,
	VERDICT_SUSPECTED, /* evidence that points elsewhere as easily; never counted as identified
			    */
	VERDICT_DISPUTED,  /* two makers, each with real evidence */
	VERDICT_PROBABLE,
	VERDICT_CONFIRMED, /* two agreeing independent facts */
};

const char *verdict_name(enum verdict); /* "unknown", "suspected", … */
enum result verdict_parse(const char *, enum verdict *);

/* One rule that spoke: which, on what. */
struct evidence {
	const char *rule;  /* rule ID */
	const char *key;   /* observation key */
	const char *value; /* what it matched, printable text */
	double weight; /* 0..1: how often such a claim of maker is right alone; 0: no claim of maker
			*/
};

struct candidate {
	const char *manufacturer;
	double weight; /* 0..1 */
};

/* The fields a rule may claim; one list for structure, rules, store and JSON. */
#define CLAIM_LIST(X)                                     \
	X(manufacturer) /* canonical maker */             \
	X(brand)	/* the label, where it differs */ \
	X(model)                                          \
	X(family)                                         \
	X(role) /* base/role.h */                         \
	X(sw_version)                                     \
	X(hw_version)                                     \
	X(serial)                                         \
	X(part_number)                                    \
	X(mfg_date)                                       \
	X(generations) /* "4G;5G" */                      \
	X(name)	       /* what the element calls itself */

enum claim_field {
#define X(field) CLAIM_##field,
	CLAIM_LIST(X)
#undef X
		CLAIM_COUNT
};

const char *claim_name(enum claim_field); /* "manufacturer", … */
enum result claim_parse(const char *, enum claim_field *);

struct identification {
	/* By claim_field. NULL where not known. manufacturer is set for confirmed
	 * and probable only; for suspected and disputed see candidates. */
	const char *claims[CLAIM_COUNT];
	double confidence; /* 0..1: how often an identification said with it is right */
	enum verdict verdict;
	const struct evidence *evidence;
	size_t n_evidence;
	const struct candidate *candidates; /* heaviest first */
	size_t n_candidates;
	const char *reason; /* why suspected or disputed, a sentence; or NULL */
};

#endif
