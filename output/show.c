/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * show.c: the page on the screen, from top to bottom. First what can be
 * improved at once (credentials that were refused), then the map, then how
 * sure it is, then what isn't known and what to do about it.
 */
#include "output/show.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "output/cell.h"
#include "output/coverage.h"
#include "output/harm.h"
#include "output/list.h"
#include "output/matrix.h"
#include "output/parts.h"
#include "output/screen.h"
#include "output/tally.h"

#define NO_ACCESS_SHOWN 8 /* prefixes */
#define DOUBTS_SHOWN 8
#define STEPS 8	   /* different next steps; there are fewer */
#define EXAMPLES 3 /* addresses shown for each */

static void
print_covered(struct screen *screen, struct store *store, struct store_scope scope)
{
	struct buf text = {0};
	enum result r = coverage_describe(store, scope, &text);

	screen_put(screen, STYLE_BOLD, "Vendor map");
	screen_end(screen);
	if (r == RESULT_NOT_FOUND)
		buf_puts(&text, "There was no sweep yet; ranmap scan makes one.");
	if (text.len > 0)
		screen_wrap(screen, STYLE_PLAIN, buf_text(&text), 2);
	buf_free(&text);
}

/* "  maker known       268  93 %   231 confirmed, 37 probable" */
static void
print_part(struct screen *screen, const struct tally *tally, const char *what,
	const enum verdict *verdicts, enum style style)
{
	struct buf parts = {0};
	uint64_t sum = 0;
	char text[64];

	for (; *verdicts != VERDICT_COUNT; verdicts++) {
		uint64_t n = tally->verdicts[*verdicts];

		sum += n;
		buf_puts(&parts, parts.len > 0 ? ", " : "");
		coverage_count(&parts, n, verdict_name(*verdicts), verdict_name(*verdicts));
	}
	screen_to(screen, 2);
	screen_pad(screen, style, what, 16, false);
	snprintf(text, sizeof(text), "%7" PRIu64 "  %3.0f %%   ", sum,
		100.0 * (double)sum / (double)tally->elements);
	screen_put(screen, STYLE_PLAIN, text);
	screen_put(screen, STYLE_PLAIN, buf_text(&parts));
	screen_end(screen);
	buf_free(&parts);
}

static void
print_totals(struct screen *screen, const struct tally *tally)
{
	static const enum verdict known[] = {VERDICT_CONFIRMED, VERDICT_PROBABLE, VERDICT_COUNT};
	static const enum verdict doubtful[] = {
		VERDICT_SUSPECTED,
		VERDICT_DISPUTED,
		VERDICT_UNKNOWN,
		VERDICT_COUNT,
	};
	struct buf text = {0};

	coverage_count(&text, tally->elements, "element", "elements");
	buf_puts(&text, "; ");
	coverage_count(&text, tally->addresses, "address", "addresses");
	buf_puts(&text, " answered.");
	screen_put(screen, STYLE_PLAIN, buf_text(&text));
	screen_end(screen);
	buf_free(&text);
	if (tally->elements == 0)
		return;
	print_part(screen, tally, "maker known", known, STYLE_GOOD);
	print_part(screen, tally, "maker not known", doubtful, STYLE_ODD);
}

/* What refused us in one prefix: "snmp 10.0.0.0/8 v2c". */
static void
add_ways(struct buf *text, struct crosstab *table, const struct crosstab_line *prefix)
{
	size_t n;
	const struct crosstab_line *ways = crosstab_columns(table, &n, NULL);

	for (size_t i = 0; i < n; i++)
		if (crosstab_at(table, prefix, &ways[i]) > 0)
			buf_printf(text, "%s%s", text->len > 0 ? "; " : "", ways[i].name);
}

