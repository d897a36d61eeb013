/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* topology.c: links between elements, the sites they stand at, and under which
 * IDs identities are known. */
#include "store/inside.h"

/* ---- writing ------------------------------------------------------------------ */

static void
bind_end(sqlite3_stmt *st, int at, const struct link_end *e)
{
	bind_text(st, at, e->element);
	bind_text(st, at + 1, e->name);
	bind_text(st, at + 2, e->port);
	bind_text(st, at + 3, e->port_descr);
}

enum result
store_link_put(struct store *s, const struct link *l)
{
	sqlite3_stmt *st;
	enum result r = store_begin(s, ST_LINK_PUT, &st);

	if (r != RESULT_OK)
		return r;
	bind_text(st, 1, l->id);
	sqlite3_bind_int64(st, 2, l->sweep);
	bind_end(st, 3, &l->a);
	bind_end(st, 7, &l->b);
	sqlite3_bind_int(st, 11, (int)l->tellers);
	sqlite3_bind_int(st, 12, (int)l->state);
	bind_text(st, 13, l->reason);
	bind_text(st, 14, l->source);
	sqlite3_bind_int64(st, 15, l->last_seen);
	return store_step(s, st);
}

static enum result
put_three(struct store *s, enum statement which, const char *a, const char *b, int64_t sweep,
	int at_sweep)
{
	sqlite3_stmt *st;
	enum result r = store_begin(s, which, &st);

	if (r != RESULT_OK)
		return r;
	bind_text(st, 1, a);
	bind_text(st, at_sweep == 3 ? 2 : 3, b);
	sqlite3_bind_int64(st, at_sweep, sweep);
	return store_step(s, st);
}

enum result
store_identity_put(struct store *s, const char *identity, const char *element, int64_t sweep)
{
	return put_three(s, ST_IDENTITY_PUT, identity, element, sweep, 3);
}

enum result
store_merged_put(struct store *s, const char *element, const char *into, int64_t sweep)
{
	return put_three(s, ST_MERGED_PUT, element, into, sweep, 2);
}

enum result
store_sites_begin(struct store *s)
{
	enum result r = store_write(s);

	return r == RESULT_OK ? store_exec(s, "DELETE FROM sites") : r;
}

enum result
store_site_put(struct store *s, const struct site *site)
{
	sqlite3_stmt *st;
	enum result r = store_begin(s, ST_SITE_PUT, &st);

	if (r != RESULT_OK)
		return r;
	bind_text(st, 1, site->id);
	bind_text(st, 2, site->name);
	bind_text(st, 3, site->type);
	bind_text(st, 4, site->region);
	bind_degrees(st, 5, site->latitude);
	bind_degrees(st, 6, site->longitude);
	return store_step(s, st);
}

/* ---- reading ------------------------------------------------------------------ */

enum result
store_identities_open(struct store *s, struct store_cursor **out)
{
	return cursor_open(s, "SELECT identity,element FROM identities ORDER BY identity", out);
}

enum result
store_identities_next(struct store_cursor *c, struct identity_row *out)
{
	enum result r = cursor_step(c);

	if (r != RESULT_OK)
		return r;
	out->identity = read_text(c->rows, 0, c->arena);
	out->element = read_text(c->rows, 1, c->arena);
	return RESULT_OK;
}

/* Of both ends as they are in the link's own sweep. */
#define LINK_COLUMNS                                                                   \
	"l.link,l.sweep,l.tellers,l.state,l.reason,l.source,l.last_seen,"              \
	"l.a,l.a_name,l.a_port,l.a_port_descr,x.name,x.role,x.manufacturer,x.site_id," \
	"l.b,l.b_name,l.b_port,l.b_port_descr,y.name,y.role,y.manufacturer,y.site_id"  \
	" FROM links l LEFT JOIN elements x ON x.element=l.a AND x.sweep=l.sweep"      \
	" LEFT JOIN elements y ON y.element=l.b AND y.sweep=l.sweep"

/* Of the teller no later sweep has read the table (lldp state 2, LLDP_READ). */
#define NOT_READ_LATER(end, bit)                                           \
	" (l.tellers&" #bit "<>0 AND NOT EXISTS (SELECT 1 FROM elements o" \
	" WHERE o.element=l." #end " AND o.sweep>l.sweep AND o.lldp=2))"

#define LINKS_ALL                                                                                \
	"SELECT " LINK_COLUMNS " WHERE l.sweep=(SELECT max(sweep) FROM links WHERE link=l.link)" \
	" AND (" NOT_READ_LATER(a, 1) " OR" NOT_READ_LATER(                                      \
		b, 2) ")"                                                                        \
		      " AND NOT EXISTS (SELECT 1 FROM merged g WHERE g.element IN (l.a,l.b)"     \
		      " AND g.sweep>l.sweep) ORDER BY l.link"
#define LINKS_ONE "SELECT " LINK_COLUMNS " WHERE l.sweep=?1 ORDER BY l.link"

_Static_assert(LLDP_READ == 2, "LINKS_ALL asks for it");

enum result
store_links_open(struct store *s, struct store_scope scope, struct store_cursor **out)
{
	enum result r = cursor_open(s, scope.sweep != 0 ? LINKS_ONE : LINKS_ALL, out);

	if (r == RESULT_OK && scope.sweep != 0)
		sqlite3_bind_int64((*out)->rows, 1, scope.sweep);
	return r;
}

static void
read_end(sqlite3_stmt *row, int at, struct arena *a, struct link_end *e)
{
	*e = (struct link_end){
		.element = read_text(row, at, a),
		.name = read_text(row, at + 4, a),
		.role = read_text(row, at + 5, a),
		.manufacturer = read_text(row, at + 6, a),
		.site_id = read_text(row, at + 7, a),
		.port = read_text(row, at + 2, a),
		.port_descr = read_text(row, at + 3, a),
	};
	if (e->name[0] == '\0')
		e->name = read_text(row, at + 1, a);
}

enum result
store_links_next(struct store_cursor *c, struct link *out)
{
	enum result r = cursor_step(c);
	sqlite3_stmt *row = c->rows;

	if (r != RESULT_OK)
		return r;
	*out = (struct link){
		.id = read_text(row, 0, c->arena),
		.sweep = sqlite3_column_int64(row, 1),
		.tellers = (unsigned)sqlite3_column_int(row, 2),
		.state = sqlite3_column_int(row, 3) != 0 ? LINK_MUTUAL : LINK_ONE_SIDED,
		.reason = read_text(row, 4, c->arena),
		.source = read_text(row, 5, c->arena),
		.last_seen = sqlite3_column_int64(row, 6),
	};
	read_end(row, 7, c->arena, &out->a);
	read_end(row, 15, c->arena, &out->b);
	return RESULT_OK;
}

enum result
store_sites_open(struct store *s, struct store_cursor **out)
{
	return cursor_open(s,
		"SELECT site_id,name,type,region,latitude,longitude FROM sites ORDER BY site_id",
		out);
}

enum result
store_sites_next(struct store_cursor *c, struct site *out)
{
	enum result r = cursor_step(c);

	if (r != RESULT_OK)
		return r;
	*out = (struct site){
		.id = read_text(c->rows, 0, c->arena),
		.name = read_text(c->rows, 1, c->arena),
		.type = read_text(c->rows, 2, c->arena),
		.region = read_text(c->rows, 3, c->arena),
		.latitude = read_degrees(c->rows, 4),
		.longitude = read_degrees(c->rows, 5),
	};
	return RESULT_OK;
}
