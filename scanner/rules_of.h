/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* rules_of.h: the rules of a run, for every command that needs them. */
#ifndef RANMAP_SCANNER_RULES_OF_H
#define RANMAP_SCANNER_RULES_OF_H

#include "base/settings.h"
#include "fingerprints/fingerprints.h"

/* Loads them; faults are logged. */
enum result rules_of(const struct settings *, struct rules **out);

#endif
