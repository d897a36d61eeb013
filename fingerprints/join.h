/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * join.h: addresses to elements. Subjects of a sweep that are one physical
 * thing become one element with a stable ID.
 */
#ifndef RANMAP_FINGERPRINTS_JOIN_H
#define RANMAP_FINGERPRINTS_JOIN_H

#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/arena.h"
#include "base/identification.h"
#include "base/observation.h"

struct joiner;

struct joiner *joiner_new(void);
void joiner_free(struct joiner *);
/* One subject with what was observed and what it was identified as; everything
 * needed is copied. Add in any order: the result doesn't depend on it. */
void joiner_add(struct joiner *, int64_t id, const struct subject *, const struct observation *,
	size_t n, const struct identification *);

/* A joined element: which subjects it has and what names it. */
struct joined {
	const char *element_id;	 /* "e-" and 16 hexadecimal digits */
	const char *identity;	 /* what the ID is a hash of */
	const int64_t *subjects; /* the lowest address first; those that were only heard last */
	size_t n_subjects;
};
/* Works out the elements; the arrays live as long as the joiner. */
const struct joined *joiner_run(struct joiner *, size_t *n);

#endif
