/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * truth.h: what stands in the network and what can be known of it, as JSON
 * Lines: one object a line with a "type" (network, element, silent, component,
 * link, recording). doc/personas.md tells every field.
 */
#ifndef RANMAP_SIM_TRUTH_H
#define RANMAP_SIM_TRUTH_H

#include <stdio.h>

#include "base/addr.h"
#include "base/result.h"
#include "sim/setup.h"

/* Writes everything. The file is replaced as a whole; "-" is standard output. */
enum result truth_write(struct setup *, const char *path);
/* The lines about what stands at one address; RESULT_NOT_FOUND where nothing does. */
enum result truth_show(struct setup *, const struct addr *, FILE *);

#endif
