/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* role.c: the table of roles. */
#include "base/role.h"

#include <string.h>

const struct role role_list[] = {
	{"ran-baseband", "ran"},
	{"ran-radio", "ran"},
	{"ran-controller", "ran"},
	{"small-cell", "ran"},
	{"das-repeater", "ran"},
	{"antenna-ret", "ran"},
	{"microwave", "transport"},
	{"router", "transport"},
	{"switch", "transport"},
	{"optical", "transport"},
	{"olt", "fixed-access"},
	{"gpon-ont", "fixed-access"},
	{"mobile-core", "core"},
	{"security-gateway", "core"},
	{"firewall", "core"},
	{"timing", "support"},
	{"site-power", "support"},
	{"site-monitor", "support"},
	{"fwa-cpe", "fixed-access"},
	{"ems", "management"},
	{"server", "management"},
	{"wlan", "support"},
	{"printer", "support"},
	{"camera", "support"},
	{"other", "support"},
	{"unknown", ""},
	{NULL, NULL},
};

static const struct role *
find(const char *name)
{
	for (const struct role *r = role_list; r->name != NULL; r++)
		if (strcmp(r->name, name) == 0)
			return r;
	return NULL;
}

bool
role_known(const char *name)
{
	return find(name) != NULL;
}

const char *
role_layer(const char *name)
{
	const struct role *r = name != NULL ? find(name) : NULL;

	return r != NULL ? r->layer : "";
}
