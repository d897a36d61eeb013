/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* snmp_socket.c: datagrams out, batches of datagrams and ICMP errors in. */
#include "probes/snmp_socket.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* After the system's: it knows struct timespec then. */
#include <linux/errqueue.h>

#include "base/arena.h"
#include "base/log.h"

/* Datagrams taken by one call; a call costs more than a datagram. */
#define BATCH 32
#define ROUNDS 4
/* A request is rarely larger than this; one that is goes alone. */
#define REQUEST_MAX 480
#define DATAGRAM_MAX 65535
/* Room for answers while we are busy; the system may give less. */
#define RECEIVE_BUFFER (8 * 1024 * 1024)

/* Datagrams that go out together, in order. */
struct outgoing {
	struct mmsghdr headers[BATCH];
	struct iovec parts[BATCH];
	struct sockaddr_storage to[BATCH];
	uint8_t data[BATCH][REQUEST_MAX];
	unsigned n, gone; /* of them that were sent */
};

struct socket {
	int fd;		  /* -1: none */
	uint32_t dropped; /* by our own queue, as the system counted so far */
	struct outgoing out;
};

struct snmp_sockets {
	struct socket v4, v6;
	struct mmsghdr headers[BATCH];
	struct iovec parts[BATCH];
	struct sockaddr_storage from[BATCH];
	char control[BATCH][64];
	uint8_t *data; /* BATCH datagrams */
};

static int
set(int fd, int level, int name, int value)
{
	return setsockopt(fd, level, name, &value, sizeof(value));
}

static int
bind_source(int fd, const struct settings *s, int family)
{
	struct sockaddr_storage sa;
	socklen_t len;

	if (s->interface != NULL && setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, s->interface,
					    (socklen_t)strlen(s->interface)) != 0)
		return -1;
	if (s->source.family != (family == AF_INET ? 4 : 6))
		return 0;
	len = addr_to_sockaddr(&s->source, 0, &sa);
	return bind(fd, (struct sockaddr *)&sa, len);
}

static enum result
open_one(struct probe *p, const struct settings *s, int family, struct socket *out)
{
	int fd = socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return RESULT_UNSUPPORTED;
	if (set(fd, SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER) != 0)
		(void)set(fd, SOL_SOCKET, SO_RCVBUF, RECEIVE_BUFFER);
	(void)set(fd, SOL_SOCKET, SO_RXQ_OVFL, 1);
	if (family == AF_INET) {
		/* A request is far smaller than any path's MTU. As it can't be cut into
		 * fragments (its DF bit is set anyway), the system need not draw an
		 * identification for it, which is a twentieth of what sending costs. */
		(void)set(fd, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_PROBE);
		(void)set(fd, IPPROTO_IP, IP_RECVERR, 1);
	} else {
		(void)set(fd, IPPROTO_IPV6, IPV6_RECVERR, 1);
		(void)set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
	}
	if (bind_source(fd, s, family) != 0) {
		log_error(
			"snmp: the source address or interface can't be used: %s", strerror(errno));
		close(fd);
		return RESULT_NET;
	}
	out->fd = fd;
	return probe_watch(p, fd, WATCH_READ, NULL);
}

enum result
snmp_sockets_open(struct probe *p, const struct settings *s, struct snmp_sockets **out)
{
	struct snmp_sockets *k = xcalloc(1, sizeof(*k));
	enum result r;

	k->v4.fd = k->v6.fd = -1;
	k->data = xmalloc((size_t)BATCH * DATAGRAM_MAX);
	r = open_one(p, s, AF_INET, &k->v4);
	if (r == RESULT_OK)
		r = open_one(p, s, AF_INET6, &k->v6);
	if (r == RESULT_UNSUPPORTED && k->v4.fd >= 0)
		r = RESULT_OK;
	if (r == RESULT_OK)
		*out = k;
	else
		snmp_sockets_close(p, k);
	return r;
}

