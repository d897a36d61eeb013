/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* cmd_identify.c: `ranmap identify`: observations in, identifications out. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "scanner/jsonl.h"
#include "scanner/options.h"
#include "scanner/rules_of.h"

#define WRITE_AT 65536

struct run {
	struct identifier *identifier;
	struct arena *arena;
	struct buf out, why;
	bool bad; /* a line could not be read */
};

static void
one_line(struct run *r, const char *text, size_t len)
{
	struct identification who;
	struct jsonl_line line;

	arena_reset(r->arena);
	buf_clear(&r->why);
	if (jsonl_read(r->arena, text, len, &line, &r->why) != RESULT_OK) {
		r->bad = true;
		jsonl_write_error(&r->out, line.id, buf_text(&r->why));
		return;
	}
	identify(r->identifier, line.observations, line.n, r->arena, &who);
	jsonl_write(&r->out, line.id, &who);
}

static bool
flush(struct run *r)
{
	bool whole = fwrite(r->out.data, 1, r->out.len, stdout) == r->out.len;

	buf_clear(&r->out);
	return whole;
}

static int
all_lines(struct run *r, FILE *in)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	bool whole = true;

	while (whole && (n = getline(&line, &cap, in)) >= 0) {
		while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r'))
			n--;
		if (n == 0)
			continue;
		one_line(r, line, (size_t)n);
		if (r->out.len >= WRITE_AT)
			whole = flush(r);
	}
	free(line);
	if (ferror(in)) {
		log_error("the input can't be read: %s", strerror(errno));
		return EXIT_FAILED;
	}
	if (!whole || !flush(r) || fflush(stdout) != 0) {
		log_error("standard output can't be written: %s", strerror(errno));
		return EXIT_FAILED;
	}
	return r->bad ? EXIT_PARTIAL : EXIT_DONE;
}

static int
identify_file(const struct settings *settings, const char *file)
{
	struct run r = {0};
	struct rules *rules;
	FILE *in = file == NULL || strcmp(file, "-") == 0 ? stdin : fopen(file, "re");
	int status;

	if (in == NULL) {
		log_error("%s: %s", file, strerror(errno));
		return EXIT_FAILED;
	}
	if (rules_of(settings, &rules) != RESULT_OK) {
		status = EXIT_FAILED;
	} else {
		r.identifier = identifier_new(rules);
		r.arena = arena_new();
		status = all_lines(&r, in);
		identifier_free(r.identifier);
		arena_free(r.arena);
		buf_free(&r.out);
		buf_free(&r.why);
		rules_free(rules);
	}
	if (in != stdin)
		fclose(in);
	return status;
}

static const struct option_spec specs[] = {{NULL, 0, NULL, NULL, NULL, 0}};

static int
run(int argc, char **argv)
{
	struct settings settings;
	int first, status;

	settings_init(&settings);
	status = options_parse(&command_identify, specs, NULL, &settings, argc, argv, &first);
	if (status < 0 && argc - first > 1) {
		log_error("identify takes one file");
		status = EXIT_USAGE;
	}
	if (status < 0)
		status = identify_file(&settings, first < argc ? argv[first] : NULL);
	settings_free(&settings);
	return status;
}

const struct command command_identify = {
	.name = "identify",
	.arguments = "[options] [FILE]",
	.summary = "JSON Lines of observations to JSON Lines of identifications",
	.run = run,
};
