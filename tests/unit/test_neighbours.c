/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_neighbours.c: what is heard, kept once and within bounds; and which frames
 * of a capture count (overhear.c). */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "probes/list.h"
#include "scanner/neighbours.h"
#include "scanner/overhear.h"

#define ANNOUNCE "\x01\x80\xc2\0\0\x0e\2\0\0\0\0\7\x88\xcc"

static void
put_tlv(struct buf *b, unsigned type, const void *value, size_t len)
{
	buf_putc(b, (char)(type << 1 | len >> 8));
	buf_putc(b, (char)len);
	buf_add(b, value, len);
}

/* An announcement: chassis (with its subtype in front), port "p1", a name. */
static void
make(struct buf *b, const char *chassis, size_t len, const char *name)
{
	buf_clear(b);
	buf_add(b, ANNOUNCE, sizeof(ANNOUNCE) - 1);
	put_tlv(b, 1, chassis, len);
	put_tlv(b, 2, "\5p1", 3);
	put_tlv(b, 3, "\0\x78", 2);
	put_tlv(b, 5, name, strlen(name));
	put_tlv(b, 0, "", 0);
}

static enum result
keep_last(void *self, const struct neighbour *n)
{
	*(const struct neighbour **)self = n;
	return RESULT_OK;
}

static const struct neighbour *
last_of(struct neighbours *n)
{
	const struct neighbour *last = NULL;

	assert_int_equal(neighbours_each(n, keep_last, &last), RESULT_OK);
	assert_non_null(last);
	return last;
}

static enum result
hear(struct neighbours *n, const struct buf *b, int64_t time)
{
	return neighbours_frame(n, bytes_of(b->data, b->len), time, "eth7");
}

static void
an_announcement_repeated_is_kept_once(void **state)
{
	struct neighbours *n = neighbours_new();
	const struct neighbour *who;
	const struct observation *o;
	struct buf b = {0};
	size_t facts;

	(void)state;
	make(&b, "\4\2\0\0\0\0\7", 7, "bts");
	assert_int_equal(hear(n, &b, 50), RESULT_OK);
	facts = last_of(n)->n_facts;
	assert_int_equal(hear(n, &b, 60), RESULT_OK);
	assert_int_equal(hear(n, &b, 40), RESULT_OK); /* captures can be out of order */
	who = last_of(n);
	assert_int_equal(neighbours_count(n), 1);
	assert_string_equal(who->subject.name, "lldp:mac:02:00:00:00:00:07");
	assert_int_equal(who->n_facts, facts);
	assert_int_equal(who->messages, 3);
	assert_int_equal(who->last, 60);
	o = neighbour_fact(who, "lldp.heardOn");
	assert_non_null(o);
	assert_string_equal(o->index, "p1");
	assert_memory_equal(o->value, "eth7", o->len);
	/* Another name is another fact, and the one that counts. */
	make(&b, "\4\2\0\0\0\0\7", 7, "renamed");
	assert_int_equal(hear(n, &b, 70), RESULT_OK);
	who = last_of(n);
	assert_int_equal(who->n_facts, facts + 1);
	o = neighbour_fact(who, "lldp.sysName");
	assert_int_equal(o->len, 7);
	assert_memory_equal(o->value, "renamed", 7);
	assert_null(neighbour_fact(who, "lldp.nonsense"));
	assert_int_equal(neighbours_dropped(n), 0);
	buf_free(&b);
	neighbours_free(n);
}

static void
neighbours_are_named_by_their_chassis(void **state)
{
	static const struct {
		const char *chassis;
		size_t len;
		const char *name;
	} rows[] = {
		{"\7abc", 4, "lldp:local:abc"},
		{"\6abc", 4, "lldp:ifname:abc"}, /* the same text of another kind */
		{"\5\1\x0a\0\0\1", 6, "lldp:address:10.0.0.1"},
		{"\7a\0b", 4, "lldp:local:610062"},
		{"\7\x1b[2J", 5, "lldp:local:1b5b324a"}, /* no control characters in a name */
		{"\7\xff", 2, "lldp:local:ff"},
		{"\xc8x", 2, "lldp:reserved:x"},
	};
	struct neighbours *n = neighbours_new();
	struct buf b = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		make(&b, rows[i].chassis, rows[i].len, "x");
		assert_int_equal(hear(n, &b, 1), RESULT_OK);
		assert_string_equal(last_of(n)->subject.name, rows[i].name);
		assert_int_equal(neighbours_count(n), i + 1);
	}
	buf_free(&b);
	neighbours_free(n);
}

