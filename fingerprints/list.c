/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* list.c: a rule set as tables for people, and its examples as lines. */
#include "fingerprints/list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "fingerprints/raw.h"
#include "fingerprints/rules.h"

#define PATTERN_SHOWN 60

enum sort { SORT_NUMBERS, SORT_PRODUCTS, SORT_TEXTS, SORT_ASKS, SORT_OUIS, SORT_FAMILIES, SORTS };

struct row {
	const char *maker;
	size_t n[SORTS];
};

static enum sort
sort_of(const struct rule *r)
{
	if (r->ask != 0)
		return SORT_ASKS;
	if (r->kind == RULE_OID)
		return r->fact == FACT_ENTERPRISE ? SORT_NUMBERS : SORT_PRODUCTS;
	return SORT_TEXTS;
}

static int
by_name(const void *x, const void *y)
{
	const struct row *a = x, *b = y;
	int order = strcasecmp(a->maker, b->maker);

	return order != 0 ? order : strcmp(a->maker, b->maker);
}

/* The row of a maker; makers are the same where their places in the pool are. */
static struct row *
row_of(struct row *rows, size_t *n, const char *maker)
{
	for (size_t i = 0; i < *n; i++)
		if (rows[i].maker == maker)
			return &rows[i];
	rows[*n].maker = maker;
	return &rows[(*n)++];
}

static size_t
count(const struct rules *r, struct row *rows)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n_rules; i++) {
		const char *maker = rules_text(r, r->rules[i].claims[CLAIM_manufacturer]);

		if (strchr(maker, '$') == NULL)
			row_of(rows, &n, maker)->n[sort_of(&r->rules[i])]++;
	}
	for (size_t i = 0; i < r->n_ouis; i++)
		row_of(rows, &n, rules_text(r, r->ouis[i].maker))->n[SORT_OUIS]++;
	for (size_t i = 0; i < r->n_families; i++)
		row_of(rows, &n, rules_text(r, r->families[i].maker))->n[SORT_FAMILIES]++;
	return n;
}

static void
put_row(struct buf *out, const char *name, const size_t n[SORTS])
{
	buf_printf(out, "%-34.34s", name);
	for (int i = 0; i < SORTS; i++)
		buf_printf(out, " %8zu", n[i]);
	buf_putc(out, '\n');
}

void
rules_list_makers(const struct rules *r, struct buf *out)
{
	struct row *rows = xcalloc(r->n_groups + 2, sizeof(*rows));
	size_t n = count(r, rows), sums[SORTS] = {0}, named = 0;
	char text[64];

	qsort(rows, n, sizeof(*rows), by_name);
	buf_printf(out, "%-34s %8s %8s %8s %8s %8s %8s\n", "maker", "numbers", "products", "texts",
		"asks", "MACs", "families");
	for (size_t i = 0; i < n; i++) {
		named += rows[i].maker[0] != '\0';
		for (int k = 0; k < SORTS; k++)
			sums[k] += rows[i].n[k];
		put_row(out, rows[i].maker[0] != '\0' ? rows[i].maker : "(nobody's stacks)",
			rows[i].n);
	}
	snprintf(text, sizeof(text), "%zu makers, %zu rules", named, r->n_rules);
	put_row(out, text, sums);
	free(rows);
}

/* ---- rules ----------------------------------------------------------------------------- */

static bool
is_wanted(const struct rules *r, const struct rule *rule, const char *maker,
	const struct list_filter *f, uint64_t bit)
{
	if (maker != NULL && rules_text(r, rule->claims[CLAIM_manufacturer]) != maker)
		return false;
	if (f->role != NULL && strcmp(rules_text(r, rule->claims[CLAIM_role]), f->role) != 0)
		return false;
	return f->key == NULL || (rule->keys & bit) != 0;
}

