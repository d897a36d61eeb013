/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* oui.c: oui.txt, of which only the lines with "(hex)" matter. */
#include "fingerprints/oui.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define REGISTRY "/usr/share/ieee-data/oui.txt"

void
oui_each(void (*call)(void *, uint32_t, const char *), void *arg)
{
	FILE *f = fopen(REGISTRY, "re");
	char line[512], name[256];
	unsigned a, b, c;

	if (f == NULL)
		return;
	while (fgets(line, sizeof(line), f) != NULL)
		if (sscanf(line, "%2X-%2X-%2X (hex) %255[^\r\n]", &a, &b, &c, name) == 4)
			call(arg, a << 16 | b << 8 | c, name);
	fclose(f);
}

void
oui_state(char *buf, size_t cap)
{
	struct stat st;

	if (stat(REGISTRY, &st) != 0)
		memset(&st, 0, sizeof(st));
	snprintf(buf, cap, "%lld %lld", (long long)st.st_size, (long long)st.st_mtime);
}
