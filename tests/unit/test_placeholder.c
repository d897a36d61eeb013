/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* What firmware leaves where nobody filled a value in is no value. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "fingerprints/placeholder.h"

static void
placeholders_are_known(void **state)
{
	static const char *const none[] = {"", " ", "N/A", "n/a ", "None", "unknown", "UNKNOWN",
		"Not Specified", "not available", "To be filled by O.E.M.", "Default string",
		"0000000000", "FFFFFFFF", "xxxxxxxx", "00:00:00:00:00:00", "-", "...", "1234567890",
		"(none)", "<private>", "System Serial Number", "abcdefgh"};

	(void)state;
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		if (!is_placeholder(none[i]))
			fail_msg("'%s' is taken for a value", none[i]);
}

static void
values_are_values(void **state)
{
	static const char *const some[] = {"1.1", "5.5.5", "V200R010C10SPC500", "22.10.R11", "A1",
		"S2700", "JN123ABC", "FOX2714PR2G", "NA-7", "Nonesuch", "TestCenter", "unknown-7",
		"2102350DLR04"};

	(void)state;
	for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++)
		if (is_placeholder(some[i]))
			fail_msg("'%s' is taken for a placeholder", some[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(placeholders_are_known),
		cmocka_unit_test(values_are_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
