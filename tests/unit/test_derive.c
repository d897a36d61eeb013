/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* From observations to traits, components and told neighbours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "fingerprints/derive.h"
#include "tests/unit/rule_kit.h"

#define O(k, i, v)                                                                   \
	{                                                                            \
		.key = k, .index = i, .value = v, .len = sizeof(v) - 1, .time = 1000 \
	}
#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static struct kit kit;

static int
begin(void **state)
{
	(void)state;
	kit_begin(&kit);
	kit_put(&kit, "rules/vocabulary/makers.yaml",
		"makers:\n"
		"  - {name: Acme, aliases: [Acme Networks]}\n"
		"  - {name: Opto, aliases: [Opto Corp.]}\n");
	kit_rules(&kit, "vendor: Acme\n"
			"rules:\n"
			"  - id: opto-parts\n"
			"    key: snmp.entPhysicalModelName\n"
			"    prefix: OPX-\n"
			"    component: true\n"
			"    claims: {manufacturer: Opto}\n"
			"    examples: [{value: OPX-1, claims: {manufacturer: Opto}}]\n");
	return 0;
}

static int
end(void **state)
{
	(void)state;
	kit_end(&kit);
	return 0;
}

static const struct observation tree[] = {
	O("snmp.entPhysicalClass", "1", "3"),
	O("snmp.entPhysicalClass", "20", "10"),
	O("snmp.entPhysicalClass", "3", "9"),
	O("snmp.entPhysicalContainedIn", "1", "0"),
	O("snmp.entPhysicalContainedIn", "20", "3"),
	O("snmp.entPhysicalContainedIn", "3", "1"),
	O("snmp.entPhysicalName", "1", "Chassis"),
	O("snmp.entPhysicalDescr", "20", "Opto Corp. 10GBASE-LR"),
	O("snmp.entPhysicalMfgName", "1", "Acme Networks"),
	O("snmp.entPhysicalMfgName", "3", "Nobody & Sons"),
	O("snmp.entPhysicalModelName", "1", "AX 1"),
	O("snmp.entPhysicalModelName", "3", "OPX-44"),
	O("snmp.entPhysicalModelName", "7", "OPX-45"),
	O("snmp.entPhysicalSerialNum", "3", "N/A"),
	O("snmp.entPhysicalSerialNum", "20", "S20"),
	O("snmp.entPhysicalIsFRU", "20", "1"),
	O("snmp.entPhysicalIsFRU", "3", "2"),
	O("snmp.entPhysicalMfgDate", "20", "\x07\xe3\x04\x1e\x0c\x00\x00\x00"),
	O("snmp.entPhysicalMfgDate", "3", "\x00\x00\x00\x00\x00\x00\x00\x00"),
	O("snmp.entPhysicalName", "0", "no index"),
	O("snmp.entPhysicalName", "1.2", "no index either"),
};

static void
a_tree_of_components(void **state)
{
	struct identification who = {
		.claims[CLAIM_manufacturer] = "Acme", .claims[CLAIM_serial] = "CH-1"};
	struct arena *arena = arena_new();
	const struct component *c;

	(void)state;
	assert_int_equal(derive_components(kit.id, tree, COUNT(tree), &who, arena, &c), 4);
	assert_int_equal(c[0].index, 1);
	assert_int_equal(c[0].class, COMPONENT_chassis);
	assert_string_equal(c[0].manufacturer, "Acme");
	assert_string_equal(c[0].serial, "CH-1"); /* the identification knows it */
	assert_string_equal(c[0].part_number, "");
	assert_int_equal(c[1].index, 3);
	assert_int_equal(c[1].parent, 1);
	assert_string_equal(c[1].manufacturer, "Nobody & Sons"); /* as it was told */
	assert_string_equal(c[1].serial, "");
	assert_string_equal(c[1].part_number, "OPX-44");
	assert_int_equal(c[1].is_fru, 0);
	assert_string_equal(c[1].mfg_date, "");
	assert_int_equal(c[2].index, 7);		/* a row of which little came */
	assert_string_equal(c[2].manufacturer, "Opto"); /* by its part number */
	assert_int_equal(c[2].class, COMPONENT_NONE);
	assert_int_equal(c[2].is_fru, -1);
	assert_int_equal(c[3].index, 20);
	assert_string_equal(c[3].manufacturer, "Opto"); /* by its description */
	assert_string_equal(c[3].name, "Opto Corp. 10GBASE-LR");
	assert_string_equal(c[3].mfg_date, "2019-04-30");
	assert_int_equal(c[3].is_fru, 1);
	arena_free(arena);
}

static void
without_entity_mib_a_chassis_is_known(void **state)
{
	static const struct observation o[] = {O("snmp.sysDescr", "", "Acme AX")};
	struct identification who = {.claims[CLAIM_manufacturer] = "Acme",
				      .claims[CLAIM_model] = "AX",
				      .claims[CLAIM_serial] = "S1"},
			      nothing = {.verdict = VERDICT_UNKNOWN};
	struct arena *arena = arena_new();
	const struct component *c;

	(void)state;
	assert_int_equal(derive_components(kit.id, o, 1, &who, arena, &c), 1);
	assert_int_equal(c[0].index, 0);
	assert_int_equal(c[0].class, COMPONENT_chassis);
	assert_string_equal(c[0].model, "AX");
	assert_string_equal(c[0].serial, "S1");
	assert_int_equal(derive_components(kit.id, o, 1, &nothing, arena, &c), 0);
	arena_free(arena);
}

