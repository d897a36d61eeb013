/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* oui.c: oui.txt, of which only the lines with "(hex)" matter. */
#include "fingerprints/oui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Where Debian's package ieee-data puts it; RANMAP_OUI names another. */
#define REGISTRY "/usr/share/ieee-data/oui.txt"

const char *
oui_file(void)
{
	const char *told = getenv("RANMAP_OUI");

	return told != NULL && told[0] != '\0' ? told : REGISTRY;
}

void
oui_each(void (*call)(void *, uint32_t, const char *), void *arg)
{
	FILE *f = fopen(oui_file(), "re");
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

	if (stat(oui_file(), &st) != 0)
		memset(&st, 0, sizeof(st));
	snprintf(buf, cap, "%lld %lld %lld", (long long)st.st_size, (long long)st.st_mtime,
		(long long)st.st_ino);
}
