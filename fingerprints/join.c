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
 * What contradicts is looked for in all that was united before, not only in the
 * two addresses at hand. Everything is done by sorting keys, so the cost is
 * n log n and the result doesn't depend on the order of adding.
 */
#include "fingerprints/join.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "fingerprints/placeholder.h"

/* Two clocks of one engine, read in whole seconds some time apart. */
#define SAME_START 5

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
	name_work_free(j->work);
	arena_free(j->arena);
	free(j->members);
	free(j->joined);
	free(j->order);
	free(j->alone);
	free(j->places);
	free(j);
}

/* ---- what identifies a subject ---------------------------------------------- */

/* aa:bb:cc:dd:ee:ff of a single interface, and none that makers leave in samples. */
static bool
is_mac(const char *text)
{
	static const char *const samples[] = {"00:01:02:03:04:05", "00:11:22:33:44:55",
		"01:23:45:67:89:ab", "00:12:34:56:78:9a", "00:de:ad:be:ef:00", "02:00:00:00:00:00",
		"02:00:00:00:00:01"};

	if (strlen(text) != 17)
		return false;
	for (size_t i = 0; i < 17; i++)
		if (i % 3 == 2 ? text[i] != ':' : strchr("0123456789abcdef", text[i]) == NULL)
			return false;
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
		if (strcmp(text, samples[i]) == 0)
			return false;
	/* A group address is nobody's; nor is one byte six times. */
	if (strchr("13579bdf", text[1]) != NULL)
		return false;
	for (size_t i = 3; i < 17; i += 3)
		if (text[i] != text[0] || text[i + 1] != text[1])
			return true;
	return false;
}

/* Engine IDs of one repeated byte behind the enterprise tell nothing apart. */
static bool
is_engine(const char *hex)
{
	size_t len = strlen(hex);

	if (len < 10 || len > 64)
		return false;
	for (size_t i = 10; i + 1 < len; i += 2)
		if (hex[i] != hex[8] || hex[i + 1] != hex[9])
			return true;
	return false;
}

const char *
joiner_chassis_identity(
	struct joiner *j, enum chassis_type type, const char *chassis, const char *name)
{
	if (is_mac(chassis))
		return arena_printf(j->arena, "chassis:%s", chassis);
	if (chassis[0] == '\0')
		return name[0] != '\0' ? arena_printf(j->arena, "local:0:/%s", name) : NULL;
	if (is_placeholder(chassis) && name[0] == '\0')
		return NULL;
	return arena_printf(j->arena, "local:%d:%s/%s", (int)type, chassis, name);
}

static const char *
copy(struct joiner *j, const char *text)
{
	return text != NULL && text[0] != '\0' ? arena_strdup(j->arena, text) : "";
}

static void
take_chassis(struct joiner *j, struct member *m, const struct traits *t)
{
	const char *identity;

	m->chassis_type = t->chassis_type;
	m->own_chassis = copy(j, t->chassis);
	if (t->chassis[0] == '\0')
		return;
	identity = joiner_chassis_identity(j, t->chassis_type, t->chassis, t->name);
	if (identity == NULL)
		return;
	if (strncmp(identity, "chassis:", 8) == 0)
		m->chassis = identity + 8;
	else
		m->local = identity + 6;
}

void
joiner_add(struct joiner *j, const struct joinable *s)
{
	const struct traits *t = s->traits;
	struct member *m;

	if (j->n == j->cap) {
		j->cap = j->cap > 0 ? 2 * j->cap : 256;
		j->members = xrealloc(j->members, j->cap, sizeof(*j->members));
	}
	m = &j->members[j->n++];
	*m = (struct member){
		.id = s->id,
		.addr = s->subject.addr,
		.outcome = s->outcome,
		.heard = copy(j, s->subject.name),
		.name = copy(j, t->name),
		.location = copy(j, t->location),
		.maker = copy(j, s->manufacturer),
		.number = copy(j, s->serial),
		.engine = is_engine(t->engine) ? copy(j, t->engine) : NULL,
		.hostkey = t->hostkey[0] != '\0' ? copy(j, t->hostkey) : NULL,
		.boots = t->boots,
		.start = t->start,
		.lldp = t->lldp,
		.n_components = t->n_components,
		.first = t->first,
		.last = t->last,
	};
	memcpy(m->digest, t->digest, sizeof(m->digest));
	take_chassis(j, m, t);
	if (s->manufacturer[0] != '\0' && s->model[0] != '\0' && !is_placeholder(s->serial))
		m->serial =
			arena_printf(j->arena, "%s/%s/%s", s->manufacturer, s->model, s->serial);
}

/* ---- sets ------------------------------------------------------------------- */

/* What contradicts, of all that was united; several: more than one value. */
enum kind { KIND_CHASSIS, KIND_ENGINE, KIND_SERIAL, KIND_NAME, KIND_MAKER, KIND_COUNT };

