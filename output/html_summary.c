/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* html_summary.c: the top of the report page: numbers to take in at a glance,
 * and a table with the greatest counts darkest. */
#include "output/html_summary.h"

#include <inttypes.h>
#include <string.h>

#include "output/html_page.h"

void
html_tiles(struct buf *out, struct crosstab *tiles, uint64_t all, const char *noun)
{
	size_t n;
	const struct crosstab_line *lines = crosstab_rows(tiles, &n);

	buf_printf(out, "<ul class=\"tiles\">\n<li class=\"all\"><b>%" PRIu64 "</b>%s</li>\n", all,
		noun);
	for (size_t i = 0; i < n; i++) {
		const char *name = *lines[i].name != '\0' ? lines[i].name : HTML_NO_NAME;

		buf_puts(out, "<li class=\"v-");
		for (const char *s = name; *s != '\0'; s++)
			buf_putc(out, (*s >= 'a' && *s <= 'z') ? *s : '-');
		buf_printf(out, "\"><b>%" PRIu64 "</b>", lines[i].total);
		html_text(out, name);
		buf_puts(out, "</li>\n");
	}
	buf_puts(out, "</ul>\n");
}

/* How dark a cell is: 0 for nothing, 1..5 by its part of the greatest. */
static unsigned
heat(uint64_t n, uint64_t greatest)
{
	if (n == 0 || greatest == 0)
		return 0;
	return 1 + (unsigned)((n * 5 - 1) / greatest > 4 ? 4 : (n * 5 - 1) / greatest);
}

static void
add_cross_cell(struct buf *out, const char *row, const char *column, uint64_t n, unsigned h)
{
	if (n == 0) {
		buf_puts(out, "<td class=\"n\"></td>");
		return;
	}
	buf_printf(out, "<td class=\"n h%u\"", h);
	html_attribute(out, "data-r", row);
	html_attribute(out, "data-c", column);
	buf_puts(out, " title=\"");
	html_text(out, *row != '\0' ? row : HTML_NO_NAME);
	buf_puts(out, ", ");
	html_text(out, *column != '\0' ? column : HTML_NO_NAME);
	buf_printf(out, "\">%" PRIu64 "</td>", n);
}

/* A bar as long as the row's part of the whole, and the part in percent. */
static void
add_bar(struct buf *out, uint64_t n, uint64_t total)
{
	double part = total > 0 ? 100.0 * (double)n / (double)total : 0;
	unsigned tenths = (unsigned)(part * 10 + 0.5);

	buf_printf(out,
		"<td class=\"n\">%u.%u %%</td><td><svg viewBox=\"0 0 1000 10\" "
		"preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect width=\"%u\" "
		"height=\"10\"/></svg></td></tr>\n",
		tenths / 10, tenths % 10, tenths);
}

static void
add_cross_head(struct buf *out, const char *by_row, const char *by_column,
	const struct crosstab_line *columns, size_t n)
{
	buf_printf(out,
		"<h2>%s by %s</h2>\n<div class=\"wide\"><table id=\"cross\">\n"
		"<thead><tr><th>%s</th>",
		by_row, by_column, by_row);
	for (size_t j = 0; j < n; j++) {
		buf_puts(out, "<th class=\"n\"><span>");
		html_text(out, *columns[j].name != '\0' ? columns[j].name : HTML_NO_NAME);
		buf_puts(out, "</span></th>");
	}
	buf_puts(out, "<th class=\"n\">total</th><th class=\"n\">share</th><th></th></tr></thead>\n"
		      "<tbody>\n");
}

static void
add_cross_foot(struct buf *out, const struct crosstab_line *columns, size_t n, uint64_t total)
{
	buf_puts(out, "</tbody>\n<tfoot><tr><th>total</th>");
	for (size_t j = 0; j < n; j++)
		buf_printf(out, "<td class=\"n\">%" PRIu64 "</td>", columns[j].total);
	buf_printf(out, "<td class=\"n\">%" PRIu64 "</td><td></td><td></td></tr></tfoot>\n", total);
	buf_puts(out, "</table></div>\n");
}

void
html_cross(struct buf *out, struct crosstab *cross, const char *by_row, const char *by_column)
{
	uint64_t greatest = 0;
	size_t n_rows, n_columns;
	const struct crosstab_line *rows = crosstab_rows(cross, &n_rows);
	const struct crosstab_line *columns = crosstab_columns(cross, &n_columns, NULL);

	for (size_t i = 0; i < n_rows; i++)
		for (size_t j = 0; j < n_columns; j++) {
			uint64_t n = crosstab_at(cross, &rows[i], &columns[j]);

			greatest = n > greatest ? n : greatest;
		}
	add_cross_head(out, by_row, by_column, columns, n_columns);
	for (size_t i = 0; i < n_rows; i++) {
		buf_puts(out, "<tr><th>");
		html_text(out, *rows[i].name != '\0' ? rows[i].name : HTML_NO_NAME);
		buf_puts(out, "</th>");
		for (size_t j = 0; j < n_columns; j++) {
			uint64_t n = crosstab_at(cross, &rows[i], &columns[j]);

			add_cross_cell(out, rows[i].name, columns[j].name, n, heat(n, greatest));
		}
		buf_printf(out, "<td class=\"n\"><b>%" PRIu64 "</b></td>", rows[i].total);
		add_bar(out, rows[i].total, crosstab_total(cross));
	}
	add_cross_foot(out, columns, n_columns, crosstab_total(cross));
}
