/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * named.c: a text that begins with its maker's name, "HUAWEI NE40E …": what is
 * left when no rule knows the product. Every spelling of the vocabulary counts,
 * but for those that are words of others, too (`common`). Such a text never
 * stands before another maker's enterprise number.
 */
#include <ctype.h>
#include <string.h>

#include "fingerprints/match.h"

/* "Alcatel-Lucent Enterprise International" and the like. */
#define NAME_MAX_LEN 48
/* Shorter names are right in their own case only, the shortest never. */
#define NAME_ANY_CASE 4
#define NAME_MIN_LEN 3
/* Below 0.95: a text that is not sure (weigh.c). */
#define NAMED_WEIGHT 0.94f

static const struct {
	const char *key;
	enum fact fact;
} keys[] = {
	{"snmp.sysDescr", FACT_TEXT},
	{"snmp.lldpLocSysDesc", FACT_TEXT},
	{"lldp.sysDesc", FACT_LLDP},
	{"ssh.banner", FACT_SSH},
};

/* True where what was found already tells whose the text is, or that nobody's. */
static bool
is_told(const struct identifier *id, size_t from)
{
	for (size_t i = from; i < id->n_hits; i++)
		if (id->hits[i].generic ||
			(id->hits[i].maker && id->hits[i].claims[CLAIM_manufacturer] != NULL))
			return true;
	return false;
}

static bool
fits_case(const struct identifier *id, const struct spelling *s, const char *text, size_t len)
{
	return len >= NAME_ANY_CASE ||
	       strncmp(rules_text(id->rules, s->brand != 0 ? s->brand : s->maker), text, len) == 0;
}

/* The longest name that the text begins with; it ends where a word does. */
static const struct spelling *
name_of(const struct identifier *id, const char *text, size_t len)
{
	const struct spelling *found = NULL;

	for (size_t n = NAME_MIN_LEN; n <= len && n <= NAME_MAX_LEN; n++) {
		const struct spelling *s;

		if (!isalnum((unsigned char)text[n - 1]) ||
			(n < len && (isalnum((unsigned char)text[n]) || (text[n] & 0x80) != 0)))
			continue;
		s = rules_spelling(id->rules, text, n);
		if (s != NULL && fits_case(id, s, text, n))
			found = s;
	}
	return found != NULL && !found->common ? found : NULL;
}

/* Behind "SSH-2.0-" (RFC 4253 section 4.2). */
static const char *
software(const char *text, size_t *len)
{
	const char *dash =
		*len > 4 && memcmp(text, "SSH-", 4) == 0 ? memchr(text + 4, '-', *len - 4) : NULL;

	if (dash == NULL)
		return text;
	*len -= (size_t)(dash + 1 - text);
	return dash + 1;
}

void
match_named(struct identifier *id, const struct observation *o, size_t from)
{
	const struct spelling *s;
	const char *text;
	struct hit *h;
	size_t k = 0, len;

	while (k < sizeof(keys) / sizeof(keys[0]) && strcmp(keys[k].key, o->key) != 0)
		k++;
	if (k == sizeof(keys) / sizeof(keys[0]) || is_told(id, from))
		return;
	text = match_bare(o, &len);
	if (keys[k].fact == FACT_SSH)
		text = software(text, &len);
	if ((s = name_of(id, text, len)) == NULL ||
		(h = match_add(id, "maker-name", NULL, o, keys[k].fact)) == NULL)
		return;
	h->weight = NAMED_WEIGHT;
	h->claims[CLAIM_manufacturer] = rules_text(id->rules, s->maker);
	if (s->brand != 0)
		h->claims[CLAIM_brand] = rules_text(id->rules, s->brand);
}
