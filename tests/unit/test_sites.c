/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* The sites file: what is read, what is refused with which place, who stands where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "import/csv_read.h"
#include "import/sites.h"

static char path[] = "/tmp/ranmap-sites.XXXXXX";
static struct buf problems, notes;
static struct sites *sites;

static int
begin(void **state)
{
	int fd;

	(void)state;
	strcpy(path + sizeof(path) - 7, "XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	close(fd);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	unlink(path);
	sites_free(sites);
	sites = NULL;
	buf_free(&problems);
	buf_free(&notes);
	return 0;
}

static enum result
load(const char *text, size_t len)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, len, f), len);
	fclose(f);
	sites_free(sites);
	sites = NULL;
	buf_clear(&problems);
	buf_clear(&notes);
	return sites_load(path, &sites, &problems, &notes);
}

static void
a_file_is_read(void **state)
{
	static const char text[] =
		"\xef\xbb\xbfsite_id,name,type,region,latitude,longitude,prefixes,name patterns\r\n"
		"LDN1,\"Docks, \"\"East\"\"\",macro,London,51.5,-0.125,10.1.0.0/24; "
		"10.1.9.0/24,LDN1-*\r\n"
		"\r\n"
		"OXF2,Oxford Hub,hub,Oxford,,,2001:db8:2::/48,\"OXF2-*;OXF-?2\"\r\n"
		"BARE";
	const struct site *all;
	size_t n;

	(void)state;
	assert_int_equal(load(text, sizeof(text) - 1), RESULT_OK);
	all = sites_all(sites, &n);
	assert_int_equal(n, 3);
	assert_string_equal(all[0].name, "Docks, \"East\"");
	assert_true(fabs(all[0].longitude + 0.125) < 1e-9);
	assert_true(isnan(all[1].latitude));
	assert_string_equal(all[1].region, "Oxford");
	assert_string_equal(all[2].id, "BARE");
	assert_string_equal(all[2].type, "");
}

static void
spreadsheets_of_other_lands_are_read(void **state)
{
	static const char text[] = "ID;Name;lat;lon;Kommentar\n"
				   "A1;Stra\xc3\x9f"
				   "e;48,25;11,5;x\n";
	const struct site *all;
	size_t n;

	(void)state;
	assert_int_equal(load(text, sizeof(text) - 1), RESULT_OK);
	all = sites_all(sites, &n);
	assert_int_equal(n, 1);
	assert_true(fabs(all[0].latitude - 48.25) < 1e-9);
	assert_non_null(strstr(buf_text(&notes), ":1: the column Kommentar is passed over"));
}

