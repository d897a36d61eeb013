/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * weigh.c: evidence adds up as odds. Each kind of fact counts once per maker,
 * with the weight of its best rule; a weight w is odds of w to 1-w, and kinds
 * that agree multiply. What a maker's odds are of all makers' odds (and of one
 * for "somebody else") is the confidence.
 *
 * Within one agent the more specific fact wins first: an enterprise number that
 * a text or a product's identifier contradicts is only where the stack came from.
 */
#include "fingerprints/weigh.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#define MAKERS_MAX 16
#define FACTS (FACT_OTHER + 1)
#define EVIDENCE_MAX 24
#define EVIDENCE_TEXT 200
/* No fact is surer than this. */
#define WEIGHT_MAX 0.995
/* What a registered MAC address adds to a maker that others name. */
#define REGISTRY_AGREES 4.0
/* From here on an identification is confirmed (fewer than 1 of 500 wrong). */
#define CONFIRMED 0.998
/* A second maker with this weight and share of the odds is a dispute. */
#define RIVAL_WEIGHT 0.85
#define RIVAL_SHARE 0.02
/* A text less sure than this does not stand before a registered number. */
#define SURE_TEXT 0.945

struct contender {
	const char *maker, *group;
	double facts[FACTS]; /* best weight of each kind; 0: none */
	double component;    /* best weight of evidence for a component */
	double software;     /* best weight of evidence for an operating system or server */
	bool outdone;	     /* by a more specific fact of the same agent */
	double odds;
	unsigned n_facts;
};

struct scales {
	struct identifier *id;
	struct contender makers[MAKERS_MAX];
	size_t n;
};

static struct contender *
contender_of(struct scales *s, const char *maker)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->makers[i].maker == maker)
			return &s->makers[i];
	if (s->n == MAKERS_MAX)
		return NULL;
	s->makers[s->n] =
		(struct contender){.maker = maker, .group = rules_group(s->id->rules, maker)};
	return &s->makers[s->n++];
}

static void
put_on(struct scales *s, const struct hit *h)
{
	struct contender *c;

	if (!h->maker || h->generic || h->claims[CLAIM_manufacturer] == NULL ||
		(c = contender_of(s, h->claims[CLAIM_manufacturer])) == NULL)
		return;
	if (h->fact == FACT_OUI) {
		c->facts[FACT_OUI] = fmax(c->facts[FACT_OUI], h->weight);
	} else if (h->software) {
		c->software = fmax(c->software, h->weight);
	} else if (h->component) {
		c->component = fmax(c->component, h->weight);
	} else {
		c->facts[h->fact] = fmax(c->facts[h->fact], h->weight);
	}
}

/* The most specific kind of fact that the agent itself told for a maker; -1: none. */
static int
specific(const struct contender *c)
{
	for (int f = FACT_ASKED; f >= FACT_ENTERPRISE; f--)
		if (c->facts[f] > 0)
			return f;
	return -1;
}

/* Where the agent names two makers, by kinds of a different rank, the more
 * specific kind is right. Product and text are of one rank: they dispute. */
static int
rank_of(const struct contender *c)
{
	switch (specific(c)) {
	case FACT_ENTERPRISE:
		return 1;
	case FACT_ENTITY:
		return 2;
	case FACT_TEXT:
		if (c->facts[FACT_TEXT] >= SURE_TEXT)
			return 3;
		return c->facts[FACT_ENTITY] > 0 ? 2 : c->facts[FACT_ENTERPRISE] > 0;
	case FACT_PRODUCT:
		return 3;
	case FACT_SPECIAL:
		return 4;
	case FACT_ASKED:
		return 5;
	default:
		return -1;
	}
}

static void
outdo(struct scales *s)
{
	int best = -1;

	for (size_t i = 0; i < s->n; i++) {
		int rank = rank_of(&s->makers[i]);

		best = rank > best ? rank : best;
	}
	for (size_t i = 0; i < s->n; i++) {
		struct contender *c = &s->makers[i];
		int rank = rank_of(c);

		if (rank < 0 || rank == best)
			continue;
		for (int f = FACT_ENTERPRISE; f <= FACT_ASKED; f++)
			c->facts[f] = 0;
		c->outdone = true;
	}
}

static double
odds_of(double weight)
{
	weight = fmin(weight, WEIGHT_MAX);
	return weight / (1 - weight);
}

/* Rules of text and rules that hold below some object identifiers only read the
 * same words: the surer of the two is the fact. */
