/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* count.c: counters per address, per subnet and in all. */
#include "sim/count.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "sim/rand.h"
#include "sim/window.h"

/* Times in tenths of a millisecond since the start: 119 hours in 32 bits. */
#define TICK INT64_C(100000)
/* Arrivals may be told this much late, in nanoseconds. */
#define LATE INT64_C(10000000000)

struct place {
	struct addr addr;
	uint32_t datagrams, connections;
	uint64_t bytes;
	struct window window;
};

/* Places found by address: an index of numbers into a growing array. */
struct places {
	struct place *at;
	uint32_t *index; /* number + 1; 0: free */
	size_t n, cap, mask;
};

struct count {
	struct count_totals totals;
	struct window window;
	struct places addresses, subnets;
	int64_t start;
	bool each, started;
};

struct count *
count_new(bool each)
{
	struct count *c = xcalloc(1, sizeof *c);

	c->each = each;
	return c;
}

static void
places_free(struct places *p)
{
	for (size_t i = 0; i < p->n; i++)
		window_free(&p->at[i].window);
	free(p->at);
	free(p->index);
}

void
count_free(struct count *c)
{
	if (c == NULL)
		return;
	window_free(&c->window);
	places_free(&c->addresses);
	places_free(&c->subnets);
	free(c);
}

struct count_totals *
count_totals(struct count *c)
{
	return &c->totals;
}

static size_t
slot_of(const struct places *p, const struct addr *a)
{
	size_t slot = rand_key(a->ip, sizeof a->ip) & p->mask;

	while (p->index[slot] != 0 && !addr_equal(&p->at[p->index[slot] - 1].addr, a))
		slot = (slot + 1) & p->mask;
	return slot;
}

static void
places_grow(struct places *p)
{
	p->cap = p->cap == 0 ? 1024 : p->cap * 2;
	p->at = xrealloc(p->at, p->cap, sizeof *p->at);
	free(p->index);
	p->mask = p->cap * 2 - 1;
	p->index = xcalloc(p->cap * 2, sizeof *p->index);
	for (size_t i = 0; i < p->n; i++)
		p->index[slot_of(p, &p->at[i].addr)] = (uint32_t)i + 1;
}

static struct place *
place_for(struct places *p, const struct addr *a)
{
	size_t slot;

	if (p->n == p->cap)
		places_grow(p);
	slot = slot_of(p, a);
	if (p->index[slot] == 0) {
		p->at[p->n++] = (struct place){.addr = *a};
		p->index[slot] = (uint32_t)p->n;
	}
	return &p->at[p->index[slot] - 1];
}

static void
place_add(struct place *p, enum count_what what, size_t bytes, uint32_t now)
{
	p->datagrams += what == COUNT_DATAGRAM;
	p->connections += what == COUNT_CONNECTION;
	p->bytes += bytes;
	window_add(&p->window, now);
}

void
count_add(struct count *c, enum count_what what, const struct addr *a, size_t bytes, int64_t now)
{
	struct addr subnet = *a;
	uint32_t tick;

	if (!c->started) {
		c->start = now - LATE;
		c->started = true;
	}
	tick = now > c->start ? (uint32_t)((now - c->start) / TICK) : 0;
	c->totals.datagrams += what == COUNT_DATAGRAM;
	c->totals.connections += what == COUNT_CONNECTION;
	c->totals.bytes += bytes;
	window_add(&c->window, tick);
	if (!c->each || a->family == 0)
		return;
	place_add(place_for(&c->addresses, a), what, bytes, tick);
	subnet.ip[addr_size(a) - 1] = 0;
	place_add(place_for(&c->subnets, &subnet), what, bytes, tick);
}

uint32_t
count_peak(const struct count *c)
{
	return c->window.max;
}

static uint32_t
peak_of(const struct places *p, struct addr *which)
{
	uint32_t max = 0;

	*which = (struct addr){0};
	for (size_t i = 0; i < p->n; i++) {
		if (p->at[i].window.max > max) {
			max = p->at[i].window.max;
			*which = p->at[i].addr;
		}
	}
	return max;
}

