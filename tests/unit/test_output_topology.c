/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* Components, links and sites: their rows, and the graphs and maps of them,
 * whatever a device calls itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/output_fake.h"

#define NOTHING                                                                       \
	.name = "", .manufacturer = "", .model = "", .part_number = "", .serial = "", \
	.hw_rev = "", .fw_rev = "", .sw_rev = "", .mfg_date = ""

static void
cell_is(const char *csv, size_t row, const char *column, const char *want)
{
	struct buf got = {0};

	assert_string_equal(fake_csv(csv, row, column, &got), want);
	buf_free(&got);
}

static void
components_make_a_tree(void **state)
{
	struct component_row rows[] = {
		{"e-1", "Nokia", {NOTHING, .index = 1, .class = COMPONENT_chassis, .is_fru = 0}},
		{"e-1", "Nokia",
			{NOTHING, .index = 7, .parent = 1, .class = COMPONENT_port, .is_fru = 1}},
		{"e-2", "", {NOTHING, .index = 0, .class = COMPONENT_NONE, .is_fru = -1}},
	};
	struct store store = {.components = rows, .n_components = 3};
	char *csv;

	(void)state;
	rows[0].component.manufacturer = "Nokia";
	rows[1].component.manufacturer = "Huawei";
	rows[1].component.mfg_date = "2019-04-30";
	rows[2].component.manufacturer = "Huawei";
	csv = fake_plain(&store, "components", "csv");
	assert_int_equal(strncmp(csv,
				 "element_id,component_id,parent,class,name,manufacturer,model,"
				 "part_number,serial,hw_rev,fw_rev,sw_rev,mfg_date,is_fru,",
				 110),
		0);
	cell_is(csv, 0, "component_id", "e-1:1");
	cell_is(csv, 0, "parent", "");
	cell_is(csv, 0, "class", "chassis");
	cell_is(csv, 0, "is_fru", "false");
	cell_is(csv, 0, "foreign", "false");
	cell_is(csv, 1, "parent", "e-1:1");
	cell_is(csv, 1, "foreign", "true");
	cell_is(csv, 1, "mfg_date", "2019-04-30");
	cell_is(csv, 2, "is_fru", "");
	cell_is(csv, 2, "foreign", ""); /* whose the element is isn't known */
	cell_is(csv, 2, "component_id", "e-2:0");
	free(csv);
}

#define END(id, n, p)                                                                          \
	{                                                                                      \
		.element = id, .name = n, .role = "router", .manufacturer = "", .site_id = "", \
		.port = p, .port_descr = ""                                                    \
	}

static size_t
count(const char *text, char c)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += *text == c;
	return n;
}

/* Quotes that no backslash is before. */
static size_t
count_quotes(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++) {
		if (*text == '\\' && text[1] != '\0')
			text++;
		else
			n += *text == '"';
	}
	return n;
}

static void
graphs_stay_graphs_whatever_names_hold(void **state)
{
	struct link links[] = {
		{.id = "l-1",
			.a = END("e-1", "plain", "ge1"),
			.b = END("e-2", "other", "ge2"),
			.tellers = 3,
			.state = LINK_MUTUAL,
			.reason = "",
			.source = "lldp-mib"},
		{.id = "l-2",
			.a = END("e-1", "plain", "ge3"),
			.b = END("", "", "eth0"),
			.tellers = 1,
			.state = LINK_ONE_SIDED,
			.reason = "heard",
			.source = "heard"},
	};
	struct store store = {.links = links, .n_links = 2};
	char *graphml = fake_plain(&store, "links", "graphml");
	char *dot = fake_plain(&store, "links", "dot");
	size_t tags = count(graphml, '<'), quotes = count_quotes(dot);

	(void)state;
	assert_non_null(strstr(graphml, "<edge source=\"e-1\" target=\"e-2\">"));
	assert_non_null(strstr(graphml, "<edge source=\"e-1\" target=\"wire-1\">"));
	assert_non_null(strstr(dot, "\"e-1\" -- \"e-2\" ["));
	assert_non_null(strstr(dot, "style=dashed"));
	free(graphml);
	free(dot);
	for (size_t i = 0; i < fake_n_hostile; i++) {
		links[0].a.name = links[1].a.name = fake_hostile[i];
		links[0].a.port = fake_hostile[i];
		graphml = fake_plain(&store, "links", "graphml");
		dot = fake_plain(&store, "links", "dot");
		/* An empty one leaves tags and labels out. */
		assert_true(count(graphml, '<') == tags || count(graphml, '<') < tags);
		assert_true(count(graphml, '<') % 2 == tags % 2);
		assert_true(count_quotes(dot) == quotes || count_quotes(dot) == quotes - 2);
		free(graphml);
		free(dot);
	}
}

static struct element
at(const char *id, const char *maker, const char *site, const char *source, const char *conflict)
{
	struct element e = fake_element(id, maker, "router");

	e.site_id = site;
	e.site_source = source;
	e.site_conflict = conflict;
	return e;
}

static void
sites_are_counted_by_maker(void **state)
{
	struct site sites[] = {
		{"A", "Docks", "macro", "London", 51.5, -0.125}, {"B", "", "", "", NAN, NAN}};
	struct element elements[] = {at("e-1", "Nokia", "A", "prefix 10.0.0.0/8", ""),
		at("e-2", "Nokia", "A", "name A-*", "location says B"),
		at("e-3", "ZTE", "A", "neighbours", ""), at("e-4", "Nokia", "", "", ""),
		at("e-5", "Nokia", "GONE", "location", "")};
	struct store store = {.sites = sites, .n_sites = 2, .elements = elements, .n_elements = 5};
	char *csv = fake_plain(&store, "sites", "csv");
	char *map = fake_plain(&store, "sites", "geojson");
	json_t *json = json_loads(map, 0, NULL), *first;

	(void)state;
	assert_int_equal(fake_csv_rows(csv), 4);
	cell_is(csv, 0, "site_id", "A");
	cell_is(csv, 0, "elements", "3");
	cell_is(csv, 0, "makers", "Nokia=2;ZTE=1");
	cell_is(csv, 0, "by_prefix", "1");
	cell_is(csv, 0, "by_name", "1");
	cell_is(csv, 0, "by_neighbours", "1");
	cell_is(csv, 0, "conflicts", "1");
	cell_is(csv, 1, "elements", "0");
	cell_is(csv, 2, "site_id", "GONE"); /* of an older sites file */
	cell_is(csv, 3, "site_id", "");
	cell_is(csv, 3, "elements", "1");
	assert_non_null(json);
	assert_int_equal(json_array_size(json_object_get(json, "features")), 4);
	first = json_array_get(json_object_get(json, "features"), 0);
	assert_int_equal(
		json_integer_value(json_object_get(
			json_object_get(json_object_get(first, "properties"), "makers"), "Nokia")),
		2);
	first = json_object_get(json_object_get(first, "geometry"), "coordinates");
	assert_true(fabs(json_real_value(json_array_get(first, 0)) + 0.125) < 1e-9);
	assert_true(json_is_null(
		json_object_get(json_array_get(json_object_get(json, "features"), 1), "geometry")));
	json_decref(json);
	free(csv);
	free(map);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(components_make_a_tree),
		cmocka_unit_test(graphs_stay_graphs_whatever_names_hold),
		cmocka_unit_test(sites_are_counted_by_maker),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
