/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* The compiled cache is taken where it is ours, whole and of these very files;
 * else it is built again. Whether it was, its inode tells: a new file is put in
 * its place. */
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

#include "fingerprints/rules.h"
#include "tests/unit/rule_kit.h"

static const char some_rules[] = "vendor: Acme\n"
				 "enterprises: [{number: 70001}]\n"
				 "rules:\n"
				 "  - id: acme-text\n"
				 "    key: snmp.sysDescr\n"
				 "    regex: '^Acme (?<model>F\\d+) (?<sw_version>\\d+)'\n";

static int
set_up(void **state)
{
	struct kit *k = xcalloc(1, sizeof(*k));

	kit_begin(k);
	kit_rules(k, some_rules);
	*state = k;
	return 0;
}

static int
tear_down(void **state)
{
	kit_end(*state);
	free(*state);
	return 0;
}

static struct stat
state_of(const char *path)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	return st;
}

/* Loads again, checks that the rules work, and tells whether a new cache was put. */
static bool
is_rebuilt(struct kit *k)
{
	struct stat before, after;
	struct identification who;
	int hold = open(k->cache, O_RDONLY | O_CLOEXEC); /* so that its inode is not used again */

	before = state_of(k->cache);
	assert_int_equal(kit_load(k), RESULT_OK);
	who = kit_identify(k, "snmp.sysDescr=Acme F7 12", NULL);
	assert_string_equal(who.claims[CLAIM_manufacturer], "Acme");
	assert_string_equal(who.claims[CLAIM_model], "F7");
	after = state_of(k->cache);
	if (hold >= 0)
		close(hold);
	assert_true(S_ISREG(after.st_mode));
	return before.st_ino != after.st_ino;
}

static char *
slurp(const char *path, size_t *len)
{
	struct stat st = state_of(path);
	char *bytes = xmalloc((size_t)st.st_size + 1);
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	*len = fread(bytes, 1, (size_t)st.st_size, f);
	assert_int_equal(*len, st.st_size);
	fclose(f);
	return bytes;
}

static void
spill(const char *path, const char *bytes, size_t len)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

static void
a_cache_of_these_files_is_taken(void **state)
{
	struct kit *k = *state;
	struct stat st = state_of(k->cache);

	assert_int_equal(st.st_mode & 0777, 0600);
	assert_false(is_rebuilt(k));
	assert_false(is_rebuilt(k));
}

static void
a_changed_file_makes_a_new_one(void **state)
{
	struct kit *k = *state;
	char digest[65];

	strcpy(digest, rules_digest(k->rules));
	kit_put(k, "rules/vendors/more.yaml", "vendor: Cog\nenterprises: [{number: 70002}]\n");
	assert_true(is_rebuilt(k));
	assert_string_not_equal(digest, rules_digest(k->rules));
	assert_false(is_rebuilt(k));
	/* One byte, the same length, the same second. */
	kit_put(k, "rules/vendors/more.yaml", "vendor: Cog\nenterprises: [{number: 70003}]\n");
	assert_true(is_rebuilt(k));
}

static void
a_truncated_one_is_built_again(void **state)
{
	struct kit *k = *state;
	size_t len, full;
	char *bytes = slurp(k->cache, &full);

	for (size_t i = 0; i < 8; i++) {
		static const size_t eighths[] = {0, 1, 2, 3, 4, 6, 7, 8};

		len = i == 7 ? full - 1 : full * eighths[i] / 8;
		spill(k->cache, bytes, len);
		assert_true(is_rebuilt(k));
	}
	/* Trailing rubbish is no cache of ours either. */
	spill(k->cache, bytes, full);
	bytes[full] = 'x';
	spill(k->cache, bytes, full + 1);
	assert_true(is_rebuilt(k));
	free(bytes);
}