uint32_t
count_peak_address(const struct count *c, struct addr *which)
{
	return peak_of(&c->addresses, which);
}

uint32_t
count_peak_subnet(const struct count *c, struct addr *which)
{
	return peak_of(&c->subnets, which);
}

static int
by_address(const void *a, const void *b)
{
	const struct place *const *x = a, *const *y = b;

	return addr_compare(&(*x)->addr, &(*y)->addr);
}

/* A list of places in the order of their addresses. */
static json_t *
places_json(const struct places *p, const char *suffix)
{
	const struct place **order = xcalloc(p->n + 1, sizeof *order);
	json_t *list = json_array();
	char text[ADDR_TEXT_MAX], name[ADDR_TEXT_MAX + 8];

	for (size_t i = 0; i < p->n; i++)
		order[i] = &p->at[i];
	qsort(order, p->n, sizeof *order, by_address);
	for (size_t i = 0; i < p->n; i++) {
		const struct place *at = order[i];

		snprintf(name, sizeof name, "%s%s", addr_format(&at->addr, text),
			suffix != NULL	       ? suffix
			: at->addr.family == 4 ? "/24"
					       : "/120");
		json_array_append_new(
			list, json_pack("{s:s, s:I, s:I, s:I, s:I}",
				      suffix != NULL ? "address" : "subnet", name, "datagrams",
				      (json_int_t)at->datagrams, "connections",
				      (json_int_t)at->connections, "bytes", (json_int_t)at->bytes,
				      "max_per_second", (json_int_t)at->window.max));
	}
	free(order);
	return list;
}

static json_t *
peaks_json(const struct count *c)
{
	struct addr address, subnet;
	json_int_t most = count_peak_address(c, &address),
		   most_subnet = count_peak_subnet(c, &subnet);
	char text[ADDR_TEXT_MAX], subnet_text[ADDR_TEXT_MAX];

	return json_pack("{s:I, s:I, s:s, s:I, s:s}", "all", (json_int_t)c->window.max, "address",
		most, "address_which", addr_format(&address, text), "subnet", most_subnet,
		"subnet_which", addr_format(&subnet, subnet_text));
}

static json_t *
everything_json(const struct count *c)
{
	const struct count_totals *t = &c->totals;
	json_t *top = json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}",
		"datagrams", (json_int_t)t->datagrams, "connections", (json_int_t)t->connections,
		"bytes", (json_int_t)t->bytes, "answers", (json_int_t)t->answers, "lost_in",
		(json_int_t)t->lost_in, "lost_out", (json_int_t)t->lost_out, "over_capacity",
		(json_int_t)t->over_capacity, "overflow", (json_int_t)t->overflow, "malformed",
		(json_int_t)t->malformed, "refused", (json_int_t)t->refused, "sets",
		(json_int_t)t->sets, "devices_fallen_silent", (json_int_t)t->silent_devices);

	json_object_set_new(top, "max_per_second", peaks_json(c));
	json_object_set_new(top, "subnets", places_json(&c->subnets, NULL));
	json_object_set_new(top, "addresses", places_json(&c->addresses, ""));
	return top;
}

enum result
count_write(const struct count *c, const char *path)
{
	json_t *json = everything_json(c);
	struct buf temporary = {0};
	enum result result = RESULT_OK;

	if (strcmp(path, "-") == 0) {
		if (json_dumpf(json, stdout, JSON_COMPACT) != 0 || fputc('\n', stdout) == EOF ||
			fflush(stdout) != 0)
			result = RESULT_IO;
	} else {
		buf_printf(&temporary, "%s.new", path);
		if (json_dump_file(json, buf_text(&temporary), JSON_INDENT(1)) != 0 ||
			rename(buf_text(&temporary), path) != 0)
			result = RESULT_IO;
	}
	buf_free(&temporary);
	json_decref(json);
	return result;
}
