/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_options.c: command lines that are taken, and those that are refused in words. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/settings.h"
#include "tests/unit/said.h"
#include "scanner/command.h"
#include "scanner/options.h"

struct own {
	char *text;
	bool on, off;
	uint32_t number;
	uint16_t port;
};

static const struct option_spec specs[] = {
	{"text", 't', "TEXT", "a text", option_take_text, offsetof(struct own, text)},
	{"on", 'o', NULL, "sets", option_take_flag, offsetof(struct own, on)},
	{"no-off", 0, NULL, "clears", option_take_no_flag, offsetof(struct own, off)},
	{"number", 'n', "N", "a number", option_take_u32, offsetof(struct own, number)},
	{"port", 0, "N", "a port", option_take_port, offsetof(struct own, port)},
	{NULL, 0, NULL, NULL, NULL, 0},
};
static const struct command command = {"try", "[options] WORD...", "Tries.", NULL};

#define WORDS_MAX 32

/* Splits a line at its blanks and parses it; what was said is in *said. */
static int
parse(const char *line, struct own *own, struct settings *s, char **words, int *first,
	const char **said)
{
	static char copy[256];
	int argc = 0, status;

	strncpy(copy, line, sizeof(copy) - 1);
	for (char *w = strtok(copy, " "); w != NULL && argc < WORDS_MAX; w = strtok(NULL, " "))
		words[argc++] = w;
	words[argc] = NULL;
	*own = (struct own){.off = true};
	settings_init(s);
	said_begin();
	status = options_parse(&command, specs, own, s, argc, words, first);
	*said = said_end();
	return status;
}

static void
options_are_taken_wherever_they_stand(void **state)
{
	struct own own;
	struct settings s;
	char *words[WORDS_MAX + 1];
	const char *said;
	int first;

	(void)state;
	assert_int_equal(parse("try one -t a --number=7 two --port 65535 -qo --no-off -d x.db "
			       "--rules r1 --rules r2 -t b -- -n",
				 &own, &s, words, &first, &said),
		-1);
	assert_string_equal(said, "");
	assert_string_equal(own.text, "b"); /* the last one wins */
	assert_int_equal(own.number, 7);
	assert_int_equal(own.port, 65535);
	assert_true(own.on);
	assert_false(own.off);
	assert_true(s.quiet);
	assert_string_equal(s.store_file, "x.db");
	assert_int_equal(s.n_rule_dirs, 2); /* not once for each pass */
	assert_string_equal(s.rule_dirs[1], "r2");
	assert_string_equal(words[first], "one");
	assert_string_equal(words[first + 1], "two");
	assert_string_equal(words[first + 2], "-n"); /* behind -- it is an operand */
	assert_null(words[first + 3]);
	free(own.text);
	settings_free(&s);
}

static void
faults_name_the_option_and_what_is_wrong(void **state)
{
	static const struct {
		const char *line, *words;
	} rows[] = {
		{"try --nonsense", "there is no option '--nonsense'"},
		{"try one -x", "there is no option '-x'"},
		{"try one -xq", "there is no option '-x'"},
		{"try one -qxo", "there is no option '-x'"},
		{"try --on=1", "takes no value"},
		{"try --t", "a value is missing after '--t'"},
		{"try -t", "a value is missing after '-t'"},
		{"try one -qt", "a value is missing after '-t'"},
		{"try --number", "a value is missing after '--number'"},
		{"try -n x", "--number x: a whole number is wanted"},
		{"try -n -1", "--number -1: a whole number is wanted"},
		{"try -n 4294967296", "--number 4294967296: a whole number is wanted"},
		{"try --port 0", "--port 0: a port from 1 to 65535 is wanted"},
		{"try --port 65536", "--port 65536: a port from 1 to 65535"},
		{"try --port 22x", "--port 22x: a port from 1 to 65535"},
		{"try -c no/such/file.yaml", "no/such/file.yaml"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct own own;
		struct settings s;
		char *words[WORDS_MAX + 1];
		const char *said;
		int first, status = parse(rows[i].line, &own, &s, words, &first, &said);

		print_message("%s\n%s", rows[i].line, said);
		assert_int_equal(status, EXIT_USAGE);
		assert_non_null(strstr(said, rows[i].words));
		free(own.text);
		settings_free(&s);
	}
}

static void
the_biggest_values_fit(void **state)
{
	uint32_t number = 0;
	uint16_t port = 0;

	(void)state;
	assert_null(option_take_u32(&number, "4294967295"));
	assert_int_equal(number, UINT32_MAX);
	assert_null(option_take_port(&port, "1"));
	assert_int_equal(port, 1);
	assert_non_null(option_take_port(&port, ""));
	assert_int_equal(port, 1); /* a refusal leaves it as it was */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_are_taken_wherever_they_stand),
		cmocka_unit_test(faults_name_the_option_and_what_is_wrong),
		cmocka_unit_test(the_biggest_values_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
