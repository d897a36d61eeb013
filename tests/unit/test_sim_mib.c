/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* Rows of objects in order, found exactly and next. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "sim/mib.h"

static const struct row *
get(const struct mib *m, const char *name)
{
	struct oid oid;

	assert_true(oid_parse(name, &oid));
	return mib_get(m, oid.at, oid.n);
}

static const struct row *
next(const struct mib *m, const char *name)
{
	struct oid oid;

	assert_true(oid_parse(name, &oid));
	return mib_next(m, oid.at, oid.n);
}

static void
rows_are_in_order_whatever_they_were_added_in(void **state)
{
	struct mib_draft d = {0};
	struct mib *m;

	(void)state;
	mib_column(&d, "1.3.6.1.2.1.2.2.1.2");
	for (uint32_t i = 50; i > 0; i--)
		mib_text(&d, &i, 1, i % 2 ? "odd" : "even");
	mib_column(&d, "1.3.6.1.2.1.1.5");
	mib_text(&d, &(uint32_t){0}, 1, "name");
	m = mib_freeze(&d);
	assert_int_equal(m->n, 51);
	for (size_t i = 1; i < m->n; i++)
		assert_true(oid_compare(m->rows[i - 1].oid, m->rows[i - 1].n, m->rows[i].oid,
				    m->rows[i].n) < 0);
	assert_memory_equal(get(m, "1.3.6.1.2.1.2.2.1.2.7")->value, "odd", 3);
	assert_null(get(m, "1.3.6.1.2.1.2.2.1.2.51"));
	assert_ptr_equal(next(m, "1.3.6.1.2.1.1"), get(m, "1.3.6.1.2.1.1.5.0"));
	assert_ptr_equal(next(m, "1.3.6.1.2.1.1.5.0"), get(m, "1.3.6.1.2.1.2.2.1.2.1"));
	assert_ptr_equal(next(m, "1.3.6.1.2.1.2.2.1.2.9"), get(m, "1.3.6.1.2.1.2.2.1.2.10"));
	assert_null(next(m, "1.3.6.1.2.1.2.2.1.2.50"));
	mib_free(m);
	mib_draft_free(&d);
	mib_free(NULL);
}

static void
of_equal_objects_the_first_stays(void **state)
{
	struct mib_draft d = {0};
	struct mib *m;
	uint32_t one = 1;

	(void)state;
	mib_column(&d, "1.3.6.1.4.1.9");
	mib_text(&d, &one, 1, "first");
	mib_text(&d, &one, 1, "second");
	m = mib_freeze(&d);
	assert_int_equal(m->n, 1);
	assert_memory_equal(m->rows[0].value, "first", 5);
	mib_free(m);
	/* A draft that is used again forgets what it had. */
	mib_draft_clear(&d);
	m = mib_freeze(&d);
	assert_int_equal(m->n, 0);
	assert_null(next(m, "1.3"));
	mib_free(m);
	mib_draft_free(&d);
}

static void
values_have_their_tags(void **state)
{
	struct mib_draft d = {0};
	struct oid id;
	struct mib *m;
	uint32_t i = 1;

	(void)state;
	assert_true(oid_parse("1.3.6.1.4.1.2011", &id));
	mib_column(&d, "1.3.1");
	mib_int(&d, &i, 1, -5);
	i = 2;
	mib_unsigned(&d, &i, 1, BER_GAUGE32, 4000000000u);
	i = 3;
	mib_oid(&d, &i, 1, &id);
	mib_add_live(&d, (uint32_t[]){1, 3, 1, 4}, 4, BER_TICKS, LIVE_UPTIME);
	m = mib_freeze(&d);
	assert_int_equal(m->rows[0].tag, BER_INTEGER);
	assert_memory_equal(m->rows[0].value, "\xfb", 1);
	assert_int_equal(m->rows[1].tag, BER_GAUGE32);
	assert_int_equal(m->rows[1].len, 5);
	assert_int_equal(m->rows[2].tag, BER_OID);
	assert_int_equal(m->rows[3].live, LIVE_UPTIME);
	mib_free(m);
	mib_draft_free(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_in_order_whatever_they_were_added_in),
		cmocka_unit_test(of_equal_objects_the_first_stays),
		cmocka_unit_test(values_have_their_tags),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
