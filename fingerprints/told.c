/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * told.c: whom a subject sees: lldpRemTable of LLDP-MIB (IEEE 802.1AB-2005,
 * annex E), each row with the local port that it belongs to; and, of one that
 * was heard, the wires that it was heard on.
 *
 * lldpRemTable is indexed by time mark, local port and a number; the management
 * address table adds the address itself: subtype, length, bytes.
 */
#include <stdlib.h>
#include <string.h>

#include "base/addr.h"
#include "base/text.h"
#include "fingerprints/derive.h"

enum column {
	COL_CHASSIS_TYPE,
	COL_CHASSIS,
	COL_PORT_TYPE,
	COL_PORT,
	COL_PORT_DESCR,
	COL_NAME,
	COL_DESCR,
	COL_ADDRESS,
	COL_COUNT
};

static const struct {
	const char *name; /* behind "snmp.lldpRem" */
} columns[COL_COUNT] = {
	[COL_CHASSIS_TYPE] = {"ChassisIdSubtype"},
	[COL_CHASSIS] = {"ChassisId"},
	[COL_PORT_TYPE] = {"PortIdSubtype"},
	[COL_PORT] = {"PortId"},
	[COL_PORT_DESCR] = {"PortDesc"},
	[COL_NAME] = {"SysName"},
	[COL_DESCR] = {"SysDesc"},
	[COL_ADDRESS] = {"ManAddrIfId"},
};

#define REMOTE "snmp.lldpRem"
#define LOCAL "snmp.lldpLocPort"

struct seen {
	const char *row; /* the three numbers of the index, row_len bytes */
	size_t row_len;
	enum column column;
	const struct observation *o;
};

struct port {
	const char *num;
	const struct observation *type, *id, *descr;
};

struct lists {
	struct seen *seen;
	size_t n_seen, cap_seen;
	struct port *ports; /* ascending by num */
	size_t n_ports, cap_ports;
};

/* The length of the first three numbers of an index, 0 where there are fewer. */
static size_t
row_length(const char *index)
{
	const char *p = index;

	for (int dots = 0; *p != '\0'; p++)
		if (*p == '.' && ++dots == 3)
			return (size_t)(p - index);
	return p > index ? (size_t)(p - index) : 0;
}

static void
note_remote(struct lists *l, const struct observation *o)
{
	for (int c = 0; c < COL_COUNT; c++) {
		if (strcmp(o->key + sizeof(REMOTE) - 1, columns[c].name) != 0)
			continue;
		if (l->n_seen == l->cap_seen) {
			l->cap_seen = l->cap_seen > 0 ? 2 * l->cap_seen : 64;
			l->seen = xrealloc(l->seen, l->cap_seen, sizeof(*l->seen));
		}
		l->seen[l->n_seen++] =
			(struct seen){o->index, row_length(o->index), (enum column)c, o};
		return;
	}
}

static void
note_local(struct lists *l, const struct observation *o)
{
	const char *name = o->key + sizeof(LOCAL) - 1;
	struct port port = {.num = o->index};

	if (strcmp(name, "IdSubtype") == 0)
		port.type = o;
	else if (strcmp(name, "Id") == 0)
		port.id = o;
	else if (strcmp(name, "Desc") == 0)
		port.descr = o;
	else
		return;
	if (l->n_ports == l->cap_ports) {
		l->cap_ports = l->cap_ports > 0 ? 2 * l->cap_ports : 64;
		l->ports = xrealloc(l->ports, l->cap_ports, sizeof(*l->ports));
	}
	l->ports[l->n_ports++] = port;
}

static int
by_row(const void *x, const void *y)
{
	const struct seen *a = x, *b = y;
	size_t len = a->row_len < b->row_len ? a->row_len : b->row_len;
	int order = memcmp(a->row, b->row, len);

	if (order == 0)
		order = (a->row_len > b->row_len) - (a->row_len < b->row_len);
	if (order == 0)
		order = (a->column > b->column) - (a->column < b->column);
	return order != 0 ? order : (a->o > b->o) - (a->o < b->o);
}

