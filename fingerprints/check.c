/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * check.c: the set is built from whatever can be read; then each rule's examples
 * are tried, alone for what it claims, and before the whole set for what the
 * others say to them.
 */
#include "fingerprints/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fingerprints/oui.h"
#include "fingerprints/raw.h"
#include "fingerprints/weigh.h"

#define PATH 192
#define ENTERPRISES "1.3.6.1.4.1."

struct checker {
	const char *only;
	bool (*key_known)(const char *);
	struct rules *rules;
	struct rule_origin *origins;
	struct identifier *id;
	struct arena *arena; /* of one example */
	struct buf *out;
	struct check_counts *counts;
	const char *file;
};

static bool
is_asked_for(const struct checker *c, const char *file)
{
	size_t n = c->only != NULL ? strlen(c->only) : 0;

	return n == 0 || strncmp(file, c->only, n) == 0;
}

static void fault(struct checker *c, const char *path, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
static void remark(struct checker *c, const char *path, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static void
fault(struct checker *c, const char *path, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	raw_fault(c->file, path, c->out, "%s", text);
	c->counts->faults++;
}

static void
remark(struct checker *c, const char *path, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	raw_fault(c->file, path, c->out, "remark: %s", text);
	c->counts->remarks++;
}

/* A path in the file: "rules[3].claims.role". */
static void below(char at[PATH], const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void
below(char at[PATH], const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(at, PATH, fmt, ap);
	va_end(ap);
}

static const char *
id_of(const struct checker *c, size_t i)
{
	return rules_text(c->rules, c->rules->rules[i].id);
}

/* ---- one example before the whole set ----------------------------------------------- */

struct scene {
	struct observation seen[4];
	size_t n;
	bool whole; /* the rule's conditions are met by what is seen */
};

static void
show(struct scene *s, const char *key, const char *value)
{
	s->seen[s->n++] = (struct observation){
		.key = key, .index = "", .value = value, .len = strlen(value), .probe = ""};
}

static bool
has(const struct scene *s, const char *key)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->seen[i].key, key) == 0)
			return true;
	return false;
}

/* A sysObjectID of a maker that must be established first. */
static const char *
object_of_maker(struct checker *c, uint32_t maker)
{
	for (size_t i = 0; i < c->rules->n_enterprises; i++) {
		const struct enterprise *e = &c->rules->enterprises[i];
		const struct rule *r = &c->rules->rules[e->rule];

		if (r->claims[CLAIM_manufacturer] == maker && !r->component && !r->generic)
			return arena_printf(c->arena, ENTERPRISES "%u", (unsigned)e->number);
	}
	return NULL;
}

static const char *
first_line(struct arena *arena, const char *list)
{
	return arena_strndup(arena, list, strcspn(list, "\n"));
}

static void
set_scene(struct checker *c, const struct rule *r, const char *key, const struct raw_example *e,
	struct scene *s)
{
	const char *oids = rules_text(c->rules, r->when_oids), *object = e->oid;

	memset(s, 0, sizeof(*s));
	s->whole = true;
	show(s, key, e->value);
	if (object == NULL && oids[0] != '\0')
		object = first_line(c->arena, oids);
	if (object == NULL && r->when_maker != 0)
		object = object_of_maker(c, r->when_maker);
	if (object != NULL && !has(s, "snmp.sysObjectID"))
		show(s, "snmp.sysObjectID", object);
	if (e->text != NULL && !has(s, "snmp.sysDescr"))
		show(s, "snmp.sysDescr", e->text);
	if ((r->when_text != 0 && !has(s, "snmp.sysDescr")) ||
		(r->when_maker != 0 && object == NULL))
		s->whole = false;
}

/* Who else names a maker of another house, among the hits of the last scene. */
static const struct hit *
opponent(const struct checker *c, const char *group)
{
	for (size_t i = 0; i < c->id->n_hits; i++) {
		const struct hit *h = &c->id->hits[i];
		const char *maker = h->claims[CLAIM_manufacturer];

		if (h->maker && !h->generic && !h->component && maker != NULL &&
			strcmp(rules_group(c->rules, maker), group) != 0)
			return h;
	}
	return NULL;
}

