/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* filter.h: the density of the layout as a socket filter, so that the kernel
 * itself drops what comes for dead IPv4 addresses. */
#ifndef RANMAP_SIM_FILTER_H
#define RANMAP_SIM_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/filter.h>

#include "sim/layout.h"

#define FILTER_MAX 256

/* The program: returns its length, 0 where the layout is beyond it. layout NULL:
 * every address is alive. loss in percent, each way: a stream cannot lose what
 * we send, so what comes in is dropped for both directions. */
size_t filter_build(const struct layout *, double loss, struct sock_filter out[FILTER_MAX]);
/* Attaches it to a socket; false: every address seems alive and nothing is lost. */
bool filter_attach(int fd, const struct layout *, double loss);

#endif
