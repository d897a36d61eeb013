/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* screen.c: composing lines; colours are SGR sequences (ECMA-48) that take no
 * columns and never come from a device's text. */
#include "output/screen.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "output/fit.h"

static const char *const codes[] = {
	[STYLE_PLAIN] = "",
	[STYLE_BOLD] = "\033[1m",
	[STYLE_DIM] = "\033[2m",
	[STYLE_GOOD] = "\033[32m",
	[STYLE_ODD] = "\033[33m",
	[STYLE_BAD] = "\033[31m",
};

static void
open_style(struct screen *screen, enum style style)
{
	if (screen->colour && style != STYLE_PLAIN)
		buf_puts(&screen->line, codes[style]);
}

static void
close_style(struct screen *screen, enum style style)
{
	if (screen->colour && style != STYLE_PLAIN)
		buf_puts(&screen->line, "\033[0m");
}

void
screen_put(struct screen *screen, enum style style, const char *text)
{
	if (screen->at >= screen->width || *text == '\0')
		return;
	open_style(screen, style);
	screen->at += fit_text(&screen->line, text, screen->width - screen->at);
	close_style(screen, style);
}

void
screen_pad(struct screen *screen, enum style style, const char *text, size_t width, bool right)
{
	open_style(screen, style);
	fit_pad(&screen->line, text, width, right);
	close_style(screen, style);
	screen->at += width;
}

void
screen_to(struct screen *screen, size_t column)
{
	for (; screen->at < column; screen->at++)
		buf_putc(&screen->line, ' ');
}

void
screen_end(struct screen *screen)
{
	while (screen->line.len > 0 && screen->line.data[screen->line.len - 1] == ' ')
		screen->line.len--;
	buf_putc(&screen->line, '\n');
	fwrite(screen->line.data, 1, screen->line.len, screen->file);
	buf_clear(&screen->line);
	screen->at = 0;
}

void
screen_wrap(struct screen *screen, enum style style, const char *text, size_t indent)
{
	open_style(screen, style);
	fit_wrap(&screen->line, text, screen->at, indent, screen->width);
	close_style(screen, style);
	screen_end(screen);
}

void
screen_heading(struct screen *screen, enum style style, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	screen_end(screen);
	screen_wrap(screen, style, text, 2);
}