static void
a_flipped_bit_is_noticed_wherever_it_is(void **state)
{
	struct kit *k = *state;
	size_t len;
	char *bytes = slurp(k->cache, &len);

	for (size_t i = 0; i < 40; i++) {
		/* All of the head, then spread over the rest. */
		size_t at = i < 12 ? i * 9 : 120 + (len - 121) * (i - 12) / 27;

		bytes[at] = (char)(bytes[at] ^ 1 << i % 8);
		spill(k->cache, bytes, len);
		if (!is_rebuilt(k))
			fail_msg("byte %zu of %zu", at, len);
		bytes[at] = (char)(bytes[at] ^ 1 << i % 8);
	}
	free(bytes);
}

static void
one_that_others_can_write_is_not_trusted(void **state)
{
	struct kit *k = *state;

	assert_int_equal(chmod(k->cache, 0620), 0);
	assert_true(is_rebuilt(k));
	assert_int_equal(chmod(k->cache, 0602), 0);
	assert_true(is_rebuilt(k));
	assert_false(is_rebuilt(k));
}

static void
a_strangers_one_is_not_trusted(void **state)
{
	struct kit *k = *state;

	if (geteuid() != 0)
		skip();
	assert_int_equal(chown(k->cache, 65534, 65534), 0);
	assert_true(is_rebuilt(k));
	assert_int_equal(state_of(k->cache).st_uid, 0);
}

static void
a_link_is_not_followed(void **state)
{
	struct kit *k = *state;
	char other[128];

	snprintf(other, sizeof(other), "%s/elsewhere", k->dir);
	assert_int_equal(rename(k->cache, other), 0);
	assert_int_equal(symlink(other, k->cache), 0);
	assert_true(is_rebuilt(k));
	assert_true(S_ISREG(state_of(other).st_mode));
}

/* The digest is of the program, its tables, the matching library and the machine,
 * as well as of the files: a cache with another digest is another's. */
static void
one_of_another_program_or_machine_is_built_again(void **state)
{
	struct kit *k = *state;
	struct rules *other = NULL;
	char digest[65], wrong[65];

	strcpy(digest, rules_digest(k->rules));
	strcpy(wrong, digest);
	wrong[10] = wrong[10] == '0' ? '1' : '0';
	assert_int_not_equal(cache_read(k->cache, wrong, &other), RESULT_OK);
	assert_null(other);
	assert_int_equal(cache_read(k->cache, digest, &other), RESULT_OK);
	rules_free(other);
}

static void
no_place_for_it_is_no_fault(void **state)
{
	struct kit *k = *state;
	struct identification who;

	k->sources.cache_file = "/proc/no/such/place/rules.cache";
	assert_int_equal(kit_load(k), RESULT_OK);
	who = kit_identify(k, "snmp.sysObjectID=1.3.6.1.4.1.70001.1", NULL);
	assert_string_equal(who.claims[CLAIM_manufacturer], "Acme");
	k->sources.cache_file = NULL;
	assert_int_equal(kit_load(k), RESULT_OK);
}

/* A checksum of one's own is easily made: what the tables say is checked too. */
static void
an_image_that_lies_about_its_tables_is_refused(void **state)
{
	struct kit *k = *state;

	for (size_t field = 0; field < 9; field++) {
		char *image = xmalloc(k->rules->image_len);
		struct image_head *h = (struct image_head *)(void *)image;
		uint64_t *counts[] = {&h->n_rules, &h->n_enterprises, &h->n_ouis, &h->n_families,
			&h->n_spellings, &h->n_groups, &h->pool_len, &h->candidates_len};
		struct rules *r = NULL;

		memcpy(image, k->rules->image, k->rules->image_len);
		if (field == 8)
			h->n_keys = KEYS_MAX + 1;
		else
			*counts[field] = UINT64_MAX / 3;
		assert_int_not_equal(rules_of_image(image, k->rules->image_len, &r), RESULT_OK);
		assert_null(r);
	}
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(a_cache_of_these_files_is_taken),
		T(a_changed_file_makes_a_new_one),
		T(a_truncated_one_is_built_again),
		T(a_flipped_bit_is_noticed_wherever_it_is),
		T(one_that_others_can_write_is_not_trusted),
		T(a_strangers_one_is_not_trusted),
		T(a_link_is_not_followed),
		T(one_of_another_program_or_machine_is_built_again),
		T(no_place_for_it_is_no_fault),
		T(an_image_that_lies_about_its_tables_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
