/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* Personas: what the format takes, what it refuses and where, and the shipped ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/agent.h"
#include "sim/persona.h"
#include "tests/unit/sim_help.h"

#define GOOD "model: M\nrole: router\nplaces: [macro]\noui: ['001122']\n"

static void
a_short_persona_gets_defaults(void **state)
{
	struct personas set;
	struct buf error = {0};

	(void)state;
	sim_file("one.yaml", GOOD);
	sim_file("ignored.txt", "no: persona");
	assert_true(personas_load(sim_folder(), &set, &error));
	assert_int_equal(set.n, 1);
	assert_string_equal(set.at[0].name, "one");
	assert_string_equal(set.at[0].manufacturer, "");
	assert_int_equal(set.at[0].weight, 1);
	assert_int_equal(set.at[0].places, 1u << PLACE_MACRO);
	assert_int_equal(set.at[0].ssh.mode, SSH_REFUSE);
	assert_int_equal(personas_find(&set, "one"), 0);
	assert_int_equal(personas_find(&set, "two"), -1);
	personas_free(&set);
	buf_free(&error);
	sim_folder_gone();
}

static void
faults_are_told_with_their_place(void **state)
{
	static const struct {
		const char *text, *said;
	} cases[] = {
		{GOOD "snmp: {versions: ['4']}\n", ":5: snmp.versions: must be one of 1, 2c, 3"},
		{GOOD "snmp:\n  versions: ['1']\n", ":1: snmp.descr: missing"},
		{GOOD "colour: blue\n", ":5: colour: unknown field"},
		{GOOD "weight: many\n", ":5: weight: must be a number"},
		{GOOD "hidden: perhaps\n", ":5: hidden: must be true or false"},
		{GOOD "parts:\n  - {class: chassis}\n  - {class: soup}\n",
			":7: parts.class: must be one of"},
		{GOOD "parts:\n  - {name: x}\n", ":6: parts: the field class is missing"},
		{GOOD "parts:\n  - {class: module, in: 1}\n", "stands after the part"},
		{GOOD "ssh: {mode: answer}\n", "ssh.banner: missing"},
		{GOOD "hidden: true\nsnmp: {versions: ['1'], descr: x}\n", "hidden"},
		{GOOD "engine: {format: mac}\n", "engine: a format without an enterprise"},
		{GOOD "objects: [{oid: here, value: x}]\n", ":5: objects.oid: must be a dotted"},
		{"model: M\nrole: router\nplaces: [macro]\n", ":1: the field oui is missing"},
		{"model: M\nrole: king\nplaces: [macro]\noui: ['001122']\n",
			"not one of the known roles"},
		{"model: M\nrole: router\nplaces: [sea]\noui: ['001122']\n",
			":3: places: must be one of"},
		{"model: M\nrole: router\nplaces: [macro]\noui: ['xyz']\n", "hexadecimal"},
		{"model: [a, b]\nrole: router\nplaces: [macro]\noui: ['001122']\n",
			":1: model: must be a text"},
		{"model: M\nrole: router\nplaces: [macro]\noui: []\n", "oui: at least one"},
		{GOOD "snmp: &x {versions: *x}\n", "must be a"},
		{"", "the file is empty"},
		{"a: [\n", ".yaml:"},
		{"- list\n", "must be a mapping"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct personas set;
		struct buf error = {0};

		sim_file("one.yaml", cases[i].text);
		assert_false(personas_load(sim_folder(), &set, &error));
		if (strstr(buf_text(&error), cases[i].said) == NULL ||
			strstr(buf_text(&error), "one.yaml:") == NULL)
			fail_msg(
				"case %zu says '%s', not '%s'", i, buf_text(&error), cases[i].said);
		buf_free(&error);
	}
	sim_folder_gone();
}

static void
no_folder_and_no_personas_are_told(void **state)
{
	struct personas set;
	struct buf error = {0};

	(void)state;
	assert_false(personas_load("/nonexistent", &set, &error));
	assert_non_null(strstr(buf_text(&error), "/nonexistent: "));
	assert_false(personas_load(sim_folder(), &set, &error));
	assert_non_null(strstr(buf_text(&error), "no personas here"));
	buf_free(&error);
	sim_folder_gone();
}

static void
load_shipped(struct personas *set)
{
	char path[500];
	struct buf error = {0};

	snprintf(path, sizeof path, "%s/sim/personas", getenv("top_srcdir"));
	if (!personas_load(path, set, &error))
		fail_msg("%s", buf_text(&error));
	buf_free(&error);
}

/* The build installs the files that sim.am lists: every one must be there. */
static void
every_shipped_persona_is_in_the_build(void **state)
{
	static char text[65536], line[300];
	struct personas set;
	char path[500];
	FILE *file;

	(void)state;
	load_shipped(&set);
	snprintf(path, sizeof path, "%s/sim/sim.am", getenv("top_srcdir"));
	file = fopen(path, "r");
	assert_non_null(file);
	text[fread(text, 1, sizeof text - 1, file)] = '\0';
	fclose(file);
	for (size_t i = 0; i < set.n; i++) {
		snprintf(line, sizeof line, "sim/personas/%s.yaml", set.at[i].name);
		if (strstr(text, line) == NULL)
			fail_msg("%s is not in sim.am", line);
	}
	personas_free(&set);
}

/* A plausible operator: makers, roles and places all have somebody. */
static void
the_shipped_personas_make_an_operator(void **state)
{
	static const char *const makers[] = {"Huawei", "ZTE", "Ericsson", "Nokia", "Samsung", "NEC",
		"Fujitsu", "Ceragon", "Aviat", "SIAE", "Cambium", "Baicells", "Airspan", "Cisco",
		"Juniper", "Ciena", "ADVA", "FiberHome", "H3C", "RAD", "Raisecom", "Hytera",
		"Eltek"};
	struct personas set;
	unsigned v3_alone = 0, ssh_alone = 0, hidden = 0, places = 0;

	(void)state;
	load_shipped(&set);
	assert_true(set.n >= 40);
	for (size_t m = 0; m < sizeof makers / sizeof *makers; m++) {
		bool found = false;

		for (size_t i = 0; i < set.n; i++)
			found = found || strcmp(set.at[i].manufacturer, makers[m]) == 0;
		if (!found)
			fail_msg("no persona of %s", makers[m]);
	}
	for (size_t i = 0; i < set.n; i++) {
		const struct persona *p = &set.at[i];

		v3_alone += p->snmp.versions == AGENT_V3;
		ssh_alone += p->snmp.versions == 0 && p->ssh.mode == SSH_ANSWER;
		hidden += p->hidden;
		places |= p->places;
		/* What evidence can name has a name. */
		assert_true(p->unknowable || *p->manufacturer != '\0');
	}
	assert_true(v3_alone >= 1 && ssh_alone >= 3 && hidden >= 3);
	assert_int_equal(places, (1u << PLACE_COUNT) - 1);
	personas_free(&set);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_short_persona_gets_defaults),
		cmocka_unit_test(faults_are_told_with_their_place),
		cmocka_unit_test(no_folder_and_no_personas_are_told),
		cmocka_unit_test(every_shipped_persona_is_in_the_build),
		cmocka_unit_test(the_shipped_personas_make_an_operator),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
