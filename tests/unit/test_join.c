/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* Which addresses become one element, which never, and how IDs are kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fingerprints/join.h"

#define TIME 1700000000

struct one {
	const char *addr; /* "": only heard, by the name in heard */
	const char *heard;
	const char *chassis, *engine;
	int64_t boots, start;
	const char *hostkey, *maker, *model, *serial, *name;
};

#define MAC_A "44:d7:91:00:00:0a"
#define MAC_B "44:d7:91:00:00:0b"
#define ENGINE_A "800007db0344d791000001"
#define ENGINE_B "800007db0344d791000002"
#define KEY "ssh-ed25519 SHA256:abcdef"

static const char *
text(const char *t)
{
	return t != NULL ? t : "";
}

static void
add(struct joiner *j, int64_t id, const struct one *o)
{
	struct traits t = {
		.name = text(o->name),
		.location = "",
		.chassis = text(o->chassis),
		.chassis_type = o->chassis == NULL		  ? CHASSIS_NONE
				: strchr(o->chassis, ':') != NULL ? CHASSIS_MAC
								  : CHASSIS_LOCAL,
		.engine = text(o->engine),
		.boots = o->engine != NULL ? o->boots : -1,
		.start = TIME + o->start,
		.hostkey = text(o->hostkey),
	};
	struct joinable s = {
		.id = id,
		.subject.name = text(o->heard),
		.outcome = OUTCOME_ANSWERED,
		.traits = &t,
		.manufacturer = text(o->maker),
		.model = text(o->model),
		.serial = text(o->serial),
	};

	if (o->addr != NULL)
		assert_int_equal(addr_parse(o->addr, &s.subject.addr), RESULT_OK);
	joiner_add(j, &s);
}

/* How many elements these make. */
static size_t
elements(const struct one *list, size_t n)
{
	struct joiner *j = joiner_new();
	size_t found;

	for (size_t i = 0; i < n; i++)
		add(j, (int64_t)i + 1, &list[i]);
	joiner_join(j, &found);
	joiner_free(j);
	return found;
}

struct rule_case {
	const char *name;
	size_t want, n;
	struct one list[6];
};

