/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* cache.c: a hash table whose entries are also a list by age. */
#include "sim/cache.h"

#include <stdlib.h>

#include "base/arena.h"
#include "sim/rand.h"

#define NOBODY UINT32_MAX

struct entry {
	uint64_t key;
	void *value;
	uint32_t chain; /* next in the same bucket */
	uint32_t older, younger;
};

struct cache {
	struct entry *entries;
	uint32_t *buckets;
	uint32_t mask, n, capacity;
	uint32_t oldest, youngest;
	void (*drop)(void *);
};

struct cache *
cache_new(size_t capacity, void (*drop)(void *))
{
	struct cache *c = xcalloc(1, sizeof *c);
	uint32_t buckets = 16;

	while (buckets < capacity)
		buckets *= 2;
	c->capacity = (uint32_t)capacity;
	c->mask = buckets - 1;
	c->entries = xcalloc(capacity, sizeof *c->entries);
	c->buckets = xcalloc(buckets, sizeof *c->buckets);
	for (uint32_t i = 0; i < buckets; i++)
		c->buckets[i] = NOBODY;
	c->oldest = c->youngest = NOBODY;
	c->drop = drop;
	return c;
}

void
cache_free(struct cache *c)
{
	if (c == NULL)
		return;
	for (uint32_t i = 0; i < c->n; i++)
		c->drop(c->entries[i].value);
	free(c->entries);
	free(c->buckets);
	free(c);
}

static uint32_t *
bucket(struct cache *c, uint64_t key)
{
	return &c->buckets[rand_mix(key) & c->mask];
}

static void
unlink_age(struct cache *c, uint32_t i)
{
	struct entry *e = &c->entries[i];

	if (e->older != NOBODY)
		c->entries[e->older].younger = e->younger;
	else
		c->oldest = e->younger;
	if (e->younger != NOBODY)
		c->entries[e->younger].older = e->older;
	else
		c->youngest = e->older;
}

static void
link_youngest(struct cache *c, uint32_t i)
{
	struct entry *e = &c->entries[i];

	e->older = c->youngest;
	e->younger = NOBODY;
	if (c->youngest != NOBODY)
		c->entries[c->youngest].younger = i;
	else
		c->oldest = i;
	c->youngest = i;
}

void *
cache_get(struct cache *c, uint64_t key)
{
	for (uint32_t i = *bucket(c, key); i != NOBODY; i = c->entries[i].chain) {
		if (c->entries[i].key != key)
			continue;
		if (i != c->youngest) {
			unlink_age(c, i);
			link_youngest(c, i);
		}
		return c->entries[i].value;
	}
	return NULL;
}

/* Takes the oldest out of its bucket and gives its place away. */
static uint32_t
evict(struct cache *c)
{
	uint32_t i = c->oldest;
	uint32_t *at = bucket(c, c->entries[i].key);

	while (*at != i)
		at = &c->entries[*at].chain;
	*at = c->entries[i].chain;
	unlink_age(c, i);
	c->drop(c->entries[i].value);
	return i;
}

void
cache_put(struct cache *c, uint64_t key, void *value)
{
	uint32_t i = c->n < c->capacity ? c->n++ : evict(c);
	uint32_t *head = bucket(c, key);

	c->entries[i] = (struct entry){.key = key, .value = value, .chain = *head};
	*head = i;
	link_youngest(c, i);
}
