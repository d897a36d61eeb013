/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* output_fake.c: the reading half of store.h over arrays, and a CSV reader. */
#include "tests/unit/output_fake.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "output/list.h"
#include "output/report.h"

struct store_cursor {
	struct store *store;
	size_t at;
	enum verdict most;
	struct addr addr; /* family 0: all subjects */
};

static char long_text[65536];

const char *const fake_hostile[] = {
	"=cmd|'/C calc'!A0",
	"+1+1",
	"-2+3",
	"@SUM(A1:A9)",
	"\t=1+1",
	"\r=1+1",
	"\"=1+1",
	"\xef\xbc\x9d"
	"1+1", /* full-width = */
	"a;=1+1",
	"a,\"b\",c",
	"line one\r\nline two\n\nline four",
	"\x1b[31mred\x1b[0m\x1b]0;title\x07",
	"\xc2\x9b"
	"31m8-bit CSI",
	"\xff\xfe\x80 bad UTF-8 \xc3",
	"\xc0\xaf\xed\xa0\x80 overlong and surrogate",
	"left \xe2\x80\xae"
	"txet thgir\xe2\x80\xac and \xe2\x81\xa6iso\xe2\x81\xa9",
	"<script>alert(1)</script>",
	"\"><img src=x onerror=alert(1)>",
	"</script><b>&amp;&lt;",
	"]]>\xef\xbf\xbf",
	"{\"json\": [1, 2]}\\u0000\\",
	"'; DROP TABLE elements; --",
	"\x7f\x01\x02\x03\x1f",
	"   ",
	"zero\xe2\x80\x8bwidth\xef\xbb\xbf",
	"\xe5\x9f\xba\xe7\xab\x99\xe6\x8e\xa7\xe5\x88\xb6\xe5\x99\xa8",
	"00012345",
	long_text,
};
const size_t fake_n_hostile = sizeof(fake_hostile) / sizeof(fake_hostile[0]);

struct addr
fake_addr(const char *text)
{
	struct addr addr = {0};

	assert_int_equal(addr_parse(text, &addr), RESULT_OK);
	return addr;
}

struct element
fake_element(const char *id, const char *maker, const char *role)
{
	struct element e = {
		.id = id,
		.identity = "",
		.sweep = 1,
		.name = "",
		.location = "",
		.sources = "scan",
		.evidence_hash = "00ff",
		.site_id = "",
		.site_name = "",
		.site_type = "",
		.region = "",
		.latitude = NAN,
		.longitude = NAN,
		.first_seen = 1767225600,
		.last_seen = 1767312000,
	};

	memset(long_text, 'x', sizeof(long_text) - 1);
	e.who.claims[CLAIM_role] = role;
	if (*maker != '\0') {
		e.who.claims[CLAIM_manufacturer] = maker;
		e.who.verdict = VERDICT_CONFIRMED;
		e.who.confidence = 0.99;
	}
	return e;
}

struct element
fake_doubtful(const char *id, enum verdict verdict, const char *role,
	const struct candidate *candidates, size_t n)
{
	struct element e = fake_element(id, "", role);

	e.who.verdict = verdict;
	e.who.candidates = candidates;
	e.who.n_candidates = n;
	return e;
}

const char *
store_error(const struct store *store)
{
	(void)store;
	return "the fake is broken";
}

static enum result
cursor_new(struct store *store, struct store_cursor **out)
{
	*out = calloc(1, sizeof(**out));
	(*out)->store = store;
	return RESULT_OK;
}

void
store_cursor_close(struct store_cursor *cursor)
{
	free(cursor);
}

enum result
store_elements_open(struct store *store, struct store_scope scope, struct store_cursor **out)
{
	(void)scope;
	return cursor_new(store, out);
}

enum result
store_elements_next(struct store_cursor *cursor, struct element *out)
{
	struct store *store = cursor->store;

	if (store->broken && cursor->at == 1)
		return RESULT_STORE;
	if (cursor->at == store->n_elements)
		return RESULT_END;
	*out = store->elements[cursor->at++];
	return RESULT_OK;
}

