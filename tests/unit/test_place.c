/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* A fault of a rule file is told with the exact line, column and field. These
 * numbers are what libcyaml would tell wrong: it reports the event before. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/unit/rule_kit.h"

static const struct {
	const char *name, *text, *fault;
} cases[] = {
	{"unknown field", "vendor: Acme\ncolour: red\n",
		"2:1: colour: there is no such field here"},
	{"unknown field, deep",
		"vendor: Acme\nrules:\n  - id: a\n    key: k\n    exact: x\n    claims: {rol: "
		"router}\n",
		"6:14: rules[0].claims.rol: there is no such field here"},
	{"missing field",
		"vendor: Acme\nrules:\n  - id: a\n    exact: x\n    key: k\n"
		"  - key: k\n    exact: y\n",
		"6:5: rules[1].id: this field is missing"},
	{"missing vendor", "rules: []\n", "1:1: vendor: this field is missing"},
	{"a text for a list", "vendor: Acme\noui: acme\n", "2:6: oui: a list is wanted"},
	{"a list for a text", "vendor:\n  - Acme\n", "2:3: vendor: a single value is wanted"},
	{"a text for fields", "vendor: Acme\nrules:\n  - acme\n",
		"3:5: rules[0]: fields are wanted (key: value)"},
	{"no number", "vendor: Acme\nenterprises:\n  - {number: seven}\n",
		"3:14: enterprises[0].number: a number is wanted"},
	{"a negative number", "vendor: Acme\nenterprises: [{number: -7}]\n",
		"2:24: enterprises[0].number: a number is wanted"},
	{"too great a number", "vendor: Acme\nenterprises: [{number: 4294967296}]\n",
		"2:24: enterprises[0].number: the number is too great"},
	{"no truth", "vendor: Acme\nenterprises: [{number: 7, component: maybe}]\n",
		"2:38: enterprises[0].component: true or false is wanted"},
	{"twice", "vendor: Acme\n\nvendor: Cog\n", "3:1: vendor: this field stands here twice"},
	{"an alias", "vendor: &a Acme\noui:\n - *a\n",
		"3:4: file: an alias (*name) has no place in a rule file"},
	{"no YAML", "vendor: [Acme\nrules: }\n", "2:6: file: did not find expected ',' or ']'"},
	{"no such anchor", "vendor: *a\n", "1:9: file: found undefined alias"},
	{"empty", "", "1:1: file: it is empty"},
	{"empty but for a remark", "# nothing\n", "1:1: file: it is empty"},
	{"a tab", "vendor: Acme\nrules:\n\t- id: a\n",
		"3:1: file: found character that cannot start any token"},
	{"a role that is none",
		"vendor: Acme\nproducts:\n  - {oid: 1.3.6.1.4.1.7.1, role: toaster}\n",
		"3:34: products[0].role: 'toaster' is no role"},
	{"an OID that is none", "vendor: Acme\nproducts: [{oid: 1.3.x}]\n",
		"2:18: products[0].oid: '1.3.x' is no object identifier (1.3.6.1…)"},
	{"a maker that is none", "vendor: Nobody\n",
		"1:9: vendor: the vocabulary has no maker 'Nobody'"},
	{"an expression that is none",
		"vendor: Acme\nrules:\n - id: a\n   key: k\n   regex: 'a('\n",
		"5:11: rules[0].regex: missing closing parenthesis (at character 3)"},
	{"a group that is no claim",
		"vendor: Acme\nrules:\n - id: a\n   key: k\n   regex: '(?<colour>red)'\n",
		"5:11: rules[0].regex: the group 'colour' is no claim"},
	{"a weight that is none", "vendor: Acme\nrules:\n - {id: a, key: k, exact: x, weight: 2}\n",
		"3:38: rules[0].weight: the weight is no number from 0 to 1"},
	{"no key", "vendor: Acme\nrules:\n - {id: a, exact: x}\n",
		"3:4: rules[0]: key or keys is missing"},
	{"two ways", "vendor: Acme\nrules:\n - {id: a, key: k, exact: x, prefix: x}\n",
		"3:4: rules[0]: one of oid, exact, prefix and regex is wanted"},
	{"an ID again",
		"vendor: Acme\nrules:\n - {id: a, key: k, exact: x}\n - {id: a, key: k, exact: "
		"y}\n",
		"4:4: rules[1]: the rule 'a' is there already"},
	{"a condition that is none",
		"vendor: Acme\nrules:\n - {id: a, key: k, exact: x, when: {maker: Nobody}}\n",
		"3:44: rules[0].when.maker: the vocabulary has no maker 'Nobody'"},
	{"a neighbour's words",
		"vendor: Acme\nrules:\n - {id: a, key: snmp.lldpRemSysDesc, exact: x}\n",
		"3:17: rules[0].key: snmp.lldpRemSysDesc is about a neighbour, not about the "
		"device"},
	{"whom to ask", "vendor: Acme\nasks:\n - {id: a, oid: 1.3.6.1.4.1.7.1.0}\n",
		"3:4: asks[0]: an ask needs a `when`: whom to ask"},
};

