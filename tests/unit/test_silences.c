/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_silences.c: what was sent, to those that answered and to the many that
 * did not; harm and fragile devices; evidence that comes back as it went. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "store/store.h"

static char folder[64], file[96];
static struct store *store;
static struct sweep sweep;

static int
setup(void **state)
{
	const char *tmp = getenv("TMPDIR");
	struct buf why = {0};

	(void)state;
	snprintf(folder, sizeof(folder), "%s/ranmap-silences.XXXXXX",
		tmp != NULL && strlen(tmp) < 30 ? tmp : "/tmp");
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(file, sizeof(file), "%s/s.db", folder);
	sweep = (struct sweep){
		.kind = "scan", .targets = "", .options = "{}", .version = "test", .started = 1000};
	if (store_open(file, STORE_WRITE, &store, &why) != RESULT_OK)
		return -1;
	return store_sweep_begin(store, &sweep) == RESULT_OK ? 0 : -1;
}

static int
teardown(void **state)
{
	static const char *const suffixes[] = {"", "-wal", "-shm", ".lock"};
	char name[128];

	(void)state;
	store_close(store);
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		snprintf(name, sizeof(name), "%s%s", file, suffixes[i]);
		unlink(name);
	}
	return rmdir(folder);
}

static struct addr
address(const char *text)
{
	struct addr a;

	assert_int_equal(addr_parse(text, &a), RESULT_OK);
	return a;
}

static struct visit
visit(uint64_t packets, int64_t first, int64_t last)
{
	return (struct visit){.probe = "snmp",
		.port = 161,
		.outcome = OUTCOME_SILENT,
		.last_question = "snmp.system",
		.credential = "core v2c",
		.packets = packets,
		.bytes = 95 * packets,
		.first = first,
		.last = last};
}

static void
keep_silence(const char *addr, const struct visit *v)
{
	struct addr a = address(addr);

	assert_int_equal(store_silence(store, sweep.id, &a, v), RESULT_OK);
}

static int64_t
keep_subject(const char *addr, const struct visit *v)
{
	struct subject subject = {.addr = address(addr), .name = ""};
	int64_t id;

	assert_int_equal(store_subject(store, sweep.id, &subject, &id), RESULT_OK);
	assert_int_equal(store_visit(store, id, v), RESULT_OK);
	return id;
}

/* The next row must be this one. */
static void
expect(struct store_cursor *c, const char *addr, enum outcome outcome, uint64_t packets,
	int64_t first, int64_t last)
{
	char text[ADDR_TEXT_MAX];
	struct address_row row;

	assert_int_equal(store_addresses_next(c, &row), RESULT_OK);
	assert_string_equal(addr_format(&row.addr, text), addr);
	assert_int_equal(row.outcome, outcome);
	assert_int_equal(row.packets, packets);
	assert_int_equal(row.bytes, 95 * packets);
	assert_int_equal(row.first, first);
	assert_int_equal(row.last, last);
	assert_string_equal(row.probe, "snmp");
	assert_string_equal(row.credential, "core v2c");
	assert_string_equal(row.last_question, "snmp.system");
}

static void
expect_end(struct store_cursor *c)
{
	struct address_row row;

	assert_int_equal(store_addresses_next(c, &row), RESULT_END);
	store_cursor_close(c);
}

static struct store_cursor *
sent(void)
{
	struct store_cursor *c;

	assert_int_equal(store_commit(store), RESULT_OK);
	assert_int_equal(store_sent_open(store, (struct store_scope){sweep.id}, &c), RESULT_OK);
	return c;
}

static void
test_silent_and_answering_ones_come_in_order(void **state)
{
	struct visit v = visit(6, 1700000000, 1700000010),
		     big = visit(70000, 1700000000, 1800000000);
	struct visit answered = visit(2, 1700000001, 1700000001);
	struct store_cursor *c;

	(void)state;
	answered.outcome = OUTCOME_ANSWERED;
	keep_silence("2001:db8::1", &v);
	keep_silence("10.0.0.3", &big);
	keep_subject("10.0.0.2", &answered);
	keep_silence("10.0.0.1", &v);
	keep_silence("fe80::1%1", &v);
	c = sent();
	expect(c, "10.0.0.1", OUTCOME_SILENT, 6, 1700000000, 1700000010);
	expect(c, "10.0.0.2", OUTCOME_ANSWERED, 2, 1700000001, 1700000001);
	expect(c, "10.0.0.3", OUTCOME_SILENT, 70000, 1700000000, 1800000000);
	expect(c, "2001:db8::1", OUTCOME_SILENT, 6, 1700000000, 1700000010);
	store_cursor_close(c);
	/* As addresses, only those that are subjects. */
	assert_int_equal(
		store_addresses_open(store, (struct store_scope){sweep.id}, &c), RESULT_OK);
	expect(c, "10.0.0.2", OUTCOME_ANSWERED, 2, 1700000001, 1700000001);
	expect_end(c);
}

