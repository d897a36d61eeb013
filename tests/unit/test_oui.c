/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_oui.c: which lines of the registry are blocks, and whose. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "fingerprints/oui.h"

static char file[] = "/tmp/ranmap-oui-XXXXXX";

static void
put(const char *text)
{
	FILE *f = fopen(file, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void
list(void *arg, uint32_t prefix, const char *organisation)
{
	buf_printf(arg, "%06x=%s\n", (unsigned)prefix, organisation);
}

static void
blocks_are_taken_and_all_else_is_passed_over(void **state)
{
	struct buf got = {0};

	(void)state;
	put("OUI/MA-L                      Organization\r\n"
	    "\r\n"
	    "00-00-0C   (hex)\t\tCisco Systems, Inc\r\n"
	    "00000C     (base 16)\t\tCisco Systems, Inc\r\n"
	    "\t\t\t\t170 WEST TASMAN DRIVE\r\n"
	    "ff-Ab-01   (hex)\t\tTelefonaktiebolaget LM Ericsson\n"
	    "00-00-GG   (hex)\t\tNo digits\r\n"
	    "00-00      (hex)\t\tToo short\r\n"
	    "00-00-0D   (hex)\t\t\r\n"
	    "00-00-0E   (hex)\t\tNo line end");
	oui_each(list, &got);
	assert_string_equal(buf_text(&got),
		"00000c=Cisco Systems, Inc\nffab01=Telefonaktiebolaget LM Ericsson\n"
		"00000e=No line end\n");
	buf_free(&got);
}

static void
a_name_too_long_is_cut(void **state)
{
	struct buf text = {0}, got = {0};

	(void)state;
	buf_puts(&text, "00-00-0C   (hex)\t\t");
	for (int i = 0; i < 2000; i++)
		buf_putc(&text, 'x');
	buf_puts(&text, "\n00-00-0D   (hex)\t\tNext\n");
	put(buf_text(&text));
	oui_each(list, &got);
	assert_int_equal(got.len, strlen("00000c=\n00000d=Next\n") + 255);
	assert_non_null(strstr(buf_text(&got), "x\n00000d=Next\n"));
	buf_free(&text);
	buf_free(&got);
}

static void
the_state_follows_the_file(void **state)
{
	char one[80], two[80], none[80];
	struct buf got = {0};

	(void)state;
	put("00-00-0C (hex) A\n");
	oui_state(one, sizeof(one));
	put("00-00-0C (hex) Another\n");
	oui_state(two, sizeof(two));
	assert_string_not_equal(one, two);
	unlink(file);
	oui_state(none, sizeof(none));
	assert_string_equal(none, "0 0 0");
	oui_each(list, &got); /* without the registry, addresses say nothing */
	assert_int_equal(got.len, 0);
}

static int
make_file(void **state)
{
	int fd = mkstemp(file);

	(void)state;
	return fd < 0 || close(fd) != 0 ? -1 : setenv("RANMAP_OUI", file, 1);
}

static int
remove_file(void **state)
{
	(void)state;
	unlink(file);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_are_taken_and_all_else_is_passed_over),
		cmocka_unit_test(a_name_too_long_is_cut),
		cmocka_unit_test(the_state_follows_the_file),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}
