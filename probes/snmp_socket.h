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

/* RESULT_AGAIN: the system has no room now, nothing was sent. RESULT_NET: there
 * is no way to that address. */
enum result snmp_sockets_send(
	struct snmp_sockets *, const struct addr *, uint16_t port, const void *data, size_t len);

/* One datagram, or (error not 0: an errno value) the news that one of ours did
 * not arrive, with as much of it as came back. from: who is meant. */
typedef void snmp_received(
	struct probe *, const struct addr *from, struct bytes message, int error);
/* Reads a bounded number of each and calls back. */
void snmp_sockets_read(struct probe *, struct snmp_sockets *, int fd, snmp_received *);

#endif