static const struct rule_case cases[] = {
	{"nothing in common", 2, 2, {{.addr = "10.0.0.1"}, {.addr = "10.0.0.2"}}},
	{"serial with maker and model", 1, 2,
		{{.addr = "10.0.0.1", .maker = "Nokia", .model = "7750", .serial = "NS123X"},
			{.addr = "10.0.0.2",
				.maker = "Nokia",
				.model = "7750",
				.serial = "NS123X"}}},
	{"serial without a model", 2, 2,
		{{.addr = "10.0.0.1", .maker = "Nokia", .serial = "NS123X"},
			{.addr = "10.0.0.2", .maker = "Nokia", .serial = "NS123X"}}},
	{"serial without a maker", 2, 2,
		{{.addr = "10.0.0.1", .model = "7750", .serial = "NS123X"},
			{.addr = "10.0.0.2", .model = "7750", .serial = "NS123X"}}},
	{"serial of another model", 2, 2,
		{{.addr = "10.0.0.1", .maker = "Nokia", .model = "7750", .serial = "NS123X"},
			{.addr = "10.0.0.2",
				.maker = "Nokia",
				.model = "7705",
				.serial = "NS123X"}}},
	{"placeholder serials", 4, 4,
		{{.addr = "10.0.0.1", .maker = "A", .model = "M", .serial = "1234567890"},
			{.addr = "10.0.0.2", .maker = "A", .model = "M", .serial = "1234567890"},
			{.addr = "10.0.0.3", .maker = "A", .model = "M", .serial = "0000000"},
			{.addr = "10.0.0.4", .maker = "A", .model = "M", .serial = "0000000"}}},
	{"more placeholder serials", 6, 6,
		{{.addr = "10.0.0.1", .maker = "A", .model = "M", .serial = "<private>"},
			{.addr = "10.0.0.2", .maker = "A", .model = "M", .serial = "<private>"},
			{.addr = "10.0.0.3",
				.maker = "A",
				.model = "M",
				.serial = "To be filled by O.E.M."},
			{.addr = "10.0.0.4",
				.maker = "A",
				.model = "M",
				.serial = "To be filled by O.E.M."},
			{.addr = "10.0.0.5", .maker = "A", .model = "M", .serial = ""},
			{.addr = "10.0.0.6", .maker = "A", .model = "M", .serial = ""}}},
	{"serial, but the engines differ", 2, 2,
		{{.addr = "10.0.0.1",
			 .maker = "A",
			 .model = "M",
			 .serial = "X77",
			 .engine = ENGINE_A},
			{.addr = "10.0.0.2",
				.maker = "A",
				.model = "M",
				.serial = "X77",
				.engine = ENGINE_B}}},
	{"serial, but the chassis IDs differ", 2, 2,
		{{.addr = "10.0.0.1",
			 .maker = "A",
			 .model = "M",
			 .serial = "X77",
			 .chassis = MAC_A},
			{.addr = "10.0.0.2",
				.maker = "A",
				.model = "M",
				.serial = "X77",
				.chassis = MAC_B}}},
	{"serial, but what they were joined with differs", 2, 4,
		{{.addr = "10.0.0.1",
			 .maker = "A",
			 .model = "M",
			 .serial = "X77",
			 .chassis = MAC_A},
			{.addr = "10.0.0.2", .chassis = MAC_A, .engine = ENGINE_A},
			{.addr = "10.0.0.3",
				.maker = "A",
				.model = "M",
				.serial = "X77",
				.chassis = MAC_B},
			{.addr = "10.0.0.4", .chassis = MAC_B, .engine = ENGINE_B}}},
	{"engine with boots and time", 1, 3,
		{{.addr = "10.0.0.1", .engine = ENGINE_A, .boots = 7, .start = 0},
			{.addr = "10.0.0.2", .engine = ENGINE_A, .boots = 7, .start = 2},
			{.addr = "10.0.0.3", .engine = ENGINE_A, .boots = 7, .start = 4}}},
	{"a cloned engine, started otherwise", 2, 2,
		{{.addr = "10.0.0.1", .engine = ENGINE_A, .boots = 7, .start = 0},
			{.addr = "10.0.0.2", .engine = ENGINE_A, .boots = 7, .start = 900}}},
	{"a cloned engine, booted otherwise", 2, 2,
		{{.addr = "10.0.0.1", .engine = ENGINE_A, .boots = 7, .start = 0},
			{.addr = "10.0.0.2", .engine = ENGINE_A, .boots = 8, .start = 0}}},
	{"clones that started one after the other are no chain", 2, 3,
		{{.addr = "10.0.0.1", .engine = ENGINE_A, .boots = 1, .start = 0},
			{.addr = "10.0.0.2", .engine = ENGINE_A, .boots = 1, .start = 4},
			{.addr = "10.0.0.3", .engine = ENGINE_A, .boots = 1, .start = 8}}},
	{"a cloned engine without a clock", 2, 2,
		{{.addr = "10.0.0.1", .engine = ENGINE_A, .boots = -1},
			{.addr = "10.0.0.2", .engine = ENGINE_A, .boots = -1}}},
	{"an engine ID of zeros", 2, 2,
		{{.addr = "10.0.0.1", .engine = "8000000000000000000000", .boots = 1},
			{.addr = "10.0.0.2", .engine = "8000000000000000000000", .boots = 1}}},
	{"chassis ID", 1, 2,
		{{.addr = "10.0.0.1", .chassis = MAC_A}, {.addr = "10.0.0.2", .chassis = MAC_A}}},
	{"an address and one that was heard", 1, 2,
		{{.addr = "10.0.0.1", .chassis = MAC_A},
			{.heard = "lldp:mac:" MAC_A, .chassis = MAC_A}}},
	{"a local chassis ID is no MAC address", 2, 2,
		{{.addr = "10.0.0.1", .chassis = "switch"},
			{.addr = "10.0.0.2", .chassis = "switch"}}},
	{"chassis IDs that nobody set", 4, 4,
		{{.addr = "10.0.0.1", .chassis = "00:00:00:00:00:00"},
			{.addr = "10.0.0.2", .chassis = "00:00:00:00:00:00"},
			{.addr = "10.0.0.3", .chassis = "00:11:22:33:44:55"},
			{.addr = "10.0.0.4", .chassis = "00:11:22:33:44:55"}}},
	{"chassis ID, but the serials differ", 2, 2,
		{{.addr = "10.0.0.1",
			 .chassis = MAC_A,
			 .maker = "A",
			 .model = "M",
			 .serial = "X77"},
			{.addr = "10.0.0.2",
				.chassis = MAC_A,
				.maker = "A",
				.model = "M",
				.serial = "X78"}}},
	{"chassis ID, but engines and names differ", 2, 2,
		{{.addr = "10.0.0.1", .chassis = MAC_A, .engine = ENGINE_A, .name = "a"},
			{.addr = "10.0.0.2", .chassis = MAC_A, .engine = ENGINE_B, .name = "b"}}},
	{"host key of one chassis", 1, 3,
		{{.addr = "10.0.0.1", .hostkey = KEY, .engine = ENGINE_A, .boots = 1},
			{.addr = "10.0.0.2",
				.hostkey = KEY,
				.maker = "A",
				.model = "M",
				.serial = "X77"},
			{.addr = "10.0.0.3", .hostkey = KEY}}},
	{"a factory's host key: two engines", 3, 3,
		{{.addr = "10.0.0.1", .hostkey = KEY, .engine = ENGINE_A},
			{.addr = "10.0.0.2", .hostkey = KEY, .engine = ENGINE_B},
			{.addr = "10.0.0.3", .hostkey = KEY}}},
	{"a factory's host key: two chassis", 2, 2,
		{{.addr = "10.0.0.1", .hostkey = KEY, .chassis = MAC_A},
			{.addr = "10.0.0.2", .hostkey = KEY, .chassis = MAC_B}}},
	{"a host key of which nothing else is known", 2, 2,
		{{.addr = "10.0.0.1", .hostkey = KEY}, {.addr = "10.0.0.2", .hostkey = KEY}}},
	{"one chassis is known, the other owners could be anybody", 4, 4,
		{{.addr = "10.0.0.1", .hostkey = KEY, .engine = ENGINE_A},
			{.addr = "10.0.0.2", .hostkey = KEY}, {.addr = "10.0.0.3", .hostkey = KEY},
			{.addr = "10.0.0.4", .hostkey = KEY}}},
};

