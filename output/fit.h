/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* fit.h: text in the columns of a terminal. */
#ifndef RANMAP_OUTPUT_FIT_H
#define RANMAP_OUTPUT_FIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/buf.h"

/* Appends printable UTF-8 in at most width columns; what is longer ends in "…".
 * Returns the columns that were used. */
size_t fit_text(struct buf *, const char *, size_t width);
/* The same, filled with blanks to exactly width columns; right: on the left. */
void fit_pad(struct buf *, const char *, size_t width, bool right);
/* Appends text broken at blanks to lines of at most width columns; the second
 * and later lines begin with indent blanks, the first goes on at column at. */
void fit_wrap(struct buf *, const char *, size_t at, size_t indent, size_t width);
/* The width of the terminal that a file is, else that of $COLUMNS, else 80;
 * never less than 40. */
unsigned fit_terminal(FILE *);
/* True where colour is welcome: a terminal, TERM isn't dumb, NO_COLOR is unset or empty. */
bool fit_colour(FILE *);

#endif
