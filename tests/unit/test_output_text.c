/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_output_text.c: the terminal table: widths, cutting, hostile texts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <locale.h>

#include "base/text.h"
#include "output/fit.h"
#include "tests/unit/output_fake.h"

static char *
export_name(const char *name, unsigned width)
{
	struct element e = fake_element("e-1", "Huawei", "router");
	struct store store = {.elements = &e, .n_elements = 1};
	struct view_options what = {0};
	struct writer_options how = {.width = width};

	e.name = name;
	e.mgmt = fake_addr("192.0.2.1");
	e.who.claims[CLAIM_model] = "NE40E-X8A";
	return fake_report(&store, "elements", "text", &what, &how);
}

/* Every line fits and has nothing but printable text. */
static void
check_lines(char *text, unsigned width)
{
	char *save = NULL;

	for (char *line = strtok_r(text, "\n", &save); line != NULL;
		line = strtok_r(NULL, "\n", &save)) {
		assert_true(text_width(line) <= width);
		assert_true(text_is_utf8(line, strlen(line)));
		assert_true(line[strlen(line) - 1] != ' ');
		for (const char *s = line; *s != '\0'; s++)
			assert_true((unsigned char)*s >= ' ' && *s != 0x7f);
	}
}

static void
text_fits_any_width(void **state)
{
	static const unsigned widths[] = {40, 60, 80, 132, 200};

	(void)state;
	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++) {
		char *text =
			export_name("a-rather-long-name-of-a-site-that-goes-on-and-on", widths[i]);

		assert_non_null(strstr(text, "192.0.2.1"));
		check_lines(text, widths[i]);
		free(text);
	}
}

static void
text_survives_hostile_devices(void **state)
{
	(void)state;
	for (size_t i = 0; i < fake_n_hostile; i++) {
		char *text = export_name(fake_hostile[i], 80);

		assert_null(strchr(text, '\033'));
		check_lines(text, 80);
		free(text);
	}
}

static void
text_goes_on_after_the_sample(void **state)
{
	enum { MANY = 1200 };
	struct element *e = calloc(MANY, sizeof(*e));
	struct store store = {.elements = e, .n_elements = MANY};
	char *text;
	size_t lines = 0;

	(void)state;
	for (size_t i = 0; i < MANY; i++) {
		e[i] = fake_element("e-1", "Nokia", "switch");
		e[i].name = i < 600 ? "short" : "this one is much longer than the sample was";
	}
	text = fake_plain(&store, "elements", "text");
	for (const char *s = text; *s != '\0'; s++)
		lines += *s == '\n';
	assert_int_equal(lines, MANY + 3);
	assert_non_null(strstr(text, "1200 rows; 47 more columns"));
	check_lines(text, 80);
	free(text);
	free(e);
}

static void
fit_cuts_by_columns(void **state)
{
	static const struct {
		const char *text;
		size_t width, used;
		const char *expected;
	} cases[] = {
		{"abc", 5, 3, "abc"},
		{"abcdef", 6, 6, "abcdef"},
		{"abcdefg", 6, 6, "abcde…"},
		{"ab cdefg", 4, 3, "ab…"},
		{"基站控制器", 10, 10, "基站控制器"},
		{"基站控制器", 6, 5, "基站…"},
		{"abc", 0, 0, ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out = {0};

		assert_int_equal(fit_text(&out, cases[i].text, cases[i].width), cases[i].used);
		assert_string_equal(buf_text(&out), cases[i].expected);
		buf_free(&out);
	}
}

static void
fit_wraps_at_blanks(void **state)
{
	struct buf out = {0};

	(void)state;
	fit_wrap(&out, "one two three  four", 0, 2, 9);
	assert_string_equal(buf_text(&out), "one two\n  three\n  four");
	buf_clear(&out);
	fit_wrap(&out, "a-word-wider-than-that", 0, 2, 9);
	assert_string_equal(buf_text(&out), "a-word-w…");
	buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_fits_any_width),
		cmocka_unit_test(text_survives_hostile_devices),
		cmocka_unit_test(text_goes_on_after_the_sample),
		cmocka_unit_test(fit_cuts_by_columns),
		cmocka_unit_test(fit_wraps_at_blanks),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