static int
by_num(const void *x, const void *y)
{
	return strcmp(((const struct port *)x)->num, ((const struct port *)y)->num);
}

/* Each column of a port is a port until here: they become one. */
static void
merge_ports(struct lists *l)
{
	size_t used = 0;

	if (l->n_ports > 0)
		qsort(l->ports, l->n_ports, sizeof(*l->ports), by_num);
	for (size_t i = 0; i < l->n_ports; i++) {
		struct port *p = &l->ports[i];

		if (used == 0 || strcmp(l->ports[used - 1].num, p->num) != 0) {
			l->ports[used++] = *p;
			continue;
		}
		l->ports[used - 1].type = p->type != NULL ? p->type : l->ports[used - 1].type;
		l->ports[used - 1].id = p->id != NULL ? p->id : l->ports[used - 1].id;
		l->ports[used - 1].descr = p->descr != NULL ? p->descr : l->ports[used - 1].descr;
	}
	l->n_ports = used;
}

static unsigned
type_of(const struct observation *o)
{
	return o != NULL && o->len == 1 && o->value[0] >= '0' && o->value[0] <= '9'
		       ? (unsigned)(o->value[0] - '0')
		       : 0;
}

/* By LldpPortIdSubtype. */
static enum id_form
port_form(unsigned subtype)
{
	return subtype == PORT_MAC ? ID_MAC : subtype == PORT_ADDRESS ? ID_ADDRESS : ID_TEXT;
}

static void
take_local(const struct lists *l, struct told *t, struct arena *arena)
{
	struct port key = {.num = t->local_num};
	const struct port *p =
		l->n_ports > 0 ? bsearch(&key, l->ports, l->n_ports, sizeof(key), by_num) : NULL;

	if (p != NULL && p->id != NULL)
		t->local_id =
			derive_id(arena, p->id->value, p->id->len, port_form(type_of(p->type)));
	if (p != NULL && p->descr != NULL)
		t->local_descr = derive_id(arena, p->descr->value, p->descr->len, ID_TEXT);
}

/* "…3.17.1.1.4.192.0.2.1": behind the row's three numbers subtype, length, address. */
static void
take_address(struct told *t, const struct seen *s)
{
	const char *p = s->row + s->row_len;
	unsigned numbers[18];
	size_t n = 0;

	while (*p == '.' && n < sizeof(numbers) / sizeof(numbers[0])) {
		char *end;
		unsigned long v = strtoul(p + 1, &end, 10);

		if (end == p + 1 || v > 255)
			return;
		numbers[n++] = (unsigned)v;
		p = end;
	}
	if (*p != '\0' || t->mgmt.family != 0 || n < 2 || numbers[1] != n - 2 ||
		!((numbers[0] == 1 && n == 6) || (numbers[0] == 2 && n == 18)))
		return;
	t->mgmt.family = numbers[0] == 1 ? 4 : 6;
	for (size_t i = 2; i < n; i++)
		t->mgmt.ip[i - 2] = (uint8_t)numbers[i];
}

static const char *
value_text(const struct observation *o, struct arena *arena)
{
	return o != NULL ? derive_text(arena, o->value, o->len) : "";
}

static struct told
told_new(enum told_via via)
{
	return (struct told){
		.via = via,
		.local_num = "",
		.local_id = "",
		.local_descr = "",
		.chassis = "",
		.port = "",
		.port_descr = "",
		.name = "",
		.descr = "",
	};
}

