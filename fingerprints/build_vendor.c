/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * build_vendor.c: what a vendor file lists: numbers, products, organisations; families.
 */
#include "fingerprints/build.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static void
take_product(struct build *b, const struct raw_product *p, const char *path)
{
	const char *tail = strncmp(p->oid, "1.3.6.1.4.1.", 12) == 0 ? p->oid + 12 : p->oid;
	char id[256], at[160];
	struct rule *r;

	snprintf(at, sizeof(at), "%s.oid", path);
	build_check_oid(b, at, p->oid);
	snprintf(id, sizeof(id), "%s-oid-%s", b->slug, tail);
	if ((r = build_rule_row(b, id, path)) == NULL)
		return;
	r->kind = RULE_OID;
	r->fact = FACT_PRODUCT;
	r->weight = build_weight(FACT_PRODUCT);
	r->component = p->component;
	r->pattern = build_pool(b, p->oid);
	r->keys = build_key_bit(b, "snmp.sysObjectID");
	r->claims[CLAIM_model] = build_pool(b, p->model);
	r->claims[CLAIM_family] = build_pool(b, p->family);
	r->claims[CLAIM_role] = build_pool(b, p->role);
	r->claims[CLAIM_generations] = build_pool(b, p->generations);
	if (p->brand != NULL)
		r->claims[CLAIM_brand] = build_pool(b, p->brand);
	snprintf(at, sizeof(at), "%s.role", path);
	build_check_role(b, at, p->role);
}

static void
take_enterprise(struct build *b, const struct raw_enterprise *e, const char *path)
{
	char id[256], oid[64], at[160];
	struct enterprise *row_of;
	struct rule *r;

	snprintf(id, sizeof(id), "%s-enterprise-%u", b->slug, e->number);
	if ((r = build_rule_row(b, id, path)) == NULL)
		return;
	snprintf(oid, sizeof(oid), "1.3.6.1.4.1.%u", e->number);
	r->kind = RULE_OID;
	r->fact = FACT_ENTERPRISE;
	r->weight = build_weight(FACT_ENTERPRISE);
	r->component = e->component;
	r->software = e->software;
	r->generic = e->generic;
	r->pattern = build_pool(b, oid);
	r->keys = build_key_bit(b, "snmp.sysObjectID");
	r->claims[CLAIM_role] = build_pool(b, e->role);
	snprintf(at, sizeof(at), "%s.role", path);
	build_check_role(b, at, e->role);
	if (e->brand != NULL)
		r->claims[CLAIM_brand] = build_pool(b, e->brand);
	if (e->generic) {
		r->claims[CLAIM_manufacturer] = r->claims[CLAIM_brand] = 0;
		r->maker = false;
	}
	row_of = build_row(&b->enterprises, sizeof(*row_of));
	row_of->number = e->number;
	row_of->rule = (uint32_t)(r - (struct rule *)b->rules.data);
}

static void
take_oui(struct build *b, const char *text, const char *path)
{
	struct buf whole = {0};
	pcre2_code *re;

	buf_printf(&whole, "(?i)%s", text);
	re = build_check_expression(b, path, buf_text(&whole));
	if (re != NULL) {
		*(uint32_t *)build_row(&b->oui_patterns, sizeof(uint32_t)) =
			build_pool(b, buf_text(&whole));
		*(uint32_t *)build_row(&b->oui_makers, sizeof(uint32_t)) = b->maker;
	}
	pcre2_code_free(re);
	buf_free(&whole);
}

static void
make_slug(struct build *b, const char *vendor)
{
	size_t n = 0;

	for (const char *c = vendor; *c != '\0' && n + 1 < sizeof(b->slug); c++) {
		if (isalnum((unsigned char)*c))
			b->slug[n++] = (char)tolower((unsigned char)*c);
		else if (n > 0 && b->slug[n - 1] != '-')
			b->slug[n++] = '-';
	}
	b->slug[n] = '\0';
}

void
build_vendor(struct build *b, const struct raw_vendor *v)
{
	const struct spelling *s = build_spelling(b, v->vendor);
	char path[64];

	if (s == NULL && v->is_new) {
		build_maker(b, &(struct raw_maker){.name = v->vendor});
		build_sort_vocabulary(b);
		s = build_spelling(b, v->vendor);
	}
	b->maker = b->brand = 0;
	if (strcmp(v->vendor, "generic") == 0) {
		/* Stacks that are nobody's. */
	} else if (s == NULL) {
		FAULT(b, "vendor", "the vocabulary has no maker '%s'", v->vendor);
	} else {
		b->maker = s->maker;
		b->brand = s->brand;
	}
	make_slug(b, v->vendor);
	for (unsigned i = 0; i < v->enterprises_count; i++) {
		snprintf(path, sizeof(path), "enterprises[%u]", i);
		take_enterprise(b, &v->enterprises[i], path);
	}
	for (unsigned i = 0; i < v->oui_count; i++) {
		snprintf(path, sizeof(path), "oui[%u]", i);
		take_oui(b, v->oui[i], path);
	}
	for (unsigned i = 0; i < v->products_count; i++) {
		snprintf(path, sizeof(path), "products[%u]", i);
		take_product(b, &v->products[i], path);
	}
	for (unsigned i = 0; i < v->rules_count; i++) {
		snprintf(path, sizeof(path), "rules[%u]", i);
		build_rule(b, &v->rules[i], path);
	}
	for (unsigned i = 0; i < v->asks_count; i++) {
		snprintf(path, sizeof(path), "asks[%u]", i);
		build_ask(b, &v->asks[i], path);
	}
}

void
build_family(struct build *b, const struct raw_family *f, unsigned i)
{
	struct family *out = build_row(&b->families, sizeof(*out));
	const struct spelling *s = build_spelling(b, f->maker);
	struct buf models = {0};
	char path[64];

	snprintf(path, sizeof(path), "families[%u].maker", i);
	build_check_maker(b, path, f->maker);
	snprintf(path, sizeof(path), "families[%u].role", i);
	build_check_role(b, path, f->role);
	out->maker = s != NULL ? s->maker : 0;
	out->family = build_pool(b, f->family);
	out->role = build_pool(b, f->role);
	out->generations = build_pool(b, f->generations);
	for (unsigned k = 0; k < f->models_count; k++) {
		pcre2_code *re;

		snprintf(path, sizeof(path), "families[%u].models[%u]", i, k);
		re = build_check_expression(b, path, f->models[k]);
		pcre2_code_free(re);
		buf_printf(&models, "%s(?:%s)", k > 0 ? "|" : "", f->models[k]);
	}
	out->models = build_pool(b, buf_text(&models));
	buf_free(&models);
}
