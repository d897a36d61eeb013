/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * command.h: one subcommand is one file and one line in the table of main.c:
 * parse, call, report. It returns an exit status.
 */
#ifndef RANMAP_SCANNER_COMMAND_H
#define RANMAP_SCANNER_COMMAND_H

enum exit_status {
	EXIT_DONE = 0,
	EXIT_FAILED = 1,  /* the run failed */
	EXIT_USAGE = 2,	  /* wrong usage or configuration */
	EXIT_PARTIAL = 3, /* not asked to the end, or a bad input line */
};

struct command {
	const char *name;
	const char *arguments; /* "[options] TARGET..." */
	const char *summary;
	/* argv[0] is the subcommand's name. */
	int (*run)(int argc, char **argv);
};

#define COMMAND_LIST(X) \
	X(scan)         \
	X(listen)       \
	X(read)         \
	X(identify)     \
	X(reidentify)   \
	X(fingerprints) \
	X(show)         \
	X(export)

#define X(name) extern const struct command command_##name;
COMMAND_LIST(X)
#undef X

#endif
