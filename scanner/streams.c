/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * streams.c: segments to streams, as far as a greeting needs it: segments are
 * taken in order, repeated bytes are dropped, and a segment that came too early
 * waits for the sender to repeat it. A capture by itself can be of any size, so
 * the streams under way are bounded; the oldest makes room.
 */
#include "scanner/streams.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "base/arena.h"
#include "base/buf.h"

struct stream_key {
	struct addr from, to;
	uint16_t from_port, to_port;
};

struct stream {
	struct stream_key key;
	uint32_t next; /* sequence number of the byte behind those that are here */
	int64_t time;
	struct buf data;
	UT_hash_handle hh;
};

struct streams {
	struct streams_user user;
	struct stream *all; /* in order of their beginnings */
};

struct streams *
streams_new(const struct streams_user *user)
{
	struct streams *s = xcalloc(1, sizeof(*s));

	s->user = *user;
	return s;
}

static void
drop(struct streams *s, struct stream *one)
{
	HASH_DEL(s->all, one);
	buf_free(&one->data);
	free(one);
}

static void
hand_over(struct streams *s, struct stream *one)
{
	if (one->data.len > 0)
		s->user.take(s->user.self, &one->key.from, bytes_of(one->data.data, one->data.len),
			one->time);
	drop(s, one);
}

void
streams_flush(struct streams *s)
{
	while (s->all != NULL)
		hand_over(s, s->all);
}

void
streams_free(struct streams *s)
{
	if (s == NULL)
		return;
	while (s->all != NULL)
		drop(s, s->all);
	free(s);
}

static struct stream *
begin(struct streams *s, const struct stream_key *key, uint32_t next, int64_t time)
{
	struct stream *one;

	if (HASH_COUNT(s->all) >= STREAMS_MAX)
		hand_over(s, s->all);
	one = xcalloc(1, sizeof(*one));
	one->key = *key;
	one->next = next;
	one->time = time;
	HASH_ADD(hh, s->all, key, sizeof(one->key), one);
	return one;
}

/* The part of a segment that is new and follows what is here. */
static struct bytes
new_part(const struct stream *one, const struct packet *p)
{
	struct bytes b = p->payload;
	uint32_t known = one->next - p->seq; /* sequence numbers wrap */

	if (known > INT32_MAX || known >= b.left) /* too early, or nothing new */
		return bytes_of(NULL, 0);
	bytes_skip(&b, known);
	if (b.left > STREAM_BYTES_MAX - one->data.len)
		bytes_take(&b, STREAM_BYTES_MAX - one->data.len, &b);
	return b;
}

static void
append(struct streams *s, struct stream *one, struct bytes b)
{
	if (b.left == 0)
		return;
	buf_add(&one->data, b.at, b.left);
	one->next += (uint32_t)b.left;
	if (one->data.len >= STREAM_BYTES_MAX ||
		s->user.enough(s->user.self, bytes_of(one->data.data, one->data.len)))
		hand_over(s, one);
}

void
streams_add(struct streams *s, const struct packet *p, const char *opening, int64_t time)
{
	struct stream_key key;
	struct stream *one;
	size_t n = strlen(opening);

	memset(&key, 0, sizeof(key)); /* compared as memory */
	key.from = p->from;
	key.to = p->to;
	key.from_port = p->from_port;
	key.to_port = p->to_port;
	HASH_FIND(hh, s->all, &key, sizeof(key), one);
	if (p->syn) {
		if (one != NULL && one->data.len > 0)
			hand_over(s, one);
		else if (one != NULL)
			drop(s, one);
		begin(s, &key, p->seq + 1, time);
		return;
	}
	if (one == NULL && p->payload.left >= n && memcmp(p->payload.at, opening, n) == 0)
		one = begin(s, &key, p->seq, time);
	if (one != NULL)
		append(s, one, new_part(one, p));
}