enum result
store_verdicts_open(
	struct store *store, struct store_scope scope, enum verdict most, struct store_cursor **out)
{
	enum result r = store_elements_open(store, scope, out);

	(*out)->most = most;
	return r;
}

enum result
store_verdicts_next(struct store_cursor *cursor, struct element *out)
{
	enum result r;

	while ((r = store_elements_next(cursor, out)) == RESULT_OK)
		if (out->who.verdict <= cursor->most)
			break;
	return r;
}

enum result
store_addresses_open(struct store *store, struct store_scope scope, struct store_cursor **out)
{
	(void)scope;
	return cursor_new(store, out);
}

enum result
store_answers_open(struct store *store, struct store_scope scope, struct store_cursor **out)
{
	return store_addresses_open(store, scope, out);
}

enum result
store_sent_open(struct store *store, struct store_scope scope, struct store_cursor **out)
{
	return store_addresses_open(store, scope, out);
}

enum result
store_addresses_next(struct store_cursor *cursor, struct address_row *out)
{
	if (cursor->at == cursor->store->n_addresses)
		return RESULT_END;
	*out = cursor->store->addresses[cursor->at++];
	return RESULT_OK;
}

enum result
store_components_open(struct store *store, struct store_scope scope, struct store_cursor **out)
{
	(void)scope;
	return cursor_new(store, out);
}

enum result
store_components_next(struct store_cursor *cursor, struct component_row *out)
{
	if (cursor->at == cursor->store->n_components)
		return RESULT_END;
	*out = cursor->store->components[cursor->at++];
	return RESULT_OK;
}

enum result
store_foreign_open(struct store *store, struct store_scope scope, struct store_cursor **out)
{
	(void)scope;
	return cursor_new(store, out);
}

enum result
store_foreign_next(struct store_cursor *cursor, struct foreign_row *out)
{
	if (cursor->at == cursor->store->n_foreign)
		return RESULT_END;
	*out = cursor->store->foreign[cursor->at++];
	return RESULT_OK;
}

enum result
store_links_open(struct store *store, struct store_scope scope, struct store_cursor **out)
{
	(void)scope;
	return cursor_new(store, out);
}

enum result
store_links_next(struct store_cursor *cursor, struct link *out)
{
	if (cursor->at == cursor->store->n_links)
		return RESULT_END;
	*out = cursor->store->links[cursor->at++];
	return RESULT_OK;
}

enum result
store_sites_open(struct store *store, struct store_cursor **out)
{
	return cursor_new(store, out);
}

enum result
store_sites_next(struct store_cursor *cursor, struct site *out)
{
	if (cursor->at == cursor->store->n_sites)
		return RESULT_END;
	*out = cursor->store->sites[cursor->at++];
	return RESULT_OK;
}

enum result
store_subjects_open(struct store *store, int64_t sweep, struct store_cursor **out)
{
	(void)sweep;
	return cursor_new(store, out);
}

enum result
store_subjects_next(struct store_cursor *cursor, struct subject_row *out)
{
	while (cursor->at < cursor->store->n_subjects) {
		*out = cursor->store->subjects[cursor->at++];
		if (cursor->addr.family == 0 || addr_equal(&out->subject.addr, &cursor->addr))
			return RESULT_OK;
	}
	return RESULT_END;
}

enum result
store_heard_open(struct store *store, struct store_cursor **out)
{
	return cursor_new(store, out);
}

void
store_heard_of(struct store_cursor *cursor, int64_t sweep, const struct addr *addr)
{
	(void)sweep;
	cursor->at = 0;
	cursor->addr = *addr;
}

enum result
store_sweep_get(struct store *store, int64_t id, struct arena *arena, struct sweep *out)
{
	(void)arena;
	for (size_t i = store->n_sweeps; i-- > 0;)
		if (id == 0 || store->sweeps[i].id == id) {
			*out = store->sweeps[i];
			return RESULT_OK;
		}
	return RESULT_NOT_FOUND;
}

