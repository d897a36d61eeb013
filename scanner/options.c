/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * options.c: the command line by tables. First the common options and the
 * configuration file, then the command's own, so that an option beats the
 * configuration wherever it stands.
 */
#include "scanner/options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"
#include <config.h>
#include "scanner/config.h"

#define MOST_OPTIONS 48
#define FIRST_VALUE 1000 /* getopt_long's code of the first option of the table */

const char *
option_take_text(void *target, const char *value)
{
	char **text = target;

	free(*text);
	*text = xstrdup(value);
	return NULL;
}

const char *
option_take_flag(void *target, const char *value)
{
	(void)value;
	*(bool *)target = true;
	return NULL;
}

const char *
option_take_no_flag(void *target, const char *value)
{
	(void)value;
	*(bool *)target = false;
	return NULL;
}

const char *
option_take_u32(void *target, const char *value)
{
	uint64_t n;

	if (text_u64(value, 0, UINT32_MAX, &n) != RESULT_OK)
		return "a whole number is wanted";
	*(uint32_t *)target = (uint32_t)n;
	return NULL;
}

const char *
option_take_port(void *target, const char *value)
{
	uint64_t n;

	if (text_u64(value, 1, 65535, &n) != RESULT_OK)
		return "a port from 1 to 65535 is wanted";
	*(uint16_t *)target = (uint16_t)n;
	return NULL;
}

static const char *
take_rules(void *target, const char *value)
{
	struct settings *s = target;

	s->rule_dirs = xrealloc(s->rule_dirs, s->n_rule_dirs + 1, sizeof(s->rule_dirs[0]));
	s->rule_dirs[s->n_rule_dirs++] = xstrdup(value);
	return NULL;
}

static const struct option_spec common[] = {
	{"config", 'c', "FILE", "configuration [./ranmap.yaml, then the system's]",
		option_take_text, offsetof(struct settings, config_file)},
	{"db", 'd', "FILE", "the store [the configuration's, then ranmap.db]", option_take_text,
		offsetof(struct settings, store_file)},
	{"quiet", 'q', NULL, "say only what is wrong", option_take_flag,
		offsetof(struct settings, quiet)},
	{"verbose", 'v', NULL, "say more", option_take_flag, offsetof(struct settings, verbose)},
	{"rules", 0, "DIR", "one more folder of rules, repeatable", take_rules, 0},
	{NULL, 0, NULL, NULL, NULL, 0},
};

static bool
is_common(const struct option_spec *s)
{
	return s >= common && s < common + sizeof(common) / sizeof(common[0]);
}

/* One row of what getopt may return: whose option, and where it goes. */
struct known {
	const struct option_spec *spec;
	void *base;
};

struct table {
	struct known known[MOST_OPTIONS];
	struct option longs[MOST_OPTIONS + 3];
	char shorts[2 * MOST_OPTIONS + 4];
	size_t n;
};

static void
add(struct table *t, const struct option_spec *specs, void *base)
{
	for (const struct option_spec *s = specs; s != NULL && s->name != NULL; s++) {
		if (t->n == MOST_OPTIONS)
			abort();
		t->known[t->n] = (struct known){.spec = s, .base = base};
		t->longs[t->n] = (struct option){
			.name = s->name,
			.has_arg = s->argument != NULL ? required_argument : no_argument,
			.val = FIRST_VALUE + (int)t->n,
		};
		if (s->letter != 0) {
			size_t len = strlen(t->shorts);

			t->shorts[len++] = s->letter;
			if (s->argument != NULL)
				t->shorts[len++] = ':';
			t->shorts[len] = '\0';
		}
		t->n++;
	}
}

static void
build(struct table *t, const struct option_spec *specs, void *own, struct settings *settings)
{
	memset(t, 0, sizeof(*t));
	/* A leading colon: we word the faults ourselves. */
	t->shorts[0] = ':';
	add(t, specs, own);
	add(t, common, settings);
	t->longs[t->n] = (struct option){.name = "help", .val = 'h'};
	t->longs[t->n + 1] = (struct option){.name = "version", .val = 'V'};
	strncat(t->shorts, "h", 2);
}

