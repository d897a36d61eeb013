/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* What arrived is counted exactly, and the busiest second is found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "sim/count.h"
#include "sim/rand.h"
#include "sim/window.h"
#include "tests/unit/sim_help.h"

static struct addr
at(const char *text)
{
	struct addr a;

	assert_int_equal(addr_parse(text, &a), RESULT_OK);
	return a;
}

static void
the_busiest_second_is_any_second(void **state)
{
	struct count *c = count_new(true);
	struct addr a = at("127.20.1.1"), b = at("127.20.1.2"), other = at("127.20.2.1"), which;

	(void)state;
	/* Ten in the second that begins at 0.6 s, across a full second. */
	for (int i = 0; i < 5; i++)
		count_add(c, COUNT_DATAGRAM, &a, 50, 600 * CLOCK_MS + i);
	for (int i = 0; i < 5; i++)
		count_add(c, COUNT_DATAGRAM, &b, 50, 1500 * CLOCK_MS + i);
	count_add(c, COUNT_CONNECTION, &other, 0, 1700 * CLOCK_MS);
	assert_int_equal(count_peak(c), 10);
	assert_int_equal(count_peak_address(c, &which), 5);
	assert_int_equal(count_peak_subnet(c, &which), 10);
	assert_true(addr_equal(&which, &(struct addr){.family = 4, .ip = {127, 20, 1, 0}}));
	assert_int_equal(count_totals(c)->datagrams, 10);
	assert_int_equal(count_totals(c)->connections, 1);
	assert_int_equal(count_totals(c)->bytes, 500);
	count_free(c);
}

static void
a_second_later_is_another_second(void **state)
{
	struct count *c = count_new(true);
	struct addr a = at("::1");

	(void)state;
	for (int i = 0; i < 100; i++)
		count_add(c, COUNT_DATAGRAM, &a, 1, 5 * CLOCK_S + i * CLOCK_S);
	assert_int_equal(count_peak(c), 1);
	count_free(c);
	count_free(NULL);
}

/* The most within one second of any kind, by looking at all of them. */
static uint32_t
brute_force(const uint32_t *times, size_t n)
{
	uint32_t most = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t count = 0;

		for (size_t k = 0; k < n; k++)
			count += times[k] <= times[i] && times[i] - times[k] < WINDOW_SECOND;
		most = count > most ? count : most;
	}
	return most;
}

static void
late_news_are_put_where_they_belong(void **state)
{
	uint64_t luck = 3;

	(void)state;
	for (unsigned round = 0; round < 200; round++) {
		uint32_t times[400], now = 50000;
		struct window w = {0};

		for (unsigned i = 0; i < 400; i++) {
			/* Crowds and pauses; one in four is told up to a second late. */
			now += rand_below(rand_next(&luck), round % 4 == 0 ? 3000 : 60);
			times[i] = now;
			if (rand_next(&luck) % 4 == 0)
				times[i] -= rand_below(rand_next(&luck), WINDOW_SECOND);
			window_add(&w, times[i]);
		}
		assert_int_equal(w.max, brute_force(times, 400));
		window_free(&w);
	}
}

static json_t *
written(const struct count *c)
{
	const char *path = sim_file("count.json", "old");
	json_error_t error;
	json_t *json;

	assert_int_equal(count_write(c, path), RESULT_OK);
	json = json_load_file(path, 0, &error);
	assert_non_null(json);
	return json;
}

static void
the_file_has_every_address(void **state)
{
	struct count *c = count_new(true);
	json_t *json, *list;
	struct addr a;

	(void)state;
	for (unsigned i = 0; i < 3000; i++) {
		addr_add(&(struct addr){.family = 4, .ip = {127, 20, 0, 0}}, i, &a);
		for (unsigned k = 0; k <= i % 3; k++)
			count_add(c, COUNT_DATAGRAM, &a, 10, (int64_t)i * CLOCK_MS);
	}
	json = written(c);
	assert_int_equal(json_integer_value(json_object_get(json, "datagrams")), 6000);
	list = json_object_get(json, "addresses");
	assert_int_equal(json_array_size(list), 3000);
	for (size_t i = 0; i < 3000; i++) {
		json_t *one = json_array_get(list, i);

		addr_add(&(struct addr){.family = 4, .ip = {127, 20, 0, 0}}, i, &a);
		assert_string_equal(json_string_value(json_object_get(one, "address")),
			addr_format(&a, (char[ADDR_TEXT_MAX]){0}));
		assert_int_equal(json_integer_value(json_object_get(one, "datagrams")), 1 + i % 3);
	}
	assert_int_equal(json_array_size(json_object_get(json, "subnets")), 12);
	json_decref(json);
	count_free(c);
	sim_folder_gone();
}

static void
totals_alone_keep_no_addresses(void **state)
{
	struct count *c = count_new(false);
	struct addr a = at("127.20.1.1");
	json_t *json;

	(void)state;
	count_add(c, COUNT_DATAGRAM, &a, 1, 0);
	json = written(c);
	assert_int_equal(json_integer_value(json_object_get(json, "datagrams")), 1);
	assert_int_equal(json_array_size(json_object_get(json, "addresses")), 0);
	json_decref(json);
	assert_int_equal(count_write(c, "/nonexistent/folder/x"), RESULT_IO);
	count_free(c);
	sim_folder_gone();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_busiest_second_is_any_second),
		cmocka_unit_test(a_second_later_is_another_second),
		cmocka_unit_test(late_news_are_put_where_they_belong),
		cmocka_unit_test(the_file_has_every_address),
		cmocka_unit_test(totals_alone_keep_no_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
