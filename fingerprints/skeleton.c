/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * skeleton.c: from an unknown device to a vendor file. The object identifier
 * becomes a product, each telling text a rule whose expression has its numbers
 * loosened and its version captured, with the text itself as the example and
 * the text without its beginning as the near miss. All else that was said
 * follows as remarks.
 */
#include "fingerprints/skeleton.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "fingerprints/match.h"

#define ENTERPRISES "1.3.6.1.4.1."
#define TEXT_SHOWN 200
#define OTHERS_SHOWN 20

/* Texts that tell what a device is. */
static const char *const telling[] = {"snmp.sysDescr", "ssh.banner", "lldp.sysDesc"};

/* A YAML text in single quotes. */
static void
quoted(struct buf *out, const char *text)
{
	buf_putc(out, '\'');
	for (; *text != '\0'; text++)
		buf_puts(out, *text == '\'' ? "''" : (char[]){*text, '\0'});
	buf_putc(out, '\'');
}

static void
slug(struct buf *out, const char *vendor)
{
	size_t start = out->len;

	for (; *vendor != '\0'; vendor++) {
		if (isalnum((unsigned char)*vendor))
			buf_putc(out, (char)tolower((unsigned char)*vendor));
		else if (out->len > start && out->data[out->len - 1] != '-')
			buf_putc(out, '-');
	}
	if (out->len > start && out->data[out->len - 1] == '-')
		out->data[--out->len] = '\0';
	if (out->len == start)
		buf_puts(out, "new");
}

/* The length of what looks like a version here: digits with points between, a
 * letter before or behind allowed ("v2.10.1b"); 0: none. */
static size_t
version_at(const char *text)
{
	size_t n = *text == 'v' || *text == 'V', points = 0, from = n;

	while (isdigit((unsigned char)text[n]) ||
		(text[n] == '.' && isdigit((unsigned char)text[n + 1]))) {
		points += text[n] == '.';
		n++;
	}
	if (points == 0 || n == from)
		return 0;
	return n + (isalpha((unsigned char)text[n]) && !isalpha((unsigned char)text[n + 1]));
}

static void
literal(struct buf *out, char c)
{
	if (strchr("\\^$.|?*+()[]{}", c) != NULL)
		buf_putc(out, '\\');
	buf_putc(out, c);
}

/* The text as an expression: the first version is captured, numbers are any. */
static void
expression(struct buf *out, const char *text)
{
	bool versioned = false, inside = false;

	buf_putc(out, '^');
	while (*text != '\0') {
		size_t n = inside ? 0 : version_at(text);

		if (n > 0) {
			buf_puts(out, versioned ? "[\\w.]+" : "(?<sw_version>[\\w.]+)");
			versioned = true;
			text += n;
		} else if (isdigit((unsigned char)*text)) {
			buf_puts(out, "\\d+");
			text += strspn(text, "0123456789");
		} else {
			literal(out, *text++);
		}
		inside = isalnum((unsigned char)text[-1]) != 0;
	}
}

static const struct observation *
find(const struct observation *o, size_t n, const char *key)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(o[i].key, key) == 0 && o[i].len > 0)
			return &o[i];
	return NULL;
}

static void
put_numbers(struct buf *out, const struct rules *r, const char *oid, const char *role)
{
	const char *number = oid + strlen(ENTERPRISES);
	uint64_t n;
	char text[12];
	size_t len;

	if (strncmp(oid, ENTERPRISES, strlen(ENTERPRISES)) != 0)
		return;
	len = strspn(number, "0123456789");
	if (len == 0 || len >= sizeof(text))
		return;
	memcpy(text, number, len);
	text[len] = '\0';
	if (text_u64(text, 1, UINT32_MAX, &n) != RESULT_OK ||
		(rules_by_enterprise(r, (uint32_t)n) != NULL &&
			rules_by_enterprise(r, (uint32_t)n)->generic))
		return;
	if (rules_by_enterprise(r, (uint32_t)n) == NULL)
		buf_printf(out, "\nenterprises:\n  - {number: %s}\n", text);
	/* Only numbers and points: what else it says has no place in the file. */
	if (number[len] == '.' && number[strspn(number, "0123456789.")] == '\0')
		buf_printf(out,
			"\nproducts:\n  - {oid: %s, role: %s}   # model: what it is called\n", oid,
			role);
}

