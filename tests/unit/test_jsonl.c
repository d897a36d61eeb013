/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* JSON Lines to observations: what is taken, what is refused and with what words;
 * and over thousands of damaged lines never another opinion than jansson's about
 * what is JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scanner/jsonl.h"

static const struct {
	const char *name, *text, *id, *seen; /* "key#index=value;…" */
} taken[] = {
	{"nothing", "{}", NULL, ""},
	{"blanks", " { \"id\" : \"x\" ,\t\"a\":\"b\" } ", "x", "a#=b;"},
	{"a text", "{\"id\":\"x\",\"snmp.sysDescr\":\"Frob 9\"}", "x", "snmp.sysDescr#=Frob 9;"},
	{"a number", "{\"a\":-12}", NULL, "a#=-12;"},
	{"null is nothing", "{\"a\":null,\"b\":\"c\"}", NULL, "b#=c;"},
	{"an array", "{\"a\":[\"x\",7,{\"hex\":\"6869\"}]}", NULL, "a#1=x;a#2=7;a#3=hi;"},
	{"an empty array", "{\"a\":[],\"b\":{}}", NULL, ""},
	{"by index", "{\"a\":{\"1\":\"x\",\"0.17\":{\"hex\":\"41\"}}}", NULL, "a#1=x;a#0.17=A;"},
	{"hexadecimal", "{\"a\":{\"hex\":\"486f\"}}", NULL, "a#=Ho;"},
	{"hex as an index", "{\"a\":{\"hex\":\"x\",\"2\":\"y\"}}", NULL, "a#hex=x;a#2=y;"},
	{"escapes", "{\"a\":\"\\\"\\\\\\/\\t\\u0041\\u00e9\\u20ac\\ud83d\\ude00\"}", NULL,
		"a#=\"\\/\tA\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80;"},
	{"an escape in a name", "{\"\\u0069d\":\"x\"}", "x", ""},
	{"UTF-8", "{\"a\":\"Z\xc3\xbcrich\"}", NULL, "a#=Z\xc3\xbcrich;"},
};

static const struct {
	const char *name, *text, *id, *why;
} refused[] = {
	{"nothing", "", NULL, "no JSON: an object is wanted at byte 1"},
	{"an array", "[]", NULL, "no JSON: an object is wanted at byte 1"},
	{"no end", "{\"id\":\"x\",\"a\":\"b\"", "x", "no JSON: a comma is missing at byte 18"},
	{"no comma", "{\"a\":1 \"b\":2}", NULL, "no JSON: a comma is missing at byte 8"},
	{"a comma too many", "{\"a\":1,}", NULL, "no JSON: a string is wanted at byte 8"},
	{"more behind it", "{} {}", NULL, "no JSON: more stands behind the object at byte 4"},
	{"a number for an id", "{\"id\":7}", NULL, "id: a text is wanted"},
	{"truth", "{\"id\":\"x\",\"a\":true}", "x",
		"a: a text, {\"hex\": …}, an array or an object by index is wanted"},
	{"a fraction", "{\"a\":1.5}", NULL, "a: a whole number or a text is wanted"},
	{"nesting", "{\"a\":[[1]],\"id\":\"x\"}", "x",
		"a: a text, {\"hex\": …}, an array or an object by index is wanted"},
	{"no hexadecimal", "{\"a\":{\"hex\":\"4g\"}}", NULL, "a: the hex value is no hexadecimal"},
	{"half a character", "{\"a\":\"\\ud83d\"}", NULL,
		"no JSON: an escape that is none at byte 13"},
	{"a control character", "{\"a\":\"\x01\"}", NULL,
		"no JSON: a string without end or with a control character at byte 7"},
	{"no UTF-8", "{\"a\":\"\xff\"}", NULL, "no JSON: a string that is no UTF-8 at byte 7"},
	{"a zero before", "{\"a\":01}", NULL, "no JSON: a number that is none at byte 8"},
};

