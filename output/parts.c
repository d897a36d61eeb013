/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* parts.c: one line for each maker whose parts are in another's elements, such
 * as pluggables; the most frequent first. */
#include "output/parts.h"

#include "output/coverage.h"

#define LINES_MAX 8

void
parts_print(struct screen *screen, struct store *store, struct store_scope scope)
{
	struct store_cursor *cursor;
	struct foreign_row row;
	size_t n = 0;

	if (store_foreign_open(store, scope, &cursor) != RESULT_OK)
		return;
	while (store_foreign_next(cursor, &row) == RESULT_OK) {
		struct buf text = {0};

		if (n++ == 0)
			screen_heading(
				screen, STYLE_BOLD, "Parts by another maker than the element's");
		if (n > LINES_MAX)
			continue;
		coverage_count(&text, row.parts, "part", "parts");
		buf_printf(&text, " in ");
		coverage_count(&text, row.elements, "element", "elements");
		buf_printf(&text, " of %s", row.element_maker);
		screen_to(screen, 2);
		screen_pad(screen, STYLE_ODD, row.maker, 20, false);
		screen_put(screen, STYLE_PLAIN, " ");
		screen_wrap(screen, STYLE_PLAIN, buf_text(&text), 23);
		buf_free(&text);
	}
	store_cursor_close(cursor);
	if (n > LINES_MAX) {
		struct buf text = {0};

		buf_printf(&text, "and %zu more pairs of makers: ranmap export components",
			n - LINES_MAX);
		screen_to(screen, 2);
		screen_wrap(screen, STYLE_PLAIN, buf_text(&text), 2);
		buf_free(&text);
	}
}
