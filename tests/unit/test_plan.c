/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_plan.c: the arithmetic of a sweep that isn't done, and what forbids one
 * (fitness.c, reading.c). */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/settings.h"
#include "base/targets.h"
#include "scanner/command.h"
#include "scanner/fitness.h"
#include "scanner/plan.h"
#include "scanner/progress.h"
#include "scanner/reading.h"
#include "tests/unit/said.h"

struct limits {
	uint32_t rate, subnet_rate, host_rate;
};

/* The plan for the words of a line; the caller frees it. Two probes: SNMP with
 * two questions, SSH with one; two tries: six packets an address. */
static char *
plan(const char *line, struct limits limits)
{
	struct targets *t = targets_new();
	char words[256], *text = NULL;
	struct settings s;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	settings_init(&s);
	while (s.n_probes > 0)
		free(s.probes[--s.n_probes]);
	settings_add_probe(&s, "snmp");
	settings_add_probe(&s, "ssh");
	s.retries = 1;
	s.snmp_discovery = s.default_community = true;
	s.rate = limits.rate;
	s.subnet_rate = limits.subnet_rate;
	s.host_rate = limits.host_rate;
	snprintf(words, sizeof(words), "%s", line);
	for (char *w = strtok(words, " "); w != NULL; w = strtok(NULL, " "))
		assert_int_equal(targets_add(t, w), RESULT_OK);
	assert_int_equal(plan_print(f, &s, t), EXIT_DONE);
	fclose(f);
	targets_free(t);
	settings_free(&s);
	return text;
}

static void
packets_and_time_follow_from_the_limits(void **state)
{
	static const struct {
		const char *targets;
		struct limits limits;
		const char *words;
	} rows[] = {
		{"10.0.0.0/24", {100, 0, 0},
			"at most 1536 packets if nobody answers, which take 16 s;"},
		{"10.0.0.0/24", {0, 0, 0}, "at most 1536 packets if nobody answers; those"},
		{"10.0.0.0/24", {0, 10, 0}, "which take 2 m 34 s;"},
		/* 256 subnets go side by side: the whole is no slower than one. */
		{"10.0.0.0/16", {0, 10, 0}, "which take 2 m 34 s;"},
		{"10.0.0.0/16", {100, 10, 0}, "which take 1 h 5 m;"},
		/* The limit of one address alone binds, too. */
		{"10.0.0.1", {0, 0, 1}, "at most 6 packets if nobody answers, which take 7 s;"},
		{"10.0.0.1", {100, 0, 1}, "which take 7 s;"},
		/* In IPv6 all of these are in one subnet. */
		{"fd00::/112", {0, 100, 0},
			"at most 393216 packets if nobody answers, which take 1 h 5 m;"},
		{"fd00::1 10.0.0.0/24", {0, 10, 0}, "which take 2 m 34 s;"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *text = plan(rows[i].targets, rows[i].limits);

		print_message("%s\n", strstr(text, "at most"));
		assert_non_null(strstr(text, rows[i].words));
		free(text);
	}
}

static void
ranges_are_shown_up_to_twenty(void **state)
{
	struct buf line = {0};
	char *text;

	(void)state;
	for (int i = 0; i < 23; i++)
		buf_printf(&line, "10.0.%d.7 ", i);
	text = plan(buf_text(&line), (struct limits){0, 0, 0});
	assert_non_null(strstr(text, "would ask 23 addresses:"));
	assert_non_null(strstr(text, "  10.0.19.7\n"));
	assert_null(strstr(text, "10.0.20.7"));
	assert_non_null(strstr(text, "and 3 more ranges"));
	assert_non_null(strstr(text, "at most 138 packets")); /* of those not shown, too */
	free(text);
	text = plan("10.0.0.4-10.0.0.9", (struct limits){0, 0, 0});
	assert_non_null(strstr(text, "  10.0.0.4 - 10.0.0.9 (6)\n"));
	free(text);
	buf_free(&line);
}

static void
durations_read_in_two_units(void **state)
{
	static const struct {
		int64_t seconds;
		const char *text;
	} rows[] = {{0, "0 s"}, {59, "59 s"}, {60, "1 m 0 s"}, {3599, "59 m 59 s"},
		{3600, "1 h 0 m"}, {86399, "23 h 59 m"}, {86400, "1 d 0 h"}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf b = {0};

		progress_duration(&b, rows[i].seconds);
		assert_string_equal(buf_text(&b), rows[i].text);
		buf_free(&b);
	}
}

/* ---- fitness.c, reading.c ------------------------------------------------------ */

static void
an_origin_that_is_not_ours_is_refused_before_the_sweep(void **state)
{
	struct settings s;

	(void)state;
	settings_init(&s);
	assert_int_equal(fitness_check(&s), RESULT_OK);
	assert_int_equal(addr_parse("127.0.0.1", &s.source), RESULT_OK);
	assert_int_equal(fitness_check(&s), RESULT_OK);
	assert_int_equal(addr_parse("192.0.2.77", &s.source), RESULT_OK);
	said_begin();
	assert_int_equal(fitness_check(&s), RESULT_REFUSED);
	assert_non_null(strstr(said_end(), "source address 192.0.2.77: "));
	assert_int_equal(addr_parse("127.0.0.1", &s.source), RESULT_OK);
	s.interface = strdup("nowhere0");
	said_begin();
	assert_int_equal(fitness_check(&s), RESULT_REFUSED);
	assert_non_null(strstr(said_end(), "interface nowhere0: "));
	settings_free(&s);
}

static void
a_sweep_is_a_number_or_the_last(void **state)
{
	static const char *const wrong[] = {
		"", "0", "-1", "LAST", "1x", "9223372036854775808", "all"};
	int64_t sweep = 5;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_non_null(reading_take_sweep(&sweep, wrong[i]));
		assert_int_equal(sweep, 5);
	}
	assert_null(reading_take_sweep(&sweep, "9223372036854775807"));
	assert_int_equal(sweep, INT64_MAX);
	assert_null(reading_take_sweep(&sweep, "last"));
	assert_int_equal(sweep, -1);
}

static void
reading_makes_no_store(void **state)
{
	char file[] = "/tmp/ranmap-no-such-folder/ranmap.db";
	struct settings s = {.store_file = file};
	struct store *store = NULL;
	struct store_scope scope;

	(void)state;
	said_begin();
	assert_int_equal(reading_open(&s, 0, &store, &scope), EXIT_FAILED);
	assert_non_null(strstr(said_end(), "there is no such store"));
	assert_null(store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packets_and_time_follow_from_the_limits),
		cmocka_unit_test(ranges_are_shown_up_to_twenty),
		cmocka_unit_test(durations_read_in_two_units),
		cmocka_unit_test(an_origin_that_is_not_ours_is_refused_before_the_sweep),
		cmocka_unit_test(a_sweep_is_a_number_or_the_last),
		cmocka_unit_test(reading_makes_no_store),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
