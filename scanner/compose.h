/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* compose.h: the elements of a sweep from its subjects: joined, each with the
 * best of what its addresses told. */
#ifndef RANMAP_SCANNER_COMPOSE_H
#define RANMAP_SCANNER_COMPOSE_H

#include <stdint.h>

#include "base/result.h"
#include "store/store.h"

/* Reads the sweep's subjects, joins them, replaces the sweep's elements and
 * commits. elements gets their number. */
enum result compose_elements(struct store *, int64_t sweep, uint64_t *elements);

#endif
