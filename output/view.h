/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * view.h: a view knows rows and columns of one table (elements, addresses,
 * vendor map) and no format. It reads from the store.
 */
#ifndef RANMAP_OUTPUT_VIEW_H
#define RANMAP_OUTPUT_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/result.h"
#include "store/store.h"

enum cell_type {
	CELL_EMPTY,
	CELL_TEXT, /* well-formed printable UTF-8 */
	CELL_INT,
	CELL_REAL, /* with the digits of the column */
	CELL_BOOL,
	CELL_TIME, /* wall clock seconds; ISO 8601 UTC */
};

/* What a writer that sums up (html) may do with a column. */
enum column_use {
	USE_PLAIN,
	USE_TILE,   /* count the rows by its values */
	USE_ROW,    /* the cross table's rows … */
	USE_COLUMN, /* … and columns */
	USE_WEIGHT, /* a row stands for this many things, not for one */
};

struct column {
	const char *name; /* ends a list where NULL */
	enum cell_type type;
	unsigned digits; /* of CELL_REAL */
	const char *meaning;
	bool from_device; /* written by a device: can hold anything */
	bool brief;	  /* shown where room is short; where no column is brief, all are */
	bool counts;	  /* "name=number;name=number" */
	enum column_use use;
};

struct cell {
	enum cell_type type; /* CELL_EMPTY, or the column's */
	const char *text;
	int64_t number;
	double real;
};

struct view_options {
	struct store_scope scope;
	bool all; /* addresses: the closed and silent ones too */
};

struct rows; /* a view's state while it is read */

struct view {
	const char *name, *summary; /* "elements" */
	const struct column *columns;
	enum result (*open)(struct store *, const struct view_options *, struct rows **);
	/* Fills one cell per column; borrowed until the next call. RESULT_END after the last. */
	enum result (*next)(struct rows *, struct cell *cells);
	void (*close)(struct rows *);
};

#endif
