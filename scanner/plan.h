/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* plan.h: what a sweep would do, in words (--dry-run). */
#ifndef RANMAP_SCANNER_PLAN_H
#define RANMAP_SCANNER_PLAN_H

#include <stdio.h>

#include "base/settings.h"
#include "base/targets.h"

/* Prints to whom, what, how much, at what rate and for how long. Returns an exit status. */
int plan_print(FILE *, const struct settings *, const struct targets *);

#endif
