/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* The loop and the SSH servers, in a process of their own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <jansson.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "sim/serve.h"
#include "tests/unit/sim_help.h"

static uint16_t snmp_port, ssh_port;
static char count_path[300];
static pid_t child;

/* A port that is free now; the kernel chooses. */
static uint16_t
free_port(int type)
{
	struct sockaddr_in name = {.sin_family = AF_INET};
	socklen_t len = sizeof name;
	int fd = socket(AF_INET, type, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&name, len), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&name, &len), 0);
	close(fd);
	return ntohs(name.sin_port);
}

/* What the child does: it says through the pipe whether its sockets are open. */
static void
serve(const char *line, int ready)
{
	struct sim_options options;
	struct setup setup;
	struct buf error = {0};
	struct serve *s;
	enum result result = RESULT_IO;

	sim_setup(&setup, &options, line);
	s = serve_open(&setup, &error);
	if (write(ready, s != NULL ? "y" : "n", 1) == 1 && s != NULL)
		result = serve_run(s);
	close(ready);
	serve_close(s);
	setup_free(&setup);
	buf_free(&error);
	_exit(result == RESULT_OK ? 0 : 1);
}

/* Plays in a child; ready when this returns. */
static void
play(const char *more)
{
	char line[500], ready = 'n';
	int ends[2];

	snprintf(count_path, sizeof count_path, "%s/count.json", sim_folder());
	for (unsigned try = 0; try < 20 && ready == 'n'; try++) {
		snmp_port = free_port(SOCK_DGRAM);
		ssh_port = free_port(SOCK_STREAM);
		snprintf(line, sizeof line, "--snmp-port %u --ssh-port %u --count-file %s %s",
			snmp_port, ssh_port, count_path, more);
		assert_int_equal(pipe(ends), 0);
		child = fork();
		assert_true(child >= 0);
		if (child == 0)
			serve(line, ends[1]);
		close(ends[1]);
		assert_int_equal(read(ends[0], &ready, 1), 1);
		close(ends[0]);
		if (ready == 'n')
			waitpid(child, NULL, 0);
	}
	assert_int_equal(ready, 'y');
}

static json_t *
stop(int signal)
{
	json_error_t error;
	json_t *json;
	int status;

	assert_int_equal(kill(child, signal), 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	child = 0;
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	json = json_load_file(count_path, 0, &error);
	assert_non_null(json);
	sim_folder_gone();
	return json;
}

static int
visit(const char *address)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
		.sin_port = htons(ssh_port),
		.sin_addr.s_addr = inet_addr(address)};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_true(fd >= 0);
	if (connect(fd, (struct sockaddr *)&to, sizeof to) == 0)
		return fd;
	close(fd);
	return -1;
}

/* Reads until so many bytes are there; fewer where the other side closes. */
static size_t
hear(int fd, char *to, size_t want)
{
	size_t n = 0;

	while (n < want) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		ssize_t got;

		assert_int_equal(poll(&p, 1, 60000), 1);
		got = recv(fd, to + n, want - n, 0);
		if (got <= 0)
			break;
		n += (size_t)got;
	}
	return n;
}

static json_int_t
number(json_t *json, const char *name)
{
	return json_integer_value(json_object_get(json, name));
}

static void
datagrams_are_answered_and_counted_to_the_last(void **state)
{
	static const char *const names[] = {"1.3.6.1.2.1.1.1.0"};
	struct sockaddr_in to = {.sin_family = AF_INET};
	struct pollfd p = {.events = POLLIN};
	uint8_t room[300], answer[2000];
	struct bytes q = sim_question(room, sizeof room, 1, "public", BER_GET, 9, 0, 0, names, 1);
	struct sim_answer got;
	json_t *json;

	(void)state;
	play("--at 127.20.0.1=nokia-7750-sr");
	p.fd = socket(AF_INET, SOCK_DGRAM, 0);
	to.sin_port = htons(snmp_port);
	to.sin_addr.s_addr = inet_addr("127.20.0.1");
	assert_true(sendto(p.fd, q.at, q.left, 0, (struct sockaddr *)&to, sizeof to) > 0);
	assert_int_equal(poll(&p, 1, 60000), 1);
	assert_true(
		sim_decode(bytes_of(answer, (size_t)recv(p.fd, answer, sizeof answer, 0)), &got));
	for (unsigned i = 0; i < 200; i++) /* then the end, at once */
		assert_true(sendto(p.fd, q.at, q.left, 0, (struct sockaddr *)&to, sizeof to) > 0);
	json = stop(SIGTERM);
	assert_int_equal(number(json, "datagrams") + number(json, "overflow"), 201);
	assert_int_equal(number(json, "overflow"), 0);
	json_decref(json);
	close(p.fd);
}

static void
ssh_greets_and_offers(void **state)
{
	char text[400];
	json_t *json;
	int fd;

	(void)state;
	play("--at 127.20.0.1=huawei-ne8000-m8 --at 127.20.0.2=eltek-smartpack");
	fd = visit("127.20.0.1");
	assert_true(fd >= 0);
	assert_int_equal(hear(fd, text, 20), 20);
	assert_memory_equal(text, "SSH-2.0-HUAWEI-1.5\r\n", 20);
	assert_int_equal(send(fd, "SSH-2.0-me\r\n", 12, 0), 12);
	assert_int_equal(hear(fd, text, 6), 6);
	assert_int_equal(text[5], 20); /* SSH_MSG_KEXINIT */
	close(fd);
	/* Who has no server refuses; who is not there, too. */
	assert_int_equal(visit("127.20.0.2"), -1);
	assert_int_equal(visit("127.20.0.3"), -1);
	json = stop(SIGTERM);
	assert_int_equal(number(json, "connections"), 1);
	json_decref(json);
}

