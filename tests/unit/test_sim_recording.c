/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* Recordings of agents: every type, and lines that make no sense. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "sim/recording.h"
#include "tests/unit/sim_help.h"

static const struct row *
find(const struct mib *m, const char *name)
{
	struct oid oid;

	assert_true(oid_parse(name, &oid));
	return mib_get(m, oid.at, oid.n);
}

static void
has(const struct mib *m, const char *name, uint8_t tag, const void *value, size_t len)
{
	const struct row *row = find(m, name);

	assert_non_null(row);
	assert_int_equal(row->tag, tag);
	assert_int_equal(row->len, len);
	assert_memory_equal(row->value, value, len);
}

static void
every_type_is_read(void **state)
{
	static const char text[] = "# a comment\n"
				   "1.3.6.1.2.1.1.1.0|4|Some text | with a bar\r\n"
				   "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.9\n"
				   "1.3.6.1.2.1.1.3.0|67|4711\n"
				   "1.3.6.1.2.1.1.7.0|2|-3\n"
				   "1.3.6.1.2.1.2.1.0|4x|00ff41\n"
				   "1.3.6.1.2.1.2.2.0|64|10.0.0.1\n"
				   "1.3.6.1.2.1.2.3.0|65|4294967295\n"
				   "1.3.6.1.2.1.2.4.0|70|18446744073709551615\n"
				   "1.3.6.1.2.1.2.5.0|5|\n"
				   "\n"
				   "1.3.6.1.2.1.2.6.0|4|";
	size_t bad;
	struct mib *m = recording_parse(text, strlen(text), &bad);

	(void)state;
	assert_int_equal(bad, 0);
	assert_int_equal(m->n, 10);
	has(m, "1.3.6.1.2.1.1.1.0", BER_OCTETS, "Some text | with a bar", 22);
	has(m, "1.3.6.1.2.1.1.2.0", BER_OID, "\x2b\x06\x01\x04\x01\x09", 6);
	has(m, "1.3.6.1.2.1.1.3.0", BER_TICKS, "\x12\x67", 2);
	has(m, "1.3.6.1.2.1.1.7.0", BER_INTEGER, "\xfd", 1);
	has(m, "1.3.6.1.2.1.2.1.0", BER_OCTETS, "\x00\xff\x41", 3);
	has(m, "1.3.6.1.2.1.2.2.0", BER_ADDRESS, "\x0a\x00\x00\x01", 4);
	has(m, "1.3.6.1.2.1.2.3.0", BER_COUNTER32, "\x00\xff\xff\xff\xff", 5);
	has(m, "1.3.6.1.2.1.2.4.0", BER_COUNTER64, "\x00\xff\xff\xff\xff\xff\xff\xff\xff", 9);
	has(m, "1.3.6.1.2.1.2.5.0", BER_NULL, "", 0);
	has(m, "1.3.6.1.2.1.2.6.0", BER_OCTETS, "", 0);
	mib_free(m);
}

static void
senseless_lines_are_left_out_and_counted(void **state)
{
	static const char *const lines[] = {"no bars", "1.3.6|4", "x.y|4|text", "1.3.6.1|4y|text",
		"1.3.6.1|99|x", "1.3.6.1|2|many", "1.3.6.1|6|notanoid", "1.3.6.1|64|10.0.0",
		"1.3.6.1|4x|abc", "1.3.6.1|65|", "|||", "1.3.6.1||text"};
	struct buf text = {0};
	struct mib *m;
	size_t bad;

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		buf_printf(&text, "%s\n", lines[i]);
	buf_puts(&text, "1.3.6.1.2.1.1.1.0|4|good\n");
	m = recording_parse(buf_text(&text), text.len, &bad);
	assert_int_equal(m->n, 1);
	assert_int_equal(bad, sizeof lines / sizeof *lines);
	mib_free(m);
	buf_free(&text);
}

static void
a_file_with_an_engine_speaks_v3(void **state)
{
	struct recording r;

	(void)state;
	assert_int_equal(
		recording_load(sim_file("one.snmprec",
				       "1.3.6.1.2.1.1.1.0|4|x\n"
				       "1.3.6.1.6.3.10.2.1.1.0|4x|800007db03001122334455\n"),
			&r),
		RESULT_OK);
	assert_string_equal(r.name, "one.snmprec");
	assert_int_equal(r.engine_len, 11);
	assert_memory_equal(r.engine_id, "\x80\x00\x07\xdb\x03", 5);
	recording_free(&r);
	assert_int_equal(recording_load("/nonexistent/x.snmprec", &r), RESULT_NOT_FOUND);
	sim_folder_gone();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_is_read),
		cmocka_unit_test(senseless_lines_are_left_out_and_counted),
		cmocka_unit_test(a_file_with_an_engine_speaks_v3),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
