/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * loop.h: descriptors, one alarm, signals and names, over libuv. libuv is seen
 * in loop.c and nowhere else. Everything is called from loop_run(), in one
 * thread.
 */
#ifndef RANMAP_SCANNER_LOOP_H
#define RANMAP_SCANNER_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/result.h"

struct loop;

/* NULL where the system gives none. */
struct loop *loop_new(void);
void loop_free(struct loop *); /* accepts NULL */

/* how: enum watch of probes/probe.h; WATCH_ERROR comes unasked. */
typedef void loop_ready(void *arg, int fd, unsigned how, void *whose);
/* Watches a descriptor until loop_unwatch(), which must come before close();
 * watching it again changes how and whose. */
enum result loop_watch(struct loop *, int fd, unsigned how, loop_ready *, void *arg, void *whose);
void loop_unwatch(struct loop *, int fd);

/* Called before every wait for descriptors. It returns the time (clock_now) at
 * which it must be called again even if nothing happens: a time that has passed
 * means at once, after a look at the descriptors; INT64_MAX: not before one wakes. */
typedef int64_t loop_pump(void *arg);
void loop_set_pump(struct loop *, loop_pump *, void *arg);

/* Calls back for each arrival of a signal. */
typedef void loop_signal(void *arg, int signal);
enum result loop_on_signal(struct loop *, int signal, loop_signal *, void *arg);

/* Resolves a host name in the background. Addresses are called back one by one,
 * then once NULL with the reason in words where there was none ("" else). */
typedef void loop_resolved(void *arg, const struct addr *, const char *why);
void loop_resolve(struct loop *, const char *name, loop_resolved *, void *arg);

/* Nobody waits for names any more: no call comes for those that were asked. */
void loop_resolve_end(struct loop *);

/* Makes the pump run soon, for one who changed what it goes by. */
void loop_wake(struct loop *);
/* Runs until loop_stop(). */
void loop_run(struct loop *);
void loop_stop(struct loop *);

/* Runs until a test is true, which is asked every so many ns; false where
 * loop_stop() came first. No pump may be set. */
bool loop_await(struct loop *, bool (*test)(void *), void *arg, int64_t every);

/* Raises the limit of open descriptors to what the system allows; returns it. */
uint64_t loop_raise_descriptors(void);

#endif
