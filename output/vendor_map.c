/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* vendor_map.c: the view for the board paper: how many elements of whom, in
 * which role and where, and between which bounds a maker's share lies. What
 * the shares mean is told in groups.h. */
#include <stdlib.h>

#include "base/arena.h"
#include "output/cell.h"
#include "output/groups.h"
#include "output/list.h"

enum vendor_map_column {
	COL_manufacturer,
	COL_role,
	COL_region,
	COL_site_id,
	COL_elements,
	COL_share_low,
	COL_share_high,
	COL_confirmed,
	COL_probable,
	COL_disputed,
	COL_suspected,
	COL_unknown,
};

static const struct column columns[] = {
	{.name = "manufacturer",
		.type = CELL_TEXT,
		.use = USE_ROW,
		.meaning = "the maker; empty: elements whose maker isn't identified"},
	{.name = "role",
		.type = CELL_TEXT,
		.use = USE_COLUMN,
		.meaning = "what the elements do in the network"},
	{.name = "region", .type = CELL_TEXT, .meaning = "region of the site, where known"},
	{.name = "site_id", .type = CELL_TEXT, .meaning = "the site, where known"},
	{.name = "elements",
		.type = CELL_INT,
		.use = USE_WEIGHT,
		.meaning = "elements of this group; each element is in one group"},
	{.name = "share_low",
		.type = CELL_REAL,
		.digits = 4,
		.meaning =
			"least share of this role and place: all doubt counted against the maker"},
	{.name = "share_high",
		.type = CELL_REAL,
		.digits = 4,
		.meaning = "greatest share: candidates and unknown elements counted for the maker"},
	{.name = "confirmed", .type = CELL_INT, .meaning = "of them, two facts agree on the maker"},
	{.name = "probable", .type = CELL_INT, .meaning = "of them, good evidence for the maker"},
	{.name = "disputed", .type = CELL_INT, .meaning = "of them, two makers have evidence"},
	{.name = "suspected", .type = CELL_INT, .meaning = "of them, only weak evidence"},
	{.name = "unknown", .type = CELL_INT, .meaning = "of them, no evidence of a maker"},
	{.name = NULL},
};

struct rows {
	struct groups *groups;
	const struct group *at;
	size_t left;
};

static enum result
count_elements(struct store *store, struct store_scope scope, struct groups *groups)
{
	struct store_cursor *cursor;
	struct element e;
	enum result r = store_elements_open(store, scope, &cursor);

	if (r != RESULT_OK)
		return r;
	while ((r = store_elements_next(cursor, &e)) == RESULT_OK)
		groups_add(groups, &e);
	store_cursor_close(cursor);
	return r == RESULT_END ? RESULT_OK : r;
}

static void
vendor_map_close(struct rows *rows)
{
	groups_free(rows->groups);
	free(rows);
}

static enum result
vendor_map_open(struct store *store, const struct view_options *options, struct rows **out)
{
	struct rows *rows = xcalloc(1, sizeof(*rows));
	enum result r;

	rows->groups = groups_new(true);
	r = count_elements(store, options->scope, rows->groups);
	if (r != RESULT_OK) {
		vendor_map_close(rows);
		return r;
	}
	rows->at = groups_finish(rows->groups, &rows->left);
	*out = rows;
	return RESULT_OK;
}

static enum result
vendor_map_next(struct rows *rows, struct cell *cells)
{
	const struct group *g = rows->at;

	if (rows->left == 0)
		return RESULT_END;
	cell_text(&cells[COL_manufacturer], g->manufacturer);
	cell_text(&cells[COL_role], g->role);
	cell_text(&cells[COL_region], g->region);
	cell_text(&cells[COL_site_id], g->site_id);
	cell_int(&cells[COL_elements], (int64_t)g->elements);
	cell_real(&cells[COL_share_low], g->share_low);
	cell_real(&cells[COL_share_high], g->share_high);
	cell_int(&cells[COL_confirmed], (int64_t)g->verdicts[VERDICT_CONFIRMED]);
	cell_int(&cells[COL_probable], (int64_t)g->verdicts[VERDICT_PROBABLE]);
	cell_int(&cells[COL_disputed], (int64_t)g->verdicts[VERDICT_DISPUTED]);
	cell_int(&cells[COL_suspected], (int64_t)g->verdicts[VERDICT_SUSPECTED]);
	cell_int(&cells[COL_unknown], (int64_t)g->verdicts[VERDICT_UNKNOWN]);
	rows->at++;
	rows->left--;
	return RESULT_OK;
}

const struct view view_vendor_map = {
	.name = "vendor-map",
	.summary = "elements and shares by maker, role, region and site",
	.columns = columns,
	.open = vendor_map_open,
	.next = vendor_map_next,
	.close = vendor_map_close,
};
