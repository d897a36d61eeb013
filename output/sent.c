/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* sent.c: the record of what was sent: to whom, by which probe, how much, when
 * and with which entry of the credentials (its name, never its value). */
#include <stdlib.h>

#include "base/arena.h"
#include "output/cell.h"
#include "output/list.h"

enum sent_column {
	COL_address,
	COL_probe,
	COL_packets,
	COL_bytes,
	COL_first,
	COL_last,
	COL_credential,
	COL_outcome,
	COL_sweep,
};

static const struct column columns[] = {
	{.name = "address", .type = CELL_TEXT, .meaning = "the target"},
	{.name = "probe", .type = CELL_TEXT, .meaning = "which probe asked"},
	{.name = "packets",
		.type = CELL_INT,
		.meaning = "datagrams and connections that were sent to it"},
	{.name = "bytes", .type = CELL_INT, .meaning = "their payload"},
	{.name = "first", .type = CELL_TIME, .meaning = "when the first went out, UTC"},
	{.name = "last", .type = CELL_TIME, .meaning = "when the last went out, UTC"},
	{.name = "credential",
		.type = CELL_TEXT,
		.meaning = "name of the credentials entry; empty: none was used"},
	{.name = "outcome", .type = CELL_TEXT, .use = USE_TILE, .meaning = "what came of it"},
	{.name = "sweep", .type = CELL_INT, .meaning = "number of the sweep"},
	{.name = NULL},
};

struct rows {
	struct store_cursor *cursor;
	char text[ADDR_TEXT_MAX];
};

static enum result
sent_open(struct store *store, const struct view_options *options, struct rows **out)
{
	struct rows *rows = xcalloc(1, sizeof(*rows));
	enum result r = store_sent_open(store, options->scope, &rows->cursor);

	if (r != RESULT_OK) {
		free(rows);
		return r;
	}
	*out = rows;
	return RESULT_OK;
}

static enum result
sent_next(struct rows *rows, struct cell *cells)
{
	struct address_row row;
	enum result r;

	/* What answered somebody else in a capture had no packet of ours. */
	do
		r = store_addresses_next(rows->cursor, &row);
	while (r == RESULT_OK && row.packets == 0);
	if (r != RESULT_OK)
		return r;
	cell_text(&cells[COL_address], addr_format(&row.addr, rows->text));
	cell_text(&cells[COL_probe], row.probe);
	cell_int(&cells[COL_packets], (int64_t)row.packets);
	cell_int(&cells[COL_bytes], (int64_t)row.bytes);
	cell_time(&cells[COL_first], row.first);
	cell_time(&cells[COL_last], row.last);
	cell_text(&cells[COL_credential], row.credential);
	cell_text(&cells[COL_outcome], outcome_name(row.outcome));
	cell_int(&cells[COL_sweep], row.sweep);
	return RESULT_OK;
}

static void
sent_close(struct rows *rows)
{
	store_cursor_close(rows->cursor);
	free(rows);
}

const struct view view_sent = {
	.name = "sent",
	.summary = "what was sent: packets, bytes and times per address and probe",
	.columns = columns,
	.open = sent_open,
	.next = sent_next,
	.close = sent_close,
};
