/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * fingerprints.h: the door of this room. Rules are loaded and compiled once
 * (rules.h), then identify() turns the observations of one subject into an
 * identification.
 */
#ifndef RANMAP_FINGERPRINTS_FINGERPRINTS_H
#define RANMAP_FINGERPRINTS_FINGERPRINTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/identification.h"
#include "base/observation.h"
#include "base/result.h"

struct rules;	   /* compiled and immutable; many identifiers share one */
struct identifier; /* scratch of one thread */

/* Where rules come from: folders in order; a later rule replaces an earlier
 * one of the same ID. Each holds vendors (*.yaml) and maybe vocabulary/. */
struct rule_sources {
	const char *const *dirs;
	size_t n_dirs;
	const char *cache_file; /* NULL: no cache is read or written */
};

/* The installed folder (or $RANMAP_RULES, or the source tree's where the
 * program runs uninstalled), then $(sysconfdir)/ranmap/rules.d, then the
 * user's folder, then those given. Folders that don't exist are left out.
 * Strings are put into the arena. */
void rule_sources_default(
	struct arena *, char *const *given, size_t n_given, struct rule_sources *out);

/* Loads and compiles, or takes the cache where it belongs to exactly these
 * files. On RESULT_MALFORMED problems has a line per fault,
 * "FILE:LINE:COLUMN: FIELD: what is wrong", and *out is not set. */
enum result rules_load(const struct rule_sources *, struct rules **out, struct buf *problems);
void rules_free(struct rules *);
/* A digest of the rule set, for the store and for bug reports. */
const char *rules_digest(const struct rules *);
size_t rules_count(const struct rules *);

struct identifier *identifier_new(const struct rules *);
void identifier_free(struct identifier *);

/* What these observations of one subject add up to. The strings of out live in
 * the arena (or as long as the rules). Never fails: nothing known is a verdict. */
void identify(struct identifier *, const struct observation *, size_t n, struct arena *,
	struct identification *out);

/* Vendor objects (dotted, with instance) that matching rules would like to have
 * asked and that are not among the observations. Returns how many, at most max. */
size_t identify_suggest(
	struct identifier *, const struct observation *, size_t n, const char **oids, size_t max);

/* The same story in words a planner understands, at most ten lines. */
void identify_explain(struct identifier *, const struct observation *, size_t n, struct buf *out);

#endif
