/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* The clock's hand can be held, and times print in UTC. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"

static void
a_held_clock_stands(void **state)
{
	int64_t before = clock_now();

	(void)state;
	clock_hold(42);
	assert_int_equal(clock_now(), 42);
	clock_release();
	assert_true(clock_now() >= before);
}

static void
times_print_in_utc(void **state)
{
	char buf[CLOCK_TEXT_MAX];

	(void)state;
	assert_string_equal(clock_format(1767225599, buf), "2025-12-31T23:59:59Z");
	assert_string_equal(clock_format(0, buf), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_held_clock_stands),
		cmocka_unit_test(times_print_in_utc),
	};

	return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
