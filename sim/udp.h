/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * udp.h: one socket that receives for every local address and answers from the
 * very address that was asked, many datagrams a system call.
 */
#ifndef RANMAP_SIM_UDP_H
#define RANMAP_SIM_UDP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/addr.h"
#include "base/buf.h"
#include "base/bytes.h"

#define UDP_BATCH 64
#define UDP_QUESTION_MAX 4096
#define UDP_ANSWER_MAX 65507

struct datagram {
	struct sockaddr_storage peer;
	socklen_t peer_len;
	struct addr local; /* the address asked */
	struct bytes data;
	int64_t time; /* when the kernel had it: wall clock, nanoseconds */
};

struct udp;

/* family is 4 or 6. NULL: error says why. */
struct udp *udp_open(unsigned family, uint16_t port, struct buf *error);
void udp_close(struct udp *); /* accepts NULL */
int udp_fd(const struct udp *);
/* What waits, at most UDP_BATCH of them; they are valid until the next call.
 * The count of what the kernel dropped is added to *overflow. */
size_t udp_receive(struct udp *, struct datagram **, uint64_t *overflow);
/* Room for one answer of UDP_ANSWER_MAX bytes; the answer may stand anywhere in it. */
uint8_t *udp_room(struct udp *);
/* Queues an answer that stands in the room, to the peer of a question. */
void udp_answer(struct udp *, const struct datagram *question, const struct addr *from,
	struct bytes answer);
/* Sends what is queued; returns how many went out. */
size_t udp_flush(struct udp *);

#endif
