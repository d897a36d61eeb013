/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * candidates-hs.c: candidates by Hyperscan or Vectorscan. It searches for the words
 * of the expressions (literal.h), not for the expressions themselves: PCRE2 reads
 * those anyway, and a search for words was measured at several times the speed.
 * Only an expression of which no words are known is searched for as it is.
 */
#include <hs.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "base/arena.h"
#include "fingerprints/candidates.h"
#include "fingerprints/literal.h"

/* The serialised form: head, first[words + 1], expressions of the words, always,
 * then the two databases: of words and of expressions. */
struct head {
	uint32_t words, outputs, always, reserved;
	uint64_t len[2];
};

struct candidates {
	hs_database_t *databases[2]; /* NULL: nothing of the kind */
	const uint32_t *first, *outputs, *always;
	uint32_t n_always;
};

struct candidates_scratch {
	hs_scratch_t *hs;
};

enum { WORDS, EXPRESSIONS };

#define FLAGS (HS_FLAG_DOTALL | HS_FLAG_SINGLEMATCH | HS_FLAG_ALLOWEMPTY)

const char *
candidates_platform(void)
{
	static char text[160];
	hs_platform_info_t info;

	if (text[0] == '\0' && hs_populate_platform(&info) == HS_SUCCESS)
		snprintf(text, sizeof(text), "hs words %s %u %llx", hs_version(), info.tune,
			info.cpu_features);
	return text;
}

/* ---- what is to be sought --------------------------------------------------------------- */

struct word {
	uint32_t number;
	uint32_t *expressions;
	size_t n, cap;
	UT_hash_handle hh;
	size_t len;
	char text[LITERAL_LENGTH];
};

struct maker {
	struct word *words;
	uint32_t n_words, n_outputs;
	const char **texts; /* expressions as they are */
	unsigned *flags, *ids;
	size_t n_texts;
	uint32_t *always;
	uint32_t n_always;
};

