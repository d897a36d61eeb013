/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * html.c: a report page of one file: counts, a cross table, and all rows with
 * a filter box. What comes first on the page is known last, so the rows go to
 * a temporary file on their way. The writer knows no table: which columns are
 * counted and crossed is told by their `use`.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "output/cell.h"
#include "output/crosstab.h"
#include "output/html_page.h"
#include "output/html_summary.h"
#include "output/list.h"

/* A browser stumbles over more; the counts cover all, and the page says so. */
#define ROWS_LISTED 20000

struct html_state {
	FILE *rows;		/* the table's body, until finish */
	struct crosstab *cross; /* NULL where no columns are crossed */
	struct crosstab *tiles; /* rows: the value; one column */
	const struct column *row_column, *column_column, *weight, *tile;
	bool details; /* some columns are not brief */
};

static const struct column *
find_use(const struct column *columns, enum column_use use)
{
	for (const struct column *c = columns; c->name != NULL; c++)
		if (c->use == use)
			return c;
	return NULL;
}

static enum result
html_begin(struct out *out, const struct column *columns)
{
	struct html_state *state = out->state;

	state->row_column = find_use(columns, USE_ROW);
	state->column_column = find_use(columns, USE_COLUMN);
	state->weight = find_use(columns, USE_WEIGHT);
	state->tile = find_use(columns, USE_TILE);
	if (state->row_column != NULL && state->column_column != NULL)
		state->cross = crosstab_new();
	state->tiles = crosstab_new();
	for (const struct column *c = columns; c->name != NULL; c++)
		state->details |= !column_shown(columns, c);
	state->rows = tmpfile();
	if (state->rows == NULL)
		out->error = errno;
	return state->rows != NULL ? RESULT_OK : RESULT_IO;
}

static const char *
text_of(const struct column *columns, const struct column *c, const struct cell *cells)
{
	const struct cell *cell = &cells[c - columns];

	return cell->type == CELL_TEXT ? cell->text : "";
}

static void
count_row(struct html_state *state, const struct column *columns, const struct cell *cells)
{
	uint64_t n = state->weight != NULL ? (uint64_t)cells[state->weight - columns].number : 1;

	if (state->cross != NULL && n > 0)
		crosstab_add(state->cross, text_of(columns, state->row_column, cells),
			text_of(columns, state->column_column, cells), n);
	if (state->tile != NULL)
		crosstab_add(state->tiles, text_of(columns, state->tile, cells), "", n);
}

static void
add_value(struct buf *out, const struct column *column, const struct cell *cell)
{
	struct buf text = {0};

	cell_print(&text, column, cell);
	html_text(out, buf_text(&text));
	buf_free(&text);
}

/* A cell's class: numbers to the right, short keys unbroken, verdicts in colour. */
static void
add_class(struct buf *out, const struct column *column, const struct cell *cell)
{
	if (column->use == USE_TILE && cell->type == CELL_TEXT &&
		strspn(cell->text, "abcdefghijklmnopqrstuvwxyz-") == strlen(cell->text))
		buf_printf(out, " class=\"k v-%s\"", cell->text);
	else if (cell->type == CELL_INT || cell->type == CELL_REAL)
		buf_puts(out, " class=\"n\"");
	else if (cell->type == CELL_TIME ||
		 (cell->type == CELL_TEXT && !column->from_device && strlen(cell->text) <= 24))
		buf_puts(out, " class=\"k\"");
}

static void
add_details(struct buf *out, const struct column *columns, const struct cell *cells)
{
	buf_puts(out, "<td class=\"more\"><details name=\"row\"><summary>more</summary><dl>");
	for (size_t i = 0; columns[i].name != NULL; i++) {
		if (column_shown(columns, &columns[i]) || cells[i].type == CELL_EMPTY)
			continue;
		buf_printf(out, "<dt>%s</dt><dd>", columns[i].name);
		add_value(out, &columns[i], &cells[i]);
		buf_puts(out, "</dd>");
	}
	buf_puts(out, "</dl></details></td>");
}

static enum result
html_row(struct out *out, const struct column *columns, const struct cell *cells)
{
	struct html_state *state = out->state;
	struct buf *line = &out->line;
	FILE *page = out->file;
	enum result r;

	count_row(state, columns, cells);
	if (out->rows >= ROWS_LISTED)
		return RESULT_OK;
	buf_puts(line, "<tr");
	if (state->cross != NULL) {
		html_attribute(line, "data-r", text_of(columns, state->row_column, cells));
		html_attribute(line, "data-c", text_of(columns, state->column_column, cells));
	}
	buf_putc(line, '>');
	for (size_t i = 0; columns[i].name != NULL; i++) {
		if (!column_shown(columns, &columns[i]))
			continue;
		buf_puts(line, "<td");
		add_class(line, &columns[i], &cells[i]);
		buf_putc(line, '>');
		add_value(line, &columns[i], &cells[i]);
		buf_puts(line, "</td>");
	}
	if (state->details)
		add_details(line, columns, cells);
	buf_puts(line, "</tr>\n");
	out->file = state->rows;
	r = out_flush(out);
	out->file = page;
	return r;
}

