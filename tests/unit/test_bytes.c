/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* The bounded reader never goes past its end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/bytes.h"

static void
reads_numbers_in_order(void **state)
{
	static const uint8_t data[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
	struct bytes b = bytes_of(data, sizeof(data));
	uint8_t u8;
	uint16_t u16;
	uint32_t u32;

	(void)state;
	assert_true(bytes_u8(&b, &u8));
	assert_int_equal(u8, 1);
	assert_true(bytes_u16(&b, &u16));
	assert_int_equal(u16, 0x0203);
	assert_true(bytes_u24(&b, &u32));
	assert_int_equal(u32, 0x040506);
	assert_true(bytes_u32le(&b, &u32));
	assert_int_equal(u32, 0x0a090807);
	assert_int_equal(b.left, 1);
	assert_false(b.is_short);
}

static void
a_short_read_takes_nothing(void **state)
{
	static const uint8_t data[] = {1, 2, 3};
	struct bytes b = bytes_of(data, sizeof(data)), part;
	uint32_t u32 = 77;
	uint8_t copy[4];

	(void)state;
	assert_false(bytes_u32(&b, &u32));
	assert_int_equal(u32, 77);
	assert_int_equal(b.left, 3);
	assert_true(b.is_short);
	assert_false(bytes_take(&b, 4, &part));
	assert_false(bytes_skip(&b, SIZE_MAX));
	assert_false(bytes_copy(&b, copy, 4));
	assert_true(bytes_take(&b, 3, &part));
	assert_int_equal(part.left, 3);
	assert_int_equal(b.left, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_numbers_in_order),
		cmocka_unit_test(a_short_read_takes_nothing),
	};

	return cmocka_run_group_tests_name("bytes", tests, NULL, NULL);
}
