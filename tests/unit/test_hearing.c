/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_hearing.c: what was heard gets into the store, saved on the way and at the end. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "scanner/command.h"
#include "scanner/hearing.h"
#include "tests/unit/home.h"
#include "tests/unit/said.h"

/* Chassis "local" of one letter, port p1, 120 s, a name of one letter. */
static void
hear(struct hearing *h, char chassis, char name)
{
	char bytes[] = "\x01\x80\xc2\0\0\x0e\2\0\0\0\0\7\x88\xcc\2\2\7c\4\3\5p1\6\2\0\x78\x0a\1n\0";
	struct frame f = {.bytes = bytes_of(bytes, sizeof(bytes)), .time = 1000, .number = 1};

	bytes[17] = chassis;
	bytes[29] = name;
	overhear_frame(h->overhear, &f, "eth7");
}

static unsigned
subjects(const char *file, unsigned *observations, const char **kind, struct arena *arena)
{
	struct buf why = {0};
	struct store *store = NULL;
	struct store_cursor *cursor;
	struct subject_row row;
	struct sweep sweep;
	unsigned n = 0;

	*observations = 0;
	assert_int_equal(store_open(file, STORE_READ, &store, &why), RESULT_OK);
	assert_int_equal(store_sweep_get(store, 0, arena, &sweep), RESULT_OK);
	*kind = sweep.kind;
	assert_int_equal(store_subjects_open(store, sweep.id, &cursor), RESULT_OK);
	while (store_subjects_next(cursor, &row) == RESULT_OK) {
		assert_int_equal(row.subject.addr.family, 0); /* heard, not asked */
		*observations += (unsigned)row.n_observations;
		n++;
	}
	store_cursor_close(cursor);
	store_close(store);
	buf_free(&why);
	return n;
}

static void
neighbours_are_stored_with_all_their_facts(void **state)
{
	struct arena *arena = arena_new();
	struct hearing h = {0};
	struct settings s;
	unsigned before, after;
	const char *kind;
	char path[128];

	(void)state;
	settings_init(&s);
	free(s.store_file);
	snprintf(path, sizeof(path), "%s/heard.db", home());
	s.store_file = strdup(path);
	s.quiet = true;
	said_begin();
	assert_int_equal(hearing_open(&h, "listen", &s), EXIT_DONE);
	assert_true(hearing_begin(&h, "{}"));
	hear(&h, 'a', 'x');
	hear(&h, 'b', 'x');
	hear(&h, 'a', 'x');
	h.next_save = 0; /* it is time */
	(void)hearing_tick(&h);
	assert_int_equal(subjects(path, &before, &kind, arena), 2);
	assert_string_equal(kind, "listen");
	hear(&h, 'a', 'y'); /* renamed since: one fact more */
	hear(&h, 'c', 'x');
	assert_int_equal(hearing_end(&h, true), EXIT_PARTIAL);
	hearing_close(&h);
	said_end();
	assert_int_equal(subjects(path, &after, &kind, arena), 3);
	assert_int_equal(after, before / 2 * 3 + 1);
	settings_free(&s);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(neighbours_are_stored_with_all_their_facts),
	};

	return cmocka_run_group_tests(tests, home_make, home_remove);
}
