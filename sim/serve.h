/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * serve.h: the loop: sockets, signals and time. SIGUSR1 writes the count file,
 * SIGINT and SIGTERM (and --duration) end it.
 */
#ifndef RANMAP_SIM_SERVE_H
#define RANMAP_SIM_SERVE_H

#include "base/buf.h"
#include "base/result.h"
#include "sim/setup.h"

struct serve;

/* Opens the sockets and blocks the signals that the loop takes. NULL: error says
 * why. The setup is borrowed. */
struct serve *serve_open(struct setup *, struct buf *error);
void serve_close(struct serve *); /* accepts NULL */
/* Answers until it is told to stop; then the count file is written. */
enum result serve_run(struct serve *);

#endif