struct known {
	const char *value; /* NULL: not known */
	bool several;
};

struct sets {
	struct joiner *j;
	struct known (*known)[KIND_COUNT]; /* by member; holds at the root of its set */
};

static size_t
root(struct joiner *j, size_t i)
{
	while (j->members[i].parent != i)
		i = j->members[i].parent = j->members[j->members[i].parent].parent;
	return i;
}

static const char *
or_null(const char *text)
{
	return text[0] != '\0' ? text : NULL;
}

static void
begin_sets(struct sets *s, struct joiner *j)
{
	s->j = j;
	s->known = xcalloc(j->n, sizeof(*s->known));
	for (size_t i = 0; i < j->n; i++) {
		struct member *m = &j->members[i];

		m->parent = i;
		s->known[i][KIND_CHASSIS].value = m->chassis;
		s->known[i][KIND_ENGINE].value = m->engine;
		s->known[i][KIND_SERIAL].value = m->serial;
		s->known[i][KIND_NAME].value = or_null(m->name);
		s->known[i][KIND_MAKER].value = or_null(m->maker);
	}
}

/* The lower place becomes the root: members are sorted, so that is the first. */
static void
unite(struct sets *s, size_t a, size_t b)
{
	a = root(s->j, a);
	b = root(s->j, b);
	if (a == b)
		return;
	if (b < a) {
		size_t swap = a;

		a = b;
		b = swap;
	}
	s->j->members[b].parent = a;
	for (int k = 0; k < KIND_COUNT; k++) {
		struct known *into = &s->known[a][k], *from = &s->known[b][k];

		into->several = into->several || from->several ||
				(into->value != NULL && from->value != NULL &&
					strcmp(into->value, from->value) != 0);
		if (into->value == NULL)
			into->value = from->value;
	}
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
	order = heard_a ? strcmp(a->heard, b->heard) : addr_compare(&a->addr, &b->addr);
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
typedef void join_group(struct sets *, const struct keyed *, size_t n);

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
each_group(struct sets *s, key_of *key, join_group *join)
{
	struct joiner *j = s->j;
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
			join(s, &list[i], end - i);
	}
	free(list);
}

/* True where nothing that is known of the members' sets differs in a kind. */
static bool
agree(const struct sets *s, const struct keyed *list, size_t n, enum kind kind)
{
	const char *value = NULL;
	size_t first = SIZE_MAX;

	for (size_t i = 0; i < n; i++) {
		size_t at = root(s->j, list[i].at);
		const struct known *mine = &s->known[at][kind];

		if (mine->value == NULL || at == first)
			continue;
		if (value != NULL && (mine->several || strcmp(mine->value, value) != 0))
			return false;
		if (value != NULL && s->known[first][kind].several)
			return false;
		value = mine->value;
		first = at;
	}
	return true;
}

static void
unite_all(struct sets *s, const struct keyed *list, size_t n)
{
	for (size_t i = 1; i < n; i++)
		unite(s, list[0].at, list[i].at);
}

/* A chassis ID that serial numbers or makers contradict, or agents of other names,
 * was set by hand (or by nobody) on several boxes. */
