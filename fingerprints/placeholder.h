/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* placeholder.h: values that stand where a serial number or a model should. */
#ifndef RANMAP_FINGERPRINTS_PLACEHOLDER_H
#define RANMAP_FINGERPRINTS_PLACEHOLDER_H

#include <stdbool.h>

/* True for "", one repeated character, "1234…", "<private>", "To be filled by
 * O.E.M.", "N/A", "unknown" and their like: nothing that tells one device from
 * another. Case and blanks around it don't matter. */
bool is_placeholder(const char *);

#endif
