/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* window.h: when a sweep may ask: the hours of the day in a time zone, and never
 * while the stop file is there. */
#ifndef RANMAP_SCANNER_WINDOW_H
#define RANMAP_SCANNER_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/settings.h"

struct window {
	bool set;
	int start, end; /* minutes of the day; start after end goes over midnight */
};

/* Takes the window, and from then on the process has its time zone as local time. */
void window_init(struct window *, const struct settings *);
/* True inside the window, or where none is set. wall: seconds since 1970 UTC. */
bool window_open(const struct window *, int64_t wall);
/* Seconds until it opens; 0 inside. */
int64_t window_wait(const struct window *, int64_t wall);

/* True where the file that is to stop sweeps exists. Costs a system call. */
bool stop_file_is_there(const struct settings *);

#endif