static void
close_one(struct probe *p, struct socket *s)
{
	if (s->fd < 0)
		return;
	probe_unwatch(p, s->fd);
	close(s->fd);
}

void
snmp_sockets_close(struct probe *p, struct snmp_sockets *k)
{
	if (k == NULL)
		return;
	close_one(p, &k->v4);
	close_one(p, &k->v6);
	free(k->data);
	free(k);
}

/* Errors of earlier datagrams (ICMP) are told by the next call, once each. */
static bool
is_of_earlier(int error)
{
	return error == ECONNREFUSED || error == EHOSTUNREACH || error == ENETUNREACH ||
	       error == EPROTO || error == EINTR;
}

static bool
is_shortage(int error)
{
	return error == EAGAIN || error == ENOBUFS || error == ENOMEM;
}

/* Sends as many as go. An errno value where the first of the rest did not. */
static int
send_some(struct socket *s)
{
	struct outgoing *o = &s->out;
	int error = 0;

	for (int tries = 0; o->gone < o->n && tries < 64; tries++) {
		int n = sendmmsg(s->fd, o->headers + o->gone, o->n - o->gone, MSG_NOSIGNAL);

		error = n < 0 ? errno : 0;
		if (n > 0)
			o->gone += (unsigned)n;
		else if (!is_of_earlier(error))
			break;
	}
	if (o->gone == o->n)
		o->gone = o->n = 0;
	return o->n > 0 ? error : 0;
}

/* One that is no datagram for a batch. */
static enum result
send_alone(
	int fd, const struct sockaddr_storage *to, socklen_t to_len, const void *data, size_t len)
{
	for (int tries = 0; tries < 64; tries++) {
		if (sendto(fd, data, len, MSG_NOSIGNAL, (const struct sockaddr *)to, to_len) >= 0)
			return RESULT_OK;
		if (!is_of_earlier(errno))
			return is_shortage(errno) ? RESULT_AGAIN : RESULT_NET;
	}
	return RESULT_NET;
}

enum result
snmp_sockets_send(
	struct snmp_sockets *k, const struct addr *to, uint16_t port, const void *data, size_t len)
{
	struct socket *s = to->family == 4 ? &k->v4 : &k->v6;
	struct outgoing *o = &s->out;
	struct sockaddr_storage sa;
	socklen_t sa_len = addr_to_sockaddr(to, port, &sa);
	unsigned i = o->n;

	if (s->fd < 0)
		return RESULT_NET;
	if (len > REQUEST_MAX)
		return send_alone(s->fd, &sa, sa_len, data, len);
	if (i == BATCH && (send_some(s) != 0 || (i = o->n) == BATCH))
		return RESULT_AGAIN;
	o->to[i] = sa;
	memcpy(o->data[i], data, len);
	o->parts[i] = (struct iovec){o->data[i], len};
	o->headers[i].msg_hdr = (struct msghdr){
		.msg_name = &o->to[i],
		.msg_namelen = sa_len,
		.msg_iov = &o->parts[i],
		.msg_iovlen = 1,
	};
	o->n++;
	return RESULT_OK;
}

static enum result
flush_one(struct probe *p, struct socket *s, snmp_received *unsent)
{
	struct outgoing *o = &s->out;
	int error;

	while ((error = send_some(s)) != 0) {
		const struct iovec *part = &o->parts[o->gone];
		struct addr to;
		uint16_t port;

		if (is_shortage(error))
			return RESULT_AGAIN;
		(void)addr_from_sockaddr((struct sockaddr *)&o->to[o->gone], &to, &port);
		unsent(p, &to, bytes_of(part->iov_base, part->iov_len), error);
		if (++o->gone == o->n)
			o->gone = o->n = 0;
	}
	return RESULT_OK;
}

enum result
snmp_sockets_flush(struct probe *p, struct snmp_sockets *k, snmp_received *unsent)
{
	enum result a = flush_one(p, &k->v4, unsent), b = flush_one(p, &k->v6, unsent);

	return a == RESULT_OK ? b : a;
}

