/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* Arenas hand out zeroed, aligned, separate memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/arena.h"

static void
memory_is_zeroed_and_apart(void **state)
{
	struct arena *a = arena_new();
	char *big = arena_alloc(a, 100000), *small = arena_alloc(a, 3);

	(void)state;
	memset(big, 1, 100000);
	assert_int_equal(small[0], 0);
	assert_int_equal((uintptr_t)small % _Alignof(max_align_t), 0);
	assert_string_equal(arena_printf(a, "%s-%d", "x", 7), "x-7");
	assert_string_equal(arena_strndup(a, "abcdef", 3), "abc");
	assert_true(arena_size(a) > 100000);
	arena_free(a);
}

static void
reset_gives_zeroed_memory_again(void **state)
{
	struct arena *a = arena_new();
	char *p = arena_alloc(a, 64);

	(void)state;
	memset(p, 0xff, 64);
	for (int i = 0; i < 1000; i++)
		arena_alloc(a, 1000);
	arena_reset(a);
	assert_true(arena_size(a) < 70000);
	p = arena_alloc(a, 64);
	for (int i = 0; i < 64; i++)
		assert_int_equal(p[i], 0);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_and_apart),
		cmocka_unit_test(reset_gives_zeroed_memory_again),
	};

	return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
