/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* BER as SNMP needs it: read within bounds, written from the end, both ways. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "sim/ber.h"

static void
integers_come_back(void **state)
{
	static const int64_t values[] = {0, 1, -1, 127, 128, -128, -129, 255, 256, 65535, -65536,
		2147483647, INT64_C(-2147483648), INT64_MAX, INT64_MIN};

	(void)state;
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		uint8_t room[32];
		struct ber_out out = ber_out_of(room, sizeof room);
		struct bytes b;
		int64_t back;

		ber_push_int(&out, values[i]);
		assert_false(out.full);
		b = bytes_of(out.base + out.at, out.cap - out.at);
		assert_true(ber_expect_int(&b, &back));
		assert_true(back == values[i]);
		assert_int_equal(b.left, 0);
	}
}

static void
unsigned_values_have_no_sign_bit(void **state)
{
	uint8_t octets[9];

	(void)state;
	assert_int_equal(ber_put_unsigned(octets, sizeof octets, 0), 1);
	assert_int_equal(octets[0], 0);
	assert_int_equal(ber_put_unsigned(octets, sizeof octets, 255), 2);
	assert_memory_equal(octets, "\x00\xff", 2);
	assert_int_equal(ber_put_unsigned(octets, sizeof octets, UINT64_MAX), 9);
	assert_int_equal(ber_put_unsigned(octets, 1, 255), 0); /* no room */
}

static void
oids_come_back(void **state)
{
	static const char *const texts[] = {"1.3.6.1.2.1.1.1.0", ".1.3.6.1.4.1.2011.2.25.1", "0.0",
		"2.999.4294967295", "1.0.8802.1.1.2.1.4.1.1.9.1500.3.1"};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		uint8_t octets[BER_OID_MAX * 5];
		struct oid in, back;
		size_t n;

		assert_true(oid_parse(texts[i], &in));
		n = ber_put_oid(octets, sizeof octets, in.at, in.n);
		assert_int_equal(n, ber_oid_size(in.at, in.n));
		assert_true(ber_read_oid(bytes_of(octets, n), &back));
		assert_int_equal(oid_compare(in.at, in.n, back.at, back.n), 0);
	}
}

static void
what_is_no_oid_is_refused(void **state)
{
	static const char *const texts[] = {
		"", "1", "1.", "1..3", "a.b", "1.3.x", "1.3.4294967296"};
	struct oid out;
	char text[1000] = "1.3";

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (oid_parse(texts[i], &out))
			fail_msg("'%s' is taken for an OID", texts[i]);
	for (unsigned i = 0; i < 200; i++)
		strcat(text, ".1");
	assert_false(oid_parse(text, &out));
	assert_false(ber_read_oid(bytes_of("\x2b\x86", 2), &out)); /* cut within a number */
	assert_false(ber_read_oid(bytes_of("\x2b\x9f\xff\xff\xff\xff\x7f", 7), &out)); /* too big */
}

static void
oids_are_in_the_order_of_their_numbers(void **state)
{
	static const uint32_t a[] = {1, 3, 6}, b[] = {1, 3, 6, 1}, c[] = {1, 3, 10};

	(void)state;
	assert_true(oid_compare(a, 3, b, 4) < 0);
	assert_true(oid_compare(b, 4, c, 3) < 0);
	assert_true(oid_compare(c, 3, a, 3) > 0);
	assert_int_equal(oid_compare(a, 3, a, 3), 0);
}

static void
damaged_elements_are_refused(void **state)
{
	static const struct {
		const char *at;
		size_t n;
	} bad[] = {{"", 0}, {"\x02", 1}, {"\x02\x05\x01", 3}, {"\x30\x80\x00\x00", 4},
		{"\x02\x84\xff\xff\xff\xff", 6}, {"\x02\x85\x00\x00\x00\x00\x01\x01", 8}};
	struct bytes content;
	uint8_t tag;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct bytes b = bytes_of(bad[i].at, bad[i].n);

		assert_false(ber_take(&b, &tag, &content));
	}
}

static void
a_full_writer_says_so(void **state)
{
	uint8_t room[8];
	struct ber_out out = ber_out_of(room, sizeof room);

	(void)state;
	ber_push_octets(&out, BER_OCTETS, "12345", 5);
	assert_false(out.full);
	ber_push_octets(&out, BER_OCTETS, "1", 1);
	assert_true(out.full);
	ber_wrap(&out, BER_SEQUENCE, 0); /* goes on, writes nothing */
	assert_true(out.full);
}

static void
long_lengths_come_back(void **state)
{
	static uint8_t room[70000], text[66000];
	static const size_t lens[] = {127, 128, 255, 256, 65535, 65536};

	(void)state;
	for (size_t i = 0; i < sizeof lens / sizeof *lens; i++) {
		struct ber_out out = ber_out_of(room, sizeof room);
		struct bytes b, content;

		ber_push_octets(&out, BER_OCTETS, text, lens[i]);
		assert_int_equal(ber_mark(&out), ber_head_size(lens[i]) + lens[i]);
		b = bytes_of(out.base + out.at, out.cap - out.at);
		assert_true(ber_expect(&b, BER_OCTETS, &content));
		assert_int_equal(content.left, lens[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers_come_back),
		cmocka_unit_test(unsigned_values_have_no_sign_bit),
		cmocka_unit_test(oids_come_back),
		cmocka_unit_test(what_is_no_oid_is_refused),
		cmocka_unit_test(oids_are_in_the_order_of_their_numbers),
		cmocka_unit_test(damaged_elements_are_refused),
		cmocka_unit_test(a_full_writer_says_so),
		cmocka_unit_test(long_lengths_come_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
