/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * literal.c: a walk over an expression. Characters that stand side by side make
 * a run; whatever can be something else ends it. Of all runs and groups that
 * must be there, the one with the longest shortest word is taken; of branches,
 * all their words together. Case is dropped: that finds more, never less.
 */
#include "fingerprints/literal.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* As PCRE2 folds without UTF, whatever the locale says. */
static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

#define DEPTH_MAX 24
/* Shorter words are everywhere. */
#define LENGTH_LEAST 2

struct walk {
	const char *at;
	unsigned depth;
	bool lost;   /* something that is not understood */
	bool anchor; /* the last atom of no room was the beginning of the text */
	bool lines;  /* the beginning of a line is one of those */
};

/* What is known of a part: its words, and, where it can be nothing else, its text. */
struct part {
	struct literals best;
	char text[LITERAL_LENGTH];
	size_t len;
	bool exact;
	struct literals lead; /* what it begins with */
	bool anchored;	      /* at the beginning of the text */
};

static void alternation(struct walk *, struct part *);

/* ---- which words are better ---------------------------------------------------------- */

static size_t
shortest(const struct literals *l)
{
	size_t least = 0;

	for (size_t i = 0; i < l->n; i++)
		if (i == 0 || l->of[i].len < least)
			least = l->of[i].len;
	return least;
}

static void
prefer(struct literals *best, const struct literals *other)
{
	size_t a = shortest(best), b = shortest(other);

	if (b >= LENGTH_LEAST && (b > a || (b == a && other->n < best->n)))
		*best = *other;
}

/* The run so far is a word that must be there. */
static void
flush(struct part *run, struct literals *best)
{
	struct literals one = {.n = 1};

	memcpy(one.of[0].text, run->text, run->len);
	one.of[0].len = run->len;
	if (run->len > 0)
		prefer(best, &one);
	run->len = 0;
}

static void
append(struct part *run, struct literals *best, const char *text, size_t len)
{
	if (run->len + len > LITERAL_LENGTH) {
		flush(run, best);
		run->exact = false;
	}
	if (len > LITERAL_LENGTH)
		return;
	memcpy(run->text + run->len, text, len);
	run->len += len;
}

/* ---- atoms ------------------------------------------------------------------------------- */

enum atom {
	ATOM_NONE,  /* the end of a branch */
	ATOM_TEXT,  /* is this text */
	ATOM_ZERO,  /* takes no room */
	ATOM_OTHER, /* one of several characters */
	ATOM_GROUP,
};

static int
hex_digit(char c)
{
	return isdigit((unsigned char)c)    ? c - '0'
	       : isxdigit((unsigned char)c) ? tolower((unsigned char)c) - 'a' + 10
					    : -1;
}

static enum atom
escape(struct walk *w, char *c)
{
	char e = *w->at;

	if (e == '\0') {
		w->lost = true;
		return ATOM_NONE;
	}
	w->at++;
	if (strchr("dDwWsShHvVRNX", e) != NULL)
		return ATOM_OTHER;
	if (strchr("bBAzZG", e) != NULL) {
		w->anchor = e == 'A';
		return ATOM_ZERO;
	}
	if (e == 'x' && hex_digit(w->at[0]) >= 0 && hex_digit(w->at[1]) >= 0) {
		*c = (char)(hex_digit(w->at[0]) * 16 + hex_digit(w->at[1]));
		w->at += 2;
		return ATOM_TEXT;
	}
	if (e == 't' || e == 'n' || e == 'r') {
		*c = e == 't' ? '\t' : e == 'n' ? '\n' : '\r';
		return ATOM_TEXT;
	}
	if (isalnum((unsigned char)e)) {
		w->lost = true; /* references, properties, quoting */
		return ATOM_NONE;
	}
	*c = e;
	return ATOM_TEXT;
}

/* Behind "[": to its end. */
static void
skip_class(struct walk *w)
{
	if (*w->at == '^')
		w->at++;
	if (*w->at == ']')
		w->at++;
	while (*w->at != '\0' && *w->at != ']') {
		if (w->at[0] == '[' && w->at[1] == ':') {
			const char *end = strstr(w->at, ":]");

			w->at = end != NULL ? end + 2 : w->at + 1;
		} else if (w->at[0] == '\\' && w->at[1] != '\0') {
			w->lost = w->lost || w->at[1] == 'Q';
			w->at += 2;
		} else {
			w->at++;
		}
	}
	if (*w->at == ']')
		w->at++;
	else
		w->lost = true;
}

