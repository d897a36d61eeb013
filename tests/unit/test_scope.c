/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_scope.c: what may be probed, and what words become targets. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "scanner/aim.h"
#include "scanner/scope.h"

static struct prefix
prefix(const char *text)
{
	struct prefix p;

	assert_int_equal(prefix_parse(text, true, &p), RESULT_OK);
	return p;
}

static bool
allows(const struct settings *s, const char *text)
{
	struct addr a;

	assert_int_equal(addr_parse(text, &a), RESULT_OK);
	return scope_allows(s, &a);
}

static void
test_without_a_scope_private_addresses_only(void **state)
{
	struct settings s = {0};

	(void)state;
	assert_true(allows(&s, "127.0.0.1"));
	assert_true(allows(&s, "10.255.255.255"));
	assert_true(allows(&s, "172.31.0.1"));
	assert_true(allows(&s, "192.168.7.7"));
	assert_true(allows(&s, "100.127.255.255"));
	assert_true(allows(&s, "169.254.1.1"));
	assert_true(allows(&s, "::1"));
	assert_true(allows(&s, "fd12::1"));
	assert_true(allows(&s, "fe80::1%1"));
	assert_false(allows(&s, "9.255.255.255"));
	assert_false(allows(&s, "11.0.0.0"));
	assert_false(allows(&s, "172.32.0.1"));
	assert_false(allows(&s, "192.0.2.1"));
	assert_false(allows(&s, "100.128.0.0"));
	assert_false(allows(&s, "::2"));
	assert_false(allows(&s, "2001:db8::1"));
	assert_false(allows(&s, "::ffff:10.0.0.1"));
}

static void
test_a_scope_replaces_it_and_exclusions_win(void **state)
{
	struct settings s = {0};
	struct prefix in = prefix("192.0.2.0/24"), out = prefix("192.0.2.128/25");

	(void)state;
	settings_add_scope(&s, &in);
	settings_add_exclude(&s, &out);
	assert_true(allows(&s, "192.0.2.5"));
	assert_false(allows(&s, "192.0.2.200"));
	assert_false(allows(&s, "10.0.0.1"));
	assert_false(allows(&s, "127.0.0.1"));
	settings_free(&s);
}

static void
take(const struct settings *s, const char *word, enum result expected, uint64_t count,
	uint64_t skipped)
{
	struct loop *loop = loop_new();
	char *words[] = {(char *)(uintptr_t)word};
	struct aimed aimed;

	assert_int_equal(aim_take(s, loop, words, 1, NULL, &aimed), expected);
	if (expected == RESULT_OK) {
		assert_int_equal(targets_count(aimed.targets), count);
		assert_int_equal(aimed.out_of_scope, skipped);
	}
	targets_free(aimed.targets);
	loop_free(loop);
}

static void
test_words_become_targets(void **state)
{
	struct settings s = {0};
	struct prefix out = prefix("10.0.0.0/30");

	(void)state;
	settings_add_exclude(&s, &out);
	take(&s, "10.1.0.0/16", RESULT_OK, 65536, 0);
	take(&s, "10.0.0.0/24", RESULT_OK, 252, 0);
	take(&s, "10.0.1.5-9", RESULT_OK, 5, 0);
	take(&s, "::1", RESULT_OK, 1, 0);
	/* Of a prefix, what is in scope. */
	take(&s, "100.0.0.0/8", RESULT_OK, 1 << 22, (1 << 24) - (1 << 22));
	take(&s, "11.0.0.0/8", RESULT_REFUSED, 0, 0);
	take(&s, "2001:db8::/32", RESULT_REFUSED, 0, 0);
	take(&s, "fd00::/8", RESULT_MALFORMED, 0, 0);
	take(&s, "10.0.0.0/33", RESULT_MALFORMED, 0, 0);
	take(&s, "10.0.0.256", RESULT_MALFORMED, 0, 0);
	take(&s, "no such name", RESULT_MALFORMED, 0, 0);
	take(&s, "-x", RESULT_MALFORMED, 0, 0);
	settings_free(&s);
}

static void
test_a_name_is_resolved(void **state)
{
	struct settings s = {0};
	struct loop *loop = loop_new();
	char *words[] = {(char[]){"localhost"}};
	struct aimed aimed;

	(void)state;
	assert_int_equal(aim_take(&s, loop, words, 1, NULL, &aimed), RESULT_OK);
	assert_true(targets_count(aimed.targets) >= 1);
	assert_int_equal(aimed.unresolved, 0);
	targets_free(aimed.targets);
	loop_free(loop);
}

static void
test_a_file_of_targets(void **state)
{
	char path[] = "/tmp/ranmap-targets-XXXXXX";
	int fd = mkstemp(path);
	static const char text[] = "# sites\n10.0.0.0/30 10.0.1.1\n\n  10.0.2.1-2 # two\n";
	struct settings s = {0};
	struct loop *loop = loop_new();
	struct aimed aimed;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, sizeof(text) - 1), sizeof(text) - 1);
	close(fd);
	assert_int_equal(aim_take(&s, loop, NULL, 0, path, &aimed), RESULT_OK);
	assert_int_equal(targets_count(aimed.targets), 7);
	targets_free(aimed.targets);
	unlink(path);
	assert_int_equal(aim_take(&s, loop, NULL, 0, path, &aimed), RESULT_IO);
	loop_free(loop);
}

static void
test_what_is_nobodys_is_never_allowed(void **state)
{
	static const char *const texts[] = {"0.0.0.0", "0.1.2.3", "224.0.0.1", "239.255.255.255",
		"255.255.255.255", "::", "ff02::1", "ffff::1"};
	struct settings s = {0};
	struct targets *t = targets_new();
	struct prefix everything4, everything6;
	struct addr first, last;
	uint64_t skipped = 0;

	(void)state;
	settings_init(&s);
	assert_int_equal(prefix_parse("0.0.0.0/0", true, &everything4), RESULT_OK);
	assert_int_equal(prefix_parse("::/0", true, &everything6), RESULT_OK);
	settings_add_scope(&s, &everything4);
	settings_add_scope(&s, &everything6);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_int_equal(addr_parse(texts[i], &first), RESULT_OK);
		assert_false(scope_allows(&s, &first));
		assert_int_equal(scope_add(&s, t, &first, &first, &skipped), RESULT_REFUSED);
	}
	assert_int_equal(targets_count(t), 0);
	assert_int_equal(addr_parse("223.255.255.254", &first), RESULT_OK);
	assert_int_equal(addr_parse("240.0.0.1", &last), RESULT_OK);
	assert_int_equal(scope_add(&s, t, &first, &last, &skipped), RESULT_OK);
	assert_int_equal(targets_count(t), 4); /* two on each side of the groups */
	assert_int_equal(skipped, 1u << 28);
	targets_free(t);
	settings_free(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_without_a_scope_private_addresses_only),
		cmocka_unit_test(test_a_scope_replaces_it_and_exclusions_win),
		cmocka_unit_test(test_words_become_targets),
		cmocka_unit_test(test_a_name_is_resolved),
		cmocka_unit_test(test_a_file_of_targets),
		cmocka_unit_test(test_what_is_nobodys_is_never_allowed),
	};

	log_set_level(LOG_LEVEL_ERROR);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
