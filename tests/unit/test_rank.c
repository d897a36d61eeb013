/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* Who stands before whom among the words of one agent: the publisher of an
 * operating system behind everybody, a word that others might use behind a
 * registered number, a sure text before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/rule_kit.h"

static const char acme[] = "vendor: Acme\n"
			   "enterprises: [{number: 70001, role: printer}]\n"
			   "rules:\n"
			   "  - id: acme-text\n"
			   "    key: snmp.sysDescr\n"
			   "    regex: '\\bAcme\\b'\n"
			   "  - id: acme-word\n"
			   "    key: snmp.sysDescr\n"
			   "    regex: '\\bES-\\d{4}\\b'\n"
			   "    weight: 0.9\n";
static const char cog[] = "vendor: Cog\n"
			  "enterprises: [{number: 70002}, {number: 70003, software: true}]\n"
			  "rules:\n"
			  "  - id: cog-system\n"
			  "    key: snmp.sysDescr\n"
			  "    regex: '\\bCogOS (?<sw_version>\\d+)'\n"
			  "    software: true\n"
			  "    claims: {role: server}\n";

static const struct {
	const char *name, *oid, *descr;
	enum verdict verdict;
	const char *maker, *role, *version;
} cases[] = {
	{"a number's role", "1.3.6.1.4.1.70001.5", "box", VERDICT_PROBABLE, "Acme", "printer",
		NULL},
	{"a system alone", "1.3.6.1.4.1.1.2", "CogOS 12 host", VERDICT_PROBABLE, "Cog", "server",
		"12"},
	{"a system's number alone", "1.3.6.1.4.1.70003.1", "host", VERDICT_PROBABLE, "Cog", NULL,
		NULL},
	{"a maker's text before the system", "1.3.6.1.4.1.70003.1", "Acme F1, CogOS 12",
		VERDICT_PROBABLE, "Acme", NULL, NULL},
	{"a maker's number before the system", "1.3.6.1.4.1.70001.1", "CogOS 12 host",
		VERDICT_PROBABLE, "Acme", "printer", NULL},
	{"a number before an unsure word", "1.3.6.1.4.1.70002.1", "ES-3124", VERDICT_PROBABLE,
		"Cog", NULL, NULL},
	{"an unsure word where nobody's number is", "1.3.6.1.4.1.1.2", "ES-3124", VERDICT_PROBABLE,
		"Acme", NULL, NULL},
	{"a sure text before a number", "1.3.6.1.4.1.70002.1", "Acme ES-3124", VERDICT_PROBABLE,
		"Acme", NULL, NULL},
	{"text behind an object identifier", "1.3.6.1.4.1.70001.5 some text", "box",
		VERDICT_PROBABLE, "Acme", "printer", NULL},
};

static void
same(const char *name, const char *got, const char *want)
{
	if (got != NULL && want != NULL ? strcmp(got, want) != 0 : got != want)
		fail_msg("%s: %s, not %s", name, got != NULL ? got : "nothing",
			want != NULL ? want : "nothing");
}

static void
the_surer_fact_stands_first(void **state)
{
	struct kit k;

	(void)state;
	kit_begin(&k);
	kit_put(&k, "rules/vendors/acme.yaml", acme);
	kit_put(&k, "rules/vendors/cog.yaml", cog);
	assert_int_equal(kit_load(&k), RESULT_OK);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char oid[96], descr[96];
		struct identification who;

		snprintf(oid, sizeof(oid), "snmp.sysObjectID=%s", cases[i].oid);
		snprintf(descr, sizeof(descr), "snmp.sysDescr=%s", cases[i].descr);
		who = kit_identify(&k, oid, descr, NULL);
		if (who.verdict != cases[i].verdict)
			fail_msg("%s: verdict %s", cases[i].name, verdict_name(who.verdict));
		same(cases[i].name, who.claims[CLAIM_manufacturer], cases[i].maker);
		same(cases[i].name, who.claims[CLAIM_role], cases[i].role);
		same(cases[i].name, who.claims[CLAIM_sw_version], cases[i].version);
	}
	kit_end(&k);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(the_surer_fact_stands_first)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
