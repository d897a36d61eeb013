/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_deadlines.c: the wheel against a plain list. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>

#include "base/clock.h"
#include "scanner/deadlines.h"

#define MS INT64_C(1000000)
#define MANY 2000

static void
test_none(void **state)
{
	struct deadlines *d = deadlines_new(5 * CLOCK_S);

	(void)state;
	assert_null(deadlines_pop(d, 500 * CLOCK_S));
	assert_int_equal(deadlines_next(d), INT64_MAX);
	deadlines_free(d);
}

static void
test_never_early_never_much_late(void **state)
{
	static const int64_t waits[] = {
		0, 1, MS, 3 * MS, 199 * MS, CLOCK_S, 17 * CLOCK_S, 100 * CLOCK_S};

	(void)state;
	for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
		int64_t begin = 7 * CLOCK_S + 123;
		struct deadlines *d = deadlines_new(begin);
		struct deadline one = {0};
		int64_t now = begin;

		deadline_set(d, &one, begin + waits[i]);
		while (deadlines_pop(d, now) == NULL) {
			assert_true(deadlines_next(d) <= begin + waits[i] + 2 * MS);
			now += MS;
			assert_true(now <= begin + waits[i] + 5 * MS);
		}
		assert_true(now >= begin + waits[i]);
		assert_int_equal(deadlines_next(d), INT64_MAX);
		deadlines_free(d);
	}
}

static void
test_cleared_and_set_again(void **state)
{
	struct deadlines *d = deadlines_new(0);
	struct deadline a = {0}, b = {0};

	(void)state;
	deadline_set(d, &a, 10 * MS);
	deadline_set(d, &b, 10 * MS);
	deadline_clear(d, &a);
	deadline_clear(d, &a);
	assert_ptr_equal(deadlines_pop(d, 20 * MS), &b);
	assert_null(deadlines_pop(d, 20 * MS));
	deadline_set(d, &a, 30 * MS);
	deadline_set(d, &a, 60 * MS);
	assert_null(deadlines_pop(d, 40 * MS));
	assert_ptr_equal(deadlines_pop(d, 70 * MS), &a);
	/* One that has passed already comes at once. */
	deadline_set(d, &a, 10 * MS);
	assert_ptr_equal(deadlines_pop(d, 70 * MS), &a);
	deadlines_free(d);
}

static void
test_as_a_list_does(void **state)
{
	struct deadlines *d = deadlines_new(0);
	struct deadline *all = test_calloc(MANY, sizeof(*all));
	size_t left = MANY;
	int64_t now = 0;

	(void)state;
	srand(1);
	for (size_t i = 0; i < MANY; i++)
		deadline_set(d, &all[i], (int64_t)(rand() % 60000) * MS);
	while (left > 0) {
		struct deadline *one;

		now += (rand() % 700) * MS;
		while ((one = deadlines_pop(d, now)) != NULL) {
			assert_true(one->when <= now);
			one->when = -1;
			left--;
		}
		for (size_t i = 0; i < MANY; i++)
			assert_true(all[i].when == -1 || all[i].when > now - 2 * MS);
		assert_true(now < 70 * CLOCK_S);
	}
	test_free(all);
	deadlines_free(d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_never_early_never_much_late),
		cmocka_unit_test(test_cleared_and_set_again),
		cmocka_unit_test(test_as_a_list_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