static void
test_one_that_began_before_the_blob_did(void **state)
{
	struct visit later = visit(3, 1700000100, 1700000101), earlier = visit(1, 1700000000, 0);
	struct store_cursor *c;

	(void)state;
	keep_silence("10.0.0.1", &later);
	keep_silence("10.0.0.2", &earlier);
	c = sent();
	expect(c, "10.0.0.1", OUTCOME_SILENT, 3, 1700000100, 1700000101);
	expect(c, "10.0.0.2", OUTCOME_SILENT, 1, 1700000000, 1700000000);
	expect_end(c);
}

static void
test_parts_of_a_broken_visit_add_up(void **state)
{
	struct visit first = visit(3, 100, 102), second = visit(2, 200, 203);
	struct store_cursor *c;

	(void)state;
	/* Silent, then silent; silent, then answered; answered, then silent. */
	first.outcome = OUTCOME_NONE;
	keep_silence("10.0.0.1", &first);
	keep_silence("10.0.0.1", &second);
	keep_silence("10.0.0.2", &first);
	second.outcome = OUTCOME_ANSWERED;
	keep_subject("10.0.0.2", &second);
	first.outcome = OUTCOME_ANSWERED;
	second.outcome = OUTCOME_SILENT;
	keep_subject("10.0.0.3", &first);
	keep_subject("10.0.0.3", &second);
	c = sent();
	expect(c, "10.0.0.1", OUTCOME_SILENT, 5, 100, 203);
	expect(c, "10.0.0.2", OUTCOME_ANSWERED, 5, 100, 203);
	expect(c, "10.0.0.3", OUTCOME_ANSWERED, 5, 100, 203);
	expect_end(c);
}

static void
test_many_fill_several_blobs(void **state)
{
	struct visit v = visit(6, 1700000000, 1700000010);
	struct addr a = address("10.0.0.0");
	struct store_cursor *c;
	struct address_row row;
	uint64_t n = 0;

	(void)state;
	for (uint32_t i = 0; i < 40000; i++) {
		struct addr at;

		assert_int_equal(addr_add(&a, i, &at), RESULT_OK);
		assert_int_equal(store_silence(store, sweep.id, &at, &v), RESULT_OK);
	}
	c = sent();
	while (store_addresses_next(c, &row) == RESULT_OK)
		n += row.packets;
	store_cursor_close(c);
	assert_int_equal(n, 6 * 40000);
}

static void
count_event(void *arg, const char *event)
{
	struct buf *all = arg;

	buf_puts(all, event);
}

static void
count_fragile(void *arg, const struct addr *a)
{
	char text[ADDR_TEXT_MAX];

	buf_printf(arg, "%s ", addr_format(a, text));
}

static void
test_harm_and_fragile_devices_are_remembered(void **state)
{
	struct addr a = address("10.0.0.9"), b = address("2001:db8::9");
	struct buf text = {0};

	(void)state;
	assert_int_equal(store_harm(store, sweep.id, "{\"step\":\"halved\"}"), RESULT_OK);
	assert_int_equal(store_harm(store, sweep.id + 1, "{\"step\":\"other\"}"), RESULT_OK);
	assert_int_equal(store_harm(store, sweep.id, "{\"step\":\"paused\"}"), RESULT_OK);
	assert_int_equal(store_harms(store, sweep.id, count_event, &text), RESULT_OK);
	assert_string_equal(buf_text(&text), "{\"step\":\"halved\"}{\"step\":\"paused\"}");
	buf_clear(&text);
	assert_int_equal(store_fragile(store, sweep.id, &b, "snmp", "snmp.system"), RESULT_OK);
	assert_int_equal(store_fragile(store, sweep.id, &a, "snmp", "snmp.system"), RESULT_OK);
	assert_int_equal(store_fragile(store, sweep.id, &a, "snmp", "snmp.oid"), RESULT_OK);
	assert_int_equal(store_fragiles(store, INT64_MIN, count_fragile, &text), RESULT_OK);
	assert_string_equal(buf_text(&text), "10.0.0.9 2001:db8::9 ");
	assert_int_equal(
		store_fragiles(store, clock_wall() - 86400, count_fragile, &text), RESULT_OK);
	assert_string_equal(buf_text(&text), "10.0.0.9 2001:db8::9 10.0.0.9 2001:db8::9 ");
	buf_clear(&text);
	assert_int_equal(
		store_fragiles(store, clock_wall() + 86400, count_fragile, &text), RESULT_OK);
	assert_int_equal(text.len, 0);
	buf_free(&text);
}

