/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* Every noun's names read back as what they were. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/identification.h"
#include "base/observation.h"
#include "base/role.h"

static void
names_read_back(void **state)
{
	(void)state;
	for (unsigned v = VERDICT_UNKNOWN; v <= VERDICT_CONFIRMED; v++) {
		enum verdict out;

		assert_int_equal(verdict_parse(verdict_name((enum verdict)v), &out), RESULT_OK);
		assert_int_equal(out, v);
	}
	for (unsigned f = 0; f < CLAIM_COUNT; f++) {
		enum claim_field out;

		assert_int_equal(claim_parse(claim_name((enum claim_field)f), &out), RESULT_OK);
		assert_int_equal(out, f);
	}
	for (unsigned o = OUTCOME_SILENT; o <= OUTCOME_ANSWERED; o++) {
		enum outcome out;

		assert_int_equal(outcome_parse(outcome_name((enum outcome)o), &out), RESULT_OK);
		assert_int_equal(out, o);
	}
}

static void
foreign_names_are_unknown(void **state)
{
	enum verdict v;
	enum claim_field f;

	(void)state;
	assert_int_equal(verdict_parse("sure", &v), RESULT_UNKNOWN);
	assert_int_equal(claim_parse("colour", &f), RESULT_UNKNOWN);
	assert_false(role_known("toaster"));
	assert_true(role_known("ran-baseband"));
	assert_string_equal(role_layer("olt"), "fixed-access");
	assert_string_equal(role_layer(NULL), "");
	assert_string_equal(result_text(RESULT_NEWER), "written by a newer version");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_read_back),
		cmocka_unit_test(foreign_names_are_unknown),
	};

	return cmocka_run_group_tests_name("nouns", tests, NULL, NULL);
}
