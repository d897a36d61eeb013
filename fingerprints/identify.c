/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* identify.c: the three questions: whose is it, what else to ask, and why. */
#include <stdio.h>
#include <string.h>

#include "fingerprints/weigh.h"

#define LINES_MAX 10

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

/* ---- in words --------------------------------------------------------------------- */

static void
explain_verdict(const struct identification *who, struct buf *out)
{
	const char *maker = who->claims[CLAIM_manufacturer], *brand = who->claims[CLAIM_brand];

	switch (who->verdict) {
	case VERDICT_CONFIRMED:
	case VERDICT_PROBABLE:
		buf_printf(out, "Made by %s%s%s%s: %s, confidence %.3f.\n", maker,
			brand != NULL ? " (sold as " : "", brand != NULL ? brand : "",
			brand != NULL ? ")" : "", verdict_name(who->verdict), who->confidence);
		break;
	case VERDICT_SUSPECTED:
	case VERDICT_DISPUTED:
		buf_printf(
			out, "Not identified (%s): %s.\n", verdict_name(who->verdict), who->reason);
		break;
	default:
		buf_puts(out, "Unknown: nothing it said names a maker.\n");
	}
}

static void
explain_details(const struct identification *who, struct buf *out)
{
	static const struct {
		enum claim_field field;
		const char *word;
	} words[] = {{CLAIM_role, "role"}, {CLAIM_model, "model"}, {CLAIM_sw_version, "software"},
		{CLAIM_hw_version, "hardware"}, {CLAIM_serial, "serial number"}};
	bool any = false;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		const char *value = who->claims[words[i].field];

		if (value != NULL)
			buf_printf(
				out, "%s%s %s", any ? ", " : "What it is: ", words[i].word, value);
		any = any || value != NULL;
	}
	if (any)
		buf_puts(out, ".\n");
}

void
identify_explain(struct identifier *id, const struct observation *o, size_t n, struct buf *out)
{
	struct arena *arena = arena_new();
	struct identification who;
	unsigned lines = 3;

	identify(id, o, n, arena, &who);
	explain_verdict(&who, out);
	explain_details(&who, out);
	for (size_t i = 0; i < who.n_candidates && lines < LINES_MAX - 2; i++, lines++)
		buf_printf(out, "Could be %s (weight %.2f).\n", who.candidates[i].manufacturer,
			who.candidates[i].weight);
	for (size_t i = 0; i < who.n_evidence && lines < LINES_MAX; i++, lines++) {
		const struct evidence *e = &who.evidence[i];

		buf_printf(out, "%s %s \"%.60s\" (rule %s",
			e->weight > 0 ? "Because" : "Seen too:", e->key, e->value, e->rule);
		if (e->weight > 0)
			buf_printf(out, ", right %.0f times in a hundred", 100 * e->weight);
		buf_puts(out, ").\n");
	}
	arena_free(arena);
}
