/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * links.c: whom a row of lldpRemTable means, and which two rows are the two
 * ends of one wire. A row means the element
 *
 *   whose chassis ID it is                       (the same kind and value)
 *   that answers at the management address told
 *   whose engine ID was made from that MAC, or whose serial number it is
 *   that alone has this system name
 *
 * and in all but the first case only one that tells no other chassis ID itself.
 */
#include "fingerprints/links.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "base/text.h"
#include "fingerprints/placeholder.h"

#define SEVERAL (SIZE_MAX - 1)

#define SOURCE_TABLE 1u
#define SOURCE_HEARD 2u

/* A key of some kind ("c:00:11:…") and the element it belongs to. */
struct place {
	const char *key;
	size_t element;
	UT_hash_handle hh;
};

/* One row: a wire as one end sees it. */
struct half {
	size_t teller, far;	       /* far: SIZE_MAX: the wire we listened on */
	const char *num, *id, *descr;  /* the teller's port */
	const char *port, *port_descr; /* the far one, as the teller has it */
	int64_t time;
	unsigned sources; /* SOURCE_TABLE, SOURCE_HEARD */
	bool used;	  /* while halves are matched */
};

struct linker {
	struct joiner *joiner;
	struct arena *arena;
	struct place *places;
	struct half *halves;
	size_t n, cap;
	struct alone *alone;
	size_t n_alone, cap_alone;
	struct buf key; /* of the look-up under way */
};

/* ---- keys ---------------------------------------------------------------------- */

static void
put_key(struct linker *l, const char *key, size_t element)
{
	struct place *p;

	HASH_FIND_STR(l->places, key, p);
	if (p != NULL) {
		if (p->element != element)
			p->element = SEVERAL;
		return;
	}
	p = arena_alloc(l->arena, sizeof(*p));
	memset(p, 0, sizeof(*p));
	p->key = arena_strdup(l->arena, key);
	p->element = element;
	HASH_ADD_KEYPTR(hh, l->places, p->key, strlen(p->key), p);
}

/* The element of a key: SIZE_MAX where none has it, SEVERAL where many do. */
static size_t
get_key(const struct linker *l, const char *key)
{
	struct place *p;

	HASH_FIND_STR(l->places, key, p);
	return p != NULL ? p->element : SIZE_MAX;
}

static const char *
key_of(struct linker *l, const char *kind, const char *value)
{
	buf_clear(&l->key);
	buf_puts(&l->key, kind);
	buf_putc(&l->key, ':');
	buf_puts(&l->key, value);
	return buf_text(&l->key);
}

static const char *
chassis_key(struct linker *l, enum chassis_type type, const char *chassis)
{
	buf_clear(&l->key);
	buf_printf(&l->key, "c:%d:%s", (int)type, chassis);
	return buf_text(&l->key);
}

/* Names are compared without case, and without the domain that some append. */
static const char *
name_key(struct linker *l, const char *name)
{
	buf_clear(&l->key);
	buf_puts(&l->key, "n:");
	for (const char *p = name; *p != '\0' && *p != '.'; p++)
		buf_putc(&l->key, (char)tolower((unsigned char)*p));
	return buf_text(&l->key);
}

/* The MAC address that an engine ID was made from (RFC 3411: format 3); "" else. */
static const char *
engine_mac(struct linker *l, const char *hex)
{
	if (strlen(hex) < 22 || strncmp(hex + 8, "03", 2) != 0)
		return "";
	buf_clear(&l->key);
	buf_puts(&l->key, "m:");
	for (int i = 0; i < 6; i++) {
		if (i > 0)
			buf_putc(&l->key, ':');
		buf_add(&l->key, hex + 10 + 2 * i, 2);
	}
	return buf_text(&l->key);
}

static void
put_member(struct linker *l, size_t element, const struct member *m)
{
	char text[ADDR_TEXT_MAX];
	const char *key;

	if (m->own_chassis[0] != '\0')
		put_key(l, chassis_key(l, m->chassis_type, m->own_chassis), element);
	if (m->addr.family != 0)
		put_key(l, key_of(l, "a", addr_format(&m->addr, text)), element);
	if (m->engine != NULL && (key = engine_mac(l, m->engine))[0] != '\0')
		put_key(l, key, element);
	if (m->number[0] != '\0')
		put_key(l, key_of(l, "s", m->number), element);
	if (m->name[0] != '\0')
		put_key(l, name_key(l, m->name), element);
}

