/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* neighbours.c: see neighbours.h. One arena holds all values; facts of one
 * subject are compared one by one, they are a few dozen. */
#include "scanner/neighbours.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "probes/list.h"

struct entry {
	struct neighbour n; /* n.subject.name, or the address as text, is the key */
	struct observation *facts;
	size_t cap;
	char *key;
	UT_hash_handle hh;
};

struct neighbours {
	struct entry *all;
	struct arena *arena;   /* what is kept */
	struct arena *scratch; /* one message */
	uint64_t dropped;
};

/* What one message says, before it is known whose it is. */
struct gather {
	struct sink sink; /* first */
	struct arena *arena;
	struct observation *facts;
	size_t n, cap;
	uint64_t dropped;
	const char *probe;
	int64_t time;
};

struct neighbours *
neighbours_new(void)
{
	struct neighbours *n = xcalloc(1, sizeof(*n));

	n->arena = arena_new();
	n->scratch = arena_new();
	return n;
}

void
neighbours_free(struct neighbours *n)
{
	struct entry *e, *next;

	if (n == NULL)
		return;
	HASH_ITER(hh, n->all, e, next)
	{
		HASH_DEL(n->all, e);
		free(e->facts);
		free(e);
	}
	arena_free(n->arena);
	arena_free(n->scratch);
	free(n);
}

size_t
neighbours_count(const struct neighbours *n)
{
	return HASH_COUNT(n->all);
}

uint64_t
neighbours_dropped(const struct neighbours *n)
{
	return n->dropped;
}

/* ---- one message ----------------------------------------------------------- */

static void
gather_put(struct sink *s, const char *key, const char *index, const void *value, size_t len)
{
	struct gather *g = (struct gather *)s;

	if (g->n == NEIGHBOUR_FACTS_MAX) {
		g->dropped++;
		return;
	}
	if (g->n == g->cap) {
		g->cap = g->cap > 0 ? g->cap * 2 : 64;
		g->facts = xrealloc(g->facts, g->cap, sizeof(*g->facts));
	}
	g->facts[g->n++] = (struct observation){
		.key = key, /* a constant of the probe */
		.index = arena_strdup(g->arena, index),
		.value = arena_copy(g->arena, value, len),
		.len = len,
		.probe = g->probe,
		.time = g->time,
	};
}

static struct gather
gather_new(struct neighbours *n, const struct probe_module *module, int64_t time)
{
	arena_reset(n->scratch);
	return (struct gather){
		.sink = {.put = gather_put},
		.arena = n->scratch,
		.probe = module->name,
		.time = time,
	};
}

static const struct observation *
find_fact(const struct observation *facts, size_t n, const char *key)
{
	for (; n > 0; n--)
		if (strcmp(facts[n - 1].key, key) == 0)
			return &facts[n - 1];
	return NULL;
}

/* ---- whose it is ----------------------------------------------------------- */

/* Text as it is where it is printable, else hexadecimal. */
static void
name_value(struct buf *name, const struct observation *o)
{
	struct buf printable = {0};

	text_printable(&printable, o->value, o->len, o->len * 4 + 4);
	if (o->len > 0 && printable.len == o->len && memcmp(printable.data, o->value, o->len) == 0)
		buf_add(name, o->value, o->len);
	else
		text_hex(name, o->value, o->len);
	buf_free(&printable);
}

/* Words for the chassis ID subtypes 1 to 7. */
static const char *
subtype_word(const struct observation *subtype)
{
	static const char *const words[] = {
		"reserved", "component", "ifalias", "port", "mac", "address", "ifname", "local"};
	unsigned i = subtype != NULL && subtype->len == 1 ? (unsigned)(subtype->value[0] - '0') : 0;

	return words[i < sizeof(words) / sizeof(words[0]) ? i : 0];
}

/* "lldp:mac:00:11:22:33:44:55"; a frame without chassis ID goes by its source. */
static void
name_neighbour(const struct gather *g, struct buf *name)
{
	const struct observation *o = find_fact(g->facts, g->n, "lldp.chassisId");

	if (o != NULL) {
		buf_printf(name, "lldp:%s:",
			subtype_word(find_fact(g->facts, g->n, "lldp.chassisIdSubtype")));
	} else if ((o = find_fact(g->facts, g->n, "cdp.deviceId")) != NULL) {
		buf_puts(name, "cdp:device:");
	} else if ((o = find_fact(g->facts, g->n, "lldp.sourceMac")) != NULL) {
		buf_puts(name, "lldp:source:");
	} else if ((o = find_fact(g->facts, g->n, "cdp.sourceMac")) != NULL) {
		buf_puts(name, "cdp:source:");
	}
	if (o != NULL)
		name_value(name, o);
}

