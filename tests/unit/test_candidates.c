/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * Words of expressions, and the search for them: an expression that matches a text
 * is always among its candidates. Held against PCRE2 for thousands of made-up
 * expressions, whichever library this build searches with.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "fingerprints/candidates.h"
#include "fingerprints/literal.h"
#include "fingerprints/needles.h"

#define EXPRESSIONS 40

static const struct {
	const char *expression, *starts; /* joined by "|"; "": any */
} anchored[] = {
	{"^abc", "abc"},
	{"abc", ""},
	{"\\Aab\\d", "ab"},
	{"^ab?c", "a"},
	{"^a?b", ""},
	{"^(?:MX|AR)-\\d", "mx|ar"},
	{"^(?<m>ab(?:c|d)e)", "ab"},
	{"^foo|^bar", "foo|bar"},
	{"^foo|bar", ""},
	{"^(?:foo|)bar", ""},
	{"(?:^foo|^bar)x", "foo|bar"},
	{"(?:^|,)foo", ""},
	{"(?i)^Acme", "acme"},
	{"(?m)^acme", ""},
	{"(?:^)?acme", ""},
	{"(^)acme", "acme"},
	{"\\b^acme", "acme"},
	{"^(?!x)acme", "acme"},
	{"^[ab]c", ""},
	{"^a+b", "a"},
	{"^(?:ab)+c", "ab"},
	{"^(?:ab|c)?d", ""},
	{"(foo)\\1", ""},
};

static const struct {
	const char *expression, *words; /* joined by "|"; "": none */
} cases[] = {
	{"abc", "abc"},
	{"^ABC$", "abc"},
	{"\\AAcme\\z", "acme"},
	{"a", ""},
	{"ab?c", ""},
	{"abx?cde", "cde"},
	{"abx*c", "ab"},
	{"abx+c", "abx"},
	{"ab{2}cd", "ab|"},
	{"ab{0,3}cd", "cd"},
	{"foo\\d+barbaz", "barbaz"},
	{"foo.barb", "barb"},
	{"foo[xyz]barb", "barb"},
	{"foo[]x]barb", "barb"},
	{"foo[^]\\]]barb", "barb"},
	{"foo[[:alpha:]x]barb", "barb"},
	{"foo|barb", "foo|barb"},
	{"foo|b", ""},
	{"foo|", ""},
	{"(?:foo|bars)x", "foo|bars"},
	{"long one(?:foo|bar)", "long one"},
	{"(?<model>S2700)-TP", "s2700-tp"},
	{"(?'m'ab)cd", "abcd"},
	{"(?P<m>ab)cd", "abcd"},
	{"(?i)Acme Frob", "acme frob"},
	{"(?i:ACME) Frob", "acme frob"},
	{"(?:abcdef)?gh", "gh"},
	{"(?:abcdef)+gh", "abcdef"},
	{"ab(?=cdef)cd", "abcd"},
	{"ab(?!cdef)cd", "abcd"},
	{"(?<=abcdef)gh", "gh"},
	{"a\\.b\\-c\\/d", "a.b-c/d"},
	{"a\\x2db", "a-b"},
	{"\\bfoo\\b bar", "foo bar"},
	{"(foo)\\1", ""},
	{"\\Qa.b\\E", ""},
	{"(?x) foo bar", ""},
	{"(?(1)foo|bar)", ""},
	{"foo(*ACCEPT)bar", ""},
	{"foo{,3}bar", ""},
	{"(((ab)c)d)", "abcd"},
	{"\\p{L}foo", ""},
};

static void
put_words(struct buf *out, const struct literals *l)
{
	for (size_t k = 0; k < l->n; k++) {
		buf_puts(out, k > 0 ? "|" : "");
		buf_add(out, l->of[k].text, l->of[k].len);
	}
}

static void
anchored_ones_tell_their_beginning(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(anchored) / sizeof(anchored[0]); i++) {
		struct literals l, starts;
		struct buf got = {0};

		literals_of(anchored[i].expression, &l, &starts);
		put_words(&got, &starts);
		if (strcmp(buf_text(&got), anchored[i].starts) != 0)
			fail_msg("%s: %s, not %s", anchored[i].expression, buf_text(&got),
				anchored[i].starts);
		buf_free(&got);
	}
}

