/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * evidence.c: evidence and candidates of an identification as JSON, as they
 * stand in their columns. Every element and every subject has both, and a view
 * reads all of them: what we wrote ourselves is read by a few lines that know
 * its shape (a general reader took a seventh of a sweep's time); whatever has
 * another shape, or an escape in it, goes to jansson.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/text.h"
#include "store/inside.h"

/* ---- writing ------------------------------------------------------------------ */

static void
put_member(struct buf *out, const char *name, const char *text)
{
	buf_puts(out, name);
	text_json(out, text != NULL ? text : "", text != NULL ? strlen(text) : 0);
}

/* Weights have few decimals; a printf() of each took a tenth of what recording takes. */
static void
put_weight(struct buf *out, double weight)
{
	char digits[9];
	int64_t left = llround(weight * 1e9);
	size_t n = sizeof(digits);

	buf_puts(out, ",\"weight\":");
	if (!(weight >= 0 && weight < 9)) { /* one digit before the point, rounded or not */
		buf_printf(out, "%.9g}", weight);
		return;
	}
	for (size_t i = n; i-- > 0; left /= 10)
		digits[i] = (char)('0' + left % 10);
	buf_putc(out, (char)('0' + left));
	while (n > 0 && digits[n - 1] == '0')
		n--;
	if (n > 0)
		buf_putc(out, '.');
	buf_add(out, digits, n);
	buf_putc(out, '}');
}

void
evidence_write(const struct identification *who, struct buf *out)
{
	for (size_t i = 0; i < who->n_evidence; i++) {
		const struct evidence *e = &who->evidence[i];

		buf_puts(out, i == 0 ? "[" : ",");
		put_member(out, "{\"rule\":", e->rule);
		put_member(out, ",\"key\":", e->key);
		put_member(out, ",\"value\":", e->value);
		put_weight(out, e->weight);
	}
	if (who->n_evidence > 0)
		buf_putc(out, ']');
}

void
candidates_write(const struct identification *who, struct buf *out)
{
	for (size_t i = 0; i < who->n_candidates; i++) {
		buf_puts(out, i == 0 ? "[" : ",");
		put_member(out, "{\"manufacturer\":", who->candidates[i].manufacturer);
		put_weight(out, who->candidates[i].weight);
	}
	if (who->n_candidates > 0)
		buf_putc(out, ']');
}

/* ---- our own shape -------------------------------------------------------------- */

static bool
take(const char **at, const char *what)
{
	size_t n = strlen(what);

	if (strncmp(*at, what, n) != 0)
		return false;
	*at += n;
	return true;
}

static bool
take_text(const char **at, const char *name, struct arena *arena, const char **out)
{
	size_t n;

	if (!take(at, name))
		return false;
	n = strcspn(*at, "\"");
	if ((*at)[n] != '"')
		return false;
	*out = arena_strndup(arena, *at, n);
	*at += n + 1;
	return true;
}

/* A weight and the end of its object; then comma or the end of the array. */
static bool
take_weight(const char **at, double *out)
{
	char *end;

	if (!take(at, ",\"weight\":"))
		return false;
	*out = strtod(*at, &end);
	if (end == *at || *end != '}' || (end[1] != ',' && end[1] != ']'))
		return false;
	*at = end + 2;
	return true;
}

/* How many objects there are at most. */
static size_t
objects(const char *text)
{
	size_t n = 0;

	for (; (text = strchr(text, '{')) != NULL; text++)
		n++;
	return n;
}

static bool
read_evidence(const char *at, struct arena *arena, struct identification *who)
{
	struct evidence *list = arena_alloc(arena, objects(at) * sizeof(*list));
	size_t n = 0;

	if (*at++ != '[')
		return false;
	while (*at != '\0') {
		struct evidence *e = &list[n];

		if (!take_text(&at, "{\"rule\":\"", arena, &e->rule) ||
			!take_text(&at, ",\"key\":\"", arena, &e->key) ||
			!take_text(&at, ",\"value\":\"", arena, &e->value) ||
			!take_weight(&at, &e->weight))
			return false;
		n++;
	}
	who->evidence = list;
	who->n_evidence = n;
	return true;
}

static bool
read_candidates(const char *at, struct arena *arena, struct identification *who)
{
	struct candidate *list = arena_alloc(arena, objects(at) * sizeof(*list));
	size_t n = 0;

	if (*at++ != '[')
		return false;
	while (*at != '\0') {
		if (!take_text(&at, "{\"manufacturer\":\"", arena, &list[n].manufacturer) ||
			!take_weight(&at, &list[n].weight))
			return false;
		n++;
	}
	who->candidates = list;
	who->n_candidates = n;
	return true;
}

/* ---- any shape -------------------------------------------------------------------- */

static const char *
member(const json_t *o, const char *name, struct arena *arena)
{
	const char *text = json_string_value(json_object_get(o, name));

	return arena_strdup(arena, text != NULL ? text : "");
}

static void
parse_evidence(const char *text, struct arena *arena, struct identification *who)
{
	json_t *array = json_loads(text, 0, NULL), *o;
	struct evidence *list = arena_alloc(arena, json_array_size(array) * sizeof(*list));
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
parse_candidates(const char *text, struct arena *arena, struct identification *who)
{
	json_t *array = json_loads(text, 0, NULL), *o;
	struct candidate *list = arena_alloc(arena, json_array_size(array) * sizeof(*list));
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
evidence_read(const char *text, struct arena *arena, struct identification *who)
{
	if (*text != '\0' && (strchr(text, '\\') != NULL || !read_evidence(text, arena, who)))
		parse_evidence(text, arena, who);
}

void
candidates_read(const char *text, struct arena *arena, struct identification *who)
{
	if (*text != '\0' && (strchr(text, '\\') != NULL || !read_candidates(text, arena, who)))
		parse_candidates(text, arena, who);
}
