/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * watches.h: descriptors by the ten thousand in one epoll(7) set, which the loop
 * watches as if it were one descriptor. libuv's own handle for a descriptor costs
 * five system calls a connection more, a fifth of what a visit costs in all.
 */
#ifndef RANMAP_SCANNER_WATCHES_H
#define RANMAP_SCANNER_WATCHES_H

#include "base/result.h"
#include "scanner/loop.h"

struct watches;

/* NULL where the system gives none. */
struct watches *watches_new(void);
void watches_free(struct watches *); /* accepts NULL */

/* The descriptor of the set: readable while one that is in it has something to say. */
int watches_fd(const struct watches *);
/* As loop_watch() and loop_unwatch() say. RESULT_NET: this one can't be watched. */
enum result watches_set(
	struct watches *, int fd, unsigned how, loop_ready *, void *arg, void *whose);
void watches_drop(struct watches *, int fd);
/* Calls back for those that are ready, a bounded number of them. */
void watches_ready(struct watches *);

#endif
