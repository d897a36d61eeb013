/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* rules.c: the door: where rules come from, and looking things up in them. */
#include "fingerprints/rules.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <config.h>

/* ---- sources ------------------------------------------------------------------- */

static bool
is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static const char *
cache_folder(struct arena *a)
{
	const char *told = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

	if (told != NULL && told[0] == '/')
		return arena_printf(a, "%s/ranmap", told);
	if (home != NULL && home[0] == '/' && strcmp(home, "/") != 0)
		return arena_printf(a, "%s/.cache/ranmap", home);
	return LOCALSTATEDIR "/cache/ranmap";
}

void
rule_sources_default(struct arena *a, char *const *given, size_t n_given, struct rule_sources *out)
{
	const char **dirs = arena_alloc(a, (n_given + 3) * sizeof(*dirs));
	const char *home = getenv("HOME"), *told = getenv("RANMAP_RULES");
	const char *user = home != NULL ? arena_printf(a, "%s/.config/ranmap/rules", home) : "";
	size_t n = 0;

	if (told != NULL && told[0] != '\0')
		dirs[n++] = arena_strdup(a, told);
	else
		dirs[n++] = is_folder(PKGDATADIR "/rules") ? PKGDATADIR "/rules"
							   : BUILD_SRCDIR "/fingerprints";
	if (is_folder(SYSCONFDIR "/ranmap/rules.d"))
		dirs[n++] = SYSCONFDIR "/ranmap/rules.d";
	if (is_folder(user))
		dirs[n++] = user;
	for (size_t i = 0; i < n_given; i++)
		dirs[n++] = arena_strdup(a, given[i]);
	out->dirs = dirs;
	out->n_dirs = n;
	out->cache_file = arena_printf(a, "%s/rules.cache", cache_folder(a));
}

enum result
rules_load(const struct rule_sources *sources, struct rules **out, struct buf *problems)
{
	struct arena *arena = arena_new();
	struct file_list files;
	char digest[65];
	enum result r;

	files_find(sources, arena, &files);
	if (files.n == 0) {
		buf_printf(problems, "%s:1:1: file: there are no rules here\n",
			sources->n_dirs > 0 ? sources->dirs[0] : ".");
		arena_free(arena);
		return RESULT_MALFORMED;
	}
	cache_digest(&files, digest);
	r = sources->cache_file != NULL ? cache_read(sources->cache_file, digest, out)
					: RESULT_NOT_FOUND;
	if (r != RESULT_OK) {
		r = rules_build(&files, digest, out, problems);
		if (r == RESULT_OK && sources->cache_file != NULL)
			cache_write(sources->cache_file, *out);
	}
	arena_free(arena);
	return r;
}

void
rules_free(struct rules *r)
{
	if (r == NULL)
		return;
	candidates_free(r->candidates);
	free(r->oid_slots);
	free(r->image);
	free(r);
}

const char *
rules_digest(const struct rules *r)
{
	return r->digest;
}

size_t
rules_count(const struct rules *r)
{
	return r->n_rules;
}

/* ---- lookups ------------------------------------------------------------------- */

enum witness
fact_witness(enum fact fact)
{
	switch (fact) {
	case FACT_OUI:
		return WITNESS_OUI;
	case FACT_ENGINE:
		return WITNESS_ENGINE;
	case FACT_SSH:
		return WITNESS_SSH;
	case FACT_LLDP:
		return WITNESS_LLDP;
	case FACT_OTHER:
		return WITNESS_OTHER;
	default:
		return WITNESS_SNMP;
	}
}

const char *
rules_text(const struct rules *r, uint32_t offset)
{
	return offset < r->pool_len ? r->pool + offset : "";
}

#define HASH_START 2166136261u /* FNV-1a */

static uint32_t
hash_next(uint32_t h, char c)
{
	return (h ^ (uint8_t)c) * 16777619u;
}

static uint32_t
hash(const char *text, size_t len)
{
	uint32_t h = HASH_START;

	for (size_t i = 0; i < len; i++)
		h = hash_next(h, text[i]);
	return h;
}

