/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * jsonl.c: JSON (RFC 8259) straight to observations, without a tree between: a
 * tree of a hundred small pieces of memory a line would be most of the work.
 * Strict: what is no JSON is refused, wherever in the line it stands.
 */
#include "scanner/jsonl.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* Rows of one line; more are refused, as is a value above what SNMP can carry. */
#define ROWS_MAX 100000
#define NAME_MAX_LENGTH 512

struct reading {
	const char *at, *end, *start;
	struct arena *arena;
	struct jsonl_line *line;
	size_t cap;
	struct buf *why;
};

/* A string that was read: in the arena, with a final NUL. */
struct string {
	char *text;
	size_t len;
};

static bool
fault(struct reading *r, const char *what)
{
	if (r->why->len == 0)
		buf_printf(r->why, "no JSON: %s at byte %zu", what, (size_t)(r->at - r->start) + 1);
	return false;
}

static void
blanks(struct reading *r)
{
	while (r->at < r->end &&
		(*r->at == ' ' || *r->at == '\t' || *r->at == '\n' || *r->at == '\r'))
		r->at++;
}

/* The next character that is no blank; 0 at the end. */
static char
peek(struct reading *r)
{
	blanks(r);
	return r->at < r->end ? *r->at : '\0';
}

static bool
take(struct reading *r, char c)
{
	if (peek(r) != c)
		return false;
	r->at++;
	return true;
}

/* ---- strings ------------------------------------------------------------------------ */

static bool
four_digits(struct reading *r, uint32_t *out)
{
	*out = 0;
	if (r->end - r->at < 4)
		return false;
	for (int i = 0; i < 4; i++) {
		unsigned char c = (unsigned char)*r->at++;
		unsigned digit = c - '0';

		if (digit > 9) {
			digit = (c | 0x20) - 'a' + 10u;
			if (digit < 10 || digit > 15)
				return false;
		}
		*out = *out << 4 | digit;
	}
	return true;
}

