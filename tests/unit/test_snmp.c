/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_snmp.c: the conversation with an agent, against one that does what each
 * test says. Nothing goes by time but what waits for silence, which is short. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/list.h"
#include "tests/unit/fake_scanner.h"
#include "tests/unit/scripted_agent.h"

#define SYS "1.3.6.1.2.1.1."
#define ENGINE "\x80\x00\x1f\x88\x04ranmap"
#define ENGINE_HEX "80001f880472616e6d6170"
/* Far more than any conversation here takes, on any machine. */
#define PATIENCE 300000

struct scene {
	struct settings settings;
	struct agent *agent;
	struct fake_scanner *scanner;
	size_t job;
};

static void
open_scene(struct scene *s, agent_script *script, void *arg)
{
	memset(s, 0, sizeof(*s));
	settings_init(&s->settings);
	s->settings.depth = DEPTH_IDENTIFY;
	s->settings.harm_check = false;
	s->agent = agent_new();
	agent_play(s->agent, script, arg);
}

static void
run(struct scene *s)
{
	s->scanner = fake_scanner_new(&probe_snmp, &s->settings);
	assert_non_null(s->scanner);
	fake_scanner_each_round(s->scanner, agent_round, s->agent);
	fake_scanner_wake_on(s->scanner, agent_fd(s->agent));
	s->job = fake_scanner_add_text(s->scanner, "127.0.0.1", agent_port(s->agent), NULL);
	assert_true(fake_scanner_run(s->scanner, PATIENCE));
	assert_int_equal(fake_scanner_violations(s->scanner), 0);
}

static void
close_scene(struct scene *s)
{
	fake_scanner_free(s->scanner);
	agent_free(s->agent);
	settings_free(&s->settings);
}

static const char *
text(const struct scene *s, const char *key)
{
	return fake_scanner_text(s->scanner, s->job, key, NULL);
}

static enum outcome
outcome(const struct scene *s)
{
	return fake_scanner_job(s->scanner, s->job)->outcome;
}

static void
engine(struct agent *g, const struct agent_request *r)
{
	agent_send_engine(g, r, ENGINE, sizeof(ENGINE) - 1, false);
}

/* ---- the beginning ------------------------------------------------------------- */

/* The value of an object of the system group. */
static bool
put_system(struct agent_answer *a, const char *name)
{
	if (strcmp(name, SYS "1.0") == 0)
		agent_text(a, name, "Baseband 6630");
	else if (strcmp(name, SYS "2.0") == 0)
		agent_variable(a, name, 0x06, "1.3.6.1.4.1.193.183.4.1", 0);
	else if (strcmp(name, SYS "3.0") == 0)
		agent_variable(a, name, 0x43, "4711", 0);
	else if (strcmp(name, SYS "5.0") == 0)
		agent_text(a, name, "site-1");
	else if (strcmp(name, SYS "7.0") == 0)
		agent_variable(a, name, 0x02, "78", 0);
	else
		return false;
	return true;
}

static void
well_behaved(struct agent *g, const struct agent_request *r, void *arg)
{
	struct agent_answer a = agent_answer_to(r);

	(void)arg;
	if (r->version == 3) {
		engine(g, r);
		return;
	}
	for (size_t i = 0; i < r->n; i++)
		if (!put_system(&a, r->names[i]))
			agent_variable(&a, r->names[i], 0x81, "", 0); /* noSuchInstance */
	agent_send(g, &a, false);
}

static void
discovery_comes_first_then_one_request(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s, well_behaved, NULL);
	run(&s);
	assert_string_equal(agent_log(s.agent), "v3 discovery\n"
						"v2c get " SYS "1.0 " SYS "2.0 " SYS "3.0 " SYS
						"4.0 " SYS "5.0 " SYS "6.0 " SYS "7.0\n");
	assert_int_equal(outcome(&s), OUTCOME_ANSWERED);
	assert_string_equal(text(&s, "snmp.engineID"), ENGINE_HEX);
	assert_string_equal(text(&s, "snmp.engineBoots"), "3");
	assert_string_equal(text(&s, "snmp.engineTime"), "77");
	assert_string_equal(text(&s, "snmp.sysDescr"), "Baseband 6630");
	assert_string_equal(text(&s, "snmp.sysObjectID"), "1.3.6.1.4.1.193.183.4.1");
	assert_string_equal(text(&s, "snmp.sysUpTime"), "4711");
	assert_string_equal(text(&s, "snmp.sysServices"), "78");
	assert_int_equal(fake_scanner_n(s.scanner, s.job, "snmp.sysContact"), 0);
	close_scene(&s);
}

