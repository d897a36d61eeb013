/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_pacer.c: gates keep their limit in every one-second window. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>

#include "base/clock.h"
#include "scanner/pacer.h"

#define MS INT64_C(1000000)

/* Passes as often as the gate allows, looking every `look` ns for `seconds`;
 * checks every window and returns how many passed. */
static size_t
hammer(uint32_t rate, int64_t late, int64_t look, int seconds)
{
	struct pace pace = pace_of(rate, late);
	struct gate gate = {0};
	size_t n = 0, first = 0;
	int64_t *at = test_malloc(sizeof(*at) * ((size_t)rate * (size_t)seconds + 16));

	for (int64_t now = CLOCK_S; now < CLOCK_S * (seconds + 1); now += look)
		while (gate_when(&gate, &pace, now) <= now) {
			gate_pass(&gate, &pace, now);
			at[n++] = now;
			while (at[first] <= now - CLOCK_S)
				first++;
			assert_true(n - first <= rate);
		}
	test_free(at);
	return n;
}

static void
test_no_window_holds_more(void **state)
{
	static const uint32_t rates[] = {1, 2, 5, 10, 50, 99, 100, 101, 102, 103, 500, 2000};

	(void)state;
	for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		size_t exact = hammer(rates[i], 10 * MS, MS / 10, 10);
		size_t coarse = hammer(rates[i], 10 * MS, 7 * MS, 10);

		/* And it is used: 2 % below at most, where lateness can be made up for. */
		assert_true(exact * 100 >= (size_t)rates[i] * 10 * 96);
		assert_true(coarse * 100 >= (size_t)rates[i] * 10 * 94);
	}
}

static void
test_without_a_limit_only_a_rest_holds(void **state)
{
	struct pace none = pace_of(0, 10 * MS);
	struct gate gate = {0};

	(void)state;
	/* One who looks at a time that is past already isn't held up, either. */
	gate_pass(&gate, &none, 7 * CLOCK_S);
	assert_true(gate_when(&gate, &none, 6 * CLOCK_S) <= 6 * CLOCK_S);
	gate.due = 9 * CLOCK_S;
	assert_int_equal(gate_when(&gate, &none, 8 * CLOCK_S), 9 * CLOCK_S);
	assert_int_equal(gate_when(&gate, &none, 10 * CLOCK_S), 10 * CLOCK_S);
}

static void
test_no_lateness_is_made_up_for_where_none_is_allowed(void **state)
{
	struct pace pace = pace_of(5, 0);
	struct gate gate = {0};

	(void)state;
	gate_pass(&gate, &pace, 10 * CLOCK_S);
	assert_true(gate_when(&gate, &pace, 10 * CLOCK_S) > 10 * CLOCK_S + 200 * MS);
	/* After a long rest, one passes, not all that were not used. */
	assert_int_equal(gate_when(&gate, &pace, 60 * CLOCK_S), 60 * CLOCK_S);
	gate_pass(&gate, &pace, 60 * CLOCK_S);
	assert_true(gate_when(&gate, &pace, 60 * CLOCK_S) > 60 * CLOCK_S + 200 * MS);
}

static void
test_zero_is_no_limit(void **state)
{
	struct pace pace = pace_of(0, 0);
	struct gate gate = {0};

	(void)state;
	for (int i = 0; i < 1000; i++) {
		assert_int_equal(gate_when(&gate, &pace, CLOCK_S), CLOCK_S);
		gate_pass(&gate, &pace, CLOCK_S);
	}
}

static struct addr
addr(const char *text)
{
	struct addr a;

	assert_int_equal(addr_parse(text, &a), RESULT_OK);
	return a;
}

static void
test_subnets_are_shared_by_their_addresses(void **state)
{
	struct subnets *s = subnets_new(24, 64, 100, 0);
	struct addr a = addr("10.0.0.1"), b = addr("10.0.0.254"), c = addr("10.0.1.1");
	struct addr d = addr("fd00::1"), e = addr("fd00::ffff:1"), f = addr("fd00:0:0:1::1");
	struct subnet *na, *nd;

	(void)state;
	na = subnets_take(s, &a);
	assert_ptr_equal(subnets_take(s, &b), na);
	assert_ptr_not_equal(subnets_take(s, &c), na);
	nd = subnets_take(s, &d);
	assert_ptr_equal(subnets_take(s, &e), nd);
	assert_ptr_not_equal(subnets_take(s, &f), nd);
	assert_int_equal(na->users, 2);
	assert_int_equal(na->prefix.len, 24);
	assert_int_equal(nd->prefix.len, 64);
	subnets_free(s);
}

static void
test_a_subnet_that_must_rest_is_remembered(void **state)
{
	struct subnets *s = subnets_new(24, 64, 1, 0);
	struct addr a = addr("10.0.0.1");
	struct subnet *n = subnets_take(s, &a);
	int64_t due;

	(void)state;
	clock_hold(5 * CLOCK_S);
	gate_pass(&n->gate, &n->pace, clock_now());
	due = n->gate.due;
	subnets_drop(s, n);
	n = subnets_take(s, &a);
	assert_int_equal(n->gate.due, due);
	clock_hold(due + 1);
	subnets_drop(s, n);
	n = subnets_take(s, &a);
	assert_int_equal(n->gate.due, 0);
	clock_release();
	subnets_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_window_holds_more),
		cmocka_unit_test(test_without_a_limit_only_a_rest_holds),
		cmocka_unit_test(test_no_lateness_is_made_up_for_where_none_is_allowed),
		cmocka_unit_test(test_zero_is_no_limit),
		cmocka_unit_test(test_subnets_are_shared_by_their_addresses),
		cmocka_unit_test(test_a_subnet_that_must_rest_is_remembered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
