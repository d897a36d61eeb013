/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * lines.h: lines in, lines out, in the order of the input, by several threads.
 * What came is answered at once where no more is waiting, so that it can stand
 * in a pipe; where much comes, it goes in blocks.
 */
#ifndef RANMAP_SCANNER_LINES_H
#define RANMAP_SCANNER_LINES_H

#include <stddef.h>

#include "base/buf.h"
#include "base/result.h"

/* A line that is longer than this is not read. */
#define LINES_LONGEST ((size_t)16 * 1024 * 1024)

struct lines_work {
	void *(*begin)(void *arg); /* the state of one thread */
	/* One line without its end; its answer is appended to out. text is NULL for a
	 * line that was too long. */
	void (*line)(void *state, const char *text, size_t len, struct buf *out);
	void (*end)(void *state, void *arg); /* one after the other, when all is done */
};

/* Empty lines are passed over. RESULT_IO where the input can't be read or the output not be
 * written; errno tells why, and *reading which. */
enum result lines_run(
	int in, int out, unsigned threads, const struct lines_work *, void *arg, int *reading);
/* The threads that this machine has use for. */
unsigned lines_threads(void);

#endif
