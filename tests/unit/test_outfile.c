/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_outfile.c: a file appears whole or not at all, and nothing is left beside it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output/outfile.h"

static char folder[] = "/tmp/ranmap-outfile-XXXXXX";

static const char *
in_folder(const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void
put(const char *name, const char *text, mode_t mode)
{
	FILE *f = fopen(in_folder(name), "w");

	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fchmod(fileno(f), mode), 0);
	fclose(f);
}

static void
holds(const char *name, const char *text)
{
	char got[256];
	FILE *f = fopen(in_folder(name), "r");
	size_t n;

	assert_non_null(f);
	n = fread(got, 1, sizeof(got) - 1, f);
	got[n] = '\0';
	fclose(f);
	assert_string_equal(got, text);
}

/* Removes all files; how many there were. */
static unsigned
clean(void)
{
	DIR *d = opendir(folder);
	struct dirent *e;
	unsigned n = 0;

	assert_non_null(d);
	while ((e = readdir(d)) != NULL)
		if (e->d_name[0] != '.') {
			unlink(in_folder(e->d_name));
			n++;
		}
	closedir(d);
	return n;
}

static void
the_old_file_stays_until_the_new_one_is_whole(void **state)
{
	struct outfile *out = NULL;
	struct buf why = {0};
	struct stat st;

	(void)state;
	put("map.csv", "old", 0640);
	assert_int_equal(outfile_open(in_folder("map.csv"), &out, &why), RESULT_OK);
	fputs("new and longer", outfile_stream(out));
	fflush(outfile_stream(out));
	holds("map.csv", "old");
	assert_int_equal(outfile_commit(out, &why), RESULT_OK);
	holds("map.csv", "new and longer");
	assert_int_equal(stat(in_folder("map.csv"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640); /* as the one that it replaces */
	assert_string_equal(buf_text(&why), "");
	assert_int_equal(clean(), 1);
}

static void
what_is_abandoned_leaves_nothing(void **state)
{
	struct outfile *out = NULL;
	struct buf why = {0};

	(void)state;
	put("map.csv", "old", 0600);
	assert_int_equal(outfile_open(in_folder("map.csv"), &out, &why), RESULT_OK);
	fputs("half of", outfile_stream(out));
	outfile_abandon(out);
	assert_int_equal(outfile_open(in_folder("fresh.csv"), &out, &why), RESULT_OK);
	fputs("half of", outfile_stream(out));
	outfile_abandon(out);
	outfile_abandon(NULL);
	holds("map.csv", "old");
	assert_int_equal(clean(), 1);
}

static void
a_new_file_has_the_mode_that_the_umask_leaves(void **state)
{
	mode_t before = umask(027);
	struct outfile *out = NULL;
	struct buf why = {0};
	struct stat st;

	(void)state;
	assert_int_equal(outfile_open(in_folder("map.csv"), &out, &why), RESULT_OK);
	assert_int_equal(outfile_commit(out, &why), RESULT_OK);
	assert_int_equal(umask(before), 027); /* and it is put back */
	assert_int_equal(stat(in_folder("map.csv"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	assert_int_equal(clean(), 1);
}

static void
through_a_link_the_file_is_replaced(void **state)
{
	struct outfile *out = NULL;
	struct buf why = {0};
	struct stat st;

	(void)state;
	put("real.csv", "old", 0600);
	assert_int_equal(symlink("real.csv", in_folder("link.csv")), 0);
	assert_int_equal(outfile_open(in_folder("link.csv"), &out, &why), RESULT_OK);
	fputs("new", outfile_stream(out));
	assert_int_equal(outfile_commit(out, &why), RESULT_OK);
	holds("real.csv", "new");
	assert_int_equal(lstat(in_folder("link.csv"), &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(clean(), 2);
}

static void
a_device_is_written_directly_and_its_fault_is_told(void **state)
{
	struct outfile *out = NULL;
	struct buf why = {0};

	(void)state;
	assert_int_equal(outfile_open("/dev/null", &out, &why), RESULT_OK);
	fputs("text", outfile_stream(out));
	assert_int_equal(outfile_commit(out, &why), RESULT_OK);
	if (access("/dev/full", W_OK) != 0)
		skip();
	assert_int_equal(outfile_open("/dev/full", &out, &why), RESULT_OK);
	fputs("text", outfile_stream(out));
	assert_int_equal(outfile_commit(out, &why), RESULT_NO_SPACE);
	assert_string_not_equal(buf_text(&why), "");
	buf_free(&why);
}

static void
what_cannot_be_begun_is_told_with_its_path(void **state)
{
	struct outfile *out = NULL;
	struct buf why = {0};

	(void)state;
	assert_int_equal(outfile_open(in_folder("no/map.csv"), &out, &why), RESULT_NOT_FOUND);
	assert_non_null(strstr(buf_text(&why), "/no/map.csv: "));
	put("file", "x", 0600);
	buf_clear(&why);
	assert_int_equal(outfile_open(in_folder("file/map.csv"), &out, &why), RESULT_NOT_FOUND);
	buf_clear(&why);
	assert_int_equal(outfile_open(folder, &out, &why), RESULT_IO);
	assert_non_null(strstr(buf_text(&why), folder));
	assert_null(out);
	assert_int_equal(clean(), 1);
	buf_free(&why);
}

static int
make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) != NULL ? 0 : -1;
}

static int
remove_folder(void **state)
{
	(void)state;
	clean();
	return rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_old_file_stays_until_the_new_one_is_whole),
		cmocka_unit_test(what_is_abandoned_leaves_nothing),
		cmocka_unit_test(a_new_file_has_the_mode_that_the_umask_leaves),
		cmocka_unit_test(through_a_link_the_file_is_replaced),
		cmocka_unit_test(a_device_is_written_directly_and_its_fault_is_told),
		cmocka_unit_test(what_cannot_be_begun_is_told_with_its_path),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
