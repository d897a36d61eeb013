/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* writer.c: a queue of finished targets, and the thread that empties it. */
#include "scanner/writer.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "base/arena.h"

/* What may wait: some tenths of a second's work of the thread. */
#define TARGETS_MAX 16384
#define OBSERVATIONS_MAX 131072

struct batch {
	struct host *first, *last; /* by next */
	size_t targets, observations;
};

struct writer {
	struct store *store;
	writer_write *write;
	void *arg;
	pthread_t thread;

	/* of the sweep's thread */
	struct batch aside; /* what writer_take() got */
	bool behind;
	enum result seen; /* of result, below */

	/* of both */
	pthread_mutex_t mutex;
	pthread_cond_t filled;
	struct batch waiting, written;
	struct batch busy; /* what the thread has taken: the counts alone */
	bool commit, ending;
	enum result result;
};

static void
put(struct batch *b, struct host *h)
{
	h->next = NULL;
	if (b->last != NULL)
		b->last->next = h;
	else
		b->first = h;
	b->last = h;
	b->targets++;
	b->observations += host_n_seen(h);
}

/* Moves all of a batch to the end of another one. */
static void
move(struct batch *to, struct batch *from)
{
	if (from->first == NULL)
		return;
	if (to->last != NULL)
		to->last->next = from->first;
	else
		to->first = from->first;
	to->last = from->last;
	to->targets += from->targets;
	to->observations += from->observations;
	*from = (struct batch){0};
}

static void
free_all(struct batch *b)
{
	for (struct host *h = b->first, *next; h != NULL; h = next) {
		next = h->next;
		host_free(h);
	}
	*b = (struct batch){0};
}

/* ---- the thread ----------------------------------------------------------- */

/* Others may want the store for a moment, so it is held for one target at a time. */
static enum result
write_all(struct writer *w, const struct batch *b, bool commit)
{
	enum result r = RESULT_OK;

	for (const struct host *h = b->first; h != NULL && r == RESULT_OK; h = h->next) {
		store_hold(w->store);
		r = w->write(w->arg, h);
		store_release(w->store);
	}
	if (!commit || r != RESULT_OK)
		return r;
	store_hold(w->store);
	r = store_commit(w->store);
	store_release(w->store);
	return r;
}

static void *
run(void *arg)
{
	struct writer *w = arg;

	pthread_mutex_lock(&w->mutex);
	for (;;) {
		struct batch mine = {0};
		enum result r = w->result;
		bool commit;

		while (w->waiting.first == NULL && !w->commit && !w->ending)
			pthread_cond_wait(&w->filled, &w->mutex);
		if (w->waiting.first == NULL && !w->commit)
			break;
		move(&mine, &w->waiting);
		w->busy = mine;
		commit = w->commit;
		w->commit = false;
		pthread_mutex_unlock(&w->mutex);
		if (r == RESULT_OK)
			r = write_all(w, &mine, commit);
		pthread_mutex_lock(&w->mutex);
		w->result = r;
		w->busy = (struct batch){0};
		move(&w->written, &mine);
	}
	pthread_mutex_unlock(&w->mutex);
	return NULL;
}

/* Signals are for the loop: the thread takes none. */
static enum result
start(struct writer *w)
{
	sigset_t all, before;
	int error;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&w->thread, NULL, run, w);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return error == 0 ? RESULT_OK : RESULT_INTERNAL;
}

/* ---- the sweep's side ------------------------------------------------------- */

enum result
writer_new(struct store *store, writer_write *write, void *arg, struct writer **out)
{
	struct writer *w = xcalloc(1, sizeof(*w));
	enum result r;

	w->store = store;
	w->write = write;
	w->arg = arg;
	pthread_mutex_init(&w->mutex, NULL);
	pthread_cond_init(&w->filled, NULL);
	if ((r = start(w)) == RESULT_OK) {
		*out = w;
		return r;
	}
	pthread_cond_destroy(&w->filled);
	pthread_mutex_destroy(&w->mutex);
	free(w);
	return r;
}

void
writer_take(struct writer *w, struct host *h)
{
	put(&w->aside, h);
}

static void
look(struct writer *w)
{
	w->seen = w->result;
	w->behind = w->waiting.targets + w->busy.targets >= TARGETS_MAX ||
		    w->waiting.observations + w->busy.observations >= OBSERVATIONS_MAX;
}

void
writer_pass(struct writer *w)
{
	struct batch done = {0};
	bool more = w->aside.first != NULL;

	pthread_mutex_lock(&w->mutex);
	move(&w->waiting, &w->aside);
	move(&done, &w->written);
	look(w);
	pthread_mutex_unlock(&w->mutex);
	if (more)
		pthread_cond_signal(&w->filled);
	free_all(&done);
}

bool
writer_is_behind(const struct writer *w)
{
	return w->behind;
}

void
writer_commit(struct writer *w)
{
	pthread_mutex_lock(&w->mutex);
	w->commit = true;
	pthread_mutex_unlock(&w->mutex);
	pthread_cond_signal(&w->filled);
}

enum result
writer_result(const struct writer *w)
{
	return w->seen;
}

enum result
writer_end(struct writer *w)
{
	enum result r;

	if (w == NULL)
		return RESULT_OK;
	pthread_mutex_lock(&w->mutex);
	move(&w->waiting, &w->aside);
	w->commit = w->ending = true;
	pthread_mutex_unlock(&w->mutex);
	pthread_cond_signal(&w->filled);
	pthread_join(w->thread, NULL);
	r = w->result;
	free_all(&w->written);
	pthread_cond_destroy(&w->filled);
	pthread_mutex_destroy(&w->mutex);
	free(w);
	return r;
}
