/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* The longest matching prefix chooses the credential. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/arena.h"
#include "base/settings.h"

static void
the_longest_prefix_wins(void **state)
{
	struct settings s;
	struct addr a;

	(void)state;
	settings_init(&s);
	s.credentials = xcalloc(2, sizeof(s.credentials[0]));
	s.n_credentials = 2;
	s.credentials[0].name = xstrdup("wide");
	prefix_parse("10.0.0.0/8", true, &s.credentials[0].applies);
	s.credentials[1].name = xstrdup("narrow");
	s.credentials[1].community = xstrdup("secret");
	prefix_parse("10.20.0.0/16", true, &s.credentials[1].applies);
	addr_parse("10.20.1.1", &a);
	assert_string_equal(settings_credential(&s, &a)->name, "narrow");
	addr_parse("10.21.1.1", &a);
	assert_string_equal(settings_credential(&s, &a)->name, "wide");
	addr_parse("192.0.2.1", &a);
	assert_null(settings_credential(&s, &a));
	settings_free(&s);
	assert_null(s.credentials);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(the_longest_prefix_wins)};

	return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
