/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* fuzz_identify.c: a line for identify, through all the rules and out again.
 * Covers: scanner/jsonl.c fingerprints/derive.c fingerprints/components.c fingerprints/told.c
 * fingerprints/traits.c */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "fingerprints/derive.h"
#include "fingerprints/fingerprints.h"
#include "scanner/jsonl.h"

static struct rules *rules;
static struct identifier *identifier;
static struct arena *arena;

static void
done(void)
{
	identifier_free(identifier);
	rules_free(rules);
	arena_free(arena);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct rule_sources sources;
	struct buf problems = {0};

	(void)argc;
	(void)argv;
	fuzz_quiet();
	arena = arena_new();
	rule_sources_default(arena, NULL, 0, &sources);
	fuzz_assert(rules_load(&sources, &rules, &problems) == RESULT_OK, "the rules load");
	buf_free(&problems);
	identifier = identifier_new(rules);
	atexit(done);
	return 0;
}

/* What comes out is one line of JSON, whatever went in. */
static void
check_line(const struct buf *out)
{
	json_t *json;

	fuzz_assert(out->len > 0 && out->data[out->len - 1] == '\n', "a line ends");
	fuzz_assert(memchr(out->data, '\n', out->len) == out->data + out->len - 1, "it is one");
	json = json_loadb(out->data, out->len, 0, NULL);
	fuzz_assert(json_is_object(json), "it is a JSON object");
	json_decref(json);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct jsonl_line line = {0};
	struct identification who;
	struct derived derived;
	struct buf out = {0}, why = {0};

	arena_reset(arena);
	if (jsonl_read(arena, (const char *)data, size, &line, &why) == RESULT_OK) {
		identify(identifier, line.observations, line.n, arena, &who);
		derive(identifier, line.observations, line.n, &who, arena, &derived);
		jsonl_write(&out, line.id, &who);
	} else {
		jsonl_write_error(&out, line.id, buf_text(&why));
	}
	check_line(&out);
	buf_free(&out);
	buf_free(&why);
	return 0;
}
