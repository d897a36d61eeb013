/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * tcp.h: the SSH servers of all devices: visitors are accepted, greeted, given
 * a KEXINIT and, where they want it, a host key; then they are sent away.
 */
#ifndef RANMAP_SIM_TCP_H
#define RANMAP_SIM_TCP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "sim/count.h"
#include "sim/layout.h"
#include "sim/network.h"

struct tcp;

/* Listens; epoll descriptor, layout, network and counters are borrowed. NULL:
 * error says why. loss in percent each way, as the visitor feels it: both
 * directions are dropped where segments come in. delay in milliseconds before
 * each greeting. */
struct tcp *tcp_open(int epoll, uint16_t port, const struct layout *, struct network *,
	struct count *, bool silent_dead, double loss, unsigned delay_ms, struct buf *error);
void tcp_close(struct tcp *); /* accepts NULL */
/* A descriptor of its own woke (epoll data is the descriptor). False: not its own. */
bool tcp_ready(struct tcp *, int fd, int64_t now);
/* Ends what is over, greets who waited; returns when it wants to be called
 * again (INT64_MAX: no need). */
int64_t tcp_tick(struct tcp *, int64_t now);
/* How many sockets listen: one for all, or one for each address. */
size_t tcp_listeners(const struct tcp *);

#endif
