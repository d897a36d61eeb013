/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * match.c: object identifiers by their longest prefix, texts by candidates that
 * PCRE2 confirms, engine IDs and MAC addresses by their structure.
 */
#include "fingerprints/match.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "fingerprints/placeholder.h"

/* What is looked at of a text: nothing tells its maker after so much. */
#define TEXT_MAX 4096
/* Claims are cut to this. */
#define CLAIM_MAX 160
/* PCRE2's steps for one match: hostile texts end here. */
#define MATCH_LIMIT 100000

static uint8_t
key_hash(const char *key)
{
	uint32_t h = 2166136261u;

	for (; *key != '\0'; key++)
		h = (h ^ (uint8_t)*key) * 16777619u;
	return (uint8_t)(h ^ h >> 8 ^ h >> 16);
}

/* By the object they ask for; those of one object in the order of the rules. */
static int
by_object(const void *x, const void *y, void *rules)
{
	const struct rule *a = *(const struct rule *const *)x, *b = *(const struct rule *const *)y;
	int order = strcmp(rules_text(rules, a->ask), rules_text(rules, b->ask));

	return order != 0 ? order : (a > b) - (a < b);
}

struct identifier *
identifier_new(const struct rules *r)
{
	struct identifier *id = xcalloc(1, sizeof(*id));

	id->rules = r;
	id->scratch = candidates_scratch_new(r->candidates);
	id->patterns = xcalloc(r->n_rules, sizeof(*id->patterns));
	id->families = xcalloc(r->n_families, sizeof(*id->families));
	id->conditions = xcalloc(r->n_rules, sizeof(*id->conditions));
	id->stamps = xcalloc(r->n_rules, sizeof(*id->stamps));
	id->found = xcalloc(r->n_rules, sizeof(*id->found));
	id->asks = xcalloc(r->n_rules, sizeof(*id->asks));
	id->match = pcre2_match_data_create(32, NULL);
	id->limits = pcre2_match_context_create(NULL);
	pcre2_set_match_limit(id->limits, MATCH_LIMIT);
	for (size_t i = 0; i < r->n_keys; i++) {
		uint8_t at = key_hash(rules_text(r, r->keys[i]));

		while (id->key_slots[at] != 0)
			at++;
		id->key_slots[at] = (uint16_t)(i + 1);
	}
	for (size_t i = 0; i < r->n_rules; i++) {
		if (r->rules[i].ask != 0)
			id->asks[id->n_asks++] = &r->rules[i];
		else if (r->rules[i].kind == RULE_TEXT)
			id->text_keys |= r->rules[i].keys;
	}
	if (id->n_asks > 0)
		qsort_r(id->asks, id->n_asks, sizeof(id->asks[0]), by_object, (void *)(uintptr_t)r);
	return id;
}

void
identifier_free(struct identifier *id)
{
	if (id == NULL)
		return;
	for (size_t i = 0; i < id->rules->n_rules; i++) {
		pcre2_code_free(id->patterns[i]);
		pcre2_code_free(id->conditions[i]);
	}
	for (size_t i = 0; i < id->rules->n_families; i++)
		pcre2_code_free(id->families[i]);
	candidates_scratch_free(id->scratch);
	pcre2_match_data_free(id->match);
	pcre2_match_context_free(id->limits);
	free(id->patterns);
	free(id->conditions);
	free(id->families);
	free(id->stamps);
	free(id->found);
	free(id->asks);
	buf_free(&id->words);
	buf_free(&id->made);
	free(id);
}

static uint64_t
bit_of(const struct identifier *id, const char *key)
{
	for (uint8_t at = key_hash(key); id->key_slots[at] != 0; at++)
		if (strcmp(rules_text(id->rules, id->rules->keys[id->key_slots[at] - 1]), key) == 0)
			return UINT64_C(1) << (id->key_slots[at] - 1);
	return 0;
}

/* ---- hits -------------------------------------------------------------------------- */

const char *
match_printable(
	struct identifier *id, struct arena *arena, const char *text, size_t len, size_t max)
{
	buf_clear(&id->words);
	text_printable(&id->words, text, len, max);
	return arena_strndup(arena, buf_text(&id->words), id->words.len);
}

const char *
match_clean(struct identifier *id, const char *text, size_t len)
{
	buf_clear(&id->words);
	text_printable(&id->words, text, len, CLAIM_MAX);
	if (id->words.len == 0 || is_placeholder(buf_text(&id->words)))
		return NULL;
	return arena_strndup(id->arena, id->words.data, id->words.len);
}

