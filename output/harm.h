/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* harm.h: what the sweep noticed of harm, from its summary. */
#ifndef RANMAP_OUTPUT_HARM_H
#define RANMAP_OUTPUT_HARM_H

#include "output/screen.h"
#include "store/store.h"

/*
 * Prints the events of the array "harm" in the summary of the sweep in scope
 * (of the last one, where all are). An event is a text, or an object whose
 * "text" is one, or an object of which all members are shown. Nothing is
 * printed where there are none.
 */
void harm_print(struct screen *, struct store *, struct store_scope);

#endif
