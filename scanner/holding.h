/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* holding.h: a store open for writing with its sweep lock, for the commands
 * that record. */
#ifndef RANMAP_SCANNER_HOLDING_H
#define RANMAP_SCANNER_HOLDING_H

#include "base/settings.h"
#include "scanner/loop.h"
#include "store/store.h"

/* EXIT_DONE, or an exit status after a sentence on standard error: another
 * process holds the store (unless --wait, which waits in the loop), it can't be
 * opened, it is from a newer version. */
int holding_open(const struct settings *, struct loop *, struct store **);
void holding_close(struct store *); /* accepts NULL */

#endif
