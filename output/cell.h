/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* cell.h: with what views fill cells, and how a cell reads as text. */
#ifndef RANMAP_OUTPUT_CELL_H
#define RANMAP_OUTPUT_CELL_H

#include "base/buf.h"
#include "output/view.h"

/* Longest text of a cell in bytes; report.c cuts longer ones, ending in "…". */
#define CELL_TEXT_LIMIT 1024

/* The number of columns of a list. */
size_t columns_count(const struct column *);
/* True where the column is to be shown when room is short. */
bool column_shown(const struct column *list, const struct column *);

/* Each fills a cell; text is borrowed. NULL, "", NAN and time 0 make it empty. */
void cell_text(struct cell *, const char *);
void cell_int(struct cell *, int64_t);
void cell_real(struct cell *, double);
void cell_time(struct cell *, int64_t wall);

/* Appends the cell as text: numbers with a decimal point in any locale, times
 * as ISO 8601 UTC, truth as true or false, nothing for an empty cell. */
void cell_print(struct buf *, const struct column *, const struct cell *);

#endif
