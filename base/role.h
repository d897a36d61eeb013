/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* role.h: what an element does in a network: the closed list of roles, each
 * with the layer that planners count it under. */
#ifndef RANMAP_BASE_ROLE_H
#define RANMAP_BASE_ROLE_H

#include <stdbool.h>
#include <stddef.h>

struct role {
	const char *name;  /* "ran-baseband" */
	const char *layer; /* "ran", "core", "transport", "fixed-access", "management", "support" */
};

extern const struct role role_list[]; /* ends with a NULL name */
bool role_known(const char *name);
/* The layer of a role, "" where unknown. */
const char *role_layer(const char *name);

#endif