static size_t
put_utf8(char *to, uint32_t c)
{
	if (c < 0x80) {
		to[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		to[0] = (char)(0xc0 | c >> 6);
		to[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		to[0] = (char)(0xe0 | c >> 12);
		to[1] = (char)(0x80 | (c >> 6 & 0x3f));
		to[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	to[0] = (char)(0xf0 | c >> 18);
	to[1] = (char)(0x80 | (c >> 12 & 0x3f));
	to[2] = (char)(0x80 | (c >> 6 & 0x3f));
	to[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

/* Behind "\u"; a pair of surrogates is one character, half of one is none. */
static bool
unicode(struct reading *r, char *to, size_t *n)
{
	uint32_t c, low;

	if (!four_digits(r, &c) || (c >= 0xdc00 && c <= 0xdfff))
		return false;
	if (c >= 0xd800 && c <= 0xdbff) {
		if (r->end - r->at < 2 || r->at[0] != '\\' || r->at[1] != 'u')
			return false;
		r->at += 2;
		if (!four_digits(r, &low) || low < 0xdc00 || low > 0xdfff)
			return false;
		c = 0x10000 + ((c - 0xd800) << 10 | (low - 0xdc00));
	}
	*n = put_utf8(to, c);
	return true;
}

static bool
escape(struct reading *r, char *to, size_t *n)
{
	static const char from[] = "\"\\/bfnrt", what[] = "\"\\/\b\f\n\r\t";
	const char *found;
	char c = r->at < r->end ? *r->at++ : '\0';

	if (c == 'u')
		return unicode(r, to, n);
	found = c != '\0' ? strchr(from, c) : NULL;
	if (found == NULL)
		return false;
	*to = what[found - from];
	*n = 1;
	return true;
}

/* Where the string that begins here ends; NULL: nowhere. *plain: no escapes in it;
 * *ascii: no bytes above 0x7f. */
static const char *
find_quote(const struct reading *r, bool *plain, bool *ascii)
{
	unsigned char all = 0;
	const char *p = r->at;

	*plain = true;
	for (; p < r->end && *p != '"'; p++) {
		if ((unsigned char)*p < 0x20)
			return NULL;
		if (*p == '\\') {
			*plain = false;
			if (++p == r->end)
				return NULL;
		}
		all |= (unsigned char)*p;
	}
	*ascii = all < 0x80;
	return p < r->end ? p : NULL;
}

static bool
string(struct reading *r, struct string *out)
{
	bool plain, ascii;
	const char *quote;
	size_t n;

	if (!take(r, '"'))
		return fault(r, "a string is wanted");
	quote = find_quote(r, &plain, &ascii);
	if (quote == NULL)
		return fault(r, "a string without end or with a control character");
	if (!ascii && !text_is_utf8(r->at, (size_t)(quote - r->at)))
		return fault(r, "a string that is no UTF-8");
	out->text = arena_alloc(r->arena, (size_t)(quote - r->at) + 1);
	if (plain) {
		out->len = (size_t)(quote - r->at);
		memcpy(out->text, r->at, out->len);
	}
	for (out->len = plain ? out->len : 0; !plain && r->at < quote; out->len += n) {
		n = 1;
		if (*r->at != '\\')
			out->text[out->len] = *r->at++;
		else if (r->at++, !escape(r, out->text + out->len, &n))
			return fault(r, "an escape that is none");
	}
	r->at = quote + 1;
	return true;
}

/* ---- values -------------------------------------------------------------------------- */

static bool
add(struct reading *r, const char *key, const char *index, const char *value, size_t len)
{
	struct jsonl_line *l = r->line;

	if (l->n == ROWS_MAX || len > OBSERVATION_VALUE_MAX) {
		buf_printf(r->why, "%.80s: too much", key);
		return false;
	}
	if (l->n == r->cap) {
		size_t want = r->cap > 0 ? 2 * r->cap : 16;
		struct observation *more = arena_alloc(r->arena, want * sizeof(*more));

		if (l->n > 0)
			memcpy(more, l->observations, l->n * sizeof(*more));
		l->observations = more;
		r->cap = want;
	}
	l->observations[l->n++] = (struct observation){
		.key = key, .index = index, .value = value, .len = len, .probe = ""};
	return true;
}

static bool
add_hex(struct reading *r, const char *key, const char *index, const struct string *hex)
{
	uint8_t *bytes = arena_alloc(r->arena, hex->len / 2 + 2);
	size_t used;

	if (text_unhex(hex->text, hex->len, bytes, hex->len / 2 + 1, &used) != RESULT_OK) {
		buf_printf(r->why, "%.80s: the hex value is no hexadecimal", key);
		return false;
	}
	return add(r, key, index, (const char *)bytes, used);
}

static size_t
digits(struct reading *r)
{
	const char *from = r->at;

	while (r->at < r->end && *r->at >= '0' && *r->at <= '9')
		r->at++;
	return (size_t)(r->at - from);
}

/* A number by the grammar of RFC 8259; only whole ones are values. */
static bool
number(struct reading *r, const char *key, const char *index)
{
	const char *from = r->at, *first;
	bool whole = true;

	if (*r->at == '-')
		r->at++;
	first = r->at;
	if (digits(r) == 0 || (*first == '0' && r->at > first + 1))
		return fault(r, "a number that is none");
	if (r->at < r->end && *r->at == '.') {
		r->at++;
		whole = false;
		if (digits(r) == 0)
			return fault(r, "a number that is none");
	}
	if (r->at < r->end && (*r->at == 'e' || *r->at == 'E')) {
		r->at++;
		whole = false;
		if (r->at < r->end && (*r->at == '+' || *r->at == '-'))
			r->at++;
		if (digits(r) == 0)
			return fault(r, "a number that is none");
	}
	if (!whole || r->at - from > 20) {
		buf_printf(r->why, "%.80s: a whole number or a text is wanted", key);
		return false;
	}
	return add(r, key, index, arena_strndup(r->arena, from, (size_t)(r->at - from)),
		(size_t)(r->at - from));
}

static bool
wanted(struct reading *r, const char *key)
{
	if (r->why->len == 0)
		buf_printf(r->why,
			"%.80s: a text, {\"hex\": …}, an array or an object by index is wanted",
			key);
	return false;
}

static bool
word(struct reading *r, const char *text)
{
	size_t n = strlen(text);

	if ((size_t)(r->end - r->at) < n || memcmp(r->at, text, n) != 0)
		return fault(r, "a word that is none");
	r->at += n;
	return true;
}

/* A text or a whole number. */
static bool
scalar(struct reading *r, const char *key, const char *index)
{
	struct string s;
	char c = peek(r);

	if (c == '"')
		return string(r, &s) && add(r, key, index, s.text, s.len);
	if (c == '-' || (c >= '0' && c <= '9'))
		return number(r, key, index);
	if (c == 't' || c == 'f' || c == 'n')
		return word(r, c == 't' ? "true" : c == 'f' ? "false" : "null") && wanted(r, key);
	return c == '[' || c == '{' ? wanted(r, key) : fault(r, "a value is missing");
}

/* {"hex": "…"} behind its brace and first name, or, by index, the value of that name. */
static bool
hex_or_row(struct reading *r, const char *key, const char *index, const struct string *name,
	bool rows, bool *was_hex)
{
	struct string s;

	*was_hex = false;
	if (strcmp(name->text, "hex") != 0 || peek(r) != '"')
		return rows ? scalar(r, key, name->text) : wanted(r, key);
	if (!string(r, &s))
		return false;
	if (peek(r) == '}') {
		*was_hex = true;
		return add_hex(r, key, index, &s);
	}
	return rows ? add(r, key, "hex", s.text, s.len) : wanted(r, key);
}

/* The value of an index, or an item of an array: a scalar or {"hex": …}. */
static bool
item(struct reading *r, const char *key, const char *index)
{
	struct string name;
	bool was_hex;

	if (peek(r) != '{')
		return scalar(r, key, index);
	r->at++;
	if (peek(r) == '}')
		return wanted(r, key);
	return string(r, &name) && (take(r, ':') || fault(r, "a colon is missing")) &&
	       hex_or_row(r, key, index, &name, false, &was_hex) &&
	       (take(r, '}') || wanted(r, key));
}

static bool
array(struct reading *r, const char *key)
{
	char index[24];

	r->at++;
	if (take(r, ']'))
		return true;
	for (size_t i = 1;; i++) {
		snprintf(index, sizeof(index), "%zu", i);
		if (!item(r, key, arena_strdup(r->arena, index)))
			return false;
		if (take(r, ']'))
			return true;
		if (!take(r, ','))
			return fault(r, "a comma is missing");
	}
}

static bool
row(struct reading *r, const char *key, const struct string *name, bool first)
{
	bool was_hex;

	if (peek(r) == '{')
		return item(r, key, name->text);
	if (first)
		return hex_or_row(r, key, "", name, true, &was_hex);
	return scalar(r, key, name->text);
}

/* An object by index; {"hex": …} alone is a value. */
static bool
rows(struct reading *r, const char *key)
{
	struct string name;

	r->at++;
	if (take(r, '}'))
		return true;
	for (bool first = true;; first = false) {
		if (!string(r, &name) || !(take(r, ':') || fault(r, "a colon is missing")) ||
			!row(r, key, &name, first))
			return false;
		if (take(r, '}'))
			return true;
		if (!take(r, ','))
			return fault(r, "a comma is missing");
	}
}

/* ---- the line ---------------------------------------------------------------------------- */

static bool
read_id(struct reading *r)
{
	struct string s;

	if (peek(r) != '"') {
		buf_puts(r->why, "id: a text is wanted");
		return false;
	}
	if (!string(r, &s))
		return false;
	r->line->id = s.text;
	return true;
}

static bool
member(struct reading *r)
{
	struct string name;
	char c;

	if (!string(r, &name))
		return false;
	if (!take(r, ':'))
		return fault(r, "a colon is missing");
	if (strcmp(name.text, "id") == 0)
		return read_id(r);
	if (name.len > NAME_MAX_LENGTH) {
		buf_printf(r->why, "%.80s…: the key is too long", name.text);
		return false;
	}
	c = peek(r);
	if (c == 'n')
		return word(r, "null");
	return c == '['	  ? array(r, name.text)
	       : c == '{' ? rows(r, name.text)
			  : scalar(r, name.text, "");
}

static bool
object(struct reading *r)
{
	if (!take(r, '{'))
		return fault(r, "an object is wanted");
	if (take(r, '}'))
		return true;
	for (;;) {
		if (!member(r))
			return false;
		if (take(r, '}'))
			return true;
		if (!take(r, ','))
			return fault(r, "a comma is missing");
	}
}

/* The identifier of a line that is faulty further on, so that its owner is told. */
static void
find_id(struct reading *r)
{
	static const char name[] = "\"id\"";
	const char *at = memmem(r->start, (size_t)(r->end - r->start), name, sizeof(name) - 1);
	struct buf unheard = {0};
	struct reading look = *r;

	if (r->line->id != NULL || at == NULL)
		return;
	look.why = &unheard;
	look.at = at + sizeof(name) - 1;
	if (take(&look, ':') && peek(&look) == '"')
		(void)read_id(&look);
	buf_free(&unheard);
}

enum result
jsonl_read(
	struct arena *arena, const char *line, size_t len, struct jsonl_line *out, struct buf *why)
{
	struct reading r = {.at = line,
		.start = line,
		.end = line + len,
		.arena = arena,
		.line = out,
		.why = why};
	bool good;

	memset(out, 0, sizeof(*out));
	good = object(&r);
	blanks(&r);
	if (good && r.at < r.end)
		good = fault(&r, "more stands behind the object");
	if (good)
		return RESULT_OK;
	find_id(&r);
	return RESULT_MALFORMED;
}
