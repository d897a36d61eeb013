/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* read.c: elements, subjects and addresses, in order. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/inside.h"

/* ---- elements --------------------------------------------------------------- */

#define ELEMENT_COLUMNS                                                               \
	"e.element,e.sweep,e.identity,e.name,e.mgmt,e.location,e.sources,"            \
	"e.evidence_hash,e.site_id,e.site_name,e.site_type,e.region,e.latitude,"      \
	"e.longitude,(SELECT min(first_seen) FROM elements WHERE element=e.element)," \
	"e.last_seen,e.tree,e.lldp,e.site_source,e.site_conflict," WHO_COLUMNS

#define ELEMENTS_ALL \
	"SELECT " ELEMENT_COLUMNS " FROM elements e WHERE" ELEMENT_CURRENT " ORDER BY e.element"

#define ELEMENTS_ONE \
	"SELECT " ELEMENT_COLUMNS " FROM elements e WHERE e.sweep=?1 ORDER BY e.element"

enum result
store_elements_open(struct store *s, struct store_scope scope, struct store_cursor **out)
{
	enum result r = cursor_open(s, scope.sweep != 0 ? ELEMENTS_ONE : ELEMENTS_ALL, out);

	if (r == RESULT_OK && scope.sweep != 0)
		sqlite3_bind_int64((*out)->rows, 1, scope.sweep);
	return r;
}

double
read_degrees(sqlite3_stmt *row, int at)
{
	return sqlite3_column_type(row, at) == SQLITE_NULL ? (double)NAN
							   : sqlite3_column_double(row, at);
}

void
read_addr(sqlite3_stmt *row, int at, struct addr *out)
{
	addr_from_blob(sqlite3_column_blob(row, at), sqlite3_column_bytes(row, at), out);
}

enum result
store_elements_next(struct store_cursor *c, struct element *out)
{
	enum result r = cursor_step(c);
	sqlite3_stmt *row = c->rows;

	if (r != RESULT_OK)
		return r;
	*out = (struct element){
		.id = read_text(row, 0, c->arena),
		.sweep = sqlite3_column_int64(row, 1),
		.identity = read_text(row, 2, c->arena),
		.name = read_text(row, 3, c->arena),
		.location = read_text(row, 5, c->arena),
		.sources = read_text(row, 6, c->arena),
		.evidence_hash = read_text(row, 7, c->arena),
		.site_id = read_text(row, 8, c->arena),
		.site_name = read_text(row, 9, c->arena),
		.site_type = read_text(row, 10, c->arena),
		.region = read_text(row, 11, c->arena),
		.latitude = read_degrees(row, 12),
		.longitude = read_degrees(row, 13),
		.first_seen = sqlite3_column_int64(row, 14),
		.last_seen = sqlite3_column_int64(row, 15),
		.tree = sqlite3_column_int64(row, 16),
		.lldp = (enum lldp_state)sqlite3_column_int(row, 17),
		.site_source = read_text(row, 18, c->arena),
		.site_conflict = read_text(row, 19, c->arena),
	};
	read_addr(row, 4, &out->mgmt);
	who_read(row, 20, c->arena, &out->who);
	return RESULT_OK;
}

/* No order: the table is read from its start to its end. */
#define VERDICTS(where)                                                             \
	"SELECT e.element,e.name,e.manufacturer,e.role,e.verdict,e.candidates FROM" \
	" elements e WHERE e.verdict<=?1 AND" where

enum result
store_verdicts_open(
	struct store *s, struct store_scope scope, enum verdict most, struct store_cursor **out)
{
	enum result r = cursor_open(
		s, scope.sweep != 0 ? VERDICTS(" e.sweep=?2") : VERDICTS(ELEMENT_CURRENT), out);

	if (r != RESULT_OK)
		return r;
	sqlite3_bind_int((*out)->rows, 1, (int)most);
	if (scope.sweep != 0)
		sqlite3_bind_int64((*out)->rows, 2, scope.sweep);
	return RESULT_OK;
}

enum result
store_verdicts_next(struct store_cursor *c, struct element *out)
{
	enum result r = cursor_step(c);
	sqlite3_stmt *row = c->rows;

	if (r != RESULT_OK)
		return r;
	*out = (struct element){
		.id = read_text(row, 0, c->arena),
		.name = read_text(row, 1, c->arena),
		.who.verdict = read_verdict(row, 4),
	};
	out->who.claims[CLAIM_manufacturer] = read_claim(row, 2, c->arena);
	out->who.claims[CLAIM_role] = read_claim(row, 3, c->arena);
	candidates_read((const char *)sqlite3_column_text(row, 5), c->arena, &out->who);
	return RESULT_OK;
}

/* ---- subjects --------------------------------------------------------------- */

#define SUBJECT_COLUMNS                                                          \
	"SELECT s.id,s.addr,s.name,(SELECT coalesce(max(outcome),0) FROM visits" \
	" WHERE subject=s.id),"

#define SUBJECTS_WHERE(what)                                                         \
	SUBJECT_COLUMNS "i.subject," WHO_COLUMNS " FROM subjects s"                  \
			" LEFT JOIN identifications i ON i.subject=s.id WHERE " what \
			" ORDER BY s.id"

