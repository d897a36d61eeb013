/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* store.c: the file: opened, transactions, closed. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/inside.h"

/* How long another process may hold the file before we give up, in ms. */
#define BUSY_MS 10000
/* A writer's pages that are held in memory, in KiB (negative is SQLite's sign for that),
 * and the pages of its log that are copied into the file together: with SQLite's own 2000
 * and 1000, a sweep reads most pages of its indexes again from the log. */
#define WRITER_PRAGMAS \
	"PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16384; PRAGMA wal_autocheckpoint=4000"

enum result
store_fault(struct store *s)
{
	int code = sqlite3_extended_errcode(s->db), system = sqlite3_system_errno(s->db);
	enum result r = RESULT_STORE;

	buf_clear(&s->error);
	if (code == SQLITE_FULL ||
		((code & 0xff) == SQLITE_IOERR &&
			(system == ENOSPC || system == EFBIG || system == EDQUOT))) {
		buf_puts(&s->error, "no space is left for it");
		r = RESULT_NO_SPACE;
	} else {
		buf_puts(&s->error, sqlite3_errmsg(s->db));
	}
	/* SQLite has taken the transaction back by itself. What we hold to be in it
	 * (numbers of words, of subjects) isn't there, so a mark of a finished target
	 * that came now would be one of observations that are lost. */
	if (s->writing && sqlite3_get_autocommit(s->db) != 0)
		s->broken = r;
	return r;
}

void
store_hold(struct store *s)
{
	pthread_mutex_lock(&s->held);
}

void
store_release(struct store *s)
{
	pthread_mutex_unlock(&s->held);
}

const char *
store_error(const struct store *s)
{
	return s->error.len > 0 ? buf_text(&s->error) : "no error";
}

enum result
store_prepare(struct store *s, const char *sql, sqlite3_stmt **out)
{
	if (sqlite3_prepare_v3(s->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL) == SQLITE_OK)
		return RESULT_OK;
	return store_fault(s);
}

sqlite3_stmt *
store_statement(struct store *s, enum statement which)
{
	static const char *const texts[] = {
#define X(name, sql) [ST_##name] = sql,
		STATEMENT_LIST(X)
#undef X
	};
	const char *sql = texts[which];

	if (s->statements[which] != NULL) {
		sqlite3_reset(s->statements[which]);
		return s->statements[which];
	}
	if (which == ST_IDENTIFY)
		sql = store_sql_identify();
	else if (which == ST_ELEMENT_PUT)
		sql = store_sql_element_put();
	else if (which == ST_ELEMENT_COPY)
		sql = store_sql_element_copy();
	if (store_prepare(s, sql, &s->statements[which]) != RESULT_OK)
		return NULL;
	return s->statements[which];
}

enum result
store_step(struct store *s, sqlite3_stmt *statement)
{
	int code;

	if (statement == NULL)
		return RESULT_STORE;
	code = sqlite3_step(statement);
	if (code != SQLITE_DONE && code != SQLITE_ROW)
		return store_fault(s);
	sqlite3_reset(statement);
	return RESULT_OK;
}

enum result
store_exec(struct store *s, const char *sql)
{
	return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK ? RESULT_OK : store_fault(s);
}

enum result
store_write(struct store *s)
{
	enum result r;

	if (s->broken != RESULT_OK)
		return s->broken;
	s->pending++;
	if (s->writing)
		return RESULT_OK;
	r = store_exec(s, "BEGIN IMMEDIATE");
	s->writing = r == RESULT_OK;
	return r;
}

enum result
store_commit(struct store *s)
{
	enum result r = s->broken;

	if (r == RESULT_OK)
		r = positions_flush(s);
	if (r == RESULT_OK)
		r = silences_flush(s);
	if (r != RESULT_OK || !s->writing)
		return r;
	r = store_exec(s, "COMMIT");
	if (r == RESULT_OK) {
		s->writing = false;
		s->pending = 0;
	}
	return r;
}

