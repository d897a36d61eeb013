/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* put.c: what was seen, row by row, into the open transaction. */
#include <math.h>
#include <string.h>

#include "store/inside.h"

enum result
store_begin(struct store *s, enum statement which, sqlite3_stmt **out)
{
	enum result r = store_write(s);

	if (r == RESULT_OK && (*out = store_statement(s, which)) == NULL)
		r = RESULT_STORE;
	return r;
}

static void
bind_subject(sqlite3_stmt *st, int64_t sweep, const struct subject *subject)
{
	sqlite3_bind_int64(st, 1, sweep);
	bind_addr(st, 2, &subject->addr);
	bind_text(st, 3, subject->name);
}

static enum result
find_subject(struct store *s, int64_t sweep, const struct subject *subject, int64_t *id)
{
	sqlite3_stmt *st = store_statement(s, ST_SUBJECT_FIND);
	enum result r = RESULT_OK;

	if (st == NULL)
		return RESULT_STORE;
	bind_subject(st, sweep, subject);
	if (sqlite3_step(st) == SQLITE_ROW)
		*id = sqlite3_column_int64(st, 0);
	else
		r = store_fault(s);
	sqlite3_reset(st);
	return r;
}

/* Most are new, so that is tried first. */
enum result
store_subject(struct store *s, int64_t sweep, const struct subject *subject, int64_t *id)
{
	sqlite3_stmt *st;
	enum result r = store_begin(s, ST_SUBJECT_PUT, &st);

	if (r != RESULT_OK)
		return r;
	bind_subject(st, sweep, subject);
	if ((r = store_step(s, st)) != RESULT_OK)
		return r;
	if (sqlite3_changes(s->db) == 0)
		return find_subject(s, sweep, subject, id);
	*id = s->fresh = sqlite3_last_insert_rowid(s->db);
	return RESULT_OK;
}

enum result
store_observe(struct store *s, int64_t subject, const struct observation *o)
{
	int64_t key, probe;
	sqlite3_stmt *st;
	enum result r = words_id(s, o->key, &key);

	if (r == RESULT_OK)
		r = words_id(s, o->probe != NULL ? o->probe : "", &probe);
	if (r == RESULT_OK)
		r = store_begin(s, ST_OBSERVE, &st);
	if (r != RESULT_OK)
		return r;
	sqlite3_bind_int64(st, 1, subject);
	sqlite3_bind_int64(st, 2, key);
	bind_text(st, 3, o->index);
	sqlite3_bind_blob(st, 4, o->len > 0 ? o->value : "", (int)o->len, SQLITE_STATIC);
	sqlite3_bind_int64(st, 5, probe);
	sqlite3_bind_int64(st, 6, o->time);
	return store_step(s, st);
}

enum result
store_visit(struct store *s, int64_t subject, const struct visit *v)
{
	int64_t probe, question, credential;
	sqlite3_stmt *st;
	enum result r = words_id(s, v->probe, &probe);

	if (r == RESULT_OK)
		r = words_id(s, v->last_question != NULL ? v->last_question : "", &question);
	if (r == RESULT_OK)
		r = words_id(s, v->credential != NULL ? v->credential : "", &credential);
	if (r == RESULT_OK)
		r = store_begin(s, ST_VISIT, &st);
	if (r != RESULT_OK)
		return r;
	sqlite3_bind_int64(st, 1, subject);
	sqlite3_bind_int64(st, 2, probe);
	sqlite3_bind_int(st, 3, v->port);
	sqlite3_bind_int(st, 4, (int)v->outcome);
	sqlite3_bind_int64(st, 5, question);
	sqlite3_bind_int64(st, 6, credential);
	sqlite3_bind_int64(st, 7, (sqlite3_int64)v->packets);
	sqlite3_bind_int64(st, 8, (sqlite3_int64)v->bytes);
	sqlite3_bind_int64(st, 9, v->first);
	sqlite3_bind_int64(st, 10, v->last);
	return store_step(s, st);
}

enum result
store_run_of(struct store *s, enum statement which, int64_t subject)
{
	sqlite3_stmt *st;
	enum result r = store_begin(s, which, &st);

	if (r != RESULT_OK)
		return r;
	sqlite3_bind_int64(st, 1, subject);
	return store_step(s, st);
}

enum result
store_subject_forget(struct store *s, int64_t subject)
{
	return store_run_of(s, ST_FORGET_OBSERVATIONS, subject);
}

const char *
store_sql_identify(void)
{
	return "INSERT OR REPLACE INTO identifications(subject," WHO_COLUMNS
	       ") VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18)";
}

enum result
store_identify(struct store *s, int64_t subject, const struct identification *who)
{
	sqlite3_stmt *st;
	enum result r = store_begin(s, ST_IDENTIFY, &st);

	if (r != RESULT_OK)
		return r;
	sqlite3_bind_int64(st, 1, subject);
	who_bind(st, 2, who);
	return store_step(s, st);
}