static void
other_frames_leave_nothing(void **state)
{
	struct neighbours *n = neighbours_new();

	(void)state;
	assert_int_equal(neighbours_frame(n, bytes_of(NULL, 0), 1, "eth7"), RESULT_UNKNOWN);
	assert_int_equal(
		neighbours_frame(n, bytes_of("\2\0\0\0\0\1\2\0\0\0\0\2\x08\0\x45", 15), 1, "eth7"),
		RESULT_UNKNOWN);
	assert_int_equal(neighbours_count(n), 0);
	assert_int_equal(neighbours_dropped(n), 0);
	neighbours_free(n);
}

/* A CDP port name of more than an index can hold, in characters of two bytes. */
static void
the_index_is_cut_at_a_character(void **state)
{
	static const char head[] = "\x01\0\x0c\xcc\xcc\xcc\2\0\0\0\0\7";
	struct neighbours *n = neighbours_new();
	const struct observation *o;
	struct buf b = {0}, body = {0};

	(void)state;
	buf_add(&body, "\xaa\xaa\3\0\0\x0c\x20\0\2\xb4\0\0", 12);
	buf_add(&body, "\0\1\0\6ab", 6);
	buf_add(&body, "\0\3\1\4", 4); /* port: 256 bytes */
	for (int i = 0; i < 128; i++)
		buf_puts(&body, "é");
	buf_add(&b, head, 12);
	buf_putc(&b, (char)(body.len >> 8));
	buf_putc(&b, (char)body.len);
	buf_add(&b, body.data, body.len);
	assert_int_equal(hear(n, &b, 1), RESULT_OK);
	o = neighbour_fact(last_of(n), "lldp.heardOn");
	assert_non_null(o);
	assert_int_equal(strlen(o->index), 254);
	assert_true(text_is_utf8(o->index, strlen(o->index)));
	buf_free(&b);
	buf_free(&body);
	neighbours_free(n);
}

/* ---- bounds ------------------------------------------------------------------ */

/* "N FIRST": N facts, the values being FIRST, FIRST + 1, ... */
static enum result
decode_many(struct bytes b, struct sink *s)
{
	unsigned n = 0, first = 0;
	char text[32], value[16];

	assert_true(b.left < sizeof(text));
	memcpy(text, b.at, b.left);
	text[b.left] = '\0';
	assert_int_equal(sscanf(text, "%u %u", &n, &first), 2);
	for (unsigned i = 0; i < n; i++) {
		int len = snprintf(value, sizeof(value), "%u", first + i);

		s->put(s, "many.fact", "", value, (size_t)len);
	}
	return RESULT_OK;
}

/* The number, and a megabyte behind it. */
static enum result
decode_big(struct bytes b, struct sink *s)
{
	static char value[1 << 20];

	memcpy(value, b.at, b.left < 16 ? b.left : 16);
	s->put(s, "big.fact", "", value, sizeof(value));
	return RESULT_OK;
}

static const struct probe_module many = {.name = "many", .decode = decode_many};
static const struct probe_module big = {.name = "big", .decode = decode_big};

static void
tell(struct neighbours *n, const struct probe_module *m, unsigned address, const char *message)
{
	char text[32];
	struct addr a;

	snprintf(text, sizeof(text), "10.%u.%u.%u", address >> 16, address >> 8 & 255,
		address & 255);
	assert_int_equal(addr_parse(text, &a), RESULT_OK);
	assert_int_equal(
		neighbours_message(n, m, &a, bytes_of(message, strlen(message)), 9), RESULT_OK);
}

