/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* positions.c: a bit for each finished position, in chunks that are read and
 * written as a whole. One sweep's bits are held at a time. */
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "store/inside.h"

#define CHUNK_BYTES 2048u
#define CHUNK_BITS (CHUNK_BYTES * 8u)

struct chunk {
	uint64_t number;
	bool dirty;
	struct chunk *next_dirty;
	UT_hash_handle hh;
	uint8_t bits[CHUNK_BYTES];
};

struct positions {
	int64_t sweep;
	uint64_t count;
	struct chunk *chunks, *dirty;
};

static struct chunk *
chunk_of(struct positions *p, uint64_t number, bool make)
{
	struct chunk *c;

	HASH_FIND(hh, p->chunks, &number, sizeof(number), c);
	if (c == NULL && make) {
		c = xcalloc(1, sizeof(*c));
		c->number = number;
		HASH_ADD(hh, p->chunks, number, sizeof(c->number), c);
	}
	return c;
}

static void
clear(struct positions *p)
{
	struct chunk *c, *next;

	HASH_ITER(hh, p->chunks, c, next)
	{
		HASH_DEL(p->chunks, c);
		free(c);
	}
	p->dirty = NULL;
	p->count = 0;
}

static void
load_chunk(struct positions *p, uint64_t number, const void *bits, int len)
{
	struct chunk *c;

	if (len != (int)CHUNK_BYTES)
		return;
	c = chunk_of(p, number, true);
	memcpy(c->bits, bits, CHUNK_BYTES);
	for (size_t i = 0; i < CHUNK_BYTES; i++)
		p->count += (uint64_t)__builtin_popcount(c->bits[i]);
}

/* The bits of a sweep, from the store where another sweep's were held. */
static struct positions *
of_sweep(struct store *s, int64_t sweep)
{
	struct positions *p = s->positions;
	sqlite3_stmt *read;

	if (p == NULL)
		p = s->positions = xcalloc(1, sizeof(*p));
	if (p->sweep == sweep)
		return p;
	if (p->dirty != NULL && positions_flush(s) != RESULT_OK)
		return NULL;
	clear(p);
	p->sweep = sweep;
	if (store_prepare(s, "SELECT chunk, bits FROM progress WHERE sweep=?1", &read) != RESULT_OK)
		return NULL;
	sqlite3_bind_int64(read, 1, sweep);
	while (sqlite3_step(read) == SQLITE_ROW)
		load_chunk(p, (uint64_t)sqlite3_column_int64(read, 0), sqlite3_column_blob(read, 1),
			sqlite3_column_bytes(read, 1));
	sqlite3_finalize(read);
	return p;
}

enum result
store_done(struct store *s, int64_t sweep, uint64_t position)
{
	struct positions *p = of_sweep(s, sweep);
	unsigned bit = (unsigned)(position % CHUNK_BITS);
	struct chunk *c;

	if (p == NULL)
		return RESULT_STORE;
	c = chunk_of(p, position / CHUNK_BITS, true);
	if ((c->bits[bit / 8] & 1u << bit % 8) != 0)
		return RESULT_OK;
	c->bits[bit / 8] |= (uint8_t)(1u << bit % 8);
	p->count++;
	if (!c->dirty) {
		c->dirty = true;
		c->next_dirty = p->dirty;
		p->dirty = c;
	}
	return store_write(s);
}

bool
store_is_done(struct store *s, int64_t sweep, uint64_t position)
{
	struct positions *p = of_sweep(s, sweep);
	unsigned bit = (unsigned)(position % CHUNK_BITS);
	struct chunk *c = p != NULL ? chunk_of(p, position / CHUNK_BITS, false) : NULL;

	return c != NULL && (c->bits[bit / 8] & 1u << bit % 8) != 0;
}

uint64_t
store_done_count(struct store *s, int64_t sweep)
{
	struct positions *p = of_sweep(s, sweep);

	return p != NULL ? p->count : 0;
}

enum result
positions_flush(struct store *s)
{
	struct positions *p = s->positions;
	enum result r = RESULT_OK;

	while (p != NULL && p->dirty != NULL && r == RESULT_OK) {
		struct chunk *c = p->dirty;
		sqlite3_stmt *put;

		if ((r = store_write(s)) != RESULT_OK)
			return r;
		if ((put = store_statement(s, ST_PROGRESS_PUT)) == NULL)
			return RESULT_STORE;
		sqlite3_bind_int64(put, 1, p->sweep);
		sqlite3_bind_int64(put, 2, (sqlite3_int64)c->number);
		sqlite3_bind_blob(put, 3, c->bits, CHUNK_BYTES, SQLITE_STATIC);
		if ((r = store_step(s, put)) == RESULT_OK) {
			p->dirty = c->next_dirty;
			c->dirty = false;
		}
	}
	return r;
}

void
positions_free(struct store *s)
{
	if (s->positions == NULL)
		return;
	clear(s->positions);
	free(s->positions);
	s->positions = NULL;
}
