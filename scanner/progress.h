/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* progress.h: one line on standard error that is kept up to date on a terminal,
 * and a line every 10 s elsewhere. */
#ifndef RANMAP_SCANNER_PROGRESS_H
#define RANMAP_SCANNER_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "scanner/sweep.h"

struct progress;

struct progress *progress_new(bool quiet);
/* Call it about once a second. */
void progress_tell(struct progress *, const struct sweep_counts *, bool paused);
/* Wipes the line; a sweep's own summary follows. */
void progress_end(struct progress *);
void progress_free(struct progress *); /* accepts NULL */

/* "1 h 2 m", "42 s". */
void progress_duration(struct buf *, int64_t seconds);

#endif
