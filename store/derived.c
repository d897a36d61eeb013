/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* derived.c: traits, components and told neighbours: written with their
 * subject, read whole by sweep. */
#include <string.h>

#include "store/inside.h"

/* ---- writing ------------------------------------------------------------------ */

static enum result
put_traits(struct store *s, int64_t subject, const struct traits *t)
{
	sqlite3_stmt *st;
	enum result r = store_begin(s, ST_TRAITS_PUT, &st);

	if (r != RESULT_OK)
		return r;
	sqlite3_bind_int64(st, 1, subject);
	bind_text(st, 2, t->name);
	bind_text(st, 3, t->location);
	sqlite3_bind_int(st, 4, (int)t->chassis_type);
	bind_text(st, 5, t->chassis);
	bind_text(st, 6, t->engine);
	sqlite3_bind_int64(st, 7, t->boots);
	sqlite3_bind_int64(st, 8, t->start);
	bind_text(st, 9, t->hostkey);
	sqlite3_bind_int(st, 10, (int)t->lldp);
	sqlite3_bind_int64(st, 11, t->first);
	sqlite3_bind_int64(st, 12, t->last);
	sqlite3_bind_blob(st, 13, t->digest, sizeof(t->digest), SQLITE_STATIC);
	sqlite3_bind_int64(st, 14, t->n_components);
	return store_step(s, st);
}

static enum result
put_component(struct store *s, int64_t subject, const struct component *c)
{
	sqlite3_stmt *st;
	enum result r = store_begin(s, ST_COMPONENT_PUT, &st);

	if (r != RESULT_OK)
		return r;
	sqlite3_bind_int64(st, 1, subject);
	sqlite3_bind_int64(st, 2, c->index);
	sqlite3_bind_int64(st, 3, c->parent);
	sqlite3_bind_int(st, 4, (int)c->class);
	bind_text(st, 5, c->name);
	bind_text(st, 6, c->manufacturer);
	bind_text(st, 7, c->model);
	bind_text(st, 8, c->part_number);
	bind_text(st, 9, c->serial);
	bind_text(st, 10, c->hw_rev);
	bind_text(st, 11, c->fw_rev);
	bind_text(st, 12, c->sw_rev);
	bind_text(st, 13, c->mfg_date);
	sqlite3_bind_int(st, 14, c->is_fru);
	return store_step(s, st);
}

static enum result
put_told(struct store *s, int64_t subject, size_t seq, const struct told *t)
{
	sqlite3_stmt *st;
	enum result r = store_begin(s, ST_TOLD_PUT, &st);

	if (r != RESULT_OK)
		return r;
	sqlite3_bind_int64(st, 1, subject);
	sqlite3_bind_int64(st, 2, (sqlite3_int64)seq);
	sqlite3_bind_int(st, 3, (int)t->via);
	bind_text(st, 4, t->local_num);
	bind_text(st, 5, t->local_id);
	bind_text(st, 6, t->local_descr);
	sqlite3_bind_int(st, 7, (int)t->chassis_type);
	bind_text(st, 8, t->chassis);
	bind_text(st, 9, t->port);
	bind_text(st, 10, t->port_descr);
	bind_text(st, 11, t->name);
	bind_text(st, 12, t->descr);
	bind_addr(st, 13, &t->mgmt);
	sqlite3_bind_int64(st, 14, t->time);
	return store_step(s, st);
}

/* What was derived before, by an earlier visit or by older rules. */
static enum result
forget(struct store *s, int64_t subject)
{
	enum result r = store_run_of(s, ST_FORGET_COMPONENTS, subject);

	return r == RESULT_OK ? store_run_of(s, ST_FORGET_TOLD, subject) : r;
}

enum result
store_derive(struct store *s, int64_t subject, const struct traits *traits,
	const struct component *components, size_t n_components, const struct told *told,
	size_t n_told)
{
	enum result r = put_traits(s, subject, traits);

	if (r == RESULT_OK && subject != s->fresh)
		r = forget(s, subject);
	s->fresh = 0;
	for (size_t i = 0; i < n_components && r == RESULT_OK; i++)
		r = put_component(s, subject, &components[i]);
	for (size_t i = 0; i < n_told && r == RESULT_OK; i++)
		r = put_told(s, subject, i, &told[i]);
	return r;
}

/* ---- reading ------------------------------------------------------------------ */

enum result
store_identification(
	struct store *s, int64_t subject, struct arena *arena, struct identification *out)
{
	sqlite3_stmt *st = store_statement(s, ST_WHO_OF);
	enum result r = RESULT_OK;
	int code;

