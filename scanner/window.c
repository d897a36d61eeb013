/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* window.c: minutes of the local day; the zone database knows the rest. */
#include "scanner/window.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

void
window_init(struct window *w, const struct settings *s)
{
	*w = (struct window){
		.set = s->window_start >= 0 && s->window_start != s->window_end,
		.start = s->window_start,
		.end = s->window_end,
	};
	if (s->timezone != NULL)
		setenv("TZ", s->timezone, 1);
	tzset();
}

bool
window_open(const struct window *w, int64_t wall)
{
	time_t t = (time_t)wall;
	struct tm local;
	int minute;

	if (!w->set || localtime_r(&t, &local) == NULL)
		return true;
	minute = local.tm_hour * 60 + local.tm_min;
	if (w->start < w->end)
		return minute >= w->start && minute < w->end;
	return minute >= w->start || minute < w->end;
}

int64_t
window_wait(const struct window *w, int64_t wall)
{
	int64_t at = wall;

	/* Minute by minute: a day has few of them, and a clock change any number. */
	while (!window_open(w, at) && at - wall < INT64_C(2) * 86400)
		at += 60 - at % 60;
	return at - wall;
}

bool
stop_file_is_there(const struct settings *s)
{
	return s->stop_file != NULL && access(s->stop_file, F_OK) == 0;
}