static void
discovery_can_be_turned_off(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s, well_behaved, NULL);
	s.settings.snmp_discovery = false;
	run(&s);
	assert_int_equal(strncmp(agent_log(s.agent), "v2c get", 7), 0);
	assert_int_equal(agent_requests(s.agent), 1);
	close_scene(&s);
}

static void
silent(struct agent *g, const struct agent_request *r, void *arg)
{
	(void)g, (void)r, (void)arg;
}

static void
a_silent_one_is_asked_as_often_as_told(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s, silent, NULL);
	s.settings.timeout_ms = 20;
	s.settings.retries = 1;
	run(&s);
	assert_int_equal(outcome(&s), OUTCOME_SILENT);
	assert_int_equal(agent_requests(s.agent), 4); /* both questions, twice */
	assert_null(strstr(agent_log(s.agent), "v1"));
	close_scene(&s);
}

static void
only_discovery(struct agent *g, const struct agent_request *r, void *arg)
{
	(void)arg;
	if (r->version == 3)
		engine(g, r);
}

static void
one_with_an_engine_alone_gives_no_access_after_v1(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s, only_discovery, NULL);
	s.settings.timeout_ms = 20;
	s.settings.retries = 0;
	run(&s);
	assert_int_equal(outcome(&s), OUTCOME_NO_ACCESS);
	assert_string_equal(text(&s, "snmp.engineID"), ENGINE_HEX);
	assert_non_null(strstr(agent_log(s.agent), "v1 get " SYS "1.0"));
	close_scene(&s);
}

static void
without_a_community_only_the_engine_is_asked(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s, well_behaved, NULL);
	s.settings.default_community = false;
	run(&s);
	assert_string_equal(agent_log(s.agent), "v3 discovery\n");
	assert_int_equal(outcome(&s), OUTCOME_NO_ACCESS);
	close_scene(&s);
}

static void
only_v1(struct agent *g, const struct agent_request *r, void *arg)
{
	if (r->version == 0)
		well_behaved(g, r, arg);
}

/* An agent of version 1 alone, whose device answered to SSH. */
static void
v1_is_for_those_that_said_something_elsewhere(void **state)
{
	struct scene s;

	(void)state;
	for (int known = 0; known <= 1; known++) {
		open_scene(&s, only_v1, NULL);
		s.settings.timeout_ms = 50;
		s.settings.retries = 0;
		s.scanner = fake_scanner_new(&probe_snmp, &s.settings);
		if (known)
			fake_scanner_known(s.scanner);
		fake_scanner_each_round(s.scanner, agent_round, s.agent);
		fake_scanner_wake_on(s.scanner, agent_fd(s.agent));
		s.job = fake_scanner_add_text(s.scanner, "127.0.0.1", agent_port(s.agent), NULL);
		assert_true(fake_scanner_run(s.scanner, PATIENCE));
		assert_int_equal(fake_scanner_violations(s.scanner), 0);
		assert_int_equal(strstr(agent_log(s.agent), "v1 get") != NULL, known);
		assert_int_equal(outcome(&s), known ? OUTCOME_ANSWERED : OUTCOME_SILENT);
		close_scene(&s);
	}
}

/* ---- answers that are none -------------------------------------------------------- */

/* From another address first, with another ID first, damaged first, then right. */
static void
disturbed(struct agent *g, const struct agent_request *r, void *arg)
{
	struct agent_answer a;

	if (r->version == 3) {
		agent_send_engine(g, r, "\x80\x00\x00\x09\x01wrong", 10, true);
		engine(g, r);
		return;
	}
	a = agent_answer_to(r);
	agent_text(&a, SYS "1.0", "from elsewhere");
	agent_send(g, &a, true);
	a = agent_answer_to(r);
	a.id ^= 0x155;
	agent_text(&a, SYS "1.0", "of another question");
	agent_send(g, &a, false);
	a = agent_answer_to(r);
	a.id = 7;
	agent_text(&a, SYS "1.0", "of nobody's question");
	agent_send(g, &a, false);
	agent_send_bytes(g, "\x30\x84\xff\xff\xff\xff", 6, false);
	agent_send_bytes(g, "", 0, false);
	well_behaved(g, r, arg);
}