static void
describe(const struct jsonl_line *line, struct buf *out)
{
	for (size_t i = 0; i < line->n; i++) {
		const struct observation *o = &line->observations[i];

		buf_printf(out, "%s#%s=", o->key, o->index);
		buf_add(out, o->value, o->len);
		buf_putc(out, ';');
	}
}

static void
values_are_taken(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
		struct arena *arena = arena_new();
		struct buf why = {0}, seen = {0};
		struct jsonl_line line;

		if (jsonl_read(arena, taken[i].text, strlen(taken[i].text), &line, &why) !=
			RESULT_OK)
			fail_msg("%s: %s", taken[i].name, buf_text(&why));
		describe(&line, &seen);
		if (strcmp(buf_text(&seen), taken[i].seen) != 0)
			fail_msg("%s: %s", taken[i].name, buf_text(&seen));
		assert_int_equal(line.id == NULL, taken[i].id == NULL);
		if (line.id != NULL)
			assert_string_equal(line.id, taken[i].id);
		buf_free(&why);
		buf_free(&seen);
		arena_free(arena);
	}
}

static void
faults_are_told_with_the_id(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct arena *arena = arena_new();
		struct buf why = {0};
		struct jsonl_line line;

		if (jsonl_read(arena, refused[i].text, strlen(refused[i].text), &line, &why) ==
			RESULT_OK)
			fail_msg("%s was taken", refused[i].name);
		if (strcmp(buf_text(&why), refused[i].why) != 0)
			fail_msg("%s: %s", refused[i].name, buf_text(&why));
		if (line.id == NULL || refused[i].id == NULL)
			assert_true(line.id == NULL && refused[i].id == NULL);
		else
			assert_string_equal(line.id, refused[i].id);
		buf_free(&why);
		arena_free(arena);
	}
}

static void
too_much_is_refused(void **state)
{
	struct arena *arena = arena_new();
	struct buf text = {0}, why = {0};
	struct jsonl_line line;

	(void)state;
	buf_puts(&text, "{\"a\":\"");
	for (int i = 0; i < 65536; i++)
		buf_putc(&text, 'x');
	buf_puts(&text, "\"}");
	assert_int_equal(jsonl_read(arena, text.data, text.len, &line, &why), RESULT_MALFORMED);
	assert_string_equal(buf_text(&why), "a: too much");
	buf_clear(&text);
	buf_clear(&why);
	buf_puts(&text, "{\"a\":[");
	for (int i = 0; i <= 100000; i++)
		buf_puts(&text, i > 0 ? ",1" : "1");
	buf_puts(&text, "]}");
	assert_int_equal(jsonl_read(arena, text.data, text.len, &line, &why), RESULT_MALFORMED);
	assert_string_equal(buf_text(&why), "a: too much");
	buf_free(&text);
	buf_free(&why);
	arena_free(arena);
}

/* A NUL in a value is kept, since the length is. */
static void
a_nul_is_kept(void **state)
{
	static const char text[] = "{\"a\":\"x\\u0000y\"}";
	struct arena *arena = arena_new();
	struct jsonl_line line;
	struct buf why = {0};

	(void)state;
	assert_int_equal(jsonl_read(arena, text, sizeof(text) - 1, &line, &why), RESULT_OK);
	assert_int_equal(line.observations[0].len, 3);
	assert_memory_equal(line.observations[0].value, "x\0y", 3);
	buf_free(&why);
	arena_free(arena);
}

/* ---- beside jansson ----------------------------------------------------------------- */