static const struct rule *
exact_oid(const struct rules *r, uint32_t h, const char *oid, size_t len)
{
	size_t mask = r->n_oid_slots - 1;

	for (size_t i = h & mask;; i = (i + 1) & mask) {
		const struct rule *rule;
		const char *text;

		if (r->oid_slots[i] == 0)
			return NULL;
		rule = &r->rules[r->oid_slots[i] - 1];
		text = rules_text(r, rule->pattern);
		if (strncmp(text, oid, len) == 0 && text[len] == '\0')
			return rule;
	}
}

/* One pass over the text gives the hash of each of its prefixes. */
#define ARCS_MAX 128

const struct rule *
rules_by_oid(const struct rules *r, const char *oid, size_t len)
{
	uint32_t hashes[ARCS_MAX], h = HASH_START;
	uint16_t ends[ARCS_MAX];
	size_t n = 0;

	if (len > UINT16_MAX)
		len = UINT16_MAX;
	for (size_t i = 0; i < len && n < ARCS_MAX - 1; i++) {
		if (oid[i] == '.') {
			hashes[n] = h;
			ends[n++] = (uint16_t)i;
		}
		h = hash_next(h, oid[i]);
	}
	if (len > 0 && n < ARCS_MAX - 1) {
		hashes[n] = h;
		ends[n++] = (uint16_t)len;
	}
	while (n-- > 0) {
		const struct rule *rule = exact_oid(r, hashes[n], oid, ends[n]);

		if (rule != NULL)
			return rule;
	}
	return NULL;
}

const struct rule *
rules_by_enterprise(const struct rules *r, uint32_t number)
{
	size_t low = 0, high = r->n_enterprises;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (r->enterprises[mid].number < number)
			low = mid + 1;
		else
			high = mid;
	}
	if (low < r->n_enterprises && r->enterprises[low].number == number)
		return &r->rules[r->enterprises[low].rule];
	return NULL;
}

const struct oui *
rules_by_oui(const struct rules *r, uint32_t prefix)
{
	size_t low = 0, high = r->n_ouis;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (r->ouis[mid].prefix < prefix)
			low = mid + 1;
		else
			high = mid;
	}
	return low < r->n_ouis && r->ouis[low].prefix == prefix ? &r->ouis[low] : NULL;
}

/* Lower case, one blank between words, without company forms behind them. */
static size_t
fold(const char *name, size_t len, char *out, size_t cap)
{
	static const char *const forms[] = {" inc.", " inc", " ltd.", " ltd", " co.", " co",
		" corp.", " corp", " corporation", " limited", " gmbh", " ag", " ab", " s.a.",
		" s.p.a.", " spa", " llc", " plc", " oy", " bv", " b.v.", " srl", ",", " company"};
	size_t n = 0;
	bool cut = true;

	for (size_t i = 0; i < len && n + 1 < cap; i++) {
		unsigned char c = (unsigned char)name[i];

		if (isspace(c) || c == '\0') {
			if (n > 0 && out[n - 1] != ' ')
				out[n++] = ' ';
		} else {
			out[n++] = (char)tolower(c);
		}
	}
	while (cut) {
		while (n > 0 && out[n - 1] == ' ')
			n--;
		cut = false;
		for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
			size_t f = strlen(forms[i]);

			if (n > f && memcmp(out + n - f, forms[i], f) == 0) {
				n -= f;
				cut = true;
			}
		}
	}
	out[n] = '\0';
	return n;
}

