/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_snmp_message.c: messages to bytes and back, cut at every byte, every byte
 * another; object identifiers; request IDs; the walk's questions. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "probes/list.h"
#include "probes/snmp_message.h"
#include "probes/snmp_tables.h"
#include "probes/snmp_walk.h"

static void
request_ids_have_four_bytes_and_come_back(void **state)
{
	static const uint32_t jobs[] = {1, 2, 4711, (1u << 20) - 1};

	(void)state;
	for (size_t i = 0; i < 4; i++)
		for (uint32_t n = 0; n < SNMP_SEQUENCES; n += 341) {
			uint32_t id = snmp_request_id(jobs[i], n);

			assert_int_equal(id >> 30, 1);
			assert_int_equal(snmp_request_job(id), jobs[i]);
			assert_int_equal(snmp_request_sequence(id), n);
		}
	assert_int_equal(snmp_request_job(7), 0); /* none of ours */
}

static void
object_identifiers_are_taken_whole_or_not(void **state)
{
	static const char *const good[] = {"1.3", ".1.3.6.1", "1.3.6.1.4.1.4294967295", "0.0"};
	static const char *const bad[] = {"", ".", "1", "1.", "1..3", "1.3.", "1.3.x", "-1.3",
		"1.3.4294967296", "1.3.99999999999999999999", "iso.3", " 1.3", "1.3 "};
	struct snmp_oid o;
	char text[2000] = "1", buf[SNMP_OID_MAX * 11];

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_int_equal(snmp_oid_parse(good[i], &o), RESULT_OK);
		snmp_oid_text(o.arcs, o.n, buf, sizeof(buf));
		assert_string_equal(buf, good[i] + (good[i][0] == '.'));
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(snmp_oid_parse(bad[i], &o), RESULT_MALFORMED);
	for (int i = 1; i < SNMP_OID_MAX; i++)
		strcat(text, ".3");
	assert_int_equal(snmp_oid_parse(text, &o), RESULT_OK);
	assert_int_equal(o.n, SNMP_OID_MAX);
	strcat(text, ".3");
	assert_int_equal(snmp_oid_parse(text, &o), RESULT_MALFORMED);
	/* Text ends before its buffer does, at a whole arc. */
	snmp_oid_text(o.arcs, SNMP_OID_MAX, buf, 20);
	assert_true(strlen(buf) < 20);
}

static void
a_template_is_patched_in_place(void **state)
{
	struct snmp_template t = {0};
	struct snmp_header h;
	struct snmp_oid names[2];
	netsnmp_pdu *pdu;

	(void)state;
	assert_int_equal(snmp_oid_parse("1.3.6.1.2.1.1.1.0", &names[0]), RESULT_OK);
	assert_int_equal(snmp_oid_parse("1.3.6.1.2.1.1.2.0", &names[1]), RESULT_OK);
	for (int v = SNMP_V1; v <= SNMP_V2C; v++) {
		assert_int_equal(
			snmp_encode((enum snmp_version)v, "public", SNMP_MSG_GET, names, 2, 0, &t),
			RESULT_OK);
		for (uint32_t job = 1; job < 1u << 20; job *= 7) {
			uint32_t id = snmp_request_id(job, job % 1000);

			snmp_patch(&t, id);
			assert_int_equal(
				snmp_decode(bytes_of(t.bytes, t.len), &h, &pdu), RESULT_OK);
			assert_int_equal(h.id, id);
			assert_int_equal(h.version, v);
			assert_int_equal(pdu->command, SNMP_MSG_GET);
			snmp_free_pdu(pdu);
		}
	}
	assert_int_equal(snmp_encode_discovery(&t), RESULT_OK);
	snmp_patch(&t, snmp_request_id(99, 3));
	assert_int_equal(snmp_decode(bytes_of(t.bytes, t.len), &h, &pdu), RESULT_OK);
	assert_int_equal(h.version, SNMP_V3);
	assert_int_equal(h.id, snmp_request_id(99, 3));
	assert_int_equal(h.engine_len, 0);
	assert_int_equal(pdu->reqid, (long)snmp_request_id(99, 3));
	snmp_free_pdu(pdu);
}

static void
a_community_that_is_too_long_is_told(void **state)
{
	struct snmp_template t;
	struct snmp_oid name;
	char word[3000];

	(void)state;
	memset(word, 'x', sizeof(word));
	word[sizeof(word) - 1] = '\0';
	assert_int_equal(snmp_oid_parse("1.3.6.1", &name), RESULT_OK);
	assert_int_not_equal(snmp_encode(SNMP_V2C, word, SNMP_MSG_GET, &name, 1, 0, &t), RESULT_OK);
}

/* ---- hostile bytes -------------------------------------------------------------- */

