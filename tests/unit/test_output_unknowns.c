/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_output_unknowns.c: what unknown devices said and what to do next. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "output/advice.h"
#include "tests/unit/output_fake.h"

#define SAW(k, v)                                                                         \
	{                                                                                 \
		.key = k, .index = "", .value = v, .len = sizeof(v) - 1, .probe = "snmp", \
		.time = 1                                                                 \
	}

static void
advice_follows_what_was_said(void **state)
{
	static const struct observation descr = SAW("snmp.sysDescr", "Something 1.0");
	static const struct observation engine = SAW("snmp.engineID", "8000");
	static const struct observation banner = SAW("ssh.banner", "SSH-2.0-x");
	static const struct {
		const struct observation *seen;
		enum outcome outcome;
		const char *begins;
	} cases[] = {
		{&descr, OUTCOME_ANSWERED, "no rule knows it"},
		{&engine, OUTCOME_ANSWERED, "give SNMP credentials"},
		{&engine, OUTCOME_NO_ACCESS, "give SNMP credentials"},
		{&banner, OUTCOME_ANSWERED, "allow SNMP read access"},
		{NULL, OUTCOME_NO_ACCESS, "give SNMP credentials"},
		{NULL, OUTCOME_ANSWERED, "ask with more probes"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct subject_row row = {.subject = {.addr = fake_addr("192.0.2.1")},
			.outcome = cases[i].outcome,
			.observations = cases[i].seen,
			.n_observations = cases[i].seen != NULL};

		assert_memory_equal(advice_next(&row), cases[i].begins, strlen(cases[i].begins));
	}
}

static void
unknowns_are_told_with_what_they_said(void **state)
{
	static const struct observation seen[] = {
		SAW("ssh.banner", "SSH-2.0-x"),
		SAW("snmp.sysDescr", "Thing; v1\r\n\x1b[31m"),
		SAW("snmp.sysObjectID", "1.3.6.1.4.1.99999"),
	};
	struct element e[2] = {
		fake_element("e-1", "Nokia", "router"),
		fake_doubtful("e-2", VERDICT_UNKNOWN, NULL, NULL, 0),
	};
	const struct address_row addresses[] = {
		{.addr = fake_addr("192.0.2.1"),
			.element_id = "e-1",
			.outcome = OUTCOME_ANSWERED,
			.probe = "snmp",
			.last_question = "",
			.credential = "",
			.last = 5,
			.sweep = 1},
		{.addr = fake_addr("192.0.2.2"),
			.element_id = "e-2",
			.outcome = OUTCOME_ANSWERED,
			.probe = "snmp",
			.last_question = "",
			.credential = "",
			.last = 5,
			.sweep = 1},
		{.addr = fake_addr("192.0.2.3"),
			.element_id = "",
			.outcome = OUTCOME_NO_ACCESS,
			.probe = "snmp",
			.last_question = "",
			.credential = "",
			.last = 5,
			.sweep = 1},
		{.addr = fake_addr("192.0.2.4"),
			.element_id = "",
			.outcome = OUTCOME_CLOSED,
			.probe = "snmp",
			.last_question = "",
			.credential = "",
			.last = 5,
			.sweep = 1},
	};
	const struct subject_row subjects[] = {
		{.id = 2,
			.subject = {.addr = fake_addr("192.0.2.2"), .name = ""},
			.outcome = OUTCOME_ANSWERED,
			.observations = seen,
			.n_observations = 3},
	};
	struct store store = {.elements = e,
		.n_elements = 2,
		.addresses = addresses,
		.n_addresses = 4,
		.subjects = subjects,
		.n_subjects = 1};
	struct buf value = {0};
	char *csv;

	(void)state;
	e[1].name = "gw-1";
	csv = fake_plain(&store, "unknowns", "csv");
	assert_int_equal(fake_csv_rows(csv), 2);
	assert_string_equal(fake_csv(csv, 0, "address", &value), "192.0.2.2");
	assert_string_equal(fake_csv(csv, 0, "element_id", &value), "e-2");
	assert_string_equal(fake_csv(csv, 0, "name", &value), "gw-1");
	assert_string_equal(fake_csv(csv, 0, "said", &value),
		"snmp.sysObjectID=1.3.6.1.4.1.99999;snmp."
		"sysDescr=Thing, v1 [31m;ssh.banner=SSH-2.0-x");
	assert_string_equal(fake_csv(csv, 1, "address", &value), "192.0.2.3");
	assert_string_equal(fake_csv(csv, 1, "outcome", &value), "no-access");
	assert_memory_equal(fake_csv(csv, 1, "next_step", &value), "give SNMP credentials", 21);
	buf_free(&value);
	free(csv);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(advice_follows_what_was_said),
		cmocka_unit_test(unknowns_are_told_with_what_they_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