size_t
store_pending(const struct store *s)
{
	return s->pending;
}

/* ---- open and close ------------------------------------------------------- */

/* Made by us first, so that nobody else can ever read it. */
static enum result
make_file(const char *path, enum store_mode mode, struct buf *why)
{
	int fd;

	if (mode == STORE_READ) {
		if (access(path, F_OK) == 0)
			return RESULT_OK;
		buf_printf(why, "%s: %s", path, strerror(errno));
		return errno == ENOENT ? RESULT_NOT_FOUND : RESULT_PERMISSION;
	}
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd >= 0) {
		close(fd);
		return RESULT_OK;
	}
	buf_printf(why, "%s: %s", path, strerror(errno));
	return errno == EACCES || errno == EPERM || errno == EROFS ? RESULT_PERMISSION : RESULT_IO;
}

static enum result
settle(struct store *s, enum store_mode mode, struct buf *why)
{
	enum result r;

	sqlite3_extended_result_codes(s->db, 1);
	sqlite3_busy_timeout(s->db, BUSY_MS);
	r = schema_check(s, mode, why);
	if (r == RESULT_OK && mode == STORE_WRITE)
		r = store_exec(s, WRITER_PRAGMAS);
	if (r != RESULT_OK && why->len == 0)
		buf_printf(why, "%s: %s", s->path, store_error(s));
	return r;
}

enum result
store_open(const char *path, enum store_mode mode, struct store **out, struct buf *why)
{
	int flags = mode == STORE_WRITE ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
	enum result r = make_file(path, mode, why);
	struct store *s;

	if (r != RESULT_OK)
		return r;
	/* Its count of the memory in use takes a lock at each allocation; nobody reads it. */
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	s = xcalloc(1, sizeof(*s));
	pthread_mutex_init(&s->held, NULL);
	s->path = xstrdup(path);
	s->lock_fd = -1;
	if (sqlite3_open_v2(path, &s->db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
		buf_printf(why, "%s: %s", path,
			s->db != NULL ? sqlite3_errmsg(s->db) : "out of memory");
		r = RESULT_STORE;
	} else {
		r = settle(s, mode, why);
	}
	if (r == RESULT_OK)
		*out = s;
	else
		store_close(s);
	return r;
}

void
store_close(struct store *s)
{
	if (s == NULL)
		return;
	if (s->writing && store_commit(s) != RESULT_OK)
		(void)store_exec(s, "ROLLBACK");
	for (size_t i = 0; i < ST_COUNT; i++)
		sqlite3_finalize(s->statements[i]);
	store_unlock(s);
	words_free(s);
	positions_free(s);
	silences_free(s);
	sqlite3_close(s->db);
	pthread_mutex_destroy(&s->held);
	buf_free(&s->error);
	free(s->path);
	free(s);
}

/* ---- cursors --------------------------------------------------------------- */

enum result
cursor_open(struct store *s, const char *sql, struct store_cursor **out)
{
	struct store_cursor *c = xcalloc(1, sizeof(*c));
	enum result r;

	c->store = s;
	c->arena = arena_new();
	if ((r = store_prepare(s, sql, &c->rows)) != RESULT_OK) {
		store_cursor_close(c);
		return r;
	}
	*out = c;
	return RESULT_OK;
}

enum result
cursor_step(struct store_cursor *c)
{
	int code = sqlite3_step(c->rows);

	arena_reset(c->arena);
	if (code == SQLITE_ROW)
		return RESULT_OK;
	return code == SQLITE_DONE ? RESULT_END : store_fault(c->store);
}

void
store_cursor_close(struct store_cursor *c)
{
	if (c == NULL)
		return;
	sqlite3_finalize(c->rows);
	sqlite3_finalize(c->more);
	arena_free(c->arena);
	free(c->observations);
	free(c->probe);
	free(c);
}
