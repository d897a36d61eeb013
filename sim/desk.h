/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * desk.h: where datagrams are dealt with: each is counted, perhaps lost, given
 * to the agent of the device that it was sent to, and what that says goes out,
 * at once or later, whole or damaged, as device and options want it.
 */
#ifndef RANMAP_SIM_DESK_H
#define RANMAP_SIM_DESK_H

#include <stdint.h>

#include "sim/count.h"
#include "sim/network.h"
#include "sim/options.h"
#include "sim/udp.h"

struct desk;

/* Options, network and counters are borrowed. start: monotonic nanoseconds;
 * uptimes grow from then on. */
struct desk *desk_new(const struct options *, struct network *, struct count *, int64_t start);
void desk_free(struct desk *); /* accepts NULL */
/* Deals with one datagram. Answers are queued at the socket that it came by (the
 * caller flushes it). now in monotonic nanoseconds. */
void desk_take(struct desk *, struct udp *, const struct datagram *, int64_t now);
/* Queues what was held back until now; returns when the next is due (INT64_MAX:
 * nothing is held). */
int64_t desk_due(struct desk *, int64_t now);

#endif
