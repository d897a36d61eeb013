/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_advice.c: what is said of an unknown device, and what to do next. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "output/advice.h"

#define MOST 3

static void
advice_follows_from_what_was_said(void **state)
{
	static const struct {
		struct observation said[MOST];
		enum outcome outcome;
		uint8_t family;
		const char *text, *next;
	} rows[] = {
		{{{.key = "ssh.banner", .value = "b", .len = 1},
			 {.key = "snmp.sysDescr", .value = "d;x", .len = 3}},
			OUTCOME_ANSWERED, 4, "snmp.sysDescr=d,x;ssh.banner=b", "no rule knows it"},
		{{{.key = "snmp.engineID", .value = "80", .len = 2}}, OUTCOME_NO_ACCESS, 4,
			"snmp.engineID=80", "give SNMP credentials"},
		{{{.key = "ssh.banner", .value = "b", .len = 1}}, OUTCOME_NO_ACCESS, 4,
			"ssh.banner=b", "give SNMP credentials"},
		{{{.key = "ssh.banner", .value = "b", .len = 1},
			 {.key = "ssh.hostkey", .value = "k", .len = 1}},
			OUTCOME_ANSWERED, 4, "ssh.banner=b;ssh.hostkey=k", "SSH alone"},
		{{{.key = "ssh.banner", .value = "b", .len = 1}}, OUTCOME_ANSWERED, 4,
			"ssh.banner=b", "ask for its host key"},
		{{{.key = "lldp.sysName", .value = "n", .len = 1}}, OUTCOME_NONE, 0,
			"lldp.sysName=n", "sweep its management address"},
		/* An empty text says nothing. */
		{{{.key = "snmp.sysDescr", .value = "", .len = 0}}, OUTCOME_ANSWERED, 4,
			"snmp.sysDescr=", "ask with more probes"},
		{{{.key = "x.y", .value = "z", .len = 1}}, OUTCOME_ANSWERED, 6, "x.y=z",
			"ask with more probes"},
		{{{.key = NULL}}, OUTCOME_CLOSED, 4, "", "ask with more probes"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct subject_row row = {.outcome = rows[i].outcome, .observations = rows[i].said};
		struct buf text = {0};

		while (row.n_observations < MOST && rows[i].said[row.n_observations].key != NULL)
			row.n_observations++;
		row.subject.addr.family = rows[i].family;
		advice_said(&text, &row);
		assert_string_equal(buf_text(&text), rows[i].text);
		assert_non_null(strstr(advice_next(&row), rows[i].next));
		buf_free(&text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(advice_follows_from_what_was_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
