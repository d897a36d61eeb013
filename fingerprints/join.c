/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * join.c: addresses to elements, from the surest identity to the weakest.
 *
 *   LLDP chassis ID (a MAC address)    one box by definition (IEEE 802.1AB 8.5.2)
 *   SNMP engine ID, boots and time     one agent: a cloned ID has another history
 *                                      (Albakour et al., "Third Time's Not a
 *                                      Charm: Exploiting SNMPv3 for Router
 *                                      Fingerprinting", 2021)
 *   maker, model and serial number     one chassis, unless the agents or the
 *                                      chassis IDs behind it differ
 *   SSH host key                       one box, unless it was seen on two: then
 *                                      it was made in a factory
 *
 * Everything is done by sorting keys, so the cost is n log n and the result
 * doesn't depend on the order of adding.
 */
#include "fingerprints/join.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "fingerprints/placeholder.h"

/* Two clocks of one engine, read in whole seconds some time apart. */
#define SAME_START 5

struct member {
	int64_t id;
	struct addr addr;
	const char *name;		       /* of one that was only heard */
	const char *chassis, *engine, *serial; /* NULL: not known */
	const char *hostkey;
	int64_t boots, start; /* of the engine; start: wall clock of its last boot */
	bool has_clock;
	size_t parent; /* union-find */
};

struct joiner {
	struct arena *arena;
	struct member *members;
	size_t n, cap;
	struct joined *joined;
	int64_t *subjects;
};

struct joiner *
joiner_new(void)
{
	struct joiner *j = xcalloc(1, sizeof(*j));

	j->arena = arena_new();
	return j;
}

void
joiner_free(struct joiner *j)
{
	if (j == NULL)
		return;
	arena_free(j->arena);
	free(j->members);
	free(j->joined);
	free(j->subjects);
	free(j);
}

/* ---- what identifies a subject ---------------------------------------------- */

/* aa:bb:cc:dd:ee:ff, and neither all zero nor all one. */
static bool
is_mac(const char *text, size_t len)
{
	if (len != 17 || strncmp(text, "00:00:00:00:00:00", 17) == 0 ||
		strncmp(text, "ff:ff:ff:ff:ff:ff", 17) == 0)
		return false;
	for (size_t i = 0; i < len; i++)
		if (i % 3 == 2 ? text[i] != ':' : strchr("0123456789abcdef", text[i]) == NULL)
			return false;
	return true;
}

/* Engine IDs of one repeated byte behind the enterprise tell nothing apart. */
static bool
is_engine(const char *hex, size_t len)
{
	if (len < 10 || len > 64)
		return false;
	for (size_t i = 10; i + 1 < len; i += 2)
		if (hex[i] != hex[8] || hex[i + 1] != hex[9])
			return true;
	return false;
}

static int64_t
number(const struct observation *o)
{
	char digits[24];
	uint64_t n;

	if (o->len >= sizeof(digits))
		return -1;
	memcpy(digits, o->value, o->len);
	digits[o->len] = '\0';
	return text_u64(digits, 0, INT32_MAX, &n) == RESULT_OK ? (int64_t)n : -1;
}

static void
take(struct joiner *j, struct member *m, const struct observation *o)
{
	const char *key = o->key;
	int64_t n;

	if (strcmp(key, "snmp.lldpLocChassisId") == 0 || strcmp(key, "lldp.chassisId") == 0) {
		if (m->chassis == NULL && is_mac(o->value, o->len))
			m->chassis = arena_strndup(j->arena, o->value, o->len);
	} else if (strcmp(key, "snmp.engineID") == 0) {
		if (m->engine == NULL && is_engine(o->value, o->len))
			m->engine = arena_strndup(j->arena, o->value, o->len);
	} else if (strcmp(key, "snmp.engineBoots") == 0) {
		m->boots = number(o);
	} else if (strcmp(key, "snmp.engineTime") == 0 && (n = number(o)) >= 0) {
		m->start = o->time - n;
		m->has_clock = true;
	} else if (strcmp(key, "ssh.hostkey") == 0 && m->hostkey == NULL) {
		m->hostkey = arena_strndup(j->arena, o->value, o->len);
	}
}

void
joiner_add(struct joiner *j, int64_t id, const struct subject *subject, const struct observation *o,
	size_t n, const struct identification *who)
{
	const char *maker = who->claims[CLAIM_manufacturer], *model = who->claims[CLAIM_model];
	const char *serial = who->claims[CLAIM_serial];
	struct member *m;

	if (j->n == j->cap) {
		j->cap = j->cap > 0 ? 2 * j->cap : 256;
		j->members = xrealloc(j->members, j->cap, sizeof(*j->members));
	}
	m = &j->members[j->n++];
	*m = (struct member){.id = id, .addr = subject->addr, .boots = -1};
	m->name = arena_strdup(j->arena, subject->name);
	for (size_t i = 0; i < n; i++)
		take(j, m, &o[i]);
	if (maker != NULL && model != NULL && serial != NULL && !is_placeholder(serial))
		m->serial = arena_printf(j->arena, "%s/%s/%s", maker, model, serial);
}

/* ---- sets ------------------------------------------------------------------- */

static size_t
root(struct joiner *j, size_t i)
{
	while (j->members[i].parent != i)
		i = j->members[i].parent = j->members[j->members[i].parent].parent;
	return i;
}

/* The lower place becomes the root: members are sorted, so that is the first. */
static void
unite(struct joiner *j, size_t a, size_t b)
{
	a = root(j, a);
	b = root(j, b);
	if (a < b)
		j->members[b].parent = a;
	else
		j->members[a].parent = b;
}

/* Addresses first, in their order, then those that were only heard, by name. */
static int
by_place(const void *x, const void *y)
{
	const struct member *a = x, *b = y;
	bool heard_a = a->addr.family == 0, heard_b = b->addr.family == 0;
	int order;

	if (heard_a != heard_b)
		return heard_a ? 1 : -1;
	order = heard_a ? strcmp(a->name, b->name) : addr_compare(&a->addr, &b->addr);
	if (order == 0)
		order = (a->id > b->id) - (a->id < b->id);
	return order;
}

/* ---- groups of one key ------------------------------------------------------ */

struct keyed {
	const char *key;
	const struct member *member;
	size_t at;
};

static int
by_key(const void *x, const void *y)
{
	const struct keyed *a = x, *b = y;
	int order = strcmp(a->key, b->key);

	return order != 0 ? order : (a->at > b->at) - (a->at < b->at);
}

typedef const char *key_of(const struct member *);
typedef void join_group(struct joiner *, const struct keyed *, size_t n);

static const char *
chassis_of(const struct member *m)
{
	return m->chassis;
}

static const char *
engine_of(const struct member *m)
{
	return m->engine;
}

static const char *
serial_of(const struct member *m)
{
	return m->serial;
}

static const char *
hostkey_of(const struct member *m)
{
	return m->hostkey;
}

/* Calls back with every group of two or more members that share a key. */
static void
each_group(struct joiner *j, key_of *key, join_group *join)
{
	struct keyed *list = xcalloc(j->n, sizeof(*list));
	size_t n = 0;

	for (size_t i = 0; i < j->n; i++)
		if (key(&j->members[i]) != NULL)
			list[n++] = (struct keyed){key(&j->members[i]), &j->members[i], i};
	qsort(list, n, sizeof(*list), by_key);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && strcmp(list[end].key, list[i].key) == 0; end++)
			;
		if (end - i > 1)
			join(j, &list[i], end - i);
	}
	free(list);
}

