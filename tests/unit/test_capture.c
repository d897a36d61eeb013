/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_capture.c: capture files, whole and broken, and every framing as Ethernet. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "scanner/capture.h"
#include "scanner/capture_link.h"

/* LINKTYPE_* of tcpdump.org, as files have them. */
enum {
	ETHERNET = 1,
	BSD_NULL = 0,
	RAW = 101,
	WLAN = 105,
	LOOP = 108,
	SLL = 113,
	IP4 = 228,
	IP6 = 229,
	SLL2 = 276
};

static void
put32(struct buf *b, uint32_t n)
{
	buf_add(b, &n, sizeof(n)); /* a file may have either order */
}

static void
put_head(struct buf *b, uint32_t link)
{
	put32(b, 0xa1b2c3d4);
	buf_add(b, &(uint16_t){2}, 2); /* version 2.4 */
	buf_add(b, &(uint16_t){4}, 2);
	put32(b, 0);
	put32(b, 0);
	put32(b, 65535);
	put32(b, link);
}

static void
put_record(struct buf *b, uint32_t time, const void *bytes, size_t len)
{
	put32(b, time);
	put32(b, 0);
	put32(b, (uint32_t)len);
	put32(b, (uint32_t)len);
	buf_add(b, bytes, len);
}

static enum result
open_bytes(const struct buf *b, struct capture **c, struct buf *why)
{
	FILE *f = tmpfile();

	assert_non_null(f);
	assert_int_equal(fwrite(b->data, 1, b->len, f), b->len);
	rewind(f);
	return capture_open_stream(f, "wire.pcap", c, why);
}

#define ZEROS "\0\0\0\0\0\0"
#define MAC "\2\0\0\0\0\7"
#define TEXT(s) s, sizeof(s) - 1

static void
every_framing_becomes_ethernet(void **state)
{
	static const struct {
		const char *name;
		uint32_t link;
		const char *frame;
		size_t len;
		const char *expected;
		size_t expected_len;
	} rows[] = {
		{"Ethernet is left alone", ETHERNET, TEXT(ZEROS MAC "\x88\xccx"),
			TEXT(ZEROS MAC "\x88\xccx")},
		{"Linux any", SLL, TEXT("\0\0\0\1\0\6" MAC "\0\0\x88\xccxy"),
			TEXT(ZEROS MAC "\x88\xccxy")},
		{"Linux any, LLC has a length", SLL, TEXT("\0\0\0\1\0\6" MAC "\0\0\0\4abc"),
			TEXT(ZEROS MAC "\0\3abc")},
		{"Linux any, nothing behind the head", SLL, TEXT("\0\0\0\1\0\6" MAC "\0\0\x88\xcc"),
			TEXT(ZEROS MAC "\x88\xcc")},
		{"Linux any, cut head", SLL, TEXT("\0\0\0\1\0\6" MAC "\0\0\x88"), NULL, 0},
		{"Linux any 2", SLL2, TEXT("\x88\xcc\0\0\0\0\0\1\0\1\0\6" MAC "\0\0xy"),
			TEXT(ZEROS MAC "\x88\xccxy")},
		{"Linux any 2, cut head", SLL2, TEXT("\x88\xcc\0\0\0\0\0\1\0\1\0\6" MAC "\0"), NULL,
			0},
		{"raw IPv4", RAW, TEXT("\x45z"), TEXT(ZEROS ZEROS "\x08\0\x45z")},
		{"raw IPv6", RAW, TEXT("\x60z"), TEXT(ZEROS ZEROS "\x86\xdd\x60z")},
		{"IPv4", IP4, TEXT("\x45z"), TEXT(ZEROS ZEROS "\x08\0\x45z")},
		{"IPv6", IP6, TEXT("\x60z"), TEXT(ZEROS ZEROS "\x86\xdd\x60z")},
		{"raw, nothing at all", RAW, "", 0, NULL, 0},
		{"loopback", BSD_NULL, TEXT("\2\0\0\0\x45z"), TEXT(ZEROS ZEROS "\x08\0\x45z")},
		{"OpenBSD loopback", LOOP, TEXT("\0\0\0\x18\x60z"),
			TEXT(ZEROS ZEROS "\x86\xdd\x60z")},
		{"loopback, cut head", BSD_NULL, TEXT("\2\0\0"), NULL, 0},
		{"loopback, nothing behind", BSD_NULL, TEXT("\2\0\0\0"), NULL, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf file = {0}, why = {0};
		struct capture *c = NULL;
		struct frame f;

		print_message("%s\n", rows[i].name);
		put_head(&file, rows[i].link);
		put_record(&file, 1000, rows[i].frame, rows[i].len);
		assert_int_equal(open_bytes(&file, &c, &why), RESULT_OK);
		assert_string_equal(capture_name(c), "wire.pcap");
		/* A capture of "any" or of IP says not on which wire a neighbour was. */
		if (rows[i].link == ETHERNET)
			assert_string_equal(capture_wire(c), "wire.pcap");
		else
			assert_null(capture_wire(c));
		assert_int_equal(capture_next(c, &f, &why), RESULT_OK);
		assert_int_equal(f.time, 1000);
		assert_int_equal(f.number, 1);
		assert_int_equal(f.bytes.left, rows[i].expected_len);
		if (rows[i].expected_len > 0)
			assert_memory_equal(f.bytes.at, rows[i].expected, rows[i].expected_len);
		assert_int_equal(capture_next(c, &f, &why), RESULT_END);
		assert_int_equal(capture_dropped(c), 0);
		capture_close(c);
		buf_free(&file);
		buf_free(&why);
	}
}

static void
a_file_that_is_no_capture_is_named(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
	} rows[] = {{"", 0}, {"\xd4\xc3", 2}, {TEXT("{\"an\": \"observation, not a frame\"}")}};
	struct capture *c = NULL;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf file = {0}, why = {0};

		buf_add(&file, rows[i].bytes, rows[i].len);
		assert_int_equal(open_bytes(&file, &c, &why), RESULT_MALFORMED);
		assert_non_null(strstr(buf_text(&why), "wire.pcap: not a capture file"));
		assert_null(c);
		buf_free(&file);
		buf_free(&why);
	}
}

