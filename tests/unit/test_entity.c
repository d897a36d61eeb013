/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* The chassis among the rows of ENTITY-MIB, and what is taken from it. */
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

static int
set_up(void **state)
{
	struct kit *k = xcalloc(1, sizeof(*k));

	kit_begin(k);
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

static void
same(const char *what, const char *got, const char *want)
{
	if ((got == NULL) != (want == NULL) || (got != NULL && strcmp(got, want) != 0))
		fail_msg("%s: %s, not %s", what, got != NULL ? got : "nothing",
			want != NULL ? want : "nothing");
}

static void
the_chassis_row_is_taken(void **state)
{
	static const struct {
		const char *name, *seen[10], *model, *serial;
	} cases[] = {
		{"class chassis",
			{"snmp.entPhysicalClass#1=9", "snmp.entPhysicalClass#2=3",
				"snmp.entPhysicalModelName#1=board",
				"snmp.entPhysicalModelName#2=box", "snmp.entPhysicalSerialNum#1=B1",
				"snmp.entPhysicalSerialNum#2=C1"},
			"box", "C1"},
		{"the first chassis of a stack",
			{"snmp.entPhysicalClass#1=11", "snmp.entPhysicalClass#1001=3",
				"snmp.entPhysicalClass#2001=3",
				"snmp.entPhysicalModelName#2001=second",
				"snmp.entPhysicalModelName#1001=first",
				"snmp.entPhysicalSerialNum#1001=S1"},
			"first", "S1"},
		{"in nothing",
			{"snmp.entPhysicalContainedIn#5=4", "snmp.entPhysicalContainedIn#4=0",
				"snmp.entPhysicalModelName#5=part",
				"snmp.entPhysicalModelName#4=whole"},
			"whole", NULL},
		{"a board's number is not the chassis's",
			{"snmp.entPhysicalClass#1=3", "snmp.entPhysicalClass#2=9",
				"snmp.entPhysicalModelName#1=box",
				"snmp.entPhysicalSerialNum#2=B1"},
			"box", NULL},
		{"a placeholder",
			{"snmp.entPhysicalClass#1=3", "snmp.entPhysicalModelName#1=box",
				"snmp.entPhysicalSerialNum#1=N/A"},
			"box", NULL},
		{"an order number",
			{"snmp.entPhysicalClass#1=3", "snmp.entPhysicalModelName#1=710-030012"},
			NULL, NULL},
		{"no row", {"snmp.entPhysicalDescr#1=x"}, NULL, NULL},
	};

	kit_rules(*state, "vendor: Acme\nenterprises: [{number: 70001}]\n");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *const *s = cases[i].seen;
		struct identification who = kit_identify(*state,
			"snmp.sysObjectID=1.3.6.1.4.1.70001.1", s[0], s[1], s[1] ? s[2] : NULL,
			s[1] && s[2] ? s[3] : NULL, s[1] && s[2] && s[3] ? s[4] : NULL,
			s[1] && s[2] && s[3] && s[4] ? s[5] : NULL, NULL);

		same(cases[i].name, who.claims[CLAIM_model], cases[i].model);
		same(cases[i].name, who.claims[CLAIM_serial], cases[i].serial);
	}
}

static void
its_maker_counts_by_any_of_its_names(void **state)
{
	struct identification who;

	kit_rules(*state, "vendor: Acme\nenterprises: [{number: 70001}]\n");
	who = kit_identify(*state, "snmp.entPhysicalClass#1=3",
		"snmp.entPhysicalMfgName#1=ACME  Networks Inc.", NULL);
	same("maker", who.claims[CLAIM_manufacturer], "Acme");
	assert_int_equal(who.verdict, VERDICT_PROBABLE);
	who = kit_identify(
		*state, "snmp.entPhysicalClass#1=3", "snmp.entPhysicalMfgName#1=Roadrunner", NULL);
	same("maker of a label", who.claims[CLAIM_manufacturer], "Acme");
	same("label", who.claims[CLAIM_brand], "Roadrunner");
	who = kit_identify(
		*state, "snmp.entPhysicalClass#1=3", "snmp.entPhysicalMfgName#1=Zzz", NULL);
	assert_int_equal(who.verdict, VERDICT_UNKNOWN);
	/* A number of another house gives way to the name on the chassis. */
	who = kit_identify(*state, "snmp.sysObjectID=1.3.6.1.4.1.70001.1",
		"snmp.entPhysicalClass#1=3", "snmp.entPhysicalMfgName#1=Cog", NULL);
	same("maker on the chassis", who.claims[CLAIM_manufacturer], "Cog");
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(the_chassis_row_is_taken),
		T(its_maker_counts_by_any_of_its_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
