/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * report.c: rows from the store on one side, a file on the other. Nothing a
 * device wrote passes here unless it is printable text on one line, so that
 * each writer has only its own format's special characters to mind.
 */
#include "output/report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "output/cell.h"

enum result
out_flush(struct out *out)
{
	size_t len = out->line.len;

	errno = 0;
	if (len > 0 && fwrite(out->line.data, 1, len, out->file) != len) {
		out->error = errno != 0 ? errno : EIO;
		return out->error == ENOSPC ? RESULT_NO_SPACE : RESULT_IO;
	}
	buf_clear(&out->line);
	return RESULT_OK;
}

/* Most texts are short and plain: they need no copy. */
static bool
is_plain(const char *text)
{
	size_t n = 0;

	if (*text == ' ')
		return false;
	for (; text[n] != '\0'; n++) {
		if (text[n] < ' ' || text[n] > '~' || n >= CELL_TEXT_LIMIT)
			return false;
		if (text[n] == ' ' && (text[n + 1] == ' ' || text[n + 1] == '\0'))
			return false;
	}
	return true;
}

/* Cuts what is too long at a character and says so with "…". */
static void
cut(struct buf *text, size_t from)
{
	size_t end = from + CELL_TEXT_LIMIT - strlen("…");

	if (text->len - from <= CELL_TEXT_LIMIT)
		return;
	while (end > from && ((unsigned char)text->data[end] & 0xc0) == 0x80)
		end--;
	text->len = end;
	buf_puts(text, "…");
}

/* U+FFFE and U+FFFF are well-formed UTF-8 but no characters (Unicode 23.7), and
 * not allowed in XML: a file with one can't be opened. */
static void
replace_non_characters(char *s)
{
	while ((s = strstr(s, "\xef\xbf")) != NULL) {
		if (s[2] == '\xbe' || s[2] == '\xbf')
			s[2] = '\xbd';
		s += 2;
	}
}

/* Makes the texts of a row printable. store is the memory of the copies. */
static void
clean(struct cell *cells, size_t n, struct buf *store, size_t *offsets)
{
	buf_clear(store);
	for (size_t i = 0; i < n; i++) {
		offsets[i] = SIZE_MAX;
		if (cells[i].type != CELL_TEXT || is_plain(cells[i].text))
			continue;
		offsets[i] = store->len;
		text_printable(store, cells[i].text, strlen(cells[i].text), CELL_TEXT_LIMIT + 4);
		cut(store, offsets[i]);
		buf_putc(store, '\0');
		replace_non_characters(store->data + offsets[i]);
	}
	for (size_t i = 0; i < n; i++)
		if (offsets[i] != SIZE_MAX)
			cell_text(&cells[i], store->data + offsets[i]);
}

static enum result
copy_rows(const struct view *view, struct rows *rows, const struct writer *writer, struct out *out)
{
	size_t n = columns_count(view->columns);
	struct cell *cells = xcalloc(n, sizeof(*cells));
	size_t *offsets = xcalloc(n, sizeof(*offsets));
	struct buf texts = {0};
	enum result r;

	while ((r = view->next(rows, cells)) == RESULT_OK) {
		clean(cells, n, &texts, offsets);
		r = writer->row(out, view->columns, cells);
		if (r != RESULT_OK)
			break;
		out->rows++;
	}
	buf_free(&texts);
	free(offsets);
	free(cells);
	return r == RESULT_END ? RESULT_OK : r;
}

static enum result
write_all(const struct view *view, struct rows *rows, const struct writer *writer, struct out *out)
{
	enum result r = writer->begin(out, view->columns);

	if (r == RESULT_OK)
		r = copy_rows(view, rows, writer, out);
	if (r == RESULT_OK)
		r = writer->finish(out, view->columns);
	if (r == RESULT_OK)
		r = out_flush(out);
	errno = 0;
	if (r == RESULT_OK && fflush(out->file) != 0) {
		out->error = errno;
		r = errno == ENOSPC ? RESULT_NO_SPACE : RESULT_IO;
	}
	if (writer->close != NULL)
		writer->close(out);
	return r;
}

enum result
report_write(struct store *store, const struct view *view, const struct view_options *options,
	const struct writer *writer, const struct writer_options *how, FILE *file, uint64_t *n_rows)
{
	struct out out = {.file = file, .options = *how};
	struct rows *rows = NULL;
	enum result r = view->open(store, options, &rows);

	if (r != RESULT_OK)
		return r;
	out.state = xcalloc(1, writer->state_size + 1);
	r = write_all(view, rows, writer, &out);
	if (n_rows != NULL)
		*n_rows = out.rows;
	buf_free(&out.line);
	free(out.state);
	view->close(rows);
	errno = out.error;
	return r;
}
