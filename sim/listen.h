/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * listen.h: the listening sockets of the SSH servers. Two ways: one for every
 * address that has a server (the others refuse, as the kernel does), or, where
 * that would be too many, one for all addresses with a filter in the kernel that
 * drops the SYNs to dead ones.
 */
#ifndef RANMAP_SIM_LISTEN_H
#define RANMAP_SIM_LISTEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "sim/layout.h"
#include "sim/network.h"

struct listen_plan {
	const struct layout *layout; /* borrowed, as all else */
	struct network *net;
	uint16_t port;
	bool one_for_all;		    /* in any case */
	double loss;			    /* percent, each way (sim/filter.h) */
	size_t most;			    /* sockets; more would be too many */
	void (*add)(void *context, int fd); /* is given each socket, and keeps it */
	void *context;
};

/* False: error says why; the sockets that were given already stay with add's owner. */
bool listen_open(const struct listen_plan *, struct buf *error);

#endif
