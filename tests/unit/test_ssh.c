/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_ssh.c: a visit of servers that say what each test wants: in pieces, too
 * much, nothing, something else; and what is left behind: nothing. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "probes/list.h"
#include "tests/unit/fake_scanner.h"

#define CLIENTS 32
/* Far more than any visit here takes, on any machine. */
#define PATIENCE 300000

/* A server: what it sends to each client, and how. */
struct server {
	int listener;
	uint16_t port;
	struct buf says;
	size_t piece;	 /* bytes a round */
	bool closes;	 /* once it has said it */
	bool waits;	 /* until the client has identified itself */
	unsigned refuse; /* so many clients are let go without a word first */
	struct {
		int fd;
		size_t said;
		struct buf heard;
		bool left; /* the client closed */
	} clients[CLIENTS];
	unsigned n;
};

struct scene {
	struct settings settings;
	struct server server;
	struct fake_scanner *scanner;
	size_t job;
};

static void
server_open(struct server *v)
{
	struct sockaddr_in sa = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(sa);

	v->listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	assert_int_equal(bind(v->listener, (struct sockaddr *)&sa, len), 0);
	assert_int_equal(listen(v->listener, CLIENTS), 0);
	assert_int_equal(getsockname(v->listener, (struct sockaddr *)&sa, &len), 0);
	v->port = ntohs(sa.sin_port);
	v->piece = SIZE_MAX;
}

static void
serve(struct server *v, unsigned i)
{
	char bytes[4096];
	ssize_t n;
	int fd = v->clients[i].fd;
	size_t left = v->says.len - v->clients[i].said;

	if (fd < 0)
		return;
	while ((n = recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT)) > 0)
		buf_add(&v->clients[i].heard, bytes, (size_t)n);
	if (n == 0)
		v->clients[i].left = true;
	if (v->waits && v->clients[i].heard.len == 0)
		return;
	if (left > 0) {
		n = send(fd, v->says.data + v->clients[i].said, left < v->piece ? left : v->piece,
			MSG_NOSIGNAL | MSG_DONTWAIT);
		v->clients[i].said += n > 0 ? (size_t)n : 0;
	} else if (v->closes) {
		close(fd);
		v->clients[i].fd = -1;
	}
}

