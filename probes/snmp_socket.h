/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* snmp_socket.h: one unconnected UDP socket per address family for all targets. */
#ifndef RANMAP_PROBES_SNMP_SOCKET_H
#define RANMAP_PROBES_SNMP_SOCKET_H

#include "base/bytes.h"
#include "base/settings.h"
#include "probes/probe.h"

struct snmp_sockets;

/* Opens and watches them. A machine without IPv6 has one only. */
enum result snmp_sockets_open(struct probe *, const struct settings *, struct snmp_sockets **out);
void snmp_sockets_close(struct probe *, struct snmp_sockets *); /* accepts NULL */

/* Puts a datagram to those that go out together (a system call costs as much as a
 * datagram). RESULT_AGAIN: the system has no room now, nothing was taken.
 * RESULT_NET: there is no way to that address. */
enum result snmp_sockets_send(
	struct snmp_sockets *, const struct addr *, uint16_t port, const void *data, size_t len);

/* One datagram, or (error not 0: an errno value) the news that one of ours did
 * not arrive, with as much of it as came back. from: who is meant. */
typedef void snmp_received(
	struct probe *, const struct addr *from, struct bytes message, int error);
/* Sends what was put. One that could not go is called back as an error with
 * all of it. RESULT_AGAIN: some must wait. */
enum result snmp_sockets_flush(struct probe *, struct snmp_sockets *, snmp_received *unsent);
/* Reads a bounded number of each and calls back. how: enum watch. */
void snmp_sockets_read(
	struct probe *, struct snmp_sockets *, int fd, unsigned how, snmp_received *);

#endif
