/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* main.c: the table of subcommands, and the only exit. */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include <config.h>
#include "scanner/command.h"

static const struct command *const commands[] = {
#define X(name) &command_##name,
	COMMAND_LIST(X)
#undef X
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void
usage(FILE *to)
{
	fputs("usage: ranmap COMMAND [options]\n\n"
	      "Tells a mobile operator whose equipment stands where.\n\n",
		to);
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(to, "  %-13s %s\n", commands[i]->name, commands[i]->summary);
	fputs("\n`ranmap COMMAND --help` lists the options of one.\n", to);
}

static const struct command *
find(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

/* --help and --version without a command. Returns -1 for anything else. */
static int
answer(const char *word)
{
	if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0) {
		usage(stdout);
		return EXIT_DONE;
	}
	if (strcmp(word, "--version") == 0) {
		puts(PACKAGE_STRING);
		return EXIT_DONE;
	}
	return -1;
}

static int
run(int argc, char **argv)
{
	const struct command *c;
	int status;

	if (argc < 2) {
		usage(stderr);
		return EXIT_USAGE;
	}
	if ((status = answer(argv[1])) >= 0)
		return status;
	if ((c = find(argv[1])) == NULL) {
		fprintf(stderr, "ranmap: there is no command '%s'; `ranmap --help` lists them\n",
			argv[1]);
		return EXIT_USAGE;
	}
	return c->run(argc - 1, argv + 1);
}

int
main(int argc, char **argv)
{
	int status;

	setlocale(LC_CTYPE, "");
	/* A reader that went away is a write error like any other. */
	signal(SIGPIPE, SIG_IGN);
	/* So is a file that has become too large. */
	signal(SIGXFSZ, SIG_IGN);
	status = run(argc, argv);
	if (fflush(stdout) != 0 && status == EXIT_DONE) {
		perror("ranmap: standard output");
		status = EXIT_FAILED;
	}
	return status;
}