static uint32_t
next(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

/* Damages a line in one to four places. */
static size_t
damage(char *line, size_t len, uint32_t *seed)
{
	static const char bytes[] =
		"{}[]\",:\\/ u0189eE+-.tfnabx\t\x01\x7f\xc3\xbc\xed\xa0\x80\xff";

	for (uint32_t n = 1 + next(seed) % 4; n > 0 && len > 1; n--) {
		size_t at = next(seed) % len;

		switch (next(seed) % 3) {
		case 0:
			line[at] = bytes[next(seed) % (sizeof(bytes) - 1)];
			break;
		case 1:
			memmove(line + at, line + at + 1, len - at - 1);
			len--;
			break;
		default:
			memmove(line + at + 1, line + at, len - at);
			line[at] = bytes[next(seed) % (sizeof(bytes) - 1)];
			len++;
		}
	}
	return len;
}

static void
about_what_is_json_both_are_of_one_mind(void **state)
{
	static const char *const lines[] = {
		"{\"id\":\"x\",\"snmp.sysDescr\":\"Frob \\u00e9\\n\",\"a\":[1,-20,\"b\"]}",
		"{\"id\":\"y\",\"a\":{\"1\":\"x\",\"2\":{\"hex\":\"4142\"}},\"n\":null}",
		"{\"a\":\"\\ud83d\\ude00 \xc3\xbc\",\"b\":{\"hex\":\"00ff\"},\"c\":10e1}",
	};
	uint32_t seed = 7;
	unsigned good = 0;

	(void)state;
	for (unsigned i = 0; i < 30000; i++) {
		struct arena *arena = arena_new();
		struct buf why = {0};
		struct jsonl_line line;
		char text[256];
		size_t len;
		json_error_t error;
		json_t *tree;
		bool ours;

		strcpy(text, lines[i % 3]);
		len = damage(text, strlen(text), &seed);
		ours = jsonl_read(arena, text, len, &line, &why) == RESULT_OK ||
		       strncmp(buf_text(&why), "no JSON", 7) != 0;
		tree = json_loadb(text, len, JSON_ALLOW_NUL, &error);
		/* A fault of ours that comes first ends the reading; then the rest may be none. */
		if (tree != NULL && !ours && json_is_object(tree))
			fail_msg("%.*s: %s", (int)len, text, buf_text(&why));
		if (tree == NULL && why.len == 0)
			fail_msg("%.*s: taken; jansson: %s", (int)len, text, error.text);
		good += tree != NULL;
		json_decref(tree);
		buf_free(&why);
		arena_free(arena);
	}
	/* The damage leaves enough of both kinds. */
	assert_in_range(good, 1000, 29000);
}

/* ---- out ------------------------------------------------------------------------------- */

static void
an_identification_is_one_line(void **state)
{
	static const struct evidence evidence[] = {{"r-1", "snmp.sysDescr", "say \"hi\"\n", 0.9}};
	static const struct candidate candidates[] = {{"Acme", 0.66666}, {"Cog", 1}};
	struct identification who = {.confidence = 0.98765,
		.verdict = VERDICT_DISPUTED,
		.evidence = evidence,
		.n_evidence = 1,
		.candidates = candidates,
		.n_candidates = 2};
	struct buf out = {0};

	(void)state;
	who.claims[CLAIM_model] = "F\t9";
	jsonl_write(&out, "a\"b", &who);
	assert_string_equal(buf_text(&out),
		"{\"id\":\"a\\\"b\",\"manufacturer\":null,\"brand\":null,\"model\":\"F\\t9\","
		"\"role\":null,\"sw_version\":null,\"serial\":null,\"part_number\":null,"
		"\"confidence\":0.9877,\"verdict\":\"disputed\",\"evidence\":[{\"rule\":\"r-1\","
		"\"key\":\"snmp.sysDescr\",\"value\":\"say \\\"hi\\\"\\n\"}],"
		"\"candidates\":[{\"manufacturer\":\"Acme\",\"weight\":0.6667},"
		"{\"manufacturer\":\"Cog\",\"weight\":1.0000}]}\n");
	buf_clear(&out);
	jsonl_write_error(&out, NULL, "no JSON");
	assert_string_equal(buf_text(&out), "{\"id\":null,\"error\":\"no JSON\"}\n");
	buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_taken),
		cmocka_unit_test(faults_are_told_with_the_id),
		cmocka_unit_test(too_much_is_refused),
		cmocka_unit_test(a_nul_is_kept),
		cmocka_unit_test(about_what_is_json_both_are_of_one_mind),
		cmocka_unit_test(an_identification_is_one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
