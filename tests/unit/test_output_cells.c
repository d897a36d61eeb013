/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_output_cells.c: cells and pairs as text, the arithmetic of shares and sums. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "output/cell.h"
#include "output/crosstab.h"
#include "output/fit.h"
#include "output/groups.h"
#include "output/pairs.h"

/* ---- cell.c ----------------------------------------------------------------- */

static void
cells_read_as_text(void **state)
{
	static const struct {
		struct cell cell;
		unsigned digits;
		const char *text;
	} rows[] = {
		{{.type = CELL_EMPTY, .text = "x", .number = 1}, 0, ""},
		{{.type = CELL_TEXT, .text = "a;b"}, 0, "a;b"},
		{{.type = CELL_INT, .number = INT64_MIN}, 0, "-9223372036854775808"},
		{{.type = CELL_INT}, 0, "0"},
		{{.type = CELL_REAL, .real = 0.125}, 2, "0.12"},
		{{.type = CELL_REAL, .real = -12.5}, 6, "-12.500000"},
		{{.type = CELL_REAL, .real = 3}, 0, "3"},
		{{.type = CELL_BOOL, .number = 1}, 0, "true"},
		{{.type = CELL_BOOL}, 0, "false"},
		{{.type = CELL_TIME, .number = 86400}, 0, "1970-01-02T00:00:00Z"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct column column = {.name = "x", .digits = rows[i].digits};
		struct buf b = {0};

		cell_print(&b, &column, &rows[i].cell);
		assert_string_equal(buf_text(&b), rows[i].text);
		buf_free(&b);
	}
}

static void
what_is_not_known_is_an_empty_cell(void **state)
{
	struct cell c = {.type = CELL_INT, .number = 7};

	(void)state;
	cell_text(&c, NULL);
	assert_int_equal(c.type, CELL_EMPTY);
	cell_text(&c, "");
	assert_int_equal(c.type, CELL_EMPTY);
	cell_real(&c, NAN);
	assert_int_equal(c.type, CELL_EMPTY);
	cell_real(&c, INFINITY);
	assert_int_equal(c.type, CELL_EMPTY);
	cell_time(&c, 0);
	assert_int_equal(c.type, CELL_EMPTY);
	cell_int(&c, 0); /* none counted is known */
	assert_int_equal(c.type, CELL_INT);
}

/* ---- pairs.c ---------------------------------------------------------------- */

static void
pairs_stay_apart(void **state)
{
	struct buf b = {0};
	char big[PAIRS_MAX];

	(void)state;
	pairs_add(&b, "a", "1;2", 3); /* a device can't forge a pair */
	assert_string_equal(buf_text(&b), "a=1,2");
	pairs_add(&b, "a", "1;2", 3);
	assert_string_equal(buf_text(&b), "a=1,2");
	pairs_add(&b, "a", "1", 1); /* the beginning of one that is there is another */
	pairs_add(&b, "b", "x\r\n\x1b[1my", 8);
	assert_string_equal(buf_text(&b), "a=1,2;a=1;b=x [1my");
	memset(big, 'z', sizeof(big));
	pairs_add(&b, "c", big, sizeof(big)); /* no room: left out whole */
	assert_string_equal(buf_text(&b), "a=1,2;a=1;b=x [1my");
	pairs_add(&b, "d", "", 0);
	assert_string_equal(buf_text(&b), "a=1,2;a=1;b=x [1my;d=");
	buf_free(&b);
}

static void
a_lone_pair_is_cut_at_a_character(void **state)
{
	struct buf b = {0}, value = {0};

	(void)state;
	for (int i = 0; i < PAIRS_MAX; i++)
		buf_puts(&value, "é");
	for (size_t key = 1; key <= 2; key++) {
		buf_clear(&b);
		pairs_add(&b, key == 1 ? "k" : "kk", value.data, value.len);
		assert_in_range(b.len, PAIRS_MAX - 1, PAIRS_MAX);
		assert_true(text_is_utf8(b.data, b.len));
	}
	buf_free(&b);
	buf_free(&value);
}

static void
evidence_and_candidates_are_listed(void **state)
{
	static const struct evidence evidence[] = {{.key = "k", .value = "v"},
		{.key = NULL, .value = "v"}, {.key = "k", .value = NULL},
		{.key = "k", .value = "w"}};
	static const struct candidate candidates[] = {{"Huawei", 0.55}, {"ZTE", 0.404}};
	const struct identification who = {
		.evidence = evidence, .n_evidence = 4, .candidates = candidates, .n_candidates = 2};
	struct buf b = {0};

	(void)state;
	buf_puts(&b, "of the row before");
	pairs_evidence(&b, &who);
	assert_string_equal(buf_text(&b), "k=v;k=w");
	pairs_candidates(&b, &who);
	assert_string_equal(buf_text(&b), "Huawei (0.55);ZTE (0.40)");
	buf_free(&b);
}

/* ---- groups.c --------------------------------------------------------------- */

static void
add_element(struct groups *g, enum verdict verdict, const char *maker, const char *region,
	const struct candidate *candidates, size_t n)
{
	struct element e = {.region = region};

	e.who.verdict = verdict;
	e.who.claims[CLAIM_manufacturer] = maker;
	e.who.claims[CLAIM_role] = "ran";
	e.who.candidates = candidates;
	e.who.n_candidates = n;
	groups_add(g, &e);
}

static void
shares_are_ranges_of_what_is_known(void **state)
{
	static const struct candidate both[] = {{"Huawei", 0.5}, {"ZTE", 0.5}};
	struct groups *g = groups_new(false);
	const struct group *rows;
	size_t n;

	(void)state;
	add_element(g, VERDICT_CONFIRMED, "Nokia", "north", NULL, 0);
	add_element(g, VERDICT_PROBABLE, "Nokia", "south", NULL, 0);
	add_element(g, VERDICT_CONFIRMED, "Huawei", NULL, NULL, 0);
	add_element(g, VERDICT_DISPUTED, NULL, NULL, both, 2);
	add_element(g, VERDICT_UNKNOWN, NULL, NULL, NULL, 0);
	rows = groups_finish(g, &n);
	assert_int_equal(n, 4);
	assert_string_equal(rows[0].manufacturer, "Huawei");
	assert_float_equal(rows[0].share_low, 1 / 5.0, 1e-9);
	assert_float_equal(rows[0].share_high, 3 / 5.0, 1e-9); /* its own, disputed, unknown */
	assert_string_equal(rows[1].manufacturer, "Nokia");    /* two regions, one group */
	assert_int_equal(rows[1].elements, 2);
	assert_float_equal(rows[1].share_low, 2 / 5.0, 1e-9);
	assert_float_equal(rows[1].share_high, 3 / 5.0, 1e-9);
	assert_string_equal(rows[2].manufacturer, "ZTE"); /* never identified, yet possible */
	assert_int_equal(rows[2].elements, 0);
	assert_float_equal(rows[2].share_low, 0, 1e-9);
	assert_float_equal(rows[2].share_high, 2 / 5.0, 1e-9);
	assert_string_equal(rows[3].manufacturer, ""); /* comes last */
	assert_int_equal(rows[3].elements, 2);
	assert_int_equal(rows[3].verdicts[VERDICT_DISPUTED], 1);
	assert_float_equal(rows[3].share_high, 2 / 5.0, 1e-9);
	groups_free(g);
	groups_free(NULL);
}

static void
places_part_groups_and_a_suspected_maker_is_never_counted(void **state)
{
	struct groups *g = groups_new(true);
	const struct group *rows;
	uint64_t sum = 0;
	size_t n;

	(void)state;
	add_element(g, VERDICT_CONFIRMED, "Nokia", "north", NULL, 0);
	add_element(g, VERDICT_CONFIRMED, "Nokia", "south", NULL, 0);
	add_element(g, VERDICT_SUSPECTED, "Nokia", "south", NULL, 0);
	add_element(g, VERDICT_CONFIRMED, "", "south", NULL, 0);
	rows = groups_finish(g, &n);
	assert_int_equal(n, 3);
	assert_string_equal(rows[0].region, "north");
	assert_float_equal(rows[0].share_high, 1, 1e-9); /* the doubts of the south are not its */
	assert_string_equal(rows[1].region, "south");
	assert_float_equal(rows[1].share_low, 1 / 3.0, 1e-9);
	assert_float_equal(rows[1].share_high, 1, 1e-9);
	for (size_t i = 0; i < n; i++)
		sum += rows[i].elements;
	assert_int_equal(sum, 4); /* each element once */
	groups_free(g);
}

/* ---- crosstab.c, fit.c ------------------------------------------------------ */

static void
sums_are_sorted_with_the_nameless_last(void **state)
{
	struct crosstab *t = crosstab_new();
	const struct crosstab_line *rows, *columns;
	size_t n_rows, n_columns;

	(void)state;
	crosstab_add(t, "", "ran", 50);
	crosstab_add(t, "Nokia", "ran", 3);
	crosstab_add(t, "Nokia", "core", 2);
	crosstab_add(t, "ZTE", "core", 4);
	crosstab_add(t, "ZTE", "core", 4);
	rows = crosstab_rows(t, &n_rows);
	columns = crosstab_columns(t, &n_columns, NULL);
	assert_int_equal(n_rows, 3);
	assert_int_equal(n_columns, 2);
	assert_string_equal(rows[0].name, "ZTE");
	assert_int_equal(rows[0].total, 8);
	assert_string_equal(rows[2].name, "");
	assert_string_equal(columns[0].name, "ran");
	assert_int_equal(columns[0].total, 53);
	assert_int_equal(crosstab_at(t, &rows[1], &columns[0]), 3);
	assert_int_equal(crosstab_at(t, &rows[0], &columns[0]), 0);
	assert_int_equal(crosstab_at(t, &rows[0], &columns[1]), 8);
	assert_int_equal(crosstab_total(t), 63);
	crosstab_free(t);
	crosstab_free(NULL);
}

static void
texts_fit_their_columns(void **state)
{
	static const struct {
		const char *text;
		size_t width;
		const char *fitted;
		size_t used;
	} rows[] = {
		{"", 3, "", 0},
		{"abc", 3, "abc", 3},
		{"abcd", 3, "ab…", 3},
		{"a bcd", 3, "a…", 2}, /* no blank before the dots */
		{"abc", 0, "", 0},
		{"abc", 1, "…", 1},
	};
	struct buf b = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_clear(&b);
		assert_int_equal(fit_text(&b, rows[i].text, rows[i].width), rows[i].used);
		assert_string_equal(buf_text(&b), rows[i].fitted);
	}
	buf_clear(&b);
	fit_pad(&b, "ab", 4, true);
	fit_pad(&b, "ab", 4, false);
	fit_pad(&b, "abcde", 4, true);
	assert_string_equal(buf_text(&b), "  abab  abc…");
	buf_clear(&b);
	fit_wrap(&b, "one two  three four", 4, 2, 10);
	assert_string_equal(buf_text(&b), "one\n  two\n  three\n  four");
	buf_clear(&b);
	fit_wrap(&b, "unbreakable", 8, 2, 10); /* never beyond the edge */
	assert_string_equal(buf_text(&b), "u…");
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_read_as_text),
		cmocka_unit_test(what_is_not_known_is_an_empty_cell),
		cmocka_unit_test(pairs_stay_apart),
		cmocka_unit_test(a_lone_pair_is_cut_at_a_character),
		cmocka_unit_test(evidence_and_candidates_are_listed),
		cmocka_unit_test(shares_are_ranges_of_what_is_known),
		cmocka_unit_test(places_part_groups_and_a_suspected_maker_is_never_counted),
		cmocka_unit_test(sums_are_sorted_with_the_nameless_last),
		cmocka_unit_test(texts_fit_their_columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
