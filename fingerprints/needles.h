/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * needles.h: many words sought in a text in one pass (Aho and Corasick, 1975), for
 * the expressions that can't match without one of theirs (literal.h). ASCII case
 * is of no account.
 */
#ifndef RANMAP_FINGERPRINTS_NEEDLES_H
#define RANMAP_FINGERPRINTS_NEEDLES_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/result.h"

struct needles;

/* Appends the automaton. An expression of which no words are known is found in
 * every text; NULL in none. */
void needles_compile(const char *const *expressions, size_t n, struct buf *out);
/* Over the bytes that needles_compile() made for n expressions, which must outlive
 * it. RESULT_MALFORMED where they can't be such. */
enum result needles_load(const void *, size_t len, size_t n, struct needles **out);
void needles_free(struct needles *); /* accepts NULL */
/* Calls back with each expression that may match, in no order, maybe repeatedly. */
void needles_find(const struct needles *, const char *text, size_t len,
	void (*found)(void *, uint32_t), void *arg);

#endif