static bool
is_told_already(const struct contender *c, int fact)
{
	if (fact == FACT_TEXT)
		return c->facts[FACT_SPECIAL] >= c->facts[FACT_TEXT];
	if (fact == FACT_SPECIAL)
		return c->facts[FACT_TEXT] > c->facts[FACT_SPECIAL];
	return false;
}

static void
add_up(struct contender *c)
{
	double odds = 0;

	for (int f = FACT_ENGINE; f < FACTS; f++) {
		if (c->facts[f] <= 0 || is_told_already(c, f))
			continue;
		odds = odds > 0 ? odds * odds_of(c->facts[f]) : odds_of(c->facts[f]);
		c->n_facts++;
	}
	if (c->facts[FACT_OUI] > 0) {
		odds = odds > 0 ? odds * REGISTRY_AGREES : 0;
		c->n_facts++;
	}
	c->odds = odds;
}

/* Companies that belong together are no conflict: the surest name speaks for both. */
static double
odds_of_others(const struct scales *s, const struct contender *best, const struct contender **rival)
{
	double sum = 1;

	*rival = NULL;
	for (size_t i = 0; i < s->n; i++) {
		const struct contender *c = &s->makers[i];

		if (c == best || c->group == best->group)
			continue;
		sum += c->odds;
		if (c->odds > 0 && (*rival == NULL || c->odds > (*rival)->odds))
			*rival = c;
	}
	return sum;
}

static double
best_weight(const struct contender *c)
{
	double best = 0;

	for (int f = FACT_ENGINE; f < FACTS; f++)
		best = fmax(best, c->facts[f]);
	return best;
}

/* Evidence for a component only, or a registry's name. */
static double
weak_weight(const struct contender *c)
{
	return fmax(fmin(c->component, 0.5), c->facts[FACT_OUI]);
}

/* ---- candidates ------------------------------------------------------------------------ */

static int
heavier(const struct candidate *a, const struct candidate *b)
{
	if (a->weight != b->weight)
		return a->weight > b->weight;
	return strcmp(a->manufacturer, b->manufacturer) < 0;
}

static void
list_candidates(const struct scales *s, struct arena *arena, struct identification *out)
{
	struct candidate *list = arena_alloc(arena, s->n * sizeof(*list));
	double sum = 1;
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		sum += s->makers[i].odds;
	for (size_t i = 0; i < s->n; i++) {
		const struct contender *c = &s->makers[i];
		double weight = c->odds > 0 ? c->odds / sum : weak_weight(c);
		size_t at = n;

		if (weight <= 0)
			continue;
		list[n++] = (struct candidate){c->maker, weight};
		for (; at > 0 && heavier(&list[at], &list[at - 1]); at--) {
			struct candidate swap = list[at];

			list[at] = list[at - 1];
			list[at - 1] = swap;
		}
	}
	out->candidates = list;
	out->n_candidates = n;
}

/* ---- details ------------------------------------------------------------------------------ */

/* How much a hit's details are worth: what the device says in words of its own
 * before what its identifier means. */
static int
detail_rank(const struct hit *h)
{
	static const int ranks[] = {
		[FACT_OUI] = 0,
		[FACT_ENGINE] = 0,
		[FACT_ENTERPRISE] = 1,
		[FACT_OTHER] = 2,
		[FACT_LLDP] = 3,
		[FACT_SSH] = 3,
		[FACT_ENTITY] = 5,
		[FACT_PRODUCT] = 6,
		[FACT_TEXT] = 7,
		[FACT_SPECIAL] = 9,
		[FACT_ASKED] = 10,
	};

	return h->generic ? -1 : ranks[h->fact];
}

/* A model name has letters and figures: "CHASSIS" and "9900" are none. */
static bool
is_model_name(const char *text)
{
	bool letter = false, digit = false;

	for (; *text != '\0'; text++) {
		letter = letter || isalpha((unsigned char)*text);
		digit = digit || isdigit((unsigned char)*text);
	}
	return letter && digit;
}

/* The same for one claim. */
static int
claim_rank(const struct hit *h, unsigned field)
{
	/* A rule of nobody's tells what such words mean as a rule; the maker's own know
	 * better. But a text that is nothing but a model name is one. */
	if (field != CLAIM_model && h->rule != NULL && !h->generic &&
		h->claims[CLAIM_manufacturer] == NULL)
		return 4;
	/* The name on the chassis (ENTITY-MIB) before the words of the software, which
	 * often tell the line only ("C3750 Software", "MINI-LINK 6600"). */
	if (field == CLAIM_model && h->fact == FACT_ENTITY && !h->generic &&
		is_model_name(h->claims[field]))
		return 8;
	return detail_rank(h);
}

