/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * silent.h: the addresses that were asked to the end, in address order. The
 * store has no row for one that said nothing: a prefix of a million dead
 * addresses would cost a million rows. But it has the targets and the key of
 * the sweep and which positions are finished, and that tells them all.
 */
#ifndef RANMAP_OUTPUT_SILENT_H
#define RANMAP_OUTPUT_SILENT_H

#include <stdbool.h>

#include "store/store.h"

struct silent;

/* Finds the finished addresses of every sweep in scope; a bit of memory for
 * each target. A sweep of too many targets is left out, with a warning. */
enum result silent_open(struct store *, struct store_scope, struct silent **);
void silent_free(struct silent *); /* accepts NULL */
/* The next one in ascending order, each address once, with the time of the
 * latest sweep that asked it. False after the last. */
bool silent_next(struct silent *, struct addr *, int64_t *asked);

#endif
