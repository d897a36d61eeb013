/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* Datagrams over a real socket on loopback: answers, loss, delay, odd and fragile devices. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "sim/desk.h"
#include "sim/udp.h"
#include "tests/unit/sim_help.h"

/* A device at 127.20.0.1, a desk and a client that speak over loopback. */
struct fixture {
	struct sim_options options;
	struct setup setup;
	struct count *count;
	struct desk *desk;
	struct udp *udp;
	struct sockaddr_in server, from;
	int client;
	int64_t now;
	uint8_t answer[UDP_ANSWER_MAX];
	size_t len;
	struct sim_answer got;
};

static struct fixture f;

static void
open_desk(const char *persona, const char *more)
{
	struct sockaddr_in name;
	socklen_t len = sizeof name;
	struct buf error = {0};
	char line[300];

	memset(&f, 0, sizeof f);
	snprintf(line, sizeof line, "--at 127.20.0.1=%s %s", persona, more);
	sim_setup(&f.setup, &f.options, line);
	f.count = count_new(true);
	f.desk = desk_new(&f.options.options, f.setup.net, f.count, 0);
	f.now = CLOCK_S;
	f.udp = udp_open(4, 0, &error); /* any free port */
	if (f.udp == NULL)
		fail_msg("%s", buf_text(&error));
	assert_int_equal(getsockname(udp_fd(f.udp), (struct sockaddr *)&name, &len), 0);
	f.server = (struct sockaddr_in){.sin_family = AF_INET,
		.sin_port = name.sin_port,
		.sin_addr.s_addr = inet_addr("127.20.0.1")};
	f.client = socket(AF_INET, SOCK_DGRAM, 0);
	assert_true(f.client >= 0);
}

static void
close_desk(void)
{
	close(f.client);
	udp_close(f.udp);
	udp_close(NULL);
	desk_free(f.desk);
	desk_free(NULL);
	count_free(f.count);
	setup_free(&f.setup);
}

/* One GET or GETBULK of sysDescr and sysName through the socket to the desk. */
static void
ask(uint8_t pdu)
{
	static const char *const names[] = {"1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.5.0"};
	struct pollfd p = {.fd = udp_fd(f.udp), .events = POLLIN};
	struct datagram *all;
	uint64_t overflow = 0;
	uint8_t room[300];
	struct bytes q = sim_question(room, sizeof room, 1, "public", pdu, 42, 0, 0, names, 2);
	size_t n;

	assert_int_equal(
		sendto(f.client, q.at, q.left, 0, (struct sockaddr *)&f.server, sizeof f.server),
		(ssize_t)q.left);
	assert_int_equal(poll(&p, 1, 60000), 1);
	n = udp_receive(f.udp, &all, &overflow);
	assert_int_equal(n, 1);
	assert_int_equal(all[0].data.left, q.left);
	assert_true(all[0].time > 0);
	desk_take(f.desk, f.udp, &all[0], f.now);
	udp_flush(f.udp);
}

/* True where an answer is there (loopback delivers at once). */
static bool
hear(void)
{
	socklen_t len = sizeof f.from;
	ssize_t n = recvfrom(f.client, f.answer, sizeof f.answer, MSG_DONTWAIT,
		(struct sockaddr *)&f.from, &len);

	f.len = n > 0 ? (size_t)n : 0;
	return n >= 0;
}

static bool
understood(void)
{
	return hear() && sim_decode(bytes_of(f.answer, f.len), &f.got);
}

static void
answers_come_from_the_address_asked(void **state)
{
	(void)state;
	open_desk("nokia-7750-sr", "");
	ask(BER_GET);
	assert_true(understood());
	assert_int_equal(f.from.sin_addr.s_addr, f.server.sin_addr.s_addr);
	assert_memory_equal(f.got.at[0].value.at, "TiMOS-C-", 8);
	assert_int_equal(count_totals(f.count)->datagrams, 1);
	assert_int_equal(count_totals(f.count)->answers, 1);
	/* Somebody else's address is counted, and silent. */
	f.server.sin_addr.s_addr = inet_addr("127.20.0.2");
	ask(BER_GET);
	assert_false(hear());
	assert_int_equal(count_totals(f.count)->datagrams, 2);
	close_desk();
}

