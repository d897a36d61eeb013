/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* pairs.h: facts on one line: "key=value;key=value", for the columns that say
 * why an element is taken for what it is. */
#ifndef RANMAP_OUTPUT_PAIRS_H
#define RANMAP_OUTPUT_PAIRS_H

#include <stddef.h>

#include "base/buf.h"
#include "base/identification.h"

/* The longest list in bytes. */
#define PAIRS_MAX 512

/* Appends a pair. The value becomes printable, a ';' in it ','. A pair that is
 * there already, or finds no room, is left out; only the first one is cut (at
 * a character), so that no half value looks like a whole one beside others. */
void pairs_add(struct buf *, const char *key, const char *value, size_t len);
/* Replaces text by the evidence of an identification. */
void pairs_evidence(struct buf *, const struct identification *);
/* Replaces text by "Name (0.55);Name (0.40)", heaviest first. */
void pairs_candidates(struct buf *, const struct identification *);

#endif
