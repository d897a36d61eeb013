/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* candidates-hs.c: candidates by Hyperscan or Vectorscan. */
#include <hs.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "fingerprints/candidates.h"

/* Expressions that the library can't take even as a filter are always candidates. */
struct candidates {
	hs_database_t *database;
	uint32_t *always; /* numbers of those that are */
	size_t n_always;
};

struct candidates_scratch {
	hs_scratch_t *hs;
};

#define FLAGS (HS_FLAG_DOTALL | HS_FLAG_SINGLEMATCH | HS_FLAG_ALLOWEMPTY)

const char *
candidates_platform(void)
{
	static char text[160];
	hs_platform_info_t info;

	if (text[0] == '\0' && hs_populate_platform(&info) == HS_SUCCESS)
		snprintf(text, sizeof(text), "hs %s %u %llx", hs_version(), info.tune,
			info.cpu_features);
	return text;
}

/* The flags that an expression is taken with; false: not at all. */
static bool
flags_of(const char *expression, unsigned *flags)
{
	static const unsigned ways[] = {FLAGS,
		HS_FLAG_DOTALL | HS_FLAG_SINGLEMATCH | HS_FLAG_ALLOWEMPTY | HS_FLAG_PREFILTER};

	for (size_t i = 0; i < 2; i++) {
		hs_expr_info_t *info = NULL;
		hs_compile_error_t *error = NULL;

		if (hs_expression_info(expression, ways[i], &info, &error) == HS_SUCCESS) {
			free(info);
			*flags = ways[i];
			return true;
		}
		hs_free_compile_error(error);
	}
	return false;
}

/* Compiles those that are taken; one that fails only now is left out. */
static hs_database_t *
compile(const char **texts, unsigned *flags, unsigned *ids, size_t n, uint8_t *always)
{
	hs_database_t *database = NULL;
	hs_compile_error_t *error = NULL;

	while (n > 0 && hs_compile_multi(texts, flags, ids, (unsigned)n, HS_MODE_BLOCK, NULL,
				&database, &error) != HS_SUCCESS) {
		int bad = error->expression;

		hs_free_compile_error(error);
		if (bad < 0)
			return NULL;
		always[ids[bad]] = 1;
		n--;
		memmove(&texts[bad], &texts[bad + 1], (n - (size_t)bad) * sizeof(*texts));
		memmove(&flags[bad], &flags[bad + 1], (n - (size_t)bad) * sizeof(*flags));
		memmove(&ids[bad], &ids[bad + 1], (n - (size_t)bad) * sizeof(*ids));
	}
	return database;
}

enum result
candidates_compile(const char *const *expressions, size_t n, struct buf *out)
{
	const char **texts = xcalloc(n, sizeof(*texts));
	unsigned *flags = xcalloc(n, sizeof(*flags)), *ids = xcalloc(n, sizeof(*ids));
	uint8_t *always = xcalloc(n, 1);
	hs_database_t *database;
	size_t used = 0, len = 0;
	char *bytes = NULL;
	enum result r = RESULT_OK;

	for (size_t i = 0; i < n; i++) {
		if (expressions[i] == NULL)
			continue;
		if (!flags_of(expressions[i], &flags[used])) {
			always[i] = 1;
			continue;
		}
		texts[used] = expressions[i];
		ids[used++] = (unsigned)i;
	}
	database = compile(texts, flags, ids, used, always);
	if (database == NULL && used > 0)
		memset(always, 1, n);
	else if (database != NULL && hs_serialize_database(database, &bytes, &len) != HS_SUCCESS)
		r = RESULT_INTERNAL;
	buf_add(out, always, n);
	buf_add(out, bytes, len);
	free(bytes);
	hs_free_database(database);
	free(texts);
	free(flags);
	free(ids);
	free(always);
	return r;
}

enum result
candidates_load(const void *data, size_t len, size_t n, struct candidates **out)
{
	const uint8_t *always = data; /* a byte for each expression */
	struct candidates *c;

	if (len < n)
		return RESULT_TRUNCATED;
	c = xcalloc(1, sizeof(*c));
	c->always = xcalloc(n, sizeof(*c->always));
	for (size_t i = 0; i < n; i++)
		if (always[i])
			c->always[c->n_always++] = (uint32_t)i;
	if (len > n && hs_deserialize_database((const char *)data + n, len - n, &c->database) !=
			       HS_SUCCESS) {
		candidates_free(c);
		return RESULT_MALFORMED;
	}
	*out = c;
	return RESULT_OK;
}

void
candidates_free(struct candidates *c)
{
	if (c == NULL)
		return;
	hs_free_database(c->database);
	free(c->always);
	free(c);
}

struct candidates_scratch *
candidates_scratch_new(const struct candidates *c)
{
	struct candidates_scratch *s = xcalloc(1, sizeof(*s));

	if (c->database != NULL && hs_alloc_scratch(c->database, &s->hs) != HS_SUCCESS)
		abort();
	return s;
}

void
candidates_scratch_free(struct candidates_scratch *s)
{
	if (s == NULL)
		return;
	hs_free_scratch(s->hs);
	free(s);
}

struct finding {
	void (*found)(void *, uint32_t);
	void *arg;
};

static int
on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *arg)
{
	struct finding *f = arg;

	(void)from;
	(void)to;
	(void)flags;
	f->found(f->arg, id);
	return 0;
}

void
candidates_find(const struct candidates *c, struct candidates_scratch *s, const char *text,
	size_t len, void (*found)(void *, uint32_t), void *arg)
{
	struct finding f = {found, arg};

	for (size_t i = 0; i < c->n_always; i++)
		found(arg, c->always[i]);
	if (c->database != NULL)
		hs_scan(c->database, text, (unsigned)len, 0, s->hs, on_match, &f);
}
