/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * rules.h: the compiled rule set: flat tables over one pool of strings, so that
 * it is written to a cache and read back as it stands. Inside this room only.
 */
#ifndef RANMAP_FINGERPRINTS_RULES_H
#define RANMAP_FINGERPRINTS_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fingerprints/candidates.h"
#include "fingerprints/fingerprints.h"

/* Keys that rules look at; a rule has a bit for each. */
#define KEYS_MAX 64

/* What kind of fact a rule sees: two kinds that agree are two facts. Within one
 * witness, the greater kind is the more specific one. */
enum fact {
	FACT_OUI,	 /* the registry's name of a MAC address */
	FACT_ENGINE,	 /* enterprise number of an SNMPv3 engine ID */
	FACT_ENTERPRISE, /* enterprise number of a sysObjectID */
	FACT_ENTITY,	 /* maker of the chassis, ENTITY-MIB */
	FACT_TEXT,	 /* what the agent says of itself */
	FACT_PRODUCT,	 /* a known sysObjectID */
	FACT_SPECIAL,	 /* a text that holds only below some sysObjectIDs */
	FACT_ASKED,	 /* an object of the maker's own */
	FACT_SSH,
	FACT_LLDP,
	FACT_OTHER,
};

/* Who testifies: all that one agent says is one witness. */
enum witness {
	WITNESS_SNMP,
	WITNESS_ENGINE,
	WITNESS_SSH,
	WITNESS_LLDP,
	WITNESS_OUI,
	WITNESS_OTHER,
	WITNESS_COUNT
};
enum witness fact_witness(enum fact);

enum rule_kind { RULE_OID, RULE_TEXT };

/* Offsets into the pool; 0 is the empty text. */
struct rule {
	uint64_t keys;
	uint32_t id, pattern; /* pattern: an OID, or a PCRE2 expression */
	uint32_t claims[CLAIM_COUNT];
	uint32_t when_oids; /* each followed by '\n' */
	uint32_t when_text, when_maker;
	uint32_t ask;	 /* the object to ask for, or 0 */
	uint32_t starts; /* what a text must begin with: words in lower case, each followed by '\n'
			  */
	float weight;
	uint8_t kind, fact;
	bool generic, component, software, maker;
};

struct enterprise {
	uint32_t number;
	uint32_t rule; /* its RULE_OID, whose claims hold */
};

struct oui {
	uint32_t prefix; /* 24 bits */
	uint32_t maker, organisation;
};

struct family {
	uint32_t maker, family, role, generations;
	uint32_t models; /* an expression, or 0 */
};

/* A spelling of a maker or of its label, lower case; sorted. common: a word that
 * others use, too, so that a text which begins with it names nobody. */
struct spelling {
	uint32_t text, maker, brand, common;
};

struct maker_group {
	uint32_t maker, group;
};

struct rules {
	char digest[65];
	const char *pool;
	size_t pool_len;
	const struct rule *rules;
	size_t n_rules;
	uint32_t *oid_slots; /* a hash table of OID rules, made at load */
	size_t n_oid_slots;
	const struct enterprise *enterprises; /* ascending */
	size_t n_enterprises;
	const struct oui *ouis; /* ascending */
	size_t n_ouis;
	const struct family *families;
	size_t n_families;
	const struct spelling *spellings;
	size_t n_spellings;
	const struct maker_group *groups; /* by the maker's place in the pool */
	size_t n_groups;
	uint32_t keys[KEYS_MAX];
	size_t n_keys;
	struct candidates *candidates;
	void *image; /* all of the above in one block */
	size_t image_len;
};

/* How the image begins; the tables follow in this order, then the pool, then
 * the candidates. */
struct image_head {
	char digest[65];
	uint32_t n_keys, keys[KEYS_MAX];
	uint64_t n_rules, n_enterprises, n_ouis, n_families, n_spellings, n_groups;
	uint64_t pool_len, candidates_len;
};

const char *rules_text(const struct rules *, uint32_t offset);
/* The rule of the longest OID that a value is or is below, or NULL. */
const struct rule *rules_by_oid(const struct rules *, const char *oid, size_t len);
const struct rule *rules_by_enterprise(const struct rules *, uint32_t number);
const struct oui *rules_by_oui(const struct rules *, uint32_t prefix);
/* The canonical maker of a name as devices write it, and its label where it is
 * one; false where the vocabulary doesn't have it. */
bool rules_maker(
	const struct rules *, const char *name, size_t len, const char **maker, const char **brand);
/* The spelling that a text is, whatever its case, or NULL. */
const struct spelling *rules_spelling(const struct rules *, const char *text, size_t len);
/* The group that a maker belongs to: itself by default. The pool holds each text
 * once, so that makers, and groups, are the same where their pointers are. */
const char *rules_group(const struct rules *, const char *maker);
/* The bit of a key, 0 where no rule looks at it. */
uint64_t rules_key_bit(const struct rules *, const char *key);

/* build.c: from files to a compiled set. */
struct file_list {
	char **names; /* of the files, in the order of their folders */
	unsigned *folders;
	size_t n;
};
void files_find(const struct rule_sources *, struct arena *, struct file_list *out);
/* True for a file of vendor rules, false for one of the vocabulary. */
bool file_is_vendor(const char *file);
enum result rules_build(
	const struct file_list *, const char *digest, struct rules **out, struct buf *problems);

/* Where a rule stands. */
struct rule_origin {
	const char *file;     /* of the file list */
	const char *path;     /* "rules[3]", "products[17]", … */
	const char *replaced; /* the file whose rule of the same ID it replaced; NULL: none */
};
/* For checks: as rules_build(), but *out is made of what can be read even where
 * problems were found, and *origins has a row for each of its rules. */
enum result rules_build_noted(const struct file_list *, struct rules **out, struct buf *problems,
	struct arena *, struct rule_origin **origins);

/* cache.c: the digest of everything that the set is made of. */
void cache_digest(const struct file_list *, char out[65]);
/* Reads the cache where it belongs to the digest. */
enum result cache_read(const char *file, const char *digest, struct rules **out);
void cache_write(const char *file, const struct rules *);
/* Makes a set of an image; the image is taken over. */
enum result rules_of_image(void *image, size_t len, struct rules **out);

#endif
