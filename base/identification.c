/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* identification.c: names of verdicts and claims, from the lists in the header. */
#include "base/identification.h"

#include <string.h>

static const char *const verdicts[] = {
	[VERDICT_UNKNOWN] = "unknown",
	[VERDICT_SUSPECTED] = "suspected",
	[VERDICT_DISPUTED] = "disputed",
	[VERDICT_PROBABLE] = "probable",
	[VERDICT_CONFIRMED] = "confirmed",
};

static const char *const claims[] = {
#define X(field) #field,
	CLAIM_LIST(X)
#undef X
};

static enum result
find(const char *const *names, size_t n, const char *text, size_t *out)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], text) == 0) {
			*out = i;
			return RESULT_OK;
		}
	return RESULT_UNKNOWN;
}

const char *
verdict_name(enum verdict v)
{
	return (unsigned)v < sizeof(verdicts) / sizeof(verdicts[0]) ? verdicts[v] : "";
}

enum result
verdict_parse(const char *text, enum verdict *out)
{
	size_t i;
	enum result r = find(verdicts, sizeof(verdicts) / sizeof(verdicts[0]), text, &i);

	if (r == RESULT_OK)
		*out = (enum verdict)i;
	return r;
}

const char *
claim_name(enum claim_field f)
{
	return (unsigned)f < CLAIM_COUNT ? claims[f] : "";
}

enum result
claim_parse(const char *text, enum claim_field *out)
{
	size_t i;
	enum result r = find(claims, CLAIM_COUNT, text, &i);

	if (r == RESULT_OK)
		*out = (enum claim_field)i;
	return r;
}
