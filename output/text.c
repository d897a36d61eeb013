/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * text.c: an aligned table for the terminal. The first rows are held back to
 * learn how wide the columns must be; the rest goes straight through. What is
 * too wide is cut with "…"; columns that find no room at all are named below.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "output/cell.h"
#include "output/fit.h"
#include "output/list.h"

#define SAMPLE 500  /* rows that are held back */
#define GAP 2	    /* blanks between columns */
#define NARROWEST 8 /* what a device wrote isn't cut below this, */
#define NARROW 15   /* and what we wrote (an IPv4 address) not below this */
#define HEAD 12	    /* a name of a column gets this much, whatever is below it */
#define WIDEST 60   /* nor given more than this */

struct text_state {
	size_t n;	 /* columns of the view */
	size_t *natural; /* what a column would like to have; 0: it isn't shown */
	size_t *width;	 /* what it gets */
	struct buf held; /* cells of the rows held back, each with its NUL */
	size_t n_held;
	bool flowing; /* widths are fixed, the header is out */
};

/* A head may be cut, so that a long name over short values costs no room. */
static size_t
head_width(const struct column *column)
{
	size_t len = strlen(column->name);

	return len > HEAD ? HEAD : len;
}

static enum result
text_begin(struct out *out, const struct column *columns)
{
	struct text_state *state = out->state;

	state->n = columns_count(columns);
	state->natural = xcalloc(state->n, sizeof(*state->natural));
	state->width = xcalloc(state->n, sizeof(*state->width));
	for (size_t i = 0; i < state->n; i++)
		if (column_shown(columns, &columns[i]))
			state->natural[i] = head_width(&columns[i]);
	return RESULT_OK;
}

static size_t
least(const struct column *column)
{
	return column->from_device ? NARROWEST : NARROW;
}

static size_t
total(const struct text_state *state)
{
	size_t sum = 0;

	for (size_t i = 0; i < state->n; i++)
		if (state->width[i] > 0)
			sum += state->width[i] + (sum > 0 ? GAP : 0);
	return sum;
}

/* Takes one column away from the widest that can spare it. */
static bool
shrink(struct text_state *state, const struct column *columns)
{
	size_t widest = state->n;

	for (size_t i = 0; i < state->n; i++)
		if (state->width[i] > least(&columns[i]) &&
			(widest == state->n || state->width[i] > state->width[widest]))
			widest = i;
	if (widest < state->n)
		state->width[widest]--;
	return widest < state->n;
}

/* Gives up the last column of a device's own words, or else the last one. */
static void
drop(struct text_state *state, const struct column *columns)
{
	size_t last = 0, own = state->n;

	for (size_t i = 0; i < state->n; i++) {
		if (state->natural[i] == 0)
			continue;
		last = i;
		own = columns[i].from_device ? i : own;
	}
	state->natural[own < state->n ? own : last] = 0;
}

static void
fix_widths(struct text_state *state, const struct column *columns, size_t room)
{
	memcpy(state->width, state->natural, state->n * sizeof(*state->width));
	while (total(state) > room) {
		if (shrink(state, columns))
			continue;
		drop(state, columns);
		memcpy(state->width, state->natural, state->n * sizeof(*state->width));
	}
}

static bool
is_number(const struct column *column)
{
	return column->type == CELL_INT || column->type == CELL_REAL;
}

/* Adds one cell of a line; `first` is false where something stands before it. */
static void
add_cell(struct buf *line, const char *text, size_t width, bool right, bool first)
{
	if (!first)
		fit_pad(line, "", GAP, false);
	fit_pad(line, text, width, right);
}

static void
end_line(struct buf *line)
{
	while (line->len > 0 && line->data[line->len - 1] == ' ')
		line->len--;
	buf_putc(line, '\n');
}

