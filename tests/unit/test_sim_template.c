/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* Texts of personas: what the words in braces become. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "sim/rand.h"
#include "sim/template.h"

static const struct facts facts = {.model = "RTN 950",
	.version = "V1",
	.serial = "S9",
	.name = "N",
	.site = "LDN1",
	.region = "London",
	.location = "roof",
	.part = "P7",
	.mac = "00:11:22:33:44:55",
	.unit = 2,
	.port = 3,
	.n = 4,
	.year = 2019,
	.uid = 42,
	.key = 5};

static void
check(const char *text, const char *want)
{
	struct buf b = {0};

	template_expand(&b, text, &facts, 1);
	assert_string_equal(buf_text(&b), want);
	buf_free(&b);
}

static void
words_are_filled_in(void **state)
{
	(void)state;
	check("", "");
	check("plain", "plain");
	check("{model} {version}/{serial}-{name}", "RTN 950 V1/S9-N");
	check("{site} {region} {location} {part} {mac}", "LDN1 London roof P7 00:11:22:33:44:55");
	check("{unit}{unit0} {port}{port0} {n} {year} {uid}", "21 32 4 2019 0000042");
	check("{address}", ""); /* not known: empty */
}

static void
braces_and_unknown_words_stay(void **state)
{
	(void)state;
	check("{{model}", "{model}");
	check("{nothing}", "{nothing}");
	check("open {model", "open {model");
	check("{}", "{}");
}

static void
made_up_parts_depend_on_the_device_alone(void **state)
{
	struct buf a = {0}, b = {0}, other = {0};
	struct facts another = facts;

	(void)state;
	another.key = 6;
	template_expand(&a, "{digits:12}{HEX:4}{hex:4}{letters:3}", &facts, 9);
	template_expand(&b, "{digits:12}{HEX:4}{hex:4}{letters:3}", &facts, 9);
	template_expand(&other, "{digits:12}{HEX:4}{hex:4}{letters:3}", &another, 9);
	assert_int_equal(a.len, 23);
	assert_true(strspn(buf_text(&a), "0123456789") >= 12);
	assert_string_equal(buf_text(&a), buf_text(&b));
	assert_string_not_equal(buf_text(&a), buf_text(&other));
	buf_free(&a);
	buf_free(&b);
	buf_free(&other);
}

static void
a_choice_takes_each_of_its_words(void **state)
{
	unsigned seen[3] = {0};

	(void)state;
	for (uint64_t key = 0; key < 300; key++) {
		struct facts f = {.key = key};
		struct buf b = {0};

		template_expand(&b, "{one|two|three}", &f, 0);
		seen[strcmp(buf_text(&b), "one") == 0	   ? 0
			: strcmp(buf_text(&b), "two") == 0 ? 1
							   : 2]++;
		buf_free(&b);
	}
	for (unsigned i = 0; i < 3; i++)
		assert_in_range(seen[i], 50, 150);
}

static void
numbers_are_even_and_bounded(void **state)
{
	unsigned counts[10] = {0}, often = 0;

	(void)state;
	for (uint64_t i = 0; i < 10000; i++) {
		counts[rand_below(rand_of(1, i), 10)]++;
		often += rand_chance(rand_of(2, i), 25);
	}
	for (unsigned i = 0; i < 10; i++)
		assert_in_range(counts[i], 850, 1150);
	assert_in_range(often, 2300, 2700);
	assert_false(rand_chance(UINT64_MAX, 0));
	assert_true(rand_chance(UINT64_MAX, 100));
	assert_true(rand_key("a", 1) != rand_key("b", 1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_filled_in),
		cmocka_unit_test(braces_and_unknown_words_stay),
		cmocka_unit_test(made_up_parts_depend_on_the_device_alone),
		cmocka_unit_test(a_choice_takes_each_of_its_words),
		cmocka_unit_test(numbers_are_even_and_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
