/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* Which rule speaks to what, and what it claims: the four ways to match, templates,
 * conditions, engine IDs, MAC addresses, and values that mean harm. */
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
	"oui: ['^acme ']\n"
	"products:\n"
	"  - {oid: 1.3.6.1.4.1.70001.1, model: One, role: router}\n"
	"  - {oid: 1.3.6.1.4.1.70001.1.5, model: Five, role: switch}\n"
	"rules:\n"
	"  - {id: exact, key: k.exact, exact: 'Acme (9)'}\n"
	"  - {id: prefix, key: k.prefix, prefix: 'Acme (9'}\n"
	"  - {id: any, key: k.any, prefix: ''}\n"
	"  - id: named\n"
	"    keys: [k.regex, k.other]\n"
	"    regex: '^A(?<model>\\w+)? v(?<sw_version>[\\d.]+)(?: at (\\w+))?'\n"
	"    claims: {role: router, serial: '$3', part_number: 'P-${model}-$2', hw_version: "
	"'${none}'}\n"
	"  - {id: dot, key: k.dot, regex: 'a.c'}\n"
	"  - {id: case, key: k.case, regex: '(?i)^acme$'}\n"
	"  - {id: maker, key: k.maker, regex: '^by (?<manufacturer>.+)$'}\n"
	"  - {id: alias, key: k.alias, exact: x, claims: {manufacturer: Dyne Systems}}\n"
	"  - {id: label, key: k.label, exact: x, claims: {manufacturer: Roadrunner}}\n"
	"  - {id: below, key: snmp.below, exact: x, when: {oids: [1.3.6.1.4.1.70001.1, "
	"1.3.6.1.4.1.70002]}, claims: {model: M}}\n"
	"  - {id: beside, key: k.beside, exact: x, when: {text: 'frob'}, claims: {model: M}}\n"
	"  - {id: engine-text, key: snmp.engineText, regex: '^acme-', claims: {role: router}}\n"
	"  - {id: slow, key: k.slow, regex: '^(a+)+$'}\n"
	"asks:\n"
	"  - id: ask\n"
	"    when: {oid: 1.3.6.1.4.1.70001}\n"
	"    oid: 1.3.6.1.4.1.70001.9.0\n"
	"    regex: '^(?<serial>S\\d+)$'\n";

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

static void
same(const char *what, const char *got, const char *want)
{
	if ((got == NULL) != (want == NULL) || (got != NULL && strcmp(got, want) != 0))
		fail_msg("%s: %s, not %s", what, got != NULL ? got : "nothing",
			want != NULL ? want : "nothing");
}

/* What is seen ("key=value", an object identifier beside it where told), which claim
 * is looked at, what it must be; "speaks": the rule of that name is in the evidence. */
