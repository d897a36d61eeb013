/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_output_show.c: the map on the screen, and how sweeps are told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <locale.h>

#include "base/text.h"
#include "output/coverage.h"
#include "output/crosstab.h"
#include "output/show.h"
#include "tests/unit/output_fake.h"

static const struct sweep one_sweep = {
	.id = 7,
	.kind = "scan",
	.started = 1767225600,
	.finished = 1767226320,
	.state = SWEEP_DONE,
	.targets = "10.20.0.0-10.20.255.255",
	.n_targets = 65536,
	.summary = "{\"harm\": [\"10.20.9.0/24: paused\", {\"text\": \"\\u001b[2Jgiven up\"}]}",
};

static char *
show(struct store *store, unsigned width, bool colour)
{
	struct store_scope scope = {0};
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);

	show_print(file, store, scope, width, colour);
	fclose(file);
	return text;
}

static void
check_width(const char *text, unsigned width)
{
	char *copy = strdup(text), *save = NULL;

	for (char *line = strtok_r(copy, "\n", &save); line != NULL;
		line = strtok_r(NULL, "\n", &save))
		assert_true(text_width(line) <= width);
	free(copy);
}

/* Elements of many makers in many roles. */
static size_t
fill(struct element *e, size_t max)
{
	static const char *const makers[] = {
		"Huawei",
		"Ericsson",
		"Nokia",
		"Samsung",
		"",
		"Cisco",
		"Eltek",
		"ZTE",
	};
	static const char *const roles[] = {
		"router",
		"ran-baseband",
		"microwave",
		"site-power",
		"switch",
		"olt",
		"timing",
		"firewall",
		"optical",
		"mobile-core",
		"small-cell",
		"das-repeater",
		"antenna-ret",
		"gpon-ont",
		"ems",
		"server",
		"wlan",
		"fwa-cpe",
	};

	for (size_t i = 0; i < max; i++)
		e[i] = fake_element("e", makers[i * i % 8], roles[i % 18]);
	return max;
}

static void
show_fits_the_screen(void **state)
{
	static const unsigned widths[] = {40, 80, 100, 200};
	struct element e[400];
	struct store store = {.sweeps = &one_sweep,
		.n_sweeps = 1,
		.done = 65536,
		.elements = e,
		.n_elements = fill(e, 400)};

	(void)state;
	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++) {
		char *text = show(&store, widths[i], false);

		check_width(text, widths[i]);
		assert_null(strchr(text, '\033'));
		assert_non_null(strstr(text, "Sweep 7: scan of 10.20.0.0/16"));
		assert_non_null(strstr(text, "400"));
		assert_non_null(strstr(text, "not identified"));
		assert_non_null(strstr(text, "10.20.9.0/24: paused"));
		free(text);
	}
}

static void
show_makes_a_table_or_a_list(void **state)
{
	struct element e[3] = {
		fake_element("e-1", "Huawei", "router"),
		fake_element("e-2", "Huawei", "microwave"),
		fake_element("e-3", "Nokia", "router"),
	};
	struct store store = {.sweeps = &one_sweep, .n_sweeps = 1, .elements = e, .n_elements = 3};
	char *text = show(&store, 80, false);

	(void)state;
	assert_non_null(strstr(text, "maker          mw   rtr  total     share\n"));
	assert_non_null(strstr(text, "Huawei          1     1      2      67 %\n"));
	assert_non_null(strstr(text, "Nokia           ·     1      1      33 %\n"));
	assert_non_null(strstr(text, "total           1     2      3\n"));
	assert_non_null(strstr(text, "mw=microwave rtr=router"));
	free(text);
	text = show(&store, 40, false);
	assert_non_null(strstr(text, "rtr=router"));
	free(text);
}

static void
show_colours_only_when_told(void **state)
{
	struct element e = fake_element("e-1", "Huawei", "router");
	struct store store = {.sweeps = &one_sweep, .n_sweeps = 1, .elements = &e, .n_elements = 1};
	char *text = show(&store, 80, true);

	(void)state;
	assert_non_null(strstr(text, "\033[1mVendor map\033[0m"));
	assert_null(strstr(text, "\033[2J"));
	free(text);
}

