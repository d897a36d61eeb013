/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * build_vocabulary.c: the makers and all their spellings.
 */
#include "fingerprints/build.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t
pool_lower(struct build *b, const char *text)
{
	char lower[256];
	size_t n = 0;

	for (; text[n] != '\0' && n + 1 < sizeof(lower); n++)
		lower[n] = (char)tolower((unsigned char)text[n]);
	lower[n] = '\0';
	return build_pool(b, lower);
}

static void
add_spelling(struct build *b, const char *text, uint32_t maker, uint32_t brand)
{
	struct spelling *s = build_row(&b->spellings, sizeof(*s));

	s->text = pool_lower(b, text);
	s->maker = maker;
	s->brand = brand;
}

/* A word of the list `common`, and where it stands. */
struct common {
	uint32_t text;
	unsigned at;
	const char *file;
};

void
build_common(struct build *b, const char *text, unsigned i)
{
	struct common *c = build_row(&b->commons, sizeof(*c));

	c->text = pool_lower(b, text);
	c->at = i;
	c->file = b->file;
}

void
build_maker(struct build *b, const struct raw_maker *m)
{
	uint32_t name = build_pool(b, m->name);
	struct maker_group *g = build_row(&b->groups, sizeof(*g));

	g->maker = name;
	g->group = m->group != NULL ? build_pool(b, m->group) : name;
	add_spelling(b, m->name, name, 0);
	for (unsigned i = 0; i < m->aliases_count; i++)
		add_spelling(b, m->aliases[i], name, 0);
	for (unsigned i = 0; i < m->brands_count; i++)
		add_spelling(b, m->brands[i], name, build_pool(b, m->brands[i]));
}

static const char *sort_pool; /* qsort has no argument for its order */

static int
by_spelling(const void *x, const void *y)
{
	const struct spelling *a = x, *b = y;
	int order = strcmp(sort_pool + a->text, sort_pool + b->text);

	/* The maker's own name before another's label of the same words. */
	return order != 0 ? order : (a->brand != 0) - (b->brand != 0);
}

static int
by_maker(const void *x, const void *y)
{
	uint32_t a = ((const struct maker_group *)x)->maker,
		 b = ((const struct maker_group *)y)->maker;

	return (a > b) - (a < b);
}

/* Marks the common words, once the vocabulary is whole. */
static void
mark_common(struct build *b)
{
	const struct common *list = b->commons.data;

	for (size_t i = 0; i < b->commons.n; i++) {
		struct spelling *s = build_spelling(b, build_text(b, list[i].text));
		char path[40];

		if (s != NULL) {
			s->common = 1;
			continue;
		}
		snprintf(path, sizeof(path), "common[%u]", list[i].at);
		b->file = list[i].file;
		FAULT(b, path, "no maker is spelt %s", build_text(b, list[i].text));
	}
}

void
build_sort_vocabulary(struct build *b)
{
	sort_pool = b->pool.data;
	if (b->spellings.n > 0)
		qsort(b->spellings.data, b->spellings.n, sizeof(struct spelling), by_spelling);
	if (b->groups.n > 0)
		qsort(b->groups.data, b->groups.n, sizeof(struct maker_group), by_maker);
	mark_common(b);
}

struct spelling *
build_spelling(const struct build *b, const char *name)
{
	struct spelling *list = b->spellings.data;
	char lower[256];
	size_t n = 0, low = 0, high = b->spellings.n;

	for (; name[n] != '\0' && n + 1 < sizeof(lower); n++)
		lower[n] = (char)tolower((unsigned char)name[n]);
	lower[n] = '\0';
	while (low < high) {
		size_t mid = (low + high) / 2;

		if (strcmp(build_text(b, list[mid].text), lower) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	if (low < b->spellings.n && strcmp(build_text(b, list[low].text), lower) == 0)
		return &list[low];
	return NULL;
}