static void
facts_over_the_bound_are_counted(void **state)
{
	struct neighbours *n = neighbours_new();
	char message[32];

	(void)state;
	snprintf(message, sizeof(message), "%u 0", NEIGHBOUR_FACTS_MAX + 7);
	tell(n, &many, 1, message); /* in one message */
	assert_int_equal(last_of(n)->n_facts, NEIGHBOUR_FACTS_MAX);
	assert_int_equal(neighbours_dropped(n), 7);
	tell(n, &many, 1, "3 900000"); /* in a later one */
	assert_int_equal(last_of(n)->n_facts, NEIGHBOUR_FACTS_MAX);
	assert_int_equal(neighbours_dropped(n), 10);
	tell(n, &many, 1, "3 0"); /* what is known already is no loss */
	assert_int_equal(neighbours_dropped(n), 10);
	assert_int_equal(last_of(n)->messages, 3);
	neighbours_free(n);
}

static void
neighbours_over_the_bound_are_counted(void **state)
{
	struct neighbours *n = neighbours_new();

	(void)state;
	for (unsigned i = 0; i < NEIGHBOURS_MAX; i++)
		tell(n, &many, i, "1 0");
	assert_int_equal(neighbours_count(n), NEIGHBOURS_MAX);
	assert_int_equal(neighbours_dropped(n), 0);
	tell(n, &many, NEIGHBOURS_MAX, "1 0");
	assert_int_equal(neighbours_count(n), NEIGHBOURS_MAX);
	assert_int_equal(neighbours_dropped(n), 1);
	tell(n, &many, NEIGHBOURS_MAX - 1, "1 5"); /* a known one still tells news */
	assert_int_equal(neighbours_dropped(n), 1);
	assert_int_equal(last_of(n)->n_facts, 2);
	tell(n, &many, NEIGHBOURS_MAX, "0 0"); /* said nothing: nothing is lost */
	assert_int_equal(neighbours_dropped(n), 1);
	neighbours_free(n);
}

static void
memory_is_bounded(void **state)
{
	struct neighbours *n = neighbours_new();
	char message[16];
	unsigned all = (NEIGHBOURS_BYTES_MAX >> 20) + 6;

	(void)state;
	for (unsigned i = 0; i < all; i++) {
		snprintf(message, sizeof(message), "%u", i);
		tell(n, &big, 1, message);
	}
	assert_in_range(last_of(n)->n_facts, all / 2, NEIGHBOURS_BYTES_MAX >> 20);
	assert_int_equal(last_of(n)->n_facts + neighbours_dropped(n), all);
	neighbours_free(n);
}

/* ---- which frames count -------------------------------------------------------- */

/* Ethernet and IPv4 from 10.0.0.1, then UDP or TCP from a port. */
static void
make_packet(struct buf *b, bool tcp, uint16_t port, const void *payload, size_t len)
{
	size_t head = tcp ? 20 : 8, all = 20 + head + len;
	const char ip[] = {0x45, 0, (char)(all >> 8), (char)all, 0, 0, 0x40, 0, 64,
		(char)(tcp ? 6 : 17), 0, 0, 10, 0, 0, 1, 10, 0, 0, 2};

	buf_clear(b);
	buf_add(b, "\2\0\0\0\0\1\2\0\0\0\0\2\x08\0", 14);
	buf_add(b, ip, sizeof(ip));
	buf_putc(b, (char)(port >> 8));
	buf_putc(b, (char)port);
	buf_add(b, "\x9c\x40", 2);
	if (tcp) {
		buf_add(b, "\0\0\0\1\0\0\0\1\x50\x18\1\0\0\0\0\0", 16);
	} else {
		buf_putc(b, (char)((head + len) >> 8));
		buf_putc(b, (char)(head + len));
		buf_add(b, "\0\0", 2);
	}
	buf_add(b, payload, len);
}

static const char response[] =
	"\x30\x27\x02\x01\x01\x04\x06secret\xa2\x1a\x02\x01\x01\x02\x01\x00\x02\x01\x00"
	"\x30\x0f\x30\x0d\x06\x08\x2b\x06\x01\x02\x01\x01\x01\x00\x04\x01x";

