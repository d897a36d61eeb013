/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* The cache, what is held for later, and the load of devices. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "base/arena.h"
#include "base/clock.h"
#include "sim/cache.h"
#include "sim/held.h"
#include "sim/load.h"
#include "sim/rand.h"

static unsigned dropped;

static void
drop(void *value)
{
	dropped++;
	free(value);
}

static void *
number(uint64_t n)
{
	uint64_t *at = xmalloc(sizeof *at);

	*at = n;
	return at;
}

static void
cache_drops_what_was_used_longest_ago(void **state)
{
	struct cache *c = cache_new(3, drop);

	(void)state;
	dropped = 0;
	for (uint64_t k = 1; k <= 3; k++)
		cache_put(c, k, number(k));
	assert_non_null(cache_get(c, 1)); /* now the youngest */
	cache_put(c, 4, number(4));
	assert_int_equal(dropped, 1);
	assert_null(cache_get(c, 2));
	assert_int_equal(*(uint64_t *)cache_get(c, 1), 1);
	assert_int_equal(*(uint64_t *)cache_get(c, 4), 4);
	cache_free(c);
	assert_int_equal(dropped, 4);
	cache_free(NULL);
}

static void
cache_keeps_the_last_of_many(void **state)
{
	enum { CAPACITY = 100 };
	struct cache *c = cache_new(CAPACITY, drop);

	(void)state;
	for (uint64_t k = 0; k < 10000; k++)
		cache_put(c, rand_mix(k), number(k));
	assert_null(cache_get(c, rand_mix(10000 - CAPACITY - 1)));
	for (uint64_t k = 10000 - CAPACITY; k < 10000; k++)
		assert_int_equal(*(uint64_t *)cache_get(c, rand_mix(k)), k);
	cache_free(c);
}

static void
held_things_come_when_they_are_due(void **state)
{
	struct held h = {0};
	int64_t last = 0;
	int things[1000];
	uint64_t luck = 5;
	unsigned n = 0;

	(void)state;
	assert_true(held_next(&h) == INT64_MAX);
	assert_null(held_take(&h, INT64_MAX - 1));
	for (unsigned i = 0; i < 1000; i++)
		held_add(&h, (int64_t)rand_below(rand_next(&luck), 5000), &things[i]);
	assert_null(held_take(&h, -1));
	while (held_next(&h) != INT64_MAX) {
		int64_t due = held_next(&h);

		assert_true(due >= last);
		assert_null(held_take(&h, due - 1));
		assert_non_null(held_take(&h, due));
		last = due;
		n++;
	}
	assert_int_equal(n, 1000);
	held_free(&h);
}

static void
load_is_what_was_asked_within_a_second(void **state)
{
	struct load *l = load_new();
	unsigned level = 0;

	(void)state;
	for (int i = 0; i < 20; i++) /* 100 a second for 0.2 s */
		level = load_ask(l, 7, i * 10 * CLOCK_MS);
	assert_in_range(level, 15, 20);
	assert_int_equal(load_ask(l, 8, 200 * CLOCK_MS), 1); /* another device */
	assert_int_equal(load_ask(l, 7, 5 * CLOCK_S), 1);    /* it has recovered */
	load_free(l);
	load_free(NULL);
}

static void
a_slow_pace_is_no_load(void **state)
{
	struct load *l = load_new();

	(void)state;
	for (int i = 0; i < 200; i++) /* five a second */
		assert_true(load_ask(l, 7, i * 200 * CLOCK_MS) <= 5);
	load_free(l);
}

static void
the_dead_stay_dead(void **state)
{
	struct load *l = load_new();

	(void)state;
	for (uint64_t k = 0; k < 2000; k++)
		load_ask(l, k, 0); /* the table grows */
	assert_false(load_is_dead(l, 77));
	assert_true(load_kill(l, 77));
	assert_false(load_kill(l, 77)); /* not for the first time */
	for (uint64_t k = 5000; k < 9000; k++)
		load_ask(l, k, 0);
	assert_true(load_is_dead(l, 77));
	assert_false(load_is_dead(l, 78));
	load_free(l);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cache_drops_what_was_used_longest_ago),
		cmocka_unit_test(cache_keeps_the_last_of_many),
		cmocka_unit_test(held_things_come_when_they_are_due),
		cmocka_unit_test(load_is_what_was_asked_within_a_second),
		cmocka_unit_test(a_slow_pace_is_no_load),
		cmocka_unit_test(the_dead_stay_dead),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
