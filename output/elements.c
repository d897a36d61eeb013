/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * elements.c: the view that an inventory is made from: one row per physical
 * thing. The columns and their order are a contract: later ones go to the end.
 * Columns that only an import or a policy can fill are there and empty.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/role.h"
#include "output/cell.h"
#include "output/list.h"
#include "output/pairs.h"

/* name, type, what it means; then what else there is to say of it */
#define COLUMN_LIST(X)                                                                          \
	X(element_id, TEXT, "stable key, the same from sweep to sweep", )                       \
	X(name, TEXT, "what it calls itself (sysName), or a neighbour calls it",                \
		.from_device = true, .brief = true)                                             \
	X(site_id, TEXT, "the operator's site code", )                                          \
	X(site_name, TEXT, "name of the site", )                                                \
	X(site_type, TEXT, "macro, small cell, exchange, hub, …", )                             \
	X(latitude, REAL, "degrees north, WGS 84", .digits = 6)                                 \
	X(longitude, REAL, "degrees east, WGS 84", .digits = 6)                                 \
	X(address, TEXT, "postal address of the site (imported)", )                             \
	X(mgmt_ip, TEXT, "the lowest address that answered", .brief = true)                     \
	X(role, TEXT, "what it does in the network", .brief = true, .use = USE_COLUMN)          \
	X(layer, TEXT, "ran, core, transport, fixed-access, management, support", )             \
	X(generations, TEXT, "2G;3G;4G;5G", )                                                   \
	X(bands, TEXT, "radio bands (imported)", )                                              \
	X(manufacturer, TEXT, "who made it; only where confirmed or probable", .brief = true,   \
		.use = USE_ROW)                                                                 \
	X(brand, TEXT, "the label, where it differs from the maker", )                          \
	X(model, TEXT, "model name", .from_device = true, .brief = true)                        \
	X(part_number, TEXT, "the maker's ordering number", .from_device = true)                \
	X(serial, TEXT, "serial number of the chassis", .from_device = true)                    \
	X(hw_version, TEXT, "hardware revision", .from_device = true)                           \
	X(sw_version, TEXT, "software version", .from_device = true, .brief = true)             \
	X(mfg_date, TEXT, "date of manufacture", .from_device = true)                           \
	X(obtained_date, TEXT, "when it was bought or rented (imported)", )                     \
	X(country_of_production, TEXT, "where it was made (imported)", )                        \
	X(parent_id, TEXT, "the element that contains it", )                                    \
	X(unit_position, TEXT, "rack and slot", )                                               \
	X(quantity, INT, "how many identical units the row stands for", )                       \
	X(operational, TEXT, "yes: it answered; no; unknown", )                                 \
	X(vendor_confidence, REAL, "0 to 1: how often such an identification is right",         \
		.digits = 2)                                                                    \
	X(vendor_verdict, TEXT, "confirmed, probable, suspected, disputed, unknown",            \
		.brief = true, .use = USE_TILE)                                                 \
	X(evidence, TEXT, "what the identification rests on: key=value;…", .from_device = true) \
	X(evidence_hash, TEXT, "SHA-256 of everything that was seen", )                         \
	X(sources, TEXT, "how it is known: scan;listen;read;…", )                               \
	X(reconciliation, TEXT, "both, scan-only, record-only, conflict (with an import)", )    \
	X(first_seen, TIME, "first sweep that saw it, UTC", )                                   \
	X(last_seen, TIME, "last sweep that saw it, UTC", )                                     \
	X(policy_ids, TEXT, "obligations that apply", )                                         \
	X(policy_action, TEXT, "what they ask for", )                                           \
	X(deadline, TEXT, "the earliest date among them", )                                     \
	X(days_left, INT, "days until then", )                                                  \
	X(authorisation_id, TEXT, "authorisation of this element (imported)", )                 \
	X(authorisation_expiry, TEXT, "when that ends (imported)", )                            \
	X(rrd_state, TEXT, "in-service, planned, replaced, removed, disposed", )                \
	X(wave, TEXT, "planned batch of the replacement", )                                     \
	X(depends_on_count, INT, "elements that lose service with it", )                        \
	X(replacement_model, TEXT, "filled by the operator", )                                  \
	X(cost_code, TEXT, "filled by the operator", )                                          \
	X(cost_low, REAL, "filled by the operator", .digits = 2)                                \
	X(cost_high, REAL, "filled by the operator", .digits = 2)                               \
	X(currency, TEXT, "filled by the operator", )                                           \
	X(sensitive_tags, TEXT, "national-security-site, …", )                                  \
	X(candidates, TEXT, "makers that it may be from, with weights, where not sure", )       \
	X(region, TEXT, "region of the site", )                                                 \
	X(site_source, TEXT, "by what it was placed: prefix, name, location, neighbours", )     \
	X(site_conflict, TEXT, "what says that it stands elsewhere", )

