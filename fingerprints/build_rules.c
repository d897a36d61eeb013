/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * build_rules.c: rules and asks as they are written become rows.
 */
#include "fingerprints/build.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fingerprints/literal.h"

uint64_t
build_key_bit(struct build *b, const char *key)
{
	uint32_t text = build_pool(b, key);

	for (size_t i = 0; i < b->n_keys; i++)
		if (b->keys[i] == text)
			return UINT64_C(1) << i;
	if (b->n_keys == KEYS_MAX)
		return 0;
	b->keys[b->n_keys] = text;
	return UINT64_C(1) << b->n_keys++;
}

static const float weights[] = {
	[FACT_OUI] = 0.40f,
	[FACT_ENGINE] = 0.90f,
	[FACT_ENTERPRISE] = 0.95f,
	[FACT_ENTITY] = 0.97f,
	[FACT_TEXT] = 0.97f,
	[FACT_PRODUCT] = 0.98f,
	[FACT_SPECIAL] = 0.985f,
	[FACT_ASKED] = 0.98f,
	[FACT_SSH] = 0.97f,
	[FACT_LLDP] = 0.97f,
	[FACT_OTHER] = 0.90f,
};

float
build_weight(enum fact fact)
{
	return weights[fact];
}

static void
note_origin(struct build *b, uint32_t at, const char *path)
{
	struct rule_origin *o;

	if (b->arena == NULL)
		return;
	while (b->origins.n <= at)
		(void)build_row(&b->origins, sizeof(*o));
	o = (struct rule_origin *)b->origins.data + at;
	o->replaced = o->file;
	o->file = b->file;
	o->path = arena_strdup(b->arena, path);
}

/* The row for a rule: a new one, or that of the rule of the same ID of an
 * earlier folder. NULL after a fault was told. */
struct rule *
build_rule_row(struct build *b, const char *id, const char *path)
{
	size_t len = strlen(id);
	struct named_rule *n;
	struct rule *r;

	HASH_FIND(hh, b->ids, id, len, n);
	if (n != NULL && n->folder == b->folder) {
		FAULT(b, path, "the rule '%s' is there already", id);
		return NULL;
	}
	if (n == NULL) {
		n = xcalloc(1, sizeof(*n) + len + 1);
		memcpy(n->id, id, len + 1);
		n->at = (uint32_t)b->rules.n;
		(void)build_row(&b->rules, sizeof(*r));
		HASH_ADD_KEYPTR(hh, b->ids, n->id, len, n);
	}
	note_origin(b, n->at, path);
	n->folder = b->folder;
	r = (struct rule *)b->rules.data + n->at;
	memset(r, 0, sizeof(*r));
	r->id = build_pool(b, id);
	r->maker = true;
	r->claims[CLAIM_manufacturer] = b->maker;
	r->claims[CLAIM_brand] = b->brand;
	return r;
}