static void
show_tells_refused_credentials_first(void **state)
{
	struct element e = fake_element("e-1", "Huawei", "router");
	struct address_row rows[40];
	struct store store = {.sweeps = &one_sweep,
		.n_sweeps = 1,
		.elements = &e,
		.n_elements = 1,
		.addresses = rows,
		.n_addresses = 40};
	char *text, *map, *refused;

	(void)state;
	for (unsigned i = 0; i < 40; i++) {
		char addr[32];

		snprintf(addr, sizeof(addr), "10.20.%u.%u", i / 3, i);
		rows[i] = (struct address_row){.addr = fake_addr(addr),
			.element_id = "",
			.outcome = OUTCOME_NO_ACCESS,
			.probe = "snmp",
			.last_question = "",
			.credential = i % 2 ? "" : "10.0.0.0/8 v2c",
			.sweep = 7};
	}
	text = show(&store, 80, false);
	refused = strstr(text, "No access: 40 addresses");
	map = strstr(text, "\nmaker ");
	assert_non_null(refused);
	assert_non_null(map);
	assert_true(refused < map);
	assert_non_null(strstr(text, "10.20.0.0/24             3  snmp"));
	assert_non_null(strstr(text, "and 6 more prefixes with 16 addresses"));
	assert_non_null(strstr(text, "    40  give SNMP credentials for its prefix"));
	free(text);
}

static void
show_of_nothing_says_so(void **state)
{
	struct store store = {.sweeps = &one_sweep, .n_sweeps = 1};
	char *text = show(&store, 80, false);

	(void)state;
	assert_non_null(strstr(text, "0 elements; 0 addresses answered."));
	free(text);
}

static void
show_of_a_broken_store_says_so(void **state)
{
	struct element e[2] = {fake_element("e-1", "A", NULL), fake_element("e-2", "B", NULL)};
	struct store store = {.elements = e, .n_elements = 2, .broken = true};
	char *text = show(&store, 80, false);

	(void)state;
	assert_non_null(strstr(text, "The store can't be read: the fake is broken"));
	free(text);
}

static void
coverage_tells_sweeps(void **state)
{
	struct sweep two[2] = {one_sweep, one_sweep};
	struct store store = {.sweeps = two, .n_sweeps = 2, .done = 1234};
	struct store_scope scope = {.sweep = 8}, all = {0}, none = {.sweep = 99};
	struct buf text = {0};

	(void)state;
	two[1].id = 8;
	two[1].started += 86400;
	two[1].finished = 0;
	two[1].state = SWEEP_RUNNING;
	two[1].targets =
		"10.0.0.1 10.0.1.0-10.0.1.5 10.0.2.0-10.0.2.3 10.1.0.0-10.1.0.255 10.9.9.9";
	assert_int_equal(coverage_describe(&store, scope, &text), RESULT_OK);
	assert_string_equal(buf_text(&text),
		"Sweep 8: scan of 10.0.0.1, 10.0.1.0-10.0.1.5, 10.0.2.0/30 and 2 more ranges "
		"(65,536 addresses), 2026-01-02 00:00 UTC. Not finished: 1,234 of 65,536 addresses "
		"were asked to the end; ranmap scan --resume goes on.");
	buf_clear(&text);
	assert_int_equal(coverage_describe(&store, all, &text), RESULT_OK);
	assert_memory_equal(buf_text(&text),
		"All 2 sweeps, 2026-01-01 00:00 to 2026-01-02 00:00 UTC; everything as last seen. "
		"The last one: Sweep 8",
		101);
	buf_clear(&text);
	assert_int_equal(coverage_describe(&store, none, &text), RESULT_NOT_FOUND);
	assert_int_equal(text.len, 0);
	buf_free(&text);
}

static void
crosstab_adds_and_sorts(void **state)
{
	struct crosstab *table = crosstab_new();
	const struct crosstab_line *rows, *columns;
	size_t n, m;

	(void)state;
	crosstab_add(table, "", "x", 9);
	crosstab_add(table, "b", "x", 1);
	crosstab_add(table, "a", "y", 1);
	crosstab_add(table, "c", "y", 5);
	crosstab_add(table, "c", "y", 1);
	rows = crosstab_rows(table, &n);
	columns = crosstab_columns(table, &m, NULL);
	assert_int_equal(n, 4);
	assert_int_equal(m, 2);
	assert_string_equal(rows[0].name, "c");
	assert_string_equal(rows[1].name, "a");
	assert_string_equal(rows[3].name, "");
	assert_string_equal(columns[0].name, "x");
	assert_int_equal(crosstab_at(table, &rows[0], &columns[1]), 6);
	assert_int_equal(crosstab_at(table, &rows[0], &columns[0]), 0);
	assert_int_equal(crosstab_total(table), 17);
	crosstab_free(table);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(show_fits_the_screen),
		cmocka_unit_test(show_makes_a_table_or_a_list),
		cmocka_unit_test(show_colours_only_when_told),
		cmocka_unit_test(show_tells_refused_credentials_first),
		cmocka_unit_test(show_of_nothing_says_so),
		cmocka_unit_test(show_of_a_broken_store_says_so),
		cmocka_unit_test(coverage_tells_sweeps),
		cmocka_unit_test(crosstab_adds_and_sorts),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