/* Behind "(?": what kind of group it is; the walk stands at what is in it. */
enum group { GROUP_PLAIN, GROUP_LOOK, GROUP_FLAGS };

static enum group
named(struct walk *w, char end)
{
	const char *close = strchr(w->at, end);

	if (close == NULL)
		w->lost = true;
	else
		w->at = close + 1;
	return GROUP_PLAIN;
}

static enum group
group_kind(struct walk *w)
{
	static const char *const looks[] = {"=", "!", "<=", "<!"};

	for (size_t i = 0; i < 4; i++)
		if (strncmp(w->at, looks[i], strlen(looks[i])) == 0) {
			w->at += strlen(looks[i]);
			return GROUP_LOOK;
		}
	if (*w->at == ':' || *w->at == '>' || *w->at == '|') {
		w->at++;
		return GROUP_PLAIN;
	}
	if (*w->at == '<')
		return named(w, '>');
	if (*w->at == '\'') {
		w->at++;
		return named(w, '\'');
	}
	if (w->at[0] == 'P' && w->at[1] == '<')
		return named(w, '>');
	/* Case does not matter here; what else flags do is not followed. */
	while (strchr("ims-", *w->at) != NULL && *w->at != '\0')
		w->lines = *w->at++ == 'm' || w->lines;
	if (*w->at == ')')
		return GROUP_FLAGS;
	if (*w->at == ':')
		w->at++;
	else
		w->lost = true;
	return GROUP_PLAIN;
}

/* Behind "(". */
static enum atom
group(struct walk *w, struct part *in)
{
	enum group kind = GROUP_PLAIN;

	if (++w->depth > DEPTH_MAX || *w->at == '*') {
		w->lost = true;
		return ATOM_NONE;
	}
	if (*w->at == '?') {
		w->at++;
		kind = group_kind(w);
	}
	if (!w->lost && kind != GROUP_FLAGS)
		alternation(w, in);
	if (*w->at == ')')
		w->at++;
	else
		w->lost = true;
	w->depth--;
	w->anchor = false;
	return kind == GROUP_PLAIN ? ATOM_GROUP : ATOM_ZERO;
}

static enum atom
atom(struct walk *w, char *c, struct part *in)
{
	w->anchor = false;
	switch (*w->at) {
	case '\0':
	case '|':
	case ')':
		return ATOM_NONE;
	case '^':
	case '$':
		w->anchor = *w->at++ == '^';
		return ATOM_ZERO;
	case '.':
		w->at++;
		return ATOM_OTHER;
	case '[':
		w->at++;
		skip_class(w);
		return ATOM_OTHER;
	case '(':
		w->at++;
		return group(w, in);
	case '\\':
		w->at++;
		return escape(w, c);
	default:
		*c = *w->at++;
		return ATOM_TEXT;
	}
}

/* ---- how often ------------------------------------------------------------------------------ */

struct times {
	bool any;      /* a quantifier stands here */
	bool optional; /* none is enough */
};

static bool
is_counted(const char *at)
{
	size_t n = strspn(at + 1, "0123456789,");

	return n > 0 && at[1 + n] == '}' && at[1] != ',';
}

static struct times
quantifier(struct walk *w)
{
	struct times t = {0};

	if (*w->at == '?' || *w->at == '*' || *w->at == '+') {
		t.any = true;
		t.optional = *w->at++ != '+';
	} else if (*w->at == '{' && is_counted(w->at)) {
		t.any = true;
		t.optional = atoi(w->at + 1) == 0;
		w->at = strchr(w->at, '}') + 1;
	}
	/* "{,3}" is text to some versions and a quantifier to others. */
	w->lost = w->lost || (w->at[0] == '{' && w->at[1] == ',');
	if (t.any && (*w->at == '?' || *w->at == '+'))
		w->at++;
	return t;
}

/* ---- concatenations and branches ------------------------------------------------------------- */

