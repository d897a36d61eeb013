/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* skeleton.h: what a device said, as the beginning of a vendor file. */
#ifndef RANMAP_FINGERPRINTS_SKELETON_H
#define RANMAP_FINGERPRINTS_SKELETON_H

#include "fingerprints/fingerprints.h"

/* Appends a vendor file that loads as it stands. vendor: the maker's name. where:
 * what the device is called, for a remark. RESULT_NOT_FOUND where it said nothing
 * that a rule could look at. */
enum result rules_skeleton(struct identifier *, const char *vendor, const char *where,
	const struct observation *, size_t n, struct buf *out);

#endif