static void
add_word(struct maker *m, const char *text, size_t len, uint32_t expression)
{
	struct word *w;

	HASH_FIND(hh, m->words, text, len, w);
	if (w == NULL) {
		w = xcalloc(1, sizeof(*w));
		memcpy(w->text, text, len);
		w->len = len;
		w->number = m->n_words++;
		HASH_ADD_KEYPTR(hh, m->words, w->text, w->len, w);
	}
	if (w->n == w->cap) {
		w->cap = w->cap > 0 ? 2 * w->cap : 2;
		w->expressions = xrealloc(w->expressions, w->cap, sizeof(*w->expressions));
	}
	w->expressions[w->n++] = expression;
	m->n_outputs++;
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

static void
add_expression(struct maker *m, const char *text, uint32_t i)
{
	struct literals *l = xcalloc(2, sizeof(*l));

	literals_of(text, &l[0], &l[1]);
	for (size_t k = 0; k < l->n; k++)
		add_word(m, l->of[k].text, l->of[k].len, i);
	if (l->n == 0 && flags_of(text, &m->flags[m->n_texts])) {
		m->texts[m->n_texts] = text;
		m->ids[m->n_texts++] = i;
	} else if (l->n == 0) {
		m->always[m->n_always++] = i;
	}
	free(l);
}

/* ---- compiling ------------------------------------------------------------------------------ */

static hs_database_t *
compile_words(const struct maker *m)
{
	size_t n = m->n_words;
	const char **texts = xcalloc(n, sizeof(*texts));
	unsigned *flags = xcalloc(n, sizeof(*flags)), *ids = xcalloc(n, sizeof(*ids));
	size_t *lens = xcalloc(n, sizeof(*lens));
	hs_database_t *database = NULL;
	hs_compile_error_t *error = NULL;

	for (const struct word *w = m->words; w != NULL; w = w->hh.next) {
		texts[w->number] = w->text;
		lens[w->number] = w->len;
		flags[w->number] = HS_FLAG_CASELESS | HS_FLAG_SINGLEMATCH;
		ids[w->number] = w->number;
	}
	if (n > 0 && hs_compile_lit_multi(texts, flags, ids, lens, (unsigned)n, HS_MODE_BLOCK, NULL,
			     &database, &error) != HS_SUCCESS)
		hs_free_compile_error(error);
	free(texts);
	free(flags);
	free(ids);
	free(lens);
	return database;
}

/* Compiles those that are taken; one that fails only now is always a candidate. */
static hs_database_t *
compile_expressions(struct maker *m)
{
	hs_database_t *database = NULL;
	hs_compile_error_t *error = NULL;

	while (m->n_texts > 0 && hs_compile_multi(m->texts, m->flags, m->ids, (unsigned)m->n_texts,
					 HS_MODE_BLOCK, NULL, &database, &error) != HS_SUCCESS) {
		size_t bad = error->expression >= 0 ? (size_t)error->expression : 0;
		size_t left = --m->n_texts - bad;

		hs_free_compile_error(error);
		m->always[m->n_always++] = m->ids[bad];
		memmove(&m->texts[bad], &m->texts[bad + 1], left * sizeof(*m->texts));
		memmove(&m->flags[bad], &m->flags[bad + 1], left * sizeof(*m->flags));
		memmove(&m->ids[bad], &m->ids[bad + 1], left * sizeof(*m->ids));
	}
	return database;
}

static enum result
put_databases(struct maker *m, struct head *h, struct buf *out)
{
	hs_database_t *databases[2] = {compile_words(m), compile_expressions(m)};
	enum result r = m->n_words > 0 && databases[WORDS] == NULL ? RESULT_INTERNAL : RESULT_OK;

	for (int i = 0; i < 2; i++) {
		char *bytes = NULL;
		size_t len = 0;

		if (databases[i] != NULL &&
			hs_serialize_database(databases[i], &bytes, &len) != HS_SUCCESS)
			r = RESULT_INTERNAL;
		buf_add(out, bytes, len);
		h->len[i] = len;
		free(bytes);
		hs_free_database(databases[i]);
	}
	return r;
}

static void
put_tables(const struct maker *m, struct buf *out)
{
	uint32_t at = 0;

	for (const struct word *w = m->words; w != NULL; w = w->hh.next) {
		buf_add(out, &at, sizeof(at));
		at += (uint32_t)w->n;
	}
	buf_add(out, &at, sizeof(at));
	for (const struct word *w = m->words; w != NULL; w = w->hh.next)
		buf_add(out, w->expressions, w->n * sizeof(*w->expressions));
	buf_add(out, m->always, m->n_always * sizeof(*m->always));
}

static void
maker_end(struct maker *m)
{
	struct word *w, *next;

	HASH_ITER(hh, m->words, w, next)
	{
		HASH_DEL(m->words, w);
		free(w->expressions);
		free(w);
	}
	free(m->texts);
	free(m->flags);
	free(m->ids);
	free(m->always);
}

enum result
candidates_compile(const char *const *expressions, size_t n, struct buf *out)
{
	struct maker m = {.texts = xcalloc(n, sizeof(*m.texts)),
		.flags = xcalloc(n, sizeof(*m.flags)),
		.ids = xcalloc(n, sizeof(*m.ids)),
		.always = xcalloc(n, sizeof(*m.always))};
	struct buf databases = {0};
	struct head h = {0};
	enum result r;

	for (size_t i = 0; i < n; i++)
		if (expressions[i] != NULL)
			add_expression(&m, expressions[i], (uint32_t)i);
	r = put_databases(&m, &h, &databases);
	h.words = m.n_words;
	h.outputs = m.n_outputs;
	h.always = m.n_always;
	buf_add(out, &h, sizeof(h));
	put_tables(&m, out);
	buf_add(out, databases.data, databases.len);
	buf_free(&databases);
	maker_end(&m);
	return r;
}

/* ---- using it ---------------------------------------------------------------------------------
 */

static bool
is_sound(const struct candidates *c, const struct head *h, size_t n)
{
	for (size_t i = 0; i < h->words; i++)
		if (c->first[i] > c->first[i + 1])
			return false;
	if (c->first[h->words] != h->outputs)
		return false;
	for (size_t i = 0; i < (size_t)h->outputs + h->always; i++)
		if (c->outputs[i] >= n)
			return false;
	return true;
}

enum result
candidates_load(const void *data, size_t len, size_t n, struct candidates **out)
{
	const struct head *h = data;
	const char *at = data;
	struct candidates *c;
	size_t tables;

	if (len < sizeof(*h))
		return RESULT_TRUNCATED;
	tables = ((size_t)h->words + 1 + h->outputs + h->always) * sizeof(uint32_t);
	if (h->len[0] > len || h->len[1] > len || len < sizeof(*h) + tables + h->len[0] + h->len[1])
		return RESULT_TRUNCATED;
	c = xcalloc(1, sizeof(*c));
	c->first = (const uint32_t *)(const void *)(at + sizeof(*h));
	c->outputs = c->first + h->words + 1;
	c->always = c->outputs + h->outputs;
	c->n_always = h->always;
	at += sizeof(*h) + tables;
	if (!is_sound(c, h, n) ||
		(h->len[0] > 0 &&
			hs_deserialize_database(at, h->len[0], &c->databases[0]) != HS_SUCCESS) ||
		(h->len[1] > 0 && hs_deserialize_database(at + h->len[0], h->len[1],
					  &c->databases[1]) != HS_SUCCESS)) {
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
	for (int i = 0; i < 2; i++)
		hs_free_database(c->databases[i]);
	free(c);
}

struct candidates_scratch *
candidates_scratch_new(const struct candidates *c)
{
	struct candidates_scratch *s = xcalloc(1, sizeof(*s));

	for (int i = 0; i < 2; i++)
		if (c->databases[i] != NULL &&
			hs_alloc_scratch(c->databases[i], &s->hs) != HS_SUCCESS)
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
	const struct candidates *c;
	void (*found)(void *, uint32_t);
	void *arg;
};

static int
on_word(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *arg)
{
	struct finding *f = arg;

	(void)from;
	(void)to;
	(void)flags;
	for (uint32_t i = f->c->first[id]; i < f->c->first[id + 1]; i++)
		f->found(f->arg, f->c->outputs[i]);
	return 0;
}

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
	struct finding f = {c, found, arg};

	for (uint32_t i = 0; i < c->n_always; i++)
		found(arg, c->always[i]);
	if (c->databases[WORDS] != NULL)
		hs_scan(c->databases[WORDS], text, (unsigned)len, 0, s->hs, on_word, &f);
	if (c->databases[EXPRESSIONS] != NULL)
		hs_scan(c->databases[EXPRESSIONS], text, (unsigned)len, 0, s->hs, on_match, &f);
}