static const struct {
	const char *name, *seen, *beside;
	enum claim_field field;
	const char *want;
} cases[] = {
	{"exact", "k.exact=Acme (9)", NULL, CLAIM_manufacturer, "Acme"},
	{"exact is whole", "k.exact=Acme (9) x", NULL, CLAIM_manufacturer, NULL},
	{"exact has no expressions", "k.exact=Acme 9", NULL, CLAIM_manufacturer, NULL},
	{"prefix", "k.prefix=Acme (9) and more", NULL, CLAIM_manufacturer, "Acme"},
	{"prefix is at the beginning", "k.prefix=x Acme (9", NULL, CLAIM_manufacturer, NULL},
	{"any", "k.any=x", NULL, CLAIM_manufacturer, "Acme"},
	{"any but nothing", "k.any=", NULL, CLAIM_manufacturer, NULL},
	{"the key counts", "k.nobody=Acme (9)", NULL, CLAIM_manufacturer, NULL},
	{"a group", "k.regex=Abc v1.2 at Z7", NULL, CLAIM_model, "bc"},
	{"another group", "k.regex=Abc v1.2 at Z7", NULL, CLAIM_sw_version, "1.2"},
	{"another key", "k.other=Abc v1.2 at Z7", NULL, CLAIM_sw_version, "1.2"},
	{"a constant", "k.regex=Abc v1.2 at Z7", NULL, CLAIM_role, "router"},
	{"by number", "k.regex=Abc v1.2 at Z7", NULL, CLAIM_serial, "Z7"},
	{"by number and name", "k.regex=Abc v1.2 at Z7", NULL, CLAIM_part_number, "P-bc-1.2"},
	{"a group that is not there", "k.regex=Abc v1.2", NULL, CLAIM_serial, NULL},
	{"an empty group", "k.regex=A v1.2", NULL, CLAIM_model, NULL},
	{"a name that is no group", "k.regex=Abc v1.2", NULL, CLAIM_hw_version, NULL},
	{"a placeholder", "k.regex=Aunknown v1.2", NULL, CLAIM_model, NULL},
	{"the point takes line ends", "k.dot=a\nc", NULL, CLAIM_manufacturer, "Acme"},
	{"case", "k.case=ACME", NULL, CLAIM_manufacturer, "Acme"},
	{"quotes around it", "k.case=\"acme\"", NULL, CLAIM_manufacturer, "Acme"},
	{"a maker that is told", "k.maker=by Cog", NULL, CLAIM_manufacturer, "Cog"},
	{"by another name", "k.maker=by ACME NETWORKS, Inc.", NULL, CLAIM_manufacturer, "Acme"},
	{"a maker nobody knows", "k.maker=by Zzz", NULL, CLAIM_manufacturer, NULL},
	{"an alias in the rule", "k.alias=x", NULL, CLAIM_manufacturer, "Dyne"},
	{"a label in the rule", "k.label=x", NULL, CLAIM_manufacturer, "Acme"},
	{"a label in the rule, as brand", "k.label=x", NULL, CLAIM_brand, "Roadrunner"},
	{"below", "snmp.below=x", "snmp.sysObjectID=1.3.6.1.4.1.70001.1.2", CLAIM_model, "M"},
	{"below the other", "snmp.below=x", "snmp.sysObjectID=1.3.6.1.4.1.70002", CLAIM_model, "M"},
	{"not below", "snmp.below=x", "snmp.sysObjectID=1.3.6.1.4.1.70001.12", CLAIM_model, NULL},
	{"nothing to be below", "snmp.below=x", NULL, CLAIM_model, NULL},
	{"beside a text", "k.beside=x", "snmp.sysDescr=a frob", CLAIM_model, "M"},
	{"beside another text", "k.beside=x", "snmp.sysDescr=a bolt", CLAIM_model, NULL},
	{"a number", "snmp.sysObjectID=1.3.6.1.4.1.70001.7", NULL, CLAIM_manufacturer, "Acme"},
	{"a product", "snmp.sysObjectID=1.3.6.1.4.1.70001.1", NULL, CLAIM_model, "One"},
	{"below a product", "snmp.sysObjectID=1.3.6.1.4.1.70001.1.4.3", NULL, CLAIM_model, "One"},
	{"the longest", "snmp.sysObjectID=1.3.6.1.4.1.70001.1.5.1", NULL, CLAIM_model, "Five"},
	{"a point before it", "snmp.sysObjectID=.1.3.6.1.4.1.70001.1.5", NULL, CLAIM_model, "Five"},
	{"no border", "snmp.sysObjectID=1.3.6.1.4.1.70001.15", NULL, CLAIM_model, NULL},
	{"a longer number", "snmp.sysObjectID=1.3.6.1.4.1.700012.1", NULL, CLAIM_manufacturer,
		NULL},
	{"no object", "snmp.sysObjectID=0.0", NULL, CLAIM_manufacturer, NULL},
	{"a bare tree", "snmp.sysObjectID=1.3.6.1.4.1", NULL, CLAIM_manufacturer, NULL},
	{"rubbish for an object", "snmp.sysObjectID=....", NULL, CLAIM_manufacturer, NULL},
	{"an engine's number", "snmp.engineID=8001117105deadbeef", NULL, CLAIM_manufacturer,
		"Acme"},
	{"an engine's old form", "snmp.engineID=000111710000000000000001", NULL, CLAIM_manufacturer,
		"Acme"},
	{"an engine's text",
		"snmp.engineID=8001117104"
		"61636d652d37",
		NULL, CLAIM_role, "router"},
	{"another's text",
		"snmp.engineID=8001117104"
		"62636d652d37",
		NULL, CLAIM_role, NULL},
	{"a short engine", "snmp.engineID=80011171", NULL, CLAIM_manufacturer, NULL},
	{"no engine", "snmp.engineID=xyz", NULL, CLAIM_manufacturer, NULL},
	{"an object of its own", "snmp.oid.1.3.6.1.4.1.70001.9.0=S77",
		"snmp.sysObjectID=1.3.6.1.4.1.70001.7", CLAIM_serial, "S77"},
	{"an object's other value", "snmp.oid.1.3.6.1.4.1.70001.9.0=77",
		"snmp.sysObjectID=1.3.6.1.4.1.70001.7", CLAIM_serial, NULL},
	{"another's object", "snmp.oid.1.3.6.1.4.1.70001.9.0=S77",
		"snmp.sysObjectID=1.3.6.1.4.1.70009.7", CLAIM_serial, NULL},
};

