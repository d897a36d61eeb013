/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_harm.c: simulated subnets under a held clock: who suffers is noticed,
 * and nobody else. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/clock.h"
#include "scanner/harm.h"

#define MS CLOCK_MS
#define WAIT (1000 * MS)
#define NETS 8

static const char question[] = "snmp.system";
static const char table[] = "snmp.lldpRemTable";

struct scene {
	struct harm *harm;
	struct harm_net *nets[NETS];
	int64_t now;
	uint64_t random;
	unsigned steps[HARM_GIVEN_UP + 1]; /* told, by step */
	struct harm_event last;
	struct prefix last_subnet;
};

static void
told(void *arg, const struct harm_event *e)
{
	struct scene *s = arg;

	s->steps[e->step]++;
	s->last = *e;
	s->last_subnet = *e->subnet;
}

static void
prefix_number(unsigned i, struct prefix *out)
{
	memset(out, 0, sizeof(*out));
	out->addr.family = 4;
	out->addr.ip[0] = 10;
	out->addr.ip[2] = (uint8_t)i;
	out->len = 24;
}

static void
open_scene(struct scene *s)
{
	*s = (struct scene){.now = CLOCK_S, .random = 42};
	s->harm = harm_new(told, s);
	for (unsigned i = 0; i < NETS; i++) {
		struct prefix p;

		prefix_number(i, &p);
		s->nets[i] = harm_net(s->harm, &p);
		assert_ptr_equal(s->nets[i], harm_net(s->harm, &p));
	}
}

/* 0..999, the same sequence each time (Numerical Recipes' generator). */
static unsigned
dice(struct scene *s)
{
	s->random = s->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(s->random >> 33) % 1000;
}

/* Another device of a subnet is asked and answers so late, or (lost) at its second try. */
static void
ask(struct scene *s, unsigned net, const char *what, int64_t took, bool lost)
{
	struct harm_device d = {.known = true, .question = "before"};
	int64_t asked = s->now;

	if (lost) {
		harm_answered(s->harm, s->nets[net], &d, what, false, asked + WAIT, 2 * WAIT,
			asked + WAIT + took);
	} else {
		harm_answered(s->harm, s->nets[net], &d, what, true, asked, WAIT, asked + took);
	}
	s->now += 20 * MS;
}

static void
ask_many(struct scene *s, unsigned net, unsigned n, int64_t took)
{
	for (unsigned i = 0; i < n; i++)
		ask(s, net, question, took + dice(s) * 1000, false);
}

static unsigned
steps_of(const struct scene *s)
{
	return s->steps[HARM_HALVED] + s->steps[HARM_PAUSED] + s->steps[HARM_GIVEN_UP];
}

static void
test_one_that_gets_slow_is_halved_paused_given_up(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s);
	for (unsigned net = 0; net < NETS; net++)
		ask_many(&s, net, 2 * HARM_WINDOW, 10 * MS);
	assert_int_equal(steps_of(&s), 0);
	for (unsigned round = 0; round < 200; round++) {
		ask_many(&s, 3, 4, 400 * MS);
		for (unsigned net = 4; net < NETS; net++)
			ask_many(&s, net, 2, 10 * MS);
	}
	assert_int_equal(s.steps[HARM_HALVED], 1);
	assert_int_equal(s.steps[HARM_PAUSED], 1);
	assert_int_equal(s.steps[HARM_GIVEN_UP], 1);
	assert_int_equal(s.last_subnet.addr.ip[2], 3);
	assert_int_equal(s.last.reason, HARM_SLOWER);
	assert_true(s.last.before >= 10 && s.last.before < 12);
	assert_true(s.last.now >= 400 && s.last.now < 402);
	assert_int_equal(harm_net_step(s.nets[3]), HARM_GIVEN_UP);
	assert_int_equal(harm_net_step(s.nets[4]), HARM_NONE);
	harm_free(s.harm);
}

static void
test_one_that_recovers_stays_where_it_was(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s);
	ask_many(&s, 0, HARM_WINDOW, 10 * MS);
	ask_many(&s, 0, HARM_WINDOW, 400 * MS);
	assert_int_equal(s.steps[HARM_HALVED], 1);
	ask_many(&s, 0, 40 * HARM_WINDOW, 12 * MS);
	assert_int_equal(steps_of(&s), 1);
	harm_free(s.harm);
}