static void
take_claims(struct build *b, struct rule *r, const struct raw_claims *c, const char *path)
{
	const struct spelling *named;
	char at[160];

	if (c == NULL)
		return;
#define X(field)              \
	if (c->field != NULL) \
		r->claims[CLAIM_##field] = build_pool(b, c->field);
	CLAIM_LIST(X)
#undef X
	snprintf(at, sizeof(at), "%s.claims.role", path);
	build_check_role(b, at, c->role);
	snprintf(at, sizeof(at), "%s.claims.manufacturer", path);
	build_check_maker(b, at, c->manufacturer);
	if (c->manufacturer != NULL && c->brand == NULL)
		r->claims[CLAIM_brand] = 0;
	/* By whatever name it is written, the maker has one. */
	named = c->manufacturer != NULL ? build_spelling(b, c->manufacturer) : NULL;
	if (named != NULL) {
		r->claims[CLAIM_manufacturer] = named->maker;
		if (c->brand == NULL)
			r->claims[CLAIM_brand] = named->brand;
	}
}

static void
take_when(struct build *b, struct rule *r, const struct raw_when *w, const char *path)
{
	struct buf oids = {0};
	char at[160];
	pcre2_code *re;

	if (w == NULL)
		return;
	if (w->oid != NULL) {
		snprintf(at, sizeof(at), "%s.when.oid", path);
		build_check_oid(b, at, w->oid);
		buf_printf(&oids, "%s\n", w->oid);
	}
	for (unsigned i = 0; i < w->oids_count; i++) {
		snprintf(at, sizeof(at), "%s.when.oids[%u]", path, i);
		build_check_oid(b, at, w->oids[i]);
		buf_printf(&oids, "%s\n", w->oids[i]);
	}
	r->when_oids = build_pool(b, buf_text(&oids));
	buf_free(&oids);
	if (w->text != NULL) {
		snprintf(at, sizeof(at), "%s.when.text", path);
		re = build_check_expression(b, at, w->text);
		pcre2_code_free(re);
		r->when_text = build_pool(b, w->text);
	}
	if (w->maker != NULL) {
		const struct spelling *s = build_spelling(b, w->maker);

		snprintf(at, sizeof(at), "%s.when.maker", path);
		build_check_maker(b, at, w->maker);
		r->when_maker = s != NULL ? s->maker : 0;
	}
}

/* An expression that is the text itself. */
static void
quote(struct buf *out, const char *before, const char *text, const char *after)
{
	buf_puts(out, before);
	for (const char *c = text; *c != '\0'; c++) {
		if (!isalnum((unsigned char)*c) && (unsigned char)*c < 0x80)
			buf_printf(out, "\\x%02x", (unsigned)(unsigned char)*c);
		else
			buf_putc(out, *c);
	}
	buf_puts(out, after);
}

static uint32_t
pool_starts(struct build *b, const char *text)
{
	struct literals *l = xcalloc(2, sizeof(*l));
	struct buf words = {0};
	uint32_t at;

	literals_of(text, &l[0], &l[1]);
	for (size_t i = 0; i < l[1].n; i++) {
		/* A line end or a NUL has no place in the list. */
		if (memchr(l[1].of[i].text, '\n', l[1].of[i].len) != NULL ||
			memchr(l[1].of[i].text, '\0', l[1].of[i].len) != NULL) {
			buf_clear(&words);
			break;
		}
		buf_add(&words, l[1].of[i].text, l[1].of[i].len);
		buf_putc(&words, '\n');
	}
	at = build_pool(b, buf_text(&words));
	buf_free(&words);
	free(l);
	return at;
}

static void
take_expression(struct build *b, struct rule *r, const char *text, const char *path)
{
	pcre2_code *re = build_check_expression(b, path, text);

	if (re == NULL)
		return;
	build_check_groups(b, path, re);
	pcre2_code_free(re);
	r->kind = RULE_TEXT;
	r->pattern = build_pool(b, text);
	r->starts = pool_starts(b, text);
}

static void
take_way(struct build *b, struct rule *r, const struct raw_rule *raw, const char *path)
{
	struct buf text = {0};
	char at[160];
	int ways = (raw->oid != NULL) + (raw->exact != NULL) + (raw->prefix != NULL) +
		   (raw->regex != NULL);

	if (ways != 1) {
		FAULT(b, path, "one of oid, exact, prefix and regex is wanted");
		return;
	}
	if (raw->regex != NULL) {
		snprintf(at, sizeof(at), "%s.regex", path);
		take_expression(b, r, raw->regex, at);
		return;
	}
	if (raw->oid != NULL) {
		snprintf(at, sizeof(at), "%s.oid", path);
		build_check_oid(b, at, raw->oid);
		r->kind = RULE_OID;
		r->pattern = build_pool(b, raw->oid);
		if (r->when_text == 0)
			return;
		/* An OID that counts only with a text is a text that counts only below it. */
		r->kind = RULE_TEXT;
		r->pattern = r->when_text;
		r->when_text = 0;
		buf_printf(&text, "%s\n", raw->oid);
		r->when_oids = build_pool(b, buf_text(&text));
		r->keys = build_key_bit(b, "snmp.sysDescr");
		buf_free(&text);
		return;
	}
	if (raw->exact != NULL)
		quote(&text, "\\A", raw->exact, "\\z");
	else if (raw->prefix[0] != '\0')
		quote(&text, "\\A", raw->prefix, "");
	else
		buf_puts(&text, "\\A.");
	take_expression(b, r, buf_text(&text), path);
	buf_free(&text);
}

static enum fact
fact_of(const struct build *b, const struct rule *r, const char *key)
{
	(void)b;
	if (strncmp(key, "ssh.", 4) == 0)
		return FACT_SSH;
	if (strncmp(key, "lldp.", 5) == 0)
		return FACT_LLDP;
	if (strncmp(key, "snmp.oid.", 9) == 0)
		return FACT_ASKED;
	if (strncmp(key, "snmp.engine", 11) == 0)
		return FACT_ENGINE;
	if (strncmp(key, "snmp.ent", 8) == 0)
		return FACT_ENTITY;
	if (strncmp(key, "snmp.", 5) != 0)
		return FACT_OTHER;
	if (r->kind == RULE_OID)
		return FACT_PRODUCT;
	return r->when_oids != 0 ? FACT_SPECIAL : FACT_TEXT;
}

static void
take_flags(struct rule *r, const struct raw_rule *raw)
{
	r->generic = raw->generic;
	r->component = raw->component;
	r->software = raw->software;
	r->maker = raw->maker == NULL || *raw->maker;
	if (r->generic) {
		r->claims[CLAIM_manufacturer] = r->claims[CLAIM_brand] = 0;
		r->maker = false;
	}
	r->weight = raw->weight != NULL ? (float)*raw->weight : weights[r->fact];
}

/* What a device says of its neighbours is no evidence of what it is. */
static void
check_key(struct build *b, const char *path, const struct raw_rule *raw)
{
	static const char neighbour[] = "snmp.lldpRem";
	char at[160];

	if (raw->key != NULL && strncmp(raw->key, neighbour, sizeof(neighbour) - 1) == 0) {
		snprintf(at, sizeof(at), "%s.key", path);
		FAULT(b, at, "%s is about a neighbour, not about the device", raw->key);
	}
	for (unsigned i = 0; i < raw->keys_count; i++) {
		if (strncmp(raw->keys[i], neighbour, sizeof(neighbour) - 1) != 0)
			continue;
		snprintf(at, sizeof(at), "%s.keys[%u]", path, i);
		FAULT(b, at, "%s is about a neighbour, not about the device", raw->keys[i]);
	}
}

void
build_rule(struct build *b, const struct raw_rule *raw, const char *path)
{
	struct rule *r = build_rule_row(b, raw->id, path);
	const char *key = raw->key != NULL	? raw->key
			  : raw->keys_count > 0 ? raw->keys[0]
						: "snmp.sysObjectID";
	char at[160];

	if (r == NULL)
		return;
	if (raw->key == NULL && raw->keys_count == 0 && raw->oid == NULL)
		FAULT(b, path, "key or keys is missing");
	check_key(b, path, raw);
	take_when(b, r, raw->when, path);
	if (raw->key != NULL || raw->keys_count == 0)
		r->keys = build_key_bit(b, key);
	for (unsigned i = 0; i < raw->keys_count; i++)
		r->keys |= build_key_bit(b, raw->keys[i]);
	if (r->keys == 0)
		FAULT(b, path, "there are more than %d different keys", KEYS_MAX);
	take_way(b, r, raw, path);
	r->fact = (uint8_t)fact_of(b, r, key);
	take_claims(b, r, raw->claims, path);
	take_flags(r, raw);
	snprintf(at, sizeof(at), "%s.weight", path);
	if (raw->weight != NULL && !(*raw->weight >= 0 && *raw->weight <= 1))
		FAULT(b, at, "the weight is no number from 0 to 1");
}

void
build_ask(struct build *b, const struct raw_rule *raw, const char *path)
{
	struct rule *r = build_rule_row(b, raw->id, path);
	char key[256];

	if (r == NULL)
		return;
	if (raw->oid == NULL || !build_is_oid(raw->oid)) {
		FAULT(b, path, "an ask needs the oid to ask for, with its instance");
		return;
	}
	if (raw->when == NULL)
		FAULT(b, path, "an ask needs a `when`: whom to ask");
	take_when(b, r, raw->when, path);
	snprintf(key, sizeof(key), "snmp.oid.%s", raw->oid);
	r->ask = build_pool(b, raw->oid);
	r->kind = RULE_TEXT;
	r->fact = FACT_ASKED;
	take_expression(b, r, raw->regex != NULL ? raw->regex : "^(?<value>.+)$", path);
	take_claims(b, r, raw->claims, path);
	take_flags(r, raw);
}