struct hit *
match_add(struct identifier *id, const char *name, const struct rule *r,
	const struct observation *o, enum fact fact)
{
	struct hit *h;

	if (id->n_hits == HITS_MAX)
		return NULL;
	h = &id->hits[id->n_hits++];
	memset(h, 0, sizeof(*h));
	h->id = name;
	h->rule = r;
	h->seen = o;
	h->fact = fact;
	h->maker = true;
	if (r != NULL) {
		h->weight = r->weight;
		h->component = r->component;
		h->software = r->software;
		h->generic = r->generic;
		h->maker = r->maker;
	}
	return h;
}

/* ---- templates ------------------------------------------------------------------------- */

/* A capture by number or name; false where there is none of it. */
static bool
capture(struct identifier *id, const pcre2_code *re, const char *name, size_t len, size_t *from,
	size_t *to)
{
	const PCRE2_SIZE *at = pcre2_get_ovector_pointer(id->match);
	char word[64];
	long number;

	if (len >= sizeof(word))
		return false;
	memcpy(word, name, len);
	word[len] = '\0';
	if (word[0] >= '0' && word[0] <= '9')
		number = strtol(word, NULL, 10);
	else
		number = pcre2_substring_number_from_name(re, (PCRE2_SPTR)word);
	if (number < 0 || number >= (long)pcre2_get_ovector_count(id->match) ||
		at[2 * number] == PCRE2_UNSET)
		return false;
	*from = at[2 * number];
	*to = at[2 * number + 1];
	return true;
}

/* "$1", "${name}" and text between them. */
static const char *
expand(struct identifier *id, const pcre2_code *re, const char *template, const char *subject)
{
	struct buf *out = &id->made;
	size_t from, to;

	buf_clear(out);

	for (const char *p = template; *p != '\0';) {
		size_t len = 0;
		const char *name = p + 1;

		if (p[0] == '$' && p[1] == '{') {
			name = p + 2;
			len = strcspn(name, "}");
			p = name + len + (name[len] == '}');
		} else if (p[0] == '$' && p[1] >= '0' && p[1] <= '9') {
			len = strspn(name, "0123456789");
			p = name + len;
		} else {
			buf_putc(out, *p++);
			continue;
		}
		if (capture(id, re, name, len, &from, &to) && to > from)
			buf_add(out, subject + from, to - from);
	}
	return match_clean(id, buf_text(out), out->len);
}

/* Named groups are claims of their names. */
static void
take_groups(struct identifier *id, const pcre2_code *re, const char *subject, struct hit *h)
{
	uint32_t n = 0, size = 0;
	const char *entry = NULL;
	enum claim_field field;
	size_t from, to;

	pcre2_pattern_info(re, PCRE2_INFO_NAMECOUNT, &n);
	if (n == 0)
		return;
	pcre2_pattern_info(re, PCRE2_INFO_NAMEENTRYSIZE, &size);
	pcre2_pattern_info(re, PCRE2_INFO_NAMETABLE, &entry);
	for (uint32_t i = 0; i < n; i++, entry += size) {
		const char *name = entry + 2;

		if (claim_parse(name, &field) == RESULT_OK &&
			capture(id, re, name, strlen(name), &from, &to) && to > from)
			h->claims[field] = match_clean(id, subject + from, to - from);
	}
}

/* A maker from a capture goes through the vocabulary. */
static void
settle_maker(struct identifier *id, struct hit *h)
{
	const char *name = h->claims[CLAIM_manufacturer], *maker, *brand;

	h->claims[CLAIM_manufacturer] = NULL;
	if (name == NULL || !rules_maker(id->rules, name, strlen(name), &maker, &brand))
		return;
	h->claims[CLAIM_manufacturer] = maker;
	if (brand != NULL && h->claims[CLAIM_brand] == NULL)
		h->claims[CLAIM_brand] = brand;
}