/* True where a hit may tell details of what the winner made. */
static bool
concerns(const struct scales *s, const struct hit *h, const struct contender *winner)
{
	const char *maker = h->claims[CLAIM_manufacturer];
	const char *condition = h->rule != NULL && h->rule->when_maker != 0
					? rules_text(s->id->rules, h->rule->when_maker)
					: NULL;

	if (winner == NULL)
		return h->generic || maker == NULL;
	if (condition != NULL && condition != winner->maker)
		return false;
	return maker == NULL || rules_group(s->id->rules, maker) == winner->group;
}

/* A chassis "model" that a rule of the maker's knows as an order number is no model. */
static bool
is_order_number(const struct scales *s, const struct hit *h)
{
	if (h->fact != FACT_ENTITY || h->claims[CLAIM_model] == NULL)
		return false;
	for (size_t i = 0; i < s->id->n_hits; i++) {
		const struct hit *other = &s->id->hits[i];

		if (other != h && other->fact == FACT_ENTITY &&
			other->claims[CLAIM_part_number] != NULL &&
			strcmp(other->claims[CLAIM_part_number], h->claims[CLAIM_model]) == 0)
			return true;
	}
	return false;
}

static void
take_details(const struct scales *s, const struct contender *winner, struct identification *out)
{
	for (unsigned f = 0; f < CLAIM_COUNT; f++) {
		int best = -2;

		if (f == CLAIM_manufacturer || f == CLAIM_brand)
			continue;
		for (size_t i = 0; i < s->id->n_hits; i++) {
			const struct hit *h = &s->id->hits[i];

			if (h->claims[f] == NULL || claim_rank(h, f) <= best ||
				!concerns(s, h, winner) ||
				(f == CLAIM_model && is_order_number(s, h)))
				continue;
			/* Who made the board did not make the whole. */
			if (h->component && h->fact != FACT_OUI && winner != NULL &&
				winner->odds > 0 && h->claims[CLAIM_manufacturer] != NULL &&
				h->claims[CLAIM_manufacturer] != winner->maker)
				continue;
			out->claims[f] = h->claims[f];
			best = claim_rank(h, f);
		}
	}
}

/* The label: that of the most specific fact that names the winner. */
static const char *
brand_of(const struct scales *s, const struct contender *winner)
{
	const char *brand = NULL;
	int best = -2;

	for (size_t i = 0; i < s->id->n_hits; i++) {
		const struct hit *h = &s->id->hits[i];

		if (!h->maker || h->claims[CLAIM_manufacturer] == NULL ||
			h->claims[CLAIM_manufacturer] != winner->maker || detail_rank(h) < best ||
			(detail_rank(h) == best && brand != NULL))
			continue;
		brand = h->claims[CLAIM_brand];
		best = detail_rank(h);
	}
	return brand != NULL && strcmp(brand, winner->maker) != 0 ? brand : NULL;
}

static bool
family_fits(struct identifier *id, size_t i, const char *family, const char *model)
{
	const struct family *f = &id->rules->families[i];
	const char *name = rules_text(id->rules, f->family),
		   *models = rules_text(id->rules, f->models);

	if (family != NULL && strcmp(family, name) == 0)
		return true;
	if (model == NULL)
		return false;
	if (models[0] == '\0')
		return strncmp(model, name, strlen(name)) == 0;
	return match_run(id, match_compile(&id->families[i], models), model, strlen(model));
}

/* What a model's family tells of role and generations. */
static void
take_family(const struct scales *s, struct identification *out)
{
	const struct rules *r = s->id->rules;
	const char *maker = out->claims[CLAIM_manufacturer];

	if (maker == NULL ||
		(out->claims[CLAIM_model] == NULL && out->claims[CLAIM_family] == NULL))
		return;
	for (size_t i = 0; i < r->n_families; i++) {
		const struct family *f = &r->families[i];

		if (rules_text(r, f->maker) != maker ||
			!family_fits(s->id, i, out->claims[CLAIM_family], out->claims[CLAIM_model]))
			continue;
		if (out->claims[CLAIM_family] == NULL)
			out->claims[CLAIM_family] = rules_text(r, f->family);
		if (out->claims[CLAIM_role] == NULL && f->role != 0)
			out->claims[CLAIM_role] = rules_text(r, f->role);
		if (out->claims[CLAIM_generations] == NULL && f->generations != 0)
			out->claims[CLAIM_generations] = rules_text(r, f->generations);
		return;
	}
}

