/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* screen.h: lines for a terminal, composed piece by piece, with colour where
 * it is wanted. */
#ifndef RANMAP_OUTPUT_SCREEN_H
#define RANMAP_OUTPUT_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/buf.h"

enum style {
	STYLE_PLAIN,
	STYLE_BOLD,
	STYLE_DIM,
	STYLE_GOOD,
	STYLE_ODD,
	STYLE_BAD,
};

struct screen {
	FILE *file;
	unsigned width;
	bool colour;
	struct buf line; /* the line in the making, with its colours */
	size_t at;	 /* the columns it takes */
};

/* Appends text, cut at the right edge. */
void screen_put(struct screen *, enum style, const char *);
/* Appends text in exactly width columns. */
void screen_pad(struct screen *, enum style, const char *, size_t width, bool right);
/* Goes to a column with blanks. */
void screen_to(struct screen *, size_t column);
/* Writes the line, without trailing blanks. */
void screen_end(struct screen *);
/* A paragraph: begins where the line is, breaks at blanks, goes on at indent. */
void screen_wrap(struct screen *, enum style, const char *, size_t indent);
/* An empty line, then a heading. */
void screen_heading(struct screen *, enum style, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