static void
print_no_access(struct screen *screen, const struct tally *tally)
{
	size_t n;
	const struct crosstab_line *prefixes = crosstab_rows(tally->no_access, &n);
	struct buf text = {0};
	uint64_t rest = 0;

	if (n == 0)
		return;
	coverage_count(&text, crosstab_total(tally->no_access), "address", "addresses");
	screen_heading(screen, STYLE_ODD, "No access: %s answered, but not to our credentials",
		buf_text(&text));
	for (size_t i = 0; i < n; i++) {
		char count[24];

		if (i >= NO_ACCESS_SHOWN) {
			rest += prefixes[i].total;
			continue;
		}
		snprintf(count, sizeof(count), "%" PRIu64, prefixes[i].total);
		screen_to(screen, 2);
		screen_pad(screen, STYLE_PLAIN, prefixes[i].name, 20, false);
		screen_pad(screen, STYLE_BOLD, count, 6, true);
		screen_put(screen, STYLE_PLAIN, "  ");
		buf_clear(&text);
		add_ways(&text, tally->no_access, &prefixes[i]);
		screen_put(screen, STYLE_PLAIN, buf_text(&text));
		screen_end(screen);
	}
	buf_clear(&text);
	if (rest > 0) {
		buf_printf(&text, "and %zu more prefixes with ", n - NO_ACCESS_SHOWN);
		coverage_count(&text, rest, "address", "addresses");
		screen_to(screen, 2);
		screen_wrap(screen, STYLE_DIM, buf_text(&text), 2);
	}
	buf_free(&text);
}

/* "suspected: 3 Huawei, 1 ZTE" */
static void
print_doubts(struct screen *screen, const struct tally *tally)
{
	size_t n, m;
	const struct crosstab_line *kinds = crosstab_rows(tally->doubts, &n);
	const struct crosstab_line *makers;

	if (n == 0)
		return;
	makers = crosstab_columns(tally->doubts, &m, NULL);
	screen_heading(screen, STYLE_BOLD, "Not sure whose");
	for (size_t i = 0; i < n; i++) {
		struct buf text = {0};
		size_t shown = 0;

		for (size_t j = 0; j < m; j++) {
			uint64_t count = crosstab_at(tally->doubts, &kinds[i], &makers[j]);

			if (count == 0 || ++shown > DOUBTS_SHOWN)
				continue;
			buf_printf(&text, "%s%" PRIu64 " %s", text.len > 0 ? ", " : "", count,
				*makers[j].name != '\0' ? makers[j].name : "without a name");
		}
		if (shown > DOUBTS_SHOWN)
			buf_printf(&text, ", and %zu more kinds", shown - DOUBTS_SHOWN);
		screen_to(screen, 2);
		screen_pad(screen, strcmp(kinds[i].name, "disputed") == 0 ? STYLE_BAD : STYLE_ODD,
			kinds[i].name, 10, false);
		screen_put(screen, STYLE_PLAIN, " ");
		screen_wrap(screen, STYLE_PLAIN, buf_text(&text), 13);
		buf_free(&text);
	}
}

/* Addresses that said the same. */
struct example {
	char *address, *said;
	uint64_t more; /* addresses beside this one */
};

/* One thing to do, with the addresses that would be helped by it. */
struct step {
	char *todo;
	uint64_t count;
	struct example examples[EXAMPLES];
	size_t n_examples;
};

static struct step *
step_of(struct step *steps, size_t *n, const char *todo)
{
	for (size_t i = 0; i < *n; i++)
		if (strcmp(steps[i].todo, todo) == 0)
			return &steps[i];
	if (*n == STEPS)
		return &steps[STEPS - 1];
	steps[*n].todo = xstrdup(todo);
	return &steps[(*n)++];
}

static void
add_example(struct step *step, const char *address, const char *said)
{
	step->count++;
	for (size_t i = 0; i < step->n_examples; i++)
		if (strcmp(step->examples[i].said, said) == 0) {
			step->examples[i].more++;
			return;
		}
	if (step->n_examples == EXAMPLES)
		return;
	step->examples[step->n_examples].address = xstrdup(address);
	step->examples[step->n_examples].said = xstrdup(said);
	step->n_examples++;
}

