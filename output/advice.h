/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* advice.h: an unknown device: what it said, and the next best thing to do. */
#ifndef RANMAP_OUTPUT_ADVICE_H
#define RANMAP_OUTPUT_ADVICE_H

#include "base/buf.h"
#include "store/store.h"

/* Appends the telling part of what was observed, as pairs (pairs.h). */
void advice_said(struct buf *, const struct subject_row *);
/* What would tell more of it: a constant text, never NULL. */
const char *advice_next(const struct subject_row *);

#endif
