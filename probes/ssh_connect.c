/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* ssh_connect.c: TCP connections, one SYN each (Linux: tcp(7), ip(7)). */
#include "probes/ssh_connect.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>

/* Room for a request or an answer to be lost several times, within a visit. */
#define DATA_TIMEOUT 10000

bool
ssh_unreachable(int error)
{
	switch (error) {
	case ETIMEDOUT:
	case EINPROGRESS:
	case EAGAIN:
		return false;
	default:
		return true;
	}
}

static bool
is_shortage(int error)
{
	switch (error) {
	case EMFILE:
	case ENFILE:
	case ENOBUFS:
	case ENOMEM:
	case EAGAIN:
	case EADDRNOTAVAIL:
	case EADDRINUSE:
		return true;
	default:
		return false;
	}
}

/* One SYN: at least one more can't be forbidden, but if we are late to end the
 * attempt, the user timeout ends it instead of a second SYN. */
static int
set_one_syn(int fd)
{
	const int tries = 1;
	const unsigned ms = SSH_CONNECT_MAX;

	if (setsockopt(fd, IPPROTO_TCP, TCP_SYNCNT, &tries, sizeof(tries)) != 0)
		return -1;
	return setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, sizeof(ms));
}

static int
set_origin(int fd, const struct settings *s, const struct addr *to)
{
	const int yes = 1;
	struct sockaddr_storage from;
	socklen_t len;

	if (s->interface != NULL && setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, s->interface,
					    (socklen_t)strlen(s->interface)) != 0)
		return -1;
	if (s->source.family == 0 || s->source.family != to->family)
		return 0;
	/* The port is chosen at connect: one port can serve many destinations. */
	if (setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof(yes)) != 0)
		return -1;
	len = addr_to_sockaddr(&s->source, 0, &from);
	return bind(fd, (struct sockaddr *)&from, len);
}

enum result
ssh_connect(const struct settings *s, const struct addr *to, uint16_t port, int *out)
{
	struct sockaddr_storage sa;
	socklen_t len = addr_to_sockaddr(to, port, &sa);
	int fd = socket(sa.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
	int fault;

	if (fd >= 0 && set_one_syn(fd) == 0 && set_origin(fd, s, to) == 0 &&
		(connect(fd, (struct sockaddr *)&sa, len) == 0 || errno == EINPROGRESS)) {
		*out = fd;
		return RESULT_OK;
	}
	fault = errno;
	if (fd >= 0)
		close(fd);
	return is_shortage(fault) ? RESULT_BUSY : RESULT_REFUSED;
}

void
ssh_connected(int fd)
{
	const unsigned ms = DATA_TIMEOUT;

	(void)setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, sizeof(ms));
}
