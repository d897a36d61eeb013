/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* parts.h: parts in elements of another maker, on the screen. */
#ifndef RANMAP_OUTPUT_PARTS_H
#define RANMAP_OUTPUT_PARTS_H

#include "output/screen.h"
#include "store/store.h"

/* Prints who made how many parts of whose elements; nothing where there are none. */
void parts_print(struct screen *, struct store *, struct store_scope);

#endif