static void
test_a_pause_and_what_was_under_way_prove_nothing(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s);
	ask_many(&s, 0, HARM_WINDOW, 10 * MS);
	ask_many(&s, 0, HARM_WINDOW, 400 * MS);
	/* Within the two seconds after the step: 100 more answers at the most. */
	ask_many(&s, 0, 90, 400 * MS);
	assert_int_equal(steps_of(&s), 1);
	harm_free(s.harm);
}

static void
test_few_outliers_are_no_harm(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s);
	for (unsigned i = 0; i < 2000; i++)
		ask(&s, 0, question, i % 5 == 0 ? 900 * MS : 10 * MS, false);
	assert_int_equal(steps_of(&s), 0);
	harm_free(s.harm);
}

static void
test_a_slow_table_is_no_harm(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s);
	for (unsigned i = 0; i < 500; i++) {
		ask(&s, 0, question, 5 * MS, false);
		ask(&s, 0, table, 700 * MS, false);
	}
	assert_int_equal(steps_of(&s), 0);
	harm_free(s.harm);
}

static void
test_what_all_suffer_is_the_path(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s);
	for (unsigned i = 0; i < 100 * NETS; i++)
		ask(&s, i % NETS, question, i < 50 * NETS ? 10 * MS : 600 * MS, false);
	assert_int_equal(steps_of(&s), 0);
	harm_free(s.harm);
}

static void
test_steady_loss_is_no_harm(void **state)
{
	struct scene s;

	(void)state;
	/* 5 % each way; 150,000 questions to each subnet. */
	open_scene(&s);
	for (unsigned i = 0; i < 150000; i++)
		for (unsigned net = 0; net < NETS; net++)
			ask(&s, net, question, 10 * MS, dice(&s) < 98);
	assert_int_equal(s.steps[HARM_GIVEN_UP], 0);
	assert_int_equal(s.steps[HARM_PAUSED], 0);
	assert_true(s.steps[HARM_HALVED] <= 2);
	harm_free(s.harm);
}

static void
test_steady_loss_from_the_first_moment_on(void **state)
{
	struct scene s;

	(void)state;
	/* Answers come at once, losses a second later: the first window isn't misled. */
	open_scene(&s);
	for (unsigned i = 0; i < 3000; i++)
		ask(&s, i % NETS, question, MS, dice(&s) < 300);
	assert_int_equal(steps_of(&s), 0);
	harm_free(s.harm);
}

static void
test_loss_that_grows_is_harm(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s);
	for (unsigned i = 0; i < 60 * NETS; i++)
		ask(&s, i % NETS, question, 10 * MS, dice(&s) < 98);
	for (unsigned i = 0; i < 30 * NETS; i++)
		ask(&s, i % NETS, question, 10 * MS, i % NETS == 2 && dice(&s) < 700);
	assert_int_equal(s.steps[HARM_HALVED], 1);
	assert_int_equal(s.last_subnet.addr.ip[2], 2);
	assert_int_equal(s.last.reason, HARM_LOSSIER);
	harm_free(s.harm);
}

/* The first answer at a later try: what was asked before may not be there at all. */
static void
test_who_is_new_shows_no_loss(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s);
	ask_many(&s, 0, 2 * HARM_WINDOW, 10 * MS);
	for (unsigned i = 0; i < 10 * HARM_WINDOW; i++) {
		struct harm_device d = {0};

		harm_answered(
			s.harm, s.nets[0], &d, question, false, s.now + WAIT, WAIT, s.now + WAIT);
		assert_true(d.known);
		s.now += 20 * MS;
	}
	assert_int_equal(steps_of(&s), 0);
	harm_free(s.harm);
}

/* Some tries of one question are one sample, however many answers came. */
static void
test_a_device_counts_once_for_a_question(void **state)
{
	struct harm_device d = {.known = true, .question = "before"};
	struct scene s;

	(void)state;
	open_scene(&s);
	ask_many(&s, 0, 2 * HARM_WINDOW, 10 * MS);
	for (unsigned i = 0; i < 10 * HARM_WINDOW; i++) {
		harm_answered(
			s.harm, s.nets[0], &d, question, false, s.now + WAIT, WAIT, s.now + WAIT);
		s.now += 20 * MS;
	}
	assert_int_equal(steps_of(&s), 0);
	harm_free(s.harm);
}

