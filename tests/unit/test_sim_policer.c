/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* What passes a path of limited capacity, by a held clock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"
#include "sim/policer.h"

/* So many a second for so many seconds, evenly. Returns how many passed. */
static unsigned
offer(struct policer *p, unsigned rate, unsigned seconds, int64_t start)
{
	unsigned passed = 0;

	for (unsigned i = 0; i < rate * seconds; i++)
		passed += policer_pass(p, start + i * (CLOCK_S / rate));
	return passed;
}

static void
test_no_limit(void **state)
{
	struct policer p = policer_of(0);

	(void)state;
	for (unsigned i = 0; i < 100000; i++)
		assert_true(policer_pass(&p, 5));
}

static void
test_less_than_it_bears(void **state)
{
	struct policer p = policer_of(600);

	(void)state;
	assert_int_equal(offer(&p, 599, 10, -3 * CLOCK_S), 5990);
}

static void
test_more_than_it_bears(void **state)
{
	struct policer p = policer_of(600);

	(void)state;
	/* The bucket's sixty beside the capacity. */
	assert_in_range(offer(&p, 2000, 10, 0), 6000, 6061);
	/* It recovers at once where less comes. */
	assert_in_range(offer(&p, 300, 10, 11 * CLOCK_S), 2999, 3000);
}

static void
test_a_burst(void **state)
{
	struct policer p = policer_of(100);
	unsigned passed = 0;

	(void)state;
	for (unsigned i = 0; i < 1000; i++)
		passed += policer_pass(&p, CLOCK_S);
	assert_int_equal(passed, 10);
	/* A clock that is set back gives no credit. */
	assert_false(policer_pass(&p, 0));
}

static void
test_slower_than_the_bucket(void **state)
{
	struct policer p = policer_of(1);

	(void)state;
	assert_true(policer_pass(&p, 0));
	assert_false(policer_pass(&p, CLOCK_S / 2));
	assert_true(policer_pass(&p, CLOCK_S));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_limit),
		cmocka_unit_test(test_less_than_it_bears),
		cmocka_unit_test(test_more_than_it_bears),
		cmocka_unit_test(test_a_burst),
		cmocka_unit_test(test_slower_than_the_bucket),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
