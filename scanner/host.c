/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* host.c: what belongs to one target, queues of jobs, and their IDs. */
#include "scanner/host.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

/* ---- queues -------------------------------------------------------------- */

void
queue_put(struct queue *q, struct work *w)
{
	w->next = NULL;
	w->prev = q->last;
	if (q->last != NULL)
		q->last->next = w;
	else
		q->first = w;
	q->last = w;
	q->n++;
}

struct work *
queue_take(struct queue *q)
{
	struct work *w = q->first;

	if (w != NULL)
		queue_remove(q, w);
	return w;
}

void
queue_remove(struct queue *q, struct work *w)
{
	if (w->prev == NULL && q->first != w)
		return; /* in no queue */
	if (w->prev != NULL)
		w->prev->next = w->next;
	else
		q->first = w->next;
	if (w->next != NULL)
		w->next->prev = w->prev;
	else
		q->last = w->prev;
	w->next = w->prev = NULL;
	q->n--;
}

/* ---- hosts -------------------------------------------------------------- */

static struct work *
work_new(struct host *h, struct probe *p, const struct addr *a)
{
	struct work *w = xcalloc(1, sizeof(*w) + p->module->job_size);

	w->host = h;
	w->job.probe = p;
	w->job.addr = *a;
	w->job.state = w->state;
	w->job.question = "";
	return w;
}

struct host *
host_new(const struct addr *a, struct probe *probes, size_t n)
{
	struct host *h = xcalloc(1, sizeof(*h) + n * sizeof(h->works[0]));

	h->n_works = h->live = (uint8_t)n;
	for (size_t i = 0; i < n; i++)
		h->works[i] = work_new(h, &probes[i], a);
	return h;
}

void
host_free(struct host *h)
{
	for (size_t i = 0; i < h->n_works; i++)
		free(h->works[i]);
	free(h->health);
	if (h->seen != NULL) {
		arena_free(h->seen->arena);
		free(h->seen->rows);
		free(h->seen);
	}
	free(h);
}

void
host_observe(struct host *h, const char *probe, const char *key, const char *index,
	const void *value, size_t len)
{
	struct seen *s = h->seen;

	if (s == NULL) {
		s = h->seen = xcalloc(1, sizeof(*s));
		s->arena = arena_new();
	}
	if (s->n == s->cap) {
		s->cap = s->cap > 0 ? 2 * s->cap : 16;
		s->rows = xrealloc(s->rows, s->cap, sizeof(*s->rows));
	}
	if (len > OBSERVATION_VALUE_MAX)
		len = OBSERVATION_VALUE_MAX;
	if (index == NULL)
		index = "";
	s->rows[s->n++] = (struct observation){
		.key = arena_strdup(s->arena, key),
		.index = arena_strndup(s->arena, index, strnlen(index, OBSERVATION_INDEX_MAX)),
		.value = arena_copy(s->arena, value, len),
		.len = len,
		.probe = probe,
		.time = clock_wall(),
	};
}

size_t
host_n_seen(const struct host *h)
{
	return h->seen != NULL ? h->seen->n : 0;
}

/* ---- IDs ----------------------------------------------------------------- */

/* A table of the live ones and a ring of the free numbers. */
struct ids {
	struct work **works; /* by ID; NULL: free */
	uint32_t *ring;	     /* free IDs, first in first out */
	uint32_t head, n_free, size;
};

struct ids *
ids_new(void)
{
	return xcalloc(1, sizeof(struct ids));
}

void
ids_free(struct ids *ids)
{
	if (ids == NULL)
		return;
	free(ids->works);
	free(ids->ring);
	free(ids);
}

/* Doubles the table; called when no ID is free. */
static bool
grow(struct ids *ids)
{
	uint32_t size = ids->size > 0 ? 2 * ids->size : 1024;

	if (ids->size > IDS_MAX)
		return false;
	ids->works = xrealloc(ids->works, size, sizeof(*ids->works));
	ids->ring = xrealloc(ids->ring, size, sizeof(*ids->ring));
	memset(ids->works + ids->size, 0, (size_t)(size - ids->size) * sizeof(*ids->works));
	ids->head = 0;
	for (uint32_t id = ids->size > 0 ? ids->size : 1; id < size; id++)
		ids->ring[ids->n_free++] = id;
	ids->size = size;
	return true;
}

bool
ids_give(struct ids *ids, struct work *w)
{
	if (ids->n_free == 0 && !grow(ids))
		return false;
	w->job.id = ids->ring[ids->head];
	ids->head = (ids->head + 1) % ids->size;
	ids->n_free--;
	ids->works[w->job.id] = w;
	return true;
}

void
ids_release(struct ids *ids, struct work *w)
{
	ids->works[w->job.id] = NULL;
	ids->ring[(ids->head + ids->n_free) % ids->size] = w->job.id;
	ids->n_free++;
}

struct work *
ids_find(const struct ids *ids, uint32_t id)
{
	return id < ids->size ? ids->works[id] : NULL;
}
