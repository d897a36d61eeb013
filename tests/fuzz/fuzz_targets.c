/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* fuzz_targets.c: targets as words: addresses, prefixes, ranges.
 * Covers: base/targets.c base/addr.c */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/targets.h"

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_quiet();
	return 0;
}

static void
add_words(struct targets *t, char *text)
{
	char *save = NULL;

	for (char *word = strtok_r(text, " \n", &save); word != NULL;
		word = strtok_r(NULL, " \n", &save)) {
		struct prefix p;

		targets_add(t, word);
		if (word[0] == '!' && prefix_parse(word + 1, false, &p) == RESULT_OK)
			targets_exclude(t, &p);
	}
}

/* What is written down is read back as the same sequence. */
static void
check_round_trip(struct targets *t)
{
	struct targets *again = targets_new();
	struct buf text = {0};
	uint64_t n = targets_count(t);

	targets_format(t, &text);
	add_words(again, text.data != NULL ? text.data : (char[]){""});
	fuzz_assert(targets_count(again) == n, "the count is the same");
	targets_seal(t, 7);
	targets_seal(again, 7);
	for (uint64_t i = 0; i < n && i < 64; i++) {
		struct addr a = targets_at(t, n - 1 - i), b = targets_at(again, n - 1 - i);

		fuzz_assert(addr_compare(&a, &b) == 0, "so are the addresses");
	}
	targets_free(again);
	buf_free(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct targets *t = targets_new();
	char *text = xmalloc(size + 1);

	memcpy(text, data, size);
	text[size] = '\0';
	add_words(t, text);
	check_round_trip(t);
	targets_free(t);
	free(text);
	return 0;
}
