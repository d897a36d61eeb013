/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_output_elements.c: the inventory view: columns, evidence, candidates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "output/list.h"
#include "output/pairs.h"
#include "tests/unit/output_fake.h"

static void
check(const char *csv, size_t row, const char *column, const char *expected)
{
	struct buf value = {0};

	assert_string_equal(fake_csv(csv, row, column, &value), expected);
	buf_free(&value);
}

static void
elements_fill_what_is_known(void **state)
{
	static const struct evidence evidence[] = {
		{"huawei.oid", "snmp.sysObjectID", "1.3.6.1.4.1.2011.2.1", 0.99},
		{"huawei.descr", "snmp.sysDescr", "Huawei; VRP", 0.9},
		{"huawei.again", "snmp.sysObjectID", "1.3.6.1.4.1.2011.2.1", 0.5},
	};
	struct element e = fake_element("e-0123456789abcdef", "Huawei", "ran-baseband");
	struct store store = {.elements = &e, .n_elements = 1};
	char *csv;

	(void)state;
	e.mgmt = fake_addr("192.0.2.7");
	e.who.claims[CLAIM_brand] = "Label";
	e.who.claims[CLAIM_serial] = "0021";
	e.who.claims[CLAIM_generations] = "4G;5G";
	e.who.evidence = evidence;
	e.who.n_evidence = 3;
	e.site_id = "S1";
	csv = fake_plain(&store, "elements", "csv");
	check(csv, 0, "element_id", "e-0123456789abcdef");
	check(csv, 0, "mgmt_ip", "192.0.2.7");
	check(csv, 0, "layer", "ran");
	check(csv, 0, "manufacturer", "Huawei");
	check(csv, 0, "brand", "Label");
	check(csv, 0, "serial", "0021");
	check(csv, 0, "generations", "4G;5G");
	check(csv, 0, "operational", "yes");
	check(csv, 0, "vendor_verdict", "confirmed");
	check(csv, 0, "vendor_confidence", "0.99");
	check(csv, 0, "evidence",
		"snmp.sysObjectID=1.3.6.1.4.1.2011.2.1;snmp.sysDescr=Huawei, VRP");
	check(csv, 0, "evidence_hash", "00ff");
	check(csv, 0, "sources", "scan");
	check(csv, 0, "latitude", "");
	check(csv, 0, "quantity", "");
	check(csv, 0, "candidates", "");
	check(csv, 0, "last_seen", "2026-01-02T00:00:00Z");
	free(csv);
}

static void
elements_name_no_maker_in_doubt(void **state)
{
	static const struct candidate two[] = {{"Huawei", 0.55}, {"ZTE", 0.4}};
	struct element e[2] = {
		fake_doubtful("e-1", VERDICT_DISPUTED, "router", two, 2),
		fake_doubtful("e-2", VERDICT_UNKNOWN, NULL, NULL, 0),
	};
	struct store store = {.elements = e, .n_elements = 2};
	char *csv;

	(void)state;
	e[0].who.claims[CLAIM_manufacturer] = "Huawei";
	csv = fake_plain(&store, "elements", "csv");
	check(csv, 0, "manufacturer", "");
	check(csv, 0, "vendor_verdict", "disputed");
	check(csv, 0, "candidates", "Huawei (0.55);ZTE (0.40)");
	check(csv, 1, "role", "unknown");
	check(csv, 1, "layer", "");
	check(csv, 1, "mgmt_ip", "");
	check(csv, 1, "operational", "unknown");
	free(csv);
}

static void
pairs_stay_within_their_limit(void **state)
{
	char text[2000];
	struct buf list = {0};

	(void)state;
	memset(text, 'a', sizeof(text));
	pairs_add(&list, "key", text, sizeof(text));
	assert_int_equal(list.len, PAIRS_MAX);
	buf_clear(&list);
	text[0] = 'b'; /* so that the cut falls inside of a character */
	for (int i = 0; i + 3 < 1000; i += 3)
		memcpy(text + 1 + i, "\xe2\x82\xac", 3);
	pairs_add(&list, "key", text, 1000);
	assert_true(list.len <= PAIRS_MAX && list.len > PAIRS_MAX - 4);
	assert_true(text_is_utf8(list.data, list.len));
	buf_clear(&list);
	for (int i = 0; i < 100; i++) {
		char key[16];

		snprintf(key, sizeof(key), "key%d", i);
		pairs_add(&list, key, "0123456789", 10);
	}
	assert_true(list.len <= PAIRS_MAX);
	assert_string_equal(list.data + list.len - 11, "=0123456789");
	buf_free(&list);
}