static void
test_devices_that_fall_silent_count_by_their_share(void **state)
{
	struct scene s;
	struct harm_device d[100];

	(void)state;
	open_scene(&s);
	memset(d, 0, sizeof(d));
	/* Many that are still being asked prove nothing. */
	for (unsigned i = 0; i < 100; i++)
		harm_answered(s.harm, s.nets[0], &d[i], question, true, s.now, WAIT, s.now + MS);
	for (unsigned i = 20; i < 100; i++)
		harm_survived(s.nets[0], &d[i]);
	for (unsigned i = 0; i < 8; i++)
		harm_fell_silent(s.harm, s.nets[0], &d[i], s.now);
	assert_int_equal(steps_of(&s), 0);
	harm_fell_silent(s.harm, s.nets[0], &d[8], s.now);
	assert_int_equal(s.steps[HARM_HALVED], 1);
	assert_int_equal(s.last.reason, HARM_SILENCE);
	assert_int_equal((int)s.last.before, 89);
	assert_int_equal((int)s.last.now, 9);
	/* The next step needs as many again, after what was under way. */
	harm_fell_silent(s.harm, s.nets[0], &d[9], s.now);
	s.now += 3 * CLOCK_S;
	for (unsigned i = 10; i < 20; i++)
		harm_fell_silent(s.harm, s.nets[0], &d[i], s.now);
	assert_int_equal(s.steps[HARM_PAUSED], 1);
	assert_int_equal((int)s.last.now, 10);
	/* Where none survives: three, not one. */
	memset(d, 0, sizeof(d));
	for (unsigned i = 0; i < 40; i++)
		harm_answered(s.harm, s.nets[1], &d[i], question, true, s.now, WAIT, s.now + MS);
	harm_fell_silent(s.harm, s.nets[1], &d[0], s.now);
	harm_fell_silent(s.harm, s.nets[1], &d[1], s.now);
	assert_int_equal(s.steps[HARM_HALVED], 1);
	harm_fell_silent(s.harm, s.nets[1], &d[2], s.now);
	assert_int_equal(s.steps[HARM_HALVED], 2);
	harm_free(s.harm);
}

static int64_t
answer(struct scene *s, struct harm_device *d, int64_t took)
{
	s->now += CLOCK_S;
	return harm_answered(s->harm, s->nets[0], d, question, true, s->now, WAIT, s->now + took);
}

static void
test_a_device_that_gets_slow_is_given_rest(void **state)
{
	struct harm_device d = {0};
	struct scene s;

	(void)state;
	open_scene(&s);
	assert_int_equal(answer(&s, &d, 5 * MS), 0);
	assert_int_equal(answer(&s, &d, 20 * MS), 0);
	assert_int_equal(answer(&s, &d, 170 * MS), 0); /* not yet much */
	assert_int_equal(answer(&s, &d, 500 * MS), 0); /* once is nothing */
	assert_int_equal(answer(&s, &d, 500 * MS), 2000 * MS);
	assert_int_equal(answer(&s, &d, 3000 * MS), 5000 * MS);
	assert_int_equal(answer(&s, &d, 20 * MS), 0);
	assert_int_equal(answer(&s, &d, 500 * MS), 0);
	harm_free(s.harm);
}

static void
test_a_step_is_restored_in_silence(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s);
	harm_net_restore(s.nets[5], HARM_PAUSED);
	assert_int_equal(harm_net_step(s.nets[5]), HARM_PAUSED);
	assert_int_equal(steps_of(&s), 0);
	harm_free(s.harm);
	harm_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_that_gets_slow_is_halved_paused_given_up),
		cmocka_unit_test(test_one_that_recovers_stays_where_it_was),
		cmocka_unit_test(test_a_pause_and_what_was_under_way_prove_nothing),
		cmocka_unit_test(test_few_outliers_are_no_harm),
		cmocka_unit_test(test_a_slow_table_is_no_harm),
		cmocka_unit_test(test_what_all_suffer_is_the_path),
		cmocka_unit_test(test_steady_loss_is_no_harm),
		cmocka_unit_test(test_steady_loss_from_the_first_moment_on),
		cmocka_unit_test(test_loss_that_grows_is_harm),
		cmocka_unit_test(test_who_is_new_shows_no_loss),
		cmocka_unit_test(test_a_device_counts_once_for_a_question),
		cmocka_unit_test(test_devices_that_fall_silent_count_by_their_share),
		cmocka_unit_test(test_a_device_that_gets_slow_is_given_rest),
		cmocka_unit_test(test_a_step_is_restored_in_silence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
