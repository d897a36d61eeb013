/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* cmd_show.c: `ranmap show`: the vendor map in the terminal. */
#include <stddef.h>
#include <stdio.h>

#include "base/log.h"
#include "output/fit.h"
#include "output/show.h"
#include "scanner/options.h"
#include "scanner/reading.h"

struct show_options {
	int64_t sweep;
};

static const struct option_spec specs[] = {
	{.name = "sweep",
		.argument = "N|last",
		.take = reading_take_sweep,
		.help = "one sweep only [all, everything as last seen]",
		.offset = offsetof(struct show_options, sweep)},
	{.name = NULL},
};

static int
show(const struct settings *settings, const struct show_options *own)
{
	struct store_scope scope;
	struct store *store;
	int status = reading_open(settings, own->sweep, &store, &scope);

	if (status != EXIT_DONE)
		return status;
	show_print(stdout, store, scope, fit_terminal(stdout), fit_colour(stdout));
	store_close(store);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		log_error("standard output can't be written");
		return EXIT_FAILED;
	}
	return EXIT_DONE;
}

static int
run(int argc, char **argv)
{
	struct show_options own = {0};
	struct settings settings;
	int first, status;

	settings_init(&settings);
	status = options_parse(&command_show, specs, &own, &settings, argc, argv, &first);
	if (status < 0 && first < argc) {
		log_error("show takes no operand: %s", argv[first]);
		status = EXIT_USAGE;
	}
	if (status < 0)
		status = show(&settings, &own);
	settings_free(&settings);
	return status;
}

const struct command command_show = {
	.name = "show",
	.arguments = "[options]",
	.summary = "the vendor map of the store in the terminal",
	.run = run,
};
