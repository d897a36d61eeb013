/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* streams.h: the beginnings of TCP streams in a capture, put together from
 * their segments. */
#ifndef RANMAP_SCANNER_STREAMS_H
#define RANMAP_SCANNER_STREAMS_H

#include <stdint.h>

#include "scanner/packet.h"

/* Of a stream, at most this is kept; of all streams under way, STREAMS_MAX. */
#define STREAM_BYTES_MAX 65536
#define STREAMS_MAX 1024

struct streams;

/* Called with the beginning of a stream: when `enough` says so, when the stream
 * or the room for it ends, or at the end of all. */
struct streams_user {
	bool (*enough)(void *, struct bytes);
	void (*take)(void *, const struct addr *from, struct bytes, int64_t time);
	void *self;
};

struct streams *streams_new(const struct streams_user *);
void streams_free(struct streams *); /* accepts NULL; what is under way is dropped */
/* A segment from a server. A stream begins with its SYN-ACK, or, where the
 * capture began too late for that, with a segment that starts with `opening`. */
void streams_add(struct streams *, const struct packet *, const char *opening, int64_t time);
/* Hands over everything that is under way. */
void streams_flush(struct streams *);

#endif
