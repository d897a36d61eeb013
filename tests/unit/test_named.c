/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* A text that begins with a maker's name, where no rule knows the product. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "tests/unit/rule_kit.h"

static const char vocabulary[] =
	"common: [Bolt]\n"
	"makers:\n"
	"  - {name: Acme, aliases: [Acme Radio Works], brands: [Cogline]}\n"
	"  - {name: Bolt}\n"
	"  - {name: QTX}\n"
	"  - {name: Zed}\n";
static const char zed[] = "vendor: Zed\n"
			  "enterprises: [{number: 70004}]\n"
			  "rules:\n"
			  "  - id: zed-stack\n"
			  "    key: snmp.sysDescr\n"
			  "    regex: '^Acme kernel'\n"
			  "    generic: true\n";

static const struct {
	const char *key, *value, *maker, *brand;
} cases[] = {
	{"snmp.sysDescr", "ACME AX-9 release 3", "Acme", NULL},
	{"snmp.sysDescr", "\"Acme Radio Works AX-9\"", "Acme", NULL},
	{"snmp.sysDescr", "Acme", "Acme", NULL},
	{"snmp.sysDescr", "Cogline 77", "Acme", "Cogline"},
	{"snmp.lldpLocSysDesc", "Acme-OS 1", "Acme", NULL},
	{"lldp.sysDesc", "acme_9", "Acme", NULL},
	{"ssh.banner", "SSH-2.0-ACME-1.5", "Acme", NULL},
	{"ssh.banner", "SSH-1.99-Cogline_2", "Acme", "Cogline"},
	{"snmp.sysDescr", "QTX 5", "QTX", NULL},
	/* a short name in another case, a longer word, a word of others, not in front */
	{"snmp.sysDescr", "qtx 5", NULL, NULL},
	{"snmp.sysDescr", "Acmeon 5", NULL, NULL},
	{"snmp.sysDescr", "Bolt 5", NULL, NULL},
	{"snmp.sysDescr", "made for Acme", NULL, NULL},
	{"snmp.sysDescr", "Acm\xc3\xa9", NULL, NULL},
	/* a stack that a rule knows, a name that people give, a neighbour */
	{"snmp.sysDescr", "Acme kernel 6.1", NULL, NULL},
	{"snmp.sysName", "Acme roof", NULL, NULL},
	{"snmp.lldpRemSysDesc", "Acme AX-9", NULL, NULL},
};

static void
begin(struct kit *k)
{
	kit_begin(k);
	kit_put(k, "rules/vocabulary/makers.yaml", vocabulary);
	kit_put(k, "rules/vendors/zed.yaml", zed);
	assert_int_equal(kit_load(k), RESULT_OK);
}

static void
a_name_in_front_names_the_maker(void **state)
{
	struct kit k;

	(void)state;
	begin(&k);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[200];
		struct identification who;
		const char *maker, *brand;

		snprintf(text, sizeof(text), "%s=%s", cases[i].key, cases[i].value);
		who = kit_identify(&k, text, NULL);
		maker = who.claims[CLAIM_manufacturer];
		brand = who.claims[CLAIM_brand];
		if (strcmp(maker != NULL ? maker : "",
			    cases[i].maker != NULL ? cases[i].maker : "") != 0 ||
			strcmp(brand != NULL ? brand : "",
				cases[i].brand != NULL ? cases[i].brand : "") != 0)
			fail_msg("%s: %s / %s", text, maker, brand);
	}
	kit_end(&k);
}

static void
another_makers_number_stands_before_it(void **state)
{
	struct kit k;
	struct identification who;

	(void)state;
	begin(&k);
	who = kit_identify(
		&k, "snmp.sysObjectID=1.3.6.1.4.1.70004.1", "snmp.sysDescr=Acme AX-9", NULL);
	assert_string_equal(who.claims[CLAIM_manufacturer], "Zed");
	kit_end(&k);
}

static void
a_common_word_that_nobody_is_called_is_a_fault(void **state)
{
	struct kit k;

	(void)state;
	kit_begin(&k);
	kit_put(&k, "rules/vocabulary/makers.yaml",
		"common: [Acme, Boltt]\nmakers:\n  - {name: Acme}\n  - {name: Zed}\n");
	kit_put(&k, "rules/vendors/zed.yaml", zed);
	assert_int_equal(kit_load(&k), RESULT_MALFORMED);
	assert_non_null(strstr(buf_text(&k.problems), "makers.yaml:1:16: common[1]: "));
	kit_end(&k);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_in_front_names_the_maker),
		cmocka_unit_test(another_makers_number_stands_before_it),
		cmocka_unit_test(a_common_word_that_nobody_is_called_is_a_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
