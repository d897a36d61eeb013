/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* observation.c: names of outcomes. */
#include "base/observation.h"

#include <string.h>

static const char *const names[] = {
	[OUTCOME_NONE] = "",
	[OUTCOME_SILENT] = "silent",
	[OUTCOME_CLOSED] = "closed",
	[OUTCOME_NO_ACCESS] = "no-access",
	[OUTCOME_ANSWERED] = "answered",
};

const char *
outcome_name(enum outcome o)
{
	return (unsigned)o < sizeof(names) / sizeof(names[0]) ? names[o] : "";
}

enum result
outcome_parse(const char *text, enum outcome *out)
{
	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], text) == 0) {
			*out = (enum outcome)i;
			return RESULT_OK;
		}
	return RESULT_UNKNOWN;
}