static void
prepare(struct snmp_sockets *k)
{
	for (size_t i = 0; i < BATCH; i++) {
		k->parts[i] = (struct iovec){k->data + i * DATAGRAM_MAX, DATAGRAM_MAX};
		k->headers[i].msg_hdr = (struct msghdr){
			.msg_name = &k->from[i],
			.msg_namelen = sizeof(k->from[i]),
			.msg_iov = &k->parts[i],
			.msg_iovlen = 1,
			.msg_control = k->control[i],
			.msg_controllen = sizeof(k->control[i]),
		};
	}
}

/* What our own queue dropped is never blamed on the network. */
static void
count_drops(struct probe *p, struct socket *s, struct msghdr *m)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c != NULL; c = CMSG_NXTHDR(m, c)) {
		uint32_t dropped;

		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SO_RXQ_OVFL)
			continue;
		memcpy(&dropped, CMSG_DATA(c), sizeof(dropped));
		if (dropped != s->dropped)
			probe_count(p, "replies dropped by our own queue", dropped - s->dropped);
		s->dropped = dropped;
	}
}

static void
read_datagrams(struct probe *p, struct snmp_sockets *k, struct socket *s, snmp_received *received)
{
	for (int round = 0; round < ROUNDS; round++) {
		int n;

		prepare(k);
		n = recvmmsg(s->fd, k->headers, BATCH, MSG_DONTWAIT, NULL);
		for (int i = 0; i < n; i++) {
			struct addr from;
			uint16_t port;

			count_drops(p, s, &k->headers[i].msg_hdr);
			if (addr_from_sockaddr((struct sockaddr *)&k->from[i], &from, &port) ==
				RESULT_OK)
				received(p, &from,
					bytes_of(k->parts[i].iov_base, k->headers[i].msg_len), 0);
		}
		if (n < BATCH)
			return;
	}
}

static int
error_of(struct msghdr *m)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c != NULL; c = CMSG_NXTHDR(m, c)) {
		struct sock_extended_err e;

		if ((c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVERR) ||
			(c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_RECVERR)) {
			memcpy(&e, CMSG_DATA(c), sizeof(e));
			return e.ee_origin == SO_EE_ORIGIN_ICMP || e.ee_origin == SO_EE_ORIGIN_ICMP6
				       ? (int)e.ee_errno
				       : 0;
		}
	}
	return 0;
}

static void
read_errors(struct probe *p, struct snmp_sockets *k, struct socket *s, snmp_received *received)
{
	for (int i = 0; i < BATCH * ROUNDS; i++) {
		struct iovec part = {k->data, DATAGRAM_MAX};
		struct sockaddr_storage to;
		char control[512];
		struct msghdr m = {
			.msg_name = &to,
			.msg_namelen = sizeof(to),
			.msg_iov = &part,
			.msg_iovlen = 1,
			.msg_control = control,
			.msg_controllen = sizeof(control),
		};
		ssize_t n = recvmsg(s->fd, &m, MSG_ERRQUEUE | MSG_DONTWAIT);
		struct addr addr;
		uint16_t port;
		int error;

		if (n < 0)
			return;
		if ((error = error_of(&m)) != 0 &&
			addr_from_sockaddr((struct sockaddr *)&to, &addr, &port) == RESULT_OK)
			received(p, &addr, bytes_of(k->data, (size_t)n), error);
	}
}

void
snmp_sockets_read(
	struct probe *p, struct snmp_sockets *k, int fd, unsigned how, snmp_received *received)
{
	struct socket *s = fd == k->v4.fd ? &k->v4 : &k->v6;

	read_datagrams(p, k, s, received);
	/* An empty queue of errors costs a system call; that it isn't empty is told. */
	if ((how & WATCH_ERROR) != 0)
		read_errors(p, k, s, received);
}