static void
put_rule(const struct rules *r, const struct rule *rule, struct buf *out)
{
	const char *maker = rules_text(r, rule->claims[CLAIM_manufacturer]);
	const char *role = rules_text(r, rule->claims[CLAIM_role]);
	const char *key = "", *pattern = rules_text(r, rule->pattern);
	struct buf shown = {0};

	for (size_t i = 0; i < r->n_keys && key[0] == '\0'; i++)
		if ((rule->keys & UINT64_C(1) << i) != 0)
			key = rules_text(r, r->keys[i]);
	text_printable(&shown, pattern, strlen(pattern), PATTERN_SHOWN);
	buf_printf(out, "%-36s %-20s %-18s %-13s %s%s\n", rules_text(r, rule->id),
		rule->generic ? "(nobody's)" : maker,
		rule->ask != 0 ? rules_text(r, rule->ask) : key, role, buf_text(&shown),
		strlen(pattern) > shown.len ? "…" : "");
	buf_free(&shown);
}

enum result
rules_list_rules(const struct rules *r, const struct list_filter *f, struct buf *out)
{
	const char *maker = NULL, *brand;
	uint64_t bit = f->key != NULL ? rules_key_bit(r, f->key) : 0;
	size_t n = 0;

	if (f->maker != NULL && !rules_maker(r, f->maker, strlen(f->maker), &maker, &brand))
		return RESULT_UNKNOWN;
	for (size_t i = 0; i < r->n_rules; i++)
		if (is_wanted(r, &r->rules[i], maker, f, bit)) {
			put_rule(r, &r->rules[i], out);
			n++;
		}
	buf_printf(out, "%zu rules\n", n);
	return RESULT_OK;
}

/* ---- examples ------------------------------------------------------------------------------ */

static void
put_pair(struct buf *out, const char *key, const char *value)
{
	buf_putc(out, ',');
	text_json(out, key, strlen(key));
	buf_putc(out, ':');
	text_json(out, value, strlen(value));
}

static void
put_line(struct buf *out, const struct raw_rule *r, const char *value, const char *oid,
	const char *text)
{
	const char *key = r->key != NULL		     ? r->key
			  : r->keys_count > 0		     ? r->keys[0]
			  : strncmp(value, "1.3.6.", 6) == 0 ? "snmp.sysObjectID"
							     : "snmp.sysDescr";

	if (oid == NULL && r->when != NULL)
		oid = r->when->oid != NULL	? r->when->oid
		      : r->when->oids_count > 0 ? r->when->oids[0]
						: NULL;
	buf_puts(out, "{\"id\":");
	text_json(out, r->id, strlen(r->id));
	put_pair(out, key, value);
	if (oid != NULL && strcmp(key, "snmp.sysObjectID") != 0)
		put_pair(out, "snmp.sysObjectID", oid);
	if (text != NULL && strcmp(key, "snmp.sysDescr") != 0)
		put_pair(out, "snmp.sysDescr", text);
	buf_puts(out, "}\n");
}

static void
put_examples(struct buf *out, const struct raw_rule *rules, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		for (unsigned k = 0; k < rules[i].examples_count; k++)
			put_line(out, &rules[i], rules[i].examples[k].value,
				rules[i].examples[k].oid, rules[i].examples[k].text);
		for (unsigned k = 0; k < rules[i].misses_count; k++)
			put_line(out, &rules[i], rules[i].misses[k], NULL, NULL);
	}
}

enum result
rules_list_examples(const struct rule_sources *sources, struct buf *out)
{
	struct arena *arena = arena_new();
	struct buf problems = {0};
	struct file_list files;
	enum result r = RESULT_OK;

	files_find(sources, arena, &files);
	for (size_t i = 0; i < files.n; i++) {
		struct raw_vendor *v;

		if (!file_is_vendor(files.names[i]))
			continue;
		if (raw_vendor_read(files.names[i], &v, &problems) != RESULT_OK) {
			r = RESULT_MALFORMED;
			continue;
		}
		put_examples(out, v->rules, v->rules_count);
		raw_vendor_free(v);
	}
	buf_free(&problems);
	arena_free(arena);
	return r;
}
