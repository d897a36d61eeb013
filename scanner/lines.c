/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * lines.c: the main thread reads blocks of whole lines and writes their answers
 * in order; workers answer them. A block belongs to one thread at a time: its
 * state says to whose.
 */
#include "scanner/lines.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"

#define BLOCK ((size_t)256 * 1024)
#define THREADS_MAX 16

enum block_state { BLOCK_FREE, BLOCK_FULL, BLOCK_TAKEN, BLOCK_ANSWERED };

struct block {
	enum block_state state;
	struct buf lines, answers;
	bool too_long; /* a line that was not kept stands before these */
};

struct pool {
	pthread_mutex_t mutex;
	pthread_cond_t filled, answered;
	struct block *blocks; /* a ring */
	size_t n, next_fill, next_take, next_write;
	bool over; /* no more will be filled */
	const struct lines_work *work;
	void *arg;
};

struct worker {
	pthread_t thread;
	struct pool *pool;
	void *state;
};

/* ---- answering ----------------------------------------------------------------------- */

static void
answer(const struct lines_work *work, void *state, struct block *b)
{
	const char *at = buf_text(&b->lines), *end = at + b->lines.len;

	if (b->too_long)
		work->line(state, NULL, 0, &b->answers);
	while (at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		size_t len = (size_t)((stop != NULL ? stop : end) - at);

		while (len > 0 && at[len - 1] == '\r')
			len--;
		if (len > 0)
			work->line(state, at, len, &b->answers);
		at = stop != NULL ? stop + 1 : end;
	}
}

static struct block *
take(struct pool *p)
{
	struct block *b = &p->blocks[p->next_take % p->n];

	while (b->state != BLOCK_FULL && !p->over) {
		pthread_cond_wait(&p->filled, &p->mutex);
		b = &p->blocks[p->next_take % p->n];
	}
	if (b->state != BLOCK_FULL)
		return NULL;
	b->state = BLOCK_TAKEN;
	p->next_take++;
	return b;
}

static void *
work(void *arg)
{
	struct worker *w = arg;
	struct pool *p = w->pool;
	struct block *b;

	pthread_mutex_lock(&p->mutex);
	while ((b = take(p)) != NULL) {
		pthread_mutex_unlock(&p->mutex);
		answer(p->work, w->state, b);
		pthread_mutex_lock(&p->mutex);
		b->state = BLOCK_ANSWERED;
		pthread_cond_signal(&p->answered);
	}
	pthread_mutex_unlock(&p->mutex);
	return NULL;
}

/* ---- reading and writing ---------------------------------------------------------------- */

static enum result
write_all(int fd, const char *data, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return RESULT_IO;
		data += n;
		len -= (size_t)n;
	}
	return RESULT_OK;
}

/* Waits for the oldest block and writes its answers. */
static enum result
write_one(struct pool *p, int fd)
{
	struct block *b = &p->blocks[p->next_write++ % p->n];
	enum result r;

	pthread_mutex_lock(&p->mutex);
	while (b->state != BLOCK_ANSWERED)
		pthread_cond_wait(&p->answered, &p->mutex);
	pthread_mutex_unlock(&p->mutex);
	r = write_all(fd, b->answers.data, b->answers.len);
	buf_clear(&b->answers);
	buf_clear(&b->lines);
	b->too_long = false;
	pthread_mutex_lock(&p->mutex);
	b->state = BLOCK_FREE;
	pthread_mutex_unlock(&p->mutex);
	return r;
}

static bool
is_waiting(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};

	return poll(&p, 1, 0) > 0;
}

struct reader {
	int fd;
	struct buf rest; /* of a line that goes on */
	bool skipping;	 /* what follows of a line that is too long */
	bool too_long;	 /* one was, since the last block */
	bool end;
};

/* Fills the block with whole lines; the beginning of the next stays in rest. */
static void
split(struct reader *r, struct block *b, const char *data, size_t len)
{
	const char *last = memrchr(data, '\n', len);
	size_t whole = r->end ? len : last != NULL ? (size_t)(last - data) + 1 : 0;

	if (r->skipping) {
		const char *first = memchr(data, '\n', len);
		size_t skip = first != NULL ? (size_t)(first - data) + 1 : len;

		r->skipping = first == NULL;
		data += skip;
		len -= skip;
		whole = whole > skip ? whole - skip : 0;
	}
	if (whole > 0) {
		buf_add(&b->lines, r->rest.data, r->rest.len);
		buf_clear(&r->rest);
		buf_add(&b->lines, data, whole);
	}
	buf_add(&r->rest, data + whole, len - whole);
	if (r->rest.len > LINES_LONGEST) {
		buf_clear(&r->rest);
		r->skipping = r->too_long = true;
	}
}