static void
only_the_right_id_from_the_right_address_counts(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s, disturbed, NULL);
	run(&s);
	assert_int_equal(outcome(&s), OUTCOME_ANSWERED);
	assert_string_equal(text(&s, "snmp.engineID"), ENGINE_HEX);
	assert_string_equal(text(&s, "snmp.sysDescr"), "Baseband 6630");
	assert_int_equal(fake_scanner_n(s.scanner, s.job, "snmp.sysDescr"), 1);
	assert_int_equal(fake_scanner_count(s.scanner, "foreign replies"), 2);
	assert_int_equal(fake_scanner_count(s.scanner, "late or unknown replies"), 2);
	assert_int_equal(fake_scanner_count(s.scanner, "malformed replies"), 2);
	close_scene(&s);
}

static void
another_address_is_taken_where_the_configuration_says_so(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s, disturbed, NULL);
	s.settings.accept_other_address = true;
	run(&s);
	assert_string_equal(text(&s, "snmp.sysDescr"), "from elsewhere");
	assert_int_equal(fake_scanner_count(s.scanner, "foreign replies"), 0);
	close_scene(&s);
}

/* ---- agents that want one object at a time ------------------------------------------ */

struct limit {
	int status; /* of a GET for more than one */
};

static void
one_at_a_time(struct agent *g, const struct agent_request *r, void *arg)
{
	const struct limit *l = arg;
	struct agent_answer a = agent_answer_to(r);

	if (r->version == 3) {
		engine(g, r);
		return;
	}
	if (r->n > 1) {
		a.status = l->status;
		a.index = l->status == 2 ? 4 : 0;
	} else if (!put_system(&a, r->names[0])) {
		a.status = 2;
		a.index = 1;
	}
	agent_send(g, &a, false);
}

static void
falls_back_to_single_objects(void **state)
{
	static const int statuses[] = {1 /* tooBig */, 2 /* noSuchName */, 5 /* genErr */};
	struct scene s;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct limit l = {.status = statuses[i]};

		open_scene(&s, one_at_a_time, &l);
		run(&s);
		assert_int_equal(outcome(&s), OUTCOME_ANSWERED);
		assert_string_equal(text(&s, "snmp.sysDescr"), "Baseband 6630");
		assert_string_equal(text(&s, "snmp.sysName"), "site-1");
		assert_string_equal(text(&s, "snmp.sysServices"), "78");
		assert_int_equal(agent_requests(s.agent), 1 + 1 + 7);
		assert_non_null(strstr(agent_log(s.agent), "v2c get " SYS "7.0\n"));
		close_scene(&s);
	}
}

/* ---- tables --------------------------------------------------------------------------- */

#define ENTITY "1.3.6.1.2.1.47.1.1.1.1."

/* An agent whose entPhysicalTable has rows 1 to `rows`, in its own way. */
struct table {
	unsigned rows;
	enum { EVEN, BACKWARDS, ENDLESS, NO_BULK, SMALL } way;
	unsigned most_repetitions;
};

/* The column of a name within the table and its row (0: before the first). */
static bool
place(const char *name, unsigned *column, unsigned *row)
{
	size_t len = strlen(ENTITY);

	*row = 0;
	return strncmp(name, ENTITY, len) == 0 && sscanf(name + len, "%u.%u", column, row) >= 1;
}

static bool
put_next(struct agent_answer *a, const struct table *t, const char *name, unsigned step)
{
	unsigned column, row;
	char oid[160];

	if (!place(name, &column, &row) || column < 2 || column > 17)
		return false;
	row += step;
	if (t->way == BACKWARDS && row > 3)
		row = 2;
	else if (t->way != ENDLESS && row > t->rows)
		return false;
	snprintf(oid, sizeof(oid), ENTITY "%u.%u", column, row);
	if (column == 5)
		agent_variable(a, oid, 0x02, "3", 0);
	else
		agent_text(a, oid, "board");
	return true;
}

