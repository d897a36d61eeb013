/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* sites_find.c: which site an address, a name or a location belongs to. Each is
 * a few look-ups in tables, however many sites there are. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "import/inside.h"

#define NAME_MAX_BYTES 255
/* Shorter IDs are found in texts that mean something else ("Rack 3"). */
#define WORD_MIN 3

const struct site *
sites_by_addr(const struct sites *s, const struct addr *a, const char **by)
{
	unsigned bits = addr_bits(a);

	for (unsigned len = bits + 1; a->family != 0 && len-- > 0;) {
		char text[PREFIX_TEXT_MAX];
		struct site_prefix *p;
		struct prefix prefix;

		if (!s->lengths[a->family == 6][len])
			continue;
		prefix = prefix_of(a, len);
		prefix_format(&prefix, text);
		HASH_FIND_STR(s->prefixes, text, p);
		if (p == NULL)
			continue;
		*by = p->text;
		return &s->all[p->site];
	}
	return NULL;
}

static bool
same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Only the last '*' is ever tried again, which is enough, and bounds the cost. */
bool
sites_pattern_fits(const char *pattern, const char *text)
{
	const char *star = NULL, *from = NULL;

	while (*text != '\0') {
		if (*pattern == '*') {
			star = pattern++;
			from = text;
		} else if (*pattern != '\0' && (*pattern == '?' || same(*pattern, *text))) {
			pattern++;
			text++;
		} else if (star != NULL) {
			pattern = star + 1;
			text = ++from;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

/* The first pattern that begins with these letters and a wildcard, or is them. */
static size_t
first_with(const struct sites *s, const char *literal)
{
	size_t low = 0, high = s->n_patterns;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(s->patterns[middle].literal, literal) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct choice {
	const struct site_pattern *best;
	const struct site *rival;
};

static void
weigh_patterns(const struct sites *s, const char *literal, const char *name, struct choice *c)
{
	for (size_t i = first_with(s, literal);
		i < s->n_patterns && strcmp(s->patterns[i].literal, literal) == 0; i++) {
		const struct site_pattern *p = &s->patterns[i];

		if (!sites_pattern_fits(p->text, name))
			continue;
		if (c->best == NULL || p->letters > c->best->letters) {
			c->best = p;
			c->rival = NULL;
		} else if (p->letters == c->best->letters && p->site != c->best->site) {
			c->rival = &s->all[p->site];
		}
	}
}

const struct site *
sites_by_name(const struct sites *s, const char *name, const char **by, const struct site **rival)
{
	char lower[NAME_MAX_BYTES + 1];
	struct choice c = {NULL, NULL};
	size_t n = 0;

	*rival = NULL;
	for (; name[n] != '\0' && n < NAME_MAX_BYTES; n++)
		lower[n] = (char)tolower((unsigned char)name[n]);
	if (n == 0 || s->n_patterns == 0)
		return NULL;
	for (size_t len = n + 1; len-- > 0;) {
		lower[len] = '\0';
		weigh_patterns(s, lower, name, &c);
	}
	if (c.best == NULL)
		return NULL;
	*rival = c.rival;
	*by = c.best->text;
	return &s->all[c.best->site];
}

/* ---- locations ---------------------------------------------------------------------- */

struct found {
	const struct sites *sites;
	const struct site *site, *rival;
};

static void
note(struct found *f, const struct site_word *w)
{
	const struct site *site;

	if (w == NULL || w->several)
		return;
	site = &f->sites->all[w->site];
	if (f->site == NULL)
		f->site = site;
	else if (f->site != site)
		f->rival = site;
}

static void
try_text(struct found *f, struct site_word *table, const char *text, size_t len)
{
	char lower[NAME_MAX_BYTES + 1];
	struct site_word *w;

	while (len > 0 && isspace((unsigned char)text[len - 1]))
		len--;
	while (len > 0 && isspace((unsigned char)*text)) {
		text++;
		len--;
	}
	if (len < WORD_MIN || len > NAME_MAX_BYTES)
		return;
	for (size_t i = 0; i < len; i++)
		lower[i] = (char)tolower((unsigned char)text[i]);
	lower[len] = '\0';
	HASH_FIND_STR(table, lower, w);
	note(f, w);
}

static void
try_parts(struct found *f, struct site_word *table, const char *text, const char *between)
{
	for (text += strspn(text, between); *text != '\0'; text += strspn(text, between)) {
		size_t len = strcspn(text, between);

		try_text(f, table, text, len);
		text += len;
	}
}

const struct site *
sites_by_location(const struct sites *s, const char *location, const struct site **rival)
{
	struct found f = {.sites = s};

	*rival = NULL;
	try_parts(&f, s->ids, location, " \t,;/()[]:");
	if (f.site == NULL)
		try_parts(&f, s->names, location, ",;/()[]:");
	if (f.rival == NULL)
		return f.site;
	*rival = f.rival;
	return NULL;
}
