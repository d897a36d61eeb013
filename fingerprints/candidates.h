/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * candidates.h: which of many expressions may match a text. One of two files is
 * built: Hyperscan (or Vectorscan) finds them in one pass; without it, those whose
 * words stand in the text are. Whoever asks confirms each by PCRE2, so the answers are the same.
 */
#ifndef RANMAP_FINGERPRINTS_CANDIDATES_H
#define RANMAP_FINGERPRINTS_CANDIDATES_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/result.h"

struct candidates;
struct candidates_scratch; /* of one thread */

/* What the cache must belong to: library, version, kind of machine. */
const char *candidates_platform(void);
/* Compiles; the serialised form goes into out. Expressions are PCRE2's, without
 * UTF; NULL is never a candidate. */
enum result candidates_compile(const char *const *expressions, size_t n, struct buf *out);
/* From the serialised form. n: how many expressions it was made of. */
enum result candidates_load(const void *, size_t len, size_t n, struct candidates **out);
void candidates_free(struct candidates *); /* accepts NULL */
struct candidates_scratch *candidates_scratch_new(const struct candidates *);
void candidates_scratch_free(struct candidates_scratch *);
/* Calls back with each number that may match, in no order, maybe repeatedly. */
void candidates_find(const struct candidates *, struct candidates_scratch *, const char *text,
	size_t len, void (*found)(void *, uint32_t), void *arg);

#endif
