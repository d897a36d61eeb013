/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * silent.c: from finished positions of a permutation to addresses in order.
 *
 * Each sweep becomes a list of ranges and a bit per address in ascending
 * order ("ordinal"). Positions are walked once, as the sweep did, to set the
 * bits; then the sweeps are read side by side like sorted lists.
 */
#include "output/silent.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/targets.h"

/* More targets than this take too much memory (this many bits are 1 GB). */
#define TARGETS_LISTED (UINT64_C(1) << 33)

struct range {
	struct addr first, last;
	uint64_t base; /* ordinal of first */
};

/* The finished addresses of one sweep. */
struct done {
	int64_t asked;
	struct range *ranges;
	size_t n_ranges, at;  /* at: the range being read */
	uint64_t next, count; /* next ordinal to read; how many there are */
	uint8_t *bits;
	bool has_head;
	struct addr head; /* the address that is next */
};

struct silent {
	struct store *store;
	struct done *done;
	size_t n;
};

static void
add_range(void *arg, const struct addr *first, const struct addr *last)
{
	struct done *done = arg;
	uint64_t distance = 0;

	if (addr_distance(first, last, &distance) != RESULT_OK)
		return;
	done->ranges = xrealloc(done->ranges, done->n_ranges + 1, sizeof(*done->ranges));
	done->ranges[done->n_ranges++] = (struct range){*first, *last, done->count};
	done->count += distance + 1;
}

/* The place of an address among all targets in ascending order. */
static uint64_t
ordinal_of(const struct done *done, const struct addr *addr)
{
	size_t low = 0, high = done->n_ranges;
	uint64_t distance = 0;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (addr_compare(&done->ranges[middle].first, addr) <= 0)
			low = middle;
		else
			high = middle;
	}
	if (addr_distance(&done->ranges[low].first, addr, &distance) != RESULT_OK)
		return 0;
	return done->ranges[low].base + distance;
}

/* Moves on to the next finished address. */
static void
advance(struct done *done)
{
	done->has_head = false;
	while (done->next < done->count) {
		uint64_t i = done->next;
		const struct range *range;

		if ((i & 7) == 0 && done->bits[i >> 3] == 0) {
			done->next += 8;
			continue;
		}
		done->next++;
		if ((done->bits[i >> 3] & (1u << (i & 7))) == 0)
			continue;
		while (done->at + 1 < done->n_ranges && done->ranges[done->at + 1].base <= i)
			done->at++;
		range = &done->ranges[done->at];
		done->has_head = addr_add(&range->first, i - range->base, &done->head) == RESULT_OK;
		return;
	}
}

static struct targets *
targets_of(const struct sweep *sweep)
{
	struct targets *targets = targets_new();
	char *text = xstrdup(sweep->targets), *save = NULL;

	for (char *word = strtok_r(text, " ", &save); word != NULL;
		word = strtok_r(NULL, " ", &save))
		targets_add(targets, word);
	free(text);
	targets_seal(targets, sweep->key);
	return targets;
}

/* Sets a bit for every finished position; ends when all of them were found, so
 * that an early break of a huge sweep is cheap. */
static void
mark(struct store *store, const struct sweep *sweep, const struct targets *targets,
	struct done *done)
{
	uint64_t left = store_done_count(store, sweep->id);

	for (uint64_t position = 0; position < done->count && left > 0; position++) {
		struct addr addr;
		uint64_t i;

		if (!store_is_done(store, sweep->id, position))
			continue;
		left--;
		addr = targets_at(targets, position);
		i = ordinal_of(done, &addr);
		done->bits[i >> 3] |= (uint8_t)(1u << (i & 7));
	}
}

static void
add_sweep(struct silent *silent, const struct sweep *sweep)
{
	struct targets *targets;
	struct done *done;

	if (sweep->targets == NULL || *sweep->targets == '\0')
		return;
	if (sweep->n_targets > TARGETS_LISTED) {
		log_warn("sweep %" PRId64 " has too many targets to list the silent ones",
			sweep->id);
		return;
	}
	silent->done = xrealloc(silent->done, silent->n + 1, sizeof(*silent->done));
	done = &silent->done[silent->n++];
	*done = (struct done){.asked = sweep->finished != 0 ? sweep->finished : sweep->started};
	targets = targets_of(sweep);
	targets_each(targets, add_range, done);
	done->bits = xcalloc(done->count / 8 + 1, 1);
	mark(silent->store, sweep, targets, done);
	targets_free(targets);
	advance(done);
}

static bool
note_sweep(void *arg, const struct sweep *sweep)
{
	add_sweep(arg, sweep);
	return true;
}

enum result
silent_open(struct store *store, struct store_scope scope, struct silent **out)
{
	struct silent *silent = xcalloc(1, sizeof(*silent));
	struct arena *arena = arena_new();
	struct sweep sweep;
	enum result r;

	silent->store = store;
	if (scope.sweep == 0) {
		r = store_sweeps(store, note_sweep, silent);
	} else {
		r = store_sweep_get(store, scope.sweep, arena, &sweep);
		if (r == RESULT_OK)
			add_sweep(silent, &sweep);
	}
	arena_free(arena);
	if (r != RESULT_OK) {
		silent_free(silent);
		return r;
	}
	*out = silent;
	return RESULT_OK;
}

void
silent_free(struct silent *silent)
{
	if (silent == NULL)
		return;
	for (size_t i = 0; i < silent->n; i++) {
		free(silent->done[i].ranges);
		free(silent->done[i].bits);
	}
	free(silent->done);
	free(silent);
}

bool
silent_next(struct silent *silent, struct addr *addr, int64_t *asked)
{
	const struct done *least = NULL;

	for (size_t i = 0; i < silent->n; i++) {
		const struct done *done = &silent->done[i];

		if (done->has_head &&
			(least == NULL || addr_compare(&done->head, &least->head) < 0))
			least = done;
	}
	if (least == NULL)
		return false;
	*addr = least->head;
	*asked = 0;
	for (size_t i = 0; i < silent->n; i++) {
		struct done *done = &silent->done[i];

		if (!done->has_head || !addr_equal(&done->head, addr))
			continue;
		*asked = done->asked > *asked ? done->asked : *asked;
		advance(done);
	}
	return true;
}
