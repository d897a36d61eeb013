/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * options.h: command-line options by one table per command: name, argument,
 * default, help, check. Fills the settings; an option beats the configuration.
 */
#ifndef RANMAP_SCANNER_OPTIONS_H
#define RANMAP_SCANNER_OPTIONS_H

#include <stddef.h>

#include "base/settings.h"
#include "scanner/command.h"

struct options;

/* One option of a command. */
struct option_spec {
	const char *name;     /* "snmp-port" */
	char letter;	      /* 'c', or 0 */
	const char *argument; /* "N", or NULL for a switch */
	const char *help;     /* with its default in brackets */
	/* Takes the value into whatever target points to. Returns NULL, or what is
	 * wrong with the value in a few words. */
	const char *(*take)(void *target, const char *value);
	/* Where in the command's own structure; with `common` options, in settings. */
	size_t offset;
};

/* Ready-made take functions for common types. */
const char *option_take_text(void *char_pp, const char *);
const char *option_take_flag(void *bool_p, const char *);
const char *option_take_no_flag(void *bool_p, const char *); /* sets false */
const char *option_take_u32(void *uint32_p, const char *);
const char *option_take_port(void *uint16_p, const char *);

/*
 * Parses argv of a command. Options of `specs` (ends with a NULL name) go into
 * own; those that every command has (-c -d -q -v --rules --help --version) and
 * the configuration file go into settings. The operands are argv[*first..].
 * Returns -1 to go on, or the exit status to end with (help was printed, or a
 * fault was named on standard error).
 */
int options_parse(const struct command *, const struct option_spec *specs, void *own,
	struct settings *, int argc, char **argv, int *first);

/* Takes the command's own options once more, over settings that came from
 * elsewhere meanwhile. Options that can be repeated add the same again. */
int options_again(const struct command *, const struct option_spec *specs, void *own,
	struct settings *, int argc, char **argv);

#endif