/* The plus keeps it from reading the whole sweep for its order. */
#define HEARD SUBJECT_COLUMNS "NULL FROM subjects s WHERE s.addr=?2 AND +s.sweep=?1 ORDER BY s.id"

#define OBSERVATIONS                                                    \
	"SELECT k.text,o.idx,o.value,p.text,o.time FROM observations o" \
	" JOIN words k ON k.id=o.key JOIN words p ON p.id=o.probe"      \
	" WHERE o.subject=?1 ORDER BY o.id"

static enum result
open_subjects(struct store *s, const char *sql, int64_t sweep, struct store_cursor **out)
{
	enum result r = cursor_open(s, sql, out);

	if (r != RESULT_OK)
		return r;
	sqlite3_bind_int64((*out)->rows, 1, sweep);
	r = store_prepare(s, OBSERVATIONS, &(*out)->more);
	if (r != RESULT_OK)
		store_cursor_close(*out);
	return r;
}

enum result
store_subjects_open(struct store *s, int64_t sweep, struct store_cursor **out)
{
	return open_subjects(s, SUBJECTS_WHERE("s.sweep=?1"), sweep, out);
}

enum result
store_underived_open(struct store *s, int64_t sweep, struct store_cursor **out)
{
	return open_subjects(s,
		SUBJECTS_WHERE("s.sweep=?1"
			       " AND NOT EXISTS (SELECT 1 FROM traits WHERE subject=s.id)"
			       " AND EXISTS (SELECT 1 FROM observations WHERE subject=s.id)"),
		sweep, out);
}

enum result
store_heard_open(struct store *s, struct store_cursor **out)
{
	return open_subjects(s, HEARD, 0, out);
}

void
store_heard_of(struct store_cursor *c, int64_t sweep, const struct addr *addr)
{
	sqlite3_reset(c->rows);
	sqlite3_bind_int64(c->rows, 1, sweep);
	bind_addr(c->rows, 2, addr);
}

static void
read_observation(struct store_cursor *c, size_t i)
{
	sqlite3_stmt *row = c->more;
	size_t len = (size_t)sqlite3_column_bytes(row, 2);
	const void *value = sqlite3_column_blob(row, 2);
	char *copy = arena_alloc(c->arena, len + 1);

	if (len > 0)
		memcpy(copy, value, len);
	if (i == c->cap) {
		c->cap = c->cap > 0 ? 2 * c->cap : 64;
		c->observations = xrealloc(c->observations, c->cap, sizeof(*c->observations));
	}
	c->observations[i] = (struct observation){
		.key = read_text(row, 0, c->arena),
		.index = read_text(row, 1, c->arena),
		.value = copy,
		.len = len,
		.probe = read_text(row, 3, c->arena),
		.time = sqlite3_column_int64(row, 4),
	};
}

static enum result
read_observations(struct store_cursor *c, int64_t subject, size_t *n)
{
	int code;

	*n = 0;
	sqlite3_reset(c->more);
	sqlite3_bind_int64(c->more, 1, subject);
	while ((code = sqlite3_step(c->more)) == SQLITE_ROW)
		read_observation(c, (*n)++);
	return code == SQLITE_DONE ? RESULT_OK : store_fault(c->store);
}

enum result
store_subject_observations(
	struct store *s, int64_t subject, struct arena *arena, struct observation **out, size_t *n)
{
	struct store_cursor c = {.store = s, .arena = arena};
	enum result r = store_prepare(s, OBSERVATIONS, &c.more);

	if (r == RESULT_OK)
		r = read_observations(&c, subject, n);
	if (r == RESULT_OK) {
		*out = arena_alloc(arena, (*n + 1) * sizeof(**out));
		if (*n > 0)
			memcpy(*out, c.observations, *n * sizeof(**out));
	}
	sqlite3_finalize(c.more);
	free(c.observations);
	return r;
}

enum result
store_subjects_next(struct store_cursor *c, struct subject_row *out)
{
	enum result r = cursor_step(c);
	sqlite3_stmt *row = c->rows;

	if (r != RESULT_OK)
		return r;
	*out = (struct subject_row){
		.id = sqlite3_column_int64(row, 0),
		.outcome = (enum outcome)sqlite3_column_int(row, 3),
	};
	read_addr(row, 1, &out->subject.addr);
	out->subject.name = read_text(row, 2, c->arena);
	if (sqlite3_column_type(row, 4) != SQLITE_NULL)
		who_read(row, 5, c->arena, &out->who);
	r = read_observations(c, out->id, &out->n_observations);
	out->observations = c->observations;
	return r;
}

/* ---- addresses -------------------------------------------------------------- */

/*
 * In order of address by the index, so that only the few rows of one address are
 * sorted: the latest sweep first, and of each probe the first row counts.
 */
