/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* What servers send first, whole, byte by byte and broken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "probes/list.h"
#include "probes/ssh_stream.h"
#include "tests/unit/facts_text.h"

/* clang-format off */
#define TEXT(t) {(t), sizeof(t) - 1}
/* A KEXINIT of 100 bytes in all: length, padding, 20, a cookie, eight short
 * lists, two empty ones, no guess. */
#define COOKIE "0123456789abcdef"
#define LISTS                                                                   \
	"\0\0\0\3k,l" "\0\0\0\2ed" "\0\0\0\2e1" "\0\0\0\2e2" "\0\0\0\2m1"       \
	"\0\0\0\2m2" "\0\0\0\4none" "\0\0\0\4zlib" "\0\0\0\0" "\0\0\0\0" "\0" "\0\0\0\0"
/* 1 + 17 + 61 + 5 = 84 bytes and 12 of padding */
#define KEXINIT "\0\0\0\x60" "\x0c" "\x14" COOKIE LISTS "123456789012"
#define KEXINIT_FACTS                                                           \
	"ssh.kexinit=kex=k,l;hostkey=ed;enc_c2s=e1;enc_s2c=e2;mac_c2s=m1;mac_s2c=m2;" \
	"comp_c2s=none;comp_s2c=zlib\n"                                         \
	"ssh.hassh=d033395ba26d14f84e46aac15d0bdd2f\n"
/* clang-format on */

struct sample {
	const char *name;
	struct {
		const char *bytes;
		size_t len;
	} in;
	enum result result;
	const char *facts; /* without ssh.malformed */
};

static const struct sample samples[] = {
	{"identification_and_kexinit", TEXT("SSH-2.0-ROSSSH\r\n" KEXINIT), RESULT_OK,
		"ssh.banner=SSH-2.0-ROSSSH\n" KEXINIT_FACTS},
	{"line_feed_alone", TEXT("SSH-2.0-x\n" KEXINIT), RESULT_OK,
		"ssh.banner=SSH-2.0-x\n" KEXINIT_FACTS},
	{"comment_and_empty_version", TEXT("SSH-2.0-- a b\r\n" KEXINIT), RESULT_OK,
		"ssh.banner=SSH-2.0-- a b\n" KEXINIT_FACTS},
	{"bytes_behind_kexinit_are_left", TEXT("SSH-2.0-x\r\n" KEXINIT "\0\0"), RESULT_OK,
		"ssh.banner=SSH-2.0-x\n" KEXINIT_FACTS},
	{"lines_before", TEXT("Hello\r\n\x1b[2J\r\nSSH-2.0-x\r\n" KEXINIT), RESULT_OK,
		"ssh.preBanner=Hello\\0d\\0a\\1b[2J\n"
		"ssh.banner=SSH-2.0-x\n" KEXINIT_FACTS},
	{"version_1_99_speaks_two", TEXT("SSH-1.99-VRP-3.4\n" KEXINIT), RESULT_OK,
		"ssh.banner=SSH-1.99-VRP-3.4\n" KEXINIT_FACTS},
	{"version_1_5_has_no_kexinit", TEXT("SSH-1.5-Cisco-1.25\nxxxxxxxxxxxx"), RESULT_OK,
		"ssh.banner=SSH-1.5-Cisco-1.25\n"},
	{"ignore_and_debug_before",
		TEXT("SSH-2.0-x\r\n"
		     "\0\0\0\x0c\4\2\0\0\0\2hi1234"
		     "\0\0\0\x0c\4\4\0\0\0\0\0\0"
		     "1234" KEXINIT),
		RESULT_OK, "ssh.banner=SSH-2.0-x\n" KEXINIT_FACTS},
	{"disconnect_with_words",
		TEXT("SSH-2.0-x\r\n"
		     "\0\0\0\x18\4\1\0\0\0\x0c\0\0\0\6go off\0\0\0\0"
		     "1234"),
		RESULT_OK, "ssh.banner=SSH-2.0-x\nssh.disconnect=12 go off\n"},

	/* faults */
	{"nothing", TEXT(""), RESULT_TRUNCATED, ""},
	{"no_identification", TEXT("220 ready\r\n\x80\x00"), RESULT_TRUNCATED,
		"ssh.raw=220 ready\\0d\\0a\\80\\00\n"},
	{"identification_without_end", TEXT("SSH-2.0-RomSShell_4.62"), RESULT_TRUNCATED,
		"ssh.banner=SSH-2.0-RomSShell_4.62\n"},
	{"kexinit_cut", TEXT("SSH-2.0-x\r\n\0\0\0\x60\7\x14"), RESULT_TRUNCATED,
		"ssh.banner=SSH-2.0-x\n"},
	{"packet_too_long", TEXT("SSH-2.0-x\r\n\0\1\0\0\7\x14"), RESULT_MALFORMED,
		"ssh.banner=SSH-2.0-x\n"},
	{"packet_too_short", TEXT("SSH-2.0-x\r\n\0\0\0\1\7\x14"), RESULT_MALFORMED,
		"ssh.banner=SSH-2.0-x\n"},
	{"padding_longer_than_the_packet",
		TEXT("SSH-2.0-x\r\n\0\0\0\x0c\x0b\x14"
		     "0123456789"),
		RESULT_MALFORMED, "ssh.banner=SSH-2.0-x\n"},
	{"another_message_first",
		TEXT("SSH-2.0-x\r\n\0\0\0\x0c\4\x15"
		     "0123456789"),
		RESULT_MALFORMED, "ssh.banner=SSH-2.0-x\n"},
	{"list_longer_than_its_message",
		TEXT("SSH-2.0-x\r\n\0\0\0\x1c\4\x14" COOKIE "\0\0\1\0"
		     "1234567"),
		RESULT_MALFORMED, "ssh.banner=SSH-2.0-x\n"},
};

