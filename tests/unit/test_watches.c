/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_watches.c: what wakes is heard by the one who watches it now, and nobody else. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "probes/probe.h"
#include "scanner/watches.h"

/* Two pairs; [0] is watched, [1] is the far end. */
struct scene {
	struct watches *watches;
	int a[2], b[2];
	unsigned heard, of_a, of_b, of_new;
	unsigned how;
};

static void
open_scene(struct scene *s)
{
	memset(s, 0, sizeof(*s));
	s->watches = watches_new();
	assert_non_null(s->watches);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, s->a), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, s->b), 0);
}

static void
close_scene(struct scene *s)
{
	watches_free(s->watches);
	close(s->a[0]);
	close(s->a[1]);
	close(s->b[0]);
	close(s->b[1]);
}

static bool
is_ready(const struct scene *s)
{
	struct pollfd p = {.fd = watches_fd(s->watches), .events = POLLIN};

	return poll(&p, 1, 0) == 1;
}

static void
count(void *arg, int fd, unsigned how, void *whose)
{
	struct scene *s = arg;
	char byte;

	s->heard++;
	s->how |= how;
	++*(unsigned *)whose;
	if ((how & WATCH_READ) != 0)
		(void)!recv(fd, &byte, 1, MSG_DONTWAIT);
}

static void
a_word_is_heard_once(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s);
	assert_int_equal(watches_set(s.watches, s.a[0], WATCH_READ, count, &s, &s.of_a), RESULT_OK);
	assert_false(is_ready(&s));
	assert_int_equal(write(s.a[1], "x", 1), 1);
	assert_true(is_ready(&s));
	watches_ready(s.watches);
	watches_ready(s.watches);
	assert_int_equal(s.of_a, 1);
	assert_int_equal(s.how, WATCH_READ);
	close_scene(&s);
}

static void
watching_again_changes_how_and_whose(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s);
	assert_int_equal(watches_set(s.watches, s.a[0], WATCH_READ, count, &s, &s.of_a), RESULT_OK);
	assert_int_equal(
		watches_set(s.watches, s.a[0], WATCH_WRITE, count, &s, &s.of_new), RESULT_OK);
	watches_ready(s.watches);
	assert_int_equal(s.of_a, 0);
	assert_int_equal(s.of_new, 1);
	assert_int_equal(s.how, WATCH_WRITE);
	close_scene(&s);
}

static void
one_that_is_dropped_and_stays_open_is_not_heard_and_keeps_nobody_awake(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s);
	assert_int_equal(watches_set(s.watches, s.a[0], WATCH_READ, count, &s, &s.of_a), RESULT_OK);
	watches_drop(s.watches, s.a[0]);
	assert_int_equal(write(s.a[1], "x", 1), 1);
	watches_ready(s.watches);
	assert_int_equal(s.heard, 0);
	assert_false(is_ready(&s));
	/* And is heard when somebody watches it again. */
	assert_int_equal(
		watches_set(s.watches, s.a[0], WATCH_READ, count, &s, &s.of_new), RESULT_OK);
	watches_ready(s.watches);
	assert_int_equal(s.of_new, 1);
	/* Dropped and watched again before it woke. */
	watches_drop(s.watches, s.a[0]);
	assert_int_equal(watches_set(s.watches, s.a[0], WATCH_READ, count, &s, &s.of_a), RESULT_OK);
	assert_int_equal(write(s.a[1], "x", 1), 1);
	watches_ready(s.watches);
	assert_int_equal(s.of_a, 1);
	close_scene(&s);
}

/* Puts another pair in the place of the one that is not its own, and watches that. */
static void
replace(void *arg, int fd, unsigned how, void *whose)
{
	struct scene *s = arg;
	int *other = fd == s->a[0] ? s->b : s->a;
	int place = other[0], fresh[2];

	(void)how;
	s->heard++;
	++*(unsigned *)whose;
	watches_drop(s->watches, place);
	close(place);
	close(other[1]);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fresh), 0);
	assert_int_equal(
		fresh[0] < fresh[1] ? fresh[0] : fresh[1], place < other[1] ? place : other[1]);
	other[0] = fresh[0];
	other[1] = fresh[1];
	assert_int_equal(
		watches_set(s->watches, other[0], WATCH_READ, count, s, &s->of_new), RESULT_OK);
}

static void
an_event_of_one_that_had_the_number_before_is_not_heard(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s);
	assert_int_equal(
		watches_set(s.watches, s.a[0], WATCH_READ, replace, &s, &s.of_a), RESULT_OK);
	assert_int_equal(
		watches_set(s.watches, s.b[0], WATCH_READ, replace, &s, &s.of_b), RESULT_OK);
	assert_int_equal(write(s.a[1], "x", 1), 1);
	assert_int_equal(write(s.b[1], "x", 1), 1);
	watches_ready(s.watches); /* both are in one batch; the first ends the second */
	assert_int_equal(s.heard, 1);
	assert_int_equal(s.of_a + s.of_b, 1);
	assert_int_equal(s.of_new, 0);
	close_scene(&s);
}

static void
a_far_end_that_left_is_told(void **state)
{
	struct scene s;
	int none = -1;

	(void)state;
	open_scene(&s);
	assert_int_equal(watches_set(s.watches, s.a[0], WATCH_READ, count, &s, &s.of_a), RESULT_OK);
	close(s.a[1]);
	watches_ready(s.watches);
	assert_int_equal(s.of_a, 1);
	assert_int_equal(s.how & WATCH_READ, WATCH_READ);
	assert_int_equal(watches_set(s.watches, none, WATCH_READ, count, &s, &s.of_a), RESULT_NET);
	assert_int_equal(watches_set(s.watches, 9999, WATCH_READ, count, &s, &s.of_a), RESULT_NET);
	watches_drop(s.watches, none);
	watches_drop(s.watches, 123456);
	s.a[1] = dup(s.a[0]);
	close_scene(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_word_is_heard_once),
		cmocka_unit_test(watching_again_changes_how_and_whose),
		cmocka_unit_test(
			one_that_is_dropped_and_stays_open_is_not_heard_and_keeps_nobody_awake),
		cmocka_unit_test(an_event_of_one_that_had_the_number_before_is_not_heard),
		cmocka_unit_test(a_far_end_that_left_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
