/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_host.c: queues, IDs, and what a target has seen; windows of the day. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scanner/host.h"
#include "scanner/window.h"

static const struct probe_module module = {.name = "test", .job_size = 24};

static struct host *
make(struct probe *p)
{
	struct addr a;

	p->module = &module;
	assert_int_equal(addr_parse("10.0.0.1", &a), RESULT_OK);
	return host_new(&a, p, 1);
}

static void
test_queue(void **state)
{
	struct work works[4] = {0};
	struct queue q = {0};

	(void)state;
	for (int i = 0; i < 4; i++)
		queue_put(&q, &works[i]);
	queue_remove(&q, &works[3]);
	queue_remove(&q, &works[1]);
	queue_put(&q, &works[1]);
	assert_int_equal(q.n, 3);
	assert_ptr_equal(queue_take(&q), &works[0]);
	assert_ptr_equal(queue_take(&q), &works[2]);
	assert_ptr_equal(queue_take(&q), &works[1]);
	assert_null(queue_take(&q));
	queue_remove(&q, &works[0]);
	assert_int_equal(q.n, 0);
}

static void
test_ids(void **state)
{
	struct ids *ids = ids_new();
	struct work *works = calloc(5000, sizeof(*works));
	struct work one = {0};
	uint32_t gone;

	(void)state;
	for (int i = 0; i < 5000; i++) {
		assert_true(ids_give(ids, &works[i]));
		assert_in_range(works[i].job.id, 1, IDS_MAX);
	}
	for (int i = 0; i < 5000; i++)
		assert_ptr_equal(ids_find(ids, works[i].job.id), &works[i]);
	assert_null(ids_find(ids, 0));
	assert_null(ids_find(ids, UINT32_MAX));
	gone = works[7].job.id;
	ids_release(ids, &works[7]);
	assert_null(ids_find(ids, gone));
	/* Others are free: that one is not taken again at once. */
	assert_true(ids_give(ids, &one));
	assert_int_not_equal(one.job.id, gone);
	ids_free(ids);
	free(works);
}

static void
test_all_ids_can_be_in_use(void **state)
{
	struct ids *ids = ids_new();
	struct work one = {0}, other = {0};

	(void)state;
	/* The table knows pointers alone: a million works of their own would want
	 * 200 MB, which not every machine has to give. */
	for (uint32_t i = 0; i < IDS_MAX; i++) {
		assert_true(ids_give(ids, &one));
		assert_in_range(one.job.id, 1, IDS_MAX);
	}
	assert_false(ids_give(ids, &other));
	one.job.id = 5;
	ids_release(ids, &one);
	assert_true(ids_give(ids, &other));
	assert_int_equal(other.job.id, 5);
	assert_ptr_equal(ids_find(ids, 5), &other);
	assert_ptr_equal(ids_find(ids, 6), &one);
	ids_free(ids);
}

static void
test_observations_are_kept_in_order(void **state)
{
	struct probe probe = {0};
	struct host *h = make(&probe);

	(void)state;
	assert_null(h->seen);
	for (int i = 0; i < 100; i++) {
		char value[8];

		snprintf(value, sizeof(value), "%d", i);
		host_observe(h, "test", "test.key", i % 2 ? "1" : NULL, value, strlen(value));
	}
	host_observe(h, "test", "test.nul", "", "a\0b", 3);
	assert_int_equal(h->seen->n, 101);
	assert_string_equal(h->seen->rows[42].value, "42");
	assert_string_equal(h->seen->rows[42].index, "");
	assert_string_equal(h->seen->rows[43].index, "1");
	assert_memory_equal(h->seen->rows[100].value, "a\0b", 3);
	host_free(h);
}

/* 2026-06-15 12:34 UTC: summer time in London. */
#define NOON INT64_C(1781526840)

static void
test_window(void **state)
{
	struct settings s = {.window_start = 13 * 60, .window_end = 14 * 60};
	struct window w;

	(void)state;
	/* London's, written out: the zones' names are a package that may be missing. */
	s.timezone = (char[]){"GMT0BST,M3.5.0/1,M10.5.0"};
	window_init(&w, &s);
	assert_true(window_open(&w, NOON));
	assert_true(window_open(&w, NOON + 25 * 60 + 59));
	assert_false(window_open(&w, NOON + 26 * 60));
	s.timezone = (char[]){"UTC"};
	window_init(&w, &s);
	assert_false(window_open(&w, NOON));
	assert_int_equal(window_wait(&w, NOON), 26 * 60);
	/* Over midnight. */
	s.window_start = 22 * 60;
	s.window_end = 60;
	window_init(&w, &s);
	assert_false(window_open(&w, NOON));
	assert_true(window_open(&w, NOON + 10 * 3600));
	assert_true(window_open(&w, NOON + 12 * 3600));
	assert_false(window_open(&w, NOON + 13 * 3600));
	s.window_start = s.window_end = -1;
	window_init(&w, &s);
	assert_true(window_open(&w, NOON));
	assert_int_equal(window_wait(&w, NOON), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_queue),
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_all_ids_can_be_in_use),
		cmocka_unit_test(test_observations_are_kept_in_order),
		cmocka_unit_test(test_window),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