/* ---- evidence ------------------------------------------------------------------------------- */

static void
list_evidence(const struct scales *s, struct arena *arena, struct identification *out)
{
	size_t n = s->id->n_hits < EVIDENCE_MAX ? s->id->n_hits : EVIDENCE_MAX;
	struct evidence *list = arena_alloc(arena, n * sizeof(*list));

	for (size_t i = 0; i < n; i++) {
		const struct hit *h = &s->id->hits[i];
		bool names = h->maker && !h->generic && h->claims[CLAIM_manufacturer] != NULL;

		list[i] = (struct evidence){
			.rule = h->id,
			.key = arena_strdup(arena, h->seen->key),
			.value = match_printable(
				s->id, arena, h->seen->value, h->seen->len, EVIDENCE_TEXT),
			.weight = names ? h->weight : 0,
		};
		for (size_t at = i; at > 0 && list[at].weight > list[at - 1].weight; at--) {
			struct evidence swap = list[at];

			list[at] = list[at - 1];
			list[at - 1] = swap;
		}
	}
	out->evidence = list;
	out->n_evidence = n;
}

/* ---- the whole --------------------------------------------------------------------------------
 */

static const struct contender *
heaviest(const struct scales *s)
{
	const struct contender *best = NULL;

	for (size_t i = 0; i < s->n; i++) {
		const struct contender *c = &s->makers[i];

		if (best == NULL || c->odds > best->odds ||
			(c->odds == best->odds && weak_weight(c) > weak_weight(best)))
			best = c;
	}
	return best;
}

/* Who published the software that runs on a host whose maker nothing names; NULL: nobody. */
static const struct contender *
publisher(const struct scales *s)
{
	const struct contender *best = NULL;

	for (size_t i = 0; i < s->n; i++)
		if (s->makers[i].software > (best != NULL ? best->software : 0))
			best = &s->makers[i];
	return best;
}

static void
name_winner(const struct scales *s, const struct contender *best, struct identification *out)
{
	out->claims[CLAIM_manufacturer] = best->maker;
	out->claims[CLAIM_brand] = brand_of(s, best);
	take_details(s, best, out);
	take_family(s, out);
}

static void
decide(const struct scales *s, struct arena *arena, struct identification *out)
{
	const struct contender *best = heaviest(s), *rival, *system;
	double others;

	if (best == NULL) {
		take_details(s, NULL, out);
		return;
	}
	if (best->odds <= 0 && (system = publisher(s)) != NULL) {
		out->verdict = VERDICT_PROBABLE;
		out->confidence = system->software;
		name_winner(s, system, out);
		return;
	}
	if (best->odds <= 0) {
		out->verdict = VERDICT_SUSPECTED;
		out->confidence = weak_weight(best);
		out->reason = arena_printf(arena,
			"%s is named only by what a part or a neighbour would show as well",
			best->maker);
		take_details(s, NULL, out);
		return;
	}
	others = odds_of_others(s, best, &rival);
	out->confidence = best->odds / (best->odds + others);
	if (rival != NULL && best_weight(rival) >= RIVAL_WEIGHT &&
		rival->odds / (best->odds + others) >= RIVAL_SHARE) {
		out->verdict = VERDICT_DISPUTED;
		out->reason = arena_printf(arena, "both %s and %s have evidence of their own",
			best->maker, rival->maker);
		take_details(s, NULL, out);
		return;
	}
	out->verdict = best->n_facts >= 2 && out->confidence >= CONFIRMED ? VERDICT_CONFIRMED
									  : VERDICT_PROBABLE;
	name_winner(s, best, out);
}

void
weigh(struct identifier *id, struct arena *arena, struct identification *out)
{
	struct scales s = {.id = id};

	*out = (struct identification){.verdict = VERDICT_UNKNOWN};
	for (size_t i = 0; i < id->n_hits; i++)
		put_on(&s, &id->hits[i]);
	outdo(&s);
	for (size_t i = 0; i < s.n; i++)
		add_up(&s.makers[i]);
	decide(&s, arena, out);
	if (out->verdict == VERDICT_SUSPECTED || out->verdict == VERDICT_DISPUTED)
		list_candidates(&s, arena, out);
	list_evidence(&s, arena, out);
}
