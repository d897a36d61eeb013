/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* home.c: see home.h. */
#include "tests/unit/home.h"

#include <stdio.h>
#include <stdlib.h>

static char folder[] = "/tmp/ranmap-home-XXXXXX";

int
home_make(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL || setenv("XDG_CACHE_HOME", folder, 1) != 0)
		return -1;
	return setenv("HOME", folder, 1);
}

int
home_remove(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	return system(command);
}

const char *
home(void)
{
	return folder;
}
