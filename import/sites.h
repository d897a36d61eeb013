/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * sites.h: the operator's sites file: where equipment stands, and how to tell
 * at which site an element is. A CSV file with a line of column names:
 *
 *   site_id        the operator's code; the only one that must be there
 *   name, type, region, latitude, longitude
 *   prefixes       of the addresses at the site, several with ';' between them
 *   name_patterns  of system names: '*' is any text, '?' any character; case
 *                  doesn't matter
 */
#ifndef RANMAP_IMPORT_SITES_H
#define RANMAP_IMPORT_SITES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/addr.h"
#include "base/buf.h"
#include "base/result.h"
#include "base/site.h"

#define SITES_MAX 1000000

struct sites;

/* Reads the file. RESULT_MALFORMED (or why it can't be read): problems has a line
 * for each fault, "FILE:LINE:FIELD: what is wrong", and *out is not set. notes
 * gets a line for what was passed over: columns that nobody knows. */
enum result sites_load(
	const char *path, struct sites **out, struct buf *problems, struct buf *notes);
void sites_free(struct sites *); /* accepts NULL */
/* All of them, in the order of the file. */
const struct site *sites_all(const struct sites *, size_t *n);

/* Each returns a site, or NULL where none fits. by: what fitted, for people
 * ("10.1.0.0/24", "LDN-*"), borrowed. */
const struct site *sites_by_addr(const struct sites *, const struct addr *, const char **by);
/* The pattern with the most letters decides. rival: another site with as many. */
const struct site *sites_by_name(
	const struct sites *, const char *name, const char **by, const struct site **rival);
/* The text has a site's ID as a word of its own, or is (or has between commas) its
 * name. rival: it has another one's too; the site is NULL then. */
const struct site *sites_by_location(
	const struct sites *, const char *location, const struct site **rival);

/* True where a text fits a pattern. The cost is at most their lengths' product. */
bool sites_pattern_fits(const char *pattern, const char *text);

#endif
