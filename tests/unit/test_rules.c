/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* Folders and their order, spellings, numbers, the registry, and what is read from files. */
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
later_folders_replace_by_id(void **state)
{
	struct kit *k = *state;
	struct identification who;
	char later[96];

	snprintf(later, sizeof(later), "%s/later", k->dir);
	kit_put(k, "rules/vendors/a.yaml",
		"vendor: Acme\nrules:\n  - {id: r, key: k, exact: x, claims: {model: M1}}\n  - "
		"{id: s, key: k, exact: y}\n");
	kit_put(k, "later/b.yaml",
		"vendor: Cog\nrules:\n  - {id: r, key: k, exact: z, claims: {model: M2}}\n");
	k->dirs[1] = later;
	k->sources.n_dirs = 2;
	assert_int_equal(kit_load(k), RESULT_OK);
	who = kit_identify(k, "k=x", NULL);
	same("the earlier one", who.claims[CLAIM_manufacturer], NULL);
	who = kit_identify(k, "k=z", NULL);
	same("the later one", who.claims[CLAIM_manufacturer], "Cog");
	same("the later one's model", who.claims[CLAIM_model], "M2");
	who = kit_identify(k, "k=y", NULL);
	same("another of the earlier", who.claims[CLAIM_manufacturer], "Acme");
	/* The other way round. */
	k->dirs[1] = k->dirs[0];
	k->dirs[0] = later;
	assert_int_equal(kit_load(k), RESULT_OK);
	who = kit_identify(k, "k=x", NULL);
	same("the other order", who.claims[CLAIM_manufacturer], "Acme");
	k->dirs[0] = k->dirs[1];
}

static void
a_folder_may_bring_vocabulary(void **state)
{
	struct kit *k = *state;
	struct identification who;

	kit_put(k, "rules/vendors/a.yaml",
		"vendor: Zed\nnew: true\nrules: [{id: z, key: k, exact: x}]\n");
	assert_int_equal(kit_load(k), RESULT_OK);
	who = kit_identify(k, "k=x", NULL);
	same("a new maker", who.claims[CLAIM_manufacturer], "Zed");
	kit_put(k, "rules/makers.yaml", "makers: [{name: Yod, aliases: [Yodel]}]\n");
	kit_put(k, "rules/vendors/a.yaml", "vendor: Yodel\nrules: [{id: z, key: k, exact: x}]\n");
	assert_int_equal(kit_load(k), RESULT_OK);
	who = kit_identify(k, "k=x", NULL);
	same("a maker of another file", who.claims[CLAIM_manufacturer], "Yod");
}

static void
spellings_lead_to_makers(void **state)
{
	static const struct {
		const char *spelling, *maker, *brand;
	} cases[] = {{"Acme", "Acme", NULL}, {"ACME", "Acme", NULL},
		{"acme networks", "Acme", NULL}, {"Acme Networks, Inc.", "Acme", NULL},
		{"  Acme   Networks  Co., Ltd. ", "Acme", NULL},
		{"Roadrunner", "Acme", "Roadrunner"}, {"Acm", NULL, NULL}, {"Acme2", NULL, NULL},
		{"", NULL, NULL}, {"Inc.", NULL, NULL}};
	struct kit *k = *state;

	kit_rules(k, "vendor: Acme\nenterprises: [{number: 70001}]\n");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *maker = NULL, *brand = NULL;
		bool known = rules_maker(
			k->rules, cases[i].spelling, strlen(cases[i].spelling), &maker, &brand);

		assert_int_equal(known, cases[i].maker != NULL);
		same(cases[i].spelling, maker, cases[i].maker);
		same(cases[i].spelling, brand, cases[i].brand);
	}
}

static void
lookups_find_what_is_there_and_nothing_else(void **state)
{
	struct kit *k = *state;
	struct buf text = {0};

	buf_puts(&text, "vendor: Acme\nenterprises:\n");
	for (unsigned i = 0; i < 300; i++)
		buf_printf(&text, "  - {number: %u}\n", 100000 + 3 * i);
	buf_puts(&text, "oui: ['^acme', '^COG t']\n");
	kit_rules(k, buf_text(&text));
	for (unsigned i = 0; i < 900; i++) {
		const struct rule *r = rules_by_enterprise(k->rules, 100000 + i);

		assert_int_equal(r != NULL, i % 3 == 0);
	}
	assert_non_null(rules_by_oui(k->rules, 0x00aa01));
	assert_non_null(rules_by_oui(k->rules, 0x00aa02));
	assert_null(rules_by_oui(k->rules, 0x00aa03));
	assert_null(rules_by_oui(k->rules, 0xffffff));
	assert_int_equal(rules_key_bit(k->rules, "no.such.key"), 0);
	assert_string_equal(rules_group(k->rules, "elsewhere"), "elsewhere");
	buf_free(&text);
}

static void
no_rules_is_told(void **state)
{
	struct kit *k = *state;
	const char *nowhere = "/nonexistent/rules";
	const char *const dirs[] = {nowhere};

	k->sources.dirs = dirs;
	assert_int_equal(kit_load(k), RESULT_MALFORMED);
	assert_non_null(strstr(
		buf_text(&k->problems), "/nonexistent/rules:1:1: file: there are no rules here"));
	k->sources.dirs = k->dirs;
}

static void
the_registry_may_be_absent(void **state)
{
	struct kit *k = *state;
	struct identification who;

	setenv("RANMAP_OUI", "/nonexistent/oui.txt", 1);
	kit_rules(k, "vendor: Acme\noui: ['^acme']\nenterprises: [{number: 70001}]\n");
	who = kit_identify(k, "lldp.chassisId=00:aa:01:00:00:01", NULL);
	assert_int_equal(who.verdict, VERDICT_UNKNOWN);
	/* Once it is there, the cache is stale. */
	setenv("RANMAP_OUI", k->oui, 1);
	assert_int_equal(kit_load(k), RESULT_OK);
	who = kit_identify(k, "lldp.chassisId=00:aa:01:00:00:01", NULL);
	assert_int_equal(who.verdict, VERDICT_SUSPECTED);
}

static void
default_folders_are_in_order(void **state)
{
	struct arena *arena = arena_new();
	struct kit *k = *state;
	char home[96], one[] = "one", two[] = "two";
	char *const given[] = {one, two};
	struct rule_sources s;

	snprintf(home, sizeof(home), "%s/home", k->dir);
	kit_put(k, "home/.config/ranmap/rules/x.yaml", "vendor: Acme\n");
	setenv("RANMAP_RULES", "/the/shipped", 1);
	setenv("HOME", home, 1);
	unsetenv("XDG_CACHE_HOME");
	rule_sources_default(arena, given, 2, &s);
	assert_string_equal(s.dirs[0], "/the/shipped");
	assert_non_null(strstr(s.dirs[s.n_dirs - 3], "/home/.config/ranmap/rules"));
	assert_string_equal(s.dirs[s.n_dirs - 2], "one");
	assert_string_equal(s.dirs[s.n_dirs - 1], "two");
	assert_non_null(strstr(s.cache_file, "/home/.cache/ranmap/rules.cache"));
	setenv("XDG_CACHE_HOME", "/cache", 1);
	rule_sources_default(arena, given, 0, &s);
	assert_string_equal(s.cache_file, "/cache/ranmap/rules.cache");
	arena_free(arena);
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(later_folders_replace_by_id),
		T(a_folder_may_bring_vocabulary),
		T(spellings_lead_to_makers),
		T(lookups_find_what_is_there_and_nothing_else),
		T(no_rules_is_told),
		T(the_registry_may_be_absent),
		T(default_folders_are_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
