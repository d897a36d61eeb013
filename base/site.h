/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* site.h: a place where equipment stands, as the operator's sites file has it. */
#ifndef RANMAP_BASE_SITE_H
#define RANMAP_BASE_SITE_H

/* Texts are borrowed; "" where the file says nothing. */
struct site {
	const char *id, *name, *type, *region;
	double latitude, longitude; /* degrees, WGS 84; NAN: not told */
};

#endif