static void
join_chassis(struct sets *s, const struct keyed *list, size_t n)
{
	if (agree(s, list, n, KIND_SERIAL) && agree(s, list, n, KIND_MAKER) &&
		(agree(s, list, n, KIND_ENGINE) || agree(s, list, n, KIND_NAME)))
		unite_all(s, list, n);
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

/* Of one engine ID those go together that were started as often, and last at the
 * same time: the clock of the answer less the engine's own. */
static void
join_engine(struct sets *s, const struct keyed *group, size_t n)
{
	struct keyed *list = xcalloc(n, sizeof(*list));
	size_t used = 0;

	for (size_t i = 0; i < n; i++)
		if (group[i].member->boots >= 0)
			list[used++] = group[i];
	qsort(list, used, sizeof(*list), by_start);
	for (size_t i = 0, end; i < used; i = end) {
		const struct member *first = list[i].member;

		for (end = i + 1; end < used && list[end].member->boots == first->boots &&
				  list[end].member->start - first->start <= SAME_START;
			end++)
			;
		if (agree(s, &list[i], end - i, KIND_CHASSIS) &&
			agree(s, &list[i], end - i, KIND_SERIAL))
			unite_all(s, &list[i], end - i);
	}
	free(list);
}

static void
join_serial(struct sets *s, const struct keyed *list, size_t n)
{
	if (agree(s, list, n, KIND_ENGINE) && agree(s, list, n, KIND_CHASSIS))
		unite_all(s, list, n);
}

/* True where anything but the key tells whose address it is. */
static bool
is_known(const struct sets *s, const struct keyed *k)
{
	const struct known *known = s->known[root(s->j, k->at)];

	return known[KIND_ENGINE].value != NULL || known[KIND_CHASSIS].value != NULL ||
	       known[KIND_SERIAL].value != NULL;
}

/*
 * A key joins where all that is known of its owners is one chassis. Owners that
 * told nothing else count as others, as nobody can say how many they are, unless
 * the chassis is proven to answer at more addresses than those are.
 */
static void
join_hostkey(struct sets *s, const struct keyed *list, size_t n)
{
	struct keyed *known = xcalloc(n, sizeof(*known));
	size_t used = 0;

	for (size_t i = 0; i < n; i++)
		if (is_known(s, &list[i]))
			known[used++] = list[i];
	if (used > 0 && agree(s, list, n, KIND_ENGINE) && agree(s, list, n, KIND_CHASSIS) &&
		agree(s, list, n, KIND_SERIAL) && agree(s, list, n, KIND_MAKER) &&
		agree(s, list, n, KIND_NAME)) {
		unite_all(s, known, used);
		if (used > n - used && used >= 2)
			unite_all(s, list, n);
	}
	free(known);
}

/* ---- elements ----------------------------------------------------------------- */

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

static int
by_id(const void *x, const void *y)
{
	const struct subject_place *a = x, *b = y;

	return (a->id > b->id) - (a->id < b->id);
}

static void
describe(struct joined *e)
{
	e->name = e->location = "";
	for (size_t i = 0; i < e->n_members; i++) {
		const struct member *m = e->members[i];

		if (e->name[0] == '\0')
			e->name = m->name;
		if (e->location[0] == '\0')
			e->location = m->location;
		if (m->lldp > e->lldp && (m->lldp != LLDP_HEARD || e->lldp == LLDP_UNKNOWN))
			e->lldp = m->lldp;
		if (e->mgmt.family == 0 && m->addr.family != 0 && m->outcome >= OUTCOME_NO_ACCESS)
			e->mgmt = m->addr;
	}
}

static void
collect(struct joiner *j)
{
	struct set *sets = xcalloc(j->n, sizeof(*sets));
	struct joined *e = NULL;

	for (size_t i = 0; i < j->n; i++)
		sets[i] = (struct set){root(j, i), i};
	if (j->n > 0)
		qsort(sets, j->n, sizeof(*sets), by_set);
	j->joined = xcalloc(j->n, sizeof(*j->joined));
	j->order = xcalloc(j->n, sizeof(*j->order));
	j->places = xcalloc(j->n, sizeof(*j->places));
	j->cap_joined = j->n;
	for (size_t i = 0; i < j->n; i++) {
		j->order[i] = &j->members[sets[i].at];
		if (i == 0 || sets[i].root != sets[i - 1].root) {
			e = &j->joined[j->n_joined++];
			e->members = &j->order[i];
		}
		e->n_members++;
		j->places[i] = (struct subject_place){j->order[i]->id, j->n_joined - 1};
	}
	if (j->n > 0)
		qsort(j->places, j->n, sizeof(*j->places), by_id);
	for (size_t i = 0; i < j->n_joined; i++)
		describe(&j->joined[i]);
	free(sets);
}

struct joined *
joiner_join(struct joiner *j, size_t *n)
{
	struct sets s;

	if (j->n > 0)
		qsort(j->members, j->n, sizeof(*j->members), by_place);
	begin_sets(&s, j);
	each_group(&s, chassis_of, join_chassis);
	each_group(&s, engine_of, join_engine);
	each_group(&s, serial_of, join_serial);
	each_group(&s, hostkey_of, join_hostkey);
	free(s.known);
	collect(j);
	*n = j->n_joined;
	return j->joined;
}

size_t
joiner_element_of(const struct joiner *j, int64_t subject)
{
	struct subject_place key = {.id = subject};
	struct subject_place *p =
		j->n > 0 ? bsearch(&key, j->places, j->n, sizeof(key), by_id) : NULL;

	return p != NULL ? p->element : SIZE_MAX;
}

size_t
joiner_add_told(struct joiner *j, enum chassis_type type, const char *chassis, const char *name)
{
	if (j->n_joined == j->cap_joined) {
		j->cap_joined = j->cap_joined > 0 ? 2 * j->cap_joined : 64;
		j->joined = xrealloc(j->joined, j->cap_joined, sizeof(*j->joined));
	}
	if (j->n_alone == j->cap_alone) {
		j->cap_alone = j->cap_alone > 0 ? 2 * j->cap_alone : 64;
		j->alone = xrealloc(j->alone, j->cap_alone, sizeof(*j->alone));
	}
	j->joined[j->n_joined] = (struct joined){.name = copy(j, name), .location = ""};
	j->alone[j->n_alone++] =
		(struct told_alone){j->n_joined, joiner_chassis_identity(j, type, chassis, name)};
	return j->n_joined++;
}
