/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_writer.c: finished targets through a thread into a store. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <pthread.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "scanner/writer.h"
#include "tests/unit/home.h"

/* More than may wait. */
#define MANY 20000

/* What the thread's side does, and what it has done; locked as two threads look. */
static struct {
	pthread_mutex_t mutex;
	pthread_cond_t opened;
	bool closed;	   /* the thread waits before it writes */
	uint64_t fault_at; /* the position that can't be written; 0: none */
	enum result fault;
	uint64_t n, last;
	bool in_order, own_thread;
	pthread_t test;
	struct store *store;
	int64_t sweep;
} scene = {.mutex = PTHREAD_MUTEX_INITIALIZER, .opened = PTHREAD_COND_INITIALIZER};

static void
scene_begin(const char *name)
{
	struct sweep sweep = {.kind = "scan",
		.targets = "",
		.options = "{}",
		.version = "test",
		.n_targets = MANY};
	struct buf why = {0};
	char path[128];

	scene.closed = false;
	scene.fault_at = scene.n = scene.last = 0;
	scene.fault = RESULT_OK;
	scene.in_order = scene.own_thread = true;
	scene.test = pthread_self();
	snprintf(path, sizeof(path), "%s/%s", home(), name);
	assert_int_equal(store_open(path, STORE_WRITE, &scene.store, &why), RESULT_OK);
	assert_int_equal(store_sweep_begin(scene.store, &sweep), RESULT_OK);
	scene.sweep = sweep.id;
}

static enum result
put(void *arg, const struct host *h)
{
	enum result r = RESULT_OK;

	assert_ptr_equal(arg, &scene);
	pthread_mutex_lock(&scene.mutex);
	while (scene.closed)
		pthread_cond_wait(&scene.opened, &scene.mutex);
	scene.n++;
	scene.in_order = scene.in_order && h->position == scene.last + 1;
	scene.own_thread = scene.own_thread && !pthread_equal(pthread_self(), scene.test);
	scene.last = h->position;
	if (h->position == scene.fault_at)
		r = scene.fault;
	pthread_mutex_unlock(&scene.mutex);
	return r == RESULT_OK ? store_done(scene.store, scene.sweep, h->position) : r;
}

static void
set_closed(bool closed)
{
	pthread_mutex_lock(&scene.mutex);
	scene.closed = closed;
	pthread_mutex_unlock(&scene.mutex);
	pthread_cond_signal(&scene.opened);
}

static struct writer *
start(void)
{
	struct writer *w = NULL;

	assert_int_equal(writer_new(scene.store, put, &scene, &w), RESULT_OK);
	return w;
}

static void
take(struct writer *w, uint64_t from, uint64_t to)
{
	const struct addr a = {.family = 4, .ip = {192, 0, 2, 1}};

	for (uint64_t i = from; i <= to; i++) {
		struct host *h = host_new(&a, NULL, 0);

		h->position = i;
		writer_take(w, h);
	}
	writer_pass(w);
}

/* Until a test is true, looked at each millisecond, for a minute at most. */
static bool
becomes(struct writer *w, bool (*test)(struct writer *))
{
	const struct timespec moment = {.tv_nsec = 1000000};

	for (int i = 0; i < 60000; i++) {
		writer_pass(w);
		if (test(w))
			return true;
		nanosleep(&moment, NULL);
	}
	return false;
}

static uint64_t
committed(const char *name)
{
	struct buf why = {0};
	struct store *reader;
	char path[128];
	uint64_t n;

	snprintf(path, sizeof(path), "%s/%s", home(), name);
	assert_int_equal(store_open(path, STORE_READ, &reader, &why), RESULT_OK);
	n = store_done_count(reader, scene.sweep);
	store_close(reader);
	return n;
}

static bool
is_committed(struct writer *w)
{
	(void)w;
	return committed("order.db") == 100;
}

