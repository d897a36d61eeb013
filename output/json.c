/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * json.c: JSON (RFC 8259) in two shapes that share their rows: one array of
 * objects, or one object a line (JSON Lines) for programs that read as it
 * comes. Keys are the columns in their order; an empty cell is null.
 */
#include "base/text.h"
#include "output/cell.h"
#include "output/list.h"

#include <string.h>

static void
add_value(struct buf *out, const struct column *column, const struct cell *cell)
{
	struct buf text = {0};

	switch (cell->type) {
	case CELL_EMPTY:
		buf_puts(out, "null");
		break;
	case CELL_TEXT:
		text_json(out, cell->text, strlen(cell->text));
		break;
	case CELL_TIME:
		cell_print(&text, column, cell);
		text_json(out, buf_text(&text), text.len);
		buf_free(&text);
		break;
	default:
		cell_print(out, column, cell);
	}
}

static void
add_object(struct buf *out, const struct column *columns, const struct cell *cells)
{
	buf_putc(out, '{');
	for (size_t i = 0; columns[i].name != NULL; i++) {
		if (i > 0)
			buf_puts(out, ", ");
		text_json(out, columns[i].name, strlen(columns[i].name));
		buf_puts(out, ": ");
		add_value(out, &columns[i], &cells[i]);
	}
	buf_putc(out, '}');
}

static enum result
json_begin(struct out *out, const struct column *columns)
{
	(void)columns;
	buf_putc(&out->line, '[');
	return out_flush(out);
}

static enum result
json_row(struct out *out, const struct column *columns, const struct cell *cells)
{
	buf_puts(&out->line, out->rows > 0 ? ",\n" : "\n");
	add_object(&out->line, columns, cells);
	return out_flush(out);
}

static enum result
json_finish(struct out *out, const struct column *columns)
{
	(void)columns;
	buf_puts(&out->line, out->rows > 0 ? "\n]\n" : "]\n");
	return out_flush(out);
}

static enum result
jsonl_begin(struct out *out, const struct column *columns)
{
	(void)columns;
	return out_flush(out);
}

static enum result
jsonl_row(struct out *out, const struct column *columns, const struct cell *cells)
{
	add_object(&out->line, columns, cells);
	buf_putc(&out->line, '\n');
	return out_flush(out);
}

const struct writer writer_json = {
	.name = "json",
	.summary = "one array of objects (RFC 8259)",
	.suffix = "json",
	.begin = json_begin,
	.row = json_row,
	.finish = json_finish,
};

const struct writer writer_jsonl = {
	.name = "jsonl",
	.summary = "JSON Lines: one object a line",
	.suffix = "jsonl",
	.begin = jsonl_begin,
	.row = jsonl_row,
	.finish = jsonl_begin,
};
