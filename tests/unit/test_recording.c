/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_recording.c: a store held by one (holding.c), read by others (reading.c),
 * and a sweep written down whole (record.c, compose.c). */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/settings.h"
#include "scanner/command.h"
#include "scanner/holding.h"
#include "scanner/loop.h"
#include "scanner/reading.h"
#include "scanner/record.h"
#include "tests/unit/home.h"
#include "tests/unit/said.h"

/* Net-SNMP on Linux: a rule knows it, and that it tells no maker. */
#define AGENT_OF_MANY "1.3.6.1.4.1.8072.3.2.10"

static void
settings_for(struct settings *s, const char *name)
{
	char path[128];

	settings_init(s);
	free(s->store_file);
	snprintf(path, sizeof(path), "%s/%s", home(), name);
	s->store_file = strdup(path);
}

static void
a_store_is_held_by_one(void **state)
{
	struct loop *loop = loop_new();
	struct store *one = NULL, *two = NULL;
	struct settings s;

	(void)state;
	settings_for(&s, "held.db");
	assert_int_equal(holding_open(&s, loop, &one), EXIT_DONE);
	said_begin();
	assert_int_equal(holding_open(&s, loop, &two), EXIT_FAILED);
	assert_non_null(strstr(said_end(), "is in use by process "));
	assert_null(two);
	holding_close(one);
	holding_close(NULL);
	assert_int_equal(holding_open(&s, loop, &two), EXIT_DONE);
	holding_close(two);
	settings_free(&s);
	settings_for(&s, "no/held.db");
	said_begin();
	assert_int_equal(holding_open(&s, loop, &two), EXIT_FAILED);
	assert_non_null(strstr(said_end(), "no/held.db"));
	settings_free(&s);
	loop_free(loop);
}

static struct subject
subject(const char *address)
{
	struct subject who = {.name = ""};

	assert_int_equal(addr_parse(address, &who.addr), RESULT_OK);
	return who;
}

static void
put(struct recorder *r, const char *address, const char *key, const char *value)
{
	struct subject who = subject(address);
	struct observation o = {.key = key,
		.index = "",
		.value = value,
		.len = value != NULL ? strlen(value) : 0,
		.probe = "snmp",
		.time = 1000};
	struct visit v = {.probe = "snmp",
		.outcome = value != NULL ? OUTCOME_ANSWERED : OUTCOME_CLOSED,
		.last_question = "",
		.credential = "",
		.packets = 1,
		.first = 1000,
		.last = 1000};

	assert_int_equal(recorder_subject(r, &who, &o, value != NULL, &v, 1), RESULT_OK);
}

static void
a_sweep_is_written_whole_and_found_again(void **state)
{
	struct loop *loop = loop_new();
	struct sweep sweep = {
		.kind = "scan", .started = 999, .targets = "", .options = "{}", .version = "test"};
	struct store *store = NULL, *reader = NULL;
	struct store_scope scope = {0};
	struct recorder *r = NULL;
	struct recorded counts;
	struct store_cursor *cursor;
	struct element e;
	struct settings s;
	unsigned n = 0;

	(void)state;
	settings_for(&s, "sweep.db");
	assert_int_equal(holding_open(&s, loop, &store), EXIT_DONE);
	said_begin();
	assert_int_equal(reading_open(&s, -1, &reader, &scope), EXIT_FAILED);
	assert_non_null(strstr(said_end(), "there is no sweep yet"));
	assert_int_equal(store_sweep_begin(store, &sweep), RESULT_OK);
	assert_int_equal(recorder_new(&s, &r), RESULT_OK);
	recorder_begin(r, store, sweep.id, false);
	put(r, "10.0.0.1", "snmp.sysName", "alpha");
	put(r, "10.0.0.2", "snmp.sysObjectID", AGENT_OF_MANY);
	put(r, "10.0.0.3", "snmp.sysName", NULL); /* closed: no element */
	assert_int_equal(recorder_elements(r), RESULT_OK);
	counts = recorder_counts(r);
	assert_int_equal(counts.subjects, 3);
	assert_int_equal(counts.observations, 2);
	assert_int_equal(counts.identified, 0); /* nothing here names a maker */
	assert_int_equal(counts.elements, 2);
	assert_int_equal(store_sweep_end(store, sweep.id, SWEEP_DONE, "{}"), RESULT_OK);
	recorder_free(r);
	recorder_free(NULL);
	holding_close(store);

	assert_int_equal(reading_open(&s, -1, &reader, &scope), EXIT_DONE);
	assert_int_equal(scope.sweep, sweep.id);
	assert_int_equal(store_elements_open(reader, scope, &cursor), RESULT_OK);
	while (store_elements_next(cursor, &e) == RESULT_OK) {
		assert_int_equal(e.who.verdict, VERDICT_UNKNOWN);
		assert_null(e.who.claims[CLAIM_manufacturer]);
		if (strcmp(e.name, "alpha") != 0) { /* what it said is there for whoever asks */
			assert_int_equal(e.who.n_evidence, 1);
			assert_string_equal(e.who.evidence[0].value, AGENT_OF_MANY);
		}
		n++;
	}
	assert_int_equal(n, 2);
	store_cursor_close(cursor);
	store_close(reader);
	said_begin();
	assert_int_equal(reading_open(&s, sweep.id + 7, &reader, &scope), EXIT_FAILED);
	assert_non_null(strstr(said_end(), "there is no sweep 8"));
	settings_free(&s);
	loop_free(loop);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_store_is_held_by_one),
		cmocka_unit_test(a_sweep_is_written_whole_and_found_again),
	};

	return cmocka_run_group_tests(tests, home_make, home_remove);
}
