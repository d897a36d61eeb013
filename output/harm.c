/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* harm.c: harm events on the screen. A device that we may have hurt is the
 * first thing that its owner wants to hear of; no event is left out. */
#include "output/harm.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/text.h"

static void
add_text(struct buf *out, const char *text)
{
	text_printable(out, text, strlen(text), 500);
}

/* "subnet 10.0.0.0/24, step halved, rate 50" */
static void
add_members(struct buf *out, json_t *event)
{
	const char *key;
	json_t *value;

	json_object_foreach(event, key, value)
	{
		char *number = json_is_string(value) ? NULL : json_dumps(value, JSON_ENCODE_ANY);

		if (out->len > 0)
			buf_puts(out, ", ");
		add_text(out, key);
		buf_putc(out, ' ');
		add_text(out, number != NULL ? number : json_string_value(value));
		free(number);
	}
}

static void
print_event(struct screen *screen, json_t *event)
{
	const char *text = json_is_object(event) ? json_string_value(json_object_get(event, "text"))
						 : json_string_value(event);
	struct buf line = {0};

	if (text != NULL)
		add_text(&line, text);
	else if (json_is_object(event))
		add_members(&line, event);
	screen_to(screen, 2);
	screen_wrap(screen, STYLE_PLAIN, buf_text(&line), 4);
	buf_free(&line);
}

void
harm_print(struct screen *screen, struct store *store, struct store_scope scope)
{
	struct arena *arena = arena_new();
	json_t *summary = NULL, *events, *event;
	struct sweep sweep;
	size_t i;

	if (store_sweep_get(store, scope.sweep, arena, &sweep) == RESULT_OK &&
		sweep.summary != NULL)
		summary = json_loads(sweep.summary, 0, NULL);
	events = json_object_get(summary, "harm");
	if (json_array_size(events) > 0)
		screen_heading(screen, STYLE_BAD, "Harm: ranmap slowed down or stopped, sweep %lld",
			(long long)sweep.id);
	json_array_foreach(events, i, event) print_event(screen, event);
	json_decref(summary);
	arena_free(arena);
}
