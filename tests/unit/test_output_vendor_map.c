/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_output_vendor_map.c: who counts where, and the bounds of the shares. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "output/groups.h"
#include "tests/unit/output_fake.h"

static const struct candidate huawei_zte[] = {{"Huawei", 0.5}, {"ZTE", 0.4}};
static const struct candidate zte[] = {{"ZTE", 0.3}};

/* Ten routers: 4 Huawei (one of them probable), 2 Nokia, 1 disputed, 1
 * suspected, 2 unknown; and a switch elsewhere. */
static size_t
fill(struct element *e)
{
	size_t n = 0;

	for (; n < 4; n++)
		e[n] = fake_element("e-h", "Huawei", "router");
	e[3].who.verdict = VERDICT_PROBABLE;
	for (; n < 6; n++)
		e[n] = fake_element("e-n", "Nokia", "router");
	e[n++] = fake_doubtful("e-d", VERDICT_DISPUTED, "router", huawei_zte, 2);
	e[n++] = fake_doubtful("e-s", VERDICT_SUSPECTED, "router", zte, 1);
	e[n++] = fake_doubtful("e-u", VERDICT_UNKNOWN, "router", NULL, 0);
	e[n++] = fake_doubtful("e-u", VERDICT_UNKNOWN, "router", NULL, 0);
	e[n++] = fake_element("e-c", "Cisco", "switch");
	return n;
}

static void
check(const char *csv, size_t row, const char *expected)
{
	static const char *const columns[] = {
		"manufacturer",
		"role",
		"region",
		"site_id",
		"elements",
		"share_low",
		"share_high",
		"confirmed",
		"probable",
		"disputed",
		"suspected",
		"unknown",
	};
	struct buf line = {0}, value = {0};

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		buf_printf(&line, "%s%s", i > 0 ? "," : "", fake_csv(csv, row, columns[i], &value));
	assert_string_equal(buf_text(&line), expected);
	buf_free(&line);
	buf_free(&value);
}

static void
vendor_map_counts_and_bounds(void **state)
{
	struct element e[16];
	struct store store = {.elements = e, .n_elements = fill(e)};
	char *csv = fake_plain(&store, "vendor-map", "csv");

	(void)state;
	assert_int_equal(fake_csv_rows(csv), 5);
	check(csv, 0, "Cisco,switch,,,1,1.0000,1.0000,1,0,0,0,0");
	check(csv, 1, "Huawei,router,,,4,0.4000,0.7000,3,1,0,0,0");
	check(csv, 2, "Nokia,router,,,2,0.2000,0.4000,2,0,0,0,0");
	check(csv, 3, "ZTE,router,,,0,0.0000,0.4000,0,0,0,0,0");
	check(csv, 4, ",router,,,4,0.4000,0.4000,0,0,1,1,2");
	free(csv);
}

static void
vendor_map_keeps_places_apart(void **state)
{
	struct element e[3] = {
		fake_element("e-1", "Huawei", "router"),
		fake_element("e-2", "Huawei", "router"),
		fake_element("e-3", "Nokia", "router"),
	};
	struct store store = {.elements = e, .n_elements = 3};
	char *csv;

	(void)state;
	e[0].region = e[2].region = "North";
	e[0].site_id = e[2].site_id = "S1";
	e[1].region = "South";
	csv = fake_plain(&store, "vendor-map", "csv");
	check(csv, 0, "Huawei,router,North,S1,1,0.5000,0.5000,1,0,0,0,0");
	check(csv, 1, "Huawei,router,South,,1,1.0000,1.0000,1,0,0,0,0");
	check(csv, 2, "Nokia,router,North,S1,1,0.5000,0.5000,1,0,0,0,0");
	free(csv);
}

/* Whatever is in it: every element counts once, bounds are bounds. */
static void
groups_hold_their_promises(void **state)
{
	static const char *const makers[] = {"A", "B", "C", ""};
	static const char *const roles[] = {"router", "switch", NULL};
	struct groups *groups = groups_new(true);
	const struct group *group;
	uint64_t sum = 0;
	size_t n;

	(void)state;
	for (unsigned i = 0; i < 5000; i++) {
		unsigned x = i * 2654435761u >> 7;
		struct element e = fake_element("e", makers[x % 4], roles[x / 4 % 3]);

		if (x % 4 == 3)
			e = fake_doubtful("e", (enum verdict)(x / 12 % 3), roles[x / 4 % 3],
				huawei_zte, x / 36 % 3);
		groups_add(groups, &e);
	}
	group = groups_finish(groups, &n);
	for (size_t i = 0; i < n; i++) {
		uint64_t parts = 0;

		for (int v = 0; v < VERDICT_COUNT; v++)
			parts += group[i].verdicts[v];
		assert_int_equal(parts, group[i].elements);
		assert_true(group[i].share_low >= 0 && group[i].share_high <= 1);
		assert_true(group[i].share_low <= group[i].share_high);
		sum += group[i].elements;
	}
	assert_int_equal(sum, 5000);
	groups_free(groups);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vendor_map_counts_and_bounds),
		cmocka_unit_test(vendor_map_keeps_places_apart),
		cmocka_unit_test(groups_hold_their_promises),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