static void
a_foreign_link_type_is_refused_by_name(void **state)
{
	struct buf file = {0}, why = {0};
	struct capture *c = NULL;

	(void)state;
	put_head(&file, WLAN);
	assert_int_equal(open_bytes(&file, &c, &why), RESULT_UNSUPPORTED);
	assert_non_null(strstr(buf_text(&why), "IEEE802_11"));
	assert_null(c);
	assert_null(capture_link_find(-1));
	buf_free(&file);
	buf_free(&why);
}

/* The frames before the fault are handed out; the fault tells the frame's number. */
static void
a_broken_record_is_told_with_its_number(void **state)
{
	static const uint32_t lengths[] = {60, 0x7fffffff, 0xffffffff};

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct buf file = {0}, why = {0};
		struct capture *c = NULL;
		struct frame f;

		put_head(&file, ETHERNET);
		put_record(&file, 1, TEXT(ZEROS MAC "\x88\xcc"));
		put32(&file, 2);
		put32(&file, 0);
		put32(&file, lengths[i]);
		put32(&file, lengths[i]);
		buf_puts(&file, "less than that");
		assert_int_equal(open_bytes(&file, &c, &why), RESULT_OK);
		assert_int_equal(capture_next(c, &f, &why), RESULT_OK);
		assert_int_equal(capture_next(c, &f, &why), RESULT_MALFORMED);
		assert_non_null(strstr(buf_text(&why), "wire.pcap: frame 2:"));
		capture_close(c);
		buf_free(&file);
		buf_free(&why);
	}
}

static void
what_cannot_be_opened_is_told_by_kind(void **state)
{
	struct buf why = {0};
	struct capture *c = NULL;
	enum result r;

	(void)state;
	assert_int_equal(capture_open_file("no/such/file.pcap", &c, &why), RESULT_NOT_FOUND);
	assert_non_null(strstr(buf_text(&why), "no/such/file.pcap: "));
	buf_clear(&why);
	r = capture_open_live("nowhere0", &c, &why);
	assert_true(r == RESULT_NOT_FOUND || r == RESULT_PERMISSION); /* the latter unless root */
	assert_non_null(strstr(buf_text(&why), "nowhere0: "));
	assert_null(c);
	assert_false(capture_join_groups(-1, "lo"));
	assert_true(capture_join_groups(-1, "any")); /* no single interface to ask */
	capture_close(NULL);
	buf_free(&why);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_framing_becomes_ethernet),
		cmocka_unit_test(a_file_that_is_no_capture_is_named),
		cmocka_unit_test(a_foreign_link_type_is_refused_by_name),
		cmocka_unit_test(a_broken_record_is_told_with_its_number),
		cmocka_unit_test(what_cannot_be_opened_is_told_by_kind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
