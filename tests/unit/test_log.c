/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_log.c: which messages are written at which level; the words of results and
 * of classes of components. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/component.h"
#include "base/log.h"
#include "base/result.h"
#include "tests/unit/said.h"

static unsigned wiped;

static void
wipe(void)
{
	wiped++;
}

static void
a_level_lets_through_what_is_as_grave(void **state)
{
	static const struct {
		enum log_level level;
		const char *text;
		unsigned messages;
	} rows[] = {
		{LOG_LEVEL_ERROR, "ranmap: error: e 1%\n", 1},
		{LOG_LEVEL_WARN, "ranmap: error: e 1%\nranmap: warning: w\n", 2},
		{LOG_LEVEL_INFO, "ranmap: error: e 1%\nranmap: warning: w\nranmap: i\n", 3},
		{LOG_LEVEL_DEBUG,
			"ranmap: error: e 1%\nranmap: warning: w\nranmap: i\nranmap: debug: d\n",
			4},
	};

	(void)state;
	assert_int_equal(log_get_level(), LOG_LEVEL_INFO);
	log_set_before(wipe);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		wiped = 0;
		log_set_level(rows[i].level);
		assert_int_equal(log_get_level(), rows[i].level);
		said_begin();
		log_error("e %d%%", 1);
		log_warn("w");
		log_info("i");
		log_debug("d");
		assert_string_equal(said_end(), rows[i].text);
		assert_int_equal(wiped, rows[i].messages); /* none for what isn't written */
	}
	log_set_before(NULL);
	log_set_level(LOG_LEVEL_INFO);
}

static void
every_result_has_words_of_its_own(void **state)
{
	(void)state;
	for (int a = RESULT_OK; a <= RESULT_INTERNAL; a++) {
		assert_string_not_equal(result_text((enum result)a), "");
		for (int b = RESULT_OK; b < a; b++)
			assert_string_not_equal(
				result_text((enum result)a), result_text((enum result)b));
	}
	assert_string_equal(result_text((enum result)10000), "unknown result");
}

/* IANA-ENTITY-MIB, IANAPhysicalClass. */
static void
classes_have_the_numbers_of_the_mib(void **state)
{
	(void)state;
	assert_string_equal(component_class_name((enum component_class)3), "chassis");
	assert_string_equal(component_class_name((enum component_class)6), "powerSupply");
	assert_string_equal(component_class_name((enum component_class)9), "module");
	assert_string_equal(component_class_name((enum component_class)15), "storageDrive");
	assert_string_equal(component_class_name((enum component_class)0), "");
	assert_string_equal(component_class_name((enum component_class)16), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_level_lets_through_what_is_as_grave),
		cmocka_unit_test(every_result_has_words_of_its_own),
		cmocka_unit_test(classes_have_the_numbers_of_the_mib),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
