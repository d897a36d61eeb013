/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * placing.h: at which site each element of a sweep stands: by the prefix of its
 * address, by its name, by what it says of its location, by where its neighbours
 * stand, in this order. What says otherwise is kept as a conflict.
 */
#ifndef RANMAP_SCANNER_PLACING_H
#define RANMAP_SCANNER_PLACING_H

#include "fingerprints/join.h"
#include "fingerprints/links.h"
#include "import/sites.h"

struct placing;

struct placed {
	const struct site *site; /* NULL: not known */
	const char *source;	 /* "prefix 10.1.0.0/24", "name LDN-*", "location", "neighbours" */
	const char *conflict;	 /* "name LDN-* says LDN1"; "" */
	unsigned rank;		 /* 1: by prefix … 4: by neighbours; 0: not known */
};

/* Places all elements; conflicts are counted in a warning. The sites are borrowed
 * as long as it lives. */
struct placing *placing_new(
	const struct sites *, const struct joined *, size_t n, const struct linker *);
void placing_free(struct placing *); /* accepts NULL */
const struct placed *placing_of(const struct placing *, size_t element);

#endif