static bool
spoke(const struct checker *c, const struct rule *r)
{
	for (size_t i = 0; i < c->id->n_hits; i++)
		if (c->id->hits[i].rule == r)
			return true;
	return false;
}

/* The maker that the example stands for, as the whole set sees it. */
static void
check_maker(struct checker *c, const char *path, const struct hit *alone,
	const struct identification *who)
{
	const char *maker = alone->claims[CLAIM_manufacturer], *group;
	const struct hit *other;

	if (!alone->maker || alone->generic || alone->component || maker == NULL)
		return;
	group = rules_group(c->rules, maker);
	if (who->claims[CLAIM_manufacturer] != NULL &&
		strcmp(rules_group(c->rules, who->claims[CLAIM_manufacturer]), group) == 0)
		return;
	other = opponent(c, group);
	if (other == NULL)
		return;
	fault(c, path, "contradicted: rule '%s' says %s, not %s (together: %s)", other->id,
		other->claims[CLAIM_manufacturer], maker, verdict_name(who->verdict));
}

/* What the rule claims and somebody else's claim hides. Returns how many come through. */
static unsigned
count_heard(const struct hit *alone, const struct identification *who, unsigned *claimed)
{
	unsigned heard = 0;

	*claimed = 0;
	for (unsigned f = 0; f < CLAIM_COUNT; f++) {
		if (alone->claims[f] == NULL || f == CLAIM_manufacturer || f == CLAIM_brand)
			continue;
		(*claimed)++;
		if (who->claims[f] != NULL && strcmp(who->claims[f], alone->claims[f]) == 0)
			heard++;
	}
	return heard;
}

/* True where another rule of this text hides all that this one adds. */
static bool
check_scene(struct checker *c, const struct rule *r, const char *key, const struct raw_example *e,
	const char *path, const struct hit *alone)
{
	struct identification who;
	struct scene s;
	unsigned claimed, heard;

	set_scene(c, r, key, e, &s);
	if (!s.whole)
		return false;
	identify(c->id, s.seen, s.n, c->arena, &who);
	if (!spoke(c, r)) {
		fault(c, path, "before the whole set the rule does not speak on its example");
		return false;
	}
	check_maker(c, path, alone, &who);
	heard = count_heard(alone, &who, &claimed);
	return claimed > 0 && heard == 0;
}

/* ---- examples --------------------------------------------------------------------------- */

static const char *const *
claims_of(const struct raw_claims *raw, const char **out)
{
#define X(field) out[CLAIM_##field] = raw->field;
	CLAIM_LIST(X)
#undef X
	return out;
}

static void
check_claims(struct checker *c, const struct raw_claims *raw, const struct hit *h, const char *path)
{
	const char *wanted[CLAIM_COUNT];
	char at[PATH];

	if (raw == NULL)
		return;
	claims_of(raw, wanted);
	for (unsigned f = 0; f < CLAIM_COUNT; f++) {
		const char *got = h->claims[f] != NULL ? h->claims[f] : "";

		if (wanted[f] == NULL || strcmp(wanted[f], got) == 0)
			continue;
		below(at, "%s.claims.%s", path, claim_name((enum claim_field)f));
		fault(c, at, "the rule claims '%s', the example says '%s'", got, wanted[f]);
	}
}

/* Returns false where the rule adds nothing that is heard. */
static bool
check_example(struct checker *c, const struct rule *r, const char *key, const struct raw_example *e,
	const char *path)
{
	struct observation o = {
		.key = key, .index = "", .value = e->value, .len = strlen(e->value), .probe = ""};
	char at[PATH];
	struct hit alone;

	arena_reset(c->arena);
	c->counts->examples++;
	below(at, "%s.value", path);
	if (!match_alone(c->id, r, &o, c->arena, &alone)) {
		fault(c, at, "the rule does not match its example");
		return true;
	}
	check_claims(c, e->claims, &alone, path);
	return !check_scene(c, r, key, e, at, &alone);
}

