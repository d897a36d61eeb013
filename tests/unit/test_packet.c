/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_packet.c: captured frames to packets, cut at every byte, and the
 * beginnings of streams put together from segments in any state. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "scanner/packet.h"
#include "scanner/streams.h"

/* Ethernet, IPv4 with an option, UDP of "abc", and padding behind. */
static const uint8_t udp4[] = {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0x08, 0,		   /* */
	0x46, 0, 0, 35, 0, 0, 0x40, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 1, 1, 1, 0, /* */
	0, 161, 0x9c, 0x40, 0, 11, 0, 0, 'a', 'b', 'c', 'P', 'A', 'D'};
/* Behind a VLAN tag: IPv6 with a hop-by-hop head, UDP of "xy". */
static const uint8_t udp6[] = {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0x81, 0, 0, 7, 0x86, 0xdd, /* */
	0x60, 0, 0, 0, 0, 18, 0, 64, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,	      /* */
	0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2,				      /* */
	17, 0, 1, 4, 0, 0, 0, 0,							      /* */
	0, 161, 0x9c, 0x40, 0, 10, 0, 0, 'x', 'y'};

static void
udp_is_read_without_its_padding(void **state)
{
	struct packet p;
	struct addr a;

	(void)state;
	assert_int_equal(packet_open(bytes_of(udp4, sizeof(udp4)), &p), RESULT_OK);
	assert_int_equal(p.kind, PACKET_UDP);
	assert_int_equal(p.from_port, 161);
	assert_int_equal(p.to_port, 40000);
	assert_int_equal(addr_parse("10.0.0.1", &a), RESULT_OK);
	assert_true(addr_equal(&p.from, &a));
	assert_int_equal(p.payload.left, 3);
	assert_memory_equal(p.payload.at, "abc", 3);
	assert_int_equal(packet_open(bytes_of(udp6, sizeof(udp6)), &p), RESULT_OK);
	assert_int_equal(addr_parse("fd00::1", &a), RESULT_OK);
	assert_true(addr_equal(&p.from, &a));
	assert_int_equal(p.payload.left, 2);
}

static void
fragments_and_others_are_left_out(void **state)
{
	static const struct {
		size_t at;
		uint8_t value;
	} changes[] = {
		{20, 0x20}, {21, 1}, {23, 1}, {14, 0x45 & 0x0f}, {14, 0x44}, {17, 10}, {43, 7}};
	uint8_t frame[sizeof(udp4)];
	struct packet p;

	(void)state;
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		memcpy(frame, udp4, sizeof(frame));
		frame[changes[i].at] = changes[i].value;
		assert_int_not_equal(packet_open(bytes_of(frame, sizeof(frame)), &p), RESULT_OK);
	}
}

/* In memory of exactly the size; the payload never reaches beyond it. */
static void
no_cut_and_no_flip_is_too_much(void **state)
{
	static const struct {
		const uint8_t *bytes;
		size_t len;
	} frames[] = {{udp4, sizeof(udp4)}, {udp6, sizeof(udp6)}};
	struct packet p;

	(void)state;
	for (size_t f = 0; f < 2; f++)
		for (size_t n = 0; n <= frames[f].len; n++) {
			uint8_t *copy = malloc(n > 0 ? n : 1);

			memcpy(copy, frames[f].bytes, n);
			for (size_t i = 0; i < n; i++)
				for (unsigned b = 0; b < 256; b += 15) {
					copy[i] ^= (uint8_t)b;
					if (packet_open(bytes_of(copy, n), &p) == RESULT_OK)
						assert_true(
							p.payload.left <= n &&
							p.payload.at >= copy &&
							p.payload.at + p.payload.left <= copy + n);
					copy[i] ^= (uint8_t)b;
				}
			free(copy);
		}
}

/* ---- streams ------------------------------------------------------------------------- */

struct taken {
	struct buf text; /* each stream's bytes, with '|' behind */
	int64_t time;
	size_t enough;
};

static bool
enough(void *self, struct bytes b)
{
	return b.left >= ((struct taken *)self)->enough;
}

static void
take(void *self, const struct addr *from, struct bytes b, int64_t time)
{
	struct taken *t = self;

	(void)from;
	buf_add(&t->text, b.at, b.left);
	buf_putc(&t->text, '|');
	t->time = time;
}

static void
add(struct streams *s, uint16_t port, uint32_t seq, const char *text, bool syn, int64_t time)
{
	struct packet p = {.kind = PACKET_TCP,
		.from_port = 22,
		.to_port = port,
		.seq = seq,
		.syn = syn,
		.ack = true,
		.payload = bytes_of(text, strlen(text))};

	assert_int_equal(addr_parse("10.0.0.1", &p.from), RESULT_OK);
	assert_int_equal(addr_parse("10.0.0.2", &p.to), RESULT_OK);
	streams_add(s, &p, "SSH-", time);
}

static void
segments_are_put_together(void **state)
{
	struct taken t = {.enough = 1000};
	const struct streams_user user = {enough, take, &t};
	struct streams *s = streams_new(&user);

	(void)state;
	/* Over the end of the sequence numbers; twice; overlapping; one that is missing. */
	add(s, 1, UINT32_MAX - 2, "", true, 5);
	add(s, 1, UINT32_MAX - 1, "abc", false, 6);
	add(s, 1, UINT32_MAX - 1, "abc", false, 6);
	add(s, 1, UINT32_MAX, "bcdef", false, 7);
	add(s, 1, 9, "too early", false, 8);
	/* Of another connection, without its beginning: only where it begins as told. */
	add(s, 2, 50, "SSH-2.0-x", false, 9);
	add(s, 3, 50, "HTTP/1.1", false, 9);
	streams_flush(s);
	assert_string_equal(buf_text(&t.text), "abcdef|SSH-2.0-x|");
	/* A new SYN begins anew and hands over what was there. */
	buf_clear(&t.text);
	add(s, 1, 100, "", true, 20);
	add(s, 1, 101, "old", false, 21);
	add(s, 1, 500, "", true, 22);
	add(s, 1, 501, "new", false, 23);
	streams_flush(s);
	assert_string_equal(buf_text(&t.text), "old|new|");
	assert_int_equal(t.time, 22);
	streams_free(s);
	buf_free(&t.text);
}

static void
enough_is_enough_and_memory_is_bounded(void **state)
{
	struct taken t = {.enough = 6};
	const struct streams_user user = {enough, take, &t};
	struct streams *s = streams_new(&user);
	char *much = malloc(20001);

	(void)state;
	add(s, 1, 0, "", true, 1);
	add(s, 1, 1, "abcdef", false, 1);
	assert_string_equal(buf_text(&t.text), "abcdef|");
	/* One that goes on for ever is cut; many that say nothing are let go. */
	buf_clear(&t.text);
	t.enough = SIZE_MAX;
	memset(much, 'x', 20000);
	much[20000] = '\0';
	add(s, 2, 0, "", true, 1);
	for (uint32_t i = 0; i < 100; i++)
		add(s, 2, 1 + i * 20000, much, false, 1);
	assert_in_range(t.text.len, 1000, 200000);
	for (uint32_t port = 0; port < 65536; port += 3)
		add(s, (uint16_t)port, 0, "", true, 1);
	streams_free(s);
	buf_free(&t.text);
	free(much);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(udp_is_read_without_its_padding),
		cmocka_unit_test(fragments_and_others_are_left_out),
		cmocka_unit_test(no_cut_and_no_flip_is_too_much),
		cmocka_unit_test(segments_are_put_together),
		cmocka_unit_test(enough_is_enough_and_memory_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