static void
what_is_seen_is_claimed(void **state)
{
	struct kit *k = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct identification who = kit_identify(k, cases[i].seen, cases[i].beside, NULL);

		same(cases[i].name, who.claims[cases[i].field], cases[i].want);
	}
}

/* A MAC address alone is never enough; who is meant stands among the candidates. */
static void
a_mac_address_leads_to_its_owner(void **state)
{
	static const struct {
		const char *seen, *owner;
	} macs[] = {
		{"lldp.chassisId=00:aa:01:11:22:33", "Acme"},
		{"lldp.sourceMac=00:aa:01:11:22:33", "Acme"},
		{"snmp.lldpLocChassisId=00:aa:01:11:22:33", "Acme"},
		{"snmp.engineID=80ffffff0300aa01112233", "Acme"},
		{"lldp.chassisId=02:aa:01:11:22:33", NULL},
		{"lldp.chassisId=00:aa:03:11:22:33", NULL},
		{"lldp.chassisId=00:aa:01", NULL},
		{"lldp.chassisId=zz:aa:01:11:22:33", NULL},
		{"snmp.lldpRemChassisId=00:aa:01:11:22:33", NULL},
		{"snmp.engineID=80ffffff0300aa0111", NULL},
		{"snmp.engineID=00ffffff0300aa01112233", NULL},
	};

	for (size_t i = 0; i < sizeof(macs) / sizeof(macs[0]); i++) {
		struct identification who = kit_identify(*state, macs[i].seen, NULL);

		same(macs[i].seen, who.claims[CLAIM_manufacturer], NULL);
		same(macs[i].seen, who.n_candidates > 0 ? who.candidates[0].manufacturer : NULL,
			macs[i].owner);
		assert_int_equal(
			who.verdict, macs[i].owner != NULL ? VERDICT_SUSPECTED : VERDICT_UNKNOWN);
	}
}

static void
a_text_that_means_harm_ends(void **state)
{
	char text[4000];
	struct identification who;

	strcpy(text, "k.slow=");
	memset(text + 7, 'a', sizeof(text) - 9);
	strcpy(text + sizeof(text) - 2, "!");
	who = kit_identify(*state, text, NULL);
	assert_int_equal(who.verdict, VERDICT_UNKNOWN);
}

/* More hits than are kept, longer claims than are kept. */
static void
much_is_cut(void **state)
{
	struct kit *k = *state;
	struct observation *o = xcalloc(500, sizeof(*o));
	struct identification who;
	char text[1000];

	for (int i = 0; i < 500; i++)
		o[i] = (struct observation){.key = "k.any", .index = "", .value = "x", .len = 1};
	identify(k->id, o, 500, k->arena, &who);
	assert_int_equal(who.verdict, VERDICT_PROBABLE);
	assert_in_range(who.n_evidence, 1, 64);
	free(o);
	strcpy(text, "k.regex=A");
	for (int i = 9; i < 909; i++)
		text[i] = (char)('a' + i % 26);
	strcpy(text + 909, " v1");
	who = kit_identify(k, text, NULL);
	assert_in_range(strlen(who.claims[CLAIM_model]), 100, 200);
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(what_is_seen_is_claimed),
		T(a_mac_address_leads_to_its_owner),
		T(a_text_that_means_harm_ends),
		T(much_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