struct linker *
linker_new(struct joiner *j)
{
	struct linker *l = xcalloc(1, sizeof(*l));

	l->joiner = j;
	l->arena = arena_new();
	for (size_t i = 0; i < j->n_joined; i++)
		for (size_t k = 0; k < j->joined[i].n_members; k++)
			put_member(l, i, j->joined[i].members[k]);
	return l;
}

void
linker_free(struct linker *l)
{
	if (l == NULL)
		return;
	HASH_CLEAR(hh, l->places);
	arena_free(l->arena);
	free(l->halves);
	free(l->alone);
	buf_free(&l->key);
	free(l);
}

/* ---- whom it means ---------------------------------------------------------------- */

/* True where the element tells a chassis ID itself, which then is another one. */
static bool
tells_chassis(const struct linker *l, size_t element)
{
	const struct joined *e = &l->joiner->joined[element];

	for (size_t i = 0; i < e->n_members; i++)
		if (e->members[i]->own_chassis[0] != '\0')
			return true;
	return e->n_members == 0;
}

static bool
same_name(struct linker *l, const char *a, const char *b)
{
	char *first = xstrdup(name_key(l, a));
	bool same = strcmp(first, name_key(l, b)) == 0;

	free(first);
	return same;
}

/* The element, where it can be meant; else SIZE_MAX. */
static size_t
may_be(struct linker *l, size_t element, const struct told *t, bool by_name)
{
	const char *name;

	if (element == SIZE_MAX || element == SEVERAL || tells_chassis(l, element))
		return SIZE_MAX;
	name = l->joiner->joined[element].name;
	if (!by_name && name[0] != '\0' && t->name[0] != '\0' && !same_name(l, name, t->name))
		return SIZE_MAX;
	return element;
}

static size_t
by_chassis(struct linker *l, const struct told *t)
{
	size_t element = get_key(l, chassis_key(l, t->chassis_type, t->chassis));

	/* A kind that some agents don't tell, or tell wrongly. */
	if (element == SIZE_MAX && t->chassis_type == CHASSIS_NONE)
		element = get_key(l, chassis_key(l, CHASSIS_MAC, t->chassis));
	if (element != SEVERAL)
		return element;
	/* An ID that several boxes share ("1", "switch"): its name must tell which. */
	element = t->name[0] != '\0' ? get_key(l, name_key(l, t->name)) : SIZE_MAX;
	return element == SEVERAL ? SIZE_MAX : element;
}

static size_t
by_other(struct linker *l, const struct told *t)
{
	char text[ADDR_TEXT_MAX];
	size_t e = SIZE_MAX;

	if (t->mgmt.family != 0)
		e = may_be(l, get_key(l, key_of(l, "a", addr_format(&t->mgmt, text))), t, false);
	if (e == SIZE_MAX && t->chassis_type == CHASSIS_ADDRESS)
		e = may_be(l, get_key(l, key_of(l, "a", t->chassis)), t, false);
	if (e == SIZE_MAX && t->chassis_type == CHASSIS_MAC)
		e = may_be(l, get_key(l, key_of(l, "m", t->chassis)), t, false);
	if (e == SIZE_MAX && t->chassis[0] != '\0' && !is_placeholder(t->chassis))
		e = may_be(l, get_key(l, key_of(l, "s", t->chassis)), t, false);
	if (e == SIZE_MAX && t->name[0] != '\0' && !is_placeholder(t->name))
		e = may_be(l, get_key(l, name_key(l, t->name)), t, true);
	return e;
}

