/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_patience.c: the wait follows what answers take, within its bounds. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "scanner/patience.h"

static void
hear(struct patience *p, unsigned n, uint32_t us)
{
	for (unsigned i = 0; i < n; i++)
		patience_heard(p, us + i % 7, false);
}

static void
test_a_told_time_stays(void **state)
{
	struct patience p;

	(void)state;
	patience_init(&p, 300, 300);
	hear(&p, 10000, 1000);
	assert_int_equal(p.ms, 300);
	patience_init(&p, 50, 100); /* less than the floor: told, too */
	hear(&p, 10000, 1);
	assert_int_equal(p.ms, 50);
}

static void
test_few_answers_change_nothing(void **state)
{
	struct patience p;

	(void)state;
	patience_init(&p, 1000, 100);
	hear(&p, PATIENCE_ROUND - 1, 1000);
	assert_int_equal(p.ms, 1000);
	hear(&p, 1, 1000);
	assert_int_equal(p.ms, 100);
}

static void
test_four_times_what_nearly_all_take(void **state)
{
	struct patience p;

	(void)state;
	patience_init(&p, 1000, 100);
	for (unsigned i = 0; i < 10 * PATIENCE_ROUND; i++)
		patience_heard(&p, i % 64 == 0 ? 900000 : 1000 * (1 + i % 60), false);
	/* Four of a round are outliers; of the rest the slowest took 60 ms. */
	assert_int_equal(p.ms, 240);
	/* Five are no outliers any more. */
	for (unsigned i = 0; i < PATIENCE_ROUND; i++)
		patience_heard(&p, i % 50 == 0 ? 200000 : 1000, false);
	assert_int_equal(p.ms, 800);
}

static void
test_it_grows_at_once_and_shrinks_after_two_rounds(void **state)
{
	struct patience p;

	(void)state;
	patience_init(&p, 1000, 100);
	hear(&p, 2 * PATIENCE_ROUND, 1000);
	assert_int_equal(p.ms, 100);
	hear(&p, PATIENCE_ROUND, 200000);
	assert_int_equal(p.ms, 800);
	hear(&p, PATIENCE_ROUND, 1000);
	assert_int_equal(p.ms, 800);
	hear(&p, PATIENCE_ROUND, 1000);
	assert_int_equal(p.ms, 100);
}

static void
test_late_answers_make_it_longer(void **state)
{
	struct patience p;

	(void)state;
	patience_init(&p, 1000, 100);
	hear(&p, PATIENCE_ROUND, 1000);
	for (unsigned i = 0; i < 4 * PATIENCE_ROUND; i++)
		patience_heard(&p, 90000, i % 10 == 0);
	assert_int_equal(p.ms, 1000);
}

static void
test_one_more_try_where_devices_would_be_missed(void **state)
{
	struct tries t = {0};

	(void)state;
	for (unsigned i = 0; i < TRIES_KNOWN - 1; i++)
		tries_heard(&t, 2);
	assert_int_equal(tries_more(&t, 3), 0); /* too few */
	t = (struct tries){0};
	for (unsigned i = 0; i < 1000; i++)
		tries_heard(&t, i % 50 == 0); /* 2 % */
	assert_int_equal(tries_more(&t, 3), 0);
	assert_int_equal(tries_more(&t, 1), 1);
	for (unsigned i = 0; i < 10000; i++)
		tries_heard(&t, i % 9 == 0); /* 10 % */
	assert_int_equal(tries_more(&t, 3), 1);
	assert_int_equal(tries_more(&t, 6), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_told_time_stays),
		cmocka_unit_test(test_few_answers_change_nothing),
		cmocka_unit_test(test_four_times_what_nearly_all_take),
		cmocka_unit_test(test_it_grows_at_once_and_shrinks_after_two_rounds),
		cmocka_unit_test(test_one_more_try_where_devices_would_be_missed),
		cmocka_unit_test(test_late_answers_make_it_longer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
