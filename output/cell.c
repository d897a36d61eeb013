/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* cell.c: cells as values and as text. */
#include "output/cell.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"

size_t
columns_count(const struct column *columns)
{
	size_t n = 0;

	while (columns[n].name != NULL)
		n++;
	return n;
}

bool
column_shown(const struct column *list, const struct column *column)
{
	for (const struct column *c = list; c->name != NULL; c++)
		if (c->brief)
			return column->brief;
	return true;
}

void
cell_text(struct cell *cell, const char *text)
{
	*cell = (struct cell){.type = CELL_EMPTY};
	if (text != NULL && *text != '\0') {
		cell->type = CELL_TEXT;
		cell->text = text;
	}
}

void
cell_int(struct cell *cell, int64_t number)
{
	*cell = (struct cell){.type = CELL_INT, .number = number};
}

void
cell_real(struct cell *cell, double real)
{
	*cell = (struct cell){.type = CELL_EMPTY};
	if (isfinite(real)) {
		cell->type = CELL_REAL;
		cell->real = real;
	}
}

void
cell_time(struct cell *cell, int64_t wall)
{
	*cell = (struct cell){.type = wall != 0 ? CELL_TIME : CELL_EMPTY, .number = wall};
}

/* A decimal point, whatever the locale says. */
static void
print_real(struct buf *out, unsigned digits, double real)
{
	char text[400];
	int n = snprintf(text, sizeof(text), "%.*f", (int)digits, real);

	if (n < 0 || (size_t)n >= sizeof(text))
		return;
	for (char *p = text; *p != '\0'; p++)
		if (*p != '-' && (*p < '0' || *p > '9'))
			*p = '.';
	buf_puts(out, text);
}

void
cell_print(struct buf *out, const struct column *column, const struct cell *cell)
{
	char time[CLOCK_TEXT_MAX];

	switch (cell->type) {
	case CELL_EMPTY:
		break;
	case CELL_TEXT:
		buf_puts(out, cell->text);
		break;
	case CELL_INT:
		buf_printf(out, "%" PRId64, cell->number);
		break;
	case CELL_REAL:
		print_real(out, column->digits, cell->real);
		break;
	case CELL_BOOL:
		buf_puts(out, cell->number != 0 ? "true" : "false");
		break;
	case CELL_TIME:
		buf_puts(out, clock_format(cell->number, time));
		break;
	}
}
