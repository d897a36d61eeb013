/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* weigh.h: hits to an identification: whose it is, how sure, and why. */
#ifndef RANMAP_FINGERPRINTS_WEIGH_H
#define RANMAP_FINGERPRINTS_WEIGH_H

#include "fingerprints/match.h"

/* Reads the identifier's hits. Strings of out live in the arena or the rules. */
void weigh(struct identifier *, struct arena *, struct identification *out);

#endif
