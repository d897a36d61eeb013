/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* raw.h: rule files as they are written (doc/rules.md), read by libcyaml. */
#ifndef RANMAP_FINGERPRINTS_RAW_H
#define RANMAP_FINGERPRINTS_RAW_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/identification.h"
#include "base/result.h"

struct raw_claims {
#define X(field) char *field;
	CLAIM_LIST(X)
#undef X
};

struct raw_when {
	char *oid, *text, *maker;
	char **oids;
	unsigned oids_count;
};

struct raw_example {
	char *value;
	char *oid, *text;	   /* the sysObjectID and sysDescr beside it; NULL: not told */
	struct raw_claims *claims; /* NULL: it need only match */
};

struct raw_rule {
	char *id, *key, *oid, *exact, *prefix, *regex;
	char **keys;
	unsigned keys_count;
	struct raw_when *when;
	struct raw_claims *claims;
	double *weight;
	bool *maker; /* NULL: true */
	bool generic, component, software;
	struct raw_example *examples;
	unsigned examples_count;
	char **misses;
	unsigned misses_count;
};

struct raw_enterprise {
	unsigned number;
	bool component, generic, software;
	char *brand, *role;
};

struct raw_product {
	char *oid, *model, *family, *role, *generations, *brand;
	bool component;
};

struct raw_vendor {
	char *vendor;
	bool is_new; /* the file brings the maker's name into the vocabulary */
	struct raw_enterprise *enterprises;
	unsigned enterprises_count;
	char **oui;
	unsigned oui_count;
	struct raw_product *products;
	unsigned products_count;
	struct raw_rule *rules;
	unsigned rules_count;
	struct raw_rule *asks; /* oid is what to ask, matched against snmp.oid.<oid> */
	unsigned asks_count;
};

struct raw_maker {
	char *name, *group;
	char **aliases, **brands;
	unsigned aliases_count, brands_count;
};

struct raw_makers {
	struct raw_maker *makers;
	char **common; /* spellings that are words of others, too */
	unsigned makers_count, common_count;
};

struct raw_family {
	char *maker, *family, *role, *generations;
	char **models;
	unsigned models_count;
};

struct raw_families {
	struct raw_family *families;
	unsigned families_count;
};

/* Reads a file. On RESULT_MALFORMED problems gets "FILE:LINE:COLUMN: FIELD: what". */
enum result raw_vendor_read(const char *file, struct raw_vendor **out, struct buf *problems);
void raw_vendor_free(struct raw_vendor *); /* accepts NULL */
enum result raw_makers_read(const char *file, struct raw_makers **out, struct buf *problems);
void raw_makers_free(struct raw_makers *);
enum result raw_families_read(const char *file, struct raw_families **out, struct buf *problems);
void raw_families_free(struct raw_families *);

/* Says what is wrong with a value that was read, with its place in the file.
 * path: "rules[3].claims.role". */
void raw_fault(const char *file, const char *path, struct buf *problems, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

#endif
