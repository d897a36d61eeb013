/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* reading.h: what the commands that only read a store have in common. */
#ifndef RANMAP_SCANNER_READING_H
#define RANMAP_SCANNER_READING_H

#include "base/settings.h"
#include "scanner/command.h"
#include "store/store.h"

/* Takes --sweep: a number, or "last" (-1; "" is all: 0). */
const char *reading_take_sweep(void *int64_p, const char *value);
/* Opens the store of the settings for reading and finds the sweep in it.
 * EXIT_DONE, or EXIT_FAILED after a sentence on standard error. */
int reading_open(const struct settings *, int64_t sweep, struct store **, struct store_scope *);

#endif
