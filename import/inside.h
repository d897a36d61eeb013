/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* inside.h: a sites file in memory. Inside this room only. */
#ifndef RANMAP_IMPORT_INSIDE_H
#define RANMAP_IMPORT_INSIDE_H

#include <uthash.h>

#include "base/arena.h"
#include "import/sites.h"

struct site_prefix {
	const char *text; /* canonical: it is the key */
	size_t site;
	unsigned line;
	UT_hash_handle hh;
};

/* Sorted by the letters before the first wildcard. */
struct site_pattern {
	const char *text;
	const char *literal; /* lower case */
	size_t letters;	     /* of the whole pattern, wildcards aside */
	size_t site;
};

/* An ID or a name, in lower case. */
struct site_word {
	const char *text;
	size_t site;
	bool several;
	unsigned line;
	UT_hash_handle hh;
};

struct sites {
	struct arena *arena;
	struct site *all;
	size_t n, cap;
	struct site_prefix *prefixes;
	bool lengths[2][129]; /* of the prefixes there are: IPv4, IPv6 */
	struct site_pattern *patterns;
	size_t n_patterns, cap_patterns;
	struct site_word *ids, *names;
};

/* Lower case, in the arena. */
const char *sites_lower(struct arena *, const char *, size_t len);

#endif
