/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* Lines in, lines out: all of them, once, in order, whatever the threads do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "scanner/lines.h"

static void *
begin(void *arg)
{
	return arg;
}

static void
echo(void *state, const char *text, size_t len, struct buf *out)
{
	(void)state;
	if (text == NULL)
		buf_puts(out, "(too long)");
	else
		buf_add(out, text, len);
	buf_putc(out, '\n');
}

static void
end(void *state, void *arg)
{
	(void)state;
	(void)arg;
}

static const struct lines_work work = {begin, echo, end};

/* The answer to a text that stands in a file. */
static char *
answer(const char *text, size_t len, unsigned threads, size_t *n)
{
	FILE *in = tmpfile(), *out = tmpfile();
	char *all;
	int reading;

	assert_int_equal(fwrite(text, 1, len, in), len);
	assert_int_equal(fflush(in), 0);
	assert_int_equal(lseek(fileno(in), 0, SEEK_SET), 0);
	assert_int_equal(
		lines_run(fileno(in), fileno(out), threads, &work, NULL, &reading), RESULT_OK);
	*n = (size_t)lseek(fileno(out), 0, SEEK_END);
	all = xmalloc(*n + 1);
	assert_int_equal(pread(fileno(out), all, *n, 0), *n);
	all[*n] = '\0';
	fclose(in);
	fclose(out);
	return all;
}

static void
small_ones(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {{"", ""}, {"\n\n", ""}, {"a", "a\n"}, {"a\n", "a\n"}, {"a\r\n\r\nb", "a\nb\n"},
		{"a\n\n\nb\n", "a\nb\n"}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t n;
		char *got = answer(cases[i].in, strlen(cases[i].in), 2, &n);

		assert_string_equal(got, cases[i].out);
		free(got);
	}
}

static void
many_lines_come_out_in_order(void **state)
{
	struct buf in = {0};

	(void)state;
	for (int i = 0; i < 200000; i++)
		buf_printf(&in, "%d %.*s\n", i, i % 97,
			"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
			"xxxx"
			"xxxxxxxxxxxxxxxxxxxx");
	for (unsigned threads = 1; threads <= 4; threads++) {
		size_t n;
		char *got = answer(in.data, in.len, threads, &n);

		assert_int_equal(n, in.len);
		assert_memory_equal(got, in.data, n);
		free(got);
	}
	buf_free(&in);
}

static void
a_line_without_end_is_told_and_passed_over(void **state)
{
	struct buf in = {0};
	size_t n;
	char *got;

	(void)state;
	buf_puts(&in, "before\n");
	memset(buf_reserve(&in, LINES_LONGEST + 1000000), 'x', LINES_LONGEST + 1000000);
	in.len += LINES_LONGEST + 1000000;
	buf_puts(&in, "\nbehind\n");
	got = answer(in.data, in.len, 2, &n);
	assert_string_equal(got, "before\n(too long)\nbehind\n");
	free(got);
	buf_free(&in);
}

/* A program that asks line by line gets its answer before it asks again. */
static void
what_came_is_answered_before_more_comes(void **state)
{
	int to[2], from[2], status;
	char text[16];
	pid_t child;

	(void)state;
	assert_int_equal(pipe(to), 0);
	assert_int_equal(pipe(from), 0);
	child = fork();
	if (child == 0) {
		int reading;

		close(to[1]);
		close(from[0]);
		_exit(lines_run(to[0], from[1], 2, &work, NULL, &reading) == RESULT_OK ? 0 : 1);
	}
	close(to[0]);
	close(from[1]);
	for (int i = 0; i < 3; i++) {
		struct pollfd p = {.fd = from[0], .events = POLLIN};

		assert_int_equal(write(to[1], "ask\nhal", 7), 7);
		assert_int_equal(poll(&p, 1, 60000), 1);
		assert_true(read(from[0], text, sizeof(text)) > 0);
		assert_int_equal(write(to[1], "f\n", 2), 2);
		assert_int_equal(poll(&p, 1, 60000), 1);
		assert_true(read(from[0], text, sizeof(text)) > 0);
	}
	close(to[1]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	close(from[0]);
}

static void
an_output_that_is_full_is_told(void **state)
{
	FILE *in = tmpfile(), *full = fopen("/dev/full", "w");
	int reading = 7;

	(void)state;
	if (full == NULL)
		skip();
	fputs("a\n", in);
	fflush(in);
	lseek(fileno(in), 0, SEEK_SET);
	assert_int_equal(lines_run(fileno(in), fileno(full), 2, &work, NULL, &reading), RESULT_IO);
	assert_int_equal(reading, 0);
	fclose(in);
	fclose(full);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(small_ones),
		cmocka_unit_test(many_lines_come_out_in_order),
		cmocka_unit_test(a_line_without_end_is_told_and_passed_over),
		cmocka_unit_test(what_came_is_answered_before_more_comes),
		cmocka_unit_test(an_output_that_is_full_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