static struct alone *
alone_of(struct linker *l, const struct told *t, size_t teller)
{
	const char *chassis = t->chassis, *key;
	size_t place;
	struct alone *a;

	buf_clear(&l->key);
	if (t->chassis_type == CHASSIS_MAC)
		buf_printf(&l->key, "g:4:%s", chassis);
	else
		buf_printf(&l->key, "g:%d:%s/%s", (int)t->chassis_type, chassis, t->name);
	key = buf_text(&l->key);
	if ((place = get_key(l, key)) != SIZE_MAX)
		return &l->alone[place];
	put_key(l, key, l->n_alone);
	if (l->n_alone == l->cap_alone) {
		l->cap_alone = l->cap_alone > 0 ? 2 * l->cap_alone : 64;
		l->alone = xrealloc(l->alone, l->cap_alone, sizeof(*l->alone));
	}
	a = &l->alone[l->n_alone++];
	*a = (struct alone){
		.element = joiner_add_told(l->joiner, t->chassis_type, chassis, t->name),
		.teller = teller,
		.name = "",
		.descr = "",
		.chassis = arena_strdup(l->arena, chassis),
		.chassis_type = t->chassis_type,
		.first = t->time,
	};
	return a;
}

/* The neighbour is none of the elements: what is told of it gathers. */
static size_t
stand_alone(struct linker *l, const struct told *t, size_t teller)
{
	struct alone *a = alone_of(l, t, teller);

	if (a->name[0] == '\0')
		a->name = arena_strdup(l->arena, t->name);
	if (a->descr[0] == '\0')
		a->descr = arena_strdup(l->arena, t->descr);
	if (a->mgmt.family == 0)
		a->mgmt = t->mgmt;
	if (t->time < a->first)
		a->first = t->time;
	if (t->time > a->last)
		a->last = t->time;
	a->n_tellers++;
	/* One without a name goes by what it calls its chassis. */
	l->joiner->joined[a->element].name = a->name[0] != '\0' ? a->name : a->chassis;
	return a->element;
}

void
linker_told(struct linker *l, size_t element, const struct told *t)
{
	size_t far = SIZE_MAX;
	struct half *h;

	if (t->via == TOLD_TABLE) {
		far = t->chassis[0] != '\0' ? by_chassis(l, t) : SIZE_MAX;
		if (far == SIZE_MAX)
			far = by_other(l, t);
		if (far == SIZE_MAX)
			far = stand_alone(l, t, element);
	}
	if (l->n == l->cap) {
		l->cap = l->cap > 0 ? 2 * l->cap : 256;
		l->halves = xrealloc(l->halves, l->cap, sizeof(*l->halves));
	}
	h = &l->halves[l->n++];
	*h = (struct half){.teller = element,
		.far = far,
		.time = t->time,
		.sources = t->via == TOLD_HEARD ? SOURCE_HEARD : SOURCE_TABLE};
	if (t->via == TOLD_HEARD) {
		/* The announcement names the sender's port; local_id is our wire. */
		h->num = "";
		h->id = arena_strdup(l->arena, t->port);
		h->descr = arena_strdup(l->arena, t->port_descr);
		h->port = arena_strdup(l->arena, t->local_id);
		h->port_descr = "";
		return;
	}
	h->num = arena_strdup(l->arena, t->local_num);
	h->id = arena_strdup(l->arena, t->local_id);
	h->descr = arena_strdup(l->arena, t->local_descr);
	h->port = arena_strdup(l->arena, t->port);
	h->port_descr = arena_strdup(l->arena, t->port_descr);
}

const struct alone *
linker_alone(const struct linker *l, size_t *n)
{
	*n = l->n_alone;
	return l->alone;
}

void
linker_each_pair(const struct linker *l, void (*call)(void *, size_t, size_t), void *arg)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->halves[i].far != SIZE_MAX && l->halves[i].far != l->halves[i].teller)
			call(arg, l->halves[i].teller, l->halves[i].far);
}

/* ---- both ends of one wire ----------------------------------------------------------- */

static size_t
lower(const struct half *h)
{
	return h->teller < h->far ? h->teller : h->far;
}

static size_t
upper(const struct half *h)
{
	return h->teller < h->far ? h->far : h->teller;
}

/* By pair of elements, then by teller and ports, so that repetitions meet. */
static int
by_pair(const void *x, const void *y)
{
	const struct half *a = x, *b = y;
	int order = 0;

	if (lower(a) != lower(b))
		return lower(a) < lower(b) ? -1 : 1;
	if (upper(a) != upper(b))
		return upper(a) < upper(b) ? -1 : 1;
	if (a->teller != b->teller)
		return a->teller < b->teller ? -1 : 1;
	if ((order = strcmp(a->id, b->id)) == 0 && (order = strcmp(a->port, b->port)) == 0 &&
		(order = strcmp(a->num, b->num)) == 0)
		order = (a->time < b->time) - (a->time > b->time);
	return order;
}

