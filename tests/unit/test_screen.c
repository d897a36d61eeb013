/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_screen.c: lines for a terminal, and the events of harm on them (harm.c). */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/harm.h"
#include "output/screen.h"
#include "tests/unit/output_fake.h"

struct sheet {
	struct screen screen;
	char *text;
	size_t size;
};

static void
sheet_begin(struct sheet *s, unsigned width, bool colour)
{
	*s = (struct sheet){.screen = {.width = width, .colour = colour}};
	s->screen.file = open_memstream(&s->text, &s->size);
	assert_non_null(s->screen.file);
}

static void
sheet_is(struct sheet *s, const char *expected)
{
	fclose(s->screen.file);
	assert_string_equal(s->text, expected);
	buf_free(&s->screen.line);
	free(s->text);
}

static void
a_line_ends_at_the_edge_and_without_blanks(void **state)
{
	struct sheet s;

	(void)state;
	sheet_begin(&s, 10, false);
	screen_put(&s.screen, STYLE_BAD, "abc"); /* no colour wanted: none written */
	screen_to(&s.screen, 6);
	screen_put(&s.screen, STYLE_PLAIN, "defghi");
	screen_end(&s.screen);
	screen_pad(&s.screen, STYLE_PLAIN, "x", 4, true);
	screen_pad(&s.screen, STYLE_PLAIN, "y", 4, false);
	screen_end(&s.screen);
	sheet_is(&s, "abc   def…\n   xy\n");
}

static void
harm(const char *summary, const char *expected)
{
	const struct sweep sweep = {.id = 4, .kind = "scan", .summary = summary};
	struct store store = {.sweeps = &sweep, .n_sweeps = 1};
	struct sheet s;

	sheet_begin(&s, 60, false);
	harm_print(&s.screen, &store, (struct store_scope){.sweep = 4});
	sheet_is(&s, expected);
}

static void
events_of_harm_are_told_whatever_the_summary_holds(void **state)
{
	(void)state;
#define HEAD "\nHarm: ranmap slowed down or stopped, sweep 4\n"
	harm("{\"harm\":[{\"text\":\"slower\"},\"a "
	     "text\",{\"subnet\":\"10.0.0.0/24\",\"rate\":50}]}",
		HEAD "  slower\n  a text\n  subnet 10.0.0.0/24, rate 50\n");
	harm("{\"harm\":[{\"text\":\"\\u001b[2J\\u202e x\"}]}", HEAD "  [2J x\n");
	harm("{\"harm\":[]}", "");
	harm("{\"harm\":7}", "");
	harm("no JSON", "");
	harm("", "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_ends_at_the_edge_and_without_blanks),
		cmocka_unit_test(events_of_harm_are_told_whatever_the_summary_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
