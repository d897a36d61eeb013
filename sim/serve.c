/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* serve.c: one epoll loop over UDP, TCP, signals and what is held back. */
#include "sim/serve.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "sim/count.h"
#include "sim/desk.h"
#include "sim/tcp.h"
#include "sim/udp.h"

#define EVENTS 256
/* Batches of datagrams that are dealt with before the others have their turn. */
#define BATCHES 16
/* What arrives within so many ns is taken together: whoever sends as fast as they can
 * would else wake us for each datagram, which costs them more than the sending. No real
 * device answers as quickly. */
#define GATHER 50000
/* The most turns of the loop after the end. */
#define DRAIN_ROUNDS 4096

struct serve {
	const struct options *options;
	struct count *count;
	struct desk *desk;
	struct tcp *tcp;
	struct udp *udp[2]; /* IPv4, IPv6 */
	int epoll, signals;
	int64_t end; /* INT64_MAX: never */
	bool stop;
	enum result result;
};

static bool
watch(const struct serve *s, int fd)
{
	struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};

	return epoll_ctl(s->epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

static bool
open_signals(struct serve *s)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGUSR1);
	if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
		return false;
	s->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	return s->signals >= 0 && watch(s, s->signals);
}

static bool
wants(const struct setup *setup, unsigned family)
{
	for (size_t i = 0; i < setup->layout.n_prefixes; i++)
		if (setup->layout.prefixes[i].addr.family == family)
			return true;
	for (size_t i = 0; i < setup->n_recordings; i++)
		if (setup->recordings[i].addr.family == family)
			return true;
	return false;
}

static bool
open_udp(struct serve *s, const struct setup *setup, struct buf *error)
{
	for (unsigned i = 0; i < 2; i++) {
		unsigned family = i == 0 ? 4 : 6;

		if (!wants(setup, family))
			continue;
		s->udp[i] = udp_open(family, (uint16_t)setup->options->snmp_port, error);
		if (s->udp[i] == NULL || !watch(s, udp_fd(s->udp[i])))
			return false;
	}
	return true;
}

static bool
open_tcp(struct serve *s, const struct setup *setup, struct buf *error)
{
	const struct options *o = setup->options;

	s->tcp = tcp_open(s->epoll, (uint16_t)o->ssh_port, &setup->layout, setup->net, s->count,
		o->ssh_silent, o->loss, (unsigned)o->delay_ms, error);
	return s->tcp != NULL;
}

struct serve *
serve_open(struct setup *setup, struct buf *error)
{
	struct serve *s = xcalloc(1, sizeof *s);
	const struct options *o = setup->options;
	int64_t now = clock_now();

	*s = (struct serve){.options = o, .signals = -1, .end = INT64_MAX};
	s->epoll = epoll_create1(EPOLL_CLOEXEC);
	s->count = count_new(o->count_file != NULL);
	s->desk = desk_new(o, setup->net, s->count, now);
	if (o->duration > 0)
		s->end = now + (int64_t)o->duration * CLOCK_S;
	if (s->epoll >= 0 && open_signals(s) && (o->snmp_port == 0 || open_udp(s, setup, error)) &&
		(o->ssh_port == 0 || open_tcp(s, setup, error)))
		return s;
	if (error->len == 0)
		buf_puts(error, strerror(errno));
	serve_close(s);
	return NULL;
}

void
serve_close(struct serve *s)
{
	if (s == NULL)
		return;
	tcp_close(s->tcp);
	udp_close(s->udp[0]);
	udp_close(s->udp[1]);
	desk_free(s->desk);
	count_free(s->count);
	if (s->signals >= 0)
		close(s->signals);
	if (s->epoll >= 0)
		close(s->epoll);
	free(s);
}

static void
write_counts(struct serve *s)
{
	enum result result;

	if (s->options->count_file == NULL)
		return;
	result = count_write(s->count, s->options->count_file);
	if (result == RESULT_OK)
		return;
	log_error("%s: %s", s->options->count_file, result_text(result));
	s->result = result;
}

static void
take_signals(struct serve *s)
{
	struct signalfd_siginfo info;

	while (read(s->signals, &info, sizeof info) == (ssize_t)sizeof info) {
		if (info.ssi_signo == SIGUSR1)
			write_counts(s);
		else
			s->stop = true;
	}
}

/* What waits at a socket, but not more than its share. */
static void
take_datagrams(struct serve *s, struct udp *udp)
{
	uint64_t *overflow = &count_totals(s->count)->overflow;
	struct datagram *all;
	size_t n = UDP_BATCH;

	for (unsigned batch = 0; batch < BATCHES && n == UDP_BATCH; batch++) {
		int64_t now = clock_now();

		n = udp_receive(udp, &all, overflow);
		for (size_t i = 0; i < n; i++)
			desk_take(s->desk, udp, &all[i], now);
		udp_flush(udp);
	}
}

static void
flush(struct serve *s)
{
	for (unsigned i = 0; i < 2; i++)
		if (s->udp[i] != NULL)
			udp_flush(s->udp[i]);
}

static void
dispatch(struct serve *s, int fd, int64_t now)
{
	if (fd == s->signals)
		take_signals(s);
	else if (s->udp[0] != NULL && fd == udp_fd(s->udp[0]))
		take_datagrams(s, s->udp[0]);
	else if (s->udp[1] != NULL && fd == udp_fd(s->udp[1]))
		take_datagrams(s, s->udp[1]);
	else if (s->tcp != NULL)
		tcp_ready(s->tcp, fd, now);
}

/* Does what is due and returns how many milliseconds there is nothing to do. */
static int
do_due(struct serve *s)
{
	int64_t now = clock_now(), next = desk_due(s->desk, now), other = INT64_MAX;

	flush(s);
	if (s->tcp != NULL)
		other = tcp_tick(s->tcp, now);
	next = other < next ? other : next;
	next = s->end < next ? s->end : next;
	s->stop = s->stop || now >= s->end;
	if (next == INT64_MAX)
		return -1;
	if (next <= now)
		return 0;
	return (next - now) / CLOCK_MS >= 3600000 ? 3600000 : (int)((next - now) / CLOCK_MS) + 1;
}

/* What arrived before we were told to stop is still dealt with and counted. */
static void
drain(struct serve *s)
{
	struct epoll_event events[EVENTS];
	int n = 1;

	for (unsigned round = 0; n > 0 && round < DRAIN_ROUNDS; round++) {
		n = epoll_wait(s->epoll, events, EVENTS, 0);
		for (int i = 0; i < n; i++)
			dispatch(s, events[i].data.fd, clock_now());
	}
}

enum result
serve_run(struct serve *s)
{
	const struct timespec gather = {.tv_nsec = GATHER};
	struct epoll_event events[EVENTS];

	while (!s->stop) {
		int wait = do_due(s), n;

		if (s->stop)
			break;
		n = epoll_wait(s->epoll, events, EVENTS, wait);
		if (n < 0 && errno != EINTR)
			return RESULT_IO;
		for (int i = 0; i < n; i++)
			dispatch(s, events[i].data.fd, clock_now());
		if (n > 0)
			nanosleep(&gather, NULL);
	}
	drain(s);
	write_counts(s);
	return s->result;
}