static void
add_table_head(struct buf *out, const struct html_state *state, const struct column *columns,
	uint64_t rows)
{
	buf_puts(out, "<h2>All rows</h2>\n");
	if (rows > ROWS_LISTED)
		buf_printf(out,
			"<p class=\"note\">The table lists the first %d of %" PRIu64
			" rows; the counts above cover all of them. The CSV export has every "
			"row.</p>\n",
			ROWS_LISTED, rows);
	buf_puts(out, "<div class=\"tools\"><input id=\"filter\" type=\"search\" "
		      "placeholder=\"Filter: words that a row must have\" aria-label=\"Filter\"/>"
		      "<span id=\"count\"></span>"
		      "<button id=\"clear\" type=\"button\">show all</button></div>\n"
		      "<div class=\"scroll\"><table id=\"rows\">\n<thead><tr>");
	for (const struct column *c = columns; c->name != NULL; c++) {
		if (!column_shown(columns, c))
			continue;
		buf_puts(out, "<th");
		html_attribute(out, "title", c->meaning != NULL ? c->meaning : c->name);
		buf_printf(out, "><button type=\"button\">%s</button></th>", c->name);
	}
	buf_puts(out, state->details ? "<th class=\"more\"></th></tr></thead>\n<tbody>\n"
				     : "</tr></thead>\n<tbody>\n");
}

/* Copies the rows that were put aside. */
static enum result
copy_table(struct out *out)
{
	struct html_state *state = out->state;
	enum result r = out_flush(out);
	char block[65536];
	size_t n;

	errno = 0;
	if (r == RESULT_OK && fflush(state->rows) != 0) {
		out->error = errno;
		r = errno == ENOSPC ? RESULT_NO_SPACE : RESULT_IO;
	}
	rewind(state->rows);
	while (r == RESULT_OK && (n = fread(block, 1, sizeof(block), state->rows)) > 0) {
		buf_add(&out->line, block, n);
		r = out_flush(out);
	}
	if (r == RESULT_OK && ferror(state->rows)) {
		out->error = EIO;
		r = RESULT_IO;
	}
	return r;
}

static void
add_summary(struct out *out)
{
	struct html_state *state = out->state;
	const char *noun = out->options.noun != NULL ? out->options.noun : "rows";

	if (state->cross != NULL && state->weight != NULL)
		html_tiles(&out->line, state->tiles, crosstab_total(state->cross),
			state->weight->name);
	else
		html_tiles(&out->line, state->tiles, out->rows, noun);
	if (state->cross != NULL && crosstab_total(state->cross) > 0)
		html_cross(&out->line, state->cross, state->row_column->name,
			state->column_column->name);
}

static enum result
html_finish(struct out *out, const struct column *columns)
{
	struct html_state *state = out->state;
	const char *title = out->options.title != NULL ? out->options.title : "ranmap report";
	struct buf *line = &out->line;
	char now[CLOCK_TEXT_MAX];
	enum result r;

	html_head(line, title);
	buf_puts(line, "<header><h1>");
	html_text(line, title);
	buf_puts(line, "</h1>\n<p class=\"note\">");
	html_text(line, out->options.note != NULL ? out->options.note : "");
	buf_printf(line, "</p>\n<p class=\"made\">Made by ranmap at %s</p></header>\n",
		clock_format(clock_wall(), now));
	add_summary(out);
	add_table_head(line, state, columns, out->rows);
	r = copy_table(out);
	buf_puts(line, "</tbody>\n</table></div>\n<footer>Everything is in this one file; it loads "
		       "nothing from elsewhere. Texts of devices are shown as they sent them, "
		       "without control characters.</footer>\n<script>");
	buf_puts(line, html_script);
	buf_puts(line, "</script>\n</body>\n</html>\n");
	return r != RESULT_OK ? r : out_flush(out);
}

static void
html_close(struct out *out)
{
	struct html_state *state = out->state;

	if (state->rows != NULL)
		fclose(state->rows);
	crosstab_free(state->cross);
	crosstab_free(state->tiles);
}

const struct writer writer_html = {
	.name = "html",
	.summary = "a report page in one file, for the browser and the printer",
	.suffix = "html",
	.state_size = sizeof(struct html_state),
	.begin = html_begin,
	.row = html_row,
	.finish = html_finish,
	.close = html_close,
};
