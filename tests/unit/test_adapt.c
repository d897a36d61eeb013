/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_adapt.c: paths of all kinds under a held clock. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/clock.h"
#include "scanner/adapt.h"

#define GRACE CLOCK_S

struct path {
	double loses;	   /* at any rate */
	uint32_t bears;	   /* packets a second; what is more is lost; 0: all */
	uint32_t our_most; /* what we send where there is no limit */
	uint64_t random;
	unsigned changes;
	uint32_t lowest;
};

static double
dice(struct path *p)
{
	p->random = p->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (double)(p->random >> 33) / (double)(UINT64_C(1) << 31);
}

/* Three tries, the last of which is answered too late to count. */
static void
ask(struct adapt *a, struct path *p, int64_t now, double lost)
{
	for (unsigned in_vain = 0; in_vain < 2; in_vain++)
		if (dice(p) >= lost) {
			adapt_outcome(a, now, in_vain);
			return;
		}
}

/* Sends for so many seconds as fast as allowed; what is late is known after the grace. */
static void
drive(struct adapt *a, struct path *p, unsigned seconds)
{
	struct buf why = {0};

	p->lowest = UINT32_MAX;
	for (unsigned s = 0; s < seconds; s++) {
		int64_t now = (int64_t)(s + 1) * CLOCK_S;
		uint32_t rate = a->rate > 0 ? a->rate : p->our_most;
		double lost = p->bears > 0 && rate > p->bears ? 1 - (double)p->bears / rate : 0;

		lost = 1 - (1 - lost) * (1 - p->loses);
		for (uint32_t i = 0; i < rate; i++) {
			adapt_sent(a, now);
			if (i % 4 == 0) /* a question to one that has answered before */
				ask(a, p, now, lost);
		}
		if (adapt_look(a, GRACE, now + CLOCK_S / 2, &why)) {
			p->changes++;
			assert_true(why.len > 0);
			buf_clear(&why);
		}
		if (a->rate > 0 && a->rate < p->lowest)
			p->lowest = a->rate;
	}
	buf_free(&why);
}

/* Whether so many second tries among a hundred answers are looked into. */
static bool
is_looked_into(unsigned lost)
{
	struct buf why = {0};
	struct adapt a;
	bool changed;

	adapt_init(&a, 2000, 0);
	for (unsigned i = 0; i < 4000; i++)
		adapt_sent(&a, CLOCK_S);
	for (unsigned i = 0; i < 100; i++)
		adapt_outcome(&a, CLOCK_S, i < lost ? 1 : 0);
	changed = adapt_look(&a, GRACE, 3 * CLOCK_S, &why); /* the slot is over */
	changed = adapt_look(&a, GRACE, 5 * CLOCK_S, &why) || changed;
	buf_free(&why);
	return changed;
}

static void
test_chance_is_not_looked_into(void **state)
{
	(void)state;
	assert_false(is_looked_into(10));
	assert_false(is_looked_into(16)); /* of a path that loses a tenth it may be this, too */
	assert_true(is_looked_into(24));
	assert_true(is_looked_into(60));
}

static void
test_a_good_path_keeps_its_rate(void **state)
{
	struct path p = {.random = 1};
	struct adapt a;

	(void)state;
	adapt_init(&a, 2000, 0);
	drive(&a, &p, 300);
	assert_int_equal(a.rate, 2000);
	assert_int_equal(p.changes, 0);
	p.loses = 0.0975; /* 5 % each way */
	drive(&a, &p, 300);
	assert_int_equal(p.changes, 0);
}

/* Two thirds of the tries of a full slot are lost; then the trial is on. */
static struct adapt
on_trial(uint32_t told, int64_t *now)
{
	struct buf why = {0};
	struct adapt a;

	adapt_init(&a, told, 0);
	*now = CLOCK_S;
	for (int i = 0; i < 4000; i++) {
		adapt_sent(&a, *now);
		adapt_outcome(&a, *now, i % 5 < 2);
	}
	assert_false(adapt_look(&a, GRACE, *now = 2 * CLOCK_S, &why));
	assert_true(adapt_look(&a, GRACE, *now = 4 * CLOCK_S, &why));
	assert_int_equal(a.state, ADAPT_TRIAL);
	assert_int_equal(a.rate, 1000);
	buf_free(&why);
	return a;
}

/* Its slot ends and is judged: the lower rate stays. */
static void
expect_raise(struct adapt *a, int64_t now)
{
	struct buf why = {0};

	assert_false(adapt_look(a, GRACE, now += 2 * CLOCK_S, &why));
	assert_true(adapt_look(a, GRACE, now += GRACE, &why));
	assert_int_equal(a->state, ADAPT_RAISE);
	buf_free(&why);
}

static void
test_a_trial_that_sees_too_little_is_given_up(void **state)
{
	struct buf why = {0};
	int64_t now;
	struct adapt a = on_trial(3000, &now);

	(void)state;
	adapt_outcome(&a, now, 1);
	assert_false(adapt_look(&a, GRACE, now + 9 * CLOCK_S, &why));
	assert_true(adapt_look(&a, GRACE, now + 10 * CLOCK_S, &why));
	assert_int_equal(a.state, ADAPT_WATCH);
	assert_int_equal(a.rate, 3000);
	assert_non_null(strstr(buf_text(&why), "3000 packets/s again"));
	buf_free(&why);
}

