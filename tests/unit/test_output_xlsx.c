/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_output_xlsx.c: a workbook where it can be made, a clear word where not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <unistd.h>

#include "output/list.h"
#include "output/report.h"
#include "tests/unit/output_fake.h"

/* Writes a workbook of elements with hostile names; NULL where this build can't. */
static FILE *
write_book(void)
{
	struct element e[64];
	struct store store = {.elements = e, .n_elements = fake_n_hostile};
	struct view_options what = {0};
	struct writer_options how = {0};
	FILE *file = tmpfile();
	enum result r;

	for (size_t i = 0; i < fake_n_hostile; i++) {
		e[i] = fake_element("e-1", "Huawei", "router");
		e[i].name = fake_hostile[i];
		e[i].latitude = 1.25;
	}
	r = report_write(&store, view_find("elements"), &what, &writer_xlsx, &how, file, NULL);
	if (r == RESULT_UNSUPPORTED) {
		fclose(file);
		return NULL;
	}
	assert_int_equal(r, RESULT_OK);
	return file;
}

static void
xlsx_is_a_zip_file_and_leaves_nothing_behind(void **state)
{
	char folder[] = "/tmp/ranmap-test-XXXXXX", magic[4] = "";
	FILE *file;

	(void)state;
	assert_non_null(mkdtemp(folder));
	setenv("TMPDIR", folder, 1);
	file = write_book();
	unsetenv("TMPDIR");
	assert_int_equal(rmdir(folder), 0);
	if (file == NULL)
		skip();
	rewind(file);
	assert_int_equal(fread(magic, 1, 4, file), 4);
	assert_memory_equal(magic, "PK\003\004", 4);
	fclose(file);
}

static void
xlsx_needs_a_folder(void **state)
{
	struct store store = {0};
	struct view_options what = {0};
	struct writer_options how = {0};
	FILE *file = tmpfile();
	enum result r;

	(void)state;
	setenv("TMPDIR", "/nonexistent", 1);
	r = report_write(&store, view_find("sent"), &what, &writer_xlsx, &how, file, NULL);
	unsetenv("TMPDIR");
	assert_true(r == RESULT_IO || r == RESULT_UNSUPPORTED);
	fclose(file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(xlsx_is_a_zip_file_and_leaves_nothing_behind),
		cmocka_unit_test(xlsx_needs_a_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