static void
dates_are_read(void **state)
{
	static const struct {
		const char *value;
		size_t len;
		const char *want;
	} cases[] = {
		{"\x07\xe8\x02\x1d\x00\x00\x00\x00", 8, "2024-02-29"},
		{"\x07\xe8\x02\x1d\x00\x00\x00\x00+\x01\x00", 11, "2024-02-29"},
		{"\x00\x00\x00\x00\x00\x00\x00\x00", 8, NULL},
		{"\x07\xe8\x0d\x1d\x00\x00\x00\x00", 8, NULL},
		{"2021-03-04", 10, "2021-03-04"},
		{"20210304", 8, "2021-03-04"},
		{"2021/3/4,0:0", 12, "2021-03-04"},
		{"yesterday", 9, NULL},
		{"", 0, NULL},
		{"\x07", 1, NULL},
	};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *got = derive_date(arena, cases[i].value, cases[i].len);

		if (cases[i].want == NULL)
			assert_null(got);
		else
			assert_string_equal(got, cases[i].want);
	}
	arena_free(arena);
}

static const struct observation table[] = {
	O("snmp.lldpLocPortIdSubtype", "3", "5"),
	O("snmp.lldpLocPortId", "3", "ge-0/0/3"),
	O("snmp.lldpLocPortDesc", "3", "to the hub"),
	O("snmp.lldpRemChassisIdSubtype", "0.3.1", "4"),
	O("snmp.lldpRemChassisId", "0.3.1", "44:d7:91:00:00:0a"),
	O("snmp.lldpRemPortIdSubtype", "0.3.1", "3"),
	O("snmp.lldpRemPortId", "0.3.1", "\x44\xd7\x91\x00\x00\x0b"),
	O("snmp.lldpRemSysName", "0.3.1", "hub"),
	O("snmp.lldpRemManAddrIfId", "0.3.1.1.4.192.0.2.7", "1"),
	O("snmp.lldpRemChassisIdSubtype", "0.4.2", "5"),
	O("snmp.lldpRemChassisId", "0.4.2", "\x01\xc0\x00\x02\x09"),
	O("snmp.lldpRemPortId", "0.4.2", "7"),
	O("snmp.lldpRemManAddrIfId", "0.4.2.2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.1", "1"),
	O("snmp.lldpRemChassisId", "0.5.8", "D\xd7\x91%vx"), /* bytes that look like a text */
	O("snmp.lldpRemChassisIdSubtype", "0.5.8", "4"),
	O("snmp.lldpRemPortId", "0.5.9", "of nobody"),
	O("snmp.lldpRemManAddrIfId", "0.6.1.1.4.999.0.2.7", "1"),
};

static void
neighbours_are_told(void **state)
{
	struct arena *arena = arena_new();
	const struct told *t;
	char text[ADDR_TEXT_MAX];

	(void)state;
	assert_int_equal(derive_told(table, COUNT(table), arena, &t), 3);
	assert_string_equal(t[0].local_num, "3");
	assert_string_equal(t[0].local_id, "ge-0/0/3");
	assert_string_equal(t[0].local_descr, "to the hub");
	assert_int_equal(t[0].chassis_type, CHASSIS_MAC);
	assert_string_equal(t[0].chassis, "44:d7:91:00:00:0a");
	assert_string_equal(t[0].port, "44:d7:91:00:00:0b"); /* bytes that are no text */
	assert_string_equal(t[0].name, "hub");
	assert_string_equal(addr_format(&t[0].mgmt, text), "192.0.2.7");
	assert_string_equal(t[1].chassis, "192.0.2.9"); /* network address */
	assert_string_equal(t[1].port, "7");
	assert_string_equal(addr_format(&t[1].mgmt, text), "2001:db8::1");
	assert_string_equal(t[1].local_id, "");
	assert_string_equal(t[2].chassis, "44:d7:91:25:76:78");
	arena_free(arena);
}

static void
traits_are_taken(void **state)
{
	static const struct observation o[] = {
		O("snmp.engineID", "", "800007db0344d791000001"),
		O("snmp.engineBoots", "", "12"),
		O("snmp.engineTime", "", "400"),
		O("snmp.sysName", "", "a\nb"),
		O("snmp.lldpLocChassisIdSubtype", "", "4"),
		O("snmp.lldpLocChassisId", "", "44:d7:91:00:00:0a"),
		O("snmp.walkEnd", "snmp.lldpRemTable", "over budget"),
	};
	static const struct observation broken[] = {
		O("snmp.engineID", "", "800007db0344d791000001"),
		O("snmp.engineBoots", "", "0"),
		O("snmp.engineTime", "", "0"),
	};
	struct arena *arena = arena_new();
	struct traits t;

	(void)state;
	derive_traits(o, COUNT(o), arena, &t);
	assert_string_equal(t.name, "a b");
	assert_int_equal(t.boots, 12);
	assert_int_equal(t.start, 600);
	assert_int_equal(t.chassis_type, CHASSIS_MAC);
	assert_int_equal(t.lldp, LLDP_CUT_BUDGET);
	derive_traits(broken, COUNT(broken), arena, &t);
	assert_int_equal(t.boots, -1); /* a clock that doesn't run */
	derive_traits(NULL, 0, arena, &t);
	assert_int_equal(t.lldp, LLDP_UNKNOWN);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_tree_of_components, begin, end),
		cmocka_unit_test_setup_teardown(without_entity_mib_a_chassis_is_known, begin, end),
		cmocka_unit_test(dates_are_read),
		cmocka_unit_test(neighbours_are_told),
		cmocka_unit_test(traits_are_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
