/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* The ways in which agents misbehave, one by one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "sim/odd.h"

static struct mib_draft draft;
static struct mib *mib;
static struct odd_room room;

static int
set_up(void **state)
{
	(void)state;
	mib_column(&draft, "1.3.6.1.2.1.1.1");
	mib_text(&draft, &(uint32_t){0}, 1, "device");
	for (unsigned column = 1; column <= 2; column++) {
		mib_column(&draft, column == 1 ? "1.3.6.1.2.1.2.2.1.1" : "1.3.6.1.2.1.2.2.1.2");
		for (uint32_t i = 1; i <= 30; i++) {
			if (column == 1)
				mib_int(&draft, &i, 1, i);
			else
				mib_text(&draft, &i, 1, "eth");
		}
	}
	mib = mib_freeze(&draft);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	mib_free(mib);
	mib_draft_free(&draft);
	odd_room_free(&room);
	return 0;
}

/* Walks from the start; returns how many steps it took, limit where it went on.
 * ascending: each object came behind the one before. */
static unsigned
walk(unsigned odd, int64_t now, unsigned limit, bool *ascending)
{
	uint32_t at[BER_OID_MAX] = {1, 3};
	size_t n = 2;

	*ascending = true;
	for (unsigned steps = 0; steps < limit; steps++) {
		const struct row *row = odd_next(odd, mib, at, n, now, &room);

		if (row == NULL)
			return steps;
		if (oid_compare(row->oid, row->n, at, n) <= 0)
			*ascending = false;
		memcpy(at, row->oid, row->n * sizeof *at);
		n = row->n;
	}
	return limit;
}

static void
a_good_agent_ends(void **state)
{
	bool ascending;

	(void)state;
	assert_int_equal(walk(0, 1, 1000, &ascending), 61);
	assert_true(ascending);
}

static void
loops_go_back_and_endless_tables_go_on(void **state)
{
	bool ascending;

	(void)state;
	assert_int_equal(walk(ODD(LOOP), 1, 1000, &ascending), 1000);
	assert_false(ascending);
	assert_int_equal(walk(ODD(ENDLESS), 1, 1000, &ascending), 1000);
	assert_true(ascending);
}

static void
disorder_is_not_in_the_system_group(void **state)
{
	const struct row *row;
	bool ascending;

	(void)state;
	walk(ODD(DISORDER), 1, 300, &ascending);
	assert_false(ascending);
	row = odd_next(ODD(DISORDER), mib, (uint32_t[]){1, 3}, 2, 1, &room);
	assert_memory_equal(row->value, "device", 6);
}

static void
flickering_rows_come_and_go(void **state)
{
	unsigned least = 1000, most = 0;
	bool ascending;

	(void)state;
	for (int64_t now = 0; now < 20; now++) {
		unsigned n = walk(ODD(FLICKER), now, 1000, &ascending);

		assert_true(ascending);
		least = n < least ? n : least;
		most = n > most ? n : most;
	}
	assert_true(least < most && most <= 61);
	assert_int_equal(
		walk(ODD(FLICKER), 3, 1000, &ascending), walk(ODD(FLICKER), 3, 1000, &ascending));
}

static void
wrong_types_spare_the_system_group(void **state)
{
	const struct row *text = &mib->rows[31], *number = &mib->rows[1];

	(void)state;
	assert_int_equal(odd_value(ODD(TYPES), number, &room)->tag, BER_OCTETS);
	assert_int_equal(odd_value(ODD(TYPES), text, &room)->tag, BER_INTEGER);
	assert_ptr_equal(odd_value(ODD(TYPES), &mib->rows[0], &room), &mib->rows[0]);
	assert_ptr_equal(odd_value(0, text, &room), text);
}

static void
long_texts_begin_with_the_true_one(void **state)
{
	const struct row *row = odd_value(ODD(LONG), &mib->rows[0], &room);

	(void)state;
	assert_int_equal(row->len, ODD_LONG_TEXT);
	assert_memory_equal(row->value, "device xxx", 10);
	assert_ptr_equal(odd_value(ODD(LONG), &mib->rows[1], &room), &mib->rows[1]);
}

static void
damage_is_within_the_answer(void **state)
{
	(void)state;
	for (uint64_t number = 0; number < 400; number++) {
		uint8_t answer[64], copy[64];
		size_t n;

		for (size_t i = 0; i < sizeof answer; i++)
			answer[i] = copy[i] = (uint8_t)i;
		n = odd_damage(answer, sizeof answer, number);
		assert_true(n <= sizeof answer);
		assert_true(n < sizeof answer || memcmp(answer, copy, sizeof copy) != 0);
	}
	assert_int_equal(odd_damage((uint8_t[]){1, 2, 3}, 3, 5), 3); /* too short to bother */
}

static void
names_are_known(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ODD_COUNT; i++)
		assert_int_equal(odd_parse(odd_name(i)), 1u << i);
	assert_int_equal(odd_parse("polite"), 0);
	assert_string_equal(odd_name(ODD_COUNT), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_agent_ends),
		cmocka_unit_test(loops_go_back_and_endless_tables_go_on),
		cmocka_unit_test(disorder_is_not_in_the_system_group),
		cmocka_unit_test(flickering_rows_come_and_go),
		cmocka_unit_test(wrong_types_spare_the_system_group),
		cmocka_unit_test(long_texts_begin_with_the_true_one),
		cmocka_unit_test(damage_is_within_the_answer),
		cmocka_unit_test(names_are_known),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
