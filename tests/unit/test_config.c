/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* The configuration: what is taken, and where a fault is said to be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "scanner/config.h"

static char dir[] = "/tmp/ranmap-test-XXXXXX";

static char *
put(const char *name, const char *text, mode_t mode)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	assert_int_equal(chmod(path, mode), 0);
	return xstrdup(path);
}

/* Loads a text as configuration; what went to standard error is put into said. */
static enum result
load(const char *text, struct settings *s, char *said, size_t size)
{
	char *path = put("ranmap.yaml", text, 0644), log[128];
	int old = dup(2), fd;
	enum result r;
	ssize_t n;

	snprintf(log, sizeof(log), "%s/log", dir);
	fd = open(log, O_RDWR | O_CREAT | O_TRUNC, 0600);
	dup2(fd, 2);
	settings_init(s);
	free(s->config_file);
	s->config_file = path;
	r = config_load(s);
	fflush(stderr);
	dup2(old, 2);
	close(old);
	n = pread(fd, said, size - 1, 0);
	said[n > 0 ? n : 0] = '\0';
	close(fd);
	return r;
}

static void
every_key_is_taken(void **state)
{
	struct settings s;
	char said[1024];
	struct addr a;

	(void)state;
	free(put("community", "sesame\n", 0600));
	free(put("auth", "long enough\n", 0600));
	free(put("priv", "longer still\n", 0600));
	assert_int_equal(
		load("scope: [10.20.0.0/16]\n"
		     "exclude: [10.20.0.1, 10.20.9.0/24]\n"
		     "pace: {rate: 2000, host-rate: 10, subnet-rate: 200, subnet-size: 24,\n"
		     "       window: \"01:00-05:00\", timezone: Europe/London}\n"
		     "store: x.db\n"
		     "snmp: {discovery: false}\n"
		     "ssh: {hostkey: true}\n"
		     "credentials:\n"
		     "  - for: 10.20.0.0/16\n"
		     "    snmp: {version: 2c, community-file: community}\n"
		     "  - for: 10.20.8.0/21\n"
		     "    snmp: {version: 3, user: audit, level: authPriv, auth: SHA-256,\n"
		     "           auth-file: auth, priv: AES, priv-file: priv}\n",
			&s, said, sizeof(said)),
		RESULT_OK);
	assert_string_equal(said, "");
	assert_int_equal(s.n_scope, 1);
	assert_int_equal(s.n_exclude, 2);
	assert_int_equal(s.rate, 2000);
	assert_int_equal(s.window_start, 60);
	assert_int_equal(s.window_end, 300);
	assert_string_equal(s.timezone, "Europe/London");
	assert_false(s.snmp_discovery);
	assert_true(s.ssh_hostkey);
	addr_parse("10.20.9.9", &a);
	assert_string_equal(settings_credential(&s, &a)->priv_secret, "longer still");
	addr_parse("10.20.200.9", &a);
	assert_string_equal(settings_credential(&s, &a)->community, "sesame");
	settings_free(&s);
}

static void
faults_name_their_place(void **state)
{
	static const struct {
		const char *text, *place;
	} cases[] = {
		{"scope: [10.0.0.0/8]\ncolour: red\n", ":2:1: unknown key 'colour'"},
		{"store: a\nscope: [10.0.0.0/8]\nstore: b\n",
			":3:1: the key 'store' is told twice"},
		{"pace: {rate: fast}\n", ":1:14: 'fast' is no whole number"},
		{"scope:\n  - 10.0.0.1/8\n", ":2:5: '10.0.0.1/8' has bits set"},
		{"pace:\n  window: 25:00-26:00\n", ":2:11: '25:00-26:00' is no window"},
		{"scope: [\n", ":2:1: "},
		{"credentials:\n  - snmp: {version: 2c}\n",
			":2:5: this entry of credentials has no 'for'"},
		{"credentials: [{for: 10.0.0.0/8, snmp: {version: 4}}]\n",
			"'4' is no SNMP version"},
		{"- a\n", ":1:1: keys and values are wanted"},
		{"pace: {timezone: Mars/Olympus}\n", "is no time zone"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct settings s;
		char said[1024];

		assert_int_equal(load(cases[i].text, &s, said, sizeof(said)), RESULT_MALFORMED);
		if (strstr(said, cases[i].place) == NULL)
			fail_msg("'%s' is not in '%s'", cases[i].place, said);
		settings_free(&s);
	}
}

static void
an_open_secret_is_refused(void **state)
{
	struct settings s;
	char said[1024];

	(void)state;
	free(put("community", "sesame\n", 0644));
	assert_int_equal(
		load("credentials: [{for: 10.0.0.0/8, snmp: {community-file: community}}]\n", &s,
			said, sizeof(said)),
		RESULT_MALFORMED);
	assert_non_null(strstr(said, "can be read or written by others"));
	assert_null(strstr(said, "sesame"));
	settings_free(&s);
}

static int
make_dir(void **state)
{
	(void)state;
	return mkdtemp(dir) != NULL ? 0 : -1;
}

static int
remove_dir(void **state)
{
	static const char *const names[] = {"ranmap.yaml", "community", "auth", "priv", "log"};
	char path[128];

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		unlink(path);
	}
	return rmdir(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_key_is_taken),
		cmocka_unit_test(faults_name_their_place),
		cmocka_unit_test(an_open_secret_is_refused),
	};

	return cmocka_run_group_tests_name("config", tests, make_dir, remove_dir);
}