static void
put_past(struct agent_answer *a, const struct agent_request *r, const char *name)
{
	if (r->version == 0) {
		a->status = 2;
		a->index = 1;
	} else {
		agent_variable(a, name, 0x82, "", 0); /* endOfMibView */
	}
}

static void
with_tables(struct agent *g, const struct agent_request *r, void *arg)
{
	struct table *t = arg;
	struct agent_answer a = agent_answer_to(r);
	unsigned times = r->command == 0xa5 ? r->repetitions : 1;

	if (r->version == 3 || r->command == 0xa0) {
		well_behaved(g, r, NULL);
		return;
	}
	if (r->command == 0xa5 && t->way == NO_BULK)
		return;
	if (times > t->most_repetitions)
		t->most_repetitions = times;
	if (t->way == SMALL && r->n * times > 2) {
		a.status = 1;
		agent_send(g, &a, false);
		return;
	}
	for (unsigned step = 1; step <= times; step++)
		for (size_t i = 0; i < r->n; i++)
			if (!put_next(&a, t, r->names[i], step))
				put_past(&a, r, r->names[i]);
	agent_send(g, &a, false);
}

static void
walks_a_table_by_bulk(void **state)
{
	struct table t = {.rows = 40};
	struct scene s;

	(void)state;
	open_scene(&s, with_tables, &t);
	s.settings.depth = DEPTH_COMPONENTS;
	run(&s);
	assert_int_equal(fake_scanner_n(s.scanner, s.job, "snmp.entPhysicalModelName"), 40);
	assert_non_null(fake_scanner_find(s.scanner, s.job, "snmp.entPhysicalModelName", "40"));
	assert_string_equal(
		fake_scanner_text(s.scanner, s.job, "snmp.entPhysicalClass", "17"), "3");
	assert_int_equal(fake_scanner_n(s.scanner, s.job, "snmp.entPhysicalMfgDate"), 40);
	assert_int_equal(fake_scanner_n(s.scanner, s.job, "snmp.walkEnd"), 0);
	assert_null(strstr(agent_log(s.agent), "getnext"));
	/* Small repetitions, and yet not a request for each row. */
	assert_in_range(t.most_repetitions, 2, 25);
	assert_true(agent_requests(s.agent) < 50);
	close_scene(&s);
}

static void
ends_where_identifiers_do_not_increase(void **state)
{
	struct table t = {.rows = 9, .way = BACKWARDS};
	struct scene s;

	(void)state;
	open_scene(&s, with_tables, &t);
	s.settings.depth = DEPTH_COMPONENTS;
	run(&s);
	assert_int_equal(outcome(&s), OUTCOME_ANSWERED);
	assert_int_equal(fake_scanner_n(s.scanner, s.job, "snmp.entPhysicalModelName"), 3);
	assert_non_null(strstr(text(&s, "snmp.walkEnd"), "increase"));
	assert_true(agent_requests(s.agent) < 20);
	close_scene(&s);
}

static void
an_endless_table_ends_by_the_budget(void **state)
{
	struct table t = {.way = ENDLESS};
	struct scene s;

	(void)state;
	open_scene(&s, with_tables, &t);
	s.settings.depth = DEPTH_TOPOLOGY;
	run(&s);
	assert_int_equal(outcome(&s), OUTCOME_ANSWERED);
	assert_string_equal(text(&s, "snmp.walkEnd"), "over budget");
	assert_in_range(agent_requests(s.agent), 100, 700);
	assert_true(fake_scanner_job(s.scanner, s.job)->bytes_heard < 4u << 20);
	close_scene(&s);
}

static void
shrinks_on_too_big(void **state)
{
	struct table t = {.rows = 5, .way = SMALL};
	struct scene s;

	(void)state;
	open_scene(&s, with_tables, &t);
	s.settings.depth = DEPTH_COMPONENTS;
	run(&s);
	assert_int_equal(outcome(&s), OUTCOME_ANSWERED);
	assert_int_equal(fake_scanner_n(s.scanner, s.job, "snmp.entPhysicalModelName"), 5);
	assert_int_equal(fake_scanner_n(s.scanner, s.job, "snmp.entPhysicalIsFRU"), 5);
	close_scene(&s);
}