static void
check_miss(struct checker *c, const struct rule *r, const char *key, const char *value,
	const char *path)
{
	struct observation o = {
		.key = key, .index = "", .value = value, .len = strlen(value), .probe = ""};
	struct hit h;

	arena_reset(c->arena);
	c->counts->misses++;
	if (match_alone(c->id, r, &o, c->arena, &h))
		fault(c, path, "the rule matches what it must not");
}

static bool
claims_nothing(const struct rule *r)
{
	for (unsigned f = 0; f < CLAIM_COUNT; f++)
		if (r->claims[f] != 0 && (f != CLAIM_manufacturer || r->maker))
			return false;
	return true;
}

static void
check_keys(struct checker *c, const struct raw_rule *raw, const char *path)
{
	char at[PATH];

	if (c->key_known == NULL)
		return;
	below(at, "%s.key", path);
	if (raw->key != NULL && !c->key_known(raw->key))
		remark(c, at, "unused: no probe tells '%s'", raw->key);
	for (unsigned i = 0; i < raw->keys_count; i++) {
		below(at, "%s.keys[%u]", path, i);
		if (!c->key_known(raw->keys[i]))
			remark(c, at, "unused: no probe tells '%s'", raw->keys[i]);
	}
}

static const char *
key_of(struct checker *c, const struct rule *r, const struct raw_rule *raw)
{
	if (r->ask != 0)
		return arena_printf(c->arena, "snmp.oid.%s", rules_text(c->rules, r->ask));
	if (raw->key != NULL)
		return raw->key;
	return raw->keys_count > 0   ? raw->keys[0]
	       : r->kind == RULE_OID ? "snmp.sysObjectID"
				     : "snmp.sysDescr";
}

static void
check_rule(struct checker *c, const struct rule *r, const struct raw_rule *raw, const char *path)
{
	char key[256], at[PATH];
	bool hidden = raw->examples_count > 0;

	c->counts->written++;
	arena_reset(c->arena);
	snprintf(key, sizeof(key), "%s", key_of(c, r, raw));
	if (r->ask == 0)
		check_keys(c, raw, path);
	if (raw->examples_count == 0)
		fault(c, path, "an example that must match is missing");
	if (raw->misses_count == 0)
		fault(c, path, "a near miss that must not match is missing");
	for (unsigned i = 0; i < raw->examples_count; i++) {
		below(at, "%s.examples[%u]", path, i);
		if (check_example(c, r, key, &raw->examples[i], at))
			hidden = false;
	}
	for (unsigned i = 0; i < raw->misses_count; i++) {
		below(at, "%s.misses[%u]", path, i);
		check_miss(c, r, key, raw->misses[i], at);
	}
	if (hidden)
		remark(c, path,
			"shadowed: on its examples other rules' claims stand before all "
			"that it adds");
	if (claims_nothing(r) && !r->generic && !strstr(rules_text(c->rules, r->pattern), "(?<") &&
		!strstr(rules_text(c->rules, r->pattern), "(?P<"))
		remark(c, path, "unused: it claims nothing");
}

/* The rule that stands at a path of the file in hand; NULL where another folder's
 * rule replaced it, or where it was refused. */
static const struct rule *
rule_at(const struct checker *c, const char *path)
{
	for (size_t i = 0; i < c->rules->n_rules; i++)
		if (c->origins[i].file != NULL && strcmp(c->origins[i].path, path) == 0 &&
			strcmp(c->origins[i].file, c->file) == 0)
			return &c->rules->rules[i];
	return NULL;
}

static void
check_list(struct checker *c, const struct raw_rule *list, unsigned n, const char *name)
{
	char path[PATH];

	for (unsigned i = 0; i < n; i++) {
		const struct rule *r;

		below(path, "%s[%u]", name, i);
		r = rule_at(c, path);
		if (r != NULL && r->pattern != 0)
			check_rule(c, r, &list[i], path);
	}
}

/* ---- patterns of the MAC registry ---------------------------------------------------------- */

struct registry {
	struct checker *c;
	pcre2_code *re;
	bool any, used;
};

static void
try_name(void *arg, uint32_t prefix, const char *organisation)
{
	struct registry *r = arg;

	(void)prefix;
	r->any = true;
	if (!r->used && pcre2_match(r->re, (PCRE2_SPTR)organisation, strlen(organisation), 0, 0,
				r->c->id->match, NULL) >= 0)
		r->used = true;
}

