/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_store.c: whose file it is, what goes in and comes out, who may write,
 * and what is left when the disk is full or the process dies. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "store/store.h"

static char folder[64], file[96];

static int
setup(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "%s/ranmap-store.XXXXXX",
		getenv("TMPDIR") != NULL && strlen(getenv("TMPDIR")) < 30 ? getenv("TMPDIR")
									  : "/tmp");
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(file, sizeof(file), "%s/s.db", folder);
	return 0;
}

static int
teardown(void **state)
{
	static const char *const suffixes[] = {"", "-wal", "-shm", ".lock", "-journal"};
	char name[128];

	(void)state;
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		snprintf(name, sizeof(name), "%s%s", file, suffixes[i]);
		unlink(name);
	}
	snprintf(name, sizeof(name), "%s/alias.db", folder);
	unlink(name);
	return rmdir(folder);
}

static struct store *
open_or_fail(enum store_mode mode)
{
	struct buf why = {0};
	struct store *s = NULL;

	if (store_open(file, mode, &s, &why) != RESULT_OK)
		fail_msg("%s", buf_text(&why));
	buf_free(&why);
	return s;
}

static enum result
try_open(enum store_mode mode, struct buf *why)
{
	struct store *s = NULL;
	enum result r;

	buf_clear(why);
	r = store_open(file, mode, &s, why);
	store_close(s);
	return r;
}

static void
sql(const char *statement)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, statement, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static struct sweep
begin(struct store *s)
{
	struct sweep sweep = {
		.kind = "scan",
		.started = 1700000000,
		.key = 77,
		.targets = "127.0.0.0/24",
		.n_targets = 256,
		.options = "{\"rate\":500}",
		.version = "0",
	};

	assert_int_equal(store_sweep_begin(s, &sweep), RESULT_OK);
	return sweep;
}

static struct subject
address(const char *text)
{
	struct subject s = {.name = ""};

	assert_int_equal(addr_parse(text, &s.addr), RESULT_OK);
	return s;
}

static void
observe(struct store *s, int64_t subject, const char *key, const char *index, const char *value,
	size_t len)
{
	const struct observation o = {key, index, value, len, "test", 1700000001};

	assert_int_equal(store_observe(s, subject, &o), RESULT_OK);
}

/* ---- whose file it is ------------------------------------------------------ */