/* True where no two members have different values of a key. */
static bool
agree(const struct keyed *list, size_t n, key_of *key)
{
	const char *value = NULL;

	for (size_t i = 0; i < n; i++) {
		const char *mine = key(list[i].member);

		if (mine == NULL)
			continue;
		if (value != NULL && strcmp(mine, value) != 0)
			return false;
		value = mine;
	}
	return true;
}

static void
unite_all(struct joiner *j, const struct keyed *list, size_t n)
{
	for (size_t i = 1; i < n; i++)
		unite(j, list[0].at, list[i].at);
}

/* A chassis ID that serial numbers contradict was set by hand on several boxes. */
static void
join_chassis(struct joiner *j, const struct keyed *list, size_t n)
{
	if (agree(list, n, serial_of))
		unite_all(j, list, n);
}

static int
by_start(const void *x, const void *y)
{
	const struct member *a = ((const struct keyed *)x)->member;
	const struct member *b = ((const struct keyed *)y)->member;

	if (a->boots != b->boots)
		return a->boots < b->boots ? -1 : 1;
	return (a->start > b->start) - (a->start < b->start);
}

static void
join_engine(struct joiner *j, const struct keyed *group, size_t n)
{
	struct keyed *list = xcalloc(n, sizeof(*list));
	size_t used = 0;

	for (size_t i = 0; i < n; i++)
		if (group[i].member->has_clock && group[i].member->boots >= 0)
			list[used++] = group[i];
	qsort(list, used, sizeof(*list), by_start);
	for (size_t i = 0, end; i < used; i = end) {
		for (end = i + 1;
			end < used && list[end].member->boots == list[i].member->boots &&
			list[end].member->start - list[end - 1].member->start <= SAME_START;
			end++)
			;
		if (agree(&list[i], end - i, chassis_of) && agree(&list[i], end - i, serial_of))
			unite_all(j, &list[i], end - i);
	}
	free(list);
}