static void
take_atom(struct part *run, struct literals *best, enum atom kind, char c, const struct part *in,
	struct times t)
{
	char small = lower(c);

	if (kind == ATOM_ZERO)
		return;
	if (t.optional || kind == ATOM_OTHER) {
		flush(run, best);
		run->exact = false;
		return;
	}
	if (kind == ATOM_TEXT) {
		append(run, best, &small, 1);
	} else if (in->exact) {
		append(run, best, in->text, in->len);
	} else {
		flush(run, best);
		prefer(best, &in->best);
		run->exact = false;
	}
	if (t.any) {
		flush(run, best);
		run->exact = false;
	}
}

/* How a concatenation begins. */
struct beginning {
	struct part text; /* its first characters, while it goes on */
	bool over;	  /* no more is known */
};

static void
begin_with(struct beginning *b, struct part *out, enum atom kind, char c, const struct part *in,
	struct times t, bool anchor)
{
	char small = lower(c);
	size_t len = kind == ATOM_TEXT ? 1 : in->len;

	if (b->over || (kind == ATOM_ZERO && (!anchor || t.optional)))
		return;
	if (b->text.len == 0 && !t.optional && (anchor || (kind == ATOM_GROUP && in->anchored)))
		out->anchored = true;
	if (kind == ATOM_ZERO)
		return;
	b->over = t.any || kind == ATOM_OTHER || (kind == ATOM_GROUP && !in->exact) ||
		  b->text.len + len > LITERAL_LENGTH;
	if (t.optional || kind == ATOM_OTHER || b->text.len + len > LITERAL_LENGTH)
		return;
	if (kind == ATOM_TEXT)
		b->text.text[b->text.len++] = small;
	else if (in->exact)
		memcpy(b->text.text + b->text.len, in->text, len), b->text.len += len;
	else if (b->text.len == 0)
		out->lead = in->lead;
}

static void
concatenation(struct walk *w, struct part *out)
{
	struct part *in = xcalloc(1, sizeof(*in));
	struct beginning *b = xcalloc(1, sizeof(*b));
	enum atom kind;
	char c = 0;

	memset(out, 0, sizeof(*out));
	out->exact = true;
	while (!w->lost && (kind = atom(w, &c, in)) != ATOM_NONE) {
		bool anchor = w->anchor;
		struct times t = quantifier(w);

		begin_with(b, out, kind, c, in, t, anchor);
		take_atom(out, &out->best, kind, c, in, t);
	}
	if (b->text.len > 0) {
		out->lead.n = 1;
		memcpy(out->lead.of[0].text, b->text.text, b->text.len);
		out->lead.of[0].len = b->text.len;
	}
	/* The text itself stays, for whoever puts it beside its own. */
	if (out->len > 0) {
		struct part last = *out;

		flush(&last, &out->best);
	}
	free(b);
	free(in);
}

/* The words of another branch too; none, where one branch has none. */
static void
join(struct literals *all, const struct literals *more)
{
	if (all->n == 0 || more->n == 0 || all->n + more->n > LITERALS_MAX) {
		all->n = 0;
		return;
	}
	memcpy(&all->of[all->n], more->of, more->n * sizeof(more->of[0]));
	all->n += more->n;
}

static void
alternation(struct walk *w, struct part *out)
{
	struct part *branch;

	concatenation(w, out);
	if (*w->at != '|' || w->lost)
		return;
	branch = xcalloc(1, sizeof(*branch));
	out->exact = false;
	while (!w->lost && *w->at == '|') {
		w->at++;
		concatenation(w, branch);
		join(&out->best, &branch->best);
		join(&out->lead, &branch->lead);
		out->anchored = out->anchored && branch->anchored;
	}
	free(branch);
}

void
literals_of(const char *expression, struct literals *out, struct literals *starts)
{
	struct walk w = {.at = expression};
	struct part *all = xcalloc(1, sizeof(*all));
	bool known;

	alternation(&w, all);
	known = !w.lost && *w.at == '\0';
	*out = all->best;
	*starts = all->lead;
	if (!known || shortest(out) < LENGTH_LEAST)
		out->n = 0;
	if (!known || !all->anchored || w.lines)
		starts->n = 0;
	free(all);
}