static void
joins_what_is_one_thing(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct rule_case *c = &cases[i];
		struct one reversed[6];

		if (elements(c->list, c->n) != c->want)
			fail_msg("%s: %zu elements", c->name, elements(c->list, c->n));
		for (size_t k = 0; k < c->n; k++)
			reversed[k] = c->list[c->n - 1 - k];
		if (elements(reversed, c->n) != c->want)
			fail_msg("%s, the other way round", c->name);
	}
}

/* ---- IDs ------------------------------------------------------------------------ */

struct memory {
	char identity[64][160], element[64][24];
	size_t n, n_merged;
	char merged[8][24], into[8][24];
};

static void
remember(void *arg, const char *identity, const char *element)
{
	struct memory *m = arg;
	size_t i = 0;

	while (i < m->n && strcmp(m->identity[i], identity) != 0)
		i++;
	assert_true(i < 64);
	m->n = i == m->n ? m->n + 1 : m->n;
	snprintf(m->identity[i], sizeof(m->identity[i]), "%s", identity);
	snprintf(m->element[i], sizeof(m->element[i]), "%s", element);
}

static void
note_merged(void *arg, const char *element, const char *into)
{
	struct memory *m = arg;

	assert_true(m->n_merged < 8);
	snprintf(m->merged[m->n_merged], sizeof(m->merged[0]), "%s", element);
	snprintf(m->into[m->n_merged++], sizeof(m->into[0]), "%s", into);
}

/* A sweep that saw these; the ID of each goes to ids. */
static void
sweep(struct memory *m, const struct one *list, size_t n, char ids[][24])
{
	struct joiner *j = joiner_new();
	const struct joined *joined;
	size_t n_joined;

	for (size_t i = 0; i < n; i++)
		add(j, (int64_t)i + 1, &list[i]);
	joiner_join(j, &n_joined);
	for (size_t i = 0; i < m->n; i++)
		joiner_known(j, m->identity[i], m->element[i]);
	joined = joiner_name(j, &n_joined);
	for (size_t i = 0; i < n; i++)
		snprintf(ids[i], 24, "%s", joined[joiner_element_of(j, (int64_t)i + 1)].element_id);
	m->n_merged = 0;
	joiner_each_identity(j, remember, m);
	joiner_each_merged(j, note_merged, m);
	joiner_free(j);
}

