/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* fit.c: cutting, filling and breaking text by the columns it takes, not by its bytes. */
#include "output/fit.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/text.h"

#define FIT_NARROWEST 40
#define FIT_WIDEST 500
#define FIT_DEFAULT 80

/* Bytes of the character at s (well-formed UTF-8), without going past its NUL. */
static size_t
char_len(const char *s)
{
	size_t n = 1;

	while (((unsigned char)s[n] & 0xc0) == 0x80 && n < 4)
		n++;
	return n;
}

static size_t
char_width(const char *s, size_t len)
{
	char one[8] = {0};

	if (len == 1)
		return 1;
	memcpy(one, s, len);
	return text_width(one);
}

/* Appends characters as long as they fit. Returns the columns used; *rest is
 * what didn't fit. */
static size_t
add_fitting(struct buf *out, const char *s, size_t width, const char **rest)
{
	size_t used = 0;

	while (*s != '\0') {
		size_t len = char_len(s), w = char_width(s, len);

		if (used + w > width)
			break;
		buf_add(out, s, len);
		used += w;
		s += len;
	}
	*rest = s;
	return used;
}

size_t
fit_text(struct buf *out, const char *s, size_t width)
{
	size_t from = out->len, used;
	const char *rest;

	used = add_fitting(out, s, width, &rest);
	if (*rest == '\0' || width == 0)
		return used;
	out->len = from;
	used = add_fitting(out, s, width - 1, &rest);
	while (out->len > from && out->data[out->len - 1] == ' ') {
		out->len--;
		used--;
	}
	buf_puts(out, "…");
	return used + 1;
}

static void
add_blanks(struct buf *out, size_t n)
{
	while (n-- > 0)
		buf_putc(out, ' ');
}

void
fit_pad(struct buf *out, const char *s, size_t width, bool right)
{
	struct buf text = {0};
	size_t used = fit_text(&text, s, width);

	if (right)
		add_blanks(out, width - used);
	buf_puts(out, buf_text(&text));
	if (!right)
		add_blanks(out, width - used);
	buf_free(&text);
}

void
fit_wrap(struct buf *out, const char *s, size_t at, size_t indent, size_t width)
{
	bool fresh = true; /* nothing of ours on this line yet */

	while (*s != '\0') {
		size_t len = strcspn(s, " "), w;
		struct buf word = {0};

		buf_add(&word, s, len);
		w = len > 0 ? text_width(buf_text(&word)) : 0;
		if (!fresh && at + 1 + w > width) {
			buf_putc(out, '\n');
			add_blanks(out, indent);
			at = indent;
			fresh = true;
		}
		if (!fresh) {
			buf_putc(out, ' ');
			at++;
		}
		at += fit_text(out, buf_text(&word), width > at ? width - at : 1);
		fresh = false;
		buf_free(&word);
		s += len;
		s += strspn(s, " ");
	}
}

unsigned
fit_terminal(FILE *file)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	uint64_t width = 0;

	if (isatty(fileno(file)) && ioctl(fileno(file), TIOCGWINSZ, &size) == 0)
		width = size.ws_col;
	if (width == 0 &&
		(columns == NULL || text_u64(columns, 1, FIT_WIDEST, &width) != RESULT_OK))
		width = FIT_DEFAULT;
	return width < FIT_NARROWEST ? FIT_NARROWEST : (unsigned)width;
}

bool
fit_colour(FILE *file)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (!isatty(fileno(file)) || (no_color != NULL && *no_color != '\0'))
		return false;
	return term != NULL && strcmp(term, "dumb") != 0;
}
