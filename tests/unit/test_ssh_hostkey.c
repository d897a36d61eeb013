/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_ssh_hostkey.c: a server that breaks off, lies about lengths or talks
 * nonsense during the key exchange gives no key, and leaves no memory behind. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "probes/ssh_hostkey.h"

#define GREETING "SSH-2.0-x\r\n"
#define COOKIE "0123456789abcdef"
/* RFC 4253, 7.1: ten lists of names, a guess, 4 octets; here all lists are empty. */
#define EMPTY "\0\0\0\0"
#define NO_LISTS EMPTY EMPTY EMPTY EMPTY EMPTY EMPTY EMPTY EMPTY EMPTY EMPTY
#define TEXT(s) s, sizeof(s) - 1

static const struct {
	const char *name;
	const char *bytes;
	size_t len;
	enum result result;
} rows[] = {
	{"nothing yet", "", 0, RESULT_AGAIN},
	{"half a greeting", TEXT("SSH-2."), RESULT_AGAIN},
	{"a greeting alone", TEXT(GREETING), RESULT_AGAIN},
	{"half a length", TEXT(GREETING "\0\0"), RESULT_AGAIN},
	{"a packet under way", TEXT(GREETING "\0\0\1\0\4\x14" COOKIE), RESULT_AGAIN},
	{"a packet of 4 GB", TEXT(GREETING "\xff\xff\xff\xff\4\x14" COOKIE), RESULT_END},
	{"a packet of nothing", TEXT(GREETING "\0\0\0\0\0\0\0\0" COOKIE), RESULT_END},
	{"more padding than packet", TEXT(GREETING "\0\0\0\x0c\xff\x14" COOKIE), RESULT_END},
	{"no methods in common",
		TEXT(GREETING "\0\0\0\x4c\x0e\x14" COOKIE NO_LISTS
			      "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
			      "\0\0"),
		RESULT_END},
};

/* One step after another as the bytes come, as many at a time. */
static enum result
feed(struct ssh_hostkey *k, struct buf *in, const char *bytes, size_t len, size_t portion)
{
	enum result r = ssh_hostkey_step(k);

	for (size_t at = 0; at < len && r == RESULT_AGAIN; at += portion) {
		buf_add(in, bytes + at, portion < len - at ? portion : len - at);
		r = ssh_hostkey_step(k);
	}
	return r;
}

static void
broken_exchanges_give_no_key(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2 * sizeof(rows) / sizeof(rows[0]); i++) {
		size_t row = i / 2, portion = i % 2 == 0 ? 4096 : 1;
		struct buf in = {0}, text = {0};
		struct ssh_hostkey *k;
		int fds[2];

		print_message("%s, %zu at a time\n", rows[row].name, portion);
		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
		k = ssh_hostkey_new(fds[0], &in, "SSH-2.0-us");
		assert_non_null(k);
		assert_int_equal(
			feed(k, &in, rows[row].bytes, rows[row].len, portion), rows[row].result);
		assert_int_equal(ssh_hostkey_end(k, &text), RESULT_NET);
		assert_string_equal(buf_text(&text), "");
		ssh_hostkey_free(k);
		close(fds[0]);
		close(fds[1]);
		buf_free(&in);
		buf_free(&text);
	}
	ssh_hostkey_free(NULL);
}

/* The identification went out before; it must not be sent twice. */
static void
the_first_thing_sent_is_the_key_exchange(void **state)
{
	struct buf in = {0};
	struct ssh_hostkey *k;
	uint8_t sent[64];
	int fds[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
	k = ssh_hostkey_new(fds[0], &in, "SSH-2.0-us");
	assert_non_null(k);
	assert_int_equal(feed(k, &in, TEXT(GREETING), 4096), RESULT_AGAIN);
	assert_int_equal(read(fds[1], sent, sizeof(sent)), sizeof(sent));
	assert_int_equal(sent[5], 20); /* SSH_MSG_KEXINIT */
	ssh_hostkey_free(k);
	close(fds[0]);
	close(fds[1]);
	buf_free(&in);
}

/* Where the peer is gone there is no signal and no key. */
static void
a_peer_that_went_away_is_the_end(void **state)
{
	struct buf in = {0}, text = {0};
	struct ssh_hostkey *k;
	int fds[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
	k = ssh_hostkey_new(fds[0], &in, "SSH-2.0-us");
	assert_non_null(k);
	close(fds[1]);
	assert_int_equal(feed(k, &in, TEXT(GREETING), 4096), RESULT_END);
	assert_int_equal(ssh_hostkey_end(k, &text), RESULT_NET);
	ssh_hostkey_free(k);
	close(fds[0]);
	buf_free(&in);
	buf_free(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(broken_exchanges_give_no_key),
		cmocka_unit_test(the_first_thing_sent_is_the_key_exchange),
		cmocka_unit_test(a_peer_that_went_away_is_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