static void
words_are_those_that_must_be_there(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct literals l, starts;
		struct buf got = {0};
		const char *want = cases[i].words;

		literals_of(cases[i].expression, &l, &starts);
		put_words(&got, &l);
		/* A final "|" in the table: nothing more than this is wanted. */
		if (strncmp(buf_text(&got), want, got.len) != 0 ||
			(want[got.len] != '\0' && strcmp(want + got.len, "|") != 0))
			fail_msg("%s: %s, not %s", cases[i].expression, buf_text(&got), want);
		buf_free(&got);
	}
}

/* ---- beside PCRE2 -------------------------------------------------------------------- */

static uint32_t
next(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

/* A small expression over a small alphabet, so that it often matches. */
static void
make_expression(struct buf *out, uint32_t *seed, int depth)
{
	static const char *const atoms[] = {"a", "b", "ab", "ba", "A", "\\.", ".", "[ab]", "[^a]",
		"\\d", "\\w", "\\b", "^", "$", "\\x61", "1", "(?=a)", "(?!b)", "aab", "-"};
	static const char *const times[] = {
		"", "", "", "", "?", "*", "+", "{2}", "{0,1}", "+?", "*?", "{1,2}"};

	for (uint32_t n = 1 + next(seed) % 4; n > 0; n--) {
		uint32_t kind = next(seed) % 10;

		if (kind < 2 && depth < 3) {
			static const char *const opens[] = {"(", "(?:", "(?i:", "(?>"};

			buf_puts(out, opens[next(seed) % 4]);
			make_expression(out, seed, depth + 1);
			for (uint32_t more = next(seed) % 3; more > 0; more--) {
				buf_putc(out, '|');
				make_expression(out, seed, depth + 1);
			}
			buf_putc(out, ')');
		} else {
			buf_puts(out, atoms[next(seed) % (sizeof(atoms) / sizeof(atoms[0]))]);
		}
		buf_puts(out, times[next(seed) % (sizeof(times) / sizeof(times[0]))]);
	}
	if (depth == 0 && next(seed) % 5 == 0) {
		buf_putc(out, '|');
		make_expression(out, seed, 1);
	}
}

static void
note(void *arg, uint32_t i)
{
	assert_true(i < EXPRESSIONS);
	((bool *)arg)[i] = true;
}

struct set {
	char *texts[EXPRESSIONS];
	pcre2_code *codes[EXPRESSIONS];
	struct buf compiled, needles;
	struct candidates *candidates;
	struct candidates_scratch *scratch;
	struct needles *sought;
};

static void
set_begin(struct set *s, uint32_t *seed)
{
	memset(s, 0, sizeof(*s));
	for (size_t i = 0; i < EXPRESSIONS;) {
		struct buf text = {0};
		int code;
		size_t at;

		if (next(seed) % 6 == 0)
			buf_puts(&text, "(?i)");
		make_expression(&text, seed, 0);
		s->codes[i] = pcre2_compile((PCRE2_SPTR)buf_text(&text), PCRE2_ZERO_TERMINATED,
			PCRE2_DOTALL, &code, &at, NULL);
		if (s->codes[i] != NULL)
			s->texts[i++] = buf_take(&text);
		buf_free(&text);
	}
	assert_int_equal(
		candidates_compile((const char *const *)s->texts, EXPRESSIONS, &s->compiled),
		RESULT_OK);
	assert_int_equal(
		candidates_load(s->compiled.data, s->compiled.len, EXPRESSIONS, &s->candidates),
		RESULT_OK);
	s->scratch = candidates_scratch_new(s->candidates);
	needles_compile((const char *const *)s->texts, EXPRESSIONS, &s->needles);
	assert_int_equal(
		needles_load(s->needles.data, s->needles.len, EXPRESSIONS, &s->sought), RESULT_OK);
}

static void
set_end(struct set *s)
{
	candidates_scratch_free(s->scratch);
	candidates_free(s->candidates);
	needles_free(s->sought);
	buf_free(&s->compiled);
	buf_free(&s->needles);
	for (size_t i = 0; i < EXPRESSIONS; i++) {
		pcre2_code_free(s->codes[i]);
		free(s->texts[i]);
	}
}

/* What matches begins as it must. */
static void
check_start(const char *expression, const char *text, size_t len)
{
	struct literals l, starts;
	bool good = false;

	literals_of(expression, &l, &starts);
	for (size_t i = 0; i < starts.n; i++)
		good = good || (len >= starts.of[i].len &&
				       strncasecmp(text, starts.of[i].text, starts.of[i].len) == 0);
	if (starts.n > 0 && !good)
		fail_msg("'%s' matches '%.*s', which begins otherwise", expression, (int)len, text);
}

static unsigned
check_text(struct set *s, const char *text, size_t len)
{
	pcre2_match_data *match = pcre2_match_data_create(16, NULL);
	bool found[EXPRESSIONS] = {0}, sought[EXPRESSIONS] = {0};
	unsigned matched = 0;

	candidates_find(s->candidates, s->scratch, text, len, note, found);
	needles_find(s->sought, text, len, note, sought);
	for (size_t i = 0; i < EXPRESSIONS; i++) {
		if (pcre2_match(s->codes[i], (PCRE2_SPTR)text, len, 0, 0, match, NULL) < 0)
			continue;
		matched++;
		check_start(s->texts[i], text, len);
		if (!found[i] || !sought[i])
			fail_msg("'%s' matches '%.*s' and is no candidate", s->texts[i], (int)len,
				text);
	}
	pcre2_match_data_free(match);
	return matched;
}

static void
what_matches_is_a_candidate(void **state)
{
	static const char letters[] = "aabbaAB1.- ";
	uint32_t seed = 11;
	unsigned matched = 0;

	(void)state;
	for (int round = 0; round < 40; round++) {
		struct set s;

		set_begin(&s, &seed);
		for (int i = 0; i < 60; i++) {
			char text[24];
			size_t len = next(&seed) % sizeof(text);

			for (size_t k = 0; k < len; k++)
				text[k] = letters[next(&seed) % (sizeof(letters) - 1)];
			matched += check_text(&s, text, len);
		}
		set_end(&s);
	}
	assert_true(matched > 5000);
}

static void
what_holds_no_word_is_passed_over(void **state)
{
	static const char *const texts[] = {"acme frob", "bolt", NULL, "(?i)cog|dyne"};
	bool found[EXPRESSIONS] = {0};
	struct needles *n;
	struct buf b = {0};

	(void)state;
	needles_compile(texts, 4, &b);
	assert_int_equal(needles_load(b.data, b.len, 4, &n), RESULT_OK);
	needles_find(n, "the DYNE of Bolts", 17, note, found);
	assert_false(found[0]);
	assert_true(found[1]);
	assert_false(found[2]);
	assert_true(found[3]);
	needles_free(n);
	buf_free(&b);
}

static void
damaged_tables_are_refused(void **state)
{
	static const char *const texts[] = {"acme frob", "bolt", ".", "(?i)cog|dyne"};
	struct needles *n = NULL;
	struct buf b = {0};
	uint32_t seed = 5;

	(void)state;
	needles_compile(texts, 4, &b);
	for (size_t len = 0; len < b.len; len += 7)
		assert_int_not_equal(needles_load(b.data, len, 4, &n), RESULT_OK);
	/* Whatever is let through, a search stays within. */
	for (int i = 0; i < 3000; i++) {
		char *copy = xmalloc(b.len);
		bool found[EXPRESSIONS] = {0};

		memcpy(copy, b.data, b.len);
		copy[next(&seed) % b.len] ^= (char)(1u << next(&seed) % 8);
		if (needles_load(copy, b.len, 4, &n) == RESULT_OK) {
			needles_find(n, "acme frob bolts cogs", 20, note, found);
			needles_free(n);
		}
		free(copy);
	}
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_those_that_must_be_there),
		cmocka_unit_test(anchored_ones_tell_their_beginning),
		cmocka_unit_test(what_matches_is_a_candidate),
		cmocka_unit_test(what_holds_no_word_is_passed_over),
		cmocka_unit_test(damaged_tables_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