static enum result
fill(struct reader *r, struct block *b, char *space)
{
	ssize_t n;

	do
		n = read(r->fd, space, BLOCK);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return RESULT_IO;
	r->end = n == 0;
	if (r->end) {
		buf_add(&b->lines, r->rest.data, r->rest.len);
		buf_clear(&r->rest);
	} else {
		split(r, b, space, (size_t)n);
	}
	b->too_long = r->too_long;
	r->too_long = false;
	return RESULT_OK;
}

static void
submit(struct pool *p, struct block *b)
{
	pthread_mutex_lock(&p->mutex);
	b->state = BLOCK_FULL;
	p->next_fill++;
	pthread_cond_signal(&p->filled);
	pthread_mutex_unlock(&p->mutex);
}

static enum result
pump(struct pool *p, int in, int out, int *reading)
{
	struct reader r = {.fd = in};
	char *space = xmalloc(BLOCK);
	enum result result = RESULT_OK;

	while (result == RESULT_OK && !r.end) {
		struct block *b = &p->blocks[p->next_fill % p->n];

		*reading = 1;
		result = fill(&r, b, space);
		if (result == RESULT_OK && (b->lines.len > 0 || b->too_long))
			submit(p, b);
		*reading = 0;
		while (result == RESULT_OK && p->next_write < p->next_fill &&
			(p->next_fill - p->next_write == p->n || r.end || !is_waiting(in)))
			result = write_one(p, out);
	}
	/* What was read before a fault is answered. */
	while (p->next_write < p->next_fill)
		(void)write_one(p, out);
	buf_free(&r.rest);
	free(space);
	return result;
}

/* ---- the whole ----------------------------------------------------------------------------- */

static void
pool_begin(struct pool *p, size_t blocks, const struct lines_work *work_, void *arg)
{
	*p = (struct pool){.n = blocks, .work = work_, .arg = arg};
	pthread_mutex_init(&p->mutex, NULL);
	pthread_cond_init(&p->filled, NULL);
	pthread_cond_init(&p->answered, NULL);
	p->blocks = xcalloc(blocks, sizeof(*p->blocks));
}

static void
pool_end(struct pool *p)
{
	for (size_t i = 0; i < p->n; i++) {
		buf_free(&p->blocks[i].lines);
		buf_free(&p->blocks[i].answers);
	}
	free(p->blocks);
	pthread_cond_destroy(&p->filled);
	pthread_cond_destroy(&p->answered);
	pthread_mutex_destroy(&p->mutex);
}

enum result
lines_run(
	int in, int out, unsigned threads, const struct lines_work *work_, void *arg, int *reading)
{
	struct worker workers[THREADS_MAX];
	unsigned started = 0, n = threads > THREADS_MAX ? THREADS_MAX : threads > 0 ? threads : 1;
	enum result r = RESULT_INTERNAL;
	struct pool p;
	int error;

	pool_begin(&p, 2 * (size_t)n + 1, work_, arg);
	for (; started < n; started++) {
		struct worker *w = &workers[started];

		w->pool = &p;
		w->state = work_->begin(arg);
		if (pthread_create(&w->thread, NULL, work, w) != 0) {
			work_->end(w->state, arg);
			break;
		}
	}
	if (started > 0)
		r = pump(&p, in, out, reading);
	error = errno;
	pthread_mutex_lock(&p.mutex);
	p.over = true;
	pthread_cond_broadcast(&p.filled);
	pthread_mutex_unlock(&p.mutex);
	for (unsigned i = 0; i < started; i++) {
		pthread_join(workers[i].thread, NULL);
		work_->end(workers[i].state, arg);
	}
	pool_end(&p);
	errno = error;
	return r;
}

unsigned
lines_threads(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > 4 ? 4 : (unsigned)n;
}
