/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* cmd_fingerprints_list.c: makers with their rules, or single rules. */
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/role.h"
#include "fingerprints/list.h"
#include "scanner/cmd_fingerprints.h"
#include "scanner/options.h"
#include "scanner/rules_of.h"

struct list_options {
	char *maker, *role, *key;
	bool examples;
};

static const struct option_spec specs[] = {
	{"maker", 0, "NAME", "the rules of this maker, a line each", option_take_text,
		offsetof(struct list_options, maker)},
	{"role", 0, "ROLE", "the rules that claim this role", option_take_text,
		offsetof(struct list_options, role)},
	{"key", 0, "KEY", "the rules that look at this observation", option_take_text,
		offsetof(struct list_options, key)},
	{"examples", 0, NULL, "all examples and near misses, for `ranmap identify`",
		option_take_flag, offsetof(struct list_options, examples)},
	{NULL, 0, NULL, NULL, NULL, 0},
};

static int
list_examples(const struct settings *settings, struct buf *out)
{
	struct arena *arena = arena_new();
	struct rule_sources sources;
	enum result r;

	rule_sources_default(arena, settings->rule_dirs, settings->n_rule_dirs, &sources);
	r = rules_list_examples(&sources, out);
	arena_free(arena);
	if (r != RESULT_OK)
		log_error("some files can't be read; `ranmap fingerprints check` tells which");
	return r == RESULT_OK ? EXIT_DONE : EXIT_FAILED;
}

static int
list_rules(const struct settings *settings, const struct list_options *own, struct buf *out)
{
	struct list_filter filter = {.maker = own->maker, .role = own->role, .key = own->key};
	struct rules *rules;
	int status = EXIT_DONE;

	if (own->role != NULL && !role_known(own->role)) {
		log_error("there is no role '%s'", own->role);
		return EXIT_USAGE;
	}
	if (rules_of(settings, &rules) != RESULT_OK)
		return EXIT_FAILED;
	if (own->maker == NULL && own->role == NULL && own->key == NULL) {
		rules_list_makers(rules, out);
	} else if (rules_list_rules(rules, &filter, out) != RESULT_OK) {
		log_error("the vocabulary has no maker '%s'", own->maker);
		status = EXIT_USAGE;
	}
	rules_free(rules);
	return status;
}

static int
run(int argc, char **argv)
{
	struct list_options own = {0};
	struct settings settings;
	struct buf out = {0};
	int first, status;

	settings_init(&settings);
	status = options_parse(
		&command_fingerprints_list, specs, &own, &settings, argc, argv, &first);
	if (status < 0 && first < argc) {
		log_error("fingerprints list takes no operand: %s", argv[first]);
		status = EXIT_USAGE;
	}
	if (status < 0)
		status = own.examples ? list_examples(&settings, &out)
				      : list_rules(&settings, &own, &out);
	fputs(buf_text(&out), stdout);
	buf_free(&out);
	free(own.maker);
	free(own.role);
	free(own.key);
	settings_free(&settings);
	return status;
}

const struct command command_fingerprints_list = {
	.name = "fingerprints list",
	.arguments = "[options]",
	.summary = "the makers and how many rules name them, or the rules themselves",
	.run = run,
};
