/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_output_json.c: both JSON writers, read back by jansson. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <jansson.h>

#include "tests/unit/output_fake.h"

static char *
export_name(const char *name, const char *writer)
{
	struct element e[2] = {
		fake_element("e-1", "Huawei", "router"),
		fake_element("e-2", "", "unknown"),
	};
	struct store store = {.elements = e, .n_elements = 2};

	e[0].name = name;
	e[0].latitude = -33.25;
	return fake_plain(&store, "elements", writer);
}

static void
json_is_an_array_of_objects(void **state)
{
	char *text = export_name("core-1", "json");
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL), *first;

	(void)state;
	assert_int_equal(json_array_size(root), 2);
	first = json_array_get(root, 0);
	assert_int_equal(json_object_size(first), fake_columns("elements"));
	assert_string_equal(json_string_value(json_object_get(first, "name")), "core-1");
	assert_string_equal(json_string_value(json_object_get(first, "manufacturer")), "Huawei");
	assert_true(json_is_real(json_object_get(first, "latitude")));
	assert_true(json_real_value(json_object_get(first, "latitude")) == -33.25);
	assert_true(json_is_null(json_object_get(first, "longitude")));
	assert_string_equal(
		json_string_value(json_object_get(first, "last_seen")), "2026-01-02T00:00:00Z");
	assert_true(json_is_null(json_object_get(json_array_get(root, 1), "manufacturer")));
	json_decref(root);
	free(text);
}

static void
json_of_nothing_is_an_empty_array(void **state)
{
	struct store store = {0};
	char *text = fake_plain(&store, "elements", "json");
	json_t *root = json_loads(text, 0, NULL);

	(void)state;
	assert_true(json_is_array(root));
	assert_int_equal(json_array_size(root), 0);
	json_decref(root);
	free(text);
	text = fake_plain(&store, "elements", "jsonl");
	assert_string_equal(text, "");
	free(text);
}

static void
jsonl_is_an_object_a_line(void **state)
{
	char *text = export_name("two\nlines", "jsonl"), *save = NULL;
	size_t n = 0;

	(void)state;
	assert_int_equal(text[strlen(text) - 1], '\n');
	for (char *line = strtok_r(text, "\n", &save); line != NULL;
		line = strtok_r(NULL, "\n", &save), n++) {
		json_t *object = json_loads(line, 0, NULL);

		assert_true(json_is_object(object));
		json_decref(object);
	}
	assert_int_equal(n, 2);
	free(text);
}

static void
json_survives_hostile_devices(void **state)
{
	static const char *const writers[] = {"json", "jsonl"};

	(void)state;
	for (size_t i = 0; i < fake_n_hostile * 2; i++) {
		char *text = export_name(fake_hostile[i / 2], writers[i % 2]);
		json_t *root = json_loads(text, JSON_DISABLE_EOF_CHECK, NULL);
		json_t *object = i % 2 == 0 ? json_array_get(root, 0) : root;
		const char *name = json_string_value(json_object_get(object, "name"));

		assert_non_null(object);
		assert_int_equal(json_object_size(object), fake_columns("elements"));
		for (; name != NULL && *name != '\0'; name++)
			assert_true((unsigned char)*name >= ' ' && *name != 0x7f);
		json_decref(root);
		free(text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_is_an_array_of_objects),
		cmocka_unit_test(json_of_nothing_is_an_empty_array),
		cmocka_unit_test(jsonl_is_an_object_a_line),
		cmocka_unit_test(json_survives_hostile_devices),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
