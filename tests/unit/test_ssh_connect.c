/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_ssh_connect.c: one attempt, from where it was told, and why there is none. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "probes/ssh_connect.h"

static struct addr
addr(const char *text)
{
	struct addr a;

	assert_int_equal(addr_parse(text, &a), RESULT_OK);
	return a;
}

static int
listen_at(const char *address, uint16_t *port)
{
	struct sockaddr_in sa = {.sin_family = AF_INET};
	socklen_t len = sizeof(sa);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(inet_pton(AF_INET, address, &sa.sin_addr), 1);
	assert_int_equal(bind(fd, (struct sockaddr *)&sa, len), 0);
	assert_int_equal(listen(fd, 4), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&sa, &len), 0);
	*port = ntohs(sa.sin_port);
	return fd;
}

static void
an_attempt_comes_from_its_source_and_never_blocks(void **state)
{
	struct settings s = {.source = addr("127.0.0.9")};
	struct addr to = addr("127.0.0.1");
	struct sockaddr_in peer;
	socklen_t len = sizeof(peer), size = sizeof(int);
	uint16_t port;
	int server = listen_at("127.0.0.1", &port), fd = -1, other, tries = 0;
	char text[INET_ADDRSTRLEN], byte;

	(void)state;
	assert_int_equal(ssh_connect(&s, &to, port, &fd), RESULT_OK);
	other = accept(server, (struct sockaddr *)&peer, &len);
	assert_true(other >= 0);
	assert_string_equal(inet_ntop(AF_INET, &peer.sin_addr, text, sizeof(text)), "127.0.0.9");
	assert_int_equal(getsockopt(fd, IPPROTO_TCP, TCP_SYNCNT, &tries, &size), 0);
	assert_int_equal(tries, 1); /* the pace grants each SYN */
	assert_int_equal(poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1, 60000), 1);
	ssh_connected(fd);
	assert_int_equal(read(fd, &byte, 1), -1);
	assert_true(errno == EAGAIN || errno == EWOULDBLOCK);
	close(other);
	close(fd);
	close(server);
}

/* An IPv4 source is no matter of an IPv6 target. */
static void
a_source_of_the_other_family_is_left_out(void **state)
{
	struct settings s = {.source = addr("fd00::1")};
	struct addr to = addr("127.0.0.1");
	uint16_t port;
	int server = listen_at("127.0.0.1", &port), fd = -1;

	(void)state;
	assert_int_equal(ssh_connect(&s, &to, port, &fd), RESULT_OK);
	close(fd);
	close(server);
}

static void
where_nobody_listens_the_refusal_is_told(void **state)
{
	struct settings s = {.rate = 0};
	struct addr to = addr("127.0.0.1");
	uint16_t port;
	int fd = -1, error = 0;
	socklen_t len = sizeof(error);

	(void)state;
	close(listen_at("127.0.0.1", &port));
	if (ssh_connect(&s, &to, port, &fd) == RESULT_OK) { /* known a moment later */
		assert_int_equal(poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1, 60000), 1);
		assert_int_equal(getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len), 0);
		assert_true(ssh_unreachable(error));
		close(fd);
	}
	s.interface = (char[]){"nowhere0"};
	fd = -1;
	assert_int_equal(ssh_connect(&s, &to, port, &fd), RESULT_REFUSED);
	assert_int_equal(fd, -1);
}

/* That is waited for, not taken for an answer of the device. */
static void
a_shortage_here_is_no_refusal_there(void **state)
{
	struct settings s = {.rate = 0};
	struct settings foreign = {.source = addr("192.0.2.77")};
	struct addr to = addr("127.0.0.1");
	struct rlimit before, none;
	enum result r;
	int fd = -1;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = before;
	none.rlim_cur = 0;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	r = ssh_connect(&s, &to, 22, &fd);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	assert_int_equal(r, RESULT_BUSY);
	assert_int_equal(ssh_connect(&foreign, &to, 22, &fd), RESULT_BUSY);
	assert_int_equal(fd, -1);
}

static void
errors_say_who_is_not_there(void **state)
{
	static const struct {
		int error;
		bool unreachable;
	} rows[] = {{ECONNREFUSED, true}, {EHOSTUNREACH, true}, {ENETUNREACH, true},
		{ECONNRESET, true}, {ETIMEDOUT, false}, {EINPROGRESS, false}, {EAGAIN, false}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(ssh_unreachable(rows[i].error), rows[i].unreachable);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_attempt_comes_from_its_source_and_never_blocks),
		cmocka_unit_test(a_source_of_the_other_family_is_left_out),
		cmocka_unit_test(where_nobody_listens_the_refusal_is_told),
		cmocka_unit_test(a_shortage_here_is_no_refusal_there),
		cmocka_unit_test(errors_say_who_is_not_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