static void
test_a_new_store_is_ours_alone(void **state)
{
	struct buf why = {0};
	struct stat st;

	(void)state;
	assert_int_equal(try_open(STORE_READ, &why), RESULT_NOT_FOUND);
	assert_true(why.len > 0);
	umask(0);
	store_close(open_or_fail(STORE_WRITE));
	umask(022);
	assert_int_equal(stat(file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(try_open(STORE_READ, &why), RESULT_OK);
	buf_free(&why);
}

static void
test_what_is_no_store_is_refused_and_left_alone(void **state)
{
	struct buf why = {0};
	FILE *f = fopen(file, "w");
	char text[32] = "";

	(void)state;
	for (int i = 0; i < 200; i++)
		fputs("this is no database at all. ", f);
	fclose(f);
	assert_int_equal(try_open(STORE_WRITE, &why), RESULT_MALFORMED);
	assert_non_null(strstr(buf_text(&why), file));
	assert_int_equal(try_open(STORE_READ, &why), RESULT_MALFORMED);
	f = fopen(file, "r");
	assert_non_null(fgets(text, sizeof(text), f));
	fclose(f);
	assert_string_equal(text, "this is no database at all. thi");
	/* A database of another program. */
	unlink(file);
	sql("CREATE TABLE theirs(a)");
	assert_int_equal(try_open(STORE_WRITE, &why), RESULT_MALFORMED);
	assert_int_equal(try_open(STORE_READ, &why), RESULT_MALFORMED);
	sql("INSERT INTO theirs VALUES(1)");
	buf_free(&why);
}

static void
test_a_newer_store_is_refused(void **state)
{
	struct buf why = {0};

	(void)state;
	store_close(open_or_fail(STORE_WRITE));
	sql("PRAGMA user_version=9999");
	assert_int_equal(try_open(STORE_WRITE, &why), RESULT_NEWER);
	assert_non_null(strstr(buf_text(&why), "newer"));
	assert_non_null(strstr(buf_text(&why), "9999"));
	assert_int_equal(try_open(STORE_READ, &why), RESULT_NEWER);
	buf_free(&why);
}

/* ---- in and out ------------------------------------------------------------- */

static void
test_sweeps_come_back(void **state)
{
	struct store *s = open_or_fail(STORE_WRITE);
	struct arena *arena = arena_new();
	struct sweep first = begin(s), second = begin(s), got;

	(void)state;
	assert_int_equal(store_sweep_get(s, first.id, arena, &got), RESULT_OK);
	assert_string_equal(got.kind, "scan");
	assert_string_equal(got.targets, "127.0.0.0/24");
	assert_string_equal(got.options, "{\"rate\":500}");
	assert_int_equal(got.key, 77);
	assert_int_equal(got.n_targets, 256);
	assert_int_equal(got.state, SWEEP_RUNNING);
	assert_int_equal(store_sweep_get(s, 0, arena, &got), RESULT_OK);
	assert_int_equal(got.id, second.id);
	assert_int_equal(store_sweep_get(s, 99, arena, &got), RESULT_NOT_FOUND);
	/* The last unfinished one; the done one is none. */
	assert_int_equal(store_sweep_end(s, second.id, SWEEP_DONE, "{}"), RESULT_OK);
	assert_int_equal(store_sweep_unfinished(s, arena, &got), RESULT_OK);
	assert_int_equal(got.id, first.id);
	assert_int_equal(store_sweep_end(s, first.id, SWEEP_BROKEN, "{\"end\":1}"), RESULT_OK);
	assert_int_equal(store_sweep_unfinished(s, arena, &got), RESULT_OK);
	assert_string_equal(got.summary, "{\"end\":1}");
	assert_true(got.finished > 0);
	assert_int_equal(store_sweep_reopen(s, first.id), RESULT_OK);
	assert_int_equal(store_sweep_end(s, first.id, SWEEP_DONE, "{}"), RESULT_OK);
	assert_int_equal(store_sweep_unfinished(s, arena, &got), RESULT_NOT_FOUND);
	arena_free(arena);
	store_close(s);
}

static void
test_observations_come_back_byte_by_byte(void **state)
{
	static const char nuls[] = "a\0b\xff\xfe\x1b[2Jc";
	char *big = malloc(OBSERVATION_VALUE_MAX);
	struct store *s = open_or_fail(STORE_WRITE);
	struct sweep sweep = begin(s);
	struct subject who = address("fe80::1%lo");
	struct subject_row row;
	struct store_cursor *c;
	int64_t id, again;

	(void)state;
	memset(big, 0xe9, OBSERVATION_VALUE_MAX);
	assert_int_equal(store_subject(s, sweep.id, &who, &id), RESULT_OK);
	assert_int_equal(store_subject(s, sweep.id, &who, &again), RESULT_OK);
	assert_int_equal(id, again);
	observe(s, id, "snmp.sysDescr", "", nuls, sizeof(nuls) - 1);
	observe(s, id, "snmp.big", "1.2", big, OBSERVATION_VALUE_MAX);
	observe(s, id, "snmp.empty", "", "", 0);
	store_close(s); /* commits */
	s = open_or_fail(STORE_READ);
	assert_int_equal(store_subjects_open(s, sweep.id, &c), RESULT_OK);
	assert_int_equal(store_subjects_next(c, &row), RESULT_OK);
	assert_int_equal(addr_compare(&row.subject.addr, &who.addr), 0);
	assert_int_equal(row.n_observations, 3);
	assert_string_equal(row.observations[0].key, "snmp.sysDescr");
	assert_int_equal(row.observations[0].len, sizeof(nuls) - 1);
	assert_memory_equal(row.observations[0].value, nuls, sizeof(nuls) - 1);
	assert_string_equal(row.observations[1].index, "1.2");
	assert_int_equal(row.observations[1].len, OBSERVATION_VALUE_MAX);
	assert_memory_equal(row.observations[1].value, big, OBSERVATION_VALUE_MAX);
	assert_int_equal(row.observations[2].len, 0);
	assert_string_equal(row.observations[2].probe, "test");
	assert_int_equal(row.who.verdict, VERDICT_UNKNOWN);
	assert_int_equal(store_subjects_next(c, &row), RESULT_END);
	store_cursor_close(c);
	store_close(s);
	free(big);
}

static void
test_identifications_and_elements_come_back(void **state)
{
	const struct evidence evidence[] = {{"rule-1", "snmp.sysDescr", "M\xc3\xbc\"ller\\", 0.9}};
	const struct candidate candidates[] = {{"Huawei", 0.5}, {"ZTE", 0.25}};
	struct identification who = {
		.confidence = 0.75,
		.verdict = VERDICT_DISPUTED,
		.evidence = evidence,
		.n_evidence = 1,
		.candidates = candidates,
		.n_candidates = 2,
		.reason = "two say so",
	};
	struct element e = {
		.id = "e-0123456789abcdef",
		.identity = "addr:192.0.2.1",
		.name = "hop",
		.location = "",
		.sources = "scan",
		.evidence_hash = "00",
		.site_id = "S1",
		.site_name = "",
		.site_type = "",
		.region = "",
		.site_source = "",
		.site_conflict = "",
		.latitude = NAN,
		.longitude = -0.5,
		.first_seen = 5,
		.last_seen = 9,
	};
	struct store *s = open_or_fail(STORE_WRITE);
	struct sweep sweep = begin(s);
	struct subject subject = address("192.0.2.1");
	struct store_cursor *c;
	struct element got;
	int64_t id;

	(void)state;
	who.claims[CLAIM_model] = "X-1";
	who.claims[CLAIM_serial] = "";
	e.sweep = sweep.id;
	e.mgmt = subject.addr;
	e.who = who;
	assert_int_equal(store_subject(s, sweep.id, &subject, &id), RESULT_OK);
	assert_int_equal(store_identify(s, id, &who), RESULT_OK);
	assert_int_equal(store_elements_begin(s, sweep.id), RESULT_OK);
	assert_int_equal(store_element_put(s, &e, &id, 1), RESULT_OK);
	/* Composed again, they replace those before. */
	assert_int_equal(store_elements_begin(s, sweep.id), RESULT_OK);
	assert_int_equal(store_element_put(s, &e, &id, 1), RESULT_OK);
	assert_int_equal(store_commit(s), RESULT_OK);
	assert_int_equal(store_elements_open(s, (struct store_scope){sweep.id}, &c), RESULT_OK);
	assert_int_equal(store_elements_next(c, &got), RESULT_OK);
	assert_string_equal(got.id, e.id);
	assert_string_equal(got.site_id, "S1");
	assert_true(isnan(got.latitude));
	assert_true(got.longitude == -0.5);
	assert_int_equal(got.first_seen, 5);
	assert_int_equal(addr_compare(&got.mgmt, &subject.addr), 0);
	assert_int_equal(got.who.verdict, VERDICT_DISPUTED);
	assert_true(got.who.confidence == 0.75);
	assert_string_equal(got.who.claims[CLAIM_model], "X-1");
	assert_null(got.who.claims[CLAIM_manufacturer]);
	assert_string_equal(got.who.reason, "two say so");
	assert_int_equal(got.who.n_evidence, 1);
	assert_string_equal(got.who.evidence[0].value, "M\xc3\xbc\"ller\\");
	assert_int_equal(got.who.n_candidates, 2);
	assert_string_equal(got.who.candidates[1].manufacturer, "ZTE");
	assert_int_equal(store_elements_next(c, &got), RESULT_END);
	store_cursor_close(c);
	store_close(s);
}

/* What is copied from a subject is what would be put. */
static void
test_an_element_is_copied_from_its_subject(void **state)
{
	const struct evidence evidence[] = {{"rule-1", "snmp.sysDescr", "a \"b\"", 0.123456789}};
	struct identification who = {
		.confidence = 0.75,
		.verdict = VERDICT_PROBABLE,
		.evidence = evidence,
		.n_evidence = 1,
	};
	struct element e = {.id = "e-1", .name = "", .latitude = 1.5, .longitude = NAN};
	struct store *s = open_or_fail(STORE_WRITE);
	struct sweep sweep = begin(s);
	struct subject known = address("192.0.2.1"), unknown = address("192.0.2.2");
	struct store_cursor *c;
	struct element got;
	int64_t ids[2];

	(void)state;
	e.sweep = sweep.id;
	e.mgmt = known.addr;
	who.claims[CLAIM_name] = "claimed";
	who.claims[CLAIM_model] = "X-1";
	assert_int_equal(store_subject(s, sweep.id, &known, &ids[0]), RESULT_OK);
	assert_int_equal(store_subject(s, sweep.id, &unknown, &ids[1]), RESULT_OK);
	assert_int_equal(store_identify(s, ids[0], &who), RESULT_OK);
	assert_int_equal(store_element_copy(s, &e, ids[0]), RESULT_OK);
	e.id = "e-2";
	e.name = "own";
	assert_int_equal(store_element_copy(s, &e, ids[0]), RESULT_OK);
	e.id = "e-3";
	assert_int_equal(store_element_copy(s, &e, ids[1]), RESULT_NOT_FOUND);
	/* One that nobody knows still has said something. */
	who = (struct identification){
		.evidence = evidence, .n_evidence = 1, .reason = "no rule knows it"};
	assert_int_equal(store_identify(s, ids[1], &who), RESULT_OK);
	assert_int_equal(store_element_copy(s, &e, ids[1]), RESULT_OK);
	assert_int_equal(store_commit(s), RESULT_OK);
	assert_int_equal(store_elements_open(s, (struct store_scope){sweep.id}, &c), RESULT_OK);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(store_elements_next(c, &got), RESULT_OK);
		assert_string_equal(got.name, i == 0 ? "claimed" : "own");
		assert_true(got.latitude == 1.5);
		assert_true(isnan(got.longitude));
		assert_int_equal(addr_compare(&got.mgmt, &known.addr), 0);
		assert_true(got.who.confidence == 0.75);
		assert_int_equal(got.who.verdict, VERDICT_PROBABLE);
		assert_string_equal(got.who.claims[CLAIM_model], "X-1");
		assert_null(got.who.claims[CLAIM_serial]);
		assert_null(got.who.reason);
		assert_int_equal(got.who.n_evidence, 1);
		assert_string_equal(got.who.evidence[0].value, "a \"b\"");
		assert_true(got.who.evidence[0].weight == 0.123456789);
	}
	assert_int_equal(store_elements_next(c, &got), RESULT_OK);
	assert_int_equal(got.who.verdict, VERDICT_UNKNOWN);
	assert_string_equal(got.who.reason, "no rule knows it");
	assert_int_equal(got.who.n_evidence, 1);
	assert_int_equal(store_elements_next(c, &got), RESULT_END);
	store_cursor_close(c);
	store_close(s);
}

static size_t
count_verdicts(struct store *s, struct store_scope scope, enum verdict most)
{
	struct store_cursor *c;
	struct element got;
	size_t n = 0;

	assert_int_equal(store_verdicts_open(s, scope, most, &c), RESULT_OK);
	for (; store_verdicts_next(c, &got) == RESULT_OK; n++) {
		assert_string_equal(got.id, "e-0123456789abcdef");
		assert_string_equal(got.name, "hop");
		assert_string_equal(got.who.claims[CLAIM_role], "router");
		assert_null(got.who.claims[CLAIM_manufacturer]);
		assert_int_equal(got.who.verdict, VERDICT_DISPUTED);
		assert_int_equal(got.who.n_candidates, 1);
		assert_string_equal(got.who.candidates[0].manufacturer, "ZTE");
	}
	store_cursor_close(c);
	return n;
}

/* Of two sweeps the later one's row counts, and only up to a verdict. */
static void
test_verdicts_are_counted_as_last_seen(void **state)
{
	const struct candidate candidates[] = {{"ZTE", 0.5}};
	struct element e = {
		.id = "e-0123456789abcdef",
		.name = "hop",
		.who = {.verdict = VERDICT_CONFIRMED},
	};
	struct store *s = open_or_fail(STORE_WRITE);
	struct sweep first = begin(s), second = begin(s);
	const struct store_scope all = {0}, one = {first.id};

	(void)state;
	e.sweep = first.id;
	assert_int_equal(store_element_put(s, &e, NULL, 0), RESULT_OK);
	e.sweep = second.id;
	e.who = (struct identification){
		.verdict = VERDICT_DISPUTED, .candidates = candidates, .n_candidates = 1};
	e.who.claims[CLAIM_role] = "router";
	assert_int_equal(store_element_put(s, &e, NULL, 0), RESULT_OK);
	assert_int_equal(store_commit(s), RESULT_OK);
	assert_int_equal(count_verdicts(s, all, VERDICT_CONFIRMED), 1);
	assert_int_equal(count_verdicts(s, all, VERDICT_DISPUTED), 1);
	assert_int_equal(count_verdicts(s, all, VERDICT_UNKNOWN), 0);
	assert_int_equal(count_verdicts(s, one, VERDICT_DISPUTED), 0);
	store_close(s);
}

/* Evidence that is no UTF-8 must not be lost, nor take the rest with it. */
static void
test_evidence_that_is_no_utf8_is_kept(void **state)
{
	const struct evidence evidence[] = {{"rule-1", "snmp.sysDescr", "\xff\xfe", 0.9},
		{"rule-2", "ssh.banner", "fine", 0.5}};
	const struct identification who = {.evidence = evidence, .n_evidence = 2};
	struct store *s = open_or_fail(STORE_WRITE);
	struct sweep sweep = begin(s);
	struct subject subject = address("192.0.2.1");
	struct subject_row row;
	struct store_cursor *c;
	int64_t id;

	(void)state;
	assert_int_equal(store_subject(s, sweep.id, &subject, &id), RESULT_OK);
	assert_int_equal(store_identify(s, id, &who), RESULT_OK);
	assert_int_equal(store_subjects_open(s, sweep.id, &c), RESULT_OK);
	assert_int_equal(store_subjects_next(c, &row), RESULT_OK);
	assert_int_equal(row.who.n_evidence, 2);
	assert_string_equal(row.who.evidence[0].rule, "rule-1");
	assert_string_equal(row.who.evidence[1].value, "fine");
	store_cursor_close(c);
	store_close(s);
}

static struct visit
visit_of(enum outcome outcome)
{
	return (struct visit){
		.probe = "snmp",
		.port = 161,
		.outcome = outcome,
		.last_question = "snmp.system",
		.credential = "",
		.packets = 3,
		.bytes = 99,
		.first = 1700000000,
		.last = 1700000002,
	};
}

static void
test_addresses_come_in_order_as_last_seen(void **state)
{
	static const char *const texts[] = {"10.0.0.2", "::1", "9.255.0.1", "10.0.0.10"};
	static const char *const order[] = {"9.255.0.1", "10.0.0.2", "10.0.0.10", "::1"};
	struct store *s = open_or_fail(STORE_WRITE);
	struct sweep first = begin(s), second = begin(s);
	struct visit v = visit_of(OUTCOME_ANSWERED);
	struct address_row row;
	struct store_cursor *c;
	char text[ADDR_TEXT_MAX];
	int64_t id;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct subject a = address(texts[i]);

		assert_int_equal(store_subject(s, first.id, &a, &id), RESULT_OK);
		assert_int_equal(store_visit(s, id, &v), RESULT_OK);
	}
	v = visit_of(OUTCOME_NO_ACCESS);
	{
		struct subject a = address("10.0.0.10");

		assert_int_equal(store_subject(s, second.id, &a, &id), RESULT_OK);
		assert_int_equal(store_visit(s, id, &v), RESULT_OK);
		/* Of two ports of a probe one row: the lower port's. */
		v = visit_of(OUTCOME_CLOSED);
		v.port++;
		assert_int_equal(store_visit(s, id, &v), RESULT_OK);
	}
	assert_int_equal(store_commit(s), RESULT_OK);
	assert_int_equal(store_addresses_open(s, (struct store_scope){0}, &c), RESULT_OK);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(store_addresses_next(c, &row), RESULT_OK);
		assert_string_equal(addr_format(&row.addr, text), order[i]);
		assert_string_equal(row.probe, "snmp");
		assert_int_equal(row.packets, 3);
		assert_int_equal(row.outcome, i == 2 ? OUTCOME_NO_ACCESS : OUTCOME_ANSWERED);
		assert_int_equal(row.sweep, i == 2 ? second.id : first.id);
	}
	assert_int_equal(store_addresses_next(c, &row), RESULT_END);
	store_cursor_close(c);
	store_close(s);
}

