/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* A walk of a table against agents that do what they shouldn't: it ends, what
 * was read is kept, and it says why it ended. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probes/snmp_walk.h"

#define TURNS_MAX 5000

static const struct snmp_column columns[] = {
	{"t.number", "1.3.6.1.9.1", FORM_NUMBER},
	{"t.text", "1.3.6.1.9.2", FORM_TEXT},
};
static const struct snmp_table table = {"t", DEPTH_COMPONENTS, false, columns, 2};

struct kept {
	struct sink sink; /* first */
	size_t n[2], longest;
	char last[2][32]; /* the last index */
};

static void
keep(struct sink *s, const char *key, const char *index, const void *value, size_t len)
{
	struct kept *k = (struct kept *)s;
	int column = strcmp(key, "t.text") == 0;

	(void)value;
	k->n[column]++;
	snprintf(k->last[column], sizeof(k->last[column]), "%s", index);
	if (len > k->longest)
		k->longest = len;
}

/* ---- agents ------------------------------------------------------------------- */

/* What an agent has behind an object: column and row; false: nothing. Row 0 of a
 * column is its head. */
typedef bool agent_next(unsigned *column, unsigned *row);

struct agent {
	agent_next *next;
	size_t width_max; /* tooBig for more variables than this; 0: none is */
	bool wrong_types;
	size_t text_len;
};

static bool
next_of_five(unsigned *column, unsigned *row)
{
	if (++*row <= 5)
		return true;
	*row = 1;
	return ++*column <= 2;
}

static bool
next_loops(unsigned *column, unsigned *row)
{
	(void)column;
	*row = *row >= 4 ? 2 : *row + 1;
	return true;
}

static bool
next_stands_still(unsigned *column, unsigned *row)
{
	(void)column;
	*row = *row == 0 ? 1 : *row;
	return true;
}

static bool
next_never_ends(unsigned *column, unsigned *row)
{
	(void)column;
	++*row;
	return true;
}

static bool
next_out_of_order(unsigned *column, unsigned *row)
{
	static const unsigned order[] = {1, 2, 7, 4, 5};

	(void)column;
	for (size_t i = 0; i + 1 < 5; i++)
		if (order[i] == *row) {
			*row = order[i + 1];
			return true;
		}
	*row = 1;
	return true;
}

/* Every second row isn't there when it is asked again. */
static bool
next_comes_and_goes(unsigned *column, unsigned *row)
{
	static unsigned calls;

	calls++;
	*row += 1 + calls % 2;
	if (*row <= 9)
		return true;
	*row = 1;
	return ++*column <= 2;
}

static void
add_row(netsnmp_pdu *pdu, const struct agent *a, unsigned column, unsigned row)
{
	oid name[] = {1, 3, 6, 1, 9, column, row};
	long number = row;
	char *text = calloc(1, a->text_len + 1);

	memset(text, 'x', a->text_len);
	if ((column == 1) != a->wrong_types)
		snmp_pdu_add_variable(pdu, name, 7, ASN_INTEGER, &number, sizeof(number));
	else
		snmp_pdu_add_variable(pdu, name, 7, ASN_OCTET_STR, text, a->text_len);
	free(text);
}

/* Like an agent's answer to these names. */
static netsnmp_pdu *
answer(const struct agent *a, const struct snmp_oid *names, size_t n, int command,
	unsigned repetitions)
{
	netsnmp_pdu *pdu = snmp_pdu_create(SNMP_MSG_RESPONSE);
	unsigned column[16], row[16];

	pdu->errstat = SNMP_ERR_NOERROR;
	if (a->width_max > 0 &&
		n * (command == SNMP_MSG_GETBULK ? repetitions : 1) > a->width_max) {
		pdu->errstat = SNMP_ERR_TOOBIG;
		return pdu;
	}
	for (size_t i = 0; i < n; i++) {
		column[i] = (unsigned)names[i].arcs[5];
		row[i] = names[i].n > 6 ? (unsigned)names[i].arcs[6] : 0;
	}
	for (unsigned r = 0; r < (command == SNMP_MSG_GETBULK ? repetitions : 1); r++)
		for (size_t i = 0; i < n; i++) {
			if (a->next(&column[i], &row[i])) {
				add_row(pdu, a, column[i], row[i]);
			} else {
				column[i] = 9;
				row[i] = 0;
				snmp_pdu_add_variable(
					pdu, names[i].arcs, names[i].n, SNMP_ENDOFMIBVIEW, NULL, 0);
			}
		}
	return pdu;
}

/* Walks to the end, or until the budget (in requests) is used up. */
static unsigned
walk(const struct agent *a, bool bulk, unsigned budget, struct snmp_walk *w, struct kept *k)
{
	struct snmp_oid names[16];
	unsigned repetitions, turns = 0;
	int command;
	size_t n;

	*k = (struct kept){.sink = {.put = keep}};
	snmp_walk_begin(w, &table, bulk);
	while (snmp_walk_ask(w, &command, names, &n, &repetitions)) {
		netsnmp_pdu *pdu;

		assert_true(turns < TURNS_MAX);
		if (turns++ == budget) {
			snmp_walk_stop(w, "over budget");
			break;
		}
		pdu = answer(a, names, n, command, repetitions);
		snmp_walk_take(w, pdu, &k->sink);
		snmp_free_pdu(pdu);
	}
	return turns;
}

static const char *
text(const char *t)
{
	return t != NULL ? t : "";
}