static void
a_silent_server_says_nothing(void **state)
{
	struct pollfd p = {.events = POLLIN};
	json_t *json;

	(void)state;
	play("--at 127.20.0.1=nokia-airscale-silent");
	p.fd = visit("127.20.0.1");
	assert_true(p.fd >= 0);
	assert_int_equal(poll(&p, 1, 300), 0);
	close(p.fd);
	json = stop(SIGTERM);
	assert_int_equal(number(json, "connections"), 1);
	json_decref(json);
}

static void
a_delay_comes_before_the_greeting(void **state)
{
	char text[400];
	json_t *json;
	int fd;

	(void)state;
	play("--at 127.20.0.1=huawei-ne8000-m8 --delay 30");
	fd = visit("127.20.0.1");
	assert_true(fd >= 0);
	/* What the visitor says meanwhile is not forgotten. */
	assert_int_equal(send(fd, "SSH-2.0-me\r\n", 12, 0), 12);
	assert_int_equal(hear(fd, text, 26), 26);
	assert_int_equal(text[25], 20);
	close(fd);
	json = stop(SIGTERM);
	json_decref(json);
}

static void
many_visitors_are_served(void **state)
{
	int fds[200];
	char text[100];
	json_t *json;

	(void)state;
	play("--prefix 127.20.0.0/24 --density 100 --only netscreen-ssh");
	for (unsigned i = 0; i < 200; i++) {
		char address[32];

		snprintf(address, sizeof address, "127.20.0.%u", i);
		fds[i] = visit(address);
		assert_true(fds[i] >= 0);
	}
	for (unsigned i = 0; i < 200; i++) {
		assert_int_equal(hear(fds[i], text, 19), 19);
		assert_memory_equal(text, "SSH-2.0-NetScreen\r\n", 19);
		close(fds[i]);
	}
	json = stop(SIGTERM);
	assert_int_equal(number(json, "connections"), 200);
	assert_int_equal(json_array_size(json_object_get(json, "addresses")), 200);
	json_decref(json);
}

/* An address is listened at once, however many prefixes hold it; a recording has
 * no SSH server. */
static void
prefixes_may_overlap(void **state)
{
	char text[100], more[400];
	json_t *json;
	int fd;

	(void)state;
	sim_file("a.snmprec", "1.3.6.1.2.1.1.1.0|4|recorded\n");
	snprintf(more, sizeof more,
		"--prefix 127.20.0.0/24 --prefix 127.20.0.0/25 --density 100 --only netscreen-ssh "
		"--record %s/a.snmprec=127.20.0.7",
		sim_folder());
	play(more);
	fd = visit("127.20.0.5");
	assert_true(fd >= 0);
	assert_int_equal(hear(fd, text, 19), 19);
	close(fd);
	assert_int_equal(visit("127.20.0.7"), -1);
	json = stop(SIGTERM);
	json_decref(json);
}

/* One socket for all, a filter in the kernel, and segments lost on the way. */
static void
dead_addresses_are_silent_and_segments_lost(void **state)
{
	char text[100];
	json_t *json;

	(void)state;
	play("--prefix 127.20.0.0/24 --density 100 --only netscreen-ssh --ssh-silent --loss 10");
	for (unsigned i = 0; i < 20; i++) {
		char address[32];
		int fd;

		snprintf(address, sizeof address, "127.20.0.%u", i);
		fd = visit(address); /* the kernel tries again */
		assert_true(fd >= 0);
		assert_int_equal(hear(fd, text, 19), 19);
		close(fd);
	}
	json = stop(SIGTERM);
	assert_int_equal(number(json, "connections"), 20);
	json_decref(json);
}

static void
counts_are_written_when_asked_for(void **state)
{
	json_error_t error;
	json_t *json = NULL;
	int fd;

	(void)state;
	play("--at 127.20.0.1=netscreen-ssh");
	fd = visit("127.20.0.1");
	assert_true(fd >= 0);
	/* Generous: the machine may be slow. */
	for (unsigned i = 0; i < 600 && (json == NULL || number(json, "connections") < 1); i++) {
		json_decref(json);
		kill(child, SIGUSR1);
		usleep(100000);
		json = json_load_file(count_path, 0, &error);
	}
	assert_non_null(json);
	assert_int_equal(number(json, "connections"), 1);
	json_decref(json);
	close(fd);
	json_decref(stop(SIGTERM));
}

static void
it_ends_after_its_time(void **state)
{
	int status;

	(void)state;
	play("--at 127.20.0.1=netscreen-ssh --duration 1");
	assert_int_equal(waitpid(child, &status, 0), child);
	child = 0;
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	sim_folder_gone();
}

/* A test that failed leaves nobody behind. */
static int
tidy(void **state)
{
	(void)state;
	if (child > 0) {
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		child = 0;
	}
	return 0;
}

static int
quiet(void **state)
{
	(void)state;
	log_set_level(LOG_LEVEL_ERROR);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(datagrams_are_answered_and_counted_to_the_last, tidy),
		cmocka_unit_test_teardown(ssh_greets_and_offers, tidy),
		cmocka_unit_test_teardown(a_silent_server_says_nothing, tidy),
		cmocka_unit_test_teardown(a_delay_comes_before_the_greeting, tidy),
		cmocka_unit_test_teardown(many_visitors_are_served, tidy),
		cmocka_unit_test_teardown(prefixes_may_overlap, tidy),
		cmocka_unit_test_teardown(dead_addresses_are_silent_and_segments_lost, tidy),
		cmocka_unit_test_teardown(counts_are_written_when_asked_for, tidy),
		cmocka_unit_test_teardown(it_ends_after_its_time, tidy),
	};

	return cmocka_run_group_tests(tests, quiet, NULL);
}