static void
check_oui(struct checker *c, const char *text, const char *path)
{
	struct registry r = {.c = c};
	char whole[1024];
	size_t at;
	int code;

	snprintf(whole, sizeof(whole), "(?i)%s", text);
	r.re = pcre2_compile(
		(PCRE2_SPTR)whole, PCRE2_ZERO_TERMINATED, PCRE2_DOTALL, &code, &at, NULL);
	if (r.re == NULL)
		return;
	pcre2_jit_compile(r.re, PCRE2_JIT_COMPLETE);
	if (pcre2_match(r.re, (PCRE2_SPTR) "", 0, 0, 0, c->id->match, NULL) >= 0)
		fault(c, path, "the expression takes every organisation");
	oui_each(try_name, &r);
	if (r.any && !r.used)
		remark(c, path, "unused: the registry has no such organisation");
	pcre2_code_free(r.re);
}

static void
check_file(struct checker *c)
{
	struct buf again = {0};
	struct raw_vendor *v;
	char path[PATH];

	if (raw_vendor_read(c->file, &v, &again) == RESULT_OK) {
		check_list(c, v->rules, v->rules_count, "rules");
		check_list(c, v->asks, v->asks_count, "asks");
		for (unsigned i = 0; i < v->oui_count; i++) {
			below(path, "oui[%u]", i);
			check_oui(c, v->oui[i], path);
		}
		raw_vendor_free(v);
	}
	buf_free(&again);
}

/* ---- rules of object identifiers --------------------------------------------------------------
 */

/* Generated rules carry no examples: theirs follow from the number. It and what is
 * below it must lead to the rule; a number that only begins like it must not. */
static void
check_number(struct checker *c, const struct rule *r, const char *path)
{
	const char *oid = rules_text(c->rules, r->pattern);
	char text[512];
	size_t n = strlen(oid);

	if (n + 3 > sizeof(text))
		return;
	c->counts->examples++;
	c->counts->misses++;
	snprintf(text, sizeof(text), "%s.0", oid);
	if (rules_by_oid(c->rules, oid, n) != r) {
		const struct rule *other = rules_by_oid(c->rules, oid, n);

		fault(c, path, "contradicted: rule '%s' has the same object identifier",
			other != NULL ? rules_text(c->rules, other->id) : "?");
	} else if (rules_by_oid(c->rules, text, n + 2) == NULL) {
		fault(c, path, "what is below the object identifier is not found");
	}
	snprintf(text, sizeof(text), "%s0", oid);
	if (rules_by_oid(c->rules, text, n + 1) == r)
		fault(c, path, "the rule takes %s too", text);
}

static void
check_numbers(struct checker *c)
{
	char path[PATH];

	for (size_t i = 0; i < c->rules->n_rules; i++) {
		const struct rule *r = &c->rules->rules[i];
		const struct rule_origin *o = &c->origins[i];

		if (o->file == NULL || !is_asked_for(c, o->file))
			continue;
		c->file = o->file;
		if (o->replaced != NULL)
			remark(c, o->path, "replaces the rule '%s' of %s", id_of(c, i),
				o->replaced);
		if (r->kind != RULE_OID || r->pattern == 0)
			continue;
		below(path, "%s.%s", o->path, r->fact == FACT_ENTERPRISE ? "number" : "oid");
		check_number(c, r, path);
	}
}

/* ---- rules of the same expression
 * ---------------------------------------------------------------- */

static const struct rule *sort_rules;

static int
by_pattern(const void *x, const void *y)
{
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
	const struct rule *p = &sort_rules[a], *q = &sort_rules[b];

	if (p->pattern != q->pattern)
		return p->pattern < q->pattern ? -1 : 1;
	return (a > b) - (a < b);
}

/* The pool holds each text once, so that offsets tell whether texts are the same. */
static bool
is_same_question(const struct rule *a, const struct rule *b)
{
	return a->pattern == b->pattern && (a->keys & b->keys) != 0 && a->ask == b->ask &&
	       a->when_oids == b->when_oids && a->when_text == b->when_text &&
	       a->when_maker == b->when_maker;
}