enum result
store_sweeps(struct store *store, bool (*each)(void *, const struct sweep *), void *arg)
{
	for (size_t i = 0; i < store->n_sweeps; i++)
		if (!each(arg, &store->sweeps[i]))
			break;
	return RESULT_OK;
}

bool
store_is_done(struct store *store, int64_t sweep, uint64_t position)
{
	(void)sweep;
	return position < store->done;
}

uint64_t
store_done_count(struct store *store, int64_t sweep)
{
	(void)sweep;
	return store->done;
}

char *
fake_report(struct store *store, const char *view, const char *writer,
	const struct view_options *what, const struct writer_options *how)
{
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);

	assert_non_null(view_find(view));
	assert_non_null(writer_find(writer));
	assert_int_equal(
		report_write(store, view_find(view), what, writer_find(writer), how, file, NULL),
		RESULT_OK);
	fclose(file);
	assert_int_equal(strlen(text), size);
	return text;
}

char *
fake_plain(struct store *store, const char *view, const char *writer)
{
	struct view_options what = {0};
	struct writer_options how = {0};

	return fake_report(store, view, writer, &what, &how);
}

size_t
fake_columns(const char *view)
{
	size_t n = 0;

	while (view_find(view)->columns[n].name != NULL)
		n++;
	return n;
}

/* Reads one field; returns what ended it: ',' or '\n' (CRLF) or '\0'. */
static char
read_field(const char **at, struct buf *out)
{
	const char *s = *at;

	buf_clear(out);
	if (*s == '"') {
		for (s++; *s != '"' || s[1] == '"'; s++) {
			assert_true(*s != '\0');
			s += *s == '"';
			buf_putc(out, *s);
		}
		s++;
	} else {
		for (; *s != ',' && *s != '\r' && *s != '\0'; s++) {
			assert_true(*s != '"' && *s != '\n');
			buf_putc(out, *s);
		}
	}
	if (*s == ',') {
		*at = s + 1;
		return ',';
	}
	if (*s == '\0') {
		*at = s;
		return '\0';
	}
	assert_memory_equal(s, "\r\n", 2);
	*at = s + 2;
	return '\n';
}

static const char *
skip_bom(const char *text)
{
	return strncmp(text, "\xef\xbb\xbf", 3) == 0 ? text + 3 : text;
}

/* Reads a line; the field at a place goes to out, where there is one. */
static size_t
read_line(const char **at, size_t place, struct buf *out)
{
	struct buf field = {0};
	size_t n = 0;
	char end;

	do {
		end = read_field(at, &field);
		if (n++ == place)
			buf_puts(out, buf_text(&field));
	} while (end == ',');
	assert_int_equal(end, '\n');
	buf_free(&field);
	return n;
}

static size_t
column_place(const char *text, const char *column, size_t *columns)
{
	size_t place = SIZE_MAX;

	for (*columns = 0;; (*columns)++) {
		struct buf name = {0};
		char end = read_field(&text, &name);

		if (strcmp(buf_text(&name), column) == 0)
			place = *columns;
		buf_free(&name);
		if (end != ',')
			break;
	}
	(*columns)++;
	return place;
}

const char *
fake_csv(const char *text, size_t row, const char *column, struct buf *out)
{
	const char *at = skip_bom(text);
	size_t columns, place = column_place(at, column, &columns);

	assert_true(place != SIZE_MAX);
	for (size_t line = 0; line <= row + 1; line++) {
		assert_true(*at != '\0');
		buf_clear(out);
		assert_int_equal(read_line(&at, place, out), columns);
	}
	return buf_text(out);
}

size_t
fake_csv_rows(const char *text)
{
	const char *at = skip_bom(text);
	struct buf none = {0};
	size_t n = 0;

	for (; *at != '\0'; n++)
		read_line(&at, SIZE_MAX, &none);
	buf_free(&none);
	return n - 1;
}