static void
all_is_written_in_order_and_committed(void **state)
{
	struct writer *w;

	(void)state;
	scene_begin("order.db");
	w = start();
	take(w, 1, 60);
	take(w, 61, 100);
	assert_int_equal(committed("order.db"), 0);
	writer_commit(w);
	assert_true(becomes(w, is_committed));
	take(w, 101, 150); /* the end commits, too */
	assert_int_equal(writer_end(w), RESULT_OK);
	assert_int_equal(writer_end(NULL), RESULT_OK);
	assert_int_equal(scene.n, 150);
	assert_true(scene.in_order);
	assert_true(scene.own_thread);
	assert_int_equal(committed("order.db"), 150);
	store_close(scene.store);
}

static bool
has_failed(struct writer *w)
{
	return writer_result(w) != RESULT_OK;
}

static void
nothing_is_written_after_a_fault(void **state)
{
	struct writer *w;

	(void)state;
	scene_begin("fault.db");
	scene.fault_at = 5;
	scene.fault = RESULT_NO_SPACE;
	w = start();
	take(w, 1, 4);
	writer_commit(w);
	take(w, 5, 9);
	assert_true(becomes(w, has_failed));
	assert_int_equal(writer_result(w), RESULT_NO_SPACE);
	take(w, 10, 20);
	writer_commit(w);
	assert_int_equal(writer_end(w), RESULT_NO_SPACE);
	assert_int_equal(scene.n, 5);
	store_close(scene.store);
}

static bool
is_behind(struct writer *w)
{
	return writer_is_behind(w);
}

static bool
caught_up(struct writer *w)
{
	return !writer_is_behind(w);
}

static void
too_much_that_waits_is_told(void **state)
{
	struct writer *w;

	(void)state;
	scene_begin("behind.db");
	set_closed(true);
	w = start();
	take(w, 1, 10);
	assert_false(writer_is_behind(w));
	take(w, 11, MANY);
	assert_true(becomes(w, is_behind));
	set_closed(false);
	assert_true(becomes(w, caught_up));
	assert_int_equal(writer_end(w), RESULT_OK);
	assert_int_equal(scene.n, MANY);
	assert_true(scene.in_order);
	store_close(scene.store);
}

/* One with more to say than many others. */
static void
observations_are_counted_as_well(void **state)
{
	const struct addr a = {.family = 4, .ip = {192, 0, 2, 1}};
	struct writer *w;
	struct host *h = host_new(&a, NULL, 0);

	(void)state;
	scene_begin("chatty.db");
	set_closed(true);
	w = start();
	h->position = 1;
	for (int i = 0; i < 140000; i++)
		host_observe(h, "test", "test.key", "", "x", 1);
	writer_take(w, h);
	writer_pass(w);
	assert_true(writer_is_behind(w));
	set_closed(false);
	assert_true(becomes(w, caught_up));
	assert_int_equal(writer_end(w), RESULT_OK);
	store_close(scene.store);
}

static void
the_store_can_be_held_meanwhile(void **state)
{
	struct writer *w;
	uint64_t n;

	(void)state;
	scene_begin("held.db");
	w = start();
	store_hold(scene.store);
	take(w, 1, 50);
	writer_commit(w);
	assert_int_equal(store_harm(scene.store, scene.sweep, "{}"), RESULT_OK);
	pthread_mutex_lock(&scene.mutex);
	n = scene.n;
	pthread_mutex_unlock(&scene.mutex);
	assert_int_equal(n, 0); /* it waits for us */
	store_release(scene.store);
	assert_int_equal(writer_end(w), RESULT_OK);
	assert_int_equal(scene.n, 50);
	store_close(scene.store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test(name)
		T(all_is_written_in_order_and_committed),
		T(nothing_is_written_after_a_fault),
		T(too_much_that_waits_is_told),
		T(observations_are_counted_as_well),
		T(the_store_can_be_held_meanwhile),
#undef T
	};

	return cmocka_run_group_tests(tests, home_make, home_remove);
}