static void
test_what_one_address_said_in_a_sweep(void **state)
{
	static const char *const texts[] = {"192.0.2.2", "192.0.2.1", "192.0.2.2"};
	struct store *s = open_or_fail(STORE_WRITE);
	struct sweep sweeps[] = {begin(s), begin(s)};
	struct observation o = {.key = "ssh.banner", .index = "", .value = "x", .len = 1};
	struct subject_row row;
	struct store_cursor *c;
	int64_t ids[3];

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct subject a = address(texts[i]);

		assert_int_equal(store_subject(s, sweeps[i / 2].id, &a, &ids[i]), RESULT_OK);
		assert_int_equal(store_observe(s, ids[i], &o), RESULT_OK);
	}
	assert_int_equal(store_commit(s), RESULT_OK);
	assert_int_equal(store_heard_open(s, &c), RESULT_OK);
	for (size_t i = 3; i-- > 0;) {
		struct subject a = address(texts[i]);

		store_heard_of(c, sweeps[i / 2].id, &a.addr);
		assert_int_equal(store_subjects_next(c, &row), RESULT_OK);
		assert_int_equal(row.id, ids[i]);
		assert_int_equal(row.n_observations, 1);
		if (i != 1) /* the next one may be asked of before the end */
			assert_int_equal(store_subjects_next(c, &row), RESULT_END);
	}
	store_cursor_close(c);
	store_close(s);
}