static void
one_that_ignores_bulk_is_asked_row_by_row(void **state)
{
	struct table t = {.rows = 4, .way = NO_BULK};
	struct scene s;

	(void)state;
	open_scene(&s, with_tables, &t);
	s.settings.depth = DEPTH_COMPONENTS;
	s.settings.timeout_ms = 30;
	s.settings.retries = 0;
	run(&s);
	assert_int_equal(fake_scanner_n(s.scanner, s.job, "snmp.entPhysicalModelName"), 4);
	assert_non_null(strstr(agent_log(s.agent), "getnext"));
	close_scene(&s);
}

/* ---- is it still there? ---------------------------------------------------------------- */

/* Answers until the first GETBULK. */
static void
dies_of_bulk(struct agent *g, const struct agent_request *r, void *arg)
{
	struct table *t = arg;

	if (r->command == 0xa5)
		t->rows = 0;
	if (t->rows > 0)
		with_tables(g, r, t);
}

static unsigned
times(const char *log, const char *word)
{
	unsigned n = 0;

	for (; (log = strstr(log, word)) != NULL; log++)
		n++;
	return n;
}

static void
one_that_dies_of_a_question_is_told_and_left_alone(void **state)
{
	struct table t = {.rows = 4};
	struct scene s;

	(void)state;
	open_scene(&s, dies_of_bulk, &t);
	s.settings.depth = DEPTH_TOPOLOGY;
	s.settings.harm_check = true;
	s.settings.timeout_ms = 20;
	s.settings.retries = 0;
	run(&s);
	assert_int_equal(outcome(&s), OUTCOME_ANSWERED);
	assert_int_equal(fake_scanner_job(s.scanner, s.job)->lost, 1);
	/* Asked for its engine three times; no second question that may be its death. */
	assert_int_equal(times(agent_log(s.agent), "getbulk"), 1);
	assert_int_equal(times(agent_log(s.agent), "v3 discovery"), 1 + 1 + JOB_TRIES_MORE);
	assert_string_equal(text(&s, "snmp.sysDescr"), "Baseband 6630");
	close_scene(&s);
}

static void
one_that_only_ignores_a_question_is_asked_on(void **state)
{
	struct table t = {.rows = 4, .way = NO_BULK};
	struct scene s;

	(void)state;
	open_scene(&s, with_tables, &t);
	s.settings.depth = DEPTH_COMPONENTS;
	s.settings.harm_check = true;
	s.settings.timeout_ms = 300; /* the agent answers in the same thread */
	s.settings.retries = 0;
	run(&s);
	assert_int_equal(fake_scanner_job(s.scanner, s.job)->lost, 0);
	assert_int_equal(fake_scanner_n(s.scanner, s.job, "snmp.entPhysicalModelName"), 4);
	close_scene(&s);
}

static void
one_that_gives_no_access_has_not_fallen_silent(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s, only_discovery, NULL);
	s.settings.harm_check = true;
	s.settings.timeout_ms = 300;
	s.settings.retries = 0;
	run(&s);
	assert_int_equal(outcome(&s), OUTCOME_NO_ACCESS);
	assert_int_equal(fake_scanner_job(s.scanner, s.job)->lost, 0);
	close_scene(&s);
}

static void
identify_asks_no_table(void **state)
{
	struct table t = {.rows = 4};
	struct scene s;

	(void)state;
	open_scene(&s, with_tables, &t);
	run(&s);
	assert_int_equal(agent_requests(s.agent), 2);
	close_scene(&s);
}

/* ---- vendor objects --------------------------------------------------------------------- */

static void
with_vendor_objects(struct agent *g, const struct agent_request *r, void *arg)
{
	struct agent_answer a = agent_answer_to(r);

	(void)arg;
	if (r->version == 3 || strncmp(r->names[0], SYS, strlen(SYS)) == 0) {
		well_behaved(g, r, NULL);
		return;
	}
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->names[i], "1.3.6.1.4.1.193.1.0") == 0)
			agent_text(&a, r->names[i], "KRC 161 669/1");
		else
			agent_variable(&a, r->names[i], 0x80, "", 0); /* noSuchObject */
	agent_send(g, &a, false);
}

