/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* compose.h: the elements of a sweep from its subjects: joined, each with the
 * best of what its addresses told, and the links between them. */
#ifndef RANMAP_SCANNER_COMPOSE_H
#define RANMAP_SCANNER_COMPOSE_H

#include <stdint.h>

#include "base/result.h"
#include "fingerprints/fingerprints.h"
#include "import/sites.h"
#include "store/store.h"

/* Reads the traits of the sweep's subjects, joins them, replaces the sweep's
 * elements and links and commits. The identifier names the makers of those that
 * only neighbours know; sites (or NULL) tell where elements stand, and replace
 * those of the store. elements gets their number. Observations are not read,
 * so it costs little memory: some hundred bytes an address. */
enum result compose_elements(struct store *, int64_t sweep, struct identifier *,
	const struct sites *, uint64_t *elements);

#endif