static bool
is_repeated(const struct half *a, const struct half *b)
{
	return a->teller == b->teller && a->far == b->far && strcmp(a->id, b->id) == 0 &&
	       strcmp(a->port, b->port) == 0 && (a->id[0] != '\0' || strcmp(a->num, b->num) == 0);
}

static bool
equal(const char *a, const char *b)
{
	return a[0] != '\0' && strcasecmp(a, b) == 0;
}

/* The teller's own port is the one that the other end names: 2 surely, 1 where
 * nothing says so or otherwise, 0 where it is another. */
static int
is_port(const struct half *mine, const struct half *other)
{
	if (equal(mine->id, other->port) || equal(mine->descr, other->port) ||
		(mine->id[0] == '\0' && equal(mine->num, other->port)))
		return 2;
	if (mine->id[0] == '\0' || other->port[0] == '\0')
		return 1;
	return equal(mine->descr, other->port_descr) ? 1 : 0;
}

/* The other end's row of the same wire, NULL: none. */
static struct half *
mate_of(const struct half *h, struct half *list, size_t n, int want)
{
	for (size_t i = 0; i < n; i++) {
		struct half *other = &list[i];

		if (other->used || other->teller == h->teller)
			continue;
		if (is_port(h, other) + is_port(other, h) >= want && is_port(h, other) > 0 &&
			is_port(other, h) > 0)
			return other;
	}
	return NULL;
}

struct emit {
	struct linker *l;
	void (*call)(void *, const struct link *);
	void *arg;
	struct arena *arena; /* of one link */
};

static const char *
why_one_sided(const struct linker *l, const struct half *h)
{
	const struct joined *far = h->far < l->joiner->n_joined ? &l->joiner->joined[h->far] : NULL;

	if (far == NULL)
		return "heard on a wire: the other end is whoever listened there";
	if (far->n_members == 0)
		return "the far end answered to nobody; only its neighbours know it";
	switch (far->lldp) {
	case LLDP_READ:
		return "the far end's LLDP table was read, and doesn't list this end";
	case LLDP_CUT_BUDGET:
		return "the far end's LLDP table was over our budget and not read to its end";
	case LLDP_CUT:
		return "the far end's agent broke off before its LLDP table was read to its end";
	case LLDP_HEARD:
		return "the far end was heard, and not asked";
	case LLDP_UNKNOWN:
	case LLDP_ABSENT:
		break;
	}
	for (size_t i = 0; i < far->n_members; i++)
		if (far->members[i]->outcome == OUTCOME_ANSWERED)
			return "the far end shows no LLDP table: LLDP is off or not in its agent, "
			       "or "
			       "it was not asked";
	return "the far end gave us no access";
}

static void
fill_end(const struct linker *l, size_t element, struct link_end *e)
{
	const struct joined *j = element < l->joiner->n_joined ? &l->joiner->joined[element] : NULL;

	*e = (struct link_end){
		.element = j != NULL ? j->element_id : "",
		.name = j != NULL ? j->name : "",
		.role = "",
		.manufacturer = "",
		.site_id = "",
		.port = "",
		.port_descr = "",
	};
}

static const char *
or_else(const char *a, const char *b)
{
	return a[0] != '\0' ? a : b;
}