static void
drop_malformed(struct buf *text)
{
	char *at = text->data != NULL ? strstr(text->data, "ssh.malformed=") : NULL;

	if (at == NULL)
		return;
	text->len = (size_t)(at - text->data);
	*at = '\0';
}

/* A copy of exactly its size, so that a sanitizer sees any step past it. */
static char *
exact(const char *bytes, size_t len)
{
	char *copy = malloc(len > 0 ? len : 1);

	assert_non_null(copy);
	if (len > 0)
		memcpy(copy, bytes, len);
	return copy;
}

static void
decode_sample(void **state)
{
	const struct sample *s = *state;
	struct facts_text facts = facts_text_new();
	char *copy = exact(s->in.bytes, s->in.len);
	enum result r = probe_ssh.decode(bytes_of(copy, s->in.len), &facts.sink);

	if (r == RESULT_MALFORMED)
		assert_non_null(strstr(buf_text(&facts.text), "ssh.malformed="));
	drop_malformed(&facts.text);
	assert_string_equal(buf_text(&facts.text), s->facts);
	assert_int_equal(r, s->result);
	buf_free(&facts.text);
	free(copy);
}

/* However the network cuts the stream, the same is found at the same place. */
static void
byte_by_byte_is_the_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		const struct sample *s = &samples[i];
		struct facts_text facts = facts_text_new();
		struct ssh_scan scan = {.at = 0};
		size_t len = 0;
		bool over = false;

		while (!over && len < s->in.len) {
			char *copy = exact(s->in.bytes, ++len);

			over = ssh_scan_more(&scan, copy, len);
			free(copy);
		}
		if (!over)
			ssh_scan_end(&scan, s->in.bytes, len);
		ssh_scan_put(&scan, s->in.bytes, len, &facts.sink);
		drop_malformed(&facts.text);
		assert_string_equal(buf_text(&facts.text), s->facts);
		buf_free(&facts.text);
	}
}

/* An identification that has no end is taken after 255 characters. */
static void
endless_identification_is_cut(void **state)
{
	char line[400];
	struct facts_text facts = facts_text_new();
	struct ssh_scan scan = {.at = 0};

	(void)state;
	memset(line, 'x', sizeof(line));
	memcpy(line, "SSH-2.0-", 8);
	assert_false(ssh_scan_more(&scan, line, SSH_IDENT_MAX));
	assert_true(ssh_scan_more(&scan, line, SSH_IDENT_MAX + 1));
	assert_int_equal(scan.fault, RESULT_MALFORMED);
	assert_int_equal(scan.ident.len, SSH_IDENT_MAX);
	assert_int_equal(
		probe_ssh.decode(bytes_of(line, sizeof(line)), &facts.sink), RESULT_MALFORMED);
	buf_free(&facts.text);
}

static void
lines_before_are_bounded(void **state)
{
	char text[6000];
	struct facts_text facts = facts_text_new();

	(void)state;
	memset(text, 'x', sizeof(text));
	memcpy(text + 5988, "\nSSH-1.5-a\r\n", 12);
	assert_int_equal(probe_ssh.decode(bytes_of(text, sizeof(text)), &facts.sink), RESULT_OK);
	assert_int_equal(facts.text.len,
		strlen("ssh.preBanner=\nssh.banner=SSH-1.5-a\n") + SSH_PRE_BANNER_MAX);
	buf_free(&facts.text);
}

static void
languages_are_told_where_there_are_any(void **state)
{
	static const char stream[] = "SSH-2.0-x\r\n\0\0\0\x48\7\x14" COOKIE
				     "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
				     "\0\0\0\0\0\0\0\2en\0\0\0\0\0\0\0\0\0"
				     "1234567";
	struct facts_text facts = facts_text_new();

	(void)state;
	(void)probe_ssh.decode(bytes_of(stream, sizeof(stream) - 1), &facts.sink);
	assert_non_null(strstr(buf_text(&facts.text), "comp_c2s=;comp_s2c=;lang_c2s=en\n"));
	buf_free(&facts.text);
}

int
main(void)
{
	const size_t n = sizeof(samples) / sizeof(samples[0]);
	struct CMUnitTest *tests = calloc(n + 4, sizeof(*tests));
	int failed;

	if (tests == NULL)
		return 1;
	for (size_t i = 0; i < n; i++)
		tests[i] = (struct CMUnitTest){
			.name = samples[i].name,
			.test_func = decode_sample,
			.initial_state = (void *)(uintptr_t)&samples[i],
		};
	tests[n] = (struct CMUnitTest)cmocka_unit_test(byte_by_byte_is_the_same);
	tests[n + 1] = (struct CMUnitTest)cmocka_unit_test(endless_identification_is_cut);
	tests[n + 2] = (struct CMUnitTest)cmocka_unit_test(lines_before_are_bounded);
	tests[n + 3] = (struct CMUnitTest)cmocka_unit_test(languages_are_told_where_there_are_any);
	failed = _cmocka_run_group_tests("ssh_stream", tests, n + 4, NULL, NULL);
	free(tests);
	return failed;
}