	*out = (struct identification){.verdict = VERDICT_UNKNOWN};
	if (st == NULL)
		return RESULT_STORE;
	sqlite3_bind_int64(st, 1, subject);
	code = sqlite3_step(st);
	if (code == SQLITE_ROW)
		who_read(st, 0, arena, out);
	else if (code != SQLITE_DONE)
		r = store_fault(s);
	sqlite3_reset(st);
	return r;
}

#define TRAITS                                                                                     \
	"SELECT s.id,s.addr,s.name,(SELECT coalesce(max(outcome),0) FROM visits"                   \
	" WHERE subject=s.id),t.name,t.location,t.chassis_type,t.chassis,t.engine,t.boots,"        \
	"t.start,t.hostkey,t.lldp,t.first,t.last,t.digest,t.components,i.manufacturer,coalesce(i." \
	"model,i.part_number),"                                                                    \
	"i.serial FROM subjects s JOIN traits t ON t.subject=s.id"                                 \
	" LEFT JOIN identifications i ON i.subject=s.id WHERE s.sweep=?1 ORDER BY s.id"

static enum result
open_of_sweep(struct store *s, const char *sql, int64_t sweep, struct store_cursor **out)
{
	enum result r = cursor_open(s, sql, out);

	if (r == RESULT_OK)
		sqlite3_bind_int64((*out)->rows, 1, sweep);
	return r;
}

enum result
store_traits_open(struct store *s, int64_t sweep, struct store_cursor **out)
{
	return open_of_sweep(s, TRAITS, sweep, out);
}

static void
read_traits(sqlite3_stmt *row, struct arena *a, struct traits *t)
{
	*t = (struct traits){
		.name = read_text(row, 4, a),
		.location = read_text(row, 5, a),
		.chassis_type = (enum chassis_type)sqlite3_column_int(row, 6),
		.chassis = read_text(row, 7, a),
		.engine = read_text(row, 8, a),
		.boots = sqlite3_column_int64(row, 9),
		.start = sqlite3_column_int64(row, 10),
		.hostkey = read_text(row, 11, a),
		.lldp = (enum lldp_state)sqlite3_column_int(row, 12),
		.first = sqlite3_column_int64(row, 13),
		.last = sqlite3_column_int64(row, 14),
		.n_components = (uint32_t)sqlite3_column_int64(row, 16),
	};
	if (sqlite3_column_bytes(row, 15) == sizeof(t->digest))
		memcpy(t->digest, sqlite3_column_blob(row, 15), sizeof(t->digest));
}

enum result
store_traits_next(struct store_cursor *c, struct traits_row *out)
{
	enum result r = cursor_step(c);
	sqlite3_stmt *row = c->rows;

	if (r != RESULT_OK)
		return r;
	*out = (struct traits_row){
		.id = sqlite3_column_int64(row, 0),
		.outcome = (enum outcome)sqlite3_column_int(row, 3),
		.manufacturer = read_text(row, 17, c->arena),
		.model = read_text(row, 18, c->arena),
		.serial = read_text(row, 19, c->arena),
	};
	read_addr(row, 1, &out->subject.addr);
	out->subject.name = read_text(row, 2, c->arena);
	read_traits(row, c->arena, &out->traits);
	return RESULT_OK;
}

enum result
store_told_open(struct store *s, int64_t sweep, struct store_cursor **out)
{
	return open_of_sweep(s,
		"SELECT t.subject,t.via,t.local_num,t.local_id,t.local_descr,t.chassis_type,"
		"t.chassis,t.port,t.port_descr,t.name,t.descr,t.mgmt,t.time FROM subjects s"
		" CROSS JOIN told t ON t.subject=s.id WHERE s.sweep=?1 ORDER BY s.id,t.seq",
		sweep, out);
}

enum result
store_told_next(struct store_cursor *c, struct told_row *out)
{
	enum result r = cursor_step(c);
	sqlite3_stmt *row = c->rows;

	if (r != RESULT_OK)
		return r;
	*out = (struct told_row){
		.subject = sqlite3_column_int64(row, 0),
		.told =
			{
				.via = (enum told_via)sqlite3_column_int(row, 1),
				.local_num = read_text(row, 2, c->arena),
				.local_id = read_text(row, 3, c->arena),
				.local_descr = read_text(row, 4, c->arena),
				.chassis_type = (enum chassis_type)sqlite3_column_int(row, 5),
				.chassis = read_text(row, 6, c->arena),
				.port = read_text(row, 7, c->arena),
				.port_descr = read_text(row, 8, c->arena),
				.name = read_text(row, 9, c->arena),
				.descr = read_text(row, 10, c->arena),
				.time = sqlite3_column_int64(row, 12),
			},
	};
	read_addr(row, 11, &out->told.mgmt);
	return RESULT_OK;
}

