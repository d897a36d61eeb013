/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* links.c: the view of the wires between elements. What begins with a_ or b_ is
 * of one end: the writers of graphs go by that. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "output/cell.h"
#include "output/list.h"

#define END_COLUMNS(X, end)                                                                    \
	X(end##_element_id, TEXT, "the element at this end; empty: the wire we listened on", ) \
	X(end##_name, TEXT, "its name", .from_device = true, .brief = true)                    \
	X(end##_role, TEXT, "what it does in the network", )                                   \
	X(end##_manufacturer, TEXT, "who made it, where identified", )                         \
	X(end##_site_id, TEXT, "where it stands", )                                            \
	X(end##_port, TEXT, "its port", .from_device = true, .brief = true)                    \
	X(end##_port_description, TEXT, "what the port is called besides", .from_device = true)

#define COLUMN_LIST(X)                                                                            \
	X(link_id, TEXT, "stable key of the link: of both ends and their ports", )                \
	END_COLUMNS(X, a)                                                                         \
	END_COLUMNS(X, b)                                                                         \
	X(told_by, TEXT, "a, b or a;b: whose LLDP tells of it", .brief = true)                    \
	X(state, TEXT, "mutual: both ends tell of it; one-sided", .brief = true, .use = USE_TILE) \
	X(reason, TEXT, "why it is one-sided, as far as that is known", )                         \
	X(source, TEXT, "lldp-mib: read by SNMP; heard: from frames on a wire", )                 \
	X(last_seen, TIME, "when it was told last, UTC", )

enum link_column {
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
};

static enum result
links_open(struct store *store, const struct view_options *options, struct rows **out)
{
	struct rows *rows = xcalloc(1, sizeof(*rows));
	enum result r = store_links_open(store, options->scope, &rows->cursor);

	if (r != RESULT_OK) {
		free(rows);
		return r;
	}
	*out = rows;
	return RESULT_OK;
}

/* cells: the first of the end's columns. */
static void
fill_end(struct cell *cells, const struct link_end *e)
{
	const char *texts[] = {
		e->element, e->name, e->role, e->manufacturer, e->site_id, e->port, e->port_descr};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		cell_text(&cells[i], texts[i]);
}

static enum result
links_next(struct rows *rows, struct cell *cells)
{
	static const char *const tellers[] = {"", "a", "b", "a;b"};
	struct link link;
	enum result r = store_links_next(rows->cursor, &link);

	if (r != RESULT_OK)
		return r;
	memset(cells, 0, COL_COUNT * sizeof(*cells));
	cell_text(&cells[COL_link_id], link.id);
	fill_end(&cells[COL_a_element_id], &link.a);
	fill_end(&cells[COL_b_element_id], &link.b);
	cell_text(&cells[COL_told_by], tellers[link.tellers & 3]);
	cell_text(&cells[COL_state], link.state == LINK_MUTUAL ? "mutual" : "one-sided");
	cell_text(&cells[COL_reason], link.reason);
	cell_text(&cells[COL_source], link.source);
	cell_time(&cells[COL_last_seen], link.last_seen);
	return RESULT_OK;
}

static void
links_close(struct rows *rows)
{
	store_cursor_close(rows->cursor);
	free(rows);
}

const struct view view_links = {
	.name = "links",
	.summary = "one row per wire between two elements: ports, who tells of it",
	.columns = columns,
	.open = links_open,
	.next = links_next,
	.close = links_close,
};
