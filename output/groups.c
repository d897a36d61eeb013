/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* groups.c: counting by maker, role and place in two hash tables: one of the
 * groups, one of the blocks (all makers of one role and place) for the shares. */
#include "output/groups.h"

#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "base/arena.h"
#include "base/buf.h"

struct block {
	uint64_t elements, open;
	UT_hash_handle hh;
	char key[]; /* role, region, site, each with its NUL */
};

struct entry {
	struct group group;
	struct block *block;
	UT_hash_handle hh;
	char key[]; /* maker, role, region, site */
};

struct groups {
	bool by_place;
	struct arena *arena;
	struct block *blocks;
	struct entry *entries;
	struct group *sorted;
	struct buf key;
};

struct groups *
groups_new(bool by_place)
{
	struct groups *groups = xcalloc(1, sizeof(*groups));

	groups->by_place = by_place;
	groups->arena = arena_new();
	return groups;
}

void
groups_free(struct groups *groups)
{
	if (groups == NULL)
		return;
	HASH_CLEAR(hh, groups->blocks);
	HASH_CLEAR(hh, groups->entries);
	arena_free(groups->arena);
	buf_free(&groups->key);
	free(groups->sorted);
	free(groups);
}

static void
add_part(struct buf *key, const char *text)
{
	buf_puts(key, text != NULL ? text : "");
	buf_putc(key, '\0');
}

static const char *
next_part(const char **at)
{
	const char *part = *at;

	*at += strlen(part) + 1;
	return part;
}

static const char *
role_of(const struct element *e)
{
	const char *role = e->who.claims[CLAIM_role];

	return role != NULL && *role != '\0' ? role : "unknown";
}

static void
put_place(struct groups *groups, const struct element *e)
{
	add_part(&groups->key, role_of(e));
	add_part(&groups->key, groups->by_place ? e->region : "");
	add_part(&groups->key, groups->by_place ? e->site_id : "");
}

static struct block *
block_of(struct groups *groups, const struct element *e)
{
	struct buf *key = &groups->key;
	struct block *block;

	buf_clear(key);
	put_place(groups, e);
	HASH_FIND(hh, groups->blocks, key->data, key->len, block);
	if (block == NULL) {
		block = arena_alloc(groups->arena, sizeof(*block) + key->len);
		memcpy(block->key, key->data, key->len);
		HASH_ADD(hh, groups->blocks, key[0], key->len, block);
	}
	return block;
}

static struct group *
group_of(struct groups *groups, const struct element *e, const char *maker, struct block *block)
{
	struct buf *key = &groups->key;
	struct entry *entry;
	const char *at;

	buf_clear(key);
	add_part(key, maker);
	put_place(groups, e);
	HASH_FIND(hh, groups->entries, key->data, key->len, entry);
	if (entry != NULL)
		return &entry->group;
	entry = arena_alloc(groups->arena, sizeof(*entry) + key->len);
	memcpy(entry->key, key->data, key->len);
	at = entry->key;
	entry->group.manufacturer = next_part(&at);
	entry->group.role = next_part(&at);
	entry->group.region = next_part(&at);
	entry->group.site_id = next_part(&at);
	entry->block = block;
	HASH_ADD(hh, groups->entries, key[0], key->len, entry);
	return &entry->group;
}

static void
add_candidates(struct groups *groups, const struct element *e, struct block *block)
{
	const struct identification *who = &e->who;

	if (who->verdict == VERDICT_UNKNOWN || who->n_candidates == 0) {
		block->open++;
		return;
	}
	for (size_t i = 0; i < who->n_candidates; i++)
		group_of(groups, e, who->candidates[i].manufacturer, block)->candidate++;
}

void
groups_add(struct groups *groups, const struct element *e)
{
	const char *maker = e->who.claims[CLAIM_manufacturer];
	bool sure = e->who.verdict == VERDICT_CONFIRMED || e->who.verdict == VERDICT_PROBABLE;
	struct block *block = block_of(groups, e);
	struct group *group;

	sure = sure && maker != NULL && *maker != '\0';
	group = group_of(groups, e, sure ? maker : "", block);
	group->elements++;
	group->verdicts[e->who.verdict]++;
	block->elements++;
	if (!sure)
		add_candidates(groups, e, block);
}

static int
compare(const void *x, const void *y)
{
	const struct group *a = x, *b = y;
	int c;

	if ((*a->manufacturer == '\0') != (*b->manufacturer == '\0'))
		return *a->manufacturer == '\0' ? 1 : -1;
	c = strcmp(a->manufacturer, b->manufacturer);
	if (c == 0)
		c = strcmp(a->role, b->role);
	if (c == 0)
		c = strcmp(a->region, b->region);
	return c != 0 ? c : strcmp(a->site_id, b->site_id);
}

static void
work_out_share(struct group *group, const struct block *block)
{
	double all = (double)block->elements, most;

	group->share_low = group->share_high = (double)group->elements / all;
	if (*group->manufacturer == '\0')
		return;
	most = (double)(group->elements + group->candidate + block->open);
	group->share_high = most < all ? most / all : 1;
}

const struct group *
groups_finish(struct groups *groups, size_t *n)
{
	struct entry *entry, *next;

	*n = 0;
	groups->sorted = xcalloc(HASH_COUNT(groups->entries) + 1, sizeof(*groups->sorted));
	HASH_ITER(hh, groups->entries, entry, next)
	{
		work_out_share(&entry->group, entry->block);
		groups->sorted[(*n)++] = entry->group;
	}
	qsort(groups->sorted, *n, sizeof(*groups->sorted), compare);
	return groups->sorted;
}
