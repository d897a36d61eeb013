/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* Addresses and prefixes: parse, print, compare, count. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/addr.h"

static void
addresses_print_as_they_parse(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{"192.0.2.1", "192.0.2.1"},
		{"2001:DB8:0:0:0:0:0:1", "2001:db8::1"},
		{"::1", "::1"},
		{"fe80::1%1", "fe80::1%lo"},
	};
	char buf[ADDR_TEXT_MAX];
	struct addr a;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(addr_parse(cases[i].in, &a), RESULT_OK);
		assert_string_equal(addr_format(&a, buf), cases[i].out);
	}
}

static void
what_is_no_address_is_refused(void **state)
{
	static const char *const bad[] = {"", "1.2.3", "1.2.3.256", "host", "::1%nosuchif0",
		"1.2.3.4%1", "1.2.3.4/8", ":::", "1.2.3.4 "};
	struct addr a;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(addr_parse(bad[i], &a), RESULT_MALFORMED);
}

static void
adding_carries_and_stops_at_the_end(void **state)
{
	struct addr a, b;
	uint64_t n;
	char buf[ADDR_TEXT_MAX];

	(void)state;
	addr_parse("10.0.255.255", &a);
	assert_int_equal(addr_add(&a, 1, &b), RESULT_OK);
	assert_string_equal(addr_format(&b, buf), "10.1.0.0");
	assert_int_equal(addr_distance(&a, &b, &n), RESULT_OK);
	assert_int_equal(n, 1);
	assert_int_equal(addr_distance(&b, &a, &n), RESULT_RANGE);
	addr_parse("255.255.255.255", &a);
	assert_int_equal(addr_add(&a, 1, &b), RESULT_RANGE);
	addr_parse("2001:db8::ffff:ffff:ffff:ffff", &a);
	assert_int_equal(addr_add(&a, 1, &b), RESULT_OK);
	assert_string_equal(addr_format(&b, buf), "2001:db8:0:1::");
}

static void
prefixes_hold_first_and_last(void **state)
{
	struct prefix p, q;
	struct addr a;
	char buf[PREFIX_TEXT_MAX];

	(void)state;
	assert_int_equal(prefix_parse("10.20.0.0/15", true, &p), RESULT_OK);
	assert_string_equal(prefix_format(&p, buf), "10.20.0.0/15");
	a = prefix_last(&p);
	assert_string_equal(addr_format(&a, buf), "10.21.255.255");
	assert_true(prefix_has(&p, &a));
	addr_add(&a, 1, &a);
	assert_false(prefix_has(&p, &a));
	assert_int_equal(prefix_parse("10.21.0.0/15", true, &q), RESULT_MALFORMED);
	assert_int_equal(prefix_parse("10.21.0.0/15", false, &q), RESULT_OK);
	assert_true(prefix_covers(&p, &q));
	assert_int_equal(prefix_parse("10.0.0.0/33", false, &q), RESULT_MALFORMED);
	assert_int_equal(prefix_parse("0.0.0.0/0", true, &q), RESULT_OK);
	assert_true(prefix_covers(&q, &p));
	assert_false(prefix_covers(&p, &q));
}

static void
socket_addresses_go_both_ways(void **state)
{
	struct sockaddr_storage ss;
	struct addr a, b;
	uint16_t port;

	(void)state;
	addr_parse("fe80::5%1", &a);
	addr_to_sockaddr(&a, 161, &ss);
	assert_int_equal(addr_from_sockaddr((struct sockaddr *)&ss, &b, &port), RESULT_OK);
	assert_true(addr_equal(&a, &b));
	assert_int_equal(port, 161);
	assert_true(addr_hash(&a) == addr_hash(&b));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_print_as_they_parse),
		cmocka_unit_test(what_is_no_address_is_refused),
		cmocka_unit_test(adding_carries_and_stops_at_the_end),
		cmocka_unit_test(prefixes_hold_first_and_last),
		cmocka_unit_test(socket_addresses_go_both_ways),
	};

	return cmocka_run_group_tests_name("addr", tests, NULL, NULL);
}