static void
what_the_rules_suggest_is_asked(void **state)
{
	static const struct question wanted[] = {{"1.3.6.1.4.1.193.1.0"}, {"1.3.6.1.4.1.193.2.0"}};
	struct scene s;

	(void)state;
	open_scene(&s, with_vendor_objects, NULL);
	s.settings.depth = DEPTH_COMPONENTS;
	s.scanner = fake_scanner_new(&probe_snmp, &s.settings);
	fake_scanner_suggest(s.scanner, wanted, 2);
	fake_scanner_each_round(s.scanner, agent_round, s.agent);
	fake_scanner_wake_on(s.scanner, agent_fd(s.agent));
	s.job = fake_scanner_add_text(s.scanner, "127.0.0.1", agent_port(s.agent), NULL);
	assert_true(fake_scanner_run(s.scanner, PATIENCE));
	assert_string_equal(text(&s, "snmp.oid.1.3.6.1.4.1.193.1.0"), "KRC 161 669/1");
	assert_int_equal(fake_scanner_n(s.scanner, s.job, "snmp.oid.1.3.6.1.4.1.193.2.0"), 0);
	assert_int_equal(fake_scanner_violations(s.scanner), 0);
	close_scene(&s);
}

/* Every answer comes twice; the second one is there before the next question is
 * sent, and is no answer to it. */
static void
twice(struct agent *g, const struct agent_request *r, void *arg)
{
	with_tables(g, r, arg);
	with_tables(g, r, arg);
}

static void
a_second_answer_is_none_to_the_next_question(void **state)
{
	struct table t = {.rows = 40};
	struct scene s;

	(void)state;
	open_scene(&s, twice, &t);
	s.settings.depth = DEPTH_COMPONENTS;
	run(&s);
	assert_int_equal(outcome(&s), OUTCOME_ANSWERED);
	assert_int_equal(fake_scanner_n(s.scanner, s.job, "snmp.sysDescr"), 1);
	assert_int_equal(fake_scanner_n(s.scanner, s.job, "snmp.entPhysicalModelName"), 40);
	assert_int_equal(fake_scanner_n(s.scanner, s.job, "snmp.entPhysicalMfgDate"), 40);
	assert_int_equal(fake_scanner_n(s.scanner, s.job, "snmp.walkEnd"), 0);
	close_scene(&s);
}

/* No SET exists: none of the conversations above sent anything else. */
static void
no_other_commands_are_sent(void **state)
{
	struct table t = {.rows = 3};
	struct scene s;

	(void)state;
	open_scene(&s, with_tables, &t);
	s.settings.depth = DEPTH_TOPOLOGY;
	run(&s);
	assert_null(strstr(agent_log(s.agent), " else"));
	close_scene(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(discovery_comes_first_then_one_request),
		cmocka_unit_test(discovery_can_be_turned_off),
		cmocka_unit_test(a_silent_one_is_asked_as_often_as_told),
		cmocka_unit_test(one_with_an_engine_alone_gives_no_access_after_v1),
		cmocka_unit_test(without_a_community_only_the_engine_is_asked),
		cmocka_unit_test(v1_is_for_those_that_said_something_elsewhere),
		cmocka_unit_test(only_the_right_id_from_the_right_address_counts),
		cmocka_unit_test(another_address_is_taken_where_the_configuration_says_so),
		cmocka_unit_test(falls_back_to_single_objects),
		cmocka_unit_test(walks_a_table_by_bulk),
		cmocka_unit_test(ends_where_identifiers_do_not_increase),
		cmocka_unit_test(an_endless_table_ends_by_the_budget),
		cmocka_unit_test(shrinks_on_too_big),
		cmocka_unit_test(one_that_dies_of_a_question_is_told_and_left_alone),
		cmocka_unit_test(one_that_only_ignores_a_question_is_asked_on),
		cmocka_unit_test(one_that_gives_no_access_has_not_fallen_silent),
		cmocka_unit_test(one_that_ignores_bulk_is_asked_row_by_row),
		cmocka_unit_test(identify_asks_no_table),
		cmocka_unit_test(what_the_rules_suggest_is_asked),
		cmocka_unit_test(a_second_answer_is_none_to_the_next_question),
		cmocka_unit_test(no_other_commands_are_sent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
