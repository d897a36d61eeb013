/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* udp.c: recvmmsg and sendmmsg with the local address as ancillary data
 * (ip(7) IP_PKTINFO, ipv6(7) IPV6_PKTINFO). */
#include "sim/udp.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"

/* Room for packet information, a time stamp and a drop count. */
#define CONTROL 128
#define QUEUE_BYTES (32 << 20)

union control {
	struct cmsghdr align;
	char bytes[CONTROL];
};

struct udp {
	int fd;
	unsigned family;
	uint32_t dropped; /* as the kernel last told */
	/* in */
	struct datagram questions[UDP_BATCH];
	struct mmsghdr in[UDP_BATCH];
	struct iovec in_parts[UDP_BATCH];
	union control in_control[UDP_BATCH];
	uint8_t *in_bytes;
	/* out */
	struct mmsghdr out[UDP_BATCH];
	struct iovec out_parts[UDP_BATCH];
	union control out_control[UDP_BATCH];
	struct sockaddr_storage out_peers[UDP_BATCH];
	uint8_t *out_bytes;
	size_t n_out;
};

static bool
set_options(int fd, unsigned family)
{
	int on = 1, size = QUEUE_BYTES;

	/* Beyond the system's limit where we may; as much as it gives where not. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) != 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size) != 0)
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
	setsockopt(fd, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
	setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
	if (family == 6)
		return setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) == 0 &&
		       setsockopt(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, &on, sizeof on) == 0;
	return setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &on, sizeof on) == 0;
}

static int
open_socket(unsigned family, uint16_t port)
{
	struct addr any = {.family = (uint8_t)family};
	struct sockaddr_storage name;
	socklen_t len = addr_to_sockaddr(&any, port, &name);
	int fd = socket(name.ss_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd >= 0 && set_options(fd, family) && bind(fd, (struct sockaddr *)&name, len) == 0)
		return fd;
	if (fd >= 0) {
		int saved = errno;

		close(fd);
		errno = saved;
	}
	return -1;
}

struct udp *
udp_open(unsigned family, uint16_t port, struct buf *error)
{
	struct udp *u;
	int fd = open_socket(family, port);

	if (fd < 0) {
		buf_printf(error, "UDP port %u (IPv%u): %s", port, family, strerror(errno));
		return NULL;
	}
	u = xcalloc(1, sizeof *u);
	u->fd = fd;
	u->family = family;
	u->in_bytes = xmalloc((size_t)UDP_BATCH * UDP_QUESTION_MAX);
	u->out_bytes = xmalloc((size_t)UDP_BATCH * UDP_ANSWER_MAX);
	return u;
}

void
udp_close(struct udp *u)
{
	if (u == NULL)
		return;
	close(u->fd);
	free(u->in_bytes);
	free(u->out_bytes);
	free(u);
}

int
udp_fd(const struct udp *u)
{
	return u->fd;
}

static void
prepare(struct udp *u)
{
	for (size_t i = 0; i < UDP_BATCH; i++) {
		u->in_parts[i] =
			(struct iovec){u->in_bytes + i * UDP_QUESTION_MAX, UDP_QUESTION_MAX};
		u->in[i].msg_hdr = (struct msghdr){.msg_name = &u->questions[i].peer,
			.msg_namelen = sizeof u->questions[i].peer,
			.msg_iov = &u->in_parts[i],
			.msg_iovlen = 1,
			.msg_control = &u->in_control[i],
			.msg_controllen = sizeof u->in_control[i]};
	}
}

static void
read_control(struct udp *u, struct msghdr *message, struct datagram *d, uint64_t *overflow)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c != NULL; c = CMSG_NXTHDR(message, c)) {
		if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
			struct in_pktinfo info;

			memcpy(&info, CMSG_DATA(c), sizeof info);
			d->local.family = 4;
			memcpy(d->local.ip, &info.ipi_addr, 4);
		} else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO) {
			struct in6_pktinfo info;

			memcpy(&info, CMSG_DATA(c), sizeof info);
			d->local.family = 6;
			memcpy(d->local.ip, &info.ipi6_addr, 16);
		} else if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SO_RXQ_OVFL) {
			uint32_t dropped;

			memcpy(&dropped, CMSG_DATA(c), sizeof dropped);
			*overflow += dropped - u->dropped;
			u->dropped = dropped;
		} else if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
			struct timespec t;

			memcpy(&t, CMSG_DATA(c), sizeof t);
			d->time = (int64_t)t.tv_sec * CLOCK_S + t.tv_nsec;
		}
	}
}

size_t
udp_receive(struct udp *u, struct datagram **out, uint64_t *overflow)
{
	int n;

	prepare(u);
	n = recvmmsg(u->fd, u->in, UDP_BATCH, MSG_DONTWAIT, NULL);
	for (int i = 0; i < n; i++) {
		struct datagram *d = &u->questions[i];

		d->local = (struct addr){0};
		d->time = 0;
		d->peer_len = u->in[i].msg_hdr.msg_namelen;
		d->data = bytes_of(u->in_parts[i].iov_base, u->in[i].msg_len);
		read_control(u, &u->in[i].msg_hdr, d, overflow);
	}
	*out = u->questions;
	return n > 0 ? (size_t)n : 0;
}

uint8_t *
udp_room(struct udp *u)
{
	if (u->n_out == UDP_BATCH)
		udp_flush(u);
	return u->out_bytes + u->n_out * UDP_ANSWER_MAX;
}

static void
write_control(struct msghdr *message, union control *control, const struct addr *from)
{
	struct cmsghdr *c;

	message->msg_control = control;
	message->msg_controllen = sizeof *control;
	c = CMSG_FIRSTHDR(message);
	if (from->family == 4) {
		struct in_pktinfo info = {0};

		memcpy(&info.ipi_spec_dst, from->ip, 4);
		c->cmsg_level = IPPROTO_IP;
		c->cmsg_type = IP_PKTINFO;
		c->cmsg_len = CMSG_LEN(sizeof info);
		memcpy(CMSG_DATA(c), &info, sizeof info);
		message->msg_controllen = CMSG_SPACE(sizeof info);
	} else {
		struct in6_pktinfo info = {0};

		memcpy(&info.ipi6_addr, from->ip, 16);
		c->cmsg_level = IPPROTO_IPV6;
		c->cmsg_type = IPV6_PKTINFO;
		c->cmsg_len = CMSG_LEN(sizeof info);
		memcpy(CMSG_DATA(c), &info, sizeof info);
		message->msg_controllen = CMSG_SPACE(sizeof info);
	}
}

void
udp_answer(struct udp *u, const struct datagram *question, const struct addr *from,
	struct bytes answer)
{
	size_t i = u->n_out++;

	u->out_peers[i] = question->peer;
	u->out_parts[i] = (struct iovec){(void *)(uintptr_t)answer.at, answer.left};
	u->out[i].msg_hdr = (struct msghdr){.msg_name = &u->out_peers[i],
		.msg_namelen = question->peer_len,
		.msg_iov = &u->out_parts[i],
		.msg_iovlen = 1};
	memset(&u->out_control[i], 0, sizeof u->out_control[i]);
	write_control(&u->out[i].msg_hdr, &u->out_control[i], from);
}

size_t
udp_flush(struct udp *u)
{
	size_t done = 0, sent = 0;

	while (done < u->n_out) {
		int n = sendmmsg(u->fd, u->out + done, (unsigned)(u->n_out - done), 0);

		/* An answer that cannot leave is lost, as on any network. */
		sent += n > 0 ? (size_t)n : 0;
		done += n > 0 ? (size_t)n : 1;
	}
	u->n_out = 0;
	return sent;
}