/* ---- elements --------------------------------------------------------------- */

enum result
store_elements_begin(struct store *s, int64_t sweep)
{
	static const char *const texts[] = {
		("DELETE FROM element_subjects WHERE element IN "
		 "(SELECT id FROM elements WHERE sweep=?1)"),
		"DELETE FROM elements WHERE sweep=?1",
		"DELETE FROM links WHERE sweep=?1",
		"DELETE FROM merged WHERE sweep=?1",
	};
	enum result r = store_write(s);

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]) && r == RESULT_OK; i++) {
		sqlite3_stmt *st;

		if ((r = store_prepare(s, texts[i], &st)) != RESULT_OK)
			return r;
		sqlite3_bind_int64(st, 1, sweep);
		r = store_step(s, st);
		sqlite3_finalize(st);
	}
	return r;
}

#define ELEMENT_PUT                                                                        \
	"INSERT INTO elements(element,sweep,identity,mgmt,location,sources,evidence_hash," \
	"site_id,site_name,site_type,region,latitude,longitude,first_seen,last_seen,tree," \
	"lldp,site_source,site_conflict,name," WHO_COLUMNS ") "
#define ELEMENT_VALUES "?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,"

const char *
store_sql_element_put(void)
{
	return ELEMENT_PUT "VALUES(" ELEMENT_VALUES "?20,?21,?22,?23,?24,?25,?26,?27,?28,"
			   "?29,?30,?31,?32,?33,?34,?35,?36,?37)";
}

const char *
store_sql_element_copy(void)
{
	return ELEMENT_PUT
		"SELECT " ELEMENT_VALUES
		"CASE WHEN ?20<>'' THEN ?20 ELSE coalesce(name_claim,'') END," WHO_COLUMNS
		" FROM identifications"
		" WHERE subject=?21";
}

void
bind_degrees(sqlite3_stmt *st, int at, double degrees)
{
	if (isnan(degrees))
		sqlite3_bind_null(st, at);
	else
		sqlite3_bind_double(st, at, degrees);
}

/* All but who it is. */
static void
bind_element(sqlite3_stmt *st, const struct element *e)
{
	bind_text(st, 1, e->id);
	sqlite3_bind_int64(st, 2, e->sweep);
	bind_text(st, 3, e->identity);
	bind_addr(st, 4, &e->mgmt);
	bind_text(st, 5, e->location);
	bind_text(st, 6, e->sources);
	bind_text(st, 7, e->evidence_hash);
	bind_text(st, 8, e->site_id);
	bind_text(st, 9, e->site_name);
	bind_text(st, 10, e->site_type);
	bind_text(st, 11, e->region);
	bind_degrees(st, 12, e->latitude);
	bind_degrees(st, 13, e->longitude);
	sqlite3_bind_int64(st, 14, e->first_seen);
	sqlite3_bind_int64(st, 15, e->last_seen);
	sqlite3_bind_int64(st, 16, e->tree);
	sqlite3_bind_int(st, 17, (int)e->lldp);
	bind_text(st, 18, e->site_source);
	bind_text(st, 19, e->site_conflict);
	bind_text(st, 20, e->name);
}

static enum result
put_subject(struct store *s, int64_t subject, int64_t element)
{
	sqlite3_stmt *st;
	enum result r = store_begin(s, ST_ELEMENT_SUBJECT, &st);

	if (r != RESULT_OK)
		return r;
	sqlite3_bind_int64(st, 1, subject);
	sqlite3_bind_int64(st, 2, element);
	return store_step(s, st);
}

enum result
store_element_put(struct store *s, const struct element *e, const int64_t *subjects, size_t n)
{
	sqlite3_stmt *st;
	int64_t id;
	enum result r = store_begin(s, ST_ELEMENT_PUT, &st);

	if (r != RESULT_OK)
		return r;
	bind_element(st, e);
	who_bind(st, 21, &e->who);
	r = store_step(s, st);
	id = sqlite3_last_insert_rowid(s->db);
	for (size_t i = 0; i < n && r == RESULT_OK; i++)
		r = put_subject(s, subjects[i], id);
	return r;
}

enum result
store_element_copy(struct store *s, const struct element *e, int64_t subject)
{
	sqlite3_stmt *st;
	enum result r = store_begin(s, ST_ELEMENT_COPY, &st);

	if (r != RESULT_OK)
		return r;
	bind_element(st, e);
	sqlite3_bind_int64(st, 21, subject);
	if ((r = store_step(s, st)) != RESULT_OK)
		return r;
	if (sqlite3_changes(s->db) == 0)
		return RESULT_NOT_FOUND;
	return put_subject(s, subject, sqlite3_last_insert_rowid(s->db));
}