static void
help_rows(const struct option_spec *specs)
{
	for (const struct option_spec *s = specs; s != NULL && s->name != NULL; s++) {
		char left[64];
		char letter[8] = "    ";

		if (s->letter != 0)
			snprintf(letter, sizeof(letter), "-%c, ", s->letter);
		snprintf(left, sizeof(left), "%s--%s%s%s", letter, s->name,
			s->argument != NULL ? " " : "", s->argument != NULL ? s->argument : "");
		printf("  %-26s %s\n", left, s->help);
	}
}

static void
help(const struct command *c, const struct option_spec *specs)
{
	printf("usage: ranmap %s %s\n\n%s\n\n", c->name, c->arguments, c->summary);
	help_rows(specs);
	help_rows(common);
	printf("  %-26s %s\n", "    --help", "this text");
	printf("  %-26s %s\n", "    --version", "the version");
}

static const struct known *
find(const struct table *t, int code)
{
	if (code >= FIRST_VALUE && (size_t)(code - FIRST_VALUE) < t->n)
		return &t->known[code - FIRST_VALUE];
	for (size_t i = 0; i < t->n; i++)
		if (t->known[i].spec->letter != 0 && t->known[i].spec->letter == code)
			return &t->known[i];
	return NULL;
}

static int
fault(const struct command *c, const char *what, const char *word)
{
	log_error(
		"%s: %s '%s'; `ranmap %s --help` lists the options", c->name, what, word, c->name);
	return EXIT_USAGE;
}

/* What getopt_long stumbled over: argv[optind - 1] is it only where it isn't a
 * letter, since of letters in one word the last one alone moves optind. */
static int
getopt_fault(const struct command *c, const struct table *t, int code, char **argv)
{
	const char letter[] = {'-', (char)optopt, '\0'};
	bool is_letter =
		optopt > 0 && optopt < FIRST_VALUE && strncmp(argv[optind - 1], "--", 2) != 0;

	if (code == ':')
		return fault(c, "a value is missing after", is_letter ? letter : argv[optind - 1]);
	if (!is_letter && find(t, optopt) != NULL)
		return fault(c, "an option takes no value:", argv[optind - 1]);
	return fault(c, "there is no option", is_letter ? letter : argv[optind - 1]);
}

static int
take(const struct command *c, const struct known *k)
{
	const char *why = k->spec->take((char *)k->base + k->spec->offset, optarg);

	if (why == NULL)
		return -1;
	log_error("%s: --%s %s: %s", c->name, k->spec->name, optarg != NULL ? optarg : "", why);
	return EXIT_USAGE;
}

/* One pass over argv. In the first, only common options are taken (the name of
 * the configuration is among them); in the second, all. */
static int
pass(const struct command *c, const struct table *t, bool only_common, int argc, char **argv)
{
	int code, status;

	optind = 0;
	opterr = 0;
	while ((code = getopt_long(argc, argv, t->shorts, t->longs, NULL)) != -1) {
		const struct known *k = find(t, code);

		if (code == ':' || code == '?')
			return getopt_fault(c, t, code, argv);
		if (code == 'h' || code == 'V')
			return code;
		if (k == NULL || (only_common && !is_common(k->spec)))
			continue;
		/* What can be repeated is taken in the first pass alone. */
		if (!only_common && k->spec->take == take_rules)
			continue;
		if ((status = take(c, k)) >= 0)
			return status;
	}
	return -1;
}

static void
set_level(const struct settings *s)
{
	log_set_level(s->quiet ? LOG_LEVEL_WARN : s->verbose ? LOG_LEVEL_DEBUG : LOG_LEVEL_INFO);
}

int
options_parse(const struct command *c, const struct option_spec *specs, void *own,
	struct settings *settings, int argc, char **argv, int *first)
{
	struct table t;
	int status;

	build(&t, specs, own, settings);
	status = pass(c, &t, true, argc, argv);
	if (status == 'h') {
		help(c, specs);
		return EXIT_DONE;
	}
	if (status == 'V') {
		puts(PACKAGE_STRING);
		return EXIT_DONE;
	}
	if (status >= 0)
		return status;
	set_level(settings);
	if (config_load(settings) != RESULT_OK)
		return EXIT_USAGE;
	status = pass(c, &t, false, argc, argv);
	*first = optind;
	set_level(settings);
	return status;
}

int
options_again(const struct command *c, const struct option_spec *specs, void *own,
	struct settings *settings, int argc, char **argv)
{
	struct table t;

	build(&t, specs, own, settings);
	return pass(c, &t, false, argc, argv);
}
