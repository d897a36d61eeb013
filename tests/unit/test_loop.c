/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_loop.c: the pump's turns, descriptors, signals, names, waiting. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "probes/probe.h"
#include "scanner/loop.h"

struct scene {
	struct loop *loop;
	unsigned pumps, woken, signals, names, ends;
	unsigned how;
	int fds[2];
	int64_t due;
	bool unwatch;
	const char *why;
};

static void
open_scene(struct scene *s)
{
	memset(s, 0, sizeof(*s));
	s->loop = loop_new();
	assert_non_null(s->loop);
	assert_int_equal(pipe(s->fds), 0);
	s->why = "";
}

static void
close_scene(struct scene *s)
{
	loop_free(s->loop);
	close(s->fds[0]);
	close(s->fds[1]);
}

/* Three turns 20 ms apart, never before their time. */
static int64_t
count_turns(void *arg)
{
	struct scene *s = arg;

	/* Turns between are allowed, for the loop's own reasons; they are not due. */
	if (clock_now() < s->due)
		return s->due;
	if (++s->pumps == 4)
		loop_stop(s->loop);
	s->due = clock_now() + 20 * CLOCK_MS;
	return s->due;
}

static void
the_pump_is_called_when_it_asked_for_it(void **state)
{
	struct scene s;
	int64_t begun = clock_now();

	(void)state;
	open_scene(&s);
	loop_set_pump(s.loop, count_turns, &s);
	loop_run(s.loop);
	assert_int_equal(s.pumps, 4);
	assert_true(clock_now() - begun >= 60 * CLOCK_MS);
	close_scene(&s);
}

static void
ready(void *arg, int fd, unsigned how, void *whose)
{
	struct scene *s = arg;
	char byte;

	assert_ptr_equal(whose, &s->names);
	s->woken++;
	s->how |= how;
	if ((how & WATCH_READ) != 0 && read(fd, &byte, 1) != 1)
		loop_unwatch(s->loop, fd);
	if (s->unwatch)
		loop_unwatch(s->loop, fd);
	if (s->woken == 3 || s->unwatch)
		loop_stop(s->loop);
}

static void
descriptors_wake_until_they_are_unwatched(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s);
	assert_int_equal(loop_watch(s.loop, s.fds[0], WATCH_READ, ready, &s, &s.names), RESULT_OK);
	assert_int_equal(write(s.fds[1], "abc", 3), 3);
	loop_run(s.loop);
	assert_int_equal(s.woken, 3);
	assert_int_equal(s.how, WATCH_READ);
	/* Unwatched by its own call; a second time does nothing. */
	s.unwatch = true;
	assert_int_equal(write(s.fds[1], "de", 2), 2);
	loop_run(s.loop);
	assert_int_equal(s.woken, 4);
	loop_unwatch(s.loop, s.fds[0]);
	loop_unwatch(s.loop, 99999);
	/* Watched again, by a handle that was used before. */
	assert_int_equal(loop_watch(s.loop, s.fds[0], WATCH_READ, ready, &s, &s.names), RESULT_OK);
	loop_run(s.loop);
	assert_int_equal(s.woken, 5);
	/* For writing, on the other end. */
	s.how = 0;
	assert_int_equal(loop_watch(s.loop, s.fds[1], WATCH_WRITE, ready, &s, &s.names), RESULT_OK);
	loop_run(s.loop);
	assert_int_equal(s.how, WATCH_WRITE);
	close_scene(&s);
}

static void
on_signal(void *arg, int number)
{
	struct scene *s = arg;

	assert_int_equal(number, SIGUSR1);
	if (++s->signals == 2)
		loop_stop(s->loop);
	else
		raise(SIGUSR1);
}

static int64_t
idle(void *arg)
{
	struct scene *s = arg;

	if (s->pumps++ == 0)
		raise(SIGUSR1);
	return clock_now() + 3600 * CLOCK_S;
}

static void
each_signal_is_told(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s);
	assert_int_equal(loop_on_signal(s.loop, SIGUSR1, on_signal, &s), RESULT_OK);
	loop_set_pump(s.loop, idle, &s);
	loop_run(s.loop);
	assert_int_equal(s.signals, 2);
	close_scene(&s);
}

static void
resolved(void *arg, const struct addr *a, const char *why)
{
	struct scene *s = arg;

	s->names += a != NULL;
	s->ends += a == NULL;
	s->why = why;
	if (a == NULL)
		loop_stop(s->loop);
}

/* Numbers need no server that this machine may not have. */
static void
names_come_one_by_one_and_then_the_end(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s);
	loop_resolve(s.loop, "127.0.0.1", resolved, &s);
	loop_run(s.loop);
	assert_int_equal(s.names, 1);
	assert_int_equal(s.ends, 1);
	assert_string_equal(s.why, "");
	close_scene(&s);
}

/* Interrupted, nobody is called any more, whoever is still under way. */
static void
after_the_end_no_name_is_told(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s);
	for (int i = 0; i < 50; i++)
		loop_resolve(s.loop, "127.0.0.1", resolved, &s);
	loop_resolve_end(s.loop);
	close_scene(&s);
	assert_int_equal(s.names, 0);
	assert_int_equal(s.ends, 0);
}

static bool
third_time(void *arg)
{
	return ++((struct scene *)arg)->pumps >= 3;
}

static bool
never(void *arg)
{
	struct scene *s = arg;

	if (++s->pumps == 2)
		loop_stop(s->loop);
	return false;
}

static void
waits_for_a_test_or_a_stop(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s);
	assert_true(loop_await(s.loop, third_time, &s, CLOCK_MS));
	assert_in_range(s.pumps, 3, 4);
	s.pumps = 0;
	assert_false(loop_await(s.loop, never, &s, CLOCK_MS));
	close_scene(&s);
}

static int64_t
asleep(void *arg)
{
	struct scene *s = arg;

	if (++s->pumps == 1)
		loop_wake(s->loop); /* as from a callback: the pump runs again */
	else
		loop_stop(s->loop);
	return INT64_MAX;
}

static void
one_that_sleeps_can_be_woken(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s);
	/* Something to wait on, or the loop would have nothing to do. */
	assert_int_equal(loop_watch(s.loop, s.fds[0], WATCH_READ, ready, &s, &s.names), RESULT_OK);
	loop_set_pump(s.loop, asleep, &s);
	assert_int_equal(write(s.fds[1], "a", 1), 1);
	loop_run(s.loop);
	assert_int_equal(s.pumps, 2);
	close_scene(&s);
}

static void
descriptors_can_be_raised(void **state)
{
	uint64_t n = loop_raise_descriptors();

	(void)state;
	assert_true(n >= 64);
	assert_int_equal(loop_raise_descriptors(), n);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_pump_is_called_when_it_asked_for_it),
		cmocka_unit_test(descriptors_wake_until_they_are_unwatched),
		cmocka_unit_test(each_signal_is_told),
		cmocka_unit_test(names_come_one_by_one_and_then_the_end),
		cmocka_unit_test(after_the_end_no_name_is_told),
		cmocka_unit_test(waits_for_a_test_or_a_stop),
		cmocka_unit_test(one_that_sleeps_can_be_woken),
		cmocka_unit_test(descriptors_can_be_raised),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
