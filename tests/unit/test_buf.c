/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* Growing byte strings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "base/buf.h"

static void
grows_and_stays_terminated(void **state)
{
	struct buf b = {0};
	char *text;

	(void)state;
	assert_string_equal(buf_text(&b), "");
	for (int i = 0; i < 1000; i++)
		buf_printf(&b, "%d,", i % 10);
	assert_int_equal(b.len, 2000);
	assert_int_equal(b.data[2000], 0);
	buf_clear(&b);
	buf_puts(&b, "abc");
	buf_putc(&b, 'd');
	text = buf_take(&b);
	assert_string_equal(text, "abcd");
	assert_int_equal(b.len, 0);
	free(text);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(grows_and_stays_terminated)};

	return cmocka_run_group_tests_name("buf", tests, NULL, NULL);
}
