/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* said.c: see said.h. */
#include "tests/unit/said.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static FILE *kept;
static int before = -1;

void
said_begin(void)
{
	fflush(stderr);
	kept = tmpfile();
	before = dup(STDERR_FILENO);
	if (kept == NULL || before < 0 || dup2(fileno(kept), STDERR_FILENO) < 0)
		abort();
}

const char *
said_end(void)
{
	static char text[8192];
	size_t n;

	fflush(stderr);
	dup2(before, STDERR_FILENO);
	close(before);
	rewind(kept);
	n = fread(text, 1, sizeof(text) - 1, kept);
	text[n] = '\0';
	fclose(kept);
	return text;
}
