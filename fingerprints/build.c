/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * build.c: from rule files to the compiled set. Every fault of every file is
 * told before it gives up.
 */
#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/role.h"
#include "fingerprints/literal.h"
#include "fingerprints/oui.h"
#include "fingerprints/raw.h"
#include "fingerprints/rules.h"

/* The longest object identifier in text, for the buffers that take it. */
#define OID_TEXT_MAX 200

struct pooled {
	uint32_t offset;
	UT_hash_handle hh;
	char text[];
};

struct named_rule {
	uint32_t at; /* among the rules */
	unsigned folder;
	UT_hash_handle hh;
	char id[];
};

/* A growing table. */
struct rows {
	void *data;
	size_t n, cap;
};

struct build {
	struct buf pool;
	struct pooled *pooled;
	struct named_rule *ids;
	struct rows rules, enterprises, ouis, families, spellings, groups, commons;
	struct rows oui_patterns, oui_makers;
	uint32_t keys[KEYS_MAX];
	size_t n_keys;
	struct buf *problems;
	const char *file; /* that is being taken */
	unsigned folder;
	char slug[80];	       /* of its vendor, for rule IDs */
	uint32_t maker, brand; /* that its rules claim */
	struct arena *arena;   /* NULL: nobody asks where rules stand */
	struct rows origins;
};

static void *
row(struct rows *r, size_t size)
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

static uint32_t
pool(struct build *b, const char *text)
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

static const char *
text_at(const struct build *b, uint32_t offset)
{
	return b->pool.data + offset;
}

#define FAULT(b, path, ...) raw_fault((b)->file, path, (b)->problems, __VA_ARGS__)

/* ---- vocabulary ------------------------------------------------------------------ */

static uint32_t
pool_lower(struct build *b, const char *text)
{
	char lower[256];
	size_t n = 0;

	for (; text[n] != '\0' && n + 1 < sizeof(lower); n++)
		lower[n] = (char)tolower((unsigned char)text[n]);
	lower[n] = '\0';
	return pool(b, lower);
}

