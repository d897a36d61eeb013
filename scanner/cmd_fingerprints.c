/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* cmd_fingerprints.c: `ranmap fingerprints WHAT`: a table of its own commands. */
#include "scanner/cmd_fingerprints.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"

static const struct command *const whats[] = {
	&command_fingerprints_check,
	&command_fingerprints_list,
	&command_fingerprints_explain,
	&command_fingerprints_new,
};

#define WHATS (sizeof(whats) / sizeof(whats[0]))

/* Behind the command's name, where a word of the table is its name too. */
static const char *
word_of(const struct command *c)
{
	return strchr(c->name, ' ') + 1;
}

static void
usage(FILE *to)
{
	fputs("usage: ranmap fingerprints WHAT [options]\n\n", to);
	for (size_t i = 0; i < WHATS; i++)
		fprintf(to, "  %-9s %s\n", word_of(whats[i]), whats[i]->summary);
	fputs("\n`ranmap fingerprints WHAT --help` lists the options of one.\n", to);
}

static int
run(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : "";

	if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
		usage(stdout);
		return EXIT_DONE;
	}
	for (size_t i = 0; i < WHATS; i++)
		if (strcmp(word_of(whats[i]), word) == 0)
			return whats[i]->run(argc - 1, argv + 1);
	if (word[0] != '\0')
		log_error("fingerprints has no '%s'", word);
	usage(stderr);
	return EXIT_USAGE;
}

const struct command command_fingerprints = {
	.name = "fingerprints",
	.arguments = "WHAT [options]",
	.summary = "check the rules, list them, explain one answer, start a new one",
	.run = run,
};
