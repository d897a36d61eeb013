/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * csv_read.h: a CSV file as people's programs write it: RFC 4180, with a comma,
 * a semicolon or a tab between the fields (as the first line has it), with or
 * without a byte order mark. A file is hostile: everything is bounded.
 */
#ifndef RANMAP_IMPORT_CSV_READ_H
#define RANMAP_IMPORT_CSV_READ_H

#include <stddef.h>

#include "base/buf.h"
#include "base/result.h"

#define CSV_FILE_MAX (64u << 20)
#define CSV_FIELDS_MAX 64
#define CSV_FIELD_BYTES_MAX 65536

struct csv_read;

/* Reads the file whole. RESULT_NOT_FOUND, RESULT_PERMISSION, RESULT_IO,
 * RESULT_RANGE; why gets a sentence with the file. */
enum result csv_read_open(const char *path, struct csv_read **out, struct buf *why);
void csv_read_close(struct csv_read *); /* accepts NULL */

struct csv_row {
	unsigned line; /* where the row begins, from 1 */
	size_t n;
	const char *const *fields; /* UTF-8 with blanks around them cut; until the next call */
};
/* The next row that isn't empty. RESULT_END after the last; RESULT_MALFORMED for
 * a quote that never ends, text that isn't UTF-8, too many or too long fields:
 * why gets "LINE: what"; no row follows then. */
enum result csv_read_next(struct csv_read *, struct csv_row *out, struct buf *why);

#endif