/* One link of a row and (or NULL) the other end's. */
static void
emit(const struct emit *e, const struct half *h, const struct half *mate)
{
	static const char *const sources[] = {"", "lldp-mib", "heard", "lldp-mib;heard"};
	struct link link = {.tellers = LINK_TOLD_BY_A, .reason = "", .state = LINK_MUTUAL};
	uint8_t digest[32];
	struct buf hex = {0};
	const char *seed;

	fill_end(e->l, h->teller, &link.a);
	fill_end(e->l, h->far, &link.b);
	link.a.port = or_else(h->id, mate != NULL ? or_else(mate->port, h->num) : h->num);
	link.a.port_descr = or_else(h->descr, mate != NULL ? mate->port_descr : "");
	link.b.port = mate != NULL ? or_else(mate->id, h->port) : h->port;
	link.b.port_descr = mate != NULL ? or_else(mate->descr, h->port_descr) : h->port_descr;
	link.last_seen = mate != NULL && mate->time > h->time ? mate->time : h->time;
	link.source = sources[h->sources | (mate != NULL ? mate->sources : 0)];
	if (mate != NULL) {
		link.tellers = LINK_TOLD_BY_A | LINK_TOLD_BY_B;
	} else {
		link.state = LINK_ONE_SIDED;
		link.reason = why_one_sided(e->l, h);
	}
	if (link.b.element[0] != '\0' && strcmp(link.a.element, link.b.element) > 0) {
		struct link_end end = link.a;

		link.a = link.b;
		link.b = end;
		if (mate == NULL)
			link.tellers = LINK_TOLD_BY_B;
	}
	arena_reset(e->arena);
	seed = arena_printf(
		e->arena, "%s|%s|%s|%s", link.a.element, link.a.port, link.b.element, link.b.port);
	text_sha256(seed, strlen(seed), digest);
	text_hex(&hex, digest, 8);
	link.id = arena_printf(e->arena, "l-%s", buf_text(&hex));
	buf_free(&hex);
	e->call(e->arg, &link);
}

/* All rows between two elements. The surest pairs first. */
static void
match_pair(const struct emit *e, struct half *list, size_t n)
{
	for (int want = 4; want >= 2; want--)
		for (size_t i = 0; i < n; i++) {
			struct half *h = &list[i], *mate;

			if (h->used || (mate = mate_of(h, list, n, want)) == NULL)
				continue;
			h->used = mate->used = true;
			emit(e, h, mate);
		}
	for (size_t i = 0; i < n; i++)
		if (!list[i].used)
			emit(e, &list[i], NULL);
}

/* ---- heard on the same wire ------------------------------------------------------------ */

static int
by_wire(const void *x, const void *y)
{
	const struct half *a = *(struct half *const *)x, *b = *(struct half *const *)y;
	int order = strcmp(a->port, b->port);

	if (order != 0)
		return order;
	return a->teller != b->teller ? (a->teller < b->teller ? -1 : 1) : strcmp(a->id, b->id);
}

/* Bridges don't forward announcements: where exactly two ports are heard on one
 * wire (a tap, a capture of it), they are its two ends. */
static void
join_wires(struct linker *l)
{
	struct half **list = xcalloc(l->n, sizeof(struct half *));
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++)
		if (l->halves[i].sources == SOURCE_HEARD)
			list[n++] = &l->halves[i];
	if (n > 0)
		qsort(list, n, sizeof(struct half *), by_wire);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && strcmp(list[end]->port, list[i]->port) == 0; end++)
			;
		if (end - i != 2 || list[i]->teller == list[i + 1]->teller)
			continue;
		list[i]->far = list[i + 1]->teller;
		list[i + 1]->far = list[i]->teller;
		list[i]->port = list[i + 1]->id;
		list[i + 1]->port = list[i]->id;
		list[i]->port_descr = list[i + 1]->descr;
		list[i + 1]->port_descr = list[i]->descr;
	}
	free(list);
}

void
linker_each(struct linker *l, void (*call)(void *, const struct link *), void *arg)
{
	struct emit e = {l, call, arg, arena_new()};
	size_t used = 0;

	join_wires(l);
	if (l->n > 0)
		qsort(l->halves, l->n, sizeof(*l->halves), by_pair);
	for (size_t i = 0; i < l->n; i++) {
		const struct half *h = &l->halves[i];

		if (h->teller == h->far)
			continue;
		if (used > 0 && is_repeated(&l->halves[used - 1], h)) {
			l->halves[used - 1].sources |= h->sources;
			continue;
		}
		l->halves[used++] = *h;
	}
	l->n = used;
	for (size_t i = 0, end; i < l->n; i = end) {
		for (end = i + 1; end < l->n && lower(&l->halves[end]) == lower(&l->halves[i]) &&
				  upper(&l->halves[end]) == upper(&l->halves[i]);
			end++)
			;
		match_pair(&e, &l->halves[i], end - i);
	}
	arena_free(e.arena);
}
