/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* list.c: the registry, from the table in list.h. */
#include "probes/list.h"

#include <string.h>

const struct probe_module *const probe_modules[] = {
#define X(name) &probe_##name,
	PROBE_LIST(X)
#undef X
		NULL,
};

const struct probe_module *
probe_module_find(const char *name)
{
	for (size_t i = 0; probe_modules[i] != NULL; i++)
		if (strcmp(probe_modules[i]->name, name) == 0)
			return probe_modules[i];
	return NULL;
}