static void
take_claims(struct identifier *id, const pcre2_code *re, const char *subject, struct hit *h)
{
	/* An expression that tells the maker has the last word, even where what it
	 * captured is none. */
	bool group_maker =
		re != NULL && pcre2_substring_number_from_name(re, (PCRE2_SPTR) "manufacturer") > 0;

	if (re != NULL)
		take_groups(id, re, subject, h);
	for (unsigned i = 0; i < CLAIM_COUNT; i++) {
		const char *text = rules_text(id->rules, h->rule->claims[i]);

		if (text[0] == '\0' || (i == CLAIM_manufacturer && group_maker))
			continue;
		if (strchr(text, '$') == NULL || re == NULL)
			h->claims[i] = text;
		else
			h->claims[i] = expand(id, re, text, subject);
	}
	if (group_maker ||
		strchr(rules_text(id->rules, h->rule->claims[CLAIM_manufacturer]), '$') != NULL)
		settle_maker(id, h);
}

/* ---- conditions -------------------------------------------------------------------------- */

static bool
is_below(const char *oid, size_t len, const char *prefix, size_t n)
{
	return len >= n && memcmp(oid, prefix, n) == 0 && (len == n || oid[n] == '.');
}

static bool
below_any(const struct observation *o, const char *list)
{
	while (*list != '\0') {
		size_t n = strcspn(list, "\n");

		if (o != NULL && is_below(o->value, o->len, list, n))
			return true;
		list += n + (list[n] == '\n');
	}
	return false;
}

