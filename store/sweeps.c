/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* sweeps.c: the rows that everything hangs on. */
#include "base/clock.h"
#include "store/inside.h"

#define COLUMNS                                                                           \
	"id, kind, started, finished, state, key, targets, n_targets, options, summary, " \
	"version"

/* Finalizes; the row was changed and committed, or nothing was. */
static enum result
change(struct store *s, sqlite3_stmt *statement)
{
	enum result r = store_write(s);

	if (r == RESULT_OK)
		r = store_step(s, statement);
	sqlite3_finalize(statement);
	return r == RESULT_OK ? store_commit(s) : r;
}

enum result
store_sweep_begin(struct store *s, struct sweep *sweep)
{
	sqlite3_stmt *put;
	enum result r = store_prepare(s,
		"INSERT INTO sweeps(kind,started,state,key,targets,n_targets,options,version) "
		"VALUES(?1,?2,?3,?4,?5,?6,?7,?8)",
		&put);

	if (r != RESULT_OK)
		return r;
	bind_text(put, 1, sweep->kind);
	sqlite3_bind_int64(put, 2, sweep->started);
	sqlite3_bind_int64(put, 3, SWEEP_RUNNING);
	sqlite3_bind_int64(put, 4, (sqlite3_int64)sweep->key);
	bind_text(put, 5, sweep->targets);
	sqlite3_bind_int64(put, 6, (sqlite3_int64)sweep->n_targets);
	bind_text(put, 7, sweep->options);
	bind_text(put, 8, sweep->version);
	r = change(s, put);
	if (r == RESULT_OK)
		sweep->id = sqlite3_last_insert_rowid(s->db);
	return r;
}

enum result
store_sweep_end(struct store *s, int64_t sweep, enum sweep_state state, const char *summary)
{
	sqlite3_stmt *put;
	enum result r = store_prepare(
		s, "UPDATE sweeps SET state=?2, summary=?3, finished=?4 WHERE id=?1", &put);

	if (r != RESULT_OK)
		return r;
	sqlite3_bind_int64(put, 1, sweep);
	sqlite3_bind_int64(put, 2, state);
	bind_text(put, 3, summary);
	sqlite3_bind_int64(put, 4, clock_wall());
	return change(s, put);
}

enum result
store_sweep_reopen(struct store *s, int64_t sweep)
{
	sqlite3_stmt *put;
	enum result r = store_prepare(
		s, "UPDATE sweeps SET state=?2, finished=0, summary='' WHERE id=?1", &put);

	if (r != RESULT_OK)
		return r;
	sqlite3_bind_int64(put, 1, sweep);
	sqlite3_bind_int64(put, 2, SWEEP_RUNNING);
	return change(s, put);
}

static void
read_sweep(sqlite3_stmt *row, struct arena *arena, struct sweep *out)
{
	*out = (struct sweep){
		.id = sqlite3_column_int64(row, 0),
		.kind = read_text(row, 1, arena),
		.started = sqlite3_column_int64(row, 2),
		.finished = sqlite3_column_int64(row, 3),
		.state = (enum sweep_state)sqlite3_column_int(row, 4),
		.key = (uint64_t)sqlite3_column_int64(row, 5),
		.targets = read_text(row, 6, arena),
		.n_targets = (uint64_t)sqlite3_column_int64(row, 7),
		.options = read_text(row, 8, arena),
		.summary = read_text(row, 9, arena),
		.version = read_text(row, 10, arena),
	};
}

static enum result
get(struct store *s, const char *sql, int64_t id, struct arena *arena, struct sweep *out)
{
	sqlite3_stmt *row;
	enum result r = store_prepare(s, sql, &row);
	int code;

	if (r != RESULT_OK)
		return r;
	if (sqlite3_bind_parameter_count(row) > 0)
		sqlite3_bind_int64(row, 1, id);
	code = sqlite3_step(row);
	if (code == SQLITE_ROW)
		read_sweep(row, arena, out);
	else
		r = code == SQLITE_DONE ? RESULT_NOT_FOUND : store_fault(s);
	sqlite3_finalize(row);
	return r;
}

enum result
store_sweep_get(struct store *s, int64_t id, struct arena *arena, struct sweep *out)
{
	return get(s,
		id != 0 ? "SELECT " COLUMNS " FROM sweeps WHERE id=?1"
			: "SELECT " COLUMNS " FROM sweeps ORDER BY id DESC LIMIT 1",
		id, arena, out);
}

enum result
store_sweep_unfinished(struct store *s, struct arena *arena, struct sweep *out)
{
	return get(s,
		"SELECT " COLUMNS
		" FROM sweeps WHERE kind='scan' AND state<>?1 ORDER BY id DESC LIMIT 1",
		SWEEP_DONE, arena, out);
}

enum result
store_sweeps(struct store *s, bool (*call)(void *, const struct sweep *), void *arg)
{
	struct store_cursor *c;
	struct sweep sweep;
	enum result r = cursor_open(s, "SELECT " COLUMNS " FROM sweeps ORDER BY id", &c);

	if (r != RESULT_OK)
		return r;
	while ((r = cursor_step(c)) == RESULT_OK) {
		read_sweep(c->rows, c->arena, &sweep);
		if (!call(arg, &sweep))
			break;
	}
	store_cursor_close(c);
	return r == RESULT_END ? RESULT_OK : r;
}
