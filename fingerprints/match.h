/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* match.h: observations to hits: which rule saw what, and claims what. */
#ifndef RANMAP_FINGERPRINTS_MATCH_H
#define RANMAP_FINGERPRINTS_MATCH_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "fingerprints/rules.h"

/* One rule that spoke. rule is NULL for what needs none: a MAC address's owner,
 * the chassis of ENTITY-MIB; id names it then. */
struct hit {
	const char *id;
	const struct rule *rule;
	const struct observation *seen;
	const char *claims[CLAIM_COUNT]; /* NULL: none; in the arena or the rules */
	enum fact fact;
	float weight;
	bool component, generic, software;
	bool maker; /* its manufacturer is a claim, not a condition of its details */
};

#define HITS_MAX 128

/* Facts of the subject that conditions look at. */
struct subject_facts {
	const struct observation *object_id, *descr;
};

struct identifier {
	const struct rules *rules;
	struct candidates_scratch *scratch;
	pcre2_code **patterns, **conditions; /* by rule; compiled when first needed */
	pcre2_code **families;		     /* the same by family */
	pcre2_match_data *match;
	pcre2_match_context *limits;
	uint16_t key_slots[256]; /* hash of a key: its number plus one */
	uint64_t text_keys;	 /* bits of those that rules of text look at */
	const struct rule **asks;
	size_t n_asks;
	/* of the identification under way */
	struct arena *arena;
	struct subject_facts facts;
	uint64_t bit;	  /* of the key of the text being matched */
	const char *text; /* that, trimmed */
	size_t text_len;
	uint32_t *stamps, stamp; /* rules that were found for this text */
	uint32_t *found;	 /* by their order in the set */
	size_t n_found;
	struct buf words, made; /* texts under way */
	struct hit hits[HITS_MAX];
	size_t n_hits;
};

/* Fills hits. */
void match_all(struct identifier *, const struct observation *, size_t n, struct arena *);
/* True where the rule's conditions on the subject hold (but for `maker`). */
bool match_conditions(struct identifier *, const struct rule *);
void match_facts(struct identifier *, const struct observation *, size_t n);
/* Compiles into *place where that is NULL. NULL where it can't be. */
pcre2_code *match_compile(pcre2_code **place, const char *expression);
/* True where the expression matches; captures are in the identifier. */
bool match_run(struct identifier *, const pcre2_code *, const char *, size_t len);
/* One rule against one value, its conditions taken as met. For checks. */
bool match_alone(struct identifier *, const struct rule *, const struct observation *,
	struct arena *, struct hit *out);

/* entity.c: the chassis rows of ENTITY-MIB. */
void match_entity(struct identifier *, const struct observation *, size_t n);
/* What is looked at of a value, at most 4096 bytes: some agents put quotes, blanks
 * or NULs around it. Not terminated. */
const char *match_bare(const struct observation *, size_t *len);
/* named.c: where a text begins with a maker's name, and no hit since the one
 * numbered `from` names its maker or its stack. */
void match_named(struct identifier *, const struct observation *, size_t from);
/* Adds a hit, or returns NULL where there are too many. */
struct hit *match_add(struct identifier *, const char *id, const struct rule *,
	const struct observation *, enum fact);
/* Printable text of at most max bytes, in the arena. */
const char *match_printable(
	struct identifier *, struct arena *, const char *, size_t len, size_t max);
/* Printable text in the arena; NULL where nothing is left, or only a placeholder. */
const char *match_clean(struct identifier *, const char *, size_t len);

#endif