static void
faults_are_told_with_their_place(void **state)
{
	static const struct {
		const char *text, *fault;
	} cases[] = {
		{"", ":1:site_id: the file is empty"},
		{"name,type\nx,y\n", ":1:site_id: there is no such column"},
		{"site_id,site_id\na,b\n", ":1:site_id: there are two such columns"},
		{"site_id,name\n,x\n", ":2:site_id: is empty"},
		{"site_id\nA\nB\nA\n", ":4:site_id: A was there already (line 2)"},
		{"site_id,latitude,longitude\nA,91,0\n", ":2:latitude: 91 is out of range"},
		{"site_id,latitude,longitude\nA,1,-180.5\n", ":2:longitude: -180.5 is out of"},
		{"site_id,latitude,longitude\nA,nan,0\n", ":2:latitude: \"nan\" is no number"},
		{"site_id,latitude,longitude\nA,1e1,0\n", ":2:latitude: \"1e1\" is no number"},
		{"site_id,latitude,longitude\nA,1,\n", ":2:longitude: is missing"},
		{"site_id,prefixes\nA,10.0.0.0/33\n", ":2:prefixes: \"10.0.0.0/33\" is no prefix"},
		{"site_id,prefixes\nA,10.0.0.1/24\n", "(bits are set behind its length)"},
		{"site_id,prefixes\nA,10.0.0.0/24\nB,10.0.0.0/24\n",
			":3:prefixes: 10.0.0.0/24 is the prefix of A too (line 2)"},
		{"site_id,name_patterns\nA,*\n", ":2:name_patterns: \"*\" fits every name"},
		{"site_id,name\n\n\"A\nB,\n", ":3: a quote that never ends"},
		{"site_id\n\xff\xfe\n", ":2: text that is not UTF-8"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(load(cases[i].text, strlen(cases[i].text)), RESULT_MALFORMED);
		assert_null(sites);
		if (strstr(buf_text(&problems), cases[i].fault) == NULL)
			fail_msg("case %zu: %s", i, buf_text(&problems));
	}
	assert_int_equal(load("site_id\nA\0B\n", 12), RESULT_MALFORMED);
}

static void
hostile_files_end_soon(void **state)
{
	struct buf text = {0};

	(void)state;
	for (int i = 0; i < 200; i++)
		buf_putc(&text, ',');
	assert_int_equal(load(text.data, text.len), RESULT_MALFORMED);
	assert_non_null(strstr(buf_text(&problems), "more than 64 fields"));
	buf_clear(&text);
	buf_puts(&text, "site_id,name\n");
	for (int i = 0; i < 70000; i++)
		buf_putc(&text, 'a');
	assert_int_equal(load(text.data, text.len), RESULT_MALFORMED);
	assert_non_null(strstr(buf_text(&problems), "a field of more than"));
	buf_clear(&text);
	buf_puts(&text, "site_id,latitude\n");
	for (int i = 0; i < 500; i++)
		buf_printf(&text, "s%d,x\n", i);
	assert_int_equal(load(text.data, text.len), RESULT_MALFORMED);
	assert_non_null(strstr(buf_text(&problems), "and 480 more faults"));
	buf_free(&text);
	assert_int_equal(
		sites_load("/nonexistent/sites.csv", &sites, &problems, &notes), RESULT_NOT_FOUND);
	assert_int_not_equal(sites_load("/", &sites, &problems, &notes), RESULT_OK);
}

static void
patterns_fit(void **state)
{
	static const struct {
		const char *pattern, *text;
		bool fits;
	} cases[] = {{"LDN-*", "ldn-rtr-1", true}, {"LDN-*", "LDN-", true}, {"LDN-*", "LDN", false},
		{"*-RTR-?", "x-rtr-1", true}, {"*-RTR-?", "x-rtr-12", false},
		{"a*b*c", "aXbYc", true}, {"a*b*c", "aXcYb", false}, {"abc", "abc", true},
		{"abc", "abcd", false}, {"*a", "", false}, {"*", "", true}};
	struct buf pattern = {0}, text = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (sites_pattern_fits(cases[i].pattern, cases[i].text) != cases[i].fits)
			fail_msg("%s, %s", cases[i].pattern, cases[i].text);
	/* What takes others an age. */
	for (int i = 0; i < 60; i++)
		buf_puts(&pattern, "a*");
	buf_puts(&pattern, "b");
	for (int i = 0; i < 20000; i++)
		buf_putc(&text, 'a');
	assert_false(sites_pattern_fits(buf_text(&pattern), buf_text(&text)));
	buf_free(&pattern);
	buf_free(&text);
}

static const char three[] = "site_id,name,prefixes,name_patterns\n"
			    "LDN1,London East,10.1.0.0/16,LDN-*\n"
			    "LDN2,London West,10.1.2.0/24,LDN-W*;*-W-EDGE\n"
			    "OXF1,Oxford Hub,2001:db8::/32,OXF-*\n"
			    "OXF2,,,OXF-*;OXF-2-*\n"
			    "7,Seven,,\n";

static const char *
id_of(const struct site *site)
{
	return site != NULL ? site->id : "";
}

static void
addresses_have_the_longest_prefix(void **state)
{
	static const struct {
		const char *addr, *site, *by;
	} cases[] = {{"10.1.0.1", "LDN1", "10.1.0.0/16"}, {"10.1.2.255", "LDN2", "10.1.2.0/24"},
		{"10.2.0.1", "", ""}, {"2001:db8::77", "OXF1", "2001:db8::/32"},
		{"2001:db9::77", "", ""}};
	struct addr none = {0};
	const char *by = "";

	(void)state;
	assert_int_equal(load(three, sizeof(three) - 1), RESULT_OK);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct addr a;

		by = "";
		assert_int_equal(addr_parse(cases[i].addr, &a), RESULT_OK);
		assert_string_equal(id_of(sites_by_addr(sites, &a, &by)), cases[i].site);
		assert_string_equal(by, cases[i].by);
	}
	assert_null(sites_by_addr(sites, &none, &by));
}

static void
names_and_locations_tell_the_site(void **state)
{
	static const struct {
		const char *name, *site, *rival;
	} names[] = {{"ldn-rtr-1", "LDN1", ""}, {"LDN-WEST", "LDN2", ""},
		{"LDN-W-EDGE", "LDN2", ""}, {"OXF-9", "OXF1", "OXF2"}, {"OXF-2-9", "OXF2", ""},
		{"X", "", ""}, {"", "", ""}};
	static const struct {
		const char *location, *site, *rival;
	} locations[] = {{"Rack 7, LDN1", "LDN1", ""}, {"oxford hub, room 3", "OXF1", ""},
		{"between LDN1 and OXF1", "", "OXF1"}, {"LDN12", "", ""}, {"London", "", ""},
		{"7", "", ""}, {"", "", ""}};
	const struct site *rival;
	const char *by;

	(void)state;
	assert_int_equal(load(three, sizeof(three) - 1), RESULT_OK);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_string_equal(
			id_of(sites_by_name(sites, names[i].name, &by, &rival)), names[i].site);
		assert_string_equal(id_of(rival), names[i].rival);
	}
	for (size_t i = 0; i < sizeof(locations) / sizeof(locations[0]); i++) {
		assert_string_equal(id_of(sites_by_location(sites, locations[i].location, &rival)),
			locations[i].site);
		assert_string_equal(id_of(rival), locations[i].rival);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_file_is_read, begin, end),
		cmocka_unit_test_setup_teardown(spreadsheets_of_other_lands_are_read, begin, end),
		cmocka_unit_test_setup_teardown(faults_are_told_with_their_place, begin, end),
		cmocka_unit_test_setup_teardown(hostile_files_end_soon, begin, end),
		cmocka_unit_test(patterns_fit),
		cmocka_unit_test_setup_teardown(addresses_have_the_longest_prefix, begin, end),
		cmocka_unit_test_setup_teardown(names_and_locations_tell_the_site, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
