/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* jsonl.c: JSON Lines by jansson, written by hand: writing is most of the work. */
#include "scanner/jsonl.h"

#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "base/text.h"

/* Rows of one line; more are refused, as is a value above what SNMP can carry. */
#define ROWS_MAX 100000

struct reading {
	struct arena *arena;
	struct jsonl_line *line;
	size_t cap;
	struct buf *why;
};

static bool
add(struct reading *r, const char *key, const char *index, const char *value, size_t len)
{
	struct jsonl_line *l = r->line;

	if (l->n == ROWS_MAX || len > OBSERVATION_VALUE_MAX) {
		buf_printf(r->why, "%s: too much", key);
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
add_hex(struct reading *r, const char *key, const char *index, const char *hex)
{
	size_t len = strlen(hex), used;
	uint8_t *bytes = arena_alloc(r->arena, len / 2 + 2);

	if (text_unhex(hex, len, bytes, len / 2 + 1, &used) != RESULT_OK) {
		buf_printf(r->why, "%s: the hex value is no hexadecimal", key);
		return false;
	}
	return add(r, key, index, (const char *)bytes, used);
}

/* A text, a number or {"hex": …}. */
static bool
add_value(struct reading *r, const char *key, const char *index, const json_t *v)
{
	const char *hex;

	if (json_is_string(v))
		return add(r, key, index,
			arena_strndup(r->arena, json_string_value(v), json_string_length(v)),
			json_string_length(v));
	if (json_is_integer(v)) {
		char *text = arena_printf(r->arena, "%lld", (long long)json_integer_value(v));

		return add(r, key, index, text, strlen(text));
	}
	hex = json_object_size(v) == 1 ? json_string_value(json_object_get(v, "hex")) : NULL;
	if (hex != NULL)
		return add_hex(r, key, index, hex);
	buf_printf(r->why, "%.80s: a text, {\"hex\": …}, an array or an object by index is wanted",
		key);
	return false;
}

static bool
is_hex(const json_t *v)
{
	return json_object_size(v) == 1 && json_is_string(json_object_get(v, "hex"));
}

static bool
add_member(struct reading *r, const char *name, json_t *v)
{
	const char *key = arena_strdup(r->arena, name), *index;
	json_t *one;
	size_t i;

	if (json_is_null(v))
		return true;
	if (json_is_array(v)) {
		json_array_foreach(
			v, i, one) if (!add_value(r, key, arena_printf(r->arena, "%zu", i + 1),
					       one)) return false;
		return true;
	}
	if (json_is_object(v) && !is_hex(v)) {
		json_object_foreach(
			v, index, one) if (!add_value(r, key, arena_strdup(r->arena, index),
						   one)) return false;
		return true;
	}
	return add_value(r, key, "", v);
}

static enum result
read_object(struct reading *r, json_t *o)
{
	const char *id = json_string_value(json_object_get(o, "id"));
	const char *name;
	json_t *v;

	if (id != NULL)
		r->line->id = arena_strdup(r->arena, id);
	if (json_object_get(o, "id") != NULL && id == NULL) {
		buf_puts(r->why, "id: a text is wanted");
		return RESULT_MALFORMED;
	}
	json_object_foreach(o, name,
		v) if (strcmp(name, "id") != 0 && !add_member(r, name, v)) return RESULT_MALFORMED;
	return RESULT_OK;
}

enum result
jsonl_read(
	struct arena *arena, const char *line, size_t len, struct jsonl_line *out, struct buf *why)
{
	struct reading r = {.arena = arena, .line = out, .why = why};
	json_error_t error;
	json_t *o = json_loadb(line, len, JSON_ALLOW_NUL, &error);
	enum result result = RESULT_MALFORMED;

	memset(out, 0, sizeof(*out));
	if (o == NULL)
		buf_printf(why, "no JSON: %s", error.text);
	else if (!json_is_object(o))
		buf_puts(why, "an object is wanted");
	else
		result = read_object(&r, o);
	json_decref(o);
	return result;
}

/* ---- out ------------------------------------------------------------------------ */

static void
put_text(struct buf *out, const char *name, const char *value)
{
	buf_printf(out, "\"%s\":", name);
	if (value != NULL)
		text_json(out, value, strlen(value));
	else
		buf_puts(out, "null");
	buf_putc(out, ',');
}

void
jsonl_write(struct buf *out, const char *id, const struct identification *who)
{
	static const enum claim_field fields[] = {CLAIM_manufacturer, CLAIM_brand, CLAIM_model,
		CLAIM_role, CLAIM_sw_version, CLAIM_serial, CLAIM_part_number};

	buf_putc(out, '{');
	put_text(out, "id", id);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		put_text(out, claim_name(fields[i]), who->claims[fields[i]]);
	buf_printf(out, "\"confidence\":%.4f,", who->confidence);
	put_text(out, "verdict", verdict_name(who->verdict));
	buf_puts(out, "\"evidence\":[");
	for (size_t i = 0; i < who->n_evidence; i++) {
		buf_puts(out, i > 0 ? ",{" : "{");
		put_text(out, "rule", who->evidence[i].rule);
		put_text(out, "key", who->evidence[i].key);
		put_text(out, "value", who->evidence[i].value);
		out->data[--out->len] = '\0';
		buf_putc(out, '}');
	}
	buf_puts(out, "],\"candidates\":[");
	for (size_t i = 0; i < who->n_candidates; i++) {
		buf_puts(out, i > 0 ? ",{" : "{");
		put_text(out, "manufacturer", who->candidates[i].manufacturer);
		buf_printf(out, "\"weight\":%.4f}", who->candidates[i].weight);
	}
	buf_puts(out, "]}\n");
}

void
jsonl_write_error(struct buf *out, const char *id, const char *why)
{
	buf_putc(out, '{');
	put_text(out, "id", id);
	put_text(out, "error", why);
	out->data[--out->len] = '\0';
	buf_puts(out, "}\n");
}
