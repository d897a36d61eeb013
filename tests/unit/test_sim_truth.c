/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* The truth file, and the network that is put together from options. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/truth.h"
#include "tests/unit/sim_help.h"

static struct sim_options options;
static struct setup setup;

/* The lines of the truth as an array. */
static json_t *
truth(const char *line)
{
	static char text[65536];
	json_t *all = json_array();
	json_error_t error;
	char path[300];
	FILE *file;

	sim_setup(&setup, &options, line);
	snprintf(path, sizeof path, "%s/truth", sim_folder());
	assert_int_equal(truth_write(&setup, path), RESULT_OK);
	file = fopen(path, "r");
	assert_non_null(file);
	while (fgets(text, sizeof text, file) != NULL) {
		json_t *one = json_loads(text, 0, &error);

		assert_non_null(one);
		json_array_append_new(all, one);
	}
	fclose(file);
	return all;
}

static const char *
text_of(json_t *o, const char *name)
{
	const char *text = json_string_value(json_object_get(o, name));

	return text != NULL ? text : "";
}

static bool
is(json_t *o, const char *type)
{
	return strcmp(text_of(o, "type"), type) == 0;
}

static void
done(json_t *all)
{
	json_decref(all);
	setup_free(&setup);
	sim_folder_gone();
}

static void
the_last_line_counts_the_others(void **state)
{
	json_t *all = truth("--prefix 127.20.0.0/21 --multihomed 30"), *last, *o;
	size_t i, elements = 0, silent = 0, components = 0, links = 0;

	(void)state;
	last = json_array_get(all, json_array_size(all) - 1);
	json_array_foreach(all, i, o)
	{
		elements += is(o, "element");
		silent += is(o, "silent");
		components += is(o, "component");
		links += is(o, "link");
	}
	assert_true(is(last, "network"));
	assert_int_equal(json_integer_value(json_object_get(last, "elements")), elements);
	assert_int_equal(json_integer_value(json_object_get(last, "silent")), silent);
	assert_int_equal(json_integer_value(json_object_get(last, "components")), components);
	assert_int_equal(json_integer_value(json_object_get(last, "links")), links);
	assert_true(elements > 400 && components > 200 && links > 400);
	done(all);
}

/* Every address that answers is in it once, and no other. */
static void
every_address_is_listed_once(void **state)
{
	json_t *all = truth("--prefix 127.20.0.0/22 --prefix 127.20.2.0/24 --multihomed 30"), *o,
	       *a;
	unsigned seen[1024] = {0};
	size_t i, k;

	(void)state;
	json_array_foreach(all, i, o)
	{
		if (!is(o, "element") && !is(o, "silent"))
			continue;
		json_array_foreach(json_object_get(o, "addresses"), k, a)
		{
			unsigned c, d;

			assert_int_equal(sscanf(json_string_value(a), "127.20.%u.%u", &c, &d), 2);
			seen[c * 256 + d]++;
		}
	}
	for (unsigned n = 0; n < 1024; n++) {
		struct addr at = {.family = 4, .ip = {127, 20, (uint8_t)(n >> 8), (uint8_t)n}};

		assert_int_equal(seen[n], layout_alive(&setup.layout, &at));
	}
	done(all);
}

static void
links_join_elements_that_are_listed(void **state)
{
	json_t *all = truth("--prefix 127.20.0.0/21"), *known = json_object(), *o;
	size_t i, mutual = 0, untold = 0;

	(void)state;
	json_array_foreach(all, i, o) if (is(o, "element") || is(o, "silent"))
		json_object_set(known, text_of(o, "id"), o);
	json_array_foreach(all, i, o)
	{
		size_t n = json_array_size(json_object_get(o, "told_by"));

		if (is(o, "component"))
			assert_non_null(json_object_get(known, text_of(o, "element")));
		if (!is(o, "link"))
			continue;
		mutual += n == 2;
		untold += n == 0;
		if (n > 0) {
			assert_non_null(json_object_get(known, text_of(o, "a")));
			assert_non_null(json_object_get(known, text_of(o, "b")));
		}
	}
	assert_true(mutual > 20 && untold > 20);
	json_decref(known);
	done(all);
}

static void
what_nobody_can_know_is_null(void **state)
{
	json_t *all = truth("--at 127.20.0.1=generic-linux --at 127.20.0.2=nokia-7750-sr "
			    "--at 127.20.0.3=closed-community --at 127.20.0.4=v3-only-microwave "
			    "--at 127.20.0.5=ericsson-baseband --density 0"),
	       *o;
	size_t i, n = 0;

	(void)state;
	json_array_foreach(all, i, o)
	{
		const char *persona = text_of(o, "persona");

		n += is(o, "element");
		if (strcmp(persona, "generic-linux") == 0 ||
			strcmp(persona, "ericsson-baseband") == 0)
			assert_true(json_is_null(json_object_get(o, "manufacturer")));
		if (strcmp(persona, "ericsson-baseband") == 0)
			assert_string_equal(text_of(o, "made_by"), "Ericsson");
		if (strcmp(persona, "nokia-7750-sr") == 0) {
			assert_string_equal(text_of(o, "manufacturer"), "Nokia");
			assert_true(json_is_true(json_object_get(o, "readable")));
		}
		if (strcmp(persona, "v3-only-microwave") == 0) {
			assert_true(json_is_false(json_object_get(o, "readable")));
			assert_true(json_is_true(json_object_get(o, "answers")));
		}
		if (strcmp(persona, "closed-community") == 0)
			assert_true(is(o, "silent"));
	}
	assert_int_equal(n, 4);
	done(all);
}