static struct entry *
entry_of(struct neighbours *n, const char *key, const struct addr *addr, const struct gather *g)
{
	struct entry *e;

	HASH_FIND_STR(n->all, key, e);
	if (e != NULL || HASH_COUNT(n->all) >= NEIGHBOURS_MAX)
		return e;
	e = xcalloc(1, sizeof(*e));
	e->key = arena_strdup(n->arena, key);
	if (addr != NULL)
		e->n.subject.addr = *addr;
	e->n.subject.name = addr != NULL ? "" : e->key;
	e->n.probe = g->probe;
	e->n.first = g->time;
	HASH_ADD_KEYPTR(hh, n->all, e->key, strlen(e->key), e);
	return e;
}

/* ---- its facts ------------------------------------------------------------- */

static bool
has_fact(const struct entry *e, const struct observation *o)
{
	for (size_t i = 0; i < e->n.n_facts; i++) {
		const struct observation *f = &e->facts[i];

		if (f->len == o->len && strcmp(f->key, o->key) == 0 &&
			strcmp(f->index, o->index) == 0 &&
			(o->len == 0 || memcmp(f->value, o->value, o->len) == 0))
			return true;
	}
	return false;
}

static void
add_fact(struct neighbours *n, struct entry *e, const struct observation *o)
{
	struct observation *f;

	if (e->n.n_facts >= NEIGHBOUR_FACTS_MAX || arena_size(n->arena) >= NEIGHBOURS_BYTES_MAX) {
		n->dropped++;
		return;
	}
	if (e->n.n_facts == e->cap) {
		e->cap = e->cap > 0 ? e->cap * 2 : 32;
		e->facts = xrealloc(e->facts, e->cap, sizeof(*e->facts));
		e->n.facts = e->facts;
	}
	f = &e->facts[e->n.n_facts++];
	*f = *o;
	f->index = arena_strdup(n->arena, o->index);
	f->value = arena_copy(n->arena, o->value, o->len);
}

static void
merge(struct neighbours *n, const char *key, const struct addr *addr, const struct gather *g)
{
	struct entry *e = g->n > 0 ? entry_of(n, key, addr, g) : NULL;

	n->dropped += g->dropped;
	if (e == NULL) {
		n->dropped += g->n > 0;
		return;
	}
	e->n.messages++;
	if (g->time > e->n.last)
		e->n.last = g->time;
	for (size_t i = 0; i < g->n; i++)
		if (!has_fact(e, &g->facts[i]))
			add_fact(n, e, &g->facts[i]);
}

/* The index tells which of the sender's ports was heard there. */
static void
put_heard_on(struct gather *g, const char *on)
{
	const struct observation *port = find_fact(g->facts, g->n, "lldp.portId");
	struct buf name = {0}, index = {0};

	if (port == NULL)
		port = find_fact(g->facts, g->n, "cdp.portId");
	if (port != NULL)
		name_value(&name, port);
	text_printable(&index, buf_text(&name), name.len, OBSERVATION_INDEX_MAX);
	sink_text(&g->sink, "lldp.heardOn", buf_text(&index), on);
	buf_free(&name);
	buf_free(&index);
}

enum result
neighbours_frame(struct neighbours *n, struct bytes frame, int64_t time, const char *on)
{
	struct gather g = gather_new(n, &probe_lldp, time);
	struct buf name = {0};
	enum result r = probe_lldp.decode(frame, &g.sink);

	name_neighbour(&g, &name);
	if (on != NULL && g.n > 0)
		put_heard_on(&g, on);
	merge(n, buf_text(&name), NULL, &g);
	buf_free(&name);
	free(g.facts);
	return r;
}

enum result
neighbours_message(struct neighbours *n, const struct probe_module *module, const struct addr *from,
	struct bytes message, int64_t time)
{
	struct gather g = gather_new(n, module, time);
	enum result r = module->decode(message, &g.sink);
	char text[ADDR_TEXT_MAX];

	merge(n, addr_format(from, text), from, &g);
	free(g.facts);
	return r;
}

enum result
neighbours_each(
	struct neighbours *n, enum result (*call)(void *, const struct neighbour *), void *self)
{
	enum result r = RESULT_OK;

	for (struct entry *e = n->all; e != NULL && r == RESULT_OK; e = e->hh.next)
		r = call(self, &e->n);
	return r;
}

const struct observation *
neighbour_fact(const struct neighbour *n, const char *key)
{
	return find_fact(n->facts, n->n_facts, key);
}
