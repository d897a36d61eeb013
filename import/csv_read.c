/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* csv_read.c: one pass over the text of the file; fields are composed in a buffer. */
#include "import/csv_read.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/text.h"

struct csv_read {
	char *text;
	size_t len, at;
	char delimiter;
	unsigned line;
	struct buf row;		       /* the fields of a row, each with its NUL */
	size_t starts[CSV_FIELDS_MAX]; /* in row */
	const char *fields[CSV_FIELDS_MAX];
};

static enum result
read_whole(struct csv_read *c, FILE *f, const char *path, struct buf *why)
{
	struct stat st;
	size_t cap = 65536, n;

	if (fstat(fileno(f), &st) == 0 && S_ISDIR(st.st_mode)) {
		buf_printf(why, "%s: is a folder", path);
		return RESULT_IO;
	}
	c->text = xmalloc(cap + 1);
	while ((n = fread(c->text + c->len, 1, cap - c->len, f)) > 0) {
		c->len += n;
		if (c->len > CSV_FILE_MAX) {
			buf_printf(why, "%s: is larger than %u MB", path, CSV_FILE_MAX >> 20);
			return RESULT_RANGE;
		}
		if (c->len == cap) {
			cap *= 2;
			c->text = xrealloc(c->text, cap + 1, 1);
		}
	}
	c->text[c->len] = '\0';
	if (ferror(f) == 0)
		return RESULT_OK;
	buf_printf(why, "%s: %s", path, strerror(errno));
	return RESULT_IO;
}

/* What there is most of in the first line, outside of quotes. */
static char
find_delimiter(const struct csv_read *c)
{
	static const char choices[] = ",;\t";
	size_t counts[3] = {0};
	bool quoted = false;
	int best = 0;

	for (size_t i = c->at; i < c->len && (quoted || c->text[i] != '\n'); i++) {
		const char *p = c->text[i] != '\0' ? strchr(choices, c->text[i]) : NULL;

		if (c->text[i] == '"')
			quoted = !quoted;
		else if (p != NULL && !quoted)
			counts[p - choices]++;
	}
	for (int i = 1; i < 3; i++)
		if (counts[i] > counts[best])
			best = i;
	return choices[best];
}

enum result
csv_read_open(const char *path, struct csv_read **out, struct buf *why)
{
	FILE *f = fopen(path, "re");
	struct csv_read *c;
	enum result r;

	if (f == NULL) {
		buf_printf(why, "%s: %s", path, strerror(errno));
		return errno == ENOENT ? RESULT_NOT_FOUND : RESULT_PERMISSION;
	}
	c = xcalloc(1, sizeof(*c));
	c->line = 1;
	r = read_whole(c, f, path, why);
	fclose(f);
	if (r != RESULT_OK) {
		csv_read_close(c);
		return r;
	}
	if (c->len >= 3 && memcmp(c->text, "\xef\xbb\xbf", 3) == 0)
		c->at = 3;
	c->delimiter = find_delimiter(c);
	*out = c;
	return RESULT_OK;
}

void
csv_read_close(struct csv_read *c)
{
	if (c == NULL)
		return;
	buf_free(&c->row);
	free(c->text);
	free(c);
}

/* ---- rows -------------------------------------------------------------------- */

static bool
at_end_of_line(const struct csv_read *c)
{
	return c->at >= c->len || c->text[c->at] == '\n' ||
	       (c->text[c->at] == '\r' && (c->at + 1 >= c->len || c->text[c->at + 1] == '\n'));
}

static void
end_line(struct csv_read *c)
{
	if (c->at < c->len && c->text[c->at] == '\r')
		c->at++;
	if (c->at < c->len)
		c->at++;
	c->line++;
}

/* A quoted part; false where its quote never ends. */
static bool
take_quoted(struct csv_read *c)
{
	for (c->at++; c->at < c->len; c->at++) {
		if (c->text[c->at] == '\n')
			c->line++;
		if (c->text[c->at] != '"') {
			buf_putc(&c->row, c->text[c->at]);
			continue;
		}
		c->at++;
		if (c->at >= c->len || c->text[c->at] != '"')
			return true;
		buf_putc(&c->row, '"');
	}
	return false;
}

/* Cuts blanks around the field that begins at start, and ends it. */
static void
end_field(struct csv_read *c, size_t start)
{
	char *text;
	size_t n = c->row.len - start, lead = 0;

	buf_putc(&c->row, '\0');
	text = c->row.data + start;
	while (n > 0 && strchr(" \t\r\n", text[n - 1]) != NULL)
		n--;
	while (lead < n && strchr(" \t\r\n", text[lead]) != NULL)
		lead++;
	memmove(text, text + lead, n - lead);
	text[n - lead] = '\0';
	c->row.len = start + n - lead + 1;
}

static enum result
take_field(struct csv_read *c, unsigned line, struct buf *why)
{
	size_t start = c->row.len;

	while (!at_end_of_line(c) && c->text[c->at] != c->delimiter) {
		if (c->text[c->at] == '"' && c->row.len == start) {
			if (take_quoted(c))
				continue;
			buf_printf(why, "%u: a quote that never ends", line);
			return RESULT_MALFORMED;
		}
		buf_putc(&c->row, c->text[c->at++]);
	}
	if (c->row.len - start > CSV_FIELD_BYTES_MAX) {
		buf_printf(why, "%u: a field of more than %d bytes", line, CSV_FIELD_BYTES_MAX);
		return RESULT_MALFORMED;
	}
	if (!text_is_utf8(c->row.len > start ? c->row.data + start : "", c->row.len - start)) {
		buf_printf(why, "%u: text that is not UTF-8", line);
		return RESULT_MALFORMED;
	}
	end_field(c, start);
	return RESULT_OK;
}

enum result
csv_read_next(struct csv_read *c, struct csv_row *out, struct buf *why)
{
	enum result r;
	size_t n = 0;

	while (c->at < c->len && at_end_of_line(c))
		end_line(c);
	if (c->at >= c->len)
		return RESULT_END;
	out->line = c->line;
	buf_clear(&c->row);
	for (;;) {
		if (n == CSV_FIELDS_MAX) {
			buf_printf(why, "%u: more than %d fields", out->line, CSV_FIELDS_MAX);
			return RESULT_MALFORMED;
		}
		c->starts[n++] = c->row.len;
		if ((r = take_field(c, out->line, why)) != RESULT_OK)
			return r;
		if (at_end_of_line(c))
			break;
		c->at++;
	}
	end_line(c);
	for (size_t i = 0; i < n; i++)
		c->fields[i] = c->row.data + c->starts[i];
	out->n = n;
	out->fields = c->fields;
	return RESULT_OK;
}