/* A path that is too full at half the rate, too: a third of that is lost, and two thirds
 * come through. */
static void
test_a_path_that_is_still_too_full_gets_what_came_through(void **state)
{
	struct buf why = {0};
	int64_t now;
	struct adapt a = on_trial(2000, &now);

	(void)state;
	for (int i = 0; i < 2000; i++) {
		adapt_sent(&a, now);
		adapt_outcome(&a, now, i % 4 == 0);
	}
	assert_false(adapt_look(&a, GRACE, now += 2 * CLOCK_S, &why));
	assert_true(adapt_look(&a, GRACE, now += GRACE, &why));
	assert_int_equal(a.state, ADAPT_RAISE);
	assert_int_equal(a.rate, 666);
	assert_non_null(strstr(buf_text(&why), "33 % is lost instead of 67 %"));
	buf_free(&why);
}

/* A third answer and those after it say only how patient we were. */
static void
test_only_first_and_second_tries_count(void **state)
{
	struct adapt a;

	(void)state;
	adapt_init(&a, 2000, 0);
	for (unsigned in_vain = 0; in_vain < 6; in_vain++)
		adapt_outcome(&a, CLOCK_S, in_vain);
	assert_int_equal(a.slot.firsts, 1);
	assert_int_equal(a.slot.seconds, 1);
}

/* What went out before the trial began tells nothing of its rate. */
static void
test_a_first_try_before_the_trial_does_not_count(void **state)
{
	int64_t now;
	struct adapt a = on_trial(2000, &now);

	(void)state;
	for (int i = 0; i < 1000; i++) {
		adapt_outcome(&a, now - 1, 1);
		adapt_outcome(&a, now, 0);
	}
	assert_int_equal(a.slot.firsts, 1000);
	assert_int_equal(a.slot.seconds, 0);
	expect_raise(&a, now);
}

static void
test_a_trial_ends_where_only_the_slow_ones_are_left(void **state)
{
	struct buf why = {0};
	int64_t now;
	struct adapt a = on_trial(0, &now);

	(void)state;
	assert_true(adapt_rest(&a, now + CLOCK_S, &why));
	assert_int_equal(a.rate, 0);
	assert_non_null(strstr(buf_text(&why), "no limit again"));
	assert_false(adapt_rest(&a, now + 2 * CLOCK_S, &why));
	buf_free(&why);
}

static void
test_a_path_that_always_loses_keeps_its_rate_after_one_trial(void **state)
{
	struct path p = {.loses = 0.3, .random = 1};
	struct adapt a;

	(void)state;
	adapt_init(&a, 2000, 0);
	drive(&a, &p, 300);
	assert_int_equal(a.rate, 2000);
	assert_int_equal(p.changes, 2);
	assert_true(p.lowest >= 700 && p.lowest <= 1000);
}

static void
test_a_path_gets_what_it_bears(void **state)
{
	static const uint32_t bears[] = {100, 500, 900, 1500};

	(void)state;
	for (size_t i = 0; i < sizeof(bears) / sizeof(bears[0]); i++) {
		struct path p = {.bears = bears[i], .random = 7};
		struct adapt a;

		adapt_init(&a, 2000, 0);
		drive(&a, &p, 600);
		assert_true(a.rate >= bears[i] / 2);
		assert_true(a.rate <= bears[i] * 5 / 4);
	}
}

static void
test_without_a_told_rate_what_is_sent_is_halved(void **state)
{
	struct path p = {.bears = 3000, .our_most = 20000, .random = 3};
	struct adapt a;

	(void)state;
	adapt_init(&a, 0, 0);
	drive(&a, &p, 300);
	assert_true(a.rate >= 1500 && a.rate <= 3750);
	/* And one that loses at any rate has no limit again. */
	p = (struct path){.loses = 0.4, .our_most = 20000, .random = 3};
	adapt_init(&a, 0, 0);
	drive(&a, &p, 100);
	assert_int_equal(a.rate, 0);
}

static void
test_few_questions_prove_nothing(void **state)
{
	struct buf why = {0};
	struct adapt a;

	(void)state;
	adapt_init(&a, 2000, 0);
	for (int64_t s = 1; s < 50; s++) {
		adapt_outcome(&a, s * CLOCK_S, 1);
		assert_false(adapt_look(&a, GRACE, s * CLOCK_S, &why));
	}
	assert_int_equal(a.rate, 2000);
	buf_free(&why);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_chance_is_not_looked_into),
		cmocka_unit_test(test_a_good_path_keeps_its_rate),
		cmocka_unit_test(test_a_trial_that_sees_too_little_is_given_up),
		cmocka_unit_test(test_a_path_that_is_still_too_full_gets_what_came_through),
		cmocka_unit_test(test_only_first_and_second_tries_count),
		cmocka_unit_test(test_a_first_try_before_the_trial_does_not_count),
		cmocka_unit_test(test_a_trial_ends_where_only_the_slow_ones_are_left),
		cmocka_unit_test(test_a_path_that_always_loses_keeps_its_rate_after_one_trial),
		cmocka_unit_test(test_a_path_gets_what_it_bears),
		cmocka_unit_test(test_without_a_told_rate_what_is_sent_is_halved),
		cmocka_unit_test(test_few_questions_prove_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