/* ---- progress ---------------------------------------------------------------- */

static void
test_positions_survive(void **state)
{
	static const uint64_t positions[] = {0, 1, 7, 8, 16383, 16384, 1u << 24, UINT32_MAX};
	const size_t n = sizeof(positions) / sizeof(positions[0]);
	struct store *s = open_or_fail(STORE_WRITE);
	struct sweep a = begin(s), b = begin(s);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(store_done(s, a.id, positions[i]), RESULT_OK);
		assert_int_equal(store_done(s, a.id, positions[i]), RESULT_OK);
	}
	assert_int_equal(store_done_count(s, a.id), n);
	assert_int_equal(store_done_count(s, b.id), 0); /* of another one: flushed and read */
	assert_int_equal(store_done(s, b.id, 7), RESULT_OK);
	assert_int_equal(store_commit(s), RESULT_OK);
	store_close(s);
	s = open_or_fail(STORE_WRITE);
	assert_int_equal(store_done_count(s, a.id), n);
	for (size_t i = 0; i < n; i++)
		assert_true(store_is_done(s, a.id, positions[i]));
	assert_false(store_is_done(s, a.id, 2));
	assert_false(store_is_done(s, a.id, UINT64_MAX / 2));
	assert_int_equal(store_done_count(s, b.id), 1);
	store_close(s);
}

