/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * geojson.c: rows that have a place, as a FeatureCollection (RFC 7946): each a
 * Point in WGS 84, longitude first; one whose place isn't known has a null
 * geometry, as section 3.2 wants it. All other columns are its properties.
 */
#include "base/text.h"
#include "output/cell.h"
#include "output/list.h"

#include <stdlib.h>
#include <string.h>

struct places {
	size_t latitude, longitude;
};

static bool
find(const struct column *columns, const char *name, size_t *at)
{
	for (size_t i = 0; columns[i].name != NULL; i++)
		if (strcmp(columns[i].name, name) == 0) {
			*at = i;
			return true;
		}
	return false;
}

static bool
has_places(const struct column *columns)
{
	size_t at;

	return find(columns, "latitude", &at) && find(columns, "longitude", &at);
}

static enum result
geojson_begin(struct out *out, const struct column *columns)
{
	struct places *p = out->state;

	(void)find(columns, "latitude", &p->latitude);
	(void)find(columns, "longitude", &p->longitude);
	buf_puts(&out->line, "{\"type\": \"FeatureCollection\", \"features\": [");
	return out_flush(out);
}

/* "Nokia=3;Huawei=2" as an object of numbers. */
static void
add_counts(struct buf *out, const char *text)
{
	bool any = false;

	buf_putc(out, '{');
	while (*text != '\0') {
		size_t len = strcspn(text, ";"), name = len;

		while (name > 0 && text[name - 1] != '=')
			name--;
		if (name > 0) {
			buf_puts(out, any ? ", " : "");
			text_json(out, text, name - 1);
			buf_printf(out, ": %ld", strtol(text + name, NULL, 10));
			any = true;
		}
		text += len + (text[len] == ';');
	}
	buf_putc(out, '}');
}

static void
add_value(struct buf *out, const struct column *column, const struct cell *cell)
{
	struct buf text = {0};

	if (column->counts) {
		add_counts(out, cell->type == CELL_TEXT ? cell->text : "");
		return;
	}
	if (cell->type == CELL_EMPTY) {
		buf_puts(out, "null");
		return;
	}
	cell_print(&text, column, cell);
	if (cell->type == CELL_TEXT || cell->type == CELL_TIME)
		text_json(out, buf_text(&text), text.len);
	else
		buf_puts(out, buf_text(&text));
	buf_free(&text);
}

static void
add_geometry(struct buf *out, const struct column *columns, const struct cell *cells,
	const struct places *p)
{
	const struct cell *lat = &cells[p->latitude], *lon = &cells[p->longitude];

	if (lat->type != CELL_REAL || lon->type != CELL_REAL) {
		buf_puts(out, "null");
		return;
	}
	buf_puts(out, "{\"type\": \"Point\", \"coordinates\": [");
	cell_print(out, &columns[p->longitude], lon);
	buf_puts(out, ", ");
	cell_print(out, &columns[p->latitude], lat);
	buf_puts(out, "]}");
}

static enum result
geojson_row(struct out *out, const struct column *columns, const struct cell *cells)
{
	const struct places *p = out->state;
	bool any = false;

	buf_puts(&out->line, out->rows > 0 ? ",\n" : "\n");
	buf_puts(&out->line, "{\"type\": \"Feature\", \"geometry\": ");
	add_geometry(&out->line, columns, cells, p);
	buf_puts(&out->line, ", \"properties\": {");
	for (size_t i = 0; columns[i].name != NULL; i++) {
		if (i == p->latitude || i == p->longitude)
			continue;
		buf_puts(&out->line, any ? ", " : "");
		text_json(&out->line, columns[i].name, strlen(columns[i].name));
		buf_puts(&out->line, ": ");
		add_value(&out->line, &columns[i], &cells[i]);
		any = true;
	}
	buf_puts(&out->line, "}}");
	return out_flush(out);
}

static enum result
geojson_finish(struct out *out, const struct column *columns)
{
	(void)columns;
	buf_puts(&out->line, out->rows > 0 ? "\n]}\n" : "]}\n");
	return out_flush(out);
}

const struct writer writer_geojson = {
	.name = "geojson",
	.summary = "what has a place, for maps (RFC 7946)",
	.suffix = "geojson",
	.state_size = sizeof(struct places),
	.suits = has_places,
	.begin = geojson_begin,
	.row = geojson_row,
	.finish = geojson_finish,
};
