/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * components.c: the view of what elements are made of: boards, pluggables, fans,
 * each with a maker of its own, as a tree by component_id and parent.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "output/cell.h"
#include "output/list.h"

#define COLUMN_LIST(X)                                                                     \
	X(element_id, TEXT, "the element that it is a part of", )                          \
	X(component_id, TEXT, "the element's key and the number of the component in it", ) \
	X(parent, TEXT, "component_id of what contains it; empty: nothing does", )         \
	X(class, TEXT, "chassis, module, port, powerSupply, … (RFC 6933)", .brief = true,  \
		.use = USE_COLUMN)                                                         \
	X(name, TEXT, "its name, or what it is", .from_device = true, .brief = true)       \
	X(manufacturer, TEXT, "who made this part", .from_device = true, .brief = true,    \
		.use = USE_ROW)                                                            \
	X(model, TEXT, "model name", .from_device = true, .brief = true)                   \
	X(part_number, TEXT, "the maker's ordering number", .from_device = true)           \
	X(serial, TEXT, "serial number of the part", .from_device = true, .brief = true)   \
	X(hw_rev, TEXT, "hardware revision", .from_device = true)                          \
	X(fw_rev, TEXT, "firmware revision", .from_device = true)                          \
	X(sw_rev, TEXT, "software revision", .from_device = true)                          \
	X(mfg_date, TEXT, "date of manufacture", .from_device = true)                      \
	X(is_fru, BOOL, "it can be replaced in the field", )                               \
	X(element_manufacturer, TEXT, "who made the element, where that is known", )       \
	X(foreign, BOOL, "its maker is another one than the element's", .use = USE_TILE)

enum component_column {
#define X(column, t, m, ...) COL_##column,
	COLUMN_LIST(X)
#undef X
		COL_COUNT
};

static const struct column columns[] = {
#define X(column, t, m, ...) {.name = #column, .type = CELL_##t, .meaning = m, __VA_ARGS__},
	COLUMN_LIST(X)
#undef X
		{.name = NULL},
};

struct rows {
	struct store_cursor *cursor;
	struct buf id, parent;
};

static enum result
components_open(struct store *store, const struct view_options *options, struct rows **out)
{
	struct rows *rows = xcalloc(1, sizeof(*rows));
	enum result r = store_components_open(store, options->scope, &rows->cursor);

	if (r != RESULT_OK) {
		free(rows);
		return r;
	}
	*out = rows;
	return RESULT_OK;
}

static void
fill_bool(struct cell *cell, bool truth)
{
	*cell = (struct cell){.type = CELL_BOOL, .number = truth};
}

static void
fill_identity(struct cell *cells, const struct component_row *row)
{
	const struct component *c = &row->component;

	cell_text(&cells[COL_manufacturer], c->manufacturer);
	cell_text(&cells[COL_model], c->model);
	cell_text(&cells[COL_part_number], c->part_number);
	cell_text(&cells[COL_serial], c->serial);
	cell_text(&cells[COL_hw_rev], c->hw_rev);
	cell_text(&cells[COL_fw_rev], c->fw_rev);
	cell_text(&cells[COL_sw_rev], c->sw_rev);
	cell_text(&cells[COL_mfg_date], c->mfg_date);
	cell_text(&cells[COL_element_manufacturer], row->element_manufacturer);
	if (c->manufacturer[0] != '\0' && row->element_manufacturer[0] != '\0')
		fill_bool(&cells[COL_foreign],
			strcmp(c->manufacturer, row->element_manufacturer) != 0);
}

static enum result
components_next(struct rows *rows, struct cell *cells)
{
	struct component_row row;
	const struct component *c = &row.component;
	enum result r = store_components_next(rows->cursor, &row);

	if (r != RESULT_OK)
		return r;
	memset(cells, 0, COL_COUNT * sizeof(*cells));
	buf_clear(&rows->id);
	buf_printf(&rows->id, "%s:%u", row.element_id, c->index);
	cell_text(&cells[COL_element_id], row.element_id);
	cell_text(&cells[COL_component_id], buf_text(&rows->id));
	if (c->parent != 0) {
		buf_clear(&rows->parent);
		buf_printf(&rows->parent, "%s:%u", row.element_id, c->parent);
		cell_text(&cells[COL_parent], buf_text(&rows->parent));
	}
	cell_text(&cells[COL_class], component_class_name(c->class));
	cell_text(&cells[COL_name], c->name);
	fill_identity(cells, &row);
	if (c->is_fru >= 0)
		fill_bool(&cells[COL_is_fru], c->is_fru != 0);
	return RESULT_OK;
}

static void
components_close(struct rows *rows)
{
	store_cursor_close(rows->cursor);
	buf_free(&rows->id);
	buf_free(&rows->parent);
	free(rows);
}

const struct view view_components = {
	.name = "components",
	.summary = "one row per part of an element: boards, pluggables, fans, with their makers",
	.columns = columns,
	.open = components_open,
	.next = components_next,
	.close = components_close,
};
