/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* jsonl.h: observations from and identifications to JSON Lines. */
#ifndef RANMAP_SCANNER_JSONL_H
#define RANMAP_SCANNER_JSONL_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/identification.h"
#include "base/observation.h"
#include "base/result.h"

/* What a line held; strings live in the arena. */
struct jsonl_line {
	const char *id; /* NULL: none */
	struct observation *observations;
	size_t n;
};

/* A line to observations. A value is a text, {"hex": "…"}, an array of these, or
 * an object of them by index. RESULT_MALFORMED: why tells what is wrong (id may
 * still be set). */
enum result jsonl_read(
	struct arena *, const char *line, size_t len, struct jsonl_line *out, struct buf *why);
/* Appends an identification as a line, with its end. */
void jsonl_write(struct buf *, const char *id, const struct identification *);
/* Appends a line for one that could not be read. */
void jsonl_write_error(struct buf *, const char *id, const char *why);

#endif
