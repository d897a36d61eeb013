/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* The command line of ranmap-sim. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "sim/odd.h"
#include "sim/options.h"
#include "tests/unit/sim_help.h"

static void
defaults_are_as_told(void **state)
{
	struct sim_options o;
	char text[PREFIX_TEXT_MAX];

	(void)state;
	sim_options(&o, "");
	assert_int_equal(o.options.n_prefixes, 1);
	assert_string_equal(prefix_format(&o.options.prefixes[0], text), "127.20.0.0/16");
	assert_int_equal(o.options.seed, 1);
	assert_true(o.options.density == 30);
	assert_int_equal(o.options.snmp_port, 1161);
	assert_int_equal(o.options.ssh_port, 2222);
	assert_string_equal(o.options.community, "public");
	assert_int_equal(o.options.duration, 0);
	assert_false(o.options.dry_run);
}

static void
every_kind_of_value_is_taken(void **state)
{
	struct sim_options o;

	(void)state;
	sim_options(&o,
		"--prefix 127.1.0.0/24 --prefix ::1 --seed 18446744073709551615 --density 2.5 "
		"--snmp-port 0 --loss 5 --delay 20 --odd-kind toobig --odd-kind flicker "
		"--at 127.1.0.9=x --record f=127.1.0.8 --quiet --dry-run --truth -");
	assert_int_equal(o.options.n_prefixes, 2);
	assert_true(o.options.seed == UINT64_MAX);
	assert_true(o.options.density == 2.5);
	assert_true(o.options.loss == 5);
	assert_int_equal(o.options.delay_ms, 20);
	assert_int_equal(o.options.odd_kinds, ODD(TOOBIG) | ODD(FLICKER));
	assert_string_equal(o.options.placed[0], "127.1.0.9=x");
	assert_string_equal(o.options.records[0], "f=127.1.0.8");
	assert_true(o.options.quiet && o.options.dry_run);
}

static void
recordings_alone_need_no_prefix(void **state)
{
	struct sim_options o;

	(void)state;
	sim_options(&o, "--recordings folder");
	assert_int_equal(o.options.n_prefixes, 0);
}

static void
wrong_words_are_named(void **state)
{
	static const struct {
		const char *words[4];
		const char *said;
	} wrong[] = {
		{{"--density", "101", NULL}, "--density 101"},
		{{"--density", "x", NULL}, "--density x"},
		{{"--snmp-port", "65536", NULL}, "--snmp-port 65536"},
		{{"--prefix", "300.0.0.0/8", NULL}, "300.0.0.0/8"},
		{{"--odd-kind", "friendly", NULL}, "friendly"},
		{{"--nonsense", NULL}, "--nonsense"},
		{{"--seed", NULL}, "--seed"},
		{{"word", NULL}, "word"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		char *argv[6] = {(char *)"ranmap-sim"};
		struct options o;
		struct buf error = {0};
		int n = 1;

		for (; wrong[i].words[n - 1] != NULL; n++)
			argv[n] = (char *)(uintptr_t)wrong[i].words[n - 1];
		assert_false(options_parse(n, argv, &o, &error));
		assert_non_null(strstr(buf_text(&error), wrong[i].said));
		assert_null(strchr(buf_text(&error), '\n'));
		buf_free(&error);
	}
}

static void
help_names_every_oddity_and_fits(void **state)
{
	struct buf text = {0};
	const char *line;

	(void)state;
	options_help(&text);
	for (unsigned i = 0; i < ODD_COUNT; i++) {
		assert_non_null(strstr(buf_text(&text), odd_name(i)));
		assert_int_equal(odd_parse(odd_name(i)), 1u << i);
	}
	for (line = buf_text(&text); *line != '\0'; line += strcspn(line, "\n") + 1)
		assert_true(strcspn(line, "\n") <= 80);
	buf_free(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_are_as_told),
		cmocka_unit_test(every_kind_of_value_is_taken),
		cmocka_unit_test(recordings_alone_need_no_prefix),
		cmocka_unit_test(wrong_words_are_named),
		cmocka_unit_test(help_names_every_oddity_and_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
