/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* harm.c: what a sweep did about devices that suffered, and which they were. */
#include "base/clock.h"
#include "store/inside.h"

enum result
store_harm(struct store *s, int64_t sweep, const char *event)
{
	enum result r = store_write(s);
	sqlite3_stmt *st;

	if (r != RESULT_OK)
		return r;
	if ((st = store_statement(s, ST_HARM)) == NULL)
		return RESULT_STORE;
	sqlite3_bind_int64(st, 1, sweep);
	bind_text(st, 2, event);
	return store_step(s, st);
}

enum result
store_harms(struct store *s, int64_t sweep, void (*call)(void *, const char *event), void *arg)
{
	struct store_cursor *c;
	enum result r = cursor_open(s, "SELECT event FROM harm WHERE sweep=?1 ORDER BY id", &c);

	if (r != RESULT_OK)
		return r;
	sqlite3_bind_int64(c->rows, 1, sweep);
	while ((r = cursor_step(c)) == RESULT_OK)
		call(arg, read_text(c->rows, 0, c->arena));
	store_cursor_close(c);
	return r == RESULT_END ? RESULT_OK : r;
}

enum result
store_fragile(struct store *s, int64_t sweep, const struct addr *a, const char *probe,
	const char *question)
{
	int64_t probe_id, question_id;
	sqlite3_stmt *st;
	enum result r = words_id(s, probe, &probe_id);

	if (r == RESULT_OK)
		r = words_id(s, question, &question_id);
	if (r == RESULT_OK)
		r = store_write(s);
	if (r != RESULT_OK)
		return r;
	if ((st = store_statement(s, ST_FRAGILE)) == NULL)
		return RESULT_STORE;
	bind_addr(st, 1, a);
	sqlite3_bind_int64(st, 2, sweep);
	sqlite3_bind_int64(st, 3, clock_wall());
	sqlite3_bind_int64(st, 4, probe_id);
	sqlite3_bind_int64(st, 5, question_id);
	return store_step(s, st);
}

enum result
store_fragiles(struct store *s, int64_t since, void (*call)(void *, const struct addr *), void *arg)
{
	struct store_cursor *c;
	enum result r = cursor_open(s, "SELECT addr FROM fragile WHERE time>=?1", &c);

	if (r != RESULT_OK)
		return r;
	sqlite3_bind_int64(c->rows, 1, since);
	while ((r = cursor_step(c)) == RESULT_OK) {
		struct addr a;

		addr_from_blob(
			sqlite3_column_blob(c->rows, 0), sqlite3_column_bytes(c->rows, 0), &a);
		call(arg, &a);
	}
	store_cursor_close(c);
	return r == RESULT_END ? RESULT_OK : r;
}