static void
add_spelling(struct build *b, const char *text, uint32_t maker, uint32_t brand)
{
	struct spelling *s = row(&b->spellings, sizeof(*s));

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

static void
take_common(struct build *b, const char *text, unsigned i)
{
	struct common *c = row(&b->commons, sizeof(*c));

	c->text = pool_lower(b, text);
	c->at = i;
	c->file = b->file;
}

static void
take_maker(struct build *b, const struct raw_maker *m)
{
	uint32_t name = pool(b, m->name);
	struct maker_group *g = row(&b->groups, sizeof(*g));

	g->maker = name;
	g->group = m->group != NULL ? pool(b, m->group) : name;
	add_spelling(b, m->name, name, 0);
	for (unsigned i = 0; i < m->aliases_count; i++)
		add_spelling(b, m->aliases[i], name, 0);
	for (unsigned i = 0; i < m->brands_count; i++)
		add_spelling(b, m->brands[i], name, pool(b, m->brands[i]));
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

static struct spelling *spelling(const struct build *b, const char *name);

/* Marks the common words, once the vocabulary is whole. */
static void
mark_common(struct build *b)
{
	const struct common *list = b->commons.data;

	for (size_t i = 0; i < b->commons.n; i++) {
		struct spelling *s = spelling(b, text_at(b, list[i].text));
		char path[40];

		if (s != NULL) {
			s->common = 1;
			continue;
		}
		snprintf(path, sizeof(path), "common[%u]", list[i].at);
		b->file = list[i].file;
		FAULT(b, path, "no maker is spelt %s", text_at(b, list[i].text));
	}
}

static void
sort_vocabulary(struct build *b)
{
	sort_pool = b->pool.data;
	if (b->spellings.n > 0)
		qsort(b->spellings.data, b->spellings.n, sizeof(struct spelling), by_spelling);
	if (b->groups.n > 0)
		qsort(b->groups.data, b->groups.n, sizeof(struct maker_group), by_maker);
	mark_common(b);
}

static struct spelling *
spelling(const struct build *b, const char *name)
{
	struct spelling *list = b->spellings.data;
	char lower[256];
	size_t n = 0, low = 0, high = b->spellings.n;

	for (; name[n] != '\0' && n + 1 < sizeof(lower); n++)
		lower[n] = (char)tolower((unsigned char)name[n]);
	lower[n] = '\0';
	while (low < high) {
		size_t mid = (low + high) / 2;

		if (strcmp(text_at(b, list[mid].text), lower) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	if (low < b->spellings.n && strcmp(text_at(b, list[low].text), lower) == 0)
		return &list[low];
	return NULL;
}

/* ---- checks ------------------------------------------------------------------------ */

/* One that is longer wants to be several. */
#define EXPRESSION_MAX 2048

/* NULL after a fault was told. Freed by the caller. */
static pcre2_code *
check_expression(struct build *b, const char *path, const char *text)
{
	int code;
	size_t at;
	unsigned char words[160];
	pcre2_code *re = pcre2_compile(
		(PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED, PCRE2_DOTALL, &code, &at, NULL);

	if (re == NULL) {
		pcre2_get_error_message(code, words, sizeof(words));
		FAULT(b, path, "%s (at character %zu)", (const char *)words, at + 1);
	} else if (strlen(text) > EXPRESSION_MAX) {
		FAULT(b, path, "the expression is longer than %d characters", EXPRESSION_MAX);
	}
	return re;
}

/* Named groups are claims, or "value". */
static void
check_groups(struct build *b, const char *path, const pcre2_code *re)
{
	uint32_t n = 0, size = 0;
	const char *entry = NULL;
	enum claim_field field;

	pcre2_pattern_info(re, PCRE2_INFO_NAMECOUNT, &n);
	pcre2_pattern_info(re, PCRE2_INFO_NAMEENTRYSIZE, &size);
	pcre2_pattern_info(re, PCRE2_INFO_NAMETABLE, &entry);
	for (uint32_t i = 0; i < n; i++) {
		const char *name = entry + (size_t)i * size + 2;

		if (strcmp(name, "value") != 0 && claim_parse(name, &field) != RESULT_OK)
			FAULT(b, path, "the group '%s' is no claim", name);
	}
}

static bool
is_oid(const char *text)
{
	if (strlen(text) > OID_TEXT_MAX)
		return false;
	if (text[0] == '\0' || text[0] == '.')
		return false;
	for (const char *c = text; *c != '\0'; c++)
		if (!isdigit((unsigned char)*c) && (*c != '.' || c[1] == '.' || c[1] == '\0'))
			return false;
	return true;
}

static void
check_oid(struct build *b, const char *path, const char *text)
{
	if (!is_oid(text))
		FAULT(b, path, "'%s' is no object identifier (1.3.6.1…)", text);
}

static void
check_role(struct build *b, const char *path, const char *role)
{
	if (role != NULL && strchr(role, '$') == NULL && !role_known(role))
		FAULT(b, path, "'%s' is no role", role);
}

static void
check_maker(struct build *b, const char *path, const char *name)
{
	if (name != NULL && strchr(name, '$') == NULL && spelling(b, name) == NULL)
		FAULT(b, path, "the vocabulary has no maker '%s'", name);
}

/* ---- rules ---------------------------------------------------------------------------- */

static uint64_t
key_bit(struct build *b, const char *key)
{
	uint32_t text = pool(b, key);

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

static void
note_origin(struct build *b, uint32_t at, const char *path)
{
	struct rule_origin *o;

	if (b->arena == NULL)
		return;
	while (b->origins.n <= at)
		(void)row(&b->origins, sizeof(*o));
	o = (struct rule_origin *)b->origins.data + at;
	o->replaced = o->file;
	o->file = b->file;
	o->path = arena_strdup(b->arena, path);
}

/* The row for a rule: a new one, or that of the rule of the same ID of an
 * earlier folder. NULL after a fault was told. */
static struct rule *
rule_row(struct build *b, const char *id, const char *path)
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
		(void)row(&b->rules, sizeof(*r));
		HASH_ADD_KEYPTR(hh, b->ids, n->id, len, n);
	}
	note_origin(b, n->at, path);
	n->folder = b->folder;
	r = (struct rule *)b->rules.data + n->at;
	memset(r, 0, sizeof(*r));
	r->id = pool(b, id);
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
		r->claims[CLAIM_##field] = pool(b, c->field);
	CLAIM_LIST(X)
#undef X
	snprintf(at, sizeof(at), "%s.claims.role", path);
	check_role(b, at, c->role);
	snprintf(at, sizeof(at), "%s.claims.manufacturer", path);
	check_maker(b, at, c->manufacturer);
	if (c->manufacturer != NULL && c->brand == NULL)
		r->claims[CLAIM_brand] = 0;
	/* By whatever name it is written, the maker has one. */
	named = c->manufacturer != NULL ? spelling(b, c->manufacturer) : NULL;
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
		check_oid(b, at, w->oid);
		buf_printf(&oids, "%s\n", w->oid);
	}
	for (unsigned i = 0; i < w->oids_count; i++) {
		snprintf(at, sizeof(at), "%s.when.oids[%u]", path, i);
		check_oid(b, at, w->oids[i]);
		buf_printf(&oids, "%s\n", w->oids[i]);
	}
	r->when_oids = pool(b, buf_text(&oids));
	buf_free(&oids);
	if (w->text != NULL) {
		snprintf(at, sizeof(at), "%s.when.text", path);
		re = check_expression(b, at, w->text);
		pcre2_code_free(re);
		r->when_text = pool(b, w->text);
	}
	if (w->maker != NULL) {
		const struct spelling *s = spelling(b, w->maker);

		snprintf(at, sizeof(at), "%s.when.maker", path);
		check_maker(b, at, w->maker);
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
	at = pool(b, buf_text(&words));
	buf_free(&words);
	free(l);
	return at;
}

static void
take_expression(struct build *b, struct rule *r, const char *text, const char *path)
{
	pcre2_code *re = check_expression(b, path, text);

	if (re == NULL)
		return;
	check_groups(b, path, re);
	pcre2_code_free(re);
	r->kind = RULE_TEXT;
	r->pattern = pool(b, text);
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
		check_oid(b, at, raw->oid);
		r->kind = RULE_OID;
		r->pattern = pool(b, raw->oid);
		if (r->when_text == 0)
			return;
		/* An OID that counts only with a text is a text that counts only below it. */
		r->kind = RULE_TEXT;
		r->pattern = r->when_text;
		r->when_text = 0;
		buf_printf(&text, "%s\n", raw->oid);
		r->when_oids = pool(b, buf_text(&text));
		r->keys = key_bit(b, "snmp.sysDescr");
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

static void
take_rule(struct build *b, const struct raw_rule *raw, const char *path)
{
	struct rule *r = rule_row(b, raw->id, path);
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
		r->keys = key_bit(b, key);
	for (unsigned i = 0; i < raw->keys_count; i++)
		r->keys |= key_bit(b, raw->keys[i]);
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

static void
take_ask(struct build *b, const struct raw_rule *raw, const char *path)
{
	struct rule *r = rule_row(b, raw->id, path);
	char key[256];

	if (r == NULL)
		return;
	if (raw->oid == NULL || !is_oid(raw->oid)) {
		FAULT(b, path, "an ask needs the oid to ask for, with its instance");
		return;
	}
	if (raw->when == NULL)
		FAULT(b, path, "an ask needs a `when`: whom to ask");
	take_when(b, r, raw->when, path);
	snprintf(key, sizeof(key), "snmp.oid.%s", raw->oid);
	r->ask = pool(b, raw->oid);
	r->kind = RULE_TEXT;
	r->fact = FACT_ASKED;
	take_expression(b, r, raw->regex != NULL ? raw->regex : "^(?<value>.+)$", path);
	take_claims(b, r, raw->claims, path);
	take_flags(r, raw);
}

static void
take_product(struct build *b, const struct raw_product *p, const char *path)
{
	const char *tail = strncmp(p->oid, "1.3.6.1.4.1.", 12) == 0 ? p->oid + 12 : p->oid;
	char id[256], at[160];
	struct rule *r;

	snprintf(at, sizeof(at), "%s.oid", path);
	check_oid(b, at, p->oid);
	snprintf(id, sizeof(id), "%s-oid-%s", b->slug, tail);
	if ((r = rule_row(b, id, path)) == NULL)
		return;
	r->kind = RULE_OID;
	r->fact = FACT_PRODUCT;
	r->weight = weights[FACT_PRODUCT];
	r->component = p->component;
	r->pattern = pool(b, p->oid);
	r->keys = key_bit(b, "snmp.sysObjectID");
	r->claims[CLAIM_model] = pool(b, p->model);
	r->claims[CLAIM_family] = pool(b, p->family);
	r->claims[CLAIM_role] = pool(b, p->role);
	r->claims[CLAIM_generations] = pool(b, p->generations);
	if (p->brand != NULL)
		r->claims[CLAIM_brand] = pool(b, p->brand);
	snprintf(at, sizeof(at), "%s.role", path);
	check_role(b, at, p->role);
}

static void
take_enterprise(struct build *b, const struct raw_enterprise *e, const char *path)
{
	char id[256], oid[64], at[160];
	struct enterprise *row_of;
	struct rule *r;

	snprintf(id, sizeof(id), "%s-enterprise-%u", b->slug, e->number);
	if ((r = rule_row(b, id, path)) == NULL)
		return;
	snprintf(oid, sizeof(oid), "1.3.6.1.4.1.%u", e->number);
	r->kind = RULE_OID;
	r->fact = FACT_ENTERPRISE;
	r->weight = weights[FACT_ENTERPRISE];
	r->component = e->component;
	r->software = e->software;
	r->generic = e->generic;
	r->pattern = pool(b, oid);
	r->keys = key_bit(b, "snmp.sysObjectID");
	r->claims[CLAIM_role] = pool(b, e->role);
	snprintf(at, sizeof(at), "%s.role", path);
	check_role(b, at, e->role);
	if (e->brand != NULL)
		r->claims[CLAIM_brand] = pool(b, e->brand);
	if (e->generic) {
		r->claims[CLAIM_manufacturer] = r->claims[CLAIM_brand] = 0;
		r->maker = false;
	}
	row_of = row(&b->enterprises, sizeof(*row_of));
	row_of->number = e->number;
	row_of->rule = (uint32_t)(r - (struct rule *)b->rules.data);
}

static void
take_oui(struct build *b, const char *text, const char *path)
{
	struct buf whole = {0};
	pcre2_code *re;

	buf_printf(&whole, "(?i)%s", text);
	re = check_expression(b, path, buf_text(&whole));
	if (re != NULL) {
		*(uint32_t *)row(&b->oui_patterns, sizeof(uint32_t)) = pool(b, buf_text(&whole));
		*(uint32_t *)row(&b->oui_makers, sizeof(uint32_t)) = b->maker;
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

static void
take_vendor(struct build *b, const struct raw_vendor *v)
{
	const struct spelling *s = spelling(b, v->vendor);
	char path[64];

	if (s == NULL && v->is_new) {
		take_maker(b, &(struct raw_maker){.name = v->vendor});
		sort_vocabulary(b);
		s = spelling(b, v->vendor);
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
		take_rule(b, &v->rules[i], path);
	}
	for (unsigned i = 0; i < v->asks_count; i++) {
		snprintf(path, sizeof(path), "asks[%u]", i);
		take_ask(b, &v->asks[i], path);
	}
}

static void
take_family(struct build *b, const struct raw_family *f, unsigned i)
{
	struct family *out = row(&b->families, sizeof(*out));
	const struct spelling *s = spelling(b, f->maker);
	struct buf models = {0};
	char path[64];

	snprintf(path, sizeof(path), "families[%u].maker", i);
	check_maker(b, path, f->maker);
	snprintf(path, sizeof(path), "families[%u].role", i);
	check_role(b, path, f->role);
	out->maker = s != NULL ? s->maker : 0;
	out->family = pool(b, f->family);
	out->role = pool(b, f->role);
	out->generations = pool(b, f->generations);
	for (unsigned k = 0; k < f->models_count; k++) {
		pcre2_code *re;

		snprintf(path, sizeof(path), "families[%u].models[%u]", i, k);
		re = check_expression(b, path, f->models[k]);
		pcre2_code_free(re);
		buf_printf(&models, "%s(?:%s)", k > 0 ? "|" : "", f->models[k]);
	}
	out->models = pool(b, buf_text(&models));
	buf_free(&models);
}

/* ---- files --------------------------------------------------------------------------- */

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int
is_yaml(const struct dirent *d)
{
	size_t len = strlen(d->d_name);

	return d->d_name[0] != '.' && len > 5 && strcmp(d->d_name + len - 5, ".yaml") == 0;
}

static void
find_in(struct arena *a, struct file_list *list, size_t *cap, const char *folder, unsigned number)
{
	struct dirent **found;
	int n = scandir(folder, &found, is_yaml, by_name);

	for (int i = 0; i < n; i++) {
		if (list->n == *cap) {
			size_t want = *cap > 0 ? 2 * *cap : 256;
			char **names = arena_alloc(a, want * sizeof(*names));
			unsigned *folders = arena_alloc(a, want * sizeof(*folders));

			if (list->n > 0) {
				memcpy(names, list->names, list->n * sizeof(*names));
				memcpy(folders, list->folders, list->n * sizeof(*folders));
			}
			list->names = names;
			list->folders = folders;
			*cap = want;
		}
		list->names[list->n] = arena_printf(a, "%s/%s", folder, found[i]->d_name);
		list->folders[list->n++] = number;
		free(found[i]);
	}
	if (n >= 0)
		free(found);
}

void
files_find(const struct rule_sources *sources, struct arena *a, struct file_list *out)
{
	size_t cap = 0;

	memset(out, 0, sizeof(*out));
	for (unsigned i = 0; i < sources->n_dirs; i++) {
		find_in(a, out, &cap, arena_printf(a, "%s/vocabulary", sources->dirs[i]), i);
		find_in(a, out, &cap, arena_printf(a, "%s/vendors", sources->dirs[i]), i);
		find_in(a, out, &cap, sources->dirs[i], i);
	}
}

static bool
ends(const char *text, const char *with)
{
	size_t a = strlen(text), n = strlen(with);

	return a >= n && strcmp(text + a - n, with) == 0;
}

bool
file_is_vendor(const char *file)
{
	return !ends(file, "/makers.yaml") && !ends(file, "/families.yaml");
}

enum pass { PASS_MAKERS, PASS_VENDORS, PASS_FAMILIES };

static enum pass
pass_of(const char *file)
{
	if (ends(file, "/makers.yaml"))
		return PASS_MAKERS;
	return ends(file, "/families.yaml") ? PASS_FAMILIES : PASS_VENDORS;
}

static void
take_file(struct build *b, enum pass pass)
{
	struct raw_makers *makers;
	struct raw_families *families;
	struct raw_vendor *vendor;

	if (pass == PASS_MAKERS && raw_makers_read(b->file, &makers, b->problems) == RESULT_OK) {
		for (unsigned i = 0; i < makers->makers_count; i++)
			take_maker(b, &makers->makers[i]);
		for (unsigned i = 0; i < makers->common_count; i++)
			take_common(b, makers->common[i], i);
		raw_makers_free(makers);
	} else if (pass == PASS_VENDORS &&
		   raw_vendor_read(b->file, &vendor, b->problems) == RESULT_OK) {
		take_vendor(b, vendor);
		raw_vendor_free(vendor);
	} else if (pass == PASS_FAMILIES &&
		   raw_families_read(b->file, &families, b->problems) == RESULT_OK) {
		for (unsigned i = 0; i < families->families_count; i++)
			take_family(b, &families->families[i], i);
		raw_families_free(families);
	}
}

/* ---- MAC blocks ------------------------------------------------------------------------ */

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
	o = row(&k->b->ouis, sizeof(*o));
	o->prefix = prefix;
	o->maker = k->maker;
	o->organisation = pool(k->b, organisation);
}

static int
by_prefix(const void *x, const void *y)
{
	const struct oui *a = x, *b = y;

	return (a->prefix > b->prefix) - (a->prefix < b->prefix);
}

static void
take_blocks(struct build *b)
{
	size_t n = b->oui_patterns.n;
	const char **texts = xcalloc(n, sizeof(*texts));
	struct blocks k = {.b = b, .codes = xcalloc(n, sizeof(*k.codes))};
	struct buf compiled = {0};
	size_t at;
	int code;

	for (size_t i = 0; i < n; i++) {
		/* The pool moves while blocks are added. */
		texts[i] = xstrdup(text_at(b, ((const uint32_t *)b->oui_patterns.data)[i]));
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
			texts[i] = text_at(b, rules[i].pattern);
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
			sort_vocabulary(b);
	}
}

static enum result
make_set(struct build *b, const char *digest, struct rules **out)
{
	struct buf image = {0};
	enum result r;
	size_t len;

	take_blocks(b);
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