static void
a_long_pair_does_not_hide_a_short_one(void **state)
{
	char text[600];
	struct buf list = {0};

	(void)state;
	memset(text, 'a', sizeof(text));
	pairs_add(&list, "first", "1", 1);
	pairs_add(&list, "long", text, sizeof(text));
	pairs_add(&list, "last", "2", 1);
	assert_string_equal(buf_text(&list), "first=1;last=2");
	buf_free(&list);
}

static void
hostile_evidence_stays_in_its_cell(void **state)
{
	(void)state;
	for (size_t i = 0; i < fake_n_hostile; i++) {
		struct evidence one = {"rule", "snmp.sysDescr", fake_hostile[i], 0.5};
		struct element e = fake_element("e-1", "Nokia", "router");
		struct store store = {.elements = &e, .n_elements = 1};
		struct buf value = {0};
		char *csv;

		e.who.evidence = &one;
		e.who.n_evidence = 1;
		csv = fake_plain(&store, "elements", "csv");
		fake_csv(csv, 0, "evidence", &value);
		assert_true(value.len <= PAIRS_MAX);
		assert_memory_equal(value.data, "snmp.sysDescr=", 14);
		assert_null(strchr(value.data, ';'));
		buf_free(&value);
		free(csv);
	}
}

static void
every_view_and_writer_has_a_name_and_words(void **state)
{
	(void)state;
	for (const struct view *const *v = view_list; *v != NULL; v++) {
		assert_ptr_equal(view_find((*v)->name), *v);
		assert_true(strlen((*v)->summary) > 0);
		for (const struct column *c = (*v)->columns; c->name != NULL; c++)
			assert_true(c->type != CELL_EMPTY && c->meaning != NULL);
	}
	for (const struct writer *const *w = writer_list; *w != NULL; w++) {
		assert_ptr_equal(writer_find((*w)->name), *w);
		assert_true(strlen((*w)->summary) > 0 && strlen((*w)->suffix) > 0);
	}
	assert_null(view_find("nothing"));
	assert_null(writer_find("nothing"));
}

/* A column that nobody explains is of no use to those who read the file. */
static void
every_column_is_explained_in_the_manual(void **state)
{
	const char *top = getenv("top_srcdir");
	struct buf path = {0}, text = {0};
	char block[4096];
	FILE *file;
	size_t n;

	(void)state;
	if (top == NULL)
		skip();
	buf_printf(&path, "%s/doc/outputs.md", top);
	file = fopen(buf_text(&path), "r");
	assert_non_null(file);
	while ((n = fread(block, 1, sizeof(block), file)) > 0)
		buf_add(&text, block, n);
	fclose(file);
	for (const struct view *const *v = view_list; *v != NULL; v++) {
		const char *at;

		buf_clear(&path);
		buf_printf(&path, "\n## %s\n", (*v)->name);
		at = strstr(buf_text(&text), buf_text(&path));
		assert_non_null(at);
		for (const struct column *c = (*v)->columns; c->name != NULL; c++) {
			buf_clear(&path);
			buf_printf(&path, "\n| %s | ", c->name);
			at = strstr(at, buf_text(&path));
			assert_non_null(at);
		}
	}
	buf_free(&path);
	buf_free(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(elements_fill_what_is_known),
		cmocka_unit_test(elements_name_no_maker_in_doubt),
		cmocka_unit_test(pairs_stay_within_their_limit),
		cmocka_unit_test(a_long_pair_does_not_hide_a_short_one),
		cmocka_unit_test(hostile_evidence_stays_in_its_cell),
		cmocka_unit_test(every_view_and_writer_has_a_name_and_words),
		cmocka_unit_test(every_column_is_explained_in_the_manual),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
