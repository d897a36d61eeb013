/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * build.c: from rule files to the compiled set. Every fault of every file is
 * told before it gives up.
 */
#include "fingerprints/build.h"

#include <stdlib.h>
#include <string.h>

void *
build_row(struct rows *r, size_t size)
{
	char *at;

	if (r->n == r->cap) {
		r->cap = r->cap > 0 ? 2 * r->cap : 64;
		r->data = xrealloc(r->data, r->cap, size);
	}
	at = (char *)r->data + r->n++ * size;
	memset(at, 0, size);
	return at;
}

uint32_t
build_pool(struct build *b, const char *text)
{
	size_t len = text != NULL ? strlen(text) : 0;
	struct pooled *p;

	if (len == 0)
		return 0;
	HASH_FIND(hh, b->pooled, text, len, p);
	if (p == NULL) {
		p = xcalloc(1, sizeof(*p) + len + 1);
		memcpy(p->text, text, len + 1);
		p->offset = (uint32_t)b->pool.len;
		buf_add(&b->pool, text, len + 1);
		HASH_ADD_KEYPTR(hh, b->pooled, p->text, len, p);
	}
	return p->offset;
}

const char *
build_text(const struct build *b, uint32_t offset)
{
	return b->pool.data + offset;
}

/* ---- files --------------------------------------------------------------------------- */

enum pass { PASS_MAKERS, PASS_VENDORS, PASS_FAMILIES };

static enum pass
pass_of(const char *file)
{
	const char *name = strrchr(file, '/');

	if (file_is_vendor(file))
		return PASS_VENDORS;
	return name != NULL && strcmp(name, "/makers.yaml") == 0 ? PASS_MAKERS : PASS_FAMILIES;
}

static void
take_file(struct build *b, enum pass pass)
{
	struct raw_makers *makers;
	struct raw_families *families;
	struct raw_vendor *vendor;

	if (pass == PASS_MAKERS && raw_makers_read(b->file, &makers, b->problems) == RESULT_OK) {
		for (unsigned i = 0; i < makers->makers_count; i++)
			build_maker(b, &makers->makers[i]);
		for (unsigned i = 0; i < makers->common_count; i++)
			build_common(b, makers->common[i], i);
		raw_makers_free(makers);
	} else if (pass == PASS_VENDORS &&
		   raw_vendor_read(b->file, &vendor, b->problems) == RESULT_OK) {
		build_vendor(b, vendor);
		raw_vendor_free(vendor);
	} else if (pass == PASS_FAMILIES &&
		   raw_families_read(b->file, &families, b->problems) == RESULT_OK) {
		for (unsigned i = 0; i < families->families_count; i++)
			build_family(b, &families->families[i], i);
		raw_families_free(families);
	}
}

/* ---- the image --------------------------------------------------------------------------- */

static void
add_table(struct buf *image, const void *data, size_t n, size_t size)
{
	buf_add(image, data, n * size);
	while (image->len % 8 != 0)
		buf_putc(image, '\0');
}

static int
by_number(const void *x, const void *y)
{
	const struct enterprise *a = x, *b = y;

	return (a->number > b->number) - (a->number < b->number);
}

static enum result
make_image(struct build *b, const char *digest, struct buf *image)
{
	struct image_head h = {.n_keys = (uint32_t)b->n_keys,
		.n_rules = b->rules.n,
		.n_enterprises = b->enterprises.n,
		.n_ouis = b->ouis.n,
		.n_families = b->families.n,
		.n_spellings = b->spellings.n,
		.n_groups = b->groups.n,
		.pool_len = b->pool.len};
	const struct rule *rules = b->rules.data;
	const char **texts = xcalloc(b->rules.n, sizeof(*texts));
	struct buf candidates = {0};
	enum result r;

	memcpy(h.digest, digest, sizeof(h.digest));
	memcpy(h.keys, b->keys, sizeof(h.keys));
	for (size_t i = 0; i < b->rules.n; i++)
		if (rules[i].kind == RULE_TEXT && rules[i].ask == 0)
			texts[i] = build_text(b, rules[i].pattern);
	r = candidates_compile(texts, b->rules.n, &candidates);
	free(texts);
	h.candidates_len = candidates.len;
	add_table(image, &h, 1, sizeof(h));
	add_table(image, b->rules.data, b->rules.n, sizeof(struct rule));
	add_table(image, b->enterprises.data, b->enterprises.n, sizeof(struct enterprise));
	add_table(image, b->ouis.data, b->ouis.n, sizeof(struct oui));
	add_table(image, b->families.data, b->families.n, sizeof(struct family));
	add_table(image, b->spellings.data, b->spellings.n, sizeof(struct spelling));
	add_table(image, b->groups.data, b->groups.n, sizeof(struct maker_group));
	add_table(image, b->pool.data, b->pool.len, 1);
	add_table(image, candidates.data, candidates.len, 1);
	buf_free(&candidates);
	return r;
}

static void
build_free(struct build *b)
{
	struct rows *all[] = {&b->rules, &b->enterprises, &b->ouis, &b->families, &b->spellings,
		&b->groups, &b->commons, &b->oui_patterns, &b->oui_makers, &b->origins};
	struct pooled *p, *next_p;
	struct named_rule *n, *next_n;

	HASH_ITER(hh, b->pooled, p, next_p)
	{
		HASH_DEL(b->pooled, p);
		free(p);
	}
	HASH_ITER(hh, b->ids, n, next_n)
	{
		HASH_DEL(b->ids, n);
		free(n);
	}
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		free(all[i]->data);
	buf_free(&b->pool);
}

static void
take_files(struct build *b, const struct file_list *files)
{
	for (int pass = PASS_MAKERS; pass <= PASS_FAMILIES; pass++) {
		for (size_t i = 0; i < files->n; i++) {
			b->file = files->names[i];
			b->folder = files->folders[i];
			if (pass_of(b->file) == (enum pass)pass)
				take_file(b, (enum pass)pass);
		}
		if (pass == PASS_MAKERS)
			build_sort_vocabulary(b);
	}
}

static enum result
make_set(struct build *b, const char *digest, struct rules **out)
{
	struct buf image = {0};
	enum result r;
	size_t len;

	build_blocks(b);
	if (b->enterprises.n > 0)
		qsort(b->enterprises.data, b->enterprises.n, sizeof(struct enterprise), by_number);
	r = make_image(b, digest, &image);
	len = image.len;
	if (r == RESULT_OK)
		r = rules_of_image(buf_take(&image), len, out);
	buf_free(&image);
	return r;
}

enum result
rules_build(
	const struct file_list *files, const char *digest, struct rules **out, struct buf *problems)
{
	struct build b = {.problems = problems};
	size_t before = problems->len;
	enum result r = RESULT_MALFORMED;

	buf_putc(&b.pool, '\0');
	take_files(&b, files);
	if (problems->len == before)
		r = make_set(&b, digest, out);
	build_free(&b);
	return r;
}

enum result
rules_build_noted(const struct file_list *files, struct rules **out, struct buf *problems,
	struct arena *arena, struct rule_origin **origins)
{
	static const char digest[65];
	struct build b = {.problems = problems, .arena = arena};
	enum result r;

	buf_putc(&b.pool, '\0');
	take_files(&b, files);
	r = make_set(&b, digest, out);
	if (r == RESULT_OK)
		*origins = arena_copy(arena, b.origins.data, b.origins.n * sizeof(**origins));
	build_free(&b);
	return r;
}