static void
join_serial(struct joiner *j, const struct keyed *list, size_t n)
{
	if (agree(list, n, engine_of) && agree(list, n, chassis_of))
		unite_all(j, list, n);
}

/* A key joins where all that is known of its owners is one chassis, and one is
 * known at all: of owners that told nothing else nobody can say how many they are. */
static void
join_hostkey(struct joiner *j, const struct keyed *list, size_t n)
{
	bool known = false;

	for (size_t i = 0; i < n; i++)
		known = known || list[i].member->engine != NULL ||
			list[i].member->chassis != NULL || list[i].member->serial != NULL;
	if (known && agree(list, n, engine_of) && agree(list, n, chassis_of) &&
		agree(list, n, serial_of))
		unite_all(j, list, n);
}

/* ---- names ------------------------------------------------------------------ */

/* What an element may be named by, best first. */
enum rank { RANK_SERIAL, RANK_CHASSIS, RANK_ENGINE, RANK_HOSTKEY, RANK_PLACE, RANK_COUNT };

struct named {
	const char *identity;
	size_t element;
};

static const char *
key_at(const struct member *m, enum rank rank)
{
	switch (rank) {
	case RANK_SERIAL:
		return m->serial;
	case RANK_CHASSIS:
		return m->chassis;
	case RANK_ENGINE:
		return m->engine;
	case RANK_HOSTKEY:
		return m->hostkey;
	default:
		return NULL;
	}
}

/* The identity of an element at a rank, or NULL. Members are in places from..to. */
static const char *
identity_at(struct joiner *j, const struct joined *e, const size_t *places, enum rank rank)
{
	static const char *const names[] = {"serial", "chassis", "engine", "hostkey"};
	const struct member *first = &j->members[places[0]];
	const char *best = NULL;
	char text[ADDR_TEXT_MAX];

	if (rank == RANK_PLACE)
		return first->addr.family != 0
			       ? arena_printf(j->arena, "addr:%s", addr_format(&first->addr, text))
			       : arena_printf(j->arena, "heard:%s", first->name);
	for (size_t i = 0; i < e->n_subjects; i++) {
		const char *key = key_at(&j->members[places[i]], rank);

		if (key != NULL && (best == NULL || strcmp(key, best) < 0))
			best = key;
	}
	return best != NULL ? arena_printf(j->arena, "%s:%s", names[rank], best) : NULL;
}

