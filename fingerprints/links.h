/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * links.h: what elements tell of their neighbours becomes links. Call between
 * joiner_join() and joiner_name() for every told neighbour; neighbours that are
 * none of the elements become elements of the joiner.
 */
#ifndef RANMAP_FINGERPRINTS_LINKS_H
#define RANMAP_FINGERPRINTS_LINKS_H

#include "base/link.h"
#include "fingerprints/join.h"

struct linker;

/* The joiner is borrowed, and has joined. */
struct linker *linker_new(struct joiner *);
void linker_free(struct linker *);
/* An element (its place in the joiner's list) tells of a neighbour. Copied. */
void linker_told(struct linker *, size_t element, const struct told *);

/* An element that is known by its neighbours alone. */
struct alone {
	size_t element;			    /* its place in the joiner's list */
	size_t teller;			    /* the place of the first that told of it */
	const char *name, *descr, *chassis; /* as they tell it; "" */
	enum chassis_type chassis_type;
	struct addr mgmt; /* family 0: not told */
	int64_t first, last;
	unsigned n_tellers; /* rows that told of it */
};
const struct alone *linker_alone(const struct linker *, size_t *n);

/* Every pair of neighbours, by their places in the joiner's list; a pair comes as
 * often as somebody tells of it. */
void linker_each_pair(const struct linker *, void (*)(void *, size_t a, size_t b), void *);
/* After joiner_name(): every link once, both ends joined. */
void linker_each(struct linker *, void (*)(void *, const struct link *), void *);

#endif
