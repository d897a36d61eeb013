/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* identify.c: whose is it, and what else to ask. explain.c tells why. */
#include <string.h>

#include "fingerprints/weigh.h"

void
identify(struct identifier *id, const struct observation *o, size_t n, struct arena *arena,
	struct identification *out)
{
	match_all(id, o, n, arena);
	weigh(id, arena, out);
}

static bool
is_observed(const struct observation *o, size_t n, const char *oid)
{
	for (size_t i = 0; i < n; i++)
		if (strncmp(o[i].key, "snmp.oid.", 9) == 0 && strcmp(o[i].key + 9, oid) == 0)
			return true;
	return false;
}

static bool
is_listed(const char *const *oids, size_t n, const char *oid)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(oids[i], oid) == 0)
			return true;
	return false;
}

size_t
identify_suggest(
	struct identifier *id, const struct observation *o, size_t n, const char **oids, size_t max)
{
	struct arena *arena = arena_new();
	const char *maker = NULL;
	struct identification who;
	size_t found = 0;

	identify(id, o, n, arena, &who);
	maker = who.claims[CLAIM_manufacturer];
	for (size_t i = 0; i < id->n_asks && found < max; i++) {
		const struct rule *r = id->asks[i];
		const char *oid = rules_text(id->rules, r->ask);

		if (r->when_maker != 0 &&
			(maker == NULL || strcmp(maker, rules_text(id->rules, r->when_maker)) != 0))
			continue;
		if (match_conditions(id, r) && !is_observed(o, n, oid) &&
			!is_listed(oids, found, oid))
			oids[found++] = oid;
	}
	arena_free(arena);
	return found;
}