/* One thing, as the first and as the second sweep saw it: the same ID? */
static const struct {
	const char *name;
	struct one before, after;
	int same;
} moves[] = {
	{"another address and name", {.addr = "10.0.0.1", .name = "a", .engine = ENGINE_A},
		{.addr = "10.9.9.9", .name = "b", .engine = ENGINE_A}, 1},
	{"by serial", {.addr = "10.0.0.1", .maker = "A", .model = "M", .serial = "X77"},
		{.addr = "10.9.9.9", .maker = "A", .model = "M", .serial = "X77"}, 1},
	{"by host key", {.addr = "10.0.0.1", .hostkey = KEY}, {.addr = "10.9.9.9", .hostkey = KEY},
		1},
	{"by chassis ID", {.addr = "10.0.0.1", .chassis = MAC_A},
		{.addr = "10.9.9.9", .chassis = MAC_A}, 1},
	{"it tells more", {.addr = "10.0.0.1"},
		{.addr = "10.0.0.1", .maker = "A", .model = "M", .serial = "X77"}, 1},
	{"it tells less", {.addr = "10.0.0.1", .maker = "A", .model = "M", .serial = "X77"},
		{.addr = "10.0.0.1"}, 1},
	{"first heard, then asked", {.heard = "lldp:mac:" MAC_A, .chassis = MAC_A},
		{.addr = "10.0.0.1", .chassis = MAC_A}, 1},
	{"a new engine in the old chassis",
		{.addr = "10.0.0.1",
			.engine = ENGINE_A,
			.maker = "A",
			.model = "M",
			.serial = "X77"},
		{.addr = "10.0.0.2",
			.engine = ENGINE_B,
			.maker = "A",
			.model = "M",
			.serial = "X77"},
		1},
	{"another thing at the old address",
		{.addr = "10.0.0.1", .maker = "A", .model = "M", .serial = "X77"},
		{.addr = "10.0.0.1", .maker = "A", .model = "M", .serial = "X78"}, 0},
	{"a cloned engine of another chassis",
		{.addr = "10.0.0.1",
			.engine = ENGINE_A,
			.maker = "A",
			.model = "M",
			.serial = "X77"},
		{.addr = "10.0.0.2",
			.engine = ENGINE_A,
			.maker = "A",
			.model = "M",
			.serial = "X78"},
		0},
	{"nothing in common", {.addr = "10.0.0.1"}, {.addr = "10.0.0.2"}, 0},
};

static void
an_id_is_kept(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++) {
		struct memory m = {0};
		char before[1][24], after[1][24];

		sweep(&m, &moves[i].before, 1, before);
		assert_int_equal(strlen(before[0]), 18);
		sweep(&m, &moves[i].after, 1, after);
		if ((strcmp(before[0], after[0]) == 0) != moves[i].same)
			fail_msg("%s: %s, then %s", moves[i].name, before[0], after[0]);
	}
}

static void
a_shared_identity_names_nobody(void **state)
{
	static const struct one both[] = {
		{.addr = "10.0.0.1", .hostkey = KEY}, {.addr = "10.0.0.2", .hostkey = KEY}};
	static const struct one moved[] = {{.addr = "10.0.0.3", .hostkey = KEY}};
	struct memory m = {0};
	char before[2][24], after[1][24];

	(void)state;
	sweep(&m, both, 2, before);
	assert_string_not_equal(before[0], before[1]);
	sweep(&m, moved, 1, after);
	assert_string_not_equal(before[0], after[0]);
	assert_string_not_equal(before[1], after[0]);
}

static void
two_that_turn_out_to_be_one_are_merged(void **state)
{
	static const struct one apart[] = {
		{.addr = "10.0.0.1", .engine = ENGINE_A, .boots = 3, .start = 0},
		{.addr = "10.0.0.2", .maker = "A", .model = "M", .serial = "X77"}};
	static const struct one one[] = {
		{.addr = "10.0.0.1", .engine = ENGINE_A, .boots = 3, .start = 0},
		{.addr = "10.0.0.2",
			.maker = "A",
			.model = "M",
			.serial = "X77",
			.engine = ENGINE_A,
			.boots = 3,
			.start = 1}};
	struct memory m = {0};
	char before[2][24], after[2][24];

	(void)state;
	sweep(&m, apart, 2, before);
	sweep(&m, one, 2, after);
	assert_string_equal(after[0], after[1]);
	assert_string_equal(after[0], before[1]); /* the serial number is the stronger one */
	assert_int_equal(m.n_merged, 1);
	assert_string_equal(m.merged[0], before[0]);
	assert_string_equal(m.into[0], after[0]);
}

static void
again_gives_the_same(void **state)
{
	static const struct one list[] = {{.addr = "10.0.0.1", .engine = ENGINE_A, .boots = 1},
		{.addr = "10.0.0.2", .engine = ENGINE_A, .boots = 2},
		{.addr = "10.0.0.3", .hostkey = KEY}, {.addr = "10.0.0.4", .chassis = MAC_A},
		{.heard = "lldp:local:x", .chassis = "x", .name = "n"}};
	struct memory m = {0};
	char before[5][24], after[5][24];

	(void)state;
	sweep(&m, list, 5, before);
	sweep(&m, list, 5, after);
	for (size_t i = 0; i < 5; i++)
		assert_string_equal(before[i], after[i]);
	assert_int_equal(m.n_merged, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(joins_what_is_one_thing),
		cmocka_unit_test(an_id_is_kept),
		cmocka_unit_test(a_shared_identity_names_nobody),
		cmocka_unit_test(two_that_turn_out_to_be_one_are_merged),
		cmocka_unit_test(again_gives_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
