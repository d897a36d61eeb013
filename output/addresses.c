/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * addresses.c: one row per address that answered, or (with --all) that was
 * asked. The store has a row per address and probe; here the probes with the
 * best outcome speak for the address.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "output/cell.h"
#include "output/list.h"
#include "output/silent.h"

enum addresses_column {
	COL_address,
	COL_element_id,
	COL_outcome,
	COL_probe,
	COL_last_question,
	COL_last_seen,
};

static const struct column columns[] = {
	{.name = "address", .type = CELL_TEXT, .meaning = "the address that was asked"},
	{.name = "element_id",
		.type = CELL_TEXT,
		.meaning = "the element it belongs to; see elements"},
	{.name = "outcome",
		.type = CELL_TEXT,
		.use = USE_TILE,
		.meaning = "answered; no-access: not to our credentials; closed; silent"},
	{.name = "probe",
		.type = CELL_TEXT,
		.meaning = "the probes with that outcome, joined by ';'"},
	{.name = "last_question", .type = CELL_TEXT, .meaning = "what it was asked last"},
	{.name = "last_seen",
		.type = CELL_TIME,
		.meaning = "when that was, UTC; for a silent one, the end of the sweep"},
	{.name = NULL},
};

/* An address with what its probes came to. */
struct gathered {
	struct addr addr; /* family 0: nothing is gathered */
	enum outcome outcome;
	int64_t last;
	struct buf element, probes, question;
};

struct rows {
	bool all;
	struct store_cursor *cursor;
	bool has_row; /* row was read and not gathered yet */
	struct address_row row;
	struct gathered now;
	struct silent *silent; /* with --all */
	bool has_silent;
	struct addr silent_addr;
	int64_t silent_asked;
	char text[ADDR_TEXT_MAX];
};

static enum result
read_row(struct rows *rows)
{
	enum result r = store_addresses_next(rows->cursor, &rows->row);

	rows->has_row = r == RESULT_OK;
	return r == RESULT_END ? RESULT_OK : r;
}

static void
read_silent(struct rows *rows)
{
	rows->has_silent = rows->silent != NULL &&
			   silent_next(rows->silent, &rows->silent_addr, &rows->silent_asked);
}

static void
addresses_close(struct rows *rows)
{
	store_cursor_close(rows->cursor);
	silent_free(rows->silent);
	buf_free(&rows->now.element);
	buf_free(&rows->now.probes);
	buf_free(&rows->now.question);
	free(rows);
}

static enum result
addresses_open(struct store *store, const struct view_options *options, struct rows **out)
{
	struct rows *rows = xcalloc(1, sizeof(*rows));
	enum result r = RESULT_OK;

	rows->all = options->all;
	if (rows->all)
		r = silent_open(store, options->scope, &rows->silent);
	if (r == RESULT_OK)
		r = store_addresses_open(store, options->scope, &rows->cursor);
	if (r == RESULT_OK)
		r = read_row(rows);
	if (r != RESULT_OK) {
		addresses_close(rows);
		return r;
	}
	read_silent(rows);
	*out = rows;
	return RESULT_OK;
}

/* Takes in what one more probe came to. */
static void
gather(struct gathered *now, const struct address_row *row)
{
	if (*row->element_id != '\0' && now->element.len == 0)
		buf_puts(&now->element, row->element_id);
	if (row->outcome < now->outcome)
		return;
	if (row->outcome > now->outcome) {
		now->outcome = row->outcome;
		now->last = 0;
		buf_clear(&now->probes);
	}
	if (now->probes.len > 0)
		buf_putc(&now->probes, ';');
	buf_puts(&now->probes, row->probe);
	if (now->last == 0 || row->last > now->last) {
		buf_clear(&now->question);
		buf_puts(&now->question, row->last_question);
		now->last = row->last;
	}
}

/* Gathers all rows of the next address. */
static enum result
gather_address(struct rows *rows)
{
	struct gathered *now = &rows->now;
	enum result r = RESULT_OK;

	now->addr = rows->row.addr;
	now->outcome = OUTCOME_NONE;
	now->last = 0;
	buf_clear(&now->element);
	buf_clear(&now->probes);
	buf_clear(&now->question);
	while (r == RESULT_OK && rows->has_row && addr_equal(&rows->row.addr, &now->addr)) {
		gather(now, &rows->row);
		r = read_row(rows);
	}
	return r;
}

static void
fill_gathered(struct rows *rows, struct cell *cells)
{
	cell_text(&cells[COL_address], addr_format(&rows->now.addr, rows->text));
	cell_text(&cells[COL_element_id], buf_text(&rows->now.element));
	cell_text(&cells[COL_outcome], outcome_name(rows->now.outcome));
	cell_text(&cells[COL_probe], buf_text(&rows->now.probes));
	cell_text(&cells[COL_last_question], buf_text(&rows->now.question));
	cell_time(&cells[COL_last_seen], rows->now.last);
}

static void
fill_silent(struct rows *rows, struct cell *cells)
{
	cell_text(&cells[COL_address], addr_format(&rows->silent_addr, rows->text));
	cell_text(&cells[COL_element_id], NULL);
	cell_text(&cells[COL_outcome], outcome_name(OUTCOME_SILENT));
	cell_text(&cells[COL_probe], NULL);
	cell_text(&cells[COL_last_question], NULL);
	cell_time(&cells[COL_last_seen], rows->silent_asked);
}

/* Two sorted lists side by side: an address with a row isn't told as silent. */
static enum result
addresses_next(struct rows *rows, struct cell *cells)
{
	while (rows->has_row || rows->has_silent) {
		int order = !rows->has_row	? 1
			    : !rows->has_silent ? -1
						: addr_compare(&rows->row.addr, &rows->silent_addr);
		enum result r;

		if (order > 0) {
			fill_silent(rows, cells);
			read_silent(rows);
			return RESULT_OK;
		}
		if (order == 0)
			read_silent(rows);
		if ((r = gather_address(rows)) != RESULT_OK)
			return r;
		if (rows->now.outcome >= (rows->all ? OUTCOME_SILENT : OUTCOME_NO_ACCESS)) {
			fill_gathered(rows, cells);
			return RESULT_OK;
		}
	}
	return RESULT_END;
}

const struct view view_addresses = {
	.name = "addresses",
	.summary = "one row per address that answered (--all: every one that was asked)",
	.columns = columns,
	.open = addresses_open,
	.next = addresses_next,
	.close = addresses_close,
};