/* A response with a value of each type, and a report to a discovery. */
static const uint8_t response[] = {0x30, 0x6e, 0x02, 0x01, 0x01, 0x04, 0x06, 'p', 'u', 'b', 'l',
	'i', 'c', 0xa2, 0x61, 0x02, 0x04, 0x40, 0, 4, 1, 0x02, 0x01, 0, 0x02, 0x01, 0, 0x30, 0x53,
	0x30, 0x0e, 0x06, 0x08, 0x2b, 6, 1, 2, 1, 1, 1, 0, 0x04, 0x02, 'a', 0,	      /* octets */
	0x30, 0x10, 0x06, 0x08, 0x2b, 6, 1, 2, 1, 1, 2, 0, 0x06, 0x04, 0x2b, 6, 1, 4, /* OID */
	0x30, 0x0e, 0x06, 0x08, 0x2b, 6, 1, 2, 1, 1, 3, 0, 0x43, 0x02, 0x12, 0x34,    /* ticks */
	0x30, 0x10, 0x06, 0x08, 0x2b, 6, 1, 2, 1, 1, 4, 0, 0x40, 0x04, 10, 0, 0, 1,   /* address */
	0x30, 0x0d, 0x06, 0x08, 0x2b, 6, 1, 2, 1, 1, 7, 0, 0x02, 0x01, 0xff};	      /* -1 */

struct facts {
	struct sink sink; /* first */
	unsigned n;
	char text[256];
};

static void
put(struct sink *s, const char *key, const char *index, const void *value, size_t len)
{
	struct facts *f = (struct facts *)s;
	size_t used = strlen(f->text);

	assert_true(len <= 65535);
	(void)index;
	f->n++;
	snprintf(f->text + used, sizeof(f->text) - used, "%s=%.*s;", key + 5, (int)len,
		(const char *)value);
}

static void
a_response_tells_its_values(void **state)
{
	struct facts f = {.sink = {.put = put}};

	(void)state;
	assert_int_equal(
		probe_snmp.decode(bytes_of(response, sizeof(response)), &f.sink), RESULT_OK);
	assert_int_equal(f.n, 5);
	assert_string_equal(f.text,
		"sysDescr=a;sysObjectID=1.3.6.1.4;sysUpTime=4660;sysContact=10.0.0.1;"
		"sysServices=-1;");
}

static void
no_cut_and_no_flip_is_too_much(void **state)
{
	uint8_t *copy;

	(void)state;
	/* In memory of exactly the size, so that a byte too far is seen. */
	for (size_t n = 0; n <= sizeof(response); n++) {
		struct facts f = {.sink = {.put = put}};

		copy = malloc(n > 0 ? n : 1);
		memcpy(copy, response, n);
		(void)probe_snmp.decode(bytes_of(copy, n), &f.sink);
		if (n < sizeof(response))
			assert_int_equal(f.n, 0); /* half of a message is none */
		free(copy);
	}
	copy = malloc(sizeof(response));
	for (size_t i = 0; i < sizeof(response); i++)
		for (unsigned b = 0; b < 256; b++) {
			struct facts f = {.sink = {.put = put}};

			memcpy(copy, response, sizeof(response));
			copy[i] = (uint8_t)b;
			(void)probe_snmp.decode(bytes_of(copy, sizeof(response)), &f.sink);
		}
	free(copy);
}

/* What net-snmp thinks of bytes is not for the user's terminal. */
static void
nothing_is_written_on_standard_error(void **state)
{
	int keep = dup(STDERR_FILENO), fds[2];
	char byte;

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(fcntl(fds[0], F_SETFL, O_NONBLOCK), 0);
	dup2(fds[1], STDERR_FILENO);
	no_cut_and_no_flip_is_too_much(NULL);
	fflush(stderr);
	dup2(keep, STDERR_FILENO);
	assert_int_equal(read(fds[0], &byte, 1), -1);
	close(keep);
	close(fds[0]);
	close(fds[1]);
}

/* ---- the walk's questions ------------------------------------------------------------ */

static void
a_walk_asks_for_less_and_less(void **state)
{
	const struct snmp_table *t = &snmp_tables[0];
	struct snmp_walk *w = malloc(sizeof(*w));
	struct snmp_oid names[16];
	unsigned repetitions, steps = 0;
	int command;
	size_t n;

	(void)state;
	snmp_walk_begin(w, t, true);
	assert_true(snmp_walk_ask(w, &command, names, &n, &repetitions));
	assert_int_equal(command, SNMP_MSG_GETBULK);
	assert_int_equal(n, t->n);
	assert_in_range(n * repetitions, 1, 24);
	while (snmp_walk_late(w)) {
		unsigned before = repetitions;

		assert_true(snmp_walk_ask(w, &command, names, &n, &repetitions));
		assert_true(repetitions <= before);
		assert_true(++steps < 10);
	}
	assert_int_equal(command, SNMP_MSG_GETNEXT);
	assert_string_equal(w->end, "no answer");
	assert_false(snmp_walk_ask(w, &command, names, &n, &repetitions));
	free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(request_ids_have_four_bytes_and_come_back),
		cmocka_unit_test(object_identifiers_are_taken_whole_or_not),
		cmocka_unit_test(a_template_is_patched_in_place),
		cmocka_unit_test(a_community_that_is_too_long_is_told),
		cmocka_unit_test(a_response_tells_its_values),
		cmocka_unit_test(no_cut_and_no_flip_is_too_much),
		cmocka_unit_test(nothing_is_written_on_standard_error),
		cmocka_unit_test(a_walk_asks_for_less_and_less),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
