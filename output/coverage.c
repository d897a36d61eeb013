/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* coverage.c: sweeps in words, for the screen and for the page. */
#include "output/coverage.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/targets.h"

/* So many ranges of targets are named. */
#define RANGES_SHOWN 3

struct ranges {
	struct buf *out;
	size_t n;
};

struct covered {
	uint64_t n;
	int64_t first, last; /* wall clock */
	int64_t id;	     /* the last one's */
	enum sweep_state state;
};

/* Thousands apart, as people read them. */
static void
add_number(struct buf *out, uint64_t n)
{
	if (n >= 1000) {
		add_number(out, n / 1000);
		buf_printf(out, ",%03" PRIu64, n % 1000);
	} else {
		buf_printf(out, "%" PRIu64, n);
	}
}

void
coverage_count(struct buf *out, uint64_t n, const char *one, const char *many)
{
	add_number(out, n);
	buf_printf(out, " %s", n == 1 ? one : many);
}

/* "2026-11-24 01:00": minutes are enough for people. */
static void
add_time(struct buf *out, int64_t wall)
{
	char text[CLOCK_TEXT_MAX];

	clock_format(wall, text);
	if (strlen(text) < 16)
		return;
	buf_add(out, text, 10);
	buf_putc(out, ' ');
	buf_add(out, text + 11, 5);
}

static void
add_period(struct buf *out, int64_t first, int64_t last)
{
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];

	add_time(out, first);
	clock_format(first, from);
	clock_format(last, to);
	if (last != 0 && strncmp(from, to, 16) != 0) {
		buf_puts(out, " to ");
		if (strncmp(from, to, 10) == 0)
			buf_add(out, to + 11, 5);
		else
			add_time(out, last);
	}
	buf_puts(out, " UTC");
}

/* A range as the prefix that it is, or else by its ends. */
static void
add_range(void *arg, const struct addr *first, const struct addr *last)
{
	struct ranges *ranges = arg;
	char text[PREFIX_TEXT_MAX];

	if (ranges->n++ >= RANGES_SHOWN)
		return;
	buf_puts(ranges->out, ranges->n > 1 ? ", " : "");
	if (addr_equal(first, last)) {
		buf_puts(ranges->out, addr_format(first, text));
		return;
	}
	for (unsigned len = 0; len < addr_bits(first); len++) {
		struct prefix prefix = prefix_of(first, len);
		struct addr end = prefix_last(&prefix);

		if (!addr_equal(&prefix.addr, first) || !addr_equal(&end, last))
			continue;
		buf_puts(ranges->out, prefix_format(&prefix, text));
		return;
	}
	buf_puts(ranges->out, addr_format(first, text));
	buf_printf(ranges->out, "-%s", addr_format(last, text));
}

static void
add_ranges(struct buf *out, const char *text)
{
	struct targets *targets = targets_new();
	struct ranges ranges = {.out = out};
	char *copy = xstrdup(text), *save = NULL;

	for (char *word = strtok_r(copy, " ", &save); word != NULL;
		word = strtok_r(NULL, " ", &save))
		targets_add(targets, word);
	targets_each(targets, add_range, &ranges);
	if (ranges.n > RANGES_SHOWN)
		buf_printf(out, " and %zu more ranges", ranges.n - RANGES_SHOWN);
	free(copy);
	targets_free(targets);
}

static void
add_targets(struct buf *out, const struct sweep *sweep)
{
	if (sweep->targets == NULL || *sweep->targets == '\0')
		return;
	buf_puts(out, " of ");
	add_ranges(out, sweep->targets);
	if (sweep->n_targets > 1) {
		buf_puts(out, " (");
		coverage_count(out, sweep->n_targets, "address", "addresses");
		buf_putc(out, ')');
	}
}

static void
add_state(struct store *store, const struct sweep *sweep, struct buf *out)
{
	if (sweep->state == SWEEP_DONE || sweep->n_targets == 0) {
		buf_putc(out, '.');
		return;
	}
	buf_puts(out, sweep->state == SWEEP_RUNNING ? ". Not finished: " : ". It ended early: ");
	add_number(out, store_done_count(store, sweep->id));
	buf_puts(out, " of ");
	coverage_count(out, sweep->n_targets, "address was", "addresses were");
	buf_puts(out, " asked to the end; ranmap scan --resume goes on.");
}

static void
describe_one(struct store *store, const struct sweep *sweep, struct buf *out)
{
	buf_printf(out, "Sweep %" PRId64 ": %s", sweep->id, sweep->kind);
	add_targets(out, sweep);
	buf_puts(out, ", ");
	add_period(out, sweep->started, sweep->finished);
	add_state(store, sweep, out);
}

static bool
cover(void *arg, const struct sweep *sweep)
{
	struct covered *all = arg;
	int64_t end = sweep->finished != 0 ? sweep->finished : sweep->started;

	if (all->n++ == 0 || sweep->started < all->first)
		all->first = sweep->started;
	all->last = end > all->last ? end : all->last;
	all->id = sweep->id;
	all->state = sweep->state;
	return true;
}

enum result
coverage_describe(struct store *store, struct store_scope scope, struct buf *out)
{
	struct covered all = {0};
	struct arena *arena;
	struct sweep sweep;
	enum result r;

	if (scope.sweep == 0) {
		r = store_sweeps(store, cover, &all);
		if (r != RESULT_OK || all.n == 0)
			return r != RESULT_OK ? r : RESULT_NOT_FOUND;
	}
	arena = arena_new();
	r = store_sweep_get(store, scope.sweep, arena, &sweep);
	if (r == RESULT_OK && all.n > 1) {
		buf_puts(out, "All ");
		coverage_count(out, all.n, "sweep", "sweeps");
		buf_puts(out, ", ");
		add_period(out, all.first, all.last);
		buf_puts(out, "; everything as last seen.");
		if (sweep.state != SWEEP_DONE && sweep.n_targets > 0) {
			buf_puts(out, " The last one: ");
			describe_one(store, &sweep, out);
		}
	} else if (r == RESULT_OK) {
		describe_one(store, &sweep, out);
	}
	arena_free(arena);
	return r;
}