static void
check_pair(struct checker *c, size_t first, size_t second)
{
	const struct rule *a = &c->rules->rules[first], *b = &c->rules->rules[second];

	if (!is_same_question(a, b) || c->origins[second].file == NULL ||
		!is_asked_for(c, c->origins[second].file))
		return;
	c->file = c->origins[second].file;
	if (a->maker && b->maker && a->claims[CLAIM_manufacturer] != b->claims[CLAIM_manufacturer])
		fault(c, c->origins[second].path,
			"contradicts rule '%s': the same expression names another maker",
			id_of(c, first));
	else
		remark(c, c->origins[second].path, "shadowed: rule '%s' has the same expression",
			id_of(c, first));
}

static void
check_doubles(struct checker *c)
{
	uint32_t *order = xcalloc(c->rules->n_rules, sizeof(*order));
	size_t n = 0;

	for (size_t i = 0; i < c->rules->n_rules; i++)
		if (c->rules->rules[i].kind == RULE_TEXT && c->rules->rules[i].pattern != 0)
			order[n++] = (uint32_t)i;
	sort_rules = c->rules->rules;
	if (n > 0)
		qsort(order, n, sizeof(*order), by_pattern);
	for (size_t i = 1; i < n; i++)
		for (size_t k = i; k > 0 && c->rules->rules[order[k - 1]].pattern ==
						    c->rules->rules[order[i]].pattern;
			k--)
			check_pair(c, order[k - 1], order[i]);
	free(order);
}

/* ---- all
 * ------------------------------------------------------------------------------------------ */

/* Faults of files that were asked for; those of others are told too, since the
 * set can't be used with them. */
static size_t
count_lines(const struct buf *b)
{
	size_t n = 0;

	for (const char *c = buf_text(b); *c != '\0'; c++)
		n += *c == '\n';
	return n;
}

static void
note_block(void *arg, uint32_t prefix, const char *organisation)
{
	(void)prefix;
	(void)organisation;
	*(bool *)arg = true;
}

/* Where the registry is absent, MAC addresses name nobody. */
static void
check_registry(struct checker *c)
{
	bool any = false;

	/* That is no matter of a contributor's folder. */
	if (c->only != NULL)
		return;
	oui_each(note_block, &any);
	if (any)
		return;
	buf_printf(c->out,
		"%s:1:1: file: remark: the registry of MAC addresses (package ieee-data) is not "
		"there: they name nobody\n",
		oui_file());
	c->counts->remarks++;
}

static void
check_files(struct checker *c, const struct file_list *files)
{
	for (size_t i = 0; i < files->n; i++) {
		c->file = files->names[i];
		if (file_is_vendor(c->file) && is_asked_for(c, c->file))
			check_file(c);
	}
}

enum result
rules_check(const struct rule_sources *sources, const char *only, bool (*key_known)(const char *),
	struct buf *out, struct check_counts *counts)
{
	struct checker c = {.only = only, .key_known = key_known, .out = out, .counts = counts};
	struct arena *arena = arena_new();
	struct file_list files;

	*counts = (struct check_counts){0};
	files_find(sources, arena, &files);
	counts->files = files.n;
	if (files.n == 0)
		buf_printf(out, "%s:1:1: file: there are no rules here\n",
			sources->n_dirs > 0 ? sources->dirs[0] : ".");
	else if (rules_build_noted(&files, &c.rules, out, arena, &c.origins) == RESULT_OK) {
		counts->faults = count_lines(out);
		counts->rules = c.rules->n_rules;
		c.id = identifier_new(c.rules);
		c.arena = arena_new();
		check_files(&c, &files);
		check_numbers(&c);
		check_doubles(&c);
		check_registry(&c);
		arena_free(c.arena);
		identifier_free(c.id);
		rules_free(c.rules);
	}
	if (c.rules == NULL)
		counts->faults = count_lines(out) > 0 ? count_lines(out) : 1;
	arena_free(arena);
	return counts->faults > 0 ? RESULT_MALFORMED : RESULT_OK;
}
