/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * neighbours.h: what was heard without asking, gathered by subject: devices
 * that announce themselves on a wire, and addresses whose answers to others
 * were captured. An announcement repeats every few seconds; a fact is kept once.
 */
#ifndef RANMAP_SCANNER_NEIGHBOURS_H
#define RANMAP_SCANNER_NEIGHBOURS_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/observation.h"
#include "probes/probe.h"

/* Bounds on what a hostile wire can make us keep. */
#define NEIGHBOURS_MAX 65536
#define NEIGHBOUR_FACTS_MAX 4096
#define NEIGHBOURS_BYTES_MAX (64u << 20)

struct neighbour {
	struct subject subject;
	const char *probe; /* of what was heard first */
	const struct observation *facts;
	size_t n_facts;
	int64_t first, last; /* wall clock */
	uint64_t messages;
};

struct neighbours;

struct neighbours *neighbours_new(void);
void neighbours_free(struct neighbours *); /* accepts NULL */

/* A frame from a wire: where it is LLDP or CDP, its sender's facts are kept.
 * on: the interface or the
 * capture file that heard it, or NULL; it is kept with the sender's port as index. Returns the
 * decoder's result: RESULT_UNKNOWN for a frame of another kind. */
enum result neighbours_frame(struct neighbours *, struct bytes frame, int64_t time, const char *on);
/* A message of a protocol that came from an address. */
enum result neighbours_message(struct neighbours *, const struct probe_module *,
	const struct addr *from, struct bytes message, int64_t time);
size_t neighbours_count(const struct neighbours *);
/* Facts and neighbours that were not kept, because of the bounds. */
uint64_t neighbours_dropped(const struct neighbours *);
/* In the order in which they were heard first; borrowed until the next call
 * that adds something. The callback returns anything but RESULT_OK to stop. */
enum result neighbours_each(
	struct neighbours *, enum result (*)(void *, const struct neighbour *), void *);
/* The last value of a key with the lowest index, or NULL. */
const struct observation *neighbour_fact(const struct neighbour *, const char *key);

#endif
