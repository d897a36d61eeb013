/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* tally.c: counting for the vendor map on the screen. */
#include "output/tally.h"

#include <string.h>

#include "base/buf.h"

/* No-access is told by prefixes of this many bits. */
#define PREFIX_BITS4 24
#define PREFIX_BITS6 64
/* A doubt names this many makers. */
#define DOUBT_MAKERS 3

static void
count_doubt(struct tally *tally, const struct identification *who)
{
	struct buf names = {0};

	if (who->verdict == VERDICT_UNKNOWN || who->n_candidates == 0)
		tally->open++;
	for (size_t i = 0; i < who->n_candidates; i++) {
		if (who->verdict != VERDICT_UNKNOWN)
			crosstab_add(tally->candidates, who->candidates[i].manufacturer, "", 1);
		if (i >= DOUBT_MAKERS)
			continue;
		if (names.len > 0)
			buf_puts(&names, " or ");
		buf_puts(&names, who->candidates[i].manufacturer);
	}
	if (who->verdict != VERDICT_UNKNOWN)
		crosstab_add(tally->doubts, verdict_name(who->verdict), buf_text(&names), 1);
	buf_free(&names);
}

static void
count_element(struct tally *tally, const struct element *e)
{
	const struct identification *who = &e->who;
	const char *maker = who->claims[CLAIM_manufacturer], *role = who->claims[CLAIM_role];
	bool sure = who->verdict == VERDICT_CONFIRMED || who->verdict == VERDICT_PROBABLE;

	sure = sure && maker != NULL && *maker != '\0';
	if (role == NULL || *role == '\0')
		role = "unknown";
	tally->elements++;
	tally->verdicts[who->verdict]++;
	crosstab_add(tally->makers, sure ? maker : "", role, 1);
	if (!sure)
		count_doubt(tally, who);
}

static enum result
read_elements(struct tally *tally, struct store *store, struct store_scope scope)
{
	struct store_cursor *cursor;
	struct element e;
	enum result r = store_verdicts_open(store, scope, VERDICT_CONFIRMED, &cursor);

	if (r != RESULT_OK)
		return r;
	while ((r = store_verdicts_next(cursor, &e)) == RESULT_OK)
		count_element(tally, &e);
	store_cursor_close(cursor);
	return r == RESULT_END ? RESULT_OK : r;
}

static void
count_no_access(struct tally *tally, const struct address_row *row)
{
	struct prefix prefix =
		prefix_of(&row->addr, row->addr.family == 4 ? PREFIX_BITS4 : PREFIX_BITS6);
	char text[PREFIX_TEXT_MAX];
	struct buf how = {0};

	buf_printf(&how, "%s %s", row->probe,
		*row->credential != '\0' ? row->credential : "without an entry");
	crosstab_add(tally->no_access, prefix_format(&prefix, text), buf_text(&how), 1);
	buf_free(&how);
}

static enum result
read_addresses(struct tally *tally, struct store *store, struct store_scope scope)
{
	struct store_cursor *cursor;
	struct address_row row;
	struct addr last = {0};
	enum result r = store_answers_open(store, scope, &cursor);

	if (r != RESULT_OK)
		return r;
	while ((r = store_addresses_next(cursor, &row)) == RESULT_OK) {
		if (row.outcome < OUTCOME_NO_ACCESS)
			continue;
		if (!addr_equal(&row.addr, &last))
			tally->addresses++;
		last = row.addr;
		if (row.outcome == OUTCOME_NO_ACCESS)
			count_no_access(tally, &row);
	}
	store_cursor_close(cursor);
	return r == RESULT_END ? RESULT_OK : r;
}

enum result
tally_read(struct tally *tally, struct store *store, struct store_scope scope)
{
	enum result r;

	memset(tally, 0, sizeof(*tally));
	tally->makers = crosstab_new();
	tally->candidates = crosstab_new();
	tally->doubts = crosstab_new();
	tally->no_access = crosstab_new();
	r = read_elements(tally, store, scope);
	return r != RESULT_OK ? r : read_addresses(tally, store, scope);
}

void
tally_free(struct tally *tally)
{
	crosstab_free(tally->makers);
	crosstab_free(tally->candidates);
	crosstab_free(tally->doubts);
	crosstab_free(tally->no_access);
}