static int
by_identity(const void *x, const void *y)
{
	const struct named *a = x, *b = y;
	int order = strcmp(a->identity, b->identity);

	return order != 0 ? order : (a->element > b->element) - (a->element < b->element);
}

static void
set_identity(struct joiner *j, struct joined *e, const char *identity)
{
	uint8_t digest[32];
	struct buf hex = {0};

	text_sha256(identity, strlen(identity), digest);
	text_hex(&hex, digest, 8);
	e->identity = identity;
	e->element_id = arena_printf(j->arena, "e-%s", buf_text(&hex));
	buf_free(&hex);
}

/* Names all elements that have an identity of this rank to themselves. */
static void
name_rank(struct joiner *j, const size_t *const *places, size_t n, enum rank rank)
{
	struct named *list = xcalloc(n, sizeof(*list));
	size_t used = 0;

	for (size_t i = 0; i < n; i++) {
		const char *identity = identity_at(j, &j->joined[i], places[i], rank);

		if (identity != NULL)
			list[used++] = (struct named){identity, i};
	}
	qsort(list, used, sizeof(*list), by_identity);
	for (size_t i = 0; i < used; i++) {
		bool shared = (i > 0 && strcmp(list[i - 1].identity, list[i].identity) == 0) ||
			      (i + 1 < used && strcmp(list[i + 1].identity, list[i].identity) == 0);

		if (!shared && j->joined[list[i].element].identity == NULL)
			set_identity(j, &j->joined[list[i].element], list[i].identity);
	}
	free(list);
}

/* ---- the whole -------------------------------------------------------------- */

static void
join_all(struct joiner *j)
{
	for (size_t i = 0; i < j->n; i++)
		j->members[i].parent = i;
	each_group(j, chassis_of, join_chassis);
	each_group(j, engine_of, join_engine);
	each_group(j, serial_of, join_serial);
	each_group(j, hostkey_of, join_hostkey);
}

struct set {
	size_t root, at;
};

static int
by_set(const void *x, const void *y)
{
	const struct set *a = x, *b = y;

	if (a->root != b->root)
		return a->root < b->root ? -1 : 1;
	return (a->at > b->at) - (a->at < b->at);
}

const struct joined *
joiner_run(struct joiner *j, size_t *n)
{
	struct set *sets = xcalloc(j->n, sizeof(*sets));
	size_t *places = xcalloc(j->n, sizeof(*places));
	const size_t **first = xcalloc(j->n, sizeof(*first));
	size_t elements = 0;

	if (j->n > 0)
		qsort(j->members, j->n, sizeof(*j->members), by_place);
	join_all(j);
	for (size_t i = 0; i < j->n; i++)
		sets[i] = (struct set){root(j, i), i};
	qsort(sets, j->n, sizeof(*sets), by_set);
	free(j->joined);
	free(j->subjects);
	j->joined = xcalloc(j->n, sizeof(*j->joined));
	j->subjects = xcalloc(j->n, sizeof(*j->subjects));
	for (size_t i = 0; i < j->n; i++) {
		places[i] = sets[i].at;
		j->subjects[i] = j->members[sets[i].at].id;
		if (i == 0 || sets[i].root != sets[i - 1].root) {
			first[elements] = &places[i];
			j->joined[elements++].subjects = &j->subjects[i];
		}
		j->joined[elements - 1].n_subjects++;
	}
	for (int rank = RANK_SERIAL; rank < RANK_COUNT; rank++)
		name_rank(j, first, elements, (enum rank)rank);
	free(sets);
	free(places);
	free(first);
	*n = elements;
	return j->joined;
}