static enum result
put_line(struct out *out, const struct column *columns, const char *const *texts)
{
	struct text_state *state = out->state;
	bool first = true;

	for (size_t i = 0; i < state->n; i++) {
		if (state->width[i] == 0)
			continue;
		add_cell(&out->line, texts[i], state->width[i], is_number(&columns[i]), first);
		first = false;
	}
	end_line(&out->line);
	return out_flush(out);
}

static enum result
put_header(struct out *out, const struct column *columns)
{
	struct text_state *state = out->state;
	const char **texts = xcalloc(state->n, sizeof(*texts));
	enum result r;

	for (size_t i = 0; i < state->n; i++)
		texts[i] = columns[i].name;
	r = put_line(out, columns, texts);
	free(texts);
	for (size_t i = 0, n = total(state); i < n; i++)
		buf_puts(&out->line, "─");
	buf_putc(&out->line, '\n');
	return r != RESULT_OK ? r : out_flush(out);
}

/* Fixes the widths by what was held back and lets it go. */
static enum result
flow(struct out *out, const struct column *columns)
{
	struct text_state *state = out->state;
	size_t room = out->options.width > 0 ? out->options.width : 80;
	const char **texts = xcalloc(state->n, sizeof(*texts));
	const char *at = buf_text(&state->held);
	enum result r;

	fix_widths(state, columns, room);
	state->flowing = true;
	r = put_header(out, columns);
	for (size_t row = 0; row < state->n_held && r == RESULT_OK; row++) {
		for (size_t i = 0; i < state->n; i++) {
			texts[i] = at;
			at += strlen(at) + 1;
		}
		r = put_line(out, columns, texts);
	}
	free(texts);
	buf_free(&state->held);
	return r;
}

static void
hold(struct text_state *state, const struct column *columns, const struct cell *cells)
{
	for (size_t i = 0; i < state->n; i++) {
		size_t from = state->held.len, w;

		if (state->natural[i] > 0)
			cell_print(&state->held, &columns[i], &cells[i]);
		buf_putc(&state->held, '\0');
		w = text_width(state->held.data + from);
		if (state->natural[i] > 0 && w > state->natural[i])
			state->natural[i] = w > WIDEST ? WIDEST : w;
	}
	state->n_held++;
}

static enum result
text_row(struct out *out, const struct column *columns, const struct cell *cells)
{
	struct text_state *state = out->state;
	bool first = true;

	if (!state->flowing) {
		hold(state, columns, cells);
		return state->n_held < SAMPLE ? RESULT_OK : flow(out, columns);
	}
	for (size_t i = 0; i < state->n; i++) {
		struct buf text = {0};

		if (state->width[i] == 0)
			continue;
		cell_print(&text, &columns[i], &cells[i]);
		add_cell(&out->line, buf_text(&text), state->width[i], is_number(&columns[i]),
			first);
		buf_free(&text);
		first = false;
	}
	end_line(&out->line);
	return out_flush(out);
}

static enum result
text_finish(struct out *out, const struct column *columns)
{
	struct text_state *state = out->state;
	enum result r = state->flowing ? RESULT_OK : flow(out, columns);
	size_t hidden = 0;

	if (r != RESULT_OK)
		return r;
	for (size_t i = 0; i < state->n; i++)
		hidden += state->width[i] == 0;
	buf_printf(&out->line, "%llu %s", (unsigned long long)out->rows,
		out->rows == 1 ? "row" : "rows");
	if (hidden > 0)
		buf_printf(&out->line, "; %zu more %s with --format csv", hidden,
			hidden == 1 ? "column" : "columns");
	buf_putc(&out->line, '\n');
	return out_flush(out);
}

static void
text_close(struct out *out)
{
	struct text_state *state = out->state;

	buf_free(&state->held);
	free(state->natural);
	free(state->width);
}

const struct writer writer_text = {
	.name = "text",
	.summary = "an aligned table for the terminal, with the main columns",
	.suffix = "txt",
	.state_size = sizeof(struct text_state),
	.begin = text_begin,
	.row = text_row,
	.finish = text_finish,
	.close = text_close,
};
