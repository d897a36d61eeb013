/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * targets.c: ranges in ascending order, and the permutation of their positions.
 *
 * The permutation is a Feistel network with four rounds over the smallest even
 * number of bits that holds the count; a value past the end is walked on until
 * it falls inside (cycle walking: Black and Rogaway, "Ciphers with arbitrary
 * finite domains", 2002). At most four steps are expected.
 */
#include "base/targets.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

struct range {
	struct addr first, last;
	uint64_t base; /* position of first, in unpermuted order */
};

struct targets {
	struct range *ranges; /* ascending, apart */
	size_t n, cap;
	uint64_t count, key;
	unsigned half; /* bits of one half of a position */
};

struct targets *
targets_new(void)
{
	return xcalloc(1, sizeof(struct targets));
}

void
targets_free(struct targets *t)
{
	if (t == NULL)
		return;
	free(t->ranges);
	free(t);
}

/* Ranges stand by zone, then by address: those of two links never mix. */
static int
order(const struct addr *a, const struct addr *b)
{
	if (a->family == b->family && a->zone != b->zone)
		return a->zone < b->zone ? -1 : 1;
	return addr_compare(a, b);
}

static void
insert(struct targets *t, size_t at, struct addr first, struct addr last)
{
	if (t->n == t->cap) {
		t->cap = t->cap != 0 ? 2 * t->cap : 8;
		t->ranges = xrealloc(t->ranges, t->cap, sizeof(t->ranges[0]));
	}
	memmove(&t->ranges[at + 1], &t->ranges[at], (t->n - at) * sizeof(t->ranges[0]));
	t->ranges[at] = (struct range){.first = first, .last = last};
	t->n++;
}

static void
drop(struct targets *t, size_t at, size_t n)
{
	if (n == 0)
		return;
	memmove(&t->ranges[at], &t->ranges[at + n], (t->n - at - n) * sizeof(t->ranges[0]));
	t->n -= n;
}

/* The first range that ends at or behind an address. */
static size_t
find(const struct targets *t, const struct addr *a)
{
	size_t low = 0, high = t->n;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (order(&t->ranges[mid].last, a) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

enum result
targets_add_range(struct targets *t, const struct addr *first, const struct addr *last)
{
	struct addr from = *first, to = *last;
	uint64_t size;
	size_t at, end;

	if (from.zone != to.zone || addr_distance(&from, &to, &size) != RESULT_OK ||
		size >= TARGETS_MAX || t->count + size + 1 > TARGETS_MAX)
		return RESULT_RANGE;
	at = find(t, &from);
	for (end = at; end < t->n && order(&t->ranges[end].first, &to) <= 0; end++) {
		const struct range *r = &t->ranges[end];

		if (order(&r->first, &from) < 0)
			from = r->first;
		if (order(&r->last, &to) > 0)
			to = r->last;
		addr_distance(&r->first, &r->last, &size);
		t->count -= size + 1;
	}
	drop(t, at, end - at);
	insert(t, at, from, to);
	addr_distance(&from, &to, &size);
	t->count += size + 1;
	return RESULT_OK;
}

/* "10.0.0.5-9" (the last byte) or "first-last". */
static enum result
add_dashed(struct targets *t, const char *text, const char *dash)
{
	char host[ADDR_TEXT_MAX];
	struct addr first, last;
	uint64_t n;
	size_t len = (size_t)(dash - text);

	if (len >= sizeof(host))
		return RESULT_MALFORMED;
	memcpy(host, text, len);
	host[len] = '\0';
	if (addr_parse(host, &first) != RESULT_OK)
		return RESULT_MALFORMED;
	if (addr_parse(dash + 1, &last) != RESULT_OK) {
		if (first.family != 4 || text_u64(dash + 1, 0, 255, &n) != RESULT_OK)
			return RESULT_MALFORMED;
		last = first;
		last.ip[3] = (uint8_t)n;
	}
	if (last.family == first.family && last.zone == 0)
		last.zone = first.zone;
	return targets_add_range(t, &first, &last);
}

enum result
targets_add(struct targets *t, const char *text)
{
	const char *dash = strchr(text, '-');
	struct prefix p;
	struct addr first, last;

	if (dash != NULL && strchr(text, '/') == NULL)
		return add_dashed(t, text, dash);
	if (prefix_parse(text, false, &p) != RESULT_OK)
		return RESULT_MALFORMED;
	first = prefix_first(&p);
	last = prefix_last(&p);
	return targets_add_range(t, &first, &last);
}

/* Cuts first..last out of range i; returns how many ranges stand in its place. */
static size_t
cut(struct targets *t, size_t i, const struct addr *first, const struct addr *last)
{
	struct range whole = t->ranges[i];
	struct addr edge;
	uint64_t size;
	size_t left = 0;

	addr_distance(&whole.first, &whole.last, &size);
	t->count -= size + 1;
	drop(t, i, 1);
	if (order(&whole.first, first) < 0) {
		edge = *first;
		for (size_t k = addr_size(&edge); k-- > 0;)
			if (edge.ip[k]-- != 0)
				break;
		insert(t, i + left++, whole.first, edge);
		addr_distance(&whole.first, &edge, &size);
		t->count += size + 1;
	}
	if (order(&whole.last, last) > 0 && addr_add(last, 1, &edge) == RESULT_OK) {
		insert(t, i + left++, edge, whole.last);
		addr_distance(&edge, &whole.last, &size);
		t->count += size + 1;
	}
	return left;
}

void
targets_exclude(struct targets *t, const struct prefix *p)
{
	for (size_t i = 0; i < t->n;) {
		struct addr first = prefix_first(p), last = prefix_last(p);
		const struct range *r = &t->ranges[i];

		/* A prefix without a zone means every zone, one with a zone that zone. */
		if (p->addr.zone == 0)
			first.zone = last.zone = r->first.zone;
		if (order(&r->last, &first) < 0 || order(&r->first, &last) > 0)
			i++;
		else
			i += cut(t, i, &first, &last);
	}
}

uint64_t
targets_count(const struct targets *t)
{
	return t->count;
}

void
targets_seal(struct targets *t, uint64_t key)
{
	uint64_t base = 0, size;
	unsigned bits = 2;

	for (size_t i = 0; i < t->n; i++) {
		t->ranges[i].base = base;
		addr_distance(&t->ranges[i].first, &t->ranges[i].last, &size);
		base += size + 1;
	}
	while (bits < 64 && t->count > UINT64_C(1) << bits)
		bits += 2;
	t->half = bits / 2;
	t->key = key;
}

static uint64_t
round_of(uint64_t key, unsigned round, uint64_t half)
{
	uint64_t h = half + key + (round + 1) * UINT64_C(0x9e3779b97f4a7c15);

	h = (h ^ h >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	h = (h ^ h >> 27) * UINT64_C(0x94d049bb133111eb);
	return h ^ h >> 31;
}

static uint64_t
permute(const struct targets *t, uint64_t position)
{
	uint64_t mask = (UINT64_C(1) << t->half) - 1;

	do {
		uint64_t left = position >> t->half, right = position & mask;

		for (unsigned round = 0; round < 4; round++) {
			uint64_t next = left ^ (round_of(t->key, round, right) & mask);

			left = right;
			right = next;
		}
		position = left << t->half | right;
	} while (position >= t->count);
	return position;
}

struct addr
targets_at(const struct targets *t, uint64_t position)
{
	uint64_t place = permute(t, position);
	size_t low = 0, high = t->n;
	struct addr a;

	while (high - low > 1) {
		size_t mid = (low + high) / 2;

		if (t->ranges[mid].base <= place)
			low = mid;
		else
			high = mid;
	}
	addr_add(&t->ranges[low].first, place - t->ranges[low].base, &a);
	return a;
}

void
targets_format(const struct targets *t, struct buf *out)
{
	char text[ADDR_TEXT_MAX];

	for (size_t i = 0; i < t->n; i++) {
		const struct range *r = &t->ranges[i];

		buf_printf(out, "%s%s", i > 0 ? " " : "", addr_format(&r->first, text));
		if (!addr_equal(&r->first, &r->last))
			buf_printf(out, "-%s", addr_format(&r->last, text));
	}
}

void
targets_each(const struct targets *t, void (*f)(void *, const struct addr *, const struct addr *),
	void *arg)
{
	for (size_t i = 0; i < t->n; i++)
		f(arg, &t->ranges[i].first, &t->ranges[i].last);
}
