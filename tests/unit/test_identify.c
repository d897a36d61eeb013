/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* What else to ask, and the explanation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fingerprints/match.h"
#include "fingerprints/rules.h"
#include "tests/unit/rule_kit.h"

static const char rules[] =
	"vendor: Acme\n"
	"enterprises: [{number: 70001}]\n"
	"rules: [{id: acme-text, key: snmp.sysDescr, regex: '\\bAcme\\b', claims: {model: F1}}]\n"
	"asks:\n"
	"  - {id: by-oid, when: {oid: 1.3.6.1.4.1.70001.2}, oid: 1.3.6.1.4.1.70001.9.1.0}\n"
	"  - {id: by-text, when: {text: 'smu'}, oid: 1.3.6.1.4.1.70001.9.2.0}\n"
	"  - {id: by-maker, when: {maker: Acme}, oid: 1.3.6.1.4.1.70001.9.3.0}\n"
	"  - {id: again, when: {maker: Acme}, oid: 1.3.6.1.4.1.70001.9.3.0, regex: "
	"'^(?<serial>\\d+)$'}\n";

static int
set_up(void **state)
{
	struct kit *k = xcalloc(1, sizeof(*k));

	kit_begin(k);
	kit_rules(k, rules);
	*state = k;
	return 0;
}

static int
tear_down(void **state)
{
	kit_end(*state);
	free(*state);
	return 0;
}

static size_t
suggest(struct kit *k, const char *oid, const char *descr, const char *known, const char **oids,
	size_t max)
{
	struct observation o[3] = {
		{.key = "snmp.sysObjectID", .index = "", .value = oid, .len = strlen(oid)},
		{.key = "snmp.sysDescr", .index = "", .value = descr, .len = strlen(descr)},
		{.key = known != NULL ? known : "x", .index = "", .value = "y", .len = 1}};

	return identify_suggest(k->id, o, 3, oids, max);
}

static void
only_devices_that_match_are_asked(void **state)
{
	struct kit *k = *state;
	const char *oids[8];

	assert_int_equal(suggest(k, "1.3.6.1.4.1.9.1", "other", NULL, oids, 8), 0);
	assert_int_equal(suggest(k, "1.3.6.1.4.1.9.1", "an smu", NULL, oids, 8), 1);
	assert_string_equal(oids[0], "1.3.6.1.4.1.70001.9.2.0");
	assert_int_equal(suggest(k, "1.3.6.1.4.1.70001.2.1", "x", NULL, oids, 8), 2);
	assert_int_equal(suggest(k, "1.3.6.1.4.1.70001.3", "x", NULL, oids, 8), 1);
	assert_string_equal(oids[0], "1.3.6.1.4.1.70001.9.3.0");
	/* What is known is not asked; no more than there is room for. */
	assert_int_equal(
		suggest(k, "1.3.6.1.4.1.70001.3", "x", "snmp.oid.1.3.6.1.4.1.70001.9.3.0", oids, 8),
		0);
	assert_int_equal(suggest(k, "1.3.6.1.4.1.70001.2.1", "smu", NULL, oids, 2), 2);
	assert_int_equal(suggest(k, "1.3.6.1.4.1.70001.2.1", "smu", NULL, oids, 0), 0);
}

static size_t
lines_of(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += *text == '\n';
	return n;
}

static void
the_explanation_has_ten_lines_at_most(void **state)
{
	struct kit *k = *state;
	struct observation o[40];
	struct buf out = {0};

	for (size_t i = 0; i < 40; i++)
		o[i] = (struct observation){.key = i % 2 ? "snmp.sysDescr" : "snmp.sysObjectID",
			.index = "",
			.value = i % 2 ? "Acme\x1b[31m thing" : "1.3.6.1.4.1.70001.1",
			.len = i % 2 ? 15 : 19};
	identify_explain(k->id, o, 40, &out);
	assert_in_range(lines_of(buf_text(&out)), 4, 10);
	assert_non_null(strstr(buf_text(&out), "Made by Acme: confirmed"));
	assert_non_null(strstr(buf_text(&out), "model F1"));
	assert_null(strchr(buf_text(&out), '\x1b'));
	buf_clear(&out);
	identify_explain(k->id, o, 0, &out);
	assert_non_null(strstr(buf_text(&out), "Unknown"));
	buf_free(&out);
}

/* The same identifier, used again, remembers nothing. */
static void
nothing_is_left_from_one_to_the_next(void **state)
{
	struct identification first = kit_identify(*state, "snmp.sysDescr=Acme x", NULL), second;

	(void)kit_identify(
		*state, "snmp.sysObjectID=1.3.6.1.4.1.70001.1", "snmp.sysDescr=Acme", NULL);
	second = kit_identify(*state, "snmp.sysDescr=Acme x", NULL);
	assert_int_equal(first.verdict, second.verdict);
	assert_true(first.confidence == second.confidence);
	assert_int_equal(first.n_evidence, second.n_evidence);
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(only_devices_that_match_are_asked),
		T(the_explanation_has_ten_lines_at_most),
		T(nothing_is_left_from_one_to_the_next),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