static void
recordings_have_their_addresses(void **state)
{
	char line[300];
	json_t *all, *o;
	size_t i, n = 0;

	(void)state;
	sim_file("b.snmprec", "1.3.6.1.2.1.1.1.0|4|b\n");
	sim_file("a.snmprec",
		"1.3.6.1.2.1.1.1.0|4|a\n1.3.6.1.6.3.10.2.1.1.0|4x|800007db0301020304\n");
	snprintf(line, sizeof line, "--recordings %s --recordings-prefix 127.21.0.0/24",
		sim_folder());
	all = truth(line);
	json_array_foreach(all, i, o)
	{
		if (!is(o, "recording"))
			continue;
		if (strcmp(text_of(o, "file"), "a.snmprec") == 0) {
			assert_string_equal(text_of(o, "address"), "127.21.0.1");
			assert_string_equal(text_of(o, "engine_id"), "800007db0301020304");
		} else {
			assert_string_equal(text_of(o, "address"), "127.21.0.2");
			assert_true(json_is_null(json_object_get(o, "engine_id")));
		}
		n++;
	}
	assert_int_equal(n, 2);
	done(all);
}

static void
one_address_can_be_asked_for(void **state)
{
	struct addr at = {.family = 4, .ip = {127, 20, 0, 1}};
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);

	(void)state;
	sim_setup(&setup, &options, "--at 127.20.0.1=nokia-7750-sr --density 0");
	assert_int_equal(truth_show(&setup, &at, out), RESULT_OK);
	fclose(out);
	assert_non_null(strstr(text, "\"persona\":\"nokia-7750-sr\""));
	assert_non_null(strstr(text, "\"type\":\"component\""));
	free(text);
	addr_add(&at, 1, &at);
	assert_int_equal(truth_show(&setup, &at, stdout), RESULT_NOT_FOUND);
	assert_int_equal(truth_write(&setup, "/nonexistent/x"), RESULT_IO);
	setup_free(&setup);
}

static void
what_can_not_be_put_together_is_told(void **state)
{
	static const struct {
		const char *line, *said;
	} cases[] = {
		{"--at 127.0.0.1", "must be ADDRESS=PERSONA"},
		{"--at 127.0.0.1=nobody", "no such persona"},
		{"--at here=generic-linux", "must be ADDRESS=PERSONA"},
		{"--only nobody", "no such persona"},
		{"--personas /nonexistent", "/nonexistent"},
		{"--record file", "must be FILE=ADDRESS"},
		{"--record /nonexistent/f=127.0.0.1", "/nonexistent/f: not found"},
		{"--recordings /nonexistent", "/nonexistent"},
		{"--recordings . --recordings-prefix x", "not a prefix"},
	};
	char folder[400];

	(void)state;
	snprintf(folder, sizeof folder, "%s/sim/personas", getenv("top_srcdir"));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf error = {0};

		sim_options(&options, cases[i].line);
		if (options.options.personas == NULL)
			options.options.personas = folder;
		assert_false(setup_make(&setup, &options.options, &error));
		if (strstr(buf_text(&error), cases[i].said) == NULL)
			fail_msg("'%s' says '%s'", cases[i].line, buf_text(&error));
		setup_free(&setup);
		buf_free(&error);
	}
}

static void
too_many_recordings_for_a_prefix_are_told(void **state)
{
	struct buf error = {0};
	char line[300], folder[400];

	(void)state;
	sim_file("a.snmprec", "1.3.6.1.2.1.1.1.0|4|a\n");
	sim_file("b.snmprec", "1.3.6.1.2.1.1.1.0|4|b\n");
	snprintf(line, sizeof line, "--recordings %s --recordings-prefix 127.21.0.0/31",
		sim_folder());
	snprintf(folder, sizeof folder, "%s/sim/personas", getenv("top_srcdir"));
	sim_options(&options, line);
	options.options.personas = folder;
	assert_false(setup_make(&setup, &options.options, &error));
	assert_non_null(strstr(buf_text(&error), "too small for 2 recordings"));
	setup_free(&setup);
	buf_free(&error);
	sim_folder_gone();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_line_counts_the_others),
		cmocka_unit_test(every_address_is_listed_once),
		cmocka_unit_test(links_join_elements_that_are_listed),
		cmocka_unit_test(what_nobody_can_know_is_null),
		cmocka_unit_test(recordings_have_their_addresses),
		cmocka_unit_test(one_address_can_be_asked_for),
		cmocka_unit_test(what_can_not_be_put_together_is_told),
		cmocka_unit_test(too_many_recordings_for_a_prefix_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
