/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* outfile.h: a file that appears whole or not at all. */
#ifndef RANMAP_OUTPUT_OUTFILE_H
#define RANMAP_OUTPUT_OUTFILE_H

#include <stdio.h>

#include "base/buf.h"
#include "base/result.h"

struct outfile;

/*
 * Begins a file that will replace whatever has this path. It is written beside
 * it and takes its place in outfile_commit(); until then the old one stays as
 * it is. "-" is standard output; a path that is no regular file (a pipe, a
 * device) is written to directly. On RESULT_IO and the like why has a sentence.
 */
enum result outfile_open(const char *path, struct outfile **out, struct buf *why);
FILE *outfile_stream(struct outfile *);
/* Flushes, syncs and puts the file in its place. Frees the outfile either way. */
enum result outfile_commit(struct outfile *, struct buf *why);
/* Forgets what was written. Accepts NULL. */
void outfile_abandon(struct outfile *);

#endif
