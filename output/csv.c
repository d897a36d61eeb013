/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * csv.c: RFC 4180: a header, commas, CRLF, quotes doubled. Two variants:
 *
 * import (the default): for programs. Data as it is, no byte order mark.
 * excel: for people who double-click. A UTF-8 byte order mark, without which
 * Excel guesses the character set; and one apostrophe before texts that Excel
 * would run as a formula (CWE-1236: quoting alone doesn't stop it) or turn
 * into another number or a date. The apostrophe is seen in the cell, so nobody
 * takes '00123 for 123. Numbers and times that ranmap types itself stay as
 * they are: -0.1 is a longitude, not an attack.
 */
#include <ctype.h>
#include <string.h>

#include "output/cell.h"
#include "output/list.h"

/* Numbers of more digits than this are shown by Excel as 1.23E+11. */
#define EXCEL_DIGITS 11

/* True where a formula could begin: = + - @ tab and CR, and the full-width
 * forms that some spreadsheets take for them (U+FF1D U+FF0B U+FF0D U+FF20). */
static bool
starts_formula(const char *s)
{
	static const char *const wide[] = {"＝", "＋", "－", "＠"};

	if (*s != '\0' && strchr("=+-@\t\r", *s) != NULL)
		return true;
	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (strncmp(s, wide[i], strlen(wide[i])) == 0)
			return true;
	return false;
}

/* The first character that counts: quotes and blanks before it hide nothing. */
static const char *
skip_quotes(const char *s)
{
	while (*s == '"' || *s == ' ')
		s++;
	return s;
}

static size_t
digits(const char *s)
{
	return strspn(s, "0123456789");
}

/* Serials and versions that a spreadsheet would alter: leading zeros, many
 * digits, 22.10 (becomes 22.1), 12E45 (becomes a power of ten). */
static bool
is_altered_number(const char *s)
{
	size_t n = digits(s), f;

	if (n == 0)
		return false;
	if (s[n] == '\0')
		return n > EXCEL_DIGITS || (n > 1 && s[0] == '0');
	if (s[n] == '.' || s[n] == ',') {
		f = digits(s + n + 1);
		return f > 0 && s[n + 1 + f] == '\0' &&
		       (s[n + f] == '0' || n + f > EXCEL_DIGITS || (n > 1 && s[0] == '0'));
	}
	if (s[n] == 'e' || s[n] == 'E') {
		s += n + 1;
		s += *s == '+' || *s == '-';
		return digits(s) > 0 && s[digits(s)] == '\0';
	}
	return false;
}

/* 3-4, 1/2, 10-2019, 1/2/3: a date to a spreadsheet, a slot or a port to us. */
static bool
is_altered_date(const char *s)
{
	for (int parts = 1; parts <= 3; parts++) {
		size_t n = digits(s);

		if (n == 0 || n > 4)
			return false;
		s += n;
		if (*s == '\0')
			return parts > 1;
		if (*s != '-' && *s != '/')
			return false;
		s++;
	}
	return false;
}

/* Text for Excel. A ';' may open a new cell where the country's list separator
 * is one, so what follows it is looked at like a beginning. */
static void
add_for_excel(struct buf *out, const char *s)
{
	if (starts_formula(skip_quotes(s)) || is_altered_number(s) || is_altered_date(s))
		buf_putc(out, '\'');
	for (; *s != '\0'; s++) {
		buf_putc(out, *s);
		if (*s == ';' && starts_formula(skip_quotes(s + 1)))
			buf_putc(out, '\'');
	}
}

/* Quotes what was put after `from`, where RFC 4180 wants it. */
static void
quote(struct buf *out, size_t from)
{
	size_t len = out->len - from, quotes = 0, at;

	if (len == 0)
		return;
	if (strpbrk(out->data + from, ",\"\r\n\t;") == NULL && out->data[from] != ' ' &&
		out->data[out->len - 1] != ' ')
		return;
	for (size_t i = from; i < out->len; i++)
		quotes += out->data[i] == '"';
	buf_reserve(out, quotes + 3);
	at = out->len + quotes + 2;
	out->data[at] = '\0';
	out->data[--at] = '"';
	for (size_t i = out->len; i-- > from;) {
		out->data[--at] = out->data[i];
		if (out->data[i] == '"')
			out->data[--at] = '"';
	}
	out->data[from] = '"';
	out->len += quotes + 2;
}

static enum result
csv_begin(struct out *out, const struct column *columns)
{
	if (out->options.for_excel)
		buf_puts(&out->line, "\xef\xbb\xbf");
	for (const struct column *c = columns; c->name != NULL; c++) {
		if (c != columns)
			buf_putc(&out->line, ',');
		buf_puts(&out->line, c->name);
	}
	buf_puts(&out->line, "\r\n");
	return out_flush(out);
}

static enum result
csv_row(struct out *out, const struct column *columns, const struct cell *cells)
{
	struct buf *line = &out->line;

	for (size_t i = 0; columns[i].name != NULL; i++) {
		size_t from;

		if (i > 0)
			buf_putc(line, ',');
		from = line->len;
		if (out->options.for_excel && cells[i].type == CELL_TEXT)
			add_for_excel(line, cells[i].text);
		else
			cell_print(line, &columns[i], &cells[i]);
		quote(line, from);
	}
	buf_puts(line, "\r\n");
	return out_flush(out);
}

static enum result
csv_finish(struct out *out, const struct column *columns)
{
	(void)columns;
	return out_flush(out);
}

const struct writer writer_csv = {
	.name = "csv",
	.summary = "comma-separated values (RFC 4180); see --csv-for",
	.suffix = "csv",
	.begin = csv_begin,
	.row = csv_row,
	.finish = csv_finish,
};
