/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_output_addresses.c: addresses that answered, and with all the silent ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/output_fake.h"

#define ROW(text, id, out, by, asked, at)                                                        \
	{                                                                                        \
		.addr = fake_addr(text), .element_id = id, .outcome = out, .probe = by,          \
		.last_question = asked, .credential = "", .packets = 2, .bytes = 90, .first = 1, \
		.last = at, .sweep = 1                                                           \
	}

static char *
line(const char *csv, size_t row)
{
	static const char *const columns[] = {
		"address",
		"element_id",
		"outcome",
		"probe",
		"last_question",
		"last_seen",
	};
	struct buf out = {0}, value = {0};

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		buf_printf(&out, "%s%s", i > 0 ? "," : "", fake_csv(csv, row, columns[i], &value));
	buf_free(&value);
	return buf_take(&out);
}

static void
check(const char *csv, size_t row, const char *expected)
{
	char *got = line(csv, row);

	assert_string_equal(got, expected);
	free(got);
}

static char *
export_all(struct store *store, bool all)
{
	struct view_options what = {.all = all};
	struct writer_options how = {0};

	return fake_report(store, "addresses", "csv", &what, &how);
}

static void
the_best_outcome_speaks_for_an_address(void **state)
{
	const struct address_row rows[] = {
		ROW("192.0.2.1", "", OUTCOME_NO_ACCESS, "snmp", "snmp.sysDescr", 60),
		ROW("192.0.2.1", "e-1", OUTCOME_ANSWERED, "ssh", "connect", 30),
		ROW("192.0.2.2", "e-2", OUTCOME_ANSWERED, "snmp", "snmp.sysDescr", 60),
		ROW("192.0.2.2", "e-2", OUTCOME_ANSWERED, "ssh", "connect", 90),
		ROW("192.0.2.3", "", OUTCOME_CLOSED, "ssh", "connect", 60),
		ROW("192.0.2.4", "", OUTCOME_NO_ACCESS, "snmp", "snmp.sysDescr", 60),
		ROW("192.0.2.5", "", OUTCOME_SILENT, "snmp", "snmp.engineID", 60),
		ROW("192.0.2.6", "", OUTCOME_NONE, "snmp", "snmp.engineID", 60),
	};
	struct store store = {.addresses = rows, .n_addresses = 8};
	char *csv = export_all(&store, false);

	(void)state;
	assert_int_equal(fake_csv_rows(csv), 3);
	check(csv, 0, "192.0.2.1,e-1,answered,ssh,connect,1970-01-01T00:00:30Z");
	check(csv, 1, "192.0.2.2,e-2,answered,snmp;ssh,connect,1970-01-01T00:01:30Z");
	check(csv, 2, "192.0.2.4,,no-access,snmp,snmp.sysDescr,1970-01-01T00:01:00Z");
	free(csv);
	csv = export_all(&store, true);
	assert_int_equal(fake_csv_rows(csv), 5);
	check(csv, 2, "192.0.2.3,,closed,ssh,connect,1970-01-01T00:01:00Z");
	check(csv, 4, "192.0.2.5,,silent,snmp,snmp.engineID,1970-01-01T00:01:00Z");
	free(csv);
}

static void
silent_ones_come_from_the_sweep(void **state)
{
	const struct sweep sweeps[] = {
		{.id = 1,
			.kind = "scan",
			.started = 10,
			.finished = 100,
			.state = SWEEP_DONE,
			.targets = "192.0.2.4-192.0.2.7 192.0.2.16-192.0.2.17",
			.n_targets = 6,
			.key = 5},
		{.id = 2,
			.kind = "scan",
			.started = 110,
			.finished = 200,
			.state = SWEEP_DONE,
			.targets = "192.0.2.6-192.0.2.8",
			.n_targets = 3,
			.key = 77},
		{.id = 3, .kind = "listen", .started = 300, .targets = ""},
	};
	const struct address_row rows[] = {
		ROW("192.0.2.5", "e-1", OUTCOME_ANSWERED, "snmp", "snmp.sysDescr", 50),
		ROW("192.0.2.99", "e-2", OUTCOME_ANSWERED, "snmp", "snmp.sysDescr", 50),
	};
	struct store store = {
		.sweeps = sweeps, .n_sweeps = 3, .done = 6, .addresses = rows, .n_addresses = 2};
	char *csv = export_all(&store, true);

	(void)state;
	assert_int_equal(fake_csv_rows(csv), 8);
	check(csv, 0, "192.0.2.4,,silent,,,1970-01-01T00:01:40Z");
	check(csv, 1, "192.0.2.5,e-1,answered,snmp,snmp.sysDescr,1970-01-01T00:00:50Z");
	check(csv, 2, "192.0.2.6,,silent,,,1970-01-01T00:03:20Z");
	check(csv, 3, "192.0.2.7,,silent,,,1970-01-01T00:03:20Z");
	check(csv, 4, "192.0.2.8,,silent,,,1970-01-01T00:03:20Z");
	check(csv, 5, "192.0.2.16,,silent,,,1970-01-01T00:01:40Z");
	check(csv, 6, "192.0.2.17,,silent,,,1970-01-01T00:01:40Z");
	check(csv, 7, "192.0.2.99,e-2,answered,snmp,snmp.sysDescr,1970-01-01T00:00:50Z");
	free(csv);
}

static void
what_was_not_asked_is_not_silent(void **state)
{
	const struct sweep sweep = {.id = 1,
		.kind = "scan",
		.started = 10,
		.state = SWEEP_BROKEN,
		.targets = "10.0.0.0-10.0.255.255",
		.n_targets = 65536,
		.key = 3};
	struct store store = {.sweeps = &sweep, .n_sweeps = 1, .done = 1000};
	char *csv = export_all(&store, true);

	(void)state;
	assert_int_equal(fake_csv_rows(csv), 1000);
	free(csv);
}

static void
sent_is_told_per_probe(void **state)
{
	const struct address_row rows[] = {
		ROW("192.0.2.1", "", OUTCOME_NO_ACCESS, "snmp", "snmp.sysDescr", 60),
		ROW("192.0.2.1", "e-1", OUTCOME_ANSWERED, "ssh", "connect", 30),
	};
	struct store store = {.addresses = rows, .n_addresses = 2};
	char *csv = fake_plain(&store, "sent", "csv");

	(void)state;
	assert_string_equal(csv,
		"address,probe,packets,bytes,first,last,credential,outcome,sweep\r\n"
		"192.0.2.1,snmp,2,90,1970-01-01T00:00:01Z,1970-01-01T00:01:00Z,,no-access,1\r\n"
		"192.0.2.1,ssh,2,90,1970-01-01T00:00:01Z,1970-01-01T00:00:30Z,,answered,1\r\n");
	free(csv);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_best_outcome_speaks_for_an_address),
		cmocka_unit_test(silent_ones_come_from_the_sweep),
		cmocka_unit_test(what_was_not_asked_is_not_silent),
		cmocka_unit_test(sent_is_told_per_probe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
