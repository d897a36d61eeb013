/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_output_csv.c: the CSV writer, read back by a reader of RFC 4180. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "tests/unit/output_fake.h"

static const struct writer_options excel = {.for_excel = true};
static const struct writer_options import = {.for_excel = false};

/* Exports one element with a name (device text). */
static char *
export_name(const char *name, const struct writer_options *how)
{
	struct element e = fake_element("e-1", "Huawei", "router");
	struct store store = {.elements = &e, .n_elements = 1};
	struct view_options what = {0};

	e.name = name;
	e.latitude = 51.5;
	e.longitude = -0.125;
	return fake_report(&store, "elements", "csv", &what, how);
}

static void
csv_begins_with_the_agreed_columns(void **state)
{
	static const char header[] =
		"element_id,name,site_id,site_name,site_type,latitude,longitude,address,mgmt_ip,"
		"role,"
		"layer,generations,bands,manufacturer,brand,model,part_number,serial,hw_version,"
		"sw_version,mfg_date,obtained_date,country_of_production,parent_id,unit_position,"
		"quantity,operational,vendor_confidence,vendor_verdict,evidence,evidence_hash,"
		"sources,"
		"reconciliation,first_seen,last_seen,policy_ids,policy_action,deadline,days_left,"
		"authorisation_id,authorisation_expiry,rrd_state,wave,depends_on_count,"
		"replacement_model,cost_code,cost_low,cost_high,currency,sensitive_tags,"
		"candidates,"; /* later ones are appended */
	char *text = export_name("a", &import);

	(void)state;
	assert_memory_equal(text, header, sizeof(header) - 1);
	free(text);
}

static void
csv_for_import_keeps_data(void **state)
{
	static const char *const names[] = {
		"plain",
		"=1+1",
		"-48V",
		"00012345",
		"with \"quotes\", and commas",
		"22.10",
	};
	struct buf value = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char *text = export_name(names[i], &import);

		assert_string_equal(fake_csv(text, 0, "name", &value), names[i]);
		assert_int_not_equal((unsigned char)text[0], 0xef);
		free(text);
	}
	buf_free(&value);
}

static void
csv_for_excel_neutralises(void **state)
{
	static const struct {
		const char *name, *expected;
	} cases[] = {
		{"plain", "plain"},
		{"10.0.0.1", "10.0.0.1"},
		{"V200R010C10SPC500", "V200R010C10SPC500"},
		{"22.1", "22.1"},
		{"12345", "12345"},
		{"=1+1", "'=1+1"},
		{"+1", "'+1"},
		{"-2+3", "'-2+3"},
		{"@SUM(A1)", "'@SUM(A1)"},
		{"\"=1+1", "'\"=1+1"},
		{"\xef\xbc\x9d"
		 "1",
			"'\xef\xbc\x9d"
			"1"},
		{"\xef\xbc\x8b"
		 "1",
			"'\xef\xbc\x8b"
			"1"},
		{"\xef\xbc\x8d"
		 "1",
			"'\xef\xbc\x8d"
			"1"},
		{"\xef\xbc\xa0"
		 "1",
			"'\xef\xbc\xa0"
			"1"},
		{"a;=1+1", "a;'=1+1"},
		{"00012345", "'00012345"},
		{"2102350000000000", "'2102350000000000"},
		{"22.10", "'22.10"},
		{"12E45", "'12E45"},
		{"1-2", "'1-2"},
		{"10/2024", "'10/2024"},
		{"1/2/3", "'1/2/3"},
		{"1-2-3-4", "1-2-3-4"},
	};
	struct buf value = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = export_name(cases[i].name, &excel);

		assert_memory_equal(text,
			"\xef\xbb\xbf"
			"element_id,",
			14);
		assert_string_equal(fake_csv(text, 0, "name", &value), cases[i].expected);
		free(text);
	}
	buf_free(&value);
}

static void
csv_for_excel_leaves_our_numbers(void **state)
{
	char *text = export_name("a", &excel);
	struct buf value = {0};

	(void)state;
	assert_string_equal(fake_csv(text, 0, "longitude", &value), "-0.125000");
	assert_string_equal(fake_csv(text, 0, "latitude", &value), "51.500000");
	assert_string_equal(fake_csv(text, 0, "vendor_confidence", &value), "0.99");
	assert_string_equal(fake_csv(text, 0, "first_seen", &value), "2026-01-01T00:00:00Z");
	buf_free(&value);
	free(text);
}

static void
check_cell(const char *cell, bool for_excel)
{
	assert_true(strlen(cell) <= 1024 + 2);
	assert_true(text_is_utf8(cell, strlen(cell)));
	for (const char *s = cell; *s != '\0'; s++)
		assert_true((unsigned char)*s >= ' ' && *s != 0x7f);
	assert_null(strstr(cell, "\xc2\x9b"));
	assert_null(strstr(cell, "\xe2\x80\xae"));
	if (for_excel && *cell != '\0')
		assert_null(strchr("=+-@", cell[0] == '"' ? cell[1] : cell[0]));
}

static void
csv_survives_hostile_devices(void **state)
{
	struct buf value = {0};

	(void)state;
	for (size_t i = 0; i < fake_n_hostile; i++)
		for (int for_excel = 0; for_excel < 2; for_excel++) {
			char *text = export_name(fake_hostile[i], for_excel ? &excel : &import);

			assert_int_equal(fake_csv_rows(text), 1);
			check_cell(fake_csv(text, 0, "name", &value), for_excel);
			assert_string_equal(fake_csv(text, 0, "manufacturer", &value), "Huawei");
			free(text);
		}
	buf_free(&value);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(csv_begins_with_the_agreed_columns),
		cmocka_unit_test(csv_for_import_keeps_data),
		cmocka_unit_test(csv_for_excel_neutralises),
		cmocka_unit_test(csv_for_excel_leaves_our_numbers),
		cmocka_unit_test(csv_survives_hostile_devices),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
