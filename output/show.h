/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* show.h: the vendor map for people, as `show` and the end of `scan` print it. */
#ifndef RANMAP_OUTPUT_SHOW_H
#define RANMAP_OUTPUT_SHOW_H

#include <stdbool.h>
#include <stdio.h>

#include "store/store.h"

/*
 * Prints what the sweeps in scope found, in lines of at most width columns:
 * what is covered, where our credentials were refused, makers by roles, how
 * sure it is, the unknowns with what to do next, and harm that was noticed.
 * Where something can't be read it says so in its place.
 */
void show_print(FILE *, struct store *, struct store_scope, unsigned width, bool colour);

#endif