/* ---- components ---------------------------------------------------------------- */

#define COMPONENT_COLUMNS                                                           \
	"e.element,coalesce(e.manufacturer,''),c.idx,c.parent,c.class,c.name,"      \
	"c.manufacturer,c.model,c.part_number,c.serial,c.hw_rev,c.fw_rev,c.sw_rev," \
	"c.mfg_date,c.is_fru"

/* The last tree that was read of an element that is current. */
#define TREE_ALL                                                          \
	"CASE WHEN e.tree<>0 THEN e.tree ELSE (SELECT tree FROM elements" \
	" WHERE element=e.element AND tree<>0 ORDER BY sweep DESC LIMIT 1) END"

#define COMPONENTS_ALL                                                         \
	"SELECT " COMPONENT_COLUMNS " FROM elements e CROSS JOIN components c" \
	" ON c.subject=" TREE_ALL " WHERE" ELEMENT_CURRENT " ORDER BY e.element,c.idx"

#define COMPONENTS_ONE                                                         \
	"SELECT " COMPONENT_COLUMNS " FROM elements e CROSS JOIN components c" \
	" ON c.subject=e.tree WHERE e.sweep=?1 ORDER BY e.element,c.idx"

enum result
store_components_open(struct store *s, struct store_scope scope, struct store_cursor **out)
{
	enum result r = cursor_open(s, scope.sweep != 0 ? COMPONENTS_ONE : COMPONENTS_ALL, out);

	if (r == RESULT_OK && scope.sweep != 0)
		sqlite3_bind_int64((*out)->rows, 1, scope.sweep);
	return r;
}

enum result
store_components_next(struct store_cursor *c, struct component_row *out)
{
	enum result r = cursor_step(c);
	sqlite3_stmt *row = c->rows;

	if (r != RESULT_OK)
		return r;
	*out = (struct component_row){
		.element_id = read_text(row, 0, c->arena),
		.element_manufacturer = read_text(row, 1, c->arena),
		.component =
			{
				.index = (uint32_t)sqlite3_column_int64(row, 2),
				.parent = (uint32_t)sqlite3_column_int64(row, 3),
				.class = (enum component_class)sqlite3_column_int(row, 4),
				.name = read_text(row, 5, c->arena),
				.manufacturer = read_text(row, 6, c->arena),
				.model = read_text(row, 7, c->arena),
				.part_number = read_text(row, 8, c->arena),
				.serial = read_text(row, 9, c->arena),
				.hw_rev = read_text(row, 10, c->arena),
				.fw_rev = read_text(row, 11, c->arena),
				.sw_rev = read_text(row, 12, c->arena),
				.mfg_date = read_text(row, 13, c->arena),
				.is_fru = (int8_t)sqlite3_column_int(row, 14),
			},
	};
	return RESULT_OK;
}

/* ---- parts of other makers -------------------------------------------------------- */

#define FOREIGN(from)                                                        \
	"SELECT c.manufacturer,e.manufacturer,count(*),count(DISTINCT e.id)" \
	" FROM elements e CROSS JOIN components c ON c.subject=" from        \
	" AND e.manufacturer IS NOT NULL AND c.manufacturer<>''"             \
	" AND c.manufacturer<>e.manufacturer GROUP BY 1,2 ORDER BY 3 DESC,1,2"

enum result
store_foreign_open(struct store *s, struct store_scope scope, struct store_cursor **out)
{
	enum result r = cursor_open(s,
		scope.sweep != 0 ? FOREIGN("e.tree WHERE e.sweep=?1")
				 : FOREIGN(TREE_ALL " WHERE" ELEMENT_CURRENT),
		out);

	if (r == RESULT_OK && scope.sweep != 0)
		sqlite3_bind_int64((*out)->rows, 1, scope.sweep);
	return r;
}

enum result
store_foreign_next(struct store_cursor *c, struct foreign_row *out)
{
	enum result r = cursor_step(c);
	sqlite3_stmt *row = c->rows;

	if (r != RESULT_OK)
		return r;
	*out = (struct foreign_row){
		.maker = read_text(row, 0, c->arena),
		.element_maker = read_text(row, 1, c->arena),
		.parts = (uint64_t)sqlite3_column_int64(row, 2),
		.elements = (uint64_t)sqlite3_column_int64(row, 3),
	};
	return RESULT_OK;
}
