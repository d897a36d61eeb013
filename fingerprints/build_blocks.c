/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * build_blocks.c: the organisations of the MAC registry against the expressions of all
 * vendor files.
 */
#include "fingerprints/build.h"

#include <stdlib.h>
#include <string.h>

#include "fingerprints/oui.h"

struct blocks {
	struct build *b;
	struct candidates *candidates;
	struct candidates_scratch *scratch;
	pcre2_code **codes;
	pcre2_match_data *match;
	const char *organisation;
	uint32_t maker;
};

static void
confirm_block(void *arg, uint32_t i)
{
	struct blocks *k = arg;

	if (k->maker == 0 && k->codes[i] != NULL &&
		pcre2_match(k->codes[i], (PCRE2_SPTR)k->organisation, strlen(k->organisation), 0, 0,
			k->match, NULL) >= 0)
		k->maker = ((const uint32_t *)k->b->oui_makers.data)[i];
}

static void
take_block(void *arg, uint32_t prefix, const char *organisation)
{
	struct blocks *k = arg;
	struct oui *o;

	k->organisation = organisation;
	k->maker = 0;
	candidates_find(
		k->candidates, k->scratch, organisation, strlen(organisation), confirm_block, k);
	if (k->maker == 0)
		return;
	o = build_row(&k->b->ouis, sizeof(*o));
	o->prefix = prefix;
	o->maker = k->maker;
	o->organisation = build_pool(k->b, organisation);
}

static int
by_prefix(const void *x, const void *y)
{
	const struct oui *a = x, *b = y;

	return (a->prefix > b->prefix) - (a->prefix < b->prefix);
}

void
build_blocks(struct build *b)
{
	size_t n = b->oui_patterns.n;
	const char **texts = xcalloc(n, sizeof(*texts));
	struct blocks k = {.b = b, .codes = xcalloc(n, sizeof(*k.codes))};
	struct buf compiled = {0};
	size_t at;
	int code;

	for (size_t i = 0; i < n; i++) {
		/* The pool moves while blocks are added. */
		texts[i] = xstrdup(build_text(b, ((const uint32_t *)b->oui_patterns.data)[i]));
		k.codes[i] = pcre2_compile((PCRE2_SPTR)texts[i], PCRE2_ZERO_TERMINATED,
			PCRE2_DOTALL, &code, &at, NULL);
		pcre2_jit_compile(k.codes[i], PCRE2_JIT_COMPLETE);
	}
	k.match = pcre2_match_data_create(16, NULL);
	if (n > 0 && candidates_compile(texts, n, &compiled) == RESULT_OK &&
		candidates_load(compiled.data, compiled.len, n, &k.candidates) == RESULT_OK) {
		k.scratch = candidates_scratch_new(k.candidates);
		oui_each(take_block, &k);
		candidates_scratch_free(k.scratch);
		candidates_free(k.candidates);
	}
	if (b->ouis.n > 0)
		qsort(b->ouis.data, b->ouis.n, sizeof(struct oui), by_prefix);
	for (size_t i = 0; i < n; i++) {
		pcre2_code_free(k.codes[i]);
		free((void *)(uintptr_t)texts[i]);
	}
	pcre2_match_data_free(k.match);
	buf_free(&compiled);
	free(texts);
	free(k.codes);
}
