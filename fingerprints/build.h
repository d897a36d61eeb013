/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * build.h: what the parts of the builder share: the tables under way, and the
 * steps that fill them. Inside build*.c only.
 */
#ifndef RANMAP_FINGERPRINTS_BUILD_H
#define RANMAP_FINGERPRINTS_BUILD_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <uthash.h>

#include "fingerprints/raw.h"
#include "fingerprints/rules.h"

/* The longest object identifier in text, for the buffers that take it. */
#define OID_TEXT_MAX 200

struct pooled {
	uint32_t offset;
	UT_hash_handle hh;
	char text[];
};

struct named_rule {
	uint32_t at; /* among the rules */
	unsigned folder;
	UT_hash_handle hh;
	char id[];
};

/* A growing table. */
struct rows {
	void *data;
	size_t n, cap;
};

struct build {
	struct buf pool;
	struct pooled *pooled;
	struct named_rule *ids;
	struct rows rules, enterprises, ouis, families, spellings, groups, commons;
	struct rows oui_patterns, oui_makers;
	uint32_t keys[KEYS_MAX];
	size_t n_keys;
	struct buf *problems;
	const char *file; /* that is being taken */
	unsigned folder;
	char slug[80];	       /* of its vendor, for rule IDs */
	uint32_t maker, brand; /* that its rules claim */
	struct arena *arena;   /* NULL: nobody asks where rules stand */
	struct rows origins;
};

/* Tells a fault of the file in hand, by the path in it. */
#define FAULT(b, path, ...) raw_fault((b)->file, path, (b)->problems, __VA_ARGS__)

/* build.c: a new row, zeroed; the place of a text in the pool, which holds each
 * once (0: none or NULL); the text of a place, until the pool grows. */
void *build_row(struct rows *, size_t size);
uint32_t build_pool(struct build *, const char *text);
const char *build_text(const struct build *, uint32_t offset);

/* build_vocabulary.c */
void build_maker(struct build *, const struct raw_maker *);
void build_common(struct build *, const char *text, unsigned number);
/* Once all makers are there; spellings are found from then on. */
void build_sort_vocabulary(struct build *);
struct spelling *build_spelling(const struct build *, const char *name);

/* build_checks.c: each tells what is wrong with a value; NULL values are right. */
pcre2_code *build_check_expression(struct build *, const char *path, const char *text);
void build_check_groups(struct build *, const char *path, const pcre2_code *);
bool build_is_oid(const char *text);
void build_check_oid(struct build *, const char *path, const char *text);
void build_check_role(struct build *, const char *path, const char *role);
void build_check_maker(struct build *, const char *path, const char *name);

/* build_rules.c: rules as they are written. */
uint64_t build_key_bit(struct build *, const char *key);
/* How much a fact weighs where its rule does not say. */
float build_weight(enum fact);
/* The row of a rule, new or of an earlier folder; NULL after a fault was told. */
struct rule *build_rule_row(struct build *, const char *id, const char *path);
void build_rule(struct build *, const struct raw_rule *, const char *path);
void build_ask(struct build *, const struct raw_rule *, const char *path);

/* build_vendor.c: a vendor file, a family. */
void build_vendor(struct build *, const struct raw_vendor *);
void build_family(struct build *, const struct raw_family *, unsigned number);

/* build_blocks.c: whose the blocks of the MAC registry are. */
void build_blocks(struct build *);

#endif