static void
put_rule(struct buf *out, const char *vendor, const char *key, const char *text, const char *role)
{
	struct buf re = {0};

	expression(&re, text);
	buf_puts(out, "  - id: ");
	slug(out, vendor);
	buf_printf(out, "-%s\n    key: %s\n    regex: ",
		strcmp(key, "ssh.banner") == 0	   ? "ssh"
		: strcmp(key, "lldp.sysDesc") == 0 ? "lldp"
						   : "text",
		key);
	quoted(out, buf_text(&re));
	buf_printf(out, "\n    claims: {role: %s}\n    examples:\n      - value: ", role);
	quoted(out, text);
	buf_puts(out, "\n    misses:\n      - ");
	/* Without its first character, of whatever length. */
	for (text++; ((unsigned char)*text & 0xc0) == 0x80;)
		text++;
	quoted(out, text);
	buf_puts(out, "   # better: what a device of somebody else says that looks like it\n");
	buf_free(&re);
}

static size_t
put_rules(struct buf *out, struct identifier *id, const char *vendor, const char *role,
	const struct observation *o, size_t n)
{
	struct arena *arena = arena_new();
	size_t made = 0;

	for (size_t i = 0; i < sizeof(telling) / sizeof(telling[0]); i++) {
		const struct observation *seen = find(o, n, telling[i]);
		const char *text = seen != NULL ? match_printable(id, arena, seen->value, seen->len,
							  TEXT_SHOWN)
						: "";

		if (strlen(text) < 3)
			continue;
		buf_puts(out, made++ == 0 ? "\nrules:\n" : "");
		put_rule(out, vendor, telling[i], text, role);
	}
	arena_free(arena);
	return made;
}

static void
put_others(struct buf *out, const struct observation *o, size_t n)
{
	size_t shown = 0;

	for (size_t i = 0; i < n && shown < OTHERS_SHOWN; i++) {
		if (find(&o[i], 1, telling[0]) != NULL || o[i].len == 0 ||
			strncmp(o[i].key, "snmp.lldpRem", 12) == 0)
			continue;
		buf_printf(
			out, "# %s%s%s: ", o[i].key, o[i].index[0] != '\0' ? " " : "", o[i].index);
		text_printable(out, o[i].value, o[i].len, 100);
		buf_putc(out, '\n');
		shown++;
	}
}

enum result
rules_skeleton(struct identifier *id, const char *vendor, const char *where,
	const struct observation *o, size_t n, struct buf *out)
{
	const struct observation *object = find(o, n, "snmp.sysObjectID");
	struct arena *arena = arena_new();
	struct identification who;
	const char *role, *maker, *brand;
	size_t before, made;

	identify(id, o, n, arena, &who);
	role = who.claims[CLAIM_role] != NULL ? who.claims[CLAIM_role] : "other";
	buf_puts(out, "# Begun by `ranmap fingerprints new ");
	text_printable(out, where, strlen(where), 80);
	buf_puts(out,
		"`. Say what the thing is (role, model),\n# loosen or tighten the expressions, "
		"then run `ranmap fingerprints check FOLDER`.\nvendor: ");
	quoted(out, vendor);
	if (!rules_maker(id->rules, vendor, strlen(vendor), &maker, &brand))
		buf_puts(out, "\nnew: true   # the vocabulary does not have this maker yet");
	buf_putc(out, '\n');
	before = out->len;
	if (object != NULL)
		put_numbers(out, id->rules, arena_strndup(arena, object->value, object->len), role);
	made = put_rules(out, id, vendor, role, o, n);
	if (made > 0 || out->len > before)
		put_others(out, o, n);
	arena_free(arena);
	return made > 0 || out->len > before ? RESULT_OK : RESULT_NOT_FOUND;
}