static void
closed_devices_are_silent_and_counted(void **state)
{
	(void)state;
	open_desk("closed-router", "");
	ask(BER_GET);
	assert_false(hear());
	assert_int_equal(count_totals(f.count)->refused, 1);
	close_desk();
	open_desk("ericsson-baseband", ""); /* no SNMP at all */
	ask(BER_GET);
	assert_false(hear());
	close_desk();
}

static void
loss_is_as_often_as_told(void **state)
{
	unsigned heard = 0;

	(void)state;
	open_desk("nokia-7750-sr", "--loss 20");
	for (unsigned i = 0; i < 2000; i++) {
		ask(BER_GET);
		heard += hear();
	}
	assert_in_range(heard, 1150, 1410); /* 64 % */
	assert_in_range(count_totals(f.count)->lost_in, 320, 480);
	assert_int_equal(
		heard, 2000 - count_totals(f.count)->lost_in - count_totals(f.count)->lost_out);
	assert_int_equal(count_totals(f.count)->datagrams, 2000);
	close_desk();
}

static void
a_path_drops_what_is_too_much(void **state)
{
	const struct count_totals *totals;
	int64_t start = clock_now();
	unsigned heard = 0;

	(void)state;
	open_desk("nokia-7750-sr", "--capacity 10");
	for (unsigned i = 0; i < 100; i++) {
		ask(BER_GET);
		heard += hear();
	}
	totals = count_totals(f.count);
	assert_in_range(heard, 1, (clock_now() - start) / (CLOCK_S / 10) + 2);
	assert_int_equal(totals->datagrams, 100);
	assert_int_equal(totals->over_capacity, 100 - heard);
	assert_int_equal(totals->lost_in, 0);
	close_desk();
}

static void
delayed_answers_wait_for_their_time(void **state)
{
	int64_t due;

	(void)state;
	open_desk("nokia-7750-sr", "--delay 100 --jitter 50");
	assert_true(desk_due(f.desk, f.now) == INT64_MAX);
	ask(BER_GET);
	assert_false(hear());
	due = desk_due(f.desk, f.now);
	assert_in_range(due - f.now, 100 * CLOCK_MS, 150 * CLOCK_MS);
	desk_due(f.desk, due - 1);
	udp_flush(f.udp);
	assert_false(hear());
	assert_true(desk_due(f.desk, due) == INT64_MAX);
	udp_flush(f.udp);
	assert_true(understood());
	ask(BER_GET); /* what is still held at the end is freed */
	close_desk();
}

/* Load: what the persona or the default bears is between the two. */
static void
fragile_devices_slow_down_and_die(void **state)
{
	int64_t due = 0;

	(void)state;
	open_desk("nokia-7750-sr", "--fragile 100");
	for (unsigned i = 0; i < 40; i++, f.now += 300 * CLOCK_MS) { /* gently: nothing happens */
		ask(BER_GET);
		assert_true(hear());
	}
	for (unsigned i = 0; i < 12; i++)
		ask(BER_GET);
	due = desk_due(f.desk, f.now);
	assert_true(due > f.now && due < INT64_MAX); /* later and later */
	for (unsigned i = 0; i < 20; i++)
		ask(BER_GET);
	assert_int_equal(count_totals(f.count)->silent_devices, 1);
	desk_due(f.desk, f.now + 100 * CLOCK_S);
	udp_flush(f.udp);
	while (hear())
		;
	f.now += 100 * CLOCK_S;
	ask(BER_GET);
	assert_false(hear()); /* for ever */
	close_desk();
}

static void
some_die_at_getbulk(void **state)
{
	(void)state;
	open_desk("nokia-7750-sr", "--odd 100 --odd-kind dies-at-getbulk");
	ask(BER_GET);
	assert_true(understood());
	ask(BER_GETBULK);
	assert_false(hear());
	ask(BER_GET);
	assert_false(hear());
	assert_int_equal(count_totals(f.count)->silent_devices, 1);
	close_desk();
	open_desk("nokia-7750-sr", "--odd 100 --odd-kind ignores-getbulk");
	ask(BER_GETBULK);
	assert_false(hear());
	ask(BER_GET);
	assert_true(understood());
	close_desk();
}

