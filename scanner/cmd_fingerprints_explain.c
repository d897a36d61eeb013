/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* cmd_fingerprints_explain.c: one identification in ten lines. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "scanner/cmd_fingerprints.h"
#include "scanner/jsonl.h"
#include "scanner/options.h"
#include "scanner/rules_of.h"
#include "scanner/stored.h"

static const struct option_spec specs[] = {{NULL, 0, NULL, NULL, NULL, 0}};

/* The first line of standard input. */
static int
read_line(struct arena *arena, struct stored *out)
{
	struct jsonl_line line;
	struct buf why = {0};
	char *text = NULL;
	size_t cap = 0;
	ssize_t n = getline(&text, &cap, stdin);
	int status = EXIT_DONE;

	if (n <= 0) {
		log_error("no line came; observations as `ranmap identify` takes them are wanted");
		status = EXIT_USAGE;
	} else if (jsonl_read(arena, text, (size_t)n, &line, &why) != RESULT_OK) {
		log_error("%s", buf_text(&why));
		status = EXIT_USAGE;
	} else {
		*out = (struct stored){.name = line.id != NULL ? line.id : "",
			.observations = line.observations,
			.n = line.n};
	}
	free(text);
	buf_free(&why);
	return status;
}

static int
explain(const struct settings *settings, const char *what)
{
	struct arena *arena = arena_new();
	struct stored it = {0};
	struct identifier *id;
	struct rules *rules;
	struct buf out = {0};
	int status = what == NULL || strcmp(what, "-") == 0
			     ? read_line(arena, &it)
			     : stored_find(settings, what, arena, &it);

	if (status == EXIT_DONE && rules_of(settings, &rules) != RESULT_OK) {
		status = EXIT_FAILED;
	} else if (status == EXIT_DONE) {
		id = identifier_new(rules);
		identify_explain(id, it.observations, it.n, &out);
		fputs(buf_text(&out), stdout);
		identifier_free(id);
		rules_free(rules);
	}
	buf_free(&out);
	arena_free(arena);
	return status;
}

static int
run(int argc, char **argv)
{
	struct settings settings;
	int first, status;

	settings_init(&settings);
	status = options_parse(
		&command_fingerprints_explain, specs, NULL, &settings, argc, argv, &first);
	if (status < 0 && argc - first > 1) {
		log_error("fingerprints explain takes one thing at a time");
		status = EXIT_USAGE;
	}
	if (status < 0)
		status = explain(&settings, first < argc ? argv[first] : NULL);
	settings_free(&settings);
	return status;
}

const struct command command_fingerprints_explain = {
	.name = "fingerprints explain",
	.arguments = "[options] [ADDRESS|ELEMENT|-]",
	.summary = "why one thing is taken for what it is, in ten lines",
	.run = run,
};
