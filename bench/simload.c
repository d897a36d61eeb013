/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * simload.c: how many questions a second a simulator answers. It asks every
 * address of a prefix for sysDescr and sysObjectID, over and over, with
 * so many questions in flight, and counts the answers. Loopback only.
 *
 *	bench/simload PREFIX PORT QUESTIONS [IN-FLIGHT] [PID]
 *
 * One JSON object on standard output. With the simulator's process number it
 * tells the CPU time that the simulator took for each question, too.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/addr.h"
#include "base/clock.h"
#include "base/text.h"

#define BATCH 64
#define ANSWER_MAX 2048
#define GIVE_UP_MS 1000 /* what was not answered within it is lost */

/* GetRequest, v2c, "public": the request ID's four octets stand at ID_AT. */
static const uint8_t question[] = {
	0x30, 0x37, 0x02, 0x01, 0x01, 0x04, 0x06, 'p', 'u', 'b', 'l', 'i', 'c', 0xa0, 0x2a, 0x02,
	0x04, 0, 0, 0, 0, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00, 0x30, 0x1c, /* the bindings */
	0x30, 0x0c, 0x06, 0x08, 0x2b, 6, 1, 2, 1, 1, 1, 0, 0x05, 0x00,	  /* sysDescr.0 */
	0x30, 0x0c, 0x06, 0x08, 0x2b, 6, 1, 2, 1, 1, 2, 0, 0x05, 0x00,	  /* sysObjectID.0 */
};
#define ID_AT 17

struct load {
	struct prefix prefix;
	uint64_t n_addrs, todo, sent, answered, in_flight, window;
	uint16_t port;
	int fd;
	struct mmsghdr out[BATCH], in[BATCH];
	struct iovec out_parts[BATCH], in_parts[BATCH];
	struct sockaddr_storage to[BATCH];
	uint8_t questions[BATCH][sizeof question], answers[BATCH][ANSWER_MAX];
};

static int
usage(void)
{
	fputs("usage: simload PREFIX PORT QUESTIONS [IN-FLIGHT] [PID]\n", stderr);
	return 2;
}

static void
prepare(struct load *l)
{
	for (size_t i = 0; i < BATCH; i++) {
		memcpy(l->questions[i], question, sizeof question);
		l->out_parts[i] = (struct iovec){l->questions[i], sizeof question};
		l->in_parts[i] = (struct iovec){l->answers[i], ANSWER_MAX};
		l->out[i].msg_hdr = (struct msghdr){
			.msg_name = &l->to[i], .msg_iov = &l->out_parts[i], .msg_iovlen = 1};
		l->in[i].msg_hdr = (struct msghdr){.msg_iov = &l->in_parts[i], .msg_iovlen = 1};
	}
}

/* As many as the window allows, at most a batch. */
static void
ask(struct load *l)
{
	uint64_t n = l->window - l->in_flight;
	struct addr a;
	int sent;

	n = n > BATCH ? BATCH : n;
	n = n > l->todo ? l->todo : n;
	for (uint64_t i = 0; i < n; i++) {
		uint32_t id = htonl((uint32_t)(l->sent + i) & 0x7fffffff);

		memcpy(l->questions[i] + ID_AT, &id, sizeof id);
		addr_add(&l->prefix.addr, (l->sent + i) % l->n_addrs, &a);
		l->out[i].msg_hdr.msg_namelen = addr_to_sockaddr(&a, l->port, &l->to[i]);
	}
	sent = n > 0 ? sendmmsg(l->fd, l->out, (unsigned)n, 0) : 0;
	if (sent > 0) {
		l->sent += (uint64_t)sent;
		l->todo -= (uint64_t)sent;
		l->in_flight += (uint64_t)sent;
	}
}

/* False where nothing came for too long: what is in flight is lost. */
static bool
hear(struct load *l)
{
	struct pollfd p = {.fd = l->fd, .events = POLLIN};
	int n = recvmmsg(l->fd, l->in, BATCH, MSG_DONTWAIT, NULL);

	if (n <= 0 && l->in_flight < l->window && l->todo > 0)
		return true;
	if (n <= 0) {
		if (poll(&p, 1, GIVE_UP_MS) <= 0) {
			l->in_flight = 0;
			return false;
		}
		return true;
	}
	l->answered += (uint64_t)n;
	l->in_flight -= l->in_flight > (uint64_t)n ? (uint64_t)n : l->in_flight;
	return true;
}

/* The CPU time of a process in seconds, -1 where it is not to be had. */
static double
cpu_of(const char *pid)
{
	unsigned long user, kernel;
	char path[64], text[1024], *at;
	FILE *file;
	size_t n;

	snprintf(path, sizeof path, "/proc/%.20s/stat", pid);
	file = fopen(path, "re");
	if (file == NULL)
		return -1;
	n = fread(text, 1, sizeof text - 1, file);
	fclose(file);
	text[n] = '\0';
	at = strrchr(text, ')'); /* the name may hold anything */
	if (at == NULL || sscanf(at + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
				  &user, &kernel) != 2)
		return -1;
	return (double)(user + kernel) / (double)sysconf(_SC_CLK_TCK);
}

static bool
parse(struct load *l, int argc, char **argv)
{
	struct prefix loopback;
	struct addr first, last;
	uint64_t port;

	if (argc < 4 || argc > 6 || prefix_parse(argv[1], false, &l->prefix) != RESULT_OK ||
		text_u64(argv[2], 1, 65535, &port) != RESULT_OK ||
		text_u64(argv[3], 1, UINT64_C(1) << 40, &l->todo) != RESULT_OK)
		return false;
	l->window = 512;
	if (argc > 4 && text_u64(argv[4], 1, 1000000, &l->window) != RESULT_OK)
		return false;
	first = prefix_first(&l->prefix);
	last = prefix_last(&l->prefix);
	l->port = (uint16_t)port;
	if (addr_distance(&first, &last, &l->n_addrs) != RESULT_OK)
		return false;
	l->n_addrs++;
	prefix_parse("127.0.0.0/8", true, &loopback);
	return prefix_covers(&loopback, &l->prefix);
}

int
main(int argc, char **argv)
{
	static struct load l;
	const char *pid = argc > 5 ? argv[5] : "";
	double cpu, seconds;
	int64_t start, lost_wait = 0;

	if (!parse(&l, argc, argv))
		return usage();
	l.fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (l.fd < 0) {
		fprintf(stderr, "simload: %s\n", strerror(errno));
		return 1;
	}
	setsockopt(l.fd, SOL_SOCKET, SO_RCVBUF, &(int){8 << 20}, sizeof(int));
	prepare(&l);
	cpu = cpu_of(pid);
	start = clock_now();
	while (l.todo > 0 || l.in_flight > 0) {
		ask(&l);
		if (!hear(&l))
			lost_wait += GIVE_UP_MS * CLOCK_MS;
	}
	seconds = (double)(clock_now() - start - lost_wait) / (double)CLOCK_S;
	cpu = cpu < 0 ? -1 : cpu_of(pid) - cpu;
	printf("{\"questions\":%llu,\"answers\":%llu,\"seconds\":%.3f,\"answers_per_second\":%.0f",
		(unsigned long long)l.sent, (unsigned long long)l.answered, seconds,
		(double)l.answered / seconds);
	if (cpu >= 0)
		printf(",\"simulator_cpu_seconds\":%.2f,\"simulator_us_per_answer\":%.2f", cpu,
			l.answered > 0 ? cpu / (double)l.answered * 1e6 : 0.0);
	puts("}");
	close(l.fd);
	return l.answered > 0 ? 0 : 1;
}
