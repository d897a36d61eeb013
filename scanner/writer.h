/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * writer.h: a thread for the store. What targets said is identified and written
 * there, so that neither rules nor a slow disk take turns from the sweep.
 *
 *   sweep ── finished targets ──▶ writer ── identification ── store
 *     ◀── the same, to be freed ────┘
 *
 * Targets are handed over in the order in which they end, many at a time, and come
 * back to the thread that allocated them. All functions are for the sweep's thread.
 */
#ifndef RANMAP_SCANNER_WRITER_H
#define RANMAP_SCANNER_WRITER_H

#include <stdbool.h>

#include "base/result.h"
#include "scanner/host.h"
#include "store/store.h"

struct writer;

/* Writes down one target; called in the writer's thread, which holds the store. */
typedef enum result writer_write(void *arg, const struct host *);

/* Starts the thread. The store is borrowed until writer_end(); whoever else uses it
 * meanwhile must hold it (store_hold()). RESULT_INTERNAL where there is no thread. */
enum result writer_new(struct store *, writer_write *, void *arg, struct writer **out);
/* Takes over a target; it is put aside until writer_pass(). */
void writer_take(struct writer *, struct host *);
/* Hands over what was put aside, and frees what has been written. */
void writer_pass(struct writer *);
/* True where so much waits that no new targets should be begun: the memory that
 * waits is bounded. As of the last writer_pass(). */
bool writer_is_behind(const struct writer *);
/* Commits what was handed over by now, once it is written. Does not wait. */
void writer_commit(struct writer *);
/* The first fault of the store, as of the last writer_pass(): nothing was written
 * after it. */
enum result writer_result(const struct writer *);
/* Waits until all is written and committed, ends the thread and frees the writer.
 * The first fault, or RESULT_OK. Accepts NULL. */
enum result writer_end(struct writer *);

#endif