static void
some_answer_from_elsewhere_or_twice(void **state)
{
	(void)state;
	open_desk("nokia-7750-sr", "--odd 100 --odd-kind other-address");
	ask(BER_GET);
	assert_true(understood());
	assert_int_equal(f.from.sin_addr.s_addr, inet_addr("127.20.0.2"));
	close_desk();
	open_desk("nokia-7750-sr", "--odd 100 --odd-kind twice");
	ask(BER_GET);
	assert_true(understood());
	assert_true(understood());
	assert_false(hear());
	close_desk();
}

static void
some_send_rubbish(void **state)
{
	unsigned good = 0;

	(void)state;
	open_desk("nokia-7750-sr", "--odd 100 --odd-kind garbage");
	ask(BER_GET);
	assert_true(hear());
	assert_false(sim_decode(bytes_of(f.answer, f.len), &f.got));
	close_desk();
	open_desk("nokia-7750-sr", "--odd 100 --odd-kind malformed");
	for (unsigned i = 0; i < 200; i++) {
		ask(BER_GET);
		good += understood();
	}
	assert_in_range(good, 60, 160);
	close_desk();
}

static void
a_recording_plays_at_its_address(void **state)
{
	char line[300];

	(void)state;
	sim_file("a.snmprec", "1.3.6.1.2.1.1.1.0|4|recorded\n1.3.6.1.2.1.1.5.0|4|its name\n");
	sim_file("b.snmprec", "1.3.6.1.2.1.1.1.0|4|second\n");
	snprintf(line, sizeof line, "--recordings %s --recordings-prefix 127.20.0.4/30",
		sim_folder());
	open_desk("nokia-7750-sr", line);
	f.server.sin_addr.s_addr = inet_addr("127.20.0.5");
	ask(BER_GET);
	assert_true(understood());
	assert_memory_equal(f.got.at[0].value.at, "recorded", 8);
	f.server.sin_addr.s_addr = inet_addr("127.20.0.6");
	ask(BER_GET);
	assert_true(understood());
	assert_memory_equal(f.got.at[0].value.at, "second", 6);
	assert_int_equal(f.got.at[1].tag, BER_NO_OBJECT);
	close_desk();
	sim_folder_gone();
}

static void
many_datagrams_are_taken_at_once(void **state)
{
	struct datagram *all;
	uint64_t overflow = 0;
	size_t n, total = 0;

	(void)state;
	open_desk("nokia-7750-sr", "");
	for (unsigned i = 0; i < 200; i++)
		assert_int_equal(sendto(f.client, &i, sizeof i, 0, (struct sockaddr *)&f.server,
					 sizeof f.server),
			sizeof i);
	while ((n = udp_receive(f.udp, &all, &overflow)) > 0) {
		for (size_t i = 0; i < n; i++)
			assert_memory_equal(all[i].data.at, &(unsigned){(unsigned)(total + i)},
				sizeof(unsigned));
		total += n;
	}
	assert_int_equal(total, 200);
	assert_int_equal(overflow, 0);
	close_desk();
}

static void
a_port_in_use_is_told(void **state)
{
	struct sockaddr_in name;
	socklen_t len = sizeof name;
	struct buf error = {0};

	(void)state;
	open_desk("nokia-7750-sr", "");
	assert_int_equal(getsockname(udp_fd(f.udp), (struct sockaddr *)&name, &len), 0);
	assert_null(udp_open(4, ntohs(name.sin_port), &error));
	assert_non_null(strstr(buf_text(&error), "UDP port"));
	buf_free(&error);
	close_desk();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_come_from_the_address_asked),
		cmocka_unit_test(closed_devices_are_silent_and_counted),
		cmocka_unit_test(loss_is_as_often_as_told),
		cmocka_unit_test(a_path_drops_what_is_too_much),
		cmocka_unit_test(delayed_answers_wait_for_their_time),
		cmocka_unit_test(fragile_devices_slow_down_and_die),
		cmocka_unit_test(some_die_at_getbulk),
		cmocka_unit_test(some_answer_from_elsewhere_or_twice),
		cmocka_unit_test(some_send_rubbish),
		cmocka_unit_test(a_recording_plays_at_its_address),
		cmocka_unit_test(many_datagrams_are_taken_at_once),
		cmocka_unit_test(a_port_in_use_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
