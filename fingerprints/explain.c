/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * explain.c: why, in at most ten lines, for somebody who plans networks and does
 * not read MIBs: the answer, what it is, each reason with what it rests on, and
 * what to do where there is no answer.
 */
#include <string.h>

#include "base/text.h"
#include "fingerprints/weigh.h"

#define LINES_MAX 10

struct story {
	struct buf *out;
	unsigned lines;
};

static void
end_line(struct story *s)
{
	buf_putc(s->out, '\n');
	s->lines++;
}

/* What kind of thing an observation is, by how its key begins. */
static const struct {
	const char *key, *words;
} kinds[] = {
	{"snmp.sysDescr", "its own description reads"},
	{"snmp.sysObjectID", "the product number it reports is"},
	{"snmp.engine", "the identifier of its SNMP engine is"},
	{"snmp.entPhysical", "the list of its own parts says"},
	{"snmp.lldpLoc", "what it announces to its neighbours is"},
	{"snmp.oid.", "an object of one maker's devices answered"},
	{"snmp.sysName", "its name is"},
	{"ssh.banner", "its SSH greeting is"},
	{"ssh.hostkey", "its SSH host key is"},
	{"ssh.", "how it speaks SSH is"},
	{"lldp.chassisId", "the hardware address it announces is"},
	{"lldp.sourceMac", "the hardware address it sends from is"},
	{"lldp.", "what was heard of it on the wire is"},
	{"tls.", "its certificate says"},
	{"http.", "its web page says"},
	{"telnet.", "its Telnet greeting is"},
	{"netconf.", "its NETCONF capabilities say"},
};

static const char *
words_of(const char *key)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strncmp(key, kinds[i].key, strlen(kinds[i].key)) == 0)
			return kinds[i].words;
	return "it says";
}

static void
tell_verdict(struct story *s, const struct identification *who)
{
	const char *maker = who->claims[CLAIM_manufacturer], *brand = who->claims[CLAIM_brand];

	switch (who->verdict) {
	case VERDICT_CONFIRMED:
	case VERDICT_PROBABLE:
		buf_printf(s->out, "Made by %s", maker);
		if (brand != NULL)
			buf_printf(s->out, ", sold as %s", brand);
		buf_printf(s->out, ": %s; of a thousand such answers about %.0f are right.",
			verdict_name(who->verdict), 1000 * who->confidence);
		break;
	case VERDICT_SUSPECTED:
		buf_printf(s->out, "Suspected, not identified: %s.", who->reason);
		break;
	case VERDICT_DISPUTED:
		buf_printf(s->out, "Disputed, not identified: %s.", who->reason);
		break;
	default:
		buf_puts(s->out, "Unknown: nothing it said names a maker.");
	}
	end_line(s);
}

static void
tell_details(struct story *s, const struct identification *who)
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
			buf_printf(s->out, "%s%s %s", any ? ", " : "What it is: ", words[i].word,
				value);
		any = any || value != NULL;
	}
	if (any) {
		buf_putc(s->out, '.');
		end_line(s);
	}
}

static void
tell_candidates(struct story *s, const struct identification *who)
{
	for (size_t i = 0; i < who->n_candidates && i < 3; i++) {
		buf_printf(s->out, "%s %s (%.0f %%)", i == 0 ? "It could be" : " or",
			who->candidates[i].manufacturer, 100 * who->candidates[i].weight);
		if (i + 1 == who->n_candidates || i == 2) {
			buf_putc(s->out, '.');
			end_line(s);
		}
	}
}

/* The maker that a piece of evidence names; NULL: none. */
static const char *
maker_of(const struct identifier *id, const struct evidence *e)
{
	for (size_t i = 0; i < id->n_hits; i++) {
		const struct hit *h = &id->hits[i];

		if (h->id == e->rule && strcmp(h->seen->key, e->key) == 0)
			return h->claims[CLAIM_manufacturer];
	}
	return NULL;
}

static void
tell_reason(
	struct story *s, const struct identifier *id, const struct evidence *e, const char *winner)
{
	const char *maker = e->weight > 0 ? maker_of(id, e) : NULL;
	struct buf value = {0};

	text_printable(&value, e->value, strlen(e->value), 70);
	if (maker != NULL && (winner == NULL || rules_group(id->rules, maker) !=
							rules_group(id->rules, winner))) {
		buf_printf(s->out, "%s %s \"%s\", as %s's devices have it (rule %s).",
			winner != NULL ? "Against it:" : "Seen:", words_of(e->key),
			buf_text(&value), maker, e->rule);
		end_line(s);
		buf_free(&value);
		return;
	}
	buf_printf(s->out, "%s %s \"%s\" (rule %s", e->weight > 0 ? "Because" : "Also,",
		words_of(e->key), buf_text(&value), e->rule);
	if (e->weight > 0)
		buf_printf(s->out, "; alone it is right %.0f times in a hundred", 100 * e->weight);
	buf_puts(s->out, ").");
	end_line(s);
	buf_free(&value);
}

/* Several rules read the same words: once is enough, but where they disagree. */
static bool
is_told(const struct identifier *id, const struct evidence *all, size_t i)
{
	const char *maker = maker_of(id, &all[i]);

	for (size_t k = 0; k < i; k++)
		if (strcmp(all[k].key, all[i].key) == 0 &&
			strcmp(all[k].value, all[i].value) == 0 &&
			(all[i].weight <= 0 || maker_of(id, &all[k]) == maker))
			return true;
	return false;
}

static bool
is_seen(const struct observation *o, size_t n, const char *beginning)
{
	for (size_t i = 0; i < n; i++)
		if (strncmp(o[i].key, beginning, strlen(beginning)) == 0)
			return true;
	return false;
}

/* The next best thing where there is no answer. */
static void
tell_next(struct story *s, const struct observation *o, size_t n)
{
	if (n == 0)
		buf_puts(s->out, "It said nothing at all.");
	else if (!is_seen(o, n, "snmp.sysDescr"))
		buf_puts(s->out, "Next: an SNMP credential for this address; a description tells "
				 "most makers.");
	else
		buf_puts(s->out, "Next: `ranmap fingerprints new` makes a rule of what it said, "
				 "for whoever knows what stands there.");
	end_line(s);
}

void
identify_explain(struct identifier *id, const struct observation *o, size_t n, struct buf *out)
{
	struct arena *arena = arena_new();
	struct identification who;
	struct story s = {.out = out};
	size_t left = 0;
	bool named;

	identify(id, o, n, arena, &who);
	named = who.verdict >= VERDICT_PROBABLE;
	tell_verdict(&s, &who);
	tell_details(&s, &who);
	tell_candidates(&s, &who);
	/* A line is kept for what is left out, and one for what to do. */
	for (size_t i = 0; i < who.n_evidence; i++) {
		if (is_told(id, who.evidence, i))
			continue;
		if (s.lines < LINES_MAX - 2)
			tell_reason(&s, id, &who.evidence[i], who.claims[CLAIM_manufacturer]);
		else
			left++;
	}
	if (left > 0) {
		buf_printf(out, "%zu more of the kind.", left);
		end_line(&s);
	}
	if (!named)
		tell_next(&s, o, n);
	arena_free(arena);
}