static const char *
cell_value(const struct cell *cells, const char *name)
{
	for (size_t i = 0; view_unknowns.columns[i].name != NULL; i++)
		if (strcmp(view_unknowns.columns[i].name, name) == 0)
			return cells[i].type == CELL_TEXT ? cells[i].text : "";
	return "";
}

static enum result
read_steps(struct store *store, struct store_scope scope, struct step *steps, size_t *n)
{
	struct view_options options = {.scope = scope};
	struct cell *cells = xcalloc(columns_count(view_unknowns.columns), sizeof(*cells));
	struct rows *rows;
	enum result r = view_unknowns.open(store, &options, &rows);

	if (r == RESULT_OK) {
		while ((r = view_unknowns.next(rows, cells)) == RESULT_OK)
			add_example(step_of(steps, n, cell_value(cells, "next_step")),
				cell_value(cells, "address"), cell_value(cells, "said"));
		view_unknowns.close(rows);
	}
	free(cells);
	return r == RESULT_END ? RESULT_OK : r;
}

/* "        10.0.0.1 +5       what it and five more said" */
static void
print_example(struct screen *screen, const struct example *example)
{
	char more[32];

	if (*example->said == '\0')
		return;
	snprintf(more, sizeof(more), " +%" PRIu64, example->more);
	screen_to(screen, 8);
	screen_put(screen, STYLE_PLAIN, example->address);
	screen_put(screen, STYLE_DIM, example->more > 0 ? more : "");
	screen_put(screen, STYLE_PLAIN, "  ");
	screen_to(screen, 28);
	screen_put(screen, STYLE_DIM, example->said);
	screen_end(screen);
}

static void
print_step(struct screen *screen, const struct step *step)
{
	char text[64];

	snprintf(text, sizeof(text), "%6" PRIu64 "  ", step->count);
	screen_put(screen, STYLE_BOLD, text);
	screen_wrap(screen, STYLE_PLAIN, step->todo, 8);
	for (size_t i = 0; i < step->n_examples; i++)
		print_example(screen, &step->examples[i]);
}

static void
free_step(struct step *step)
{
	for (size_t i = 0; i < step->n_examples; i++) {
		free(step->examples[i].address);
		free(step->examples[i].said);
	}
	free(step->todo);
}

static void
print_unknowns(struct screen *screen, struct store *store, struct store_scope scope)
{
	struct step steps[STEPS] = {0};
	uint64_t all = 0;
	size_t n = 0;
	enum result r = read_steps(store, scope, steps, &n);

	for (size_t i = 0; i < n; i++)
		all += steps[i].count;
	if (all > 0)
		screen_heading(screen, STYLE_BOLD,
			"Unknown: %" PRIu64 " %s without an identity, and what to do next", all,
			all == 1 ? "address" : "addresses");
	for (size_t i = 0; i < n; i++) {
		print_step(screen, &steps[i]);
		free_step(&steps[i]);
	}
	if (all > 0) {
		screen_to(screen, 8);
		screen_wrap(screen, STYLE_DIM, "all of them: ranmap export unknowns", 8);
	}
	if (r != RESULT_OK)
		screen_wrap(screen, STYLE_BAD, store_error(store), 2);
}

void
show_print(FILE *file, struct store *store, struct store_scope scope, unsigned width, bool colour)
{
	struct screen screen = {.file = file, .width = width, .colour = colour};
	struct tally tally;
	enum result r;

	print_covered(&screen, store, scope);
	r = tally_read(&tally, store, scope);
	if (r != RESULT_OK) {
		screen_put(&screen, STYLE_BAD, "The store can't be read: ");
		screen_wrap(&screen, STYLE_BAD, store_error(store), 2);
	} else {
		print_totals(&screen, &tally);
		print_no_access(&screen, &tally);
		if (tally.elements > 0)
			matrix_print(&screen, &tally);
		print_doubts(&screen, &tally);
		print_unknowns(&screen, store, scope);
		parts_print(&screen, store, scope);
		harm_print(&screen, store, scope);
	}
	tally_free(&tally);
	buf_free(&screen.line);
}
