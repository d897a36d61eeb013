/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* candidates-pcre2.c: without Hyperscan, candidates are the expressions one of
 * whose words stands in the text (needles.c). */
#include "base/arena.h"
#include "fingerprints/candidates.h"
#include "fingerprints/needles.h"

#include <stdlib.h>

struct candidates {
	struct needles *needles;
};

const char *
candidates_platform(void)
{
	return "needles 1";
}

enum result
candidates_compile(const char *const *expressions, size_t n, struct buf *out)
{
	needles_compile(expressions, n, out);
	return RESULT_OK;
}

enum result
candidates_load(const void *data, size_t len, size_t n, struct candidates **out)
{
	struct candidates *c = xcalloc(1, sizeof(*c));
	enum result r = needles_load(data, len, n, &c->needles);

	if (r == RESULT_OK)
		*out = c;
	else
		free(c);
	return r;
}

void
candidates_free(struct candidates *c)
{
	if (c == NULL)
		return;
	needles_free(c->needles);
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
	needles_find(c->needles, text, len, found, arg);
}
