/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* Hostile text becomes harmless; digests and conversions are right. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/text.h"

static void
device_text_becomes_printable(void **state)
{
	static const struct {
		const char *in;
		size_t len, max;
		const char *out;
	} cases[] = {
		{"  Cisco\r\n IOS\t\tXR  ", 18, 100, "Cisco IOS XR"},
		{"\x1b[31mred\x07", 9, 100, "[31mred"},
		{"a\0b", 3, 100, "ab"},
		{"\xff\xfe", 2, 100, "\xef\xbf\xbd\xef\xbf\xbd"},
		{"\xe2\x80\xae"
		 "abc",
			6, 100, "abc"},
		{"abc def", 7, 5, "abc d"},
		{"ab\xc3\xa9", 4, 3, "ab"},
		{"", 0, 10, ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf b = {0};

		text_printable(&b, cases[i].in, cases[i].len, cases[i].max);
		assert_string_equal(buf_text(&b), cases[i].out);
		assert_true(text_is_utf8(buf_text(&b), b.len));
		buf_free(&b);
	}
}

static void
only_well_formed_utf8_passes(void **state)
{
	(void)state;
	assert_true(text_is_utf8("Zürich", strlen("Zürich")));
	assert_false(text_is_utf8("\xc0\xaf", 2));
	assert_false(text_is_utf8("\xed\xa0\x80", 3));
	assert_false(text_is_utf8("\xf4\x90\x80\x80", 4));
	assert_false(text_is_utf8("\xe2\x82", 2));
	assert_false(text_is_utf8("a\0", 2));
}

static void
json_strings_are_escaped(void **state)
{
	struct buf b = {0};

	(void)state;
	text_json(&b, "a\"b\\\n\x01\xff", 7);
	assert_string_equal(buf_text(&b), "\"a\\\"b\\\\\\n\\u0001\xef\xbf\xbd\"");
	buf_free(&b);
}

static void
hexadecimal_goes_both_ways(void **state)
{
	struct buf b = {0};
	uint8_t out[4];
	size_t n;

	(void)state;
	text_hex(&b, "\x80\x00\x1f", 3);
	assert_string_equal(buf_text(&b), "80001f");
	assert_int_equal(text_unhex("80001F", 6, out, sizeof(out), &n), RESULT_OK);
	assert_int_equal(n, 3);
	assert_memory_equal(out, "\x80\x00\x1f", 3);
	assert_int_equal(text_unhex("8", 1, out, sizeof(out), &n), RESULT_MALFORMED);
	assert_int_equal(text_unhex("zz", 2, out, sizeof(out), &n), RESULT_MALFORMED);
	assert_int_equal(text_unhex("0011223344", 10, out, sizeof(out), &n), RESULT_RANGE);
	buf_free(&b);
}

static void
digests_are_the_known_ones(void **state)
{
	char hex[65];

	(void)state;
	text_sha256_hex("abc", 3, hex);
	assert_string_equal(
		hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	text_md5_hex("abc", 3, hex);
	assert_string_equal(hex, "900150983cd24fb0d6963f7d28e17f72");
}

static void
numbers_are_whole_and_bounded(void **state)
{
	uint64_t n = 5;

	(void)state;
	assert_int_equal(text_u64("18446744073709551615", 0, UINT64_MAX, &n), RESULT_OK);
	assert_int_equal(text_u64("18446744073709551616", 0, UINT64_MAX, &n), RESULT_RANGE);
	assert_int_equal(text_u64("-1", 0, 9, &n), RESULT_MALFORMED);
	assert_int_equal(text_u64("", 0, 9, &n), RESULT_MALFORMED);
	assert_int_equal(text_u64("10", 0, 9, &n), RESULT_RANGE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(device_text_becomes_printable),
		cmocka_unit_test(only_well_formed_utf8_passes),
		cmocka_unit_test(json_strings_are_escaped),
		cmocka_unit_test(hexadecimal_goes_both_ways),
		cmocka_unit_test(digests_are_the_known_ones),
		cmocka_unit_test(numbers_are_whole_and_bounded),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