static void
test_a_subject_can_be_taken_back(void **state)
{
	struct store *s = open_or_fail(STORE_WRITE);
	struct sweep sweep = begin(s);
	struct subject who = address("127.0.0.1");
	const struct visit v = visit_of(OUTCOME_ANSWERED);
	struct subject_row row;
	struct store_cursor *c;
	int64_t id;

	(void)state;
	assert_int_equal(store_subject(s, sweep.id, &who, &id), RESULT_OK);
	observe(s, id, "k", "", "half", 4);
	assert_int_equal(store_visit(s, id, &v), RESULT_OK);
	assert_int_equal(store_subject_forget(s, id), RESULT_OK);
	observe(s, id, "k", "", "whole", 5);
	assert_int_equal(store_commit(s), RESULT_OK);
	assert_int_equal(store_subjects_open(s, sweep.id, &c), RESULT_OK);
	assert_int_equal(store_subjects_next(c, &row), RESULT_OK);
	assert_int_equal(row.n_observations, 1);
	assert_string_equal(row.observations[0].value, "whole");
	store_cursor_close(c);
	store_close(s);
}

/* ---- several processes ------------------------------------------------------- */

static int
exit_of(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static void
test_the_lock_is_held_by_one_and_dies_with_it(void **state)
{
	struct store *mine = open_or_fail(STORE_WRITE), *other;
	struct buf holder = {0}, why = {0};
	char alias[128], word[32];
	int to_us[2];
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(to_us), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct store *s = open_or_fail(STORE_WRITE);

		if (store_lock(s, &holder) != RESULT_OK || write(to_us[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	assert_int_equal(read(to_us[0], word, 1), 1);
	assert_int_equal(store_lock(mine, &holder), RESULT_BUSY);
	snprintf(word, sizeof(word), "process %ld ", (long)pid);
	assert_non_null(strstr(buf_text(&holder), word));
	/* By another name it is the same store. */
	snprintf(alias, sizeof(alias), "%s/alias.db", folder);
	assert_int_equal(symlink(file, alias), 0);
	assert_int_equal(store_open(alias, STORE_WRITE, &other, &why), RESULT_OK);
	buf_clear(&holder);
	assert_int_equal(store_lock(other, &holder), RESULT_BUSY);
	store_close(other);
	kill(pid, SIGKILL);
	assert_int_equal(exit_of(pid), 128);
	assert_int_equal(store_lock(mine, &holder), RESULT_OK);
	assert_int_equal(store_lock(mine, &holder), RESULT_OK);
	store_unlock(mine);
	store_close(mine);
	close(to_us[0]);
	close(to_us[1]);
	buf_free(&holder);
	buf_free(&why);
}

#define EACH 300

static void
write_many(const char *prefix)
{
	struct store *s = open_or_fail(STORE_WRITE);
	struct sweep sweep = begin(s);
	int64_t id;

	for (int i = 0; i < EACH; i++) {
		char text[ADDR_TEXT_MAX];
		struct subject a;

		snprintf(text, sizeof(text), "%s.%d.%d", prefix, i / 250, i % 250);
		a = address(text);
		assert_int_equal(store_subject(s, sweep.id, &a, &id), RESULT_OK);
		observe(s, id, "k", "", text, strlen(text));
		if (i % 20 == 0)
			assert_int_equal(store_commit(s), RESULT_OK);
	}
	store_close(s);
}

static void
test_two_processes_on_one_store(void **state)
{
	struct store *s = open_or_fail(STORE_WRITE);
	struct subject_row row;
	struct store_cursor *c;
	pid_t pid;
	int n = 0;

	(void)state;
	store_close(s);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		write_many("10.1");
		_exit(0);
	}
	write_many("10.2");
	assert_int_equal(exit_of(pid), 0);
	s = open_or_fail(STORE_READ);
	for (int sweep = 1; sweep <= 2; sweep++) {
		assert_int_equal(store_subjects_open(s, sweep, &c), RESULT_OK);
		while (store_subjects_next(c, &row) == RESULT_OK) {
			assert_int_equal(row.n_observations, 1);
			assert_string_equal(row.observations[0].key, "k");
			n++;
		}
		store_cursor_close(c);
	}
	assert_int_equal(n, 2 * EACH);
	store_close(s);
}

/* ---- a full disk --------------------------------------------------------------- */

/* Puts what one target said and marks it as done, as a sweep does. */
static enum result
put_target(struct store *s, int64_t sweep, unsigned position, const char *value, size_t len)
{
	const struct observation o = {"snmp.sysDescr", "", value, len, "test", 1700000001};
	struct subject a = {.name = ""};
	enum result r;
	int64_t id;

	a.addr.family = 4;
	a.addr.ip[0] = 10;
	a.addr.ip[2] = (uint8_t)(position >> 8);
	a.addr.ip[3] = (uint8_t)position;
	r = store_subject(s, sweep, &a, &id);
	if (r == RESULT_OK)
		r = store_observe(s, id, &o);
	return r == RESULT_OK ? store_done(s, sweep, position) : r;
}

/* Every position that is marked must have its observation. */
static unsigned
count_done(int64_t sweep, unsigned most)
{
	struct store *s = open_or_fail(STORE_WRITE);
	bool *seen = calloc(most + 1, sizeof(*seen));
	struct subject_row row;
	struct store_cursor *c;
	unsigned n = 0;

	assert_int_equal(store_subjects_open(s, sweep, &c), RESULT_OK);
	while (store_subjects_next(c, &row) == RESULT_OK)
		if (row.n_observations == 1)
			seen[row.subject.addr.ip[2] << 8 | row.subject.addr.ip[3]] = true;
	store_cursor_close(c);
	for (unsigned i = 0; i < most; i++) {
		n += store_is_done(s, sweep, i);
		if (store_is_done(s, sweep, i) && !seen[i])
			fail_msg("position %u is marked, its observation is lost", i);
	}
	store_close(s);
	free(seen);
	return n;
}

/* Returns how many were put before it was full. every: targets to a commit. */
static unsigned
fill_up(int64_t *sweep, unsigned every, size_t len)
{
	struct rlimit before, tight;
	char *value = calloc(1, len);
	enum result r = RESULT_OK;
	unsigned i;
	struct store *s = open_or_fail(STORE_WRITE);

	*sweep = begin(s).id;
	assert_int_equal(put_target(s, *sweep, 0, value, 10), RESULT_OK);
	assert_int_equal(store_commit(s), RESULT_OK);
	getrlimit(RLIMIT_FSIZE, &before);
	tight = before;
	tight.rlim_cur = 3u << 20;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
	for (i = 1; i < 20000 && r == RESULT_OK; i++) {
		r = put_target(s, *sweep, i, value, len);
		if (r == RESULT_OK && i % every == 0)
			r = store_commit(s);
	}
	/* A limit of the process looks like a fault of the disk, as often as not. */
	assert_true(r == RESULT_NO_SPACE || r == RESULT_STORE);
	/* Room comes back, as when a transaction was taken back: what is lost stays lost. */
	setrlimit(RLIMIT_FSIZE, &before);
	(void)store_commit(s);
	store_close(s);
	free(value);
	return i;
}

static void
test_a_full_disk_loses_nothing_that_is_marked(void **state)
{
	static const struct {
		unsigned every;
		size_t len;
	} cases[] = {{10, 20000}, {1, 60000}, {1000000, 20000}, {7, 300}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t sweep;
		unsigned most = fill_up(&sweep, cases[i].every, cases[i].len), done;

		done = count_done(sweep, most);
		assert_true(done >= 1);
		assert_true(cases[i].every > most || done + 2 * cases[i].every >= most);
		/* Gone on with later, all of it fits. */
		assert_int_equal(teardown(NULL), 0);
		assert_int_equal(setup(NULL), 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		T(test_a_new_store_is_ours_alone),
		T(test_what_is_no_store_is_refused_and_left_alone),
		T(test_a_newer_store_is_refused),
		T(test_sweeps_come_back),
		T(test_observations_come_back_byte_by_byte),
		T(test_identifications_and_elements_come_back),
		T(test_an_element_is_copied_from_its_subject),
		T(test_verdicts_are_counted_as_last_seen),
		T(test_evidence_that_is_no_utf8_is_kept),
		T(test_addresses_come_in_order_as_last_seen),
		T(test_what_one_address_said_in_a_sweep),
		T(test_positions_survive),
		T(test_a_subject_can_be_taken_back),
		T(test_the_lock_is_held_by_one_and_dies_with_it),
		T(test_two_processes_on_one_store),
		T(test_a_full_disk_loses_nothing_that_is_marked),
#undef T
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
