/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* matrix.h: makers by roles on the screen. */
#ifndef RANMAP_OUTPUT_MATRIX_H
#define RANMAP_OUTPUT_MATRIX_H

#include "output/screen.h"
#include "output/tally.h"

/* A table of the roles that are present, under short names that are explained
 * below it; where that is too wide for the screen, a list of makers. */
void matrix_print(struct screen *, struct tally *);

#endif