static enum result
no_secret(void *self, const struct neighbour *n)
{
	(void)self;
	for (size_t i = 0; i < n->n_facts; i++)
		assert_null(memmem(n->facts[i].value, n->facts[i].len, "secret", 6));
	return RESULT_OK;
}

static void
only_what_devices_say_themselves_counts(void **state)
{
	static const struct {
		const char *name;
		bool tcp;
		uint16_t port;
		const char *payload;
		size_t len;
		struct overheard counts;
		size_t neighbours;
	} rows[] = {
		{"a response", false, 161, response, sizeof(response) - 1, {1, 0, 1, 0, 0}, 1},
		{"from another port", false, 162, response, sizeof(response) - 1, {1, 0, 0, 0, 0},
			0},
		{"a broken response", false, 161, response, 30, {1, 0, 1, 0, 1}, 0},
		{"an empty datagram", false, 161, "", 0, {1, 0, 0, 0, 0}, 0},
		{"a greeting", true, 22, "SSH-2.0-x\r\n", 11, {1, 0, 0, 1, 0}, 1},
		{"a client's greeting", true, 40000, "SSH-2.0-x\r\n", 11, {1, 0, 0, 0, 0}, 0},
		{"no greeting", true, 22, "HTTP/1.1 400\r\n", 14, {1, 0, 0, 0, 0}, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct neighbours *n = neighbours_new();
		struct overheard got;
		struct overhear *o;
		struct settings s;
		struct buf b = {0};

		print_message("%s\n", rows[i].name);
		settings_init(&s);
		o = overhear_new(n, &s);
		make_packet(&b, rows[i].tcp, rows[i].port, rows[i].payload, rows[i].len);
		overhear_frame(o,
			&(struct frame){.bytes = bytes_of(b.data, b.len), .time = 5, .number = 1},
			"eth7");
		overhear_end(o);
		got = overhear_counts(o);
		assert_int_equal(got.frames, rows[i].counts.frames);
		assert_int_equal(got.announcements, rows[i].counts.announcements);
		assert_int_equal(got.responses, rows[i].counts.responses);
		assert_int_equal(got.greetings, rows[i].counts.greetings);
		assert_int_equal(got.malformed, rows[i].counts.malformed);
		assert_int_equal(neighbours_count(n), rows[i].neighbours);
		neighbours_each(n, no_secret, NULL);
		overhear_free(o);
		neighbours_free(n);
		settings_free(&s);
		buf_free(&b);
	}
}

static void
broken_announcements_are_counted(void **state)
{
	struct neighbours *n = neighbours_new();
	struct overheard got;
	struct overhear *o;
	struct settings s;
	struct buf b = {0};

	(void)state;
	settings_init(&s);
	o = overhear_new(n, &s);
	make(&b, "\7abc", 4, "whole");
	for (size_t len = b.len; len >= b.len - 6; len -= 6)
		overhear_frame(o, &(struct frame){.bytes = bytes_of(b.data, len)}, NULL);
	got = overhear_counts(o);
	assert_int_equal(got.frames, 2);
	assert_int_equal(got.announcements, 2);
	assert_int_equal(got.malformed, 1);
	assert_int_equal(neighbours_count(n), 1); /* what was whole of it is kept */
	assert_null(neighbour_fact(last_of(n), "lldp.heardOn"));
	overhear_free(o);
	neighbours_free(n);
	settings_free(&s);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_announcement_repeated_is_kept_once),
		cmocka_unit_test(neighbours_are_named_by_their_chassis),
		cmocka_unit_test(other_frames_leave_nothing),
		cmocka_unit_test(the_index_is_cut_at_a_character),
		cmocka_unit_test(facts_over_the_bound_are_counted),
		cmocka_unit_test(neighbours_over_the_bound_are_counted),
		cmocka_unit_test(memory_is_bounded),
		cmocka_unit_test(only_what_devices_say_themselves_counts),
		cmocka_unit_test(broken_announcements_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