/* One row; false where it says of nobody. */
static bool
take_row(const struct lists *l, const struct seen *s, size_t n, struct arena *arena, struct told *t)
{
	const struct observation *row[COL_COUNT] = {0};
	const char *port = memchr(s->row, '.', s->row_len);
	const char *last = port != NULL
				   ? memchr(port + 1, '.', s->row_len - (size_t)(port + 1 - s->row))
				   : NULL;
	unsigned type;

	*t = told_new(TOLD_TABLE);
	for (size_t i = 0; i < n; i++) {
		row[s[i].column] = s[i].o;
		if (s[i].column == COL_ADDRESS)
			take_address(t, &s[i]);
		if (s[i].o->time > t->time)
			t->time = s[i].o->time;
	}
	if (last != NULL)
		t->local_num = arena_strndup(arena, port + 1, (size_t)(last - port - 1));
	take_local(l, t, arena);
	type = type_of(row[COL_CHASSIS_TYPE]);
	t->chassis_type = type < CHASSIS_TYPES ? (enum chassis_type)type : CHASSIS_NONE;
	if (row[COL_CHASSIS] != NULL)
		t->chassis = derive_id(arena, row[COL_CHASSIS]->value, row[COL_CHASSIS]->len,
			derive_chassis_form(type));
	if (row[COL_PORT] != NULL)
		t->port = derive_id(arena, row[COL_PORT]->value, row[COL_PORT]->len,
			port_form(type_of(row[COL_PORT_TYPE])));
	if (row[COL_PORT_DESCR] != NULL)
		t->port_descr = derive_id(
			arena, row[COL_PORT_DESCR]->value, row[COL_PORT_DESCR]->len, ID_TEXT);
	t->name = value_text(row[COL_NAME], arena);
	t->descr = value_text(row[COL_DESCR], arena);
	return t->chassis[0] != '\0' || t->name[0] != '\0';
}

/* ---- heard on a wire ---------------------------------------------------------- */

/* The only value of a key; NULL where there are several: whose port is it? */
static const struct observation *
only(const struct observation *o, size_t n, const char *key)
{
	const struct observation *found = NULL;

	for (size_t i = 0; i < n; i++) {
		if (strcmp(o[i].key, key) != 0)
			continue;
		if (found != NULL)
			return NULL;
		found = &o[i];
	}
	return found;
}

/* lldp.heardOn: the index is the port that announced, the value our wire. */
static size_t
list_heard(const struct observation *o, size_t n, struct arena *arena, struct told *out)
{
	size_t used = 0;

	for (size_t i = 0; i < n; i++) {
		struct told *t = &out[used];
		const char *id = o[i].index;

		if (strcmp(o[i].key, "lldp.heardOn") != 0)
			continue;
		*t = told_new(TOLD_HEARD);
		t->local_id = derive_text(arena, o[i].value, o[i].len);
		t->port = derive_id(arena, id, strlen(id), ID_TEXT);
		t->port_descr = value_text(only(o, n, "lldp.portDesc"), arena);
		t->time = o[i].time;
		used++;
	}
	return used;
}

size_t
derive_told(const struct observation *o, size_t n, struct arena *arena, const struct told **out)
{
	struct lists l = {0};
	struct told *all;
	size_t heard = 0, used = 0;

	for (size_t i = 0; i < n; i++) {
		if (strncmp(o[i].key, REMOTE, sizeof(REMOTE) - 1) == 0)
			note_remote(&l, &o[i]);
		else if (strncmp(o[i].key, LOCAL, sizeof(LOCAL) - 1) == 0)
			note_local(&l, &o[i]);
		heard += strcmp(o[i].key, "lldp.heardOn") == 0;
	}
	merge_ports(&l);
	if (l.n_seen > 0)
		qsort(l.seen, l.n_seen, sizeof(*l.seen), by_row);
	all = arena_alloc(arena, (l.n_seen + heard + 1) * sizeof(*all));
	for (size_t i = 0, end; i < l.n_seen; i = end) {
		for (end = i + 1; end < l.n_seen && l.seen[end].row_len == l.seen[i].row_len &&
				  memcmp(l.seen[end].row, l.seen[i].row, l.seen[i].row_len) == 0;
			end++)
			;
		used += take_row(&l, &l.seen[i], end - i, arena, &all[used]);
	}
	used += list_heard(o, n, arena, &all[used]);
	free(l.seen);
	free(l.ports);
	*out = all;
	return used;
}
