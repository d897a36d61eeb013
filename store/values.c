/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* values.c: how addresses, texts and identifications are kept in columns. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/text.h"
#include "store/inside.h"

size_t
addr_to_blob(const struct addr *a, uint8_t out[ADDR_BLOB_MAX])
{
	size_t n = addr_size(a);

	if (n == 0)
		return 0;
	out[0] = a->family;
	memcpy(out + 1, a->ip, n);
	n++;
	if (a->zone != 0)
		for (int shift = 24; shift >= 0; shift -= 8)
			out[n++] = (uint8_t)(a->zone >> shift);
	return n;
}

void
addr_from_blob(const void *blob, int len, struct addr *out)
{
	const uint8_t *b = blob;
	size_t n;

	memset(out, 0, sizeof(*out));
	if (len < 5 || (b[0] != 4 && b[0] != 6))
		return;
	n = b[0] == 4 ? 4 : 16;
	if ((size_t)len < n + 1)
		return;
	out->family = b[0];
	memcpy(out->ip, b + 1, n);
	if ((size_t)len == n + 5)
		for (size_t i = n + 1; i < n + 5; i++)
			out->zone = out->zone << 8 | b[i];
}

void
bind_addr(sqlite3_stmt *st, int at, const struct addr *a)
{
	uint8_t blob[ADDR_BLOB_MAX];
	size_t n = addr_to_blob(a, blob);

	sqlite3_bind_blob(st, at, n > 0 ? blob : (const void *)"", (int)n, SQLITE_TRANSIENT);
}

void
bind_text(sqlite3_stmt *st, int at, const char *text)
{
	sqlite3_bind_text(st, at, text != NULL ? text : "", -1, SQLITE_TRANSIENT);
}

const char *
read_text(sqlite3_stmt *st, int at, struct arena *arena)
{
	const unsigned char *text = sqlite3_column_text(st, at);

	return text != NULL ? arena_strdup(arena, (const char *)text) : "";
}

/* ---- identifications ------------------------------------------------------ */

static void
bind_json(sqlite3_stmt *st, int at, json_t *array)
{
	struct buf text = {0};
	char *dump = json_array_size(array) > 0 ? json_dumps(array, JSON_COMPACT) : NULL;

	buf_puts(&text, dump != NULL ? dump : "");
	bind_text(st, at, buf_text(&text));
	free(dump);
	json_decref(array);
	buf_free(&text);
}

/* A JSON string; bytes that are no UTF-8 don't take the rest with them. */
static json_t *
string_of(const char *text)
{
	struct buf clean = {0};
	json_t *s = json_string(text);

	if (s != NULL)
		return s;
	text_printable(&clean, text, strlen(text), SIZE_MAX);
	s = json_string(buf_text(&clean));
	buf_free(&clean);
	return s;
}

static json_t *
evidence_json(const struct identification *who)
{
	json_t *array = json_array();

	for (size_t i = 0; i < who->n_evidence; i++) {
		const struct evidence *e = &who->evidence[i];

		json_array_append_new(
			array, json_pack("{s:o, s:o, s:o, s:f}", "rule", string_of(e->rule), "key",
				       string_of(e->key), "value", string_of(e->value), "weight",
				       e->weight));
	}
	return array;
}

static json_t *
candidates_json(const struct identification *who)
{
	json_t *array = json_array();

	for (size_t i = 0; i < who->n_candidates; i++)
		json_array_append_new(array, json_pack("{s:o, s:f}", "manufacturer",
						     string_of(who->candidates[i].manufacturer),
						     "weight", who->candidates[i].weight));
	return array;
}

void
who_bind(sqlite3_stmt *st, int at, const struct identification *who)
{
	for (unsigned i = 0; i < CLAIM_COUNT; i++, at++) {
		if (who->claims[i] != NULL)
			bind_text(st, at, who->claims[i]);
		else
			sqlite3_bind_null(st, at);
	}
	sqlite3_bind_double(st, at++, who->confidence);
	sqlite3_bind_int(st, at++, (int)who->verdict);
	if (who->reason != NULL)
		bind_text(st, at++, who->reason);
	else
		sqlite3_bind_null(st, at++);
	bind_json(st, at++, evidence_json(who));
	bind_json(st, at, candidates_json(who));
}

static const char *
member(const json_t *o, const char *name, struct arena *arena)
{
	const char *text = json_string_value(json_object_get(o, name));

	return arena_strdup(arena, text != NULL ? text : "");
}

static void
read_evidence(const char *text, struct arena *arena, struct identification *who)
{
	json_t *array = text[0] != '\0' ? json_loads(text, 0, NULL) : NULL;
	struct evidence *list = arena_alloc(arena, json_array_size(array) * sizeof(*list));
	json_t *o;
	size_t i;

	json_array_foreach(array, i, o) list[i] = (struct evidence){
		.rule = member(o, "rule", arena),
		.key = member(o, "key", arena),
		.value = member(o, "value", arena),
		.weight = json_number_value(json_object_get(o, "weight")),
	};
	who->evidence = list;
	who->n_evidence = json_array_size(array);
	json_decref(array);
}

static void
read_candidates(const char *text, struct arena *arena, struct identification *who)
{
	json_t *array = text[0] != '\0' ? json_loads(text, 0, NULL) : NULL;
	struct candidate *list = arena_alloc(arena, json_array_size(array) * sizeof(*list));
	json_t *o;
	size_t i;

	json_array_foreach(array, i, o) list[i] = (struct candidate){
		.manufacturer = member(o, "manufacturer", arena),
		.weight = json_number_value(json_object_get(o, "weight")),
	};
	who->candidates = list;
	who->n_candidates = json_array_size(array);
	json_decref(array);
}

void
who_read(sqlite3_stmt *st, int at, struct arena *arena, struct identification *out)
{
	int verdict;

	*out = (struct identification){0};
	for (unsigned i = 0; i < CLAIM_COUNT; i++, at++)
		if (sqlite3_column_type(st, at) != SQLITE_NULL)
			out->claims[i] = read_text(st, at, arena);
	out->confidence = sqlite3_column_double(st, at++);
	verdict = sqlite3_column_int(st, at++);
	if (verdict >= VERDICT_UNKNOWN && verdict <= VERDICT_CONFIRMED)
		out->verdict = (enum verdict)verdict;
	if (sqlite3_column_type(st, at) != SQLITE_NULL)
		out->reason = read_text(st, at, arena);
	read_evidence(read_text(st, at + 1, arena), arena, out);
	read_candidates(read_text(st, at + 2, arena), arena, out);
}
