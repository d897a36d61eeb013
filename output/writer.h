/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * writer.h: a writer knows cells and one format and no table. It composes
 * bytes in out->line and hands them on with out_flush(); the first error is
 * noted in out and ends the report.
 */
#ifndef RANMAP_OUTPUT_WRITER_H
#define RANMAP_OUTPUT_WRITER_H

#include <stdio.h>

#include "base/buf.h"
#include "output/view.h"

struct writer_options {
	bool for_excel;	   /* CSV: BOM, formulas neutralised */
	unsigned width;	   /* text: columns of the terminal; 0: 80 */
	const char *title; /* html; NULL or "" for none */
	const char *noun;  /* html: what the rows are, "elements"; NULL: "rows" */
	const char *note;  /* html: what is covered, a sentence; NULL or "" for none */
};

struct out {
	FILE *file;
	struct writer_options options;
	void *state;	 /* the writer's, state_size bytes, zeroed */
	uint64_t rows;	 /* rows that were written before this one */
	struct buf line; /* bytes that wait for out_flush() */
	int error;	 /* errno of the first failed write, 0: none */
};

struct writer {
	const char *name, *summary, *suffix; /* "csv" */
	bool binary;			     /* nothing for a terminal */
	size_t state_size;
	/* True where it can write a table of these columns; NULL: any table. */
	bool (*suits)(const struct column *);
	enum result (*begin)(struct out *, const struct column *);
	/* Text in cells is printable (report.c sees to it); escaping is the writer's. */
	enum result (*row)(struct out *, const struct column *, const struct cell *);
	enum result (*finish)(struct out *, const struct column *);
	/* Frees what the state owns, whatever happened; may be NULL. */
	void (*close)(struct out *);
};

/* Writes out->line to the file and empties it. RESULT_NO_SPACE or RESULT_IO,
 * with out->error, where that fails. */
enum result out_flush(struct out *);

#endif