#define ADDRESSES(element, question, from, where)                                 \
	"SELECT s.addr,s.sweep," element ",v.outcome,p.text," question ",c.text," \
	"v.packets,v.bytes,v.first,v.last FROM subjects s"                        \
	" CROSS JOIN visits v ON v.subject=s.id JOIN words p ON p.id=v.probe"     \
	" JOIN words c ON c.id=v.credential" from " WHERE s.addr<>x''" where      \
	" ORDER BY s.addr,p.text,s.sweep DESC,s.id,v.port"

#define ADDRESSES_WHOLE(where)                                    \
	ADDRESSES("coalesce(e.element,'')", "q.text",             \
		" JOIN words q ON q.id=v.question"                \
		" LEFT JOIN element_subjects m ON m.subject=s.id" \
		" LEFT JOIN elements e ON e.id=m.element",        \
		where)

#define ADDRESSES_BRIEF(where) ADDRESSES("''", "''", "", where)

static enum result
open_addresses(struct store *s, const char *all, const char *one, struct store_scope scope,
	struct store_cursor **out)
{
	enum result r = cursor_open(s, scope.sweep != 0 ? one : all, out);

	if (r == RESULT_OK && scope.sweep != 0)
		sqlite3_bind_int64((*out)->rows, 1, scope.sweep);
	return r;
}

enum result
store_addresses_open(struct store *s, struct store_scope scope, struct store_cursor **out)
{
	return open_addresses(
		s, ADDRESSES_WHOLE(""), ADDRESSES_WHOLE(" AND s.sweep=?1"), scope, out);
}

enum result
store_answers_open(struct store *s, struct store_scope scope, struct store_cursor **out)
{
	return open_addresses(
		s, ADDRESSES_BRIEF(""), ADDRESSES_BRIEF(" AND s.sweep=?1"), scope, out);
}

/* An address that was broken off and asked again has parts that add up. The outcome
 * that counts is the greatest; the rest is of the part that was asked last. */
#define SENT                                                                              \
	"SELECT addr,max(sweep),element,outcome,probe,question,credential,packets,bytes," \
	"first,last FROM"                                                                 \
	" (SELECT addr,sweep,max(element) AS element,max(outcome) AS outcome,probe,"      \
	" question,credential,sum(packets) AS packets,sum(bytes) AS bytes,"               \
	" min(first) AS first,max(last) AS last FROM"                                     \
	" (SELECT s.addr AS addr,s.sweep AS sweep,coalesce((SELECT e.element FROM"        \
	" element_subjects m JOIN elements e ON e.id=m.element WHERE m.subject=s.id),'')" \
	" AS element,v.outcome AS outcome,p.text AS probe,q.text AS question,"            \
	" c.text AS credential,v.packets AS packets,v.bytes AS bytes,v.first AS first,"   \
	" v.last AS last FROM visits v JOIN subjects s ON s.id=v.subject"                 \
	" JOIN words p ON p.id=v.probe JOIN words q ON q.id=v.question"                   \
	" JOIN words c ON c.id=v.credential WHERE s.addr<>x'' AND (?1=0 OR s.sweep=?1)"   \
	" UNION ALL SELECT u.addr,u.sweep,'',u.outcome,p.text,q.text,c.text,u.packets,"   \
	" u.bytes,u.first,u.last FROM unpacked u JOIN words p ON p.id=u.probe"            \
	" JOIN words q ON q.id=u.question JOIN words c ON c.id=u.credential)"             \
	" WHERE packets>0 GROUP BY addr,probe,sweep) GROUP BY addr,probe"

enum result
store_sent_open(struct store *s, struct store_scope scope, struct store_cursor **out)
{
	enum result r = silences_unpack(s, scope.sweep);

	if (r == RESULT_OK)
		r = cursor_open(s, SENT, out);
	if (r == RESULT_OK)
		sqlite3_bind_int64((*out)->rows, 1, scope.sweep);
	return r;
}

/* True where the last row was of the same address and probe. */
static bool
is_told(const struct store_cursor *c, const struct address_row *row)
{
	return c->probe != NULL && addr_equal(&row->addr, &c->addr) &&
	       strcmp(row->probe, c->probe) == 0;
}

static void
read_address(struct store_cursor *c, struct address_row *out)
{
	sqlite3_stmt *row = c->rows;

	*out = (struct address_row){
		.sweep = sqlite3_column_int64(row, 1),
		.element_id = read_text(row, 2, c->arena),
		.outcome = (enum outcome)sqlite3_column_int(row, 3),
		.probe = read_text(row, 4, c->arena),
		.last_question = read_text(row, 5, c->arena),
		.credential = read_text(row, 6, c->arena),
		.packets = (uint64_t)sqlite3_column_int64(row, 7),
		.bytes = (uint64_t)sqlite3_column_int64(row, 8),
		.first = sqlite3_column_int64(row, 9),
		.last = sqlite3_column_int64(row, 10),
	};
	read_addr(row, 0, &out->addr);
}

enum result
store_addresses_next(struct store_cursor *c, struct address_row *out)
{
	enum result r;

	while ((r = cursor_step(c)) == RESULT_OK) {
		read_address(c, out);
		if (is_told(c, out))
			continue;
		c->addr = out->addr;
		free(c->probe);
		c->probe = xstrdup(out->probe);
		return RESULT_OK;
	}
	return r;
}