static const struct spelling *
find_spelling(const struct rules *r, const char *text)
{
	size_t low = 0, high = r->n_spellings;

	while (low < high) {
		size_t mid = (low + high) / 2;
		int order = strcmp(rules_text(r, r->spellings[mid].text), text);

		if (order == 0)
			return &r->spellings[mid];
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

const struct spelling *
rules_spelling(const struct rules *r, const char *name, size_t len)
{
	char text[128];
	size_t n = 0;

	for (size_t i = 0; i < len && n + 1 < sizeof(text); i++)
		text[n++] = (char)tolower((unsigned char)name[i]);
	text[n] = '\0';
	return find_spelling(r, text);
}

bool
rules_maker(
	const struct rules *r, const char *name, size_t len, const char **maker, const char **brand)
{
	char text[128];
	const struct spelling *s = rules_spelling(r, name, len);

	if (s == NULL && fold(name, len, text, sizeof(text)) > 0)
		s = find_spelling(r, text);
	if (s == NULL)
		return false;
	*maker = rules_text(r, s->maker);
	*brand = s->brand != 0 ? rules_text(r, s->brand) : NULL;
	return true;
}

const char *
rules_group(const struct rules *r, const char *maker)
{
	size_t low = 0, high = r->n_groups;
	uint32_t offset;

	if (maker < r->pool || maker >= r->pool + r->pool_len)
		return maker;
	offset = (uint32_t)(maker - r->pool);
	while (low < high) {
		size_t mid = (low + high) / 2;

		if (r->groups[mid].maker == offset)
			return rules_text(r, r->groups[mid].group);
		if (r->groups[mid].maker < offset)
			low = mid + 1;
		else
			high = mid;
	}
	return maker;
}

uint64_t
rules_key_bit(const struct rules *r, const char *key)
{
	for (size_t i = 0; i < r->n_keys; i++)
		if (strcmp(rules_text(r, r->keys[i]), key) == 0)
			return UINT64_C(1) << i;
	return 0;
}

/* ---- from an image ---------------------------------------------------------------- */

static void
fill_oid_slots(struct rules *r)
{
	size_t slots = 64;

	while (slots < 2 * r->n_rules)
		slots *= 2;
	r->oid_slots = xcalloc(slots, sizeof(*r->oid_slots));
	r->n_oid_slots = slots;
	for (size_t i = 0; i < r->n_rules; i++) {
		const char *text = rules_text(r, r->rules[i].pattern);
		size_t at;

		if (r->rules[i].kind != RULE_OID || r->rules[i].when_text != 0)
			continue;
		at = hash(text, strlen(text)) & (slots - 1);
		while (r->oid_slots[at] != 0)
			at = (at + 1) & (slots - 1);
		r->oid_slots[at] = (uint32_t)i + 1;
	}
}

struct cursor {
	const char *at;
	size_t left;
};

static const void *
table(struct cursor *c, uint64_t n, size_t size)
{
	const void *at = c->at;
	uint64_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes) || bytes > c->left)
		return NULL;
	bytes = (bytes + 7) & ~UINT64_C(7);
	if (bytes > c->left)
		return NULL;
	c->at += bytes;
	c->left -= bytes;
	return at;
}

enum result
rules_of_image(void *image, size_t len, struct rules **out)
{
	const struct image_head *h = image;
	struct cursor c = {image, len};
	struct rules *r = xcalloc(1, sizeof(*r));
	const void *data;

	r->image = image;
	r->image_len = len;
	if (table(&c, 1, sizeof(*h)) == NULL || h->n_keys > KEYS_MAX ||
		(r->rules = table(&c, h->n_rules, sizeof(*r->rules))) == NULL ||
		(r->enterprises = table(&c, h->n_enterprises, sizeof(*r->enterprises))) == NULL ||
		(r->ouis = table(&c, h->n_ouis, sizeof(*r->ouis))) == NULL ||
		(r->families = table(&c, h->n_families, sizeof(*r->families))) == NULL ||
		(r->spellings = table(&c, h->n_spellings, sizeof(*r->spellings))) == NULL ||
		(r->groups = table(&c, h->n_groups, sizeof(*r->groups))) == NULL ||
		(r->pool = table(&c, h->pool_len, 1)) == NULL || h->pool_len == 0 ||
		r->pool[h->pool_len - 1] != '\0' ||
		(data = table(&c, h->candidates_len, 1)) == NULL) {
		rules_free(r);
		return RESULT_MALFORMED;
	}
	memcpy(r->digest, h->digest, sizeof(r->digest));
	r->digest[64] = '\0';
	memcpy(r->keys, h->keys, sizeof(r->keys));
	r->n_keys = h->n_keys;
	r->n_rules = h->n_rules;
	r->n_enterprises = h->n_enterprises;
	r->n_ouis = h->n_ouis;
	r->n_families = h->n_families;
	r->n_spellings = h->n_spellings;
	r->n_groups = h->n_groups;
	r->pool_len = h->pool_len;
	for (size_t i = 0; i < r->n_enterprises; i++)
		if (r->enterprises[i].rule >= r->n_rules) {
			rules_free(r);
			return RESULT_MALFORMED;
		}
	if (candidates_load(data, h->candidates_len, r->n_rules, &r->candidates) != RESULT_OK) {
		rules_free(r);
		return RESULT_MALFORMED;
	}
	fill_oid_slots(r);
	*out = r;
	return RESULT_OK;
}
