/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_output_html.c: the report page is well-formed, closed in itself and unbreakable. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "output/html_page.h"
#include "tests/unit/output_fake.h"

#define DEEPEST 64

/* The name of a tag at s (behind '<' or '</'). */
static size_t
tag_len(const char *s)
{
	return strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789");
}

/* Reads attributes: name="value" with neither '<' nor a bare '"'. Returns the '>'. */
static const char *
skip_attributes(const char *s)
{
	while (*s != '>' && strncmp(s, "/>", 2) != 0) {
		assert_int_equal(*s, ' ');
		s += 1 + strcspn(s + 1, "= >");
		assert_memory_equal(s, "=\"", 2);
		s += 2 + strcspn(s + 2, "\"<");
		assert_int_equal(*s, '"');
		s++;
	}
	return s;
}

/* Every tag that opens closes, in order; every '&' begins an entity of ours. */
static void
check_well_formed(const char *page)
{
	const char *stack[DEEPEST];
	size_t depth = 0;
	const char *s = page + strlen("<!DOCTYPE html>");

	assert_memory_equal(page, "<!DOCTYPE html>", strlen("<!DOCTYPE html>"));
	for (; *s != '\0'; s++) {
		if (*s == '&')
			assert_true(strncmp(s, "&amp;", 5) == 0 || strncmp(s, "&lt;", 4) == 0 ||
				    strncmp(s, "&gt;", 4) == 0 || strncmp(s, "&quot;", 6) == 0 ||
				    strncmp(s, "&#39;", 5) == 0);
		assert_true((unsigned char)*s >= ' ' || *s == '\n');
		if (*s != '<')
			continue;
		if (s[1] == '/') {
			assert_true(depth > 0);
			depth--;
			assert_memory_equal(s + 2, stack[depth], tag_len(stack[depth]));
			s += 2 + tag_len(s + 2);
			assert_int_equal(*s, '>');
			continue;
		}
		assert_true(tag_len(s + 1) > 0 && depth < DEEPEST);
		stack[depth] = s + 1;
		s = skip_attributes(s + 1 + tag_len(s + 1));
		if (*s == '>')
			depth++;
		else
			s++;
	}
	assert_int_equal(depth, 0);
}

static size_t
count(const char *page, const char *what)
{
	size_t n = 0;

	for (const char *s = page; (s = strstr(s, what)) != NULL; s++)
		n++;
	return n;
}

static char *
export_name(const char *name, struct writer_options how)
{
	struct element e[3] = {
		fake_element("e-1", "Huawei", "router"),
		fake_element("e-2", "Huawei", "router"),
		fake_element("e-3", "", "unknown"),
	};
	struct store store = {.elements = e, .n_elements = 3};
	struct view_options what = {0};

	e[0].name = e[1].who.claims[CLAIM_model] = e[2].who.claims[CLAIM_serial] = name;
	return fake_report(&store, "elements", "html", &what, &how);
}

static void
html_counts_and_crosses(void **state)
{
	struct writer_options how = {.title = "A <title>", .note = "Sweep 1 & 2"};
	char *page = export_name("core-1", how);

	(void)state;
	check_well_formed(page);
	assert_int_equal(count(page, "<tr data-r="), 3);
	assert_non_null(strstr(page, "<h1>A &lt;title&gt;</h1>"));
	assert_non_null(strstr(page, "Sweep 1 &amp; 2"));
	assert_non_null(strstr(page, "<b>2</b>confirmed"));
	assert_non_null(
		strstr(page, "data-r=\"Huawei\" data-c=\"router\" title=\"Huawei, router\">2"));
	assert_non_null(strstr(page, "66.7 %"));
	assert_non_null(strstr(page, "<input id=\"filter\""));
	free(page);
}

static void
html_loads_nothing(void **state)
{
	char *page = export_name("core-1", (struct writer_options){0});

	(void)state;
	assert_null(strstr(page, "http:"));
	assert_null(strstr(page, "https:"));
	assert_null(strstr(page, " src="));
	assert_null(strstr(page, "<link"));
	assert_null(strstr(page, "url("));
	assert_null(strstr(page, "@import"));
	assert_non_null(strstr(page, "default-src 'none'"));
	free(page);
}

static void
html_survives_hostile_devices(void **state)
{
	(void)state;
	for (size_t i = 0; i < fake_n_hostile; i++) {
		char *page = export_name(fake_hostile[i], (struct writer_options){0});

		check_well_formed(page);
		assert_int_equal(count(page, "<script"), 1);
		assert_int_equal(count(page, "<img"), 0);
		assert_null(strstr(page, "\xef\xbf\xbf"));
		free(page);
	}
}

static void
html_fixed_parts_need_no_escape(void **state)
{
	(void)state;
	assert_null(strpbrk(html_style, "<&"));
	assert_null(strpbrk(html_script, "<&"));
}

static void
html_of_every_view_is_well_formed(void **state)
{
	static const char *const views[] = {
		"elements",
		"vendor-map",
		"addresses",
		"unknowns",
		"sent",
	};
	struct store store = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++) {
		char *page = fake_plain(&store, views[i], "html");

		check_well_formed(page);
		free(page);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(html_counts_and_crosses),
		cmocka_unit_test(html_loads_nothing),
		cmocka_unit_test(html_survives_hostile_devices),
		cmocka_unit_test(html_fixed_parts_need_no_escape),
		cmocka_unit_test(html_of_every_view_is_well_formed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
