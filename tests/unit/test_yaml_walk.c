/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_yaml_walk.c: every fault of a document is told with file, line and column. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/result.h"
#include "tests/unit/said.h"
#include "scanner/yaml_walk.h"

struct taken {
	uint64_t number;
	bool truth;
	struct buf list;
};

static void
take_number(struct walk *w, const yaml_node_t *value, void *target)
{
	(void)walk_number(w, value, 1, 100, &((struct taken *)target)->number);
}

static void
take_truth(struct walk *w, const yaml_node_t *value, void *target)
{
	(void)walk_bool(w, value, &((struct taken *)target)->truth);
}

static void
take_item(struct walk *w, const yaml_node_t *value, void *target)
{
	const char *text = walk_text(w, value);

	if (text != NULL)
		buf_printf(&((struct taken *)target)->list, "[%s]", text);
}

static void
take_list(struct walk *w, const yaml_node_t *value, void *target)
{
	walk_sequence(w, value, take_item, target);
}

static const struct walk_key keys[] = {
	{"number", take_number}, {"truth", take_truth}, {"list", take_list}, {NULL, NULL}};

/* Writes the text to a file of its own, walks it, and gives what was said. */
static const char *
walk(const char *text, size_t len, enum result *r, unsigned *faults, struct taken *t)
{
	char name[] = "/tmp/ranmap-walk-XXXXXX";
	int fd = mkstemp(name);
	const char *said;
	struct walk w;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, len), len);
	close(fd);
	memset(t, 0, sizeof(*t));
	said_begin();
	*r = walk_open(&w, name);
	if (*r == RESULT_OK) {
		if (walk_root(&w) != NULL)
			walk_mapping(&w, walk_root(&w), keys, t);
		*faults = w.faults;
		walk_close(&w);
	}
	said = said_end();
	unlink(name);
	return said;
}

static void
values_of_every_kind_are_taken(void **state)
{
	static const struct {
		const char *text;
		uint64_t number;
		bool truth;
		const char *list;
	} rows[] = {
		{"", 0, false, ""},
		{"# nothing but a remark\n", 0, false, ""},
		{"number: 1\n", 1, false, ""},
		{"number: 100\ntruth: yes\n", 100, true, ""},
		{"truth: off\n", 0, false, ""},
		{"list: one\n", 0, false, "[one]"},
		{"list: [one, two]\n", 0, false, "[one][two]"},
		{"list:\n- one\n- \"t w o\"\n", 0, false, "[one][t w o]"},
		{"list: []\n", 0, false, ""},
		{"number: 7\n...\n", 7, false, ""},
		{"---\nnumber: 7\n", 7, false, ""},
		{"list: [&a x, *a]\n", 0, false, "[x][x]"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		enum result r;
		unsigned faults = 99;
		struct taken t;

		print_message("%s", rows[i].text);
		assert_string_equal(walk(rows[i].text, strlen(rows[i].text), &r, &faults, &t), "");
		assert_int_equal(r, RESULT_OK);
		assert_int_equal(faults, 0);
		assert_int_equal(t.number, rows[i].number);
		assert_int_equal(t.truth, rows[i].truth);
		assert_string_equal(buf_text(&t.list), rows[i].list);
		buf_free(&t.list);
	}
}

static void
faults_tell_their_place(void **state)
{
	static const struct {
		const char *text, *place, *words;
	} rows[] = {
		{"number: 0\n", ":1:9: ", "'0' is no whole number from 1 to 100"},
		{"number: 101\n", ":1:9: ", "'101' is no whole number"},
		{"number: -1\n", ":1:9: ", "'-1' is no whole number"},
		{"number: 1e1\n", ":1:9: ", "'1e1' is no whole number"},
		{"number:\n", ":1:8: ", "'' is no whole number"},
		{"number: [1]\n", ":1:9: ", "a single value is wanted"},
		{"truth: maybe\n", ":1:8: ", "'maybe' is neither true nor false"},
		{"truth: True\n", ":1:8: ", "'True' is neither true nor false"},
		{"\n\n  numbr: 3\n", ":3:3: ", "unknown key 'numbr'"},
		{"number: 3\nnumber: 4\n", ":2:1: ", "the key 'number' is told twice"},
		{"[a]: 1\n", ":1:1: ", "a single value is wanted"},
		{"- number\n", ":1:1: ", "keys and values are wanted here, such as `number:"},
		{"just words\n", ":1:1: ", "keys and values are wanted here"},
		{"list: [x, [y]]\n", ":1:11: ", "a single value is wanted"},
		{"list: &a [*a]\n", ":1:7: ", "a single value is wanted"}, /* holds itself */
		{"list: \"a\\0b\"\n", ":1:7: ", "the value holds a NUL"},
		/* What the file holds may not steer the terminal. */
		{"\"k\\e[2Jk\": 1\n", ":1:1: ", "unknown key 'k[2Jk'"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		enum result r;
		unsigned faults = 0;
		struct taken t;
		const char *said = walk(rows[i].text, strlen(rows[i].text), &r, &faults, &t);

		print_message("%s%s", rows[i].text, said);
		assert_int_equal(r, RESULT_OK);
		assert_int_equal(faults, 1);
		assert_non_null(strstr(said, rows[i].place));
		assert_non_null(strstr(said, rows[i].words));
		buf_free(&t.list);
	}
}

static void
what_is_no_document_is_refused(void **state)
{
	static const struct {
		const char *text, *place;
	} rows[] = {
		{"number: [1\n", ":2:1: "},
		{"a: b: c\n", ":1:5: "},
		{"list: *nowhere\n", ":1:7: "},
		{"number: \"\xff\"\n", ":"},
		/* A line of dashes by mistake must not hide what is behind it. */
		{"number: 3\n---\ntruth: yes\n", ":2:1: "},
		{"number: 3\n...\n---\n", ":3:1: "},
		{"number: 3\n--- [\n", ":"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		enum result r;
		unsigned faults;
		struct taken t;
		const char *said = walk(rows[i].text, strlen(rows[i].text), &r, &faults, &t);

		print_message("%s%s", rows[i].text, said);
		assert_int_equal(r, RESULT_MALFORMED);
		assert_non_null(strstr(said, rows[i].place));
	}
}

static void
a_file_over_a_megabyte_is_refused(void **state)
{
	struct buf text = {0};
	enum result r;
	unsigned faults;
	struct taken t;

	(void)state;
	while (text.len <= 1024u * 1024)
		buf_puts(&text, "# a remark that is repeated until the file is too long\n");
	assert_string_not_equal(walk(text.data, text.len, &r, &faults, &t), "");
	assert_int_equal(r, RESULT_RANGE);
	buf_free(&text);
}

static void
a_missing_file_and_a_folder_are_told_apart(void **state)
{
	struct walk w;

	(void)state;
	said_begin();
	assert_int_equal(walk_open(&w, "no/such.yaml"), RESULT_NOT_FOUND);
	assert_int_equal(walk_open(&w, "."), RESULT_IO);
	assert_non_null(strstr(said_end(), "no/such.yaml: "));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_of_every_kind_are_taken),
		cmocka_unit_test(faults_tell_their_place),
		cmocka_unit_test(what_is_no_document_is_refused),
		cmocka_unit_test(a_file_over_a_megabyte_is_refused),
		cmocka_unit_test(a_missing_file_and_a_folder_are_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
