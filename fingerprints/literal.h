/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * literal.h: words that a text must hold for an expression to match it. Texts
 * are searched for the words of all expressions at once; only expressions one of
 * whose words was found are tried.
 */
#ifndef RANMAP_FINGERPRINTS_LITERAL_H
#define RANMAP_FINGERPRINTS_LITERAL_H

#include <stdbool.h>
#include <stddef.h>

#define LITERALS_MAX 32
#define LITERAL_LENGTH 48

/* Every match holds one of these, without regard to the case of ASCII letters. */
struct literals {
	size_t n; /* 0: nothing is known */
	struct {
		char text[LITERAL_LENGTH]; /* lower case; may hold any byte */
		size_t len;
	} of[LITERALS_MAX];
};

/* Finds the best words of a PCRE2 expression (no UTF, no extended syntax). What
 * it does not understand it knows nothing of. starts: what a text must begin with,
 * one of these, where the expression is anchored. */
void literals_of(const char *expression, struct literals *out, struct literals *starts);

#endif
