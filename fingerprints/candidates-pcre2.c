/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* candidates-pcre2.c: without Hyperscan every expression is a candidate. */
#include "base/arena.h"
#include "fingerprints/candidates.h"

#include <stdlib.h>

struct candidates {
	size_t n;
};

const char *
candidates_platform(void)
{
	return "pcre2";
}

enum result
candidates_compile(const char *const *expressions, size_t n, struct buf *out)
{
	(void)expressions;
	(void)n;
	buf_putc(out, 'p');
	return RESULT_OK;
}

enum result
candidates_load(const void *data, size_t len, size_t n, struct candidates **out)
{
	(void)data;
	(void)len;
	*out = xcalloc(1, sizeof(**out));
	(*out)->n = n;
	return RESULT_OK;
}

void
candidates_free(struct candidates *c)
{
	free(c);
}

struct candidates_scratch *
candidates_scratch_new(const struct candidates *c)
{
	(void)c;
	return NULL;
}

void
candidates_scratch_free(struct candidates_scratch *s)
{
	(void)s;
}

void
candidates_find(const struct candidates *c, struct candidates_scratch *s, const char *text,
	size_t len, void (*found)(void *, uint32_t), void *arg)
{
	(void)s;
	(void)text;
	(void)len;
	for (size_t i = 0; i < c->n; i++)
		found(arg, (uint32_t)i);
}
