/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * template.h: texts of personas with {words} in braces that stand for what one
 * device has: {model}, {version}, {serial}, {name}, {site}, {region},
 * {location}, {part}, {mac}, {address}, {unit}, {unit0}, {port}, {port0}, {n}, {year}, {uid} (seven
 * digits that no other device of the network has);
 * {digits:4}, {hex:6}, {letters:3} for made-up characters and {one|two|three}
 * for a choice. "{{" is a brace. Made-up parts depend on the device alone.
 */
#ifndef RANMAP_SIM_TEMPLATE_H
#define RANMAP_SIM_TEMPLATE_H

#include <stdint.h>

#include "base/buf.h"

/* What the words stand for; NULL is empty. Borrowed. */
struct facts {
	const char *model, *version, *serial, *name, *site, *region, *location, *part, *mac,
		*address;
	unsigned unit, port, n, year, uid;
	uint64_t key; /* of the device */
};

/* Appends the text. salt tells one template of the device from another. */
void template_expand(struct buf *, const char *text, const struct facts *, uint64_t salt);

#endif
