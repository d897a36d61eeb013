/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_output_report.c: whole files or none, and faults that are told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output/list.h"
#include "output/outfile.h"
#include "output/report.h"
#include "tests/unit/output_fake.h"

struct folder {
	char path[64], file[80];
};

static int
set_up(void **state)
{
	struct folder *folder = calloc(1, sizeof(*folder));

	snprintf(folder->path, sizeof(folder->path), "/tmp/ranmap-test-XXXXXX");
	if (mkdtemp(folder->path) == NULL)
		return -1;
	snprintf(folder->file, sizeof(folder->file), "%s/out.csv", folder->path);
	*state = folder;
	return 0;
}

static int
tear_down(void **state)
{
	struct folder *folder = *state;

	unlink(folder->file);
	rmdir(folder->path);
	free(folder);
	return 0;
}

static size_t
files_in(const char *path)
{
	DIR *dir = opendir(path);
	size_t n = 0;

	for (struct dirent *d; (d = readdir(dir)) != NULL;)
		n += d->d_name[0] != '.' || strlen(d->d_name) > 2;
	closedir(dir);
	return n;
}

static void
check_file(const char *path, const char *expected)
{
	char text[64] = "";
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	assert_true(fread(text, 1, sizeof(text) - 1, file) == strlen(expected));
	assert_string_equal(text, expected);
	fclose(file);
}

static void
write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	fputs(text, file);
	fclose(file);
}

static void
outfile_replaces_at_the_end(void **state)
{
	struct folder *folder = *state;
	struct outfile *out;
	struct buf why = {0};
	struct stat st;

	write_file(folder->file, "old");
	assert_int_equal(chmod(folder->file, 0640), 0);
	assert_int_equal(outfile_open(folder->file, &out, &why), RESULT_OK);
	fputs("new", outfile_stream(out));
	fflush(outfile_stream(out));
	check_file(folder->file, "old");
	assert_int_equal(outfile_commit(out, &why), RESULT_OK);
	check_file(folder->file, "new");
	assert_int_equal(files_in(folder->path), 1);
	assert_int_equal(stat(folder->file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
}

static void
outfile_abandoned_leaves_nothing(void **state)
{
	struct folder *folder = *state;
	struct outfile *out;
	struct buf why = {0};

	assert_int_equal(outfile_open(folder->file, &out, &why), RESULT_OK);
	fputs("half", outfile_stream(out));
	outfile_abandon(out);
	assert_int_equal(files_in(folder->path), 0);
	write_file(folder->file, "old");
	assert_int_equal(outfile_open(folder->file, &out, &why), RESULT_OK);
	outfile_abandon(out);
	check_file(folder->file, "old");
	assert_int_equal(files_in(folder->path), 1);
}

static void
outfile_names_what_is_wrong(void **state)
{
	struct folder *folder = *state;
	struct outfile *out;
	struct buf why = {0};

	strcat(folder->path, "/nowhere/out.csv");
	assert_int_equal(outfile_open(folder->path, &out, &why), RESULT_NOT_FOUND);
	assert_non_null(strstr(buf_text(&why), "/nowhere/out.csv: No such file"));
	*strstr(folder->path, "/nowhere") = '\0';
	buf_free(&why);
}

static enum result
report_to(struct store *store, FILE *file, const char *writer)
{
	struct view_options what = {0};
	struct writer_options how = {0};

	return report_write(
		store, view_find("elements"), &what, writer_find(writer), &how, file, NULL);
}

static void
report_tells_a_full_disk(void **state)
{
	struct element e = fake_element("e-1", "Huawei", "router");
	struct store store = {.elements = &e, .n_elements = 1};

	(void)state;
	for (const struct writer *const *w = writer_list; *w != NULL; w++) {
		FILE *full = fopen("/dev/full", "w");

		if (full == NULL)
			skip();
		assert_int_equal(report_to(&store, full, (*w)->name), RESULT_NO_SPACE);
		assert_int_equal(errno, ENOSPC);
		fclose(full);
	}
}

static void
report_tells_a_broken_store(void **state)
{
	struct element e[2] = {fake_element("e-1", "A", NULL), fake_element("e-2", "B", NULL)};
	struct store store = {.elements = e, .n_elements = 2, .broken = true};

	(void)state;
	for (const struct writer *const *w = writer_list; *w != NULL; w++) {
		FILE *null = fopen("/dev/null", "w");

		assert_int_equal(report_to(&store, null, (*w)->name), RESULT_STORE);
		fclose(null);
	}
}

static void
report_cuts_long_texts_and_says_so(void **state)
{
	struct element e = fake_element("e-1", "Huawei", "router");
	struct store store = {.elements = &e, .n_elements = 1};
	struct buf value = {0};
	char *csv;

	(void)state;
	e.name = fake_hostile[fake_n_hostile - 1];
	csv = fake_plain(&store, "elements", "csv");
	fake_csv(csv, 0, "name", &value);
	assert_int_equal(value.len, 1024);
	assert_string_equal(value.data + 1021, "…");
	buf_free(&value);
	free(csv);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(outfile_replaces_at_the_end, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			outfile_abandoned_leaves_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(outfile_names_what_is_wrong, set_up, tear_down),
		cmocka_unit_test(report_tells_a_full_disk),
		cmocka_unit_test(report_tells_a_broken_store),
		cmocka_unit_test(report_cuts_long_texts_and_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