enum element_column {
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
	char mgmt[ADDR_TEXT_MAX];
	struct buf evidence, candidates;
};

static enum result
elements_open(struct store *store, const struct view_options *options, struct rows **out)
{
	struct rows *rows = xcalloc(1, sizeof(*rows));
	enum result r = store_elements_open(store, options->scope, &rows->cursor);

	if (r != RESULT_OK) {
		free(rows);
		return r;
	}
	*out = rows;
	return RESULT_OK;
}

/* A maker is named only where the verdict allows it. */
static bool
is_identified(const struct identification *who)
{
	return who->verdict == VERDICT_CONFIRMED || who->verdict == VERDICT_PROBABLE;
}

static void
fill_identity(struct rows *rows, const struct identification *who, struct cell *cells)
{
	const char *role = who->claims[CLAIM_role];
	bool sure = is_identified(who);

	if (role == NULL || *role == '\0')
		role = "unknown";
	cell_text(&cells[COL_role], role);
	cell_text(&cells[COL_layer], role_layer(role));
	cell_text(&cells[COL_generations], who->claims[CLAIM_generations]);
	cell_text(&cells[COL_manufacturer], sure ? who->claims[CLAIM_manufacturer] : NULL);
	cell_text(&cells[COL_brand], sure ? who->claims[CLAIM_brand] : NULL);
	cell_text(&cells[COL_model], who->claims[CLAIM_model]);
	cell_text(&cells[COL_part_number], who->claims[CLAIM_part_number]);
	cell_text(&cells[COL_serial], who->claims[CLAIM_serial]);
	cell_text(&cells[COL_hw_version], who->claims[CLAIM_hw_version]);
	cell_text(&cells[COL_sw_version], who->claims[CLAIM_sw_version]);
	cell_text(&cells[COL_mfg_date], who->claims[CLAIM_mfg_date]);
	cell_real(&cells[COL_vendor_confidence], who->confidence);
	cell_text(&cells[COL_vendor_verdict], verdict_name(who->verdict));
	pairs_evidence(&rows->evidence, who);
	cell_text(&cells[COL_evidence], buf_text(&rows->evidence));
	pairs_candidates(&rows->candidates, who);
	if (!sure || who->n_candidates > 1)
		cell_text(&cells[COL_candidates], buf_text(&rows->candidates));
}

static void
fill_place(const struct element *e, struct cell *cells)
{
	cell_text(&cells[COL_site_id], e->site_id);
	cell_text(&cells[COL_site_name], e->site_name);
	cell_text(&cells[COL_site_type], e->site_type);
	cell_real(&cells[COL_latitude], e->latitude);
	cell_real(&cells[COL_longitude], e->longitude);
	cell_text(&cells[COL_region], e->region);
	cell_text(&cells[COL_site_source], e->site_source);
	cell_text(&cells[COL_site_conflict], e->site_conflict);
}

static enum result
elements_next(struct rows *rows, struct cell *cells)
{
	struct element e;
	enum result r = store_elements_next(rows->cursor, &e);
	bool answered;

	if (r != RESULT_OK)
		return r;
	memset(cells, 0, COL_COUNT * sizeof(*cells));
	answered = e.mgmt.family != 0;
	cell_text(&cells[COL_element_id], e.id);
	cell_text(&cells[COL_name], e.name);
	cell_text(&cells[COL_mgmt_ip], answered ? addr_format(&e.mgmt, rows->mgmt) : NULL);
	fill_place(&e, cells);
	fill_identity(rows, &e.who, cells);
	/* Silence proves nothing, so a scan alone never says "no". */
	cell_text(&cells[COL_operational], answered ? "yes" : "unknown");
	cell_text(&cells[COL_evidence_hash], e.evidence_hash);
	cell_text(&cells[COL_sources], e.sources);
	cell_time(&cells[COL_first_seen], e.first_seen);
	cell_time(&cells[COL_last_seen], e.last_seen);
	return RESULT_OK;
}

static void
elements_close(struct rows *rows)
{
	store_cursor_close(rows->cursor);
	buf_free(&rows->evidence);
	buf_free(&rows->candidates);
	free(rows);
}

const struct view view_elements = {
	.name = "elements",
	.summary = "one row per physical thing: whose it is, what it is, how sure and why",
	.columns = columns,
	.open = elements_open,
	.next = elements_next,
	.close = elements_close,
};