pcre2_code *
match_compile(pcre2_code **place, const char *text)
{
	int code;
	size_t at;

	if (*place == NULL) {
		*place = pcre2_compile(
			(PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED, PCRE2_DOTALL, &code, &at, NULL);
		if (*place != NULL)
			pcre2_jit_compile(*place, PCRE2_JIT_COMPLETE);
	}
	return *place;
}

bool
match_run(struct identifier *id, const pcre2_code *re, const char *text, size_t len)
{
	int found;

	if (re == NULL)
		return false;
	found = pcre2_jit_match(re, (PCRE2_SPTR)text, len, 0, 0, id->match, id->limits);
	/* No machine code for it, or on this machine. */
	if (found == PCRE2_ERROR_JIT_BADOPTION)
		found = pcre2_match(re, (PCRE2_SPTR)text, len, 0, 0, id->match, id->limits);
	return found >= 0;
}

/* strchr finds the NUL that ends its list, too. */
const char *
match_bare(const struct observation *o, size_t *len)
{
	const char *from = o->value, *to = o->value + o->len;

	while (from < to && strchr(" \t\r\n\"'\\", *from) != NULL)
		from++;
	while (to > from && strchr(" \t\r\n\"'\\", to[-1]) != NULL)
		to--;
	*len = (size_t)(to - from) < TEXT_MAX ? (size_t)(to - from) : TEXT_MAX;
	return from;
}

static bool
matches(struct identifier *id, const pcre2_code *re, const struct observation *o)
{
	size_t len;
	const char *text = match_bare(o, &len);

	return match_run(id, re, text, len);
}

bool
match_conditions(struct identifier *id, const struct rule *r)
{
	if (r->when_oids != 0 &&
		!below_any(id->facts.object_id, rules_text(id->rules, r->when_oids)))
		return false;
	if (r->when_text == 0)
		return true;
	return id->facts.descr != NULL &&
	       matches(id,
		       match_compile(&id->conditions[r - id->rules->rules],
			       rules_text(id->rules, r->when_text)),
		       id->facts.descr);
}

/* ---- texts --------------------------------------------------------------------------------- */

/* What is heard on a wire is another witness than the agent, though one rule reads
 * the words of both. */
static enum fact
fact_by_key(const struct rule *r, const char *key)
{
	if ((r->fact == FACT_TEXT || r->fact == FACT_SPECIAL) && strncmp(key, "lldp.", 5) == 0)
		return FACT_LLDP;
	return (enum fact)r->fact;
}

static void
try_rule(struct identifier *id, const struct rule *r, const struct observation *o)
{
	pcre2_code *re = match_compile(
		&id->patterns[r - id->rules->rules], rules_text(id->rules, r->pattern));
	struct hit *h;
	size_t len;

	if (!match_conditions(id, r) || !matches(id, re, o))
		return;
	h = match_add(id, rules_text(id->rules, r->id), r, o, fact_by_key(r, o->key));
	if (h != NULL)
		take_claims(id, re, match_bare(o, &len), h);
}

/* A look at the beginning spares most calls to PCRE2. */
static bool
starts_well(const struct identifier *id, const char *words)
{
	while (*words != '\0') {
		size_t i = 0;

		for (; words[i] != '\n'; i++) {
			char c = i < id->text_len ? id->text[i] : '\0';

			if ((c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != words[i])
				break;
		}
		if (words[i] == '\n')
			return true;
		words = strchr(words + i, '\n') + 1;
	}
	return false;
}

static void
on_candidate(void *arg, uint32_t i)
{
	struct identifier *id = arg;
	const struct rule *r = &id->rules->rules[i];
	size_t at;

	if (i >= id->rules->n_rules || r->kind != RULE_TEXT || r->ask != 0 ||
		(r->keys & id->bit) == 0 || id->stamps[i] == id->stamp)
		return;
	id->stamps[i] = id->stamp;
	if (r->starts != 0 && !starts_well(id, rules_text(id->rules, r->starts)))
		return;
	/* Candidates come in any order; rules speak in their own. */
	for (at = id->n_found++; at > 0 && id->found[at - 1] > i; at--)
		id->found[at] = id->found[at - 1];
	id->found[at] = i;
}

static void
match_text(struct identifier *id, const struct observation *o, uint64_t bit)
{
	size_t len;
	const char *text = match_bare(o, &len);

	id->stamp++;
	id->bit = bit;
	id->n_found = 0;
	id->text = text;
	id->text_len = len;
	candidates_find(id->rules->candidates, id->scratch, text, len, on_candidate, id);
	for (size_t i = 0; i < id->n_found; i++)
		try_rule(id, &id->rules->rules[id->found[i]], o);
}

static void
match_asked(struct identifier *id, const struct observation *o)
{
	size_t low = 0, high = id->n_asks;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (strcmp(rules_text(id->rules, id->asks[mid]->ask), o->key + 9) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < id->n_asks; low++) {
		if (strcmp(rules_text(id->rules, id->asks[low]->ask), o->key + 9) != 0)
			return;
		try_rule(id, id->asks[low], o);
	}
}

/* ---- structures ------------------------------------------------------------------------------ */

static void
match_object_id(struct identifier *id, const struct observation *o)
{
	const char *oid = o->value;
	size_t len = o->len;
	const struct rule *r;
	struct hit *h;

	if (len > 0 && oid[0] == '.') {
		oid++;
		len--;
	}
	/* A dump may put the system's description on the same line. */
	for (size_t i = 0; i < len; i++)
		if (oid[i] != '.' && (oid[i] < '0' || oid[i] > '9'))
			len = i;
	r = rules_by_oid(id->rules, oid, len);
	if (r == NULL)
		return;
	h = match_add(id, rules_text(id->rules, r->id), r, o, (enum fact)r->fact);
	if (h != NULL)
		take_claims(id, NULL, "", h);
}

static void
match_mac(struct identifier *id, const struct observation *o, const uint8_t mac[3])
{
	const struct oui *block =
		rules_by_oui(id->rules, (uint32_t)mac[0] << 16 | (uint32_t)mac[1] << 8 | mac[2]);
	struct hit *h;

	/* A locally administered address has no owner in the registry. */
	if (block == NULL || (mac[0] & 2) != 0)
		return;
	h = match_add(id, "mac-registry", NULL, o, FACT_OUI);
	if (h == NULL)
		return;
	h->weight = 0.40f;
	h->component = true;
	h->claims[CLAIM_manufacturer] = rules_text(id->rules, block->maker);
}

static void
match_mac_text(struct identifier *id, const struct observation *o)
{
	char text[18];
	unsigned mac[6];
	uint8_t prefix[3];

	if (o->len != 17)
		return;
	memcpy(text, o->value, 17);
	text[17] = '\0';
	if (sscanf(text, "%2x:%2x:%2x:%2x:%2x:%2x", &mac[0], &mac[1], &mac[2], &mac[3], &mac[4],
		    &mac[5]) != 6)
		return;
	for (int i = 0; i < 3; i++)
		prefix[i] = (uint8_t)mac[i];
	match_mac(id, o, prefix);
}

/* RFC 3411 SnmpEngineID: four bytes of enterprise number, the first bit set for
 * the form that follows; then a byte of format. */
#define ENGINE_FORMAT_MAC 3
#define ENGINE_FORMAT_TEXT 4
/* Rules see the text of such an engine ID under a key of its own. */
#define ENGINE_TEXT_KEY "snmp.engineText"

static void
match_engine_text(
	struct identifier *id, const struct observation *o, const uint8_t *text, size_t len)
{
	struct observation *words;
	uint64_t bit = bit_of(id, ENGINE_TEXT_KEY);

	if (bit == 0 || len == 0)
		return;
	words = arena_copy(id->arena, o, sizeof(*o));
	words->key = ENGINE_TEXT_KEY;
	words->value = arena_strndup(id->arena, (const char *)text, len);
	words->len = len;
	match_text(id, words, bit);
}

static void
match_engine(struct identifier *id, const struct observation *o)
{
	uint8_t bytes[32];
	size_t n;
	uint32_t number;
	const struct rule *r;
	struct hit *h;

	if (text_unhex(o->value, o->len, bytes, sizeof(bytes), &n) != RESULT_OK || n < 5)
		return;
	number = (uint32_t)(bytes[0] & 0x7f) << 24 | (uint32_t)bytes[1] << 16 |
		 (uint32_t)bytes[2] << 8 | bytes[3];
	r = rules_by_enterprise(id->rules, number);
	if (r != NULL &&
		(h = match_add(id, rules_text(id->rules, r->id), r, o, FACT_ENGINE)) != NULL) {
		h->weight = 0.90f;
		h->software = r->software;
		h->claims[CLAIM_manufacturer] =
			r->claims[CLAIM_manufacturer] != 0
				? rules_text(id->rules, r->claims[CLAIM_manufacturer])
				: NULL;
		h->claims[CLAIM_brand] = r->claims[CLAIM_brand] != 0
						 ? rules_text(id->rules, r->claims[CLAIM_brand])
						 : NULL;
	}
	if ((bytes[0] & 0x80) != 0 && bytes[4] == ENGINE_FORMAT_MAC && n >= 11)
		match_mac(id, o, bytes + 5);
	if ((bytes[0] & 0x80) != 0 && bytes[4] == ENGINE_FORMAT_TEXT)
		match_engine_text(id, o, bytes + 5, n - 5);
}

/* ---- all ---------------------------------------------------------------------------------------
 */

void
match_facts(struct identifier *id, const struct observation *o, size_t n)
{
	id->facts = (struct subject_facts){0};
	for (size_t i = 0; i < n; i++) {
		if (id->facts.object_id == NULL && strcmp(o[i].key, "snmp.sysObjectID") == 0)
			id->facts.object_id = &o[i];
		else if (id->facts.descr == NULL && strcmp(o[i].key, "snmp.sysDescr") == 0)
			id->facts.descr = &o[i];
	}
}

static void
match_one(struct identifier *id, const struct observation *o)
{
	size_t from = id->n_hits;
	uint64_t bit;

	if (o->len == 0)
		return;
	if (strncmp(o->key, "snmp.oid.", 9) == 0) {
		match_asked(id, o);
		return;
	}
	if (strcmp(o->key, "snmp.sysObjectID") == 0)
		match_object_id(id, o);
	else if (strcmp(o->key, "snmp.engineID") == 0)
		match_engine(id, o);
	else if (strcmp(o->key, "snmp.lldpLocChassisId") == 0 ||
		 strcmp(o->key, "lldp.chassisId") == 0 || strcmp(o->key, "lldp.sourceMac") == 0)
		match_mac_text(id, o);
	bit = bit_of(id, o->key);
	if ((bit & id->text_keys) != 0)
		match_text(id, o, bit);
	match_named(id, o, from);
}

void
match_all(struct identifier *id, const struct observation *o, size_t n, struct arena *arena)
{
	bool entity = false;

	id->arena = arena;
	id->n_hits = 0;
	match_facts(id, o, n);
	for (size_t i = 0; i < n; i++) {
		entity = entity || strncmp(o[i].key, "snmp.entPhysical", 16) == 0;
		match_one(id, &o[i]);
	}
	if (entity)
		match_entity(id, o, n);
}

bool
match_alone(struct identifier *id, const struct rule *r, const struct observation *o,
	struct arena *arena, struct hit *out)
{
	const char *pattern = rules_text(id->rules, r->pattern);
	pcre2_code *re = NULL;
	struct hit *h;
	size_t len;

	id->arena = arena;
	id->n_hits = 0;
	if (r->kind == RULE_OID) {
		if (!is_below(o->value, o->len, pattern, strlen(pattern)))
			return false;
	} else {
		re = match_compile(&id->patterns[r - id->rules->rules], pattern);
		if (!matches(id, re, o))
			return false;
	}
	h = match_add(id, rules_text(id->rules, r->id), r, o, (enum fact)r->fact);
	take_claims(id, re, match_bare(o, &len), h);
	*out = *h;
	return true;
}
