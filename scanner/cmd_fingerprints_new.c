/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* cmd_fingerprints_new.c: an unknown device of a store as the beginning of a rule. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "fingerprints/skeleton.h"
#include "scanner/cmd_fingerprints.h"
#include "scanner/options.h"
#include "scanner/rules_of.h"
#include "scanner/stored.h"

#define NAME_LENGTH 64

struct new_options {
	char *maker, *file;
};

static const struct option_spec specs[] = {
	{"maker", 0, "NAME", "whose device it is [New maker]", option_take_text,
		offsetof(struct new_options, maker)},
	{"output", 'o', "FILE", "where to put it; an existing file is kept [standard output]",
		option_take_text, offsetof(struct new_options, file)},
	{NULL, 0, NULL, NULL, NULL, 0},
};

/* A name on one line of a reasonable length; it stands in a YAML file. */
static bool
is_name(const char *text)
{
	size_t n = strlen(text);

	if (n == 0 || n > NAME_LENGTH)
		return false;
	for (const char *c = text; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			return false;
	return true;
}

static int
put(const char *file, const struct buf *text)
{
	FILE *f = file != NULL ? fopen(file, "wxe") : stdout;
	bool good;

	if (f == NULL) {
		log_error("%s: %s", file, strerror(errno));
		return EXIT_FAILED;
	}
	good = fwrite(text->data, 1, text->len, f) == text->len && fflush(f) == 0;
	if (f != stdout)
		good = fclose(f) == 0 && good;
	if (!good)
		log_error("%s can't be written: %s", file != NULL ? file : "standard output",
			strerror(errno));
	return good ? EXIT_DONE : EXIT_FAILED;
}

static int
begin_rule(const struct settings *settings, const struct new_options *own, const char *what)
{
	const char *maker = own->maker != NULL ? own->maker : "New maker";
	struct arena *arena = arena_new();
	struct identifier *id;
	struct stored it;
	struct rules *rules;
	struct buf out = {0};
	int status = stored_find(settings, what, arena, &it);

	if (status == EXIT_DONE && rules_of(settings, &rules) != RESULT_OK) {
		status = EXIT_FAILED;
	} else if (status == EXIT_DONE) {
		id = identifier_new(rules);
		if (rules_skeleton(id, maker, it.name, it.observations, it.n, &out) == RESULT_OK) {
			status = put(own->file, &out);
		} else {
			log_error("%s said nothing that a rule could look at", it.name);
			status = EXIT_FAILED;
		}
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
	struct new_options own = {0};
	struct settings settings;
	int first, status;

	settings_init(&settings);
	status = options_parse(
		&command_fingerprints_new, specs, &own, &settings, argc, argv, &first);
	if (status < 0 && argc - first != 1) {
		log_error(
			"fingerprints new takes an address, an element's ID or a neighbour's name");
		status = EXIT_USAGE;
	}
	if (status < 0 && own.maker != NULL && !is_name(own.maker)) {
		log_error("--maker: a name of 1 to %d characters is wanted", NAME_LENGTH);
		status = EXIT_USAGE;
	}
	if (status < 0)
		status = begin_rule(&settings, &own, argv[first]);
	free(own.maker);
	free(own.file);
	settings_free(&settings);
	return status;
}

const struct command command_fingerprints_new = {
	.name = "fingerprints new",
	.arguments = "[options] ADDRESS|ELEMENT",
	.summary = "start a vendor file from what a device of the store said",
	.run = run,
};
