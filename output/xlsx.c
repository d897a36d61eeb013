/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * xlsx.c: a workbook for Excel and LibreOffice, by libxlsxwriter. Here a text
 * is a text: no formula runs, no serial loses its zeros and no apostrophe is
 * needed. Numbers are numbers and times are dates (UTC).
 *
 * The library wants a file name, so the workbook is made in a folder of its
 * own and then copied to where it was wanted. Rows go to disk as they come.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <xlsxwriter.h>

#include "base/buf.h"
#include "output/cell.h"
#include "output/list.h"

/* Excel's rows on one sheet (ECMA-376 leaves it open, Excel doesn't). */
#define SHEET_ROWS 1048576u
#define WIDTH_TIME 20
#define WIDTH_MAX 40

struct xlsx_state {
	struct buf folder, path;
	lxw_workbook *book;
	lxw_worksheet *sheet;
	lxw_format *head, *time, *real[8]; /* real: by digits */
	lxw_row_t next;			   /* the next row of the sheet */
};

/* A folder that nobody else can write to. */
static enum result
make_folder(struct xlsx_state *state)
{
	const char *tmp = getenv("TMPDIR");

	buf_printf(&state->folder, "%s/ranmap-XXXXXX", tmp != NULL && *tmp != '\0' ? tmp : "/tmp");
	if (mkdtemp(state->folder.data) == NULL) {
		buf_clear(&state->folder);
		return RESULT_IO;
	}
	buf_printf(&state->path, "%s/book.xlsx", buf_text(&state->folder));
	return RESULT_OK;
}

static void
make_formats(struct xlsx_state *state)
{
	state->head = workbook_add_format(state->book);
	format_set_bold(state->head);
	format_set_bottom(state->head, LXW_BORDER_THIN);
	state->time = workbook_add_format(state->book);
	format_set_num_format(state->time, "yyyy-mm-dd hh:mm:ss");
	for (unsigned i = 0; i < sizeof(state->real) / sizeof(state->real[0]); i++) {
		char text[16] = "0.0000000";

		text[i > 0 ? i + 2 : 1] = '\0';
		state->real[i] = workbook_add_format(state->book);
		format_set_num_format(state->real[i], text);
	}
}

static double
width_of(const struct column *column)
{
	size_t width = strlen(column->name) + 3;

	if (column->type == CELL_TIME)
		return WIDTH_TIME;
	if (column->type == CELL_TEXT && width < 16)
		width = column->from_device ? 24 : 16;
	return width < WIDTH_MAX ? (double)width : WIDTH_MAX;
}

/* A sheet with its head, which stays in sight. */
static enum result
add_sheet(struct xlsx_state *state, const struct column *columns)
{
	lxw_col_t i;

	state->sheet = workbook_add_worksheet(state->book, NULL);
	if (state->sheet == NULL)
		return RESULT_IO;
	for (i = 0; columns[i].name != NULL; i++) {
		worksheet_set_column(state->sheet, i, i, width_of(&columns[i]), NULL);
		worksheet_write_string(state->sheet, 0, i, columns[i].name, state->head);
	}
	worksheet_freeze_panes(state->sheet, 1, 0);
	worksheet_ignore_errors(state->sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT, "A1:XFD1048576");
	state->next = 1;
	return RESULT_OK;
}

static enum result
xlsx_begin(struct out *out, const struct column *columns)
{
	struct xlsx_state *state = out->state;
	lxw_workbook_options options = {.constant_memory = LXW_TRUE, .use_zip64 = LXW_TRUE};
	enum result r = make_folder(state);

	if (r != RESULT_OK) {
		out->error = errno;
		return r;
	}
	options.tmpdir = state->folder.data;
	state->book = workbook_new_opt(buf_text(&state->path), &options);
	if (state->book == NULL)
		return RESULT_IO;
	make_formats(state);
	return add_sheet(state, columns);
}

static void
put_cell(
	struct xlsx_state *state, lxw_col_t i, const struct column *column, const struct cell *cell)
{
	size_t formats = sizeof(state->real) / sizeof(state->real[0]);

	switch (cell->type) {
	case CELL_EMPTY:
		break;
	case CELL_TEXT:
		worksheet_write_string(state->sheet, state->next, i, cell->text, NULL);
		break;
	case CELL_INT:
		worksheet_write_number(state->sheet, state->next, i, (double)cell->number, NULL);
		break;
	case CELL_REAL:
		worksheet_write_number(state->sheet, state->next, i, cell->real,
			column->digits < formats ? state->real[column->digits] : NULL);
		break;
	case CELL_BOOL:
		worksheet_write_boolean(state->sheet, state->next, i, cell->number != 0, NULL);
		break;
	case CELL_TIME:
		worksheet_write_unixtime(state->sheet, state->next, i, cell->number, state->time);
		break;
	}
}

static void
end_sheet(struct xlsx_state *state, const struct column *columns)
{
	size_t n = columns_count(columns);

	worksheet_autofilter(state->sheet, 0, 0, state->next - 1, (lxw_col_t)(n - 1));
}

static enum result
xlsx_row(struct out *out, const struct column *columns, const struct cell *cells)
{
	struct xlsx_state *state = out->state;

	if (state->next == SHEET_ROWS) {
		end_sheet(state, columns);
		if (add_sheet(state, columns) != RESULT_OK)
			return RESULT_IO;
	}
	for (lxw_col_t i = 0; columns[i].name != NULL; i++)
		put_cell(state, i, &columns[i], &cells[i]);
	state->next++;
	return RESULT_OK;
}

static enum result
copy_book(struct out *out)
{
	struct xlsx_state *state = out->state;
	FILE *book = fopen(buf_text(&state->path), "r");
	enum result r = RESULT_OK;
	char block[65536];
	size_t n;

	if (book == NULL) {
		out->error = errno;
		return RESULT_IO;
	}
	while (r == RESULT_OK && (n = fread(block, 1, sizeof(block), book)) > 0) {
		buf_add(&out->line, block, n);
		r = out_flush(out);
	}
	fclose(book);
	return r;
}

static enum result
xlsx_finish(struct out *out, const struct column *columns)
{
	struct xlsx_state *state = out->state;
	lxw_error error;

	end_sheet(state, columns);
	errno = 0;
	error = workbook_close(state->book);
	state->book = NULL;
	if (error != LXW_NO_ERROR) {
		out->error = errno != 0 ? errno : EIO;
		return out->error == ENOSPC ? RESULT_NO_SPACE : RESULT_IO;
	}
	return copy_book(out);
}

static void
xlsx_close(struct out *out)
{
	struct xlsx_state *state = out->state;

	if (state->book != NULL)
		workbook_close(state->book);
	if (state->path.len > 0)
		unlink(buf_text(&state->path));
	if (state->folder.len > 0)
		rmdir(buf_text(&state->folder));
	buf_free(&state->path);
	buf_free(&state->folder);
}

const struct writer writer_xlsx = {
	.name = "xlsx",
	.summary = "a workbook for Excel and LibreOffice",
	.suffix = "xlsx",
	.binary = true,
	.state_size = sizeof(struct xlsx_state),
	.begin = xlsx_begin,
	.row = xlsx_row,
	.finish = xlsx_finish,
	.close = xlsx_close,
};
