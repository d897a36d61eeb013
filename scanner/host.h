/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * host.h: the state of one target in a sweep: a job for each probe, and what
 * they have seen together. Small, as hundreds of thousands wait at once; what
 * only those need that answered is allocated when they do.
 */
#ifndef RANMAP_SCANNER_HOST_H
#define RANMAP_SCANNER_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/observation.h"
#include "probes/probe.h"
#include "scanner/deadlines.h"
#include "scanner/harm.h"
#include "scanner/pacer.h"

enum phase {
	PHASE_IDLE,    /* between two services */
	PHASE_QUEUED,  /* wants a turn, in the queue */
	PHASE_HELD,    /* wants a turn; its device or subnet must rest until the deadline */
	PHASE_STARVED, /* wants a turn; there is no descriptor for it */
	PHASE_TURN,    /* has it */
	PHASE_WAITING, /* for an answer, until the deadline */
};

/* A job with what the scanner keeps of it. */
struct work {
	struct job job; /* first: a job is its work */
	struct deadline deadline;
	struct work *next, *prev; /* in a queue */
	struct host *host;
	const char *asked_for;	 /* the question that in_vain counts of */
	int64_t asked;		 /* when the last packet went, monotonic */
	int64_t first_try;	 /* when the first one of that question went */
	uint32_t packets, bytes; /* sent */
	uint32_t first, last;	 /* of what was sent, seconds since the sweep began */
	uint8_t in_vain;	 /* tries since the last answer */
	uint8_t phase;		 /* enum phase */
	uint8_t outcome;	 /* enum outcome, once it is over */
	bool over, has_descriptor, heard;
	bool promised;				     /* a moment of its subnet */
	_Alignas(max_align_t) unsigned char state[]; /* of the module */
};

/* First in, first out. */
struct queue {
	struct work *first, *last;
	size_t n;
};

void queue_put(struct queue *, struct work *);
struct work *queue_take(struct queue *);
void queue_remove(struct queue *, struct work *);

/* What the probes observed at one target, in order. */
struct seen {
	struct arena *arena;
	struct observation *rows;
	size_t n, cap;
};

struct host {
	struct host *next, *prev; /* of all that are under way, or that are to be written */
	uint64_t position;
	struct gate gate; /* of the device */
	struct subnet *subnet;
	struct seen *seen;	    /* NULL: nothing yet */
	struct harm_device *health; /* NULL: it has not answered */
	uint8_t n_works, live;
	bool whole; /* asked to the end; set when it is over */
	struct work *works[];
};

/* Allocates a host with a job for each probe, in phase idle; nothing of the
 * modules is called. ids are set by the caller. */
struct host *host_new(const struct addr *, struct probe *probes, size_t n);
void host_free(struct host *);
/* Copies an observation. */
void host_observe(struct host *, const char *probe, const char *key, const char *index,
	const void *value, size_t len);
/* How many observations it has. */
size_t host_n_seen(const struct host *);

/* Live jobs by their IDs, below 2^20. An ID is used again as late as possible. */
struct ids;
#define IDS_MAX ((1u << 20) - 1)

struct ids *ids_new(void);
void ids_free(struct ids *);
/* Gives an ID from 1 to IDS_MAX; false where all are in use. */
bool ids_give(struct ids *, struct work *);
void ids_release(struct ids *, struct work *);
struct work *ids_find(const struct ids *, uint32_t id);

#endif
