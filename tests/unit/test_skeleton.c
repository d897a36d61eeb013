/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_skeleton.c: a vendor file begun from a device loads as it stands, whatever
 * the device wrote, and knows that device again. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "fingerprints/skeleton.h"
#include "tests/unit/rule_kit.h"

#define OBJECT "1.3.6.1.4.1.99999.1.2"

static enum result
begin(struct kit *k, const char *vendor, const char *where, const char *key, const char *value,
	struct buf *out)
{
	const struct observation facts[] = {
		{.key = "snmp.sysObjectID", .index = "", .value = OBJECT, .len = strlen(OBJECT)},
		{.key = key, .index = "", .value = value, .len = strlen(value)},
	};

	return rules_skeleton(k->id, vendor, where, facts, 2, out);
}

static void
a_begun_file_loads_whatever_the_device_wrote(void **state)
{
	static const struct {
		const char *vendor, *where, *value;
	} rows[] = {
		{"Plain Radio", "10.0.0.1", "Plain Radio PR-100 Version 1.2"},
		{"Quote \"d\" \\ Co", "10.0.0.1", "a \"quoted\" 'text' with \\d and \\"},
		{"Colon: Co", "10.0.0.1\nvendor: Forged",
			"key: value # remark\r\n- item\n...\n---"},
		{"Meta (Co)", "10.0.0.1", "^a.b*c+d?[e]{2}(f|g)$ %s %n {{x}}"},
		{"- Dash", "lldp:local:x", "\xff\xfe\x80 broken UTF-8"},
		{"Null Co", "~", "null"},
		{"Esc Co", "\x1b[2J", "\x1b]0;title\x07 and \xe2\x80\xae bidi"},
		{"Long Co", "10.0.0.1", NULL},
	};
	char big[3000];

	(void)state;
	memset(big, 'A', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct identification who;
		struct buf out = {0};
		struct kit k;

		kit_begin(&k);
		kit_rules(&k, "vendor: Other Maker\nnew: true\n");
		assert_int_equal(begin(&k, rows[i].vendor, rows[i].where, "snmp.sysDescr",
					 rows[i].value != NULL ? rows[i].value : big, &out),
			RESULT_OK);
		print_message("%s", buf_text(&out));
		kit_put(&k, "rules/begun.yaml", buf_text(&out));
		if (kit_load(&k) != RESULT_OK)
			fail_msg("%s", buf_text(&k.problems));
		who = kit_identify(&k, "snmp.sysObjectID=" OBJECT, NULL);
		assert_true(who.verdict == VERDICT_PROBABLE || who.verdict == VERDICT_CONFIRMED);
		assert_string_equal(who.claims[CLAIM_manufacturer], rows[i].vendor);
		kit_end(&k);
		buf_free(&out);
	}
}

/* An OID that breaks out of its place is left out. */
static void
an_object_that_is_no_oid_forges_nothing(void **state)
{
	static const char object[] = OBJECT "}\nvendor: Forged\nrules: [{";
	static const struct observation facts[] = {
		{.key = "snmp.sysObjectID",
			.index = "",
			.value = object,
			.len = sizeof(object) - 1},
		{.key = "snmp.sysDescr", .index = "", .value = "Some radio", .len = 10},
	};
	struct buf out = {0};
	struct kit k;

	(void)state;
	kit_begin(&k);
	kit_rules(&k, "vendor: Other Maker\nnew: true\n");
	assert_int_equal(rules_skeleton(k.id, "Some Co", "x", facts, 2, &out), RESULT_OK);
	assert_null(strstr(buf_text(&out), "\nvendor: Forged"));
	kit_put(&k, "rules/begun.yaml", buf_text(&out));
	assert_int_equal(kit_load(&k), RESULT_OK);
	kit_end(&k);
	buf_free(&out);
}

static void
of_nothing_no_rule_is_begun(void **state)
{
	struct buf out = {0};
	struct kit k;

	(void)state;
	kit_begin(&k);
	kit_rules(&k, "vendor: Other Maker\nnew: true\n");
	assert_int_equal(
		rules_skeleton(k.id, "Some Co", "10.0.0.1", NULL, 0, &out), RESULT_NOT_FOUND);
	kit_end(&k);
	buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_begun_file_loads_whatever_the_device_wrote),
		cmocka_unit_test(an_object_that_is_no_oid_forges_nothing),
		cmocka_unit_test(of_nothing_no_rule_is_begun),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