static void
walks_end_and_say_why(void **state)
{
	static const struct {
		const char *name;
		struct agent agent;
		const char *end, *odd;
		size_t rows[2];
		unsigned turns_max;
	} cases[] = {
		{"a table", {next_of_five, 0, false, 3}, "", "", {5, 5}, 7},
		{"a loop", {next_loops, 0, false, 3}, "object identifiers that don't increase", "",
			{4, 4}, 6},
		{"it stands still", {next_stands_still, 0, false, 3},
			"object identifiers that don't increase", "", {1, 1}, 3},
		{"disorder", {next_out_of_order, 0, false, 3},
			"object identifiers that don't increase", "", {3, 3}, 5},
		{"no end", {next_never_ends, 0, false, 3}, "over budget", "", {50, 50}, 51},
		{"wrong types", {next_of_five, 0, true, 3}, "", "a value of a wrong type", {5, 5},
			7},
		{"long texts", {next_of_five, 0, false, 60000}, "",
			"a text of more than 255 octets", {5, 5}, 7},
		{"tooBig for two", {next_of_five, 1, false, 3}, "", "", {5, 5}, 20},
		{"rows that come and go", {next_comes_and_goes, 0, false, 3}, "", "", {1, 1}, 20},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (int bulk = 0; bulk < 2; bulk++) {
			struct snmp_walk w;
			struct kept k;
			unsigned turns = walk(&cases[i].agent, bulk, 50, &w, &k);

			print_message("%s, %s\n", cases[i].name, bulk ? "GETBULK" : "GETNEXT");
			assert_string_equal(text(w.end), cases[i].end);
			assert_string_equal(text(w.odd), cases[i].odd);
			assert_true(k.n[0] >= cases[i].rows[0] && k.n[1] >= cases[i].rows[1]);
			assert_true(turns <= cases[i].turns_max);
			if (cases[i].agent.text_len > 3)
				assert_int_equal(k.longest, cases[i].agent.text_len);
		}
}

static void
too_big_for_one_ends(void **state)
{
	struct snmp_walk w;
	struct kept k = {.sink = {.put = keep}};
	struct snmp_oid names[16];
	unsigned repetitions, turns = 0;
	int command;
	size_t n;

	(void)state;
	snmp_walk_begin(&w, &table, true);
	while (snmp_walk_ask(&w, &command, names, &n, &repetitions)) {
		netsnmp_pdu *pdu = snmp_pdu_create(SNMP_MSG_RESPONSE);

		assert_true(turns++ < 20);
		pdu->errstat = SNMP_ERR_TOOBIG; /* and an empty list */
		snmp_walk_take(&w, pdu, &k.sink);
		snmp_free_pdu(pdu);
	}
	assert_string_equal(w.end, "tooBig for one variable");
}

static void
empty_and_erroneous_answers_end(void **state)
{
	static const struct {
		long error, place;
		const char *end;
	} cases[] = {{SNMP_ERR_NOERROR, 0, "an empty answer"},
		{SNMP_ERR_GENERR, 0, "an error of the agent"},
		{SNMP_ERR_GENERR, 1, "an error of the agent"},
		{SNMP_ERR_GENERR, 99, "an error of the agent"},
		{SNMP_ERR_GENERR, -1, "an error of the agent"}, {SNMP_ERR_NOSUCHNAME, 1, ""}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct snmp_walk w;
		struct kept k = {.sink = {.put = keep}};
		struct snmp_oid names[16];
		unsigned repetitions, turns = 0;
		int command;
		size_t n;

		snmp_walk_begin(&w, &table, i % 2 == 0);
		while (snmp_walk_ask(&w, &command, names, &n, &repetitions)) {
			netsnmp_pdu *pdu = snmp_pdu_create(SNMP_MSG_RESPONSE);

			assert_true(turns++ < 30);
			pdu->errstat = cases[i].error;
			pdu->errindex = cases[i].place;
			snmp_walk_take(&w, pdu, &k.sink);
			snmp_free_pdu(pdu);
		}
		assert_string_equal(text(w.end), cases[i].end);
	}
}

static void
death_at_getbulk_is_survived(void **state)
{
	static const struct agent sane = {next_of_five, 0, false, 3};
	struct snmp_walk w;
	struct kept k = {.sink = {.put = keep}};
	struct snmp_oid names[16];
	unsigned repetitions, late = 0, turns = 0;
	int command;
	size_t n;

	(void)state;
	/* It answers GETNEXT only. */
	snmp_walk_begin(&w, &table, true);
	while (snmp_walk_ask(&w, &command, names, &n, &repetitions)) {
		netsnmp_pdu *pdu;

		assert_true(turns++ < 30);
		if (command == SNMP_MSG_GETBULK) {
			late++;
			assert_true(snmp_walk_late(&w));
			continue;
		}
		pdu = answer(&sane, names, n, command, repetitions);
		snmp_walk_take(&w, pdu, &k.sink);
		snmp_free_pdu(pdu);
	}
	assert_null(w.end);
	assert_int_equal(late, 2);
	assert_int_equal(k.n[0] + k.n[1], 10);
	/* It never answers again. */
	snmp_walk_begin(&w, &table, true);
	for (late = 0; snmp_walk_ask(&w, &command, names, &n, &repetitions); late++) {
		assert_true(late < 10);
		(void)snmp_walk_late(&w);
	}
	assert_string_equal(w.end, "no answer");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(walks_end_and_say_why),
		cmocka_unit_test(too_big_for_one_ends),
		cmocka_unit_test(empty_and_erroneous_answers_end),
		cmocka_unit_test(death_at_getbulk_is_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