static void
test_observations_come_back_and_can_be_put_anew(void **state)
{
	struct visit v = visit(1, 1, 1);
	int64_t id = keep_subject("10.0.0.1", &v);
	struct arena *arena = arena_new();
	struct observation *rows;
	size_t n;

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_int_equal(store_observe(store, id,
					 &(struct observation){.key = "ssh.banner",
						 .index = "7",
						 .value = "a\0b",
						 .len = 3,
						 .probe = "ssh",
						 .time = i}),
			RESULT_OK);
	assert_int_equal(store_subject_observations(store, id, arena, &rows, &n), RESULT_OK);
	assert_int_equal(n, 3);
	assert_string_equal(rows[2].key, "ssh.banner");
	assert_string_equal(rows[2].index, "7");
	assert_int_equal(rows[2].len, 3);
	assert_memory_equal(rows[2].value, "a\0b", 3);
	assert_int_equal(rows[2].time, 2);
	assert_int_equal(store_subject_forget(store, id), RESULT_OK);
	assert_int_equal(store_subject_observations(store, id, arena, &rows, &n), RESULT_OK);
	assert_int_equal(n, 0);
	arena_free(arena);
}

/* Texts that a device or a rule may bring into evidence, told by our own reader or not. */
static void
test_evidence_comes_back_as_it_went(void **state)
{
	static const char *const texts[] = {"", "plain", "with \"quotes\"", "back\\slash",
		"},{\"rule\":\"", "tab\tand\nline", "umlaut \xc3\xa4", "]", ",\"weight\":9}"};
	struct visit v = visit(1, 1, 1);
	struct evidence evidence[9];
	struct candidate candidates[2] = {{"Huawei", 0.25}, {"A \"B\" C", 1e-7}};
	struct identification who = {.verdict = VERDICT_DISPUTED,
		.confidence = 0.5,
		.evidence = evidence,
		.n_evidence = 9,
		.candidates = candidates,
		.n_candidates = 2};
	struct store_cursor *c;
	struct subject_row row;

	(void)state;
	for (int quoted = 0; quoted < 2; quoted++) {
		int64_t id = keep_subject("10.0.0.1", &v);

		/* Once with escapes somewhere, once without any. */
		who.n_evidence = quoted ? 9 : 2;
		who.n_candidates = quoted ? 2 : 1;
		for (size_t i = 0; i < 9; i++)
			evidence[i] = (struct evidence){
				"vendor/rule", "snmp.sysDescr", texts[i], 0.1 + (double)i / 3};
		assert_int_equal(store_identify(store, id, &who), RESULT_OK);
		assert_int_equal(store_subjects_open(store, sweep.id, &c), RESULT_OK);
		assert_int_equal(store_subjects_next(c, &row), RESULT_OK);
		assert_int_equal(row.who.n_evidence, who.n_evidence);
		assert_int_equal(row.who.n_candidates, who.n_candidates);
		for (size_t i = 0; i < who.n_evidence; i++) {
			assert_string_equal(row.who.evidence[i].rule, "vendor/rule");
			assert_string_equal(row.who.evidence[i].value, texts[i]);
			assert_true(row.who.evidence[i].weight > evidence[i].weight - 1e-6);
			assert_true(row.who.evidence[i].weight < evidence[i].weight + 1e-6);
		}
		for (size_t i = 0; i < who.n_candidates; i++)
			assert_string_equal(
				row.who.candidates[i].manufacturer, candidates[i].manufacturer);
		store_cursor_close(c);
	}
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_silent_and_answering_ones_come_in_order),
		T(test_one_that_began_before_the_blob_did),
		T(test_parts_of_a_broken_visit_add_up),
		T(test_many_fill_several_blobs),
		T(test_harm_and_fragile_devices_are_remembered),
		T(test_observations_come_back_and_can_be_put_anew),
		T(test_evidence_comes_back_as_it_went),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