static void
each_fault_has_its_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char wanted[512];
		struct kit k;

		kit_begin(&k);
		kit_put(&k, "rules/vendors/a.yaml", cases[i].text);
		snprintf(wanted, sizeof(wanted), "%s/rules/vendors/a.yaml:%s\n", k.dir,
			cases[i].fault);
		if (kit_load(&k) != RESULT_MALFORMED)
			fail_msg("%s: it was taken", cases[i].name);
		if (strcmp(buf_text(&k.problems), wanted) != 0)
			fail_msg("%s: told:\n%swanted:\n%s", cases[i].name, buf_text(&k.problems),
				wanted);
		kit_end(&k);
	}
}

static void
all_faults_of_all_files_are_told(void **state)
{
	struct kit k;
	const char *told;

	(void)state;
	kit_begin(&k);
	kit_put(&k, "rules/vendors/a.yaml", "vendor: Acme\nx: 1\ny: 2\n");
	kit_put(&k, "rules/vendors/b.yaml", "vendor: Nobody\n");
	kit_put(&k, "rules/vocabulary/makers.yaml", "makers:\n  - {name: Acme, colour: red}\n");
	assert_int_equal(kit_load(&k), RESULT_MALFORMED);
	told = buf_text(&k.problems);
	assert_non_null(strstr(told, "makers.yaml:2:18: makers[0].colour: "));
	assert_non_null(strstr(told, "a.yaml:2:1: x: "));
	assert_non_null(strstr(told, "a.yaml:3:1: y: "));
	assert_non_null(strstr(told, "b.yaml:1:9: vendor: "));
	kit_end(&k);
}

/* Aliases that refer to aliases grow a thousand-fold a line; the walk does not. */
static void
nested_aliases_end(void **state)
{
	struct buf text = {0};
	struct kit k;

	(void)state;
	kit_begin(&k);
	buf_puts(&text, "vendor: Acme\na0: &a0 [x]\n");
	for (int i = 1; i < 12; i++) {
		buf_printf(&text, "a%d: &a%d [", i, i);
		for (int n = 0; n < 10; n++)
			buf_printf(&text, "*a%d%s", i - 1, n < 9 ? "," : "]\n");
	}
	buf_puts(&text, "rules: *a11\noui: &o [*o]\n");
	kit_put(&k, "rules/vendors/a.yaml", buf_text(&text));
	assert_int_equal(kit_load(&k), RESULT_MALFORMED);
	assert_in_range(k.problems.len, 1, 100000);
	buf_free(&text);
	kit_end(&k);
}

static void
what_is_no_file_is_told(void **state)
{
	char path[128];
	struct kit k;

	(void)state;
	kit_begin(&k);
	kit_put(&k, "rules/vendors/a.yaml", "vendor: Acme\n");
	snprintf(path, sizeof(path), "%s/rules/vendors/pipe.yaml", k.dir);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(kit_load(&k), RESULT_MALFORMED);
	assert_non_null(
		strstr(buf_text(&k.problems), "pipe.yaml:1:1: file: it is no regular file"));
	kit_end(&k);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_fault_has_its_place),
		cmocka_unit_test(all_faults_of_all_files_are_told),
		cmocka_unit_test(nested_aliases_end),
		cmocka_unit_test(what_is_no_file_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