static void
server_round(void *arg)
{
	struct server *v = arg;
	int fd;

	while (v->n < CLIENTS && (fd = accept4(v->listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
		if (v->refuse > 0) {
			v->refuse--;
			close(fd);
			fd = -1;
		}
		v->clients[v->n++].fd = fd;
	}
	for (unsigned i = 0; i < v->n; i++)
		serve(v, i);
}

static void
open_scene(struct scene *s, const char *says, size_t len)
{
	memset(s, 0, sizeof(*s));
	settings_init(&s->settings);
	s->settings.timeout_ms = 60000;
	server_open(&s->server);
	buf_add(&s->server.says, says, len);
}

static void
run(struct scene *s)
{
	s->scanner = fake_scanner_new(&probe_ssh, &s->settings);
	assert_non_null(s->scanner);
	fake_scanner_each_round(s->scanner, server_round, &s->server);
	fake_scanner_wake_on(s->scanner, s->server.listener);
	s->job = fake_scanner_add_text(s->scanner, "127.0.0.1", s->server.port, NULL);
	assert_true(fake_scanner_run(s->scanner, PATIENCE));
	assert_int_equal(fake_scanner_violations(s->scanner), 0);
}

static void
close_scene(struct scene *s)
{
	fake_scanner_free(s->scanner);
	for (unsigned i = 0; i < s->server.n; i++) {
		if (s->server.clients[i].fd >= 0)
			close(s->server.clients[i].fd);
		buf_free(&s->server.clients[i].heard);
	}
	close(s->server.listener);
	buf_free(&s->server.says);
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

/* RFC 4253 6 and 7.1: length, padding length, 20, cookie, ten name-lists, 0, 0. */
static void
put_kexinit(struct buf *out, const char *const lists[10])
{
	struct buf in = {0};
	size_t padding;

	buf_putc(&in, 20);
	for (int i = 0; i < 16; i++)
		buf_putc(&in, (char)(i * 11));
	for (int i = 0; i < 10; i++) {
		size_t n = strlen(lists[i]);
		const char head[] = {0, 0, (char)(n >> 8), (char)n};

		buf_add(&in, head, 4);
		buf_puts(&in, lists[i]);
	}
	buf_add(&in, "\0\0\0\0\0", 5);
	padding = 8 - (in.len + 5) % 8 + 8;
	{
		size_t n = in.len + 1 + padding;
		const char head[] = {0, 0, (char)(n >> 8), (char)n, (char)padding};

		buf_add(out, head, 5);
	}
	buf_add(out, in.data, in.len);
	for (size_t i = 0; i < padding; i++)
		buf_putc(out, 0);
	buf_free(&in);
}

static const char *const lists[10] = {"curve25519-sha256,ext-info-s", "ssh-ed25519,rsa-sha2-512",
	"aes256-ctr", "aes128-ctr", "hmac-sha2-256", "hmac-sha1", "none", "zlib", "", "en"};

static void
put_server(struct buf *out)
{
	buf_puts(out, "Welcome to site 4711\r\nAuthorised staff only\n");
	buf_puts(out, "SSH-2.0-HUAWEI-1.5 rtn\r\n");
	put_kexinit(out, lists);
}

/* ---- what is heard ----------------------------------------------------------------- */

static void
all_is_read_however_it_is_cut(void **state)
{
	static const size_t pieces[] = {SIZE_MAX, 1, 7, 100};
	struct scene s;

	(void)state;
	for (size_t i = 0; i < 4; i++)
		for (int waits = 0; waits < 2; waits++) {
			open_scene(&s, "", 0);
			put_server(&s.server.says);
			s.server.piece = pieces[i];
			s.server.waits = waits != 0;
			run(&s);
			assert_int_equal(outcome(&s), OUTCOME_ANSWERED);
			assert_string_equal(text(&s, "ssh.banner"), "SSH-2.0-HUAWEI-1.5 rtn");
			assert_non_null(strstr(text(&s, "ssh.preBanner"), "Welcome to site 4711"));
			assert_non_null(strstr(text(&s, "ssh.preBanner"), "staff only"));
			assert_non_null(strstr(text(&s, "ssh.kexinit"),
				"kex=curve25519-sha256,ext-info-s;hostkey=ssh-ed25519,rsa-sha2-512;"
				"enc_c2s=aes256-ctr;enc_s2c=aes128-ctr;mac_c2s=hmac-sha2-256;"
				"mac_s2c=hmac-sha1;comp_c2s=none;comp_s2c=zlib"));
			assert_int_equal(strlen(text(&s, "ssh.hassh")), 32);
			assert_string_equal(text(&s, "ssh.hostkey"), "");
			close_scene(&s);
		}
}

/* We identify ourselves in one line, say nothing more, and go. */
static void
we_say_one_line_and_leave(void **state)
{
	struct scene s;
	const char *heard;

	(void)state;
	open_scene(&s, "", 0);
	put_server(&s.server.says);
	run(&s);
	server_round(&s.server);
	assert_int_equal(s.server.n, 1);
	heard = buf_text(&s.server.clients[0].heard);
	assert_int_equal(strncmp(heard, "SSH-2.0-ranmap_", 15), 0);
	assert_string_equal(heard + strlen(heard) - 2, "\r\n");
	assert_ptr_equal(strchr(heard, '\n'), heard + strlen(heard) - 1);
	assert_true(s.server.clients[0].left);
	close_scene(&s);
}

static void
a_closed_port_is_closed(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s, "", 0);
	close(s.server.listener);
	s.server.listener = socket(AF_INET, SOCK_STREAM, 0);
	run(&s);
	assert_int_equal(outcome(&s), OUTCOME_CLOSED);
	assert_int_equal(fake_scanner_n_observations(s.scanner), 0);
	assert_int_equal(fake_scanner_job(s.scanner, s.job)->sent, 1);
	close_scene(&s);
}

static void
one_that_hangs_up_is_tried_again(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s, "", 0);
	put_server(&s.server.says);
	s.server.refuse = 2;
	run(&s);
	assert_int_equal(s.server.n, 3);
	assert_int_equal(outcome(&s), OUTCOME_ANSWERED);
	assert_string_equal(text(&s, "ssh.banner"), "SSH-2.0-HUAWEI-1.5 rtn");
	close_scene(&s);
	/* Always: silent, after the retries. */
	open_scene(&s, "", 0);
	s.server.refuse = CLIENTS;
	s.settings.retries = 1;
	run(&s);
	assert_int_equal(s.server.n, 2);
	assert_int_equal(outcome(&s), OUTCOME_SILENT);
	close_scene(&s);
}

static void
what_is_no_ssh_is_kept_as_it_is(void **state)
{
	static const char http[] = "HTTP/1.1 400 Bad Request\r\nServer: x\0y\r\n\r\n";
	struct scene s;

	(void)state;
	open_scene(&s, http, sizeof(http) - 1);
	s.server.closes = true;
	run(&s);
	assert_int_equal(outcome(&s), OUTCOME_ANSWERED);
	assert_string_equal(text(&s, "ssh.banner"), "");
	assert_int_equal(strncmp(text(&s, "ssh.raw"), "HTTP/1.1 400", 12), 0);
	close_scene(&s);
}

static void
a_kexinit_that_is_cut_or_wrong_loses_no_banner(void **state)
{
	static const char wrong[] = "SSH-2.0-x\r\n\x00\x00\x00\x10\xff\x14 nonsense nonsense";
	struct buf whole = {0};
	struct scene s;

	(void)state;
	put_server(&whole);
	for (size_t cut = whole.len - 1; cut > 72; cut -= 37) {
		open_scene(&s, whole.data, cut);
		s.server.closes = true;
		run(&s);
		assert_int_equal(outcome(&s), OUTCOME_ANSWERED);
		assert_string_equal(text(&s, "ssh.banner"), "SSH-2.0-HUAWEI-1.5 rtn");
		assert_int_equal(fake_scanner_n(s.scanner, s.job, "ssh.kexinit"), 0);
		close_scene(&s);
	}
	open_scene(&s, wrong, sizeof(wrong) - 1);
	s.server.closes = true;
	run(&s);
	assert_string_equal(text(&s, "ssh.banner"), "SSH-2.0-x");
	close_scene(&s);
	buf_free(&whole);
}

/* A server that never ends: 64 KB, then the visit is over. */
static void
a_flood_ends_at_64_kb(void **state)
{
	struct buf flood = {0};
	struct scene s;

	(void)state;
	for (int i = 0; i < 40000; i++)
		buf_puts(&flood, "blah\r\n");
	open_scene(&s, flood.data, flood.len);
	run(&s);
	assert_int_equal(outcome(&s), OUTCOME_ANSWERED);
	assert_int_equal(fake_scanner_job(s.scanner, s.job)->sent, 1);
	for (size_t i = 0; i < fake_scanner_n_observations(s.scanner); i++)
		assert_in_range(fake_scanner_observation(s.scanner, i)->len, 0, 65536);
	close_scene(&s);
	buf_free(&flood);
}

/* The host key is asked of one that ends in the middle of the exchange: the rest stands. */
static void
an_exchange_that_fails_loses_nothing(void **state)
{
	static const char packet[] = "\0\0\0\x0c\x0a\x1fgarbage!!!";
	struct scene s;

	(void)state;
	open_scene(&s, "", 0);
	put_server(&s.server.says);
	buf_add(&s.server.says, packet, sizeof(packet) - 1);
	s.server.closes = true;
	s.settings.ssh_hostkey = true;
	run(&s);
	assert_int_equal(outcome(&s), OUTCOME_ANSWERED);
	assert_string_equal(text(&s, "ssh.banner"), "SSH-2.0-HUAWEI-1.5 rtn");
	assert_int_equal(fake_scanner_n(s.scanner, s.job, "ssh.kexinit"), 1);
	assert_string_equal(text(&s, "ssh.hostkey"), "");
	assert_int_equal(fake_scanner_count(s.scanner, "ssh host keys not had"), 1);
	close_scene(&s);
}

static void
many_at_once(void **state)
{
	size_t jobs[20];
	struct scene s;

	(void)state;
	open_scene(&s, "", 0);
	put_server(&s.server.says);
	s.server.piece = 5;
	s.scanner = fake_scanner_new(&probe_ssh, &s.settings);
	fake_scanner_each_round(s.scanner, server_round, &s.server);
	for (int i = 0; i < 20; i++)
		jobs[i] = fake_scanner_add_text(s.scanner, "127.0.0.1", s.server.port, NULL);
	assert_true(fake_scanner_run(s.scanner, PATIENCE));
	for (int i = 0; i < 20; i++)
		assert_string_equal(fake_scanner_text(s.scanner, jobs[i], "ssh.banner", NULL),
			"SSH-2.0-HUAWEI-1.5 rtn");
	assert_int_equal(fake_scanner_violations(s.scanner), 0);
	close_scene(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_is_read_however_it_is_cut),
		cmocka_unit_test(we_say_one_line_and_leave),
		cmocka_unit_test(a_closed_port_is_closed),
		cmocka_unit_test(one_that_hangs_up_is_tried_again),
		cmocka_unit_test(what_is_no_ssh_is_kept_as_it_is),
		cmocka_unit_test(a_kexinit_that_is_cut_or_wrong_loses_no_banner),
		cmocka_unit_test(a_flood_ends_at_64_kb),
		cmocka_unit_test(an_exchange_that_fails_loses_nothing),
		cmocka_unit_test(many_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
