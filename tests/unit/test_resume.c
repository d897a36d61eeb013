/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_resume.c: the options of a sweep to text and back; what is said while it
 * runs: progress, messages by their level. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "scanner/progress.h"
#include "scanner/resume.h"

/* ---- options ---------------------------------------------------------------------- */

static void
options_come_back(void **state)
{
	struct settings a, b;
	struct credential c = {.version = SNMP_V2C};
	struct buf json = {0};
	char *file = NULL;

	(void)state;
	settings_init(&a);
	settings_init(&b);
	a.rate = 4294967295u;
	a.host_rate = 0;
	a.subnet_rate = 77;
	a.subnet_bits4 = 22;
	a.snmp_port = 65535;
	a.ssh_port = 2222;
	a.timeout_ms = 60000;
	a.retries = 10;
	a.depth = DEPTH_COMPONENTS;
	a.snmp_discovery = false;
	a.default_community = false;
	a.ssh_hostkey = true;
	a.harm_check = false;
	settings_add_probe(&a, "ssh");
	settings_add_probe(&b, "snmp"); /* is replaced */
	assert_int_equal(addr_parse("127.0.0.9", &a.source), RESULT_OK);
	assert_int_equal(prefix_parse("10.0.0.0/8", true, &c.applies), RESULT_OK);
	c.community = xstrdup("not-to-be-written");
	c.name = xstrdup("name");
	settings_add_credential(&a, c);
	resume_write(&a, "/no/such/word", &json);
	assert_null(strstr(buf_text(&json), "not-to-be-written"));
	assert_int_equal(resume_read(buf_text(&json), &b, &file), RESULT_OK);
	assert_int_equal(b.rate, a.rate);
	assert_int_equal(b.host_rate, 0);
	assert_int_equal(b.subnet_rate, 77);
	assert_int_equal(b.subnet_bits4, 22);
	assert_int_equal(b.snmp_port, 65535);
	assert_int_equal(b.ssh_port, 2222);
	assert_int_equal(b.timeout_ms, 60000);
	assert_int_equal(b.retries, 10);
	assert_int_equal(b.depth, DEPTH_COMPONENTS);
	assert_false(b.snmp_discovery);
	assert_false(b.default_community);
	assert_true(b.ssh_hostkey);
	assert_false(b.harm_check);
	assert_int_equal(b.n_probes, 1);
	assert_string_equal(b.probes[0], "ssh");
	assert_true(addr_equal(&a.source, &b.source));
	assert_string_equal(file, "/no/such/word");
	assert_null(resume_config(buf_text(&json)));
	free(file);
	buf_free(&json);
	settings_free(&a);
	settings_free(&b);
}

static void
what_is_no_options_is_refused(void **state)
{
	static const char *const bad[] = {"", "{", "[]", "null", "\"text\""};
	struct settings s;
	char *file = NULL;

	(void)state;
	settings_init(&s);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(resume_read(bad[i], &s, &file), RESULT_MALFORMED);
		assert_null(file);
		assert_null(resume_config(bad[i]));
	}
	/* Values of other types change nothing. */
	assert_int_equal(
		resume_read("{\"rate\":\"x\",\"retries\":[],\"probes\":7}", &s, &file), RESULT_OK);
	assert_int_equal(s.rate, 500);
	assert_int_equal(s.retries, 2);
	settings_free(&s);
}

/* ---- standard error, as a file -------------------------------------------------------- */

static int kept;
static char name[] = "/tmp/ranmap-said.XXXXXX";

static int catch (void **state)
{
	int fd;

	(void)state;
	strcpy(name, "/tmp/ranmap-said.XXXXXX");
	fd = mkstemp(name);
	fflush(stderr);
	kept = dup(STDERR_FILENO);
	return fd >= 0 && kept >= 0 && dup2(fd, STDERR_FILENO) >= 0 ? close(fd) : -1;
}

static int
let_go(void **state)
{
	(void)state;
	fflush(stderr);
	dup2(kept, STDERR_FILENO);
	close(kept);
	clock_release();
	return unlink(name);
}

static const char *
said(void)
{
	static char text[8192];
	FILE *f = fopen(name, "re");
	size_t n;

	fflush(stderr);
	n = fread(text, 1, sizeof(text) - 1, f);
	text[n] = '\0';
	fclose(f);
	return text;
}

static unsigned
lines_of(const char *text)
{
	unsigned n = 0;

	for (; *text != '\0'; text++)
		n += *text == '\n';
	return n;
}

static void
messages_go_by_their_level(void **state)
{
	(void)state;
	log_set_level(LOG_LEVEL_WARN);
	log_error("one %d", 1);
	log_warn("two");
	log_info("three");
	log_debug("four");
	log_set_level(LOG_LEVEL_DEBUG);
	log_debug("five");
	log_set_level(LOG_LEVEL_INFO);
	log_debug("six");
	log_info("seven");
	assert_string_equal(said(), "ranmap: error: one 1\nranmap: warning: two\n"
				    "ranmap: debug: five\nranmap: seven\n");
}

static void
a_plain_line_comes_every_ten_seconds(void **state)
{
	struct sweep_counts c = {.targets = 1000};
	struct progress *p;

	(void)state;
	clock_hold(50 * CLOCK_S);
	p = progress_new(false);
	for (int second = 1; second <= 35; second++) {
		clock_hold((50 + second) * CLOCK_S);
		c.finished += 10;
		c.packets += 20;
		c.outcomes[OUTCOME_ANSWERED] += 3;
		progress_tell(p, &c, false);
	}
	assert_int_equal(lines_of(said()), 3);
	assert_non_null(strstr(said(), "100 of 1000 targets (10 %), 30 answered, 20 packets/s, "
				       "1 m 31 s left\n"));
	clock_hold(100 * CLOCK_S);
	progress_tell(p, &c, true);
	assert_non_null(strstr(said(), "paused"));
	assert_null(strchr(said(), '\r'));
	assert_null(strchr(said(), '\033'));
	progress_end(p);
	progress_free(p);
}

static void
quiet_is_quiet(void **state)
{
	struct sweep_counts c = {.targets = 0};
	struct progress *p;

	(void)state;
	clock_hold(50 * CLOCK_S);
	p = progress_new(true);
	clock_hold(5000 * CLOCK_S);
	progress_tell(p, &c, false);
	progress_end(p);
	progress_free(p);
	progress_free(NULL);
	assert_string_equal(said(), "");
}

static void
durations_are_short(void **state)
{
	static const struct {
		int64_t s;
		const char *text;
	} cases[] = {{0, "0 s"}, {59, "59 s"}, {60, "1 m 0 s"}, {3599, "59 m 59 s"},
		{3600, "1 h 0 m"}, {86399, "23 h 59 m"}, {86400, "1 d 0 h"}, {864000, "10 d 0 h"}};
	struct buf b = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_clear(&b);
		progress_duration(&b, cases[i].s);
		assert_string_equal(buf_text(&b), cases[i].text);
	}
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_come_back),
		cmocka_unit_test(what_is_no_options_is_refused),
		cmocka_unit_test_setup_teardown(messages_go_by_their_level, catch, let_go),
		cmocka_unit_test_setup_teardown(
			a_plain_line_comes_every_ten_seconds, catch, let_go),
		cmocka_unit_test_setup_teardown(quiet_is_quiet, catch, let_go),
		cmocka_unit_test(durations_are_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
