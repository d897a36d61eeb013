/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* The permutation visits every address once, merged and without exclusions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/targets.h"

static void
every_address_comes_once(void **state)
{
	static const unsigned lens[] = {32, 31, 30, 29, 24, 20, 16};
	struct addr base;

	(void)state;
	addr_parse("127.20.0.0", &base);
	for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
		struct targets *t = targets_new();
		struct prefix p = prefix_of(&base, lens[i]);
		struct addr first = prefix_first(&p), last = prefix_last(&p);
		uint64_t count = UINT64_C(1) << (32 - lens[i]), at;
		uint8_t *seen = calloc(count, 1);

		assert_int_equal(targets_add_range(t, &first, &last), RESULT_OK);
		targets_seal(t, 42 + i);
		assert_int_equal(targets_count(t), count);
		for (uint64_t k = 0; k < count; k++) {
			struct addr a = targets_at(t, k);

			assert_int_equal(addr_distance(&first, &a, &at), RESULT_OK);
			assert_true(at < count);
			assert_int_equal(seen[at], 0);
			seen[at] = 1;
		}
		free(seen);
		targets_free(t);
	}
}

static void
forms_merge_and_print(void **state)
{
	struct targets *t = targets_new(), *again = targets_new();
	struct buf b = {0};
	struct prefix p;

	(void)state;
	assert_int_equal(targets_add(t, "10.0.0.5-9"), RESULT_OK);
	assert_int_equal(targets_add(t, "10.0.0.8-10.0.0.20"), RESULT_OK);
	assert_int_equal(targets_add(t, "10.0.0.9"), RESULT_OK);
	assert_int_equal(targets_add(t, "2001:db8::/126"), RESULT_OK);
	assert_int_equal(targets_count(t), 20);
	prefix_parse("10.0.0.8/31", true, &p);
	targets_exclude(t, &p);
	assert_int_equal(targets_count(t), 18);
	targets_format(t, &b);
	assert_string_equal(
		buf_text(&b), "10.0.0.5-10.0.0.7 10.0.0.10-10.0.0.20 2001:db8::-2001:db8::3");
	for (char *w = strtok(b.data, " "); w != NULL; w = strtok(NULL, " "))
		assert_int_equal(targets_add(again, w), RESULT_OK);
	assert_int_equal(targets_count(again), 18);
	targets_free(t);
	targets_free(again);
	buf_free(&b);
}

/* An exclusion of one link's zone takes nothing away from another's addresses. */
static void
a_zone_is_excluded_for_itself(void **state)
{
	struct targets *t = targets_new();
	struct buf text = {0};
	struct prefix p;

	(void)state;
	assert_int_equal(targets_add(t, "::/121"), RESULT_OK);
	assert_int_equal(prefix_parse("::6%1", false, &p), RESULT_OK);
	targets_exclude(t, &p);
	assert_int_equal(targets_count(t), 128);
	targets_format(t, &text);
	assert_string_equal(buf_text(&text), "::-::7f");
	buf_free(&text);
	targets_free(t);
}

static void
what_is_no_target_is_refused(void **state)
{
	static const char *const bad[] = {
		"", "-", "10.0.0.9-5", "10.0.0.1-::1", "host", "10.0.0.0/40", "1.2.3.4-300", "a-b"};
	struct targets *t = targets_new();

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_not_equal(targets_add(t, bad[i]), RESULT_OK);
	assert_int_equal(targets_add(t, "2001:db8::/32"), RESULT_RANGE);
	assert_int_equal(targets_count(t), 0);
	targets_free(t);
}

static void
neighbours_are_not_visited_together(void **state)
{
	struct targets *t = targets_new();
	unsigned close = 0;

	(void)state;
	targets_add(t, "10.0.0.0/16");
	targets_seal(t, 7);
	for (uint64_t k = 1; k < 65536; k++) {
		struct addr a = targets_at(t, k - 1), b = targets_at(t, k);

		close += memcmp(a.ip, b.ip, 3) == 0;
	}
	assert_true(close < 65536 / 64);
	targets_free(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_address_comes_once),
		cmocka_unit_test(forms_merge_and_print),
		cmocka_unit_test(a_zone_is_excluded_for_itself),
		cmocka_unit_test(what_is_no_target_is_refused),
		cmocka_unit_test(neighbours_are_not_visited_together),
	};

	return cmocka_run_group_tests_name("targets", tests, NULL, NULL);
}
