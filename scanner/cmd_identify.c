/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* cmd_identify.c: `ranmap identify`: observations in, identifications out. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "scanner/jsonl.h"
#include "scanner/lines.h"
#include "scanner/options.h"
#include "scanner/rules_of.h"

struct run {
	struct rules *rules;
	bool bad; /* a line could not be read */
};

/* What one thread works with. */
struct worker {
	struct identifier *identifier;
	struct arena *arena;
	struct buf why;
	bool bad;
};

static void *
begin(void *arg)
{
	const struct run *r = arg;
	struct worker *w = xcalloc(1, sizeof(*w));

	w->identifier = identifier_new(r->rules);
	w->arena = arena_new();
	return w;
}

static void
one_line(void *state, const char *text, size_t len, struct buf *out)
{
	struct worker *w = state;
	struct identification who;
	struct jsonl_line line;

	arena_reset(w->arena);
	buf_clear(&w->why);
	if (text == NULL) {
		w->bad = true;
		jsonl_write_error(out, NULL, "the line is too long");
	} else if (jsonl_read(w->arena, text, len, &line, &w->why) != RESULT_OK) {
		w->bad = true;
		jsonl_write_error(out, line.id, buf_text(&w->why));
	} else {
		identify(w->identifier, line.observations, line.n, w->arena, &who);
		jsonl_write(out, line.id, &who);
	}
}

static void
end(void *state, void *arg)
{
	struct worker *w = state;
	struct run *r = arg;

	r->bad = r->bad || w->bad;
	identifier_free(w->identifier);
	arena_free(w->arena);
	buf_free(&w->why);
	free(w);
}

static int
all_lines(struct run *r, int in)
{
	static const struct lines_work work = {begin, one_line, end};
	int reading;

	if (lines_run(in, STDOUT_FILENO, lines_threads(), &work, r, &reading) != RESULT_OK) {
		log_error("%s: %s",
			reading ? "the input can't be read" : "standard output can't be written",
			strerror(errno));
		return EXIT_FAILED;
	}
	return r->bad ? EXIT_PARTIAL : EXIT_DONE;
}

static int
identify_file(const struct settings *settings, const char *file)
{
	struct run r = {0};
	int in = STDIN_FILENO, status = EXIT_FAILED;

	if (file != NULL && strcmp(file, "-") != 0)
		in = open(file, O_RDONLY | O_CLOEXEC);
	if (in < 0) {
		log_error("%s: %s", file, strerror(errno));
		return EXIT_FAILED;
	}
	if (rules_of(settings, &r.rules) == RESULT_OK) {
		status = all_lines(&r, in);
		rules_free(r.rules);
	}
	if (in != STDIN_FILENO)
		close(in);
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
