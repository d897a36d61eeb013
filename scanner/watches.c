/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * watches.c: the set. A descriptor that is dropped is mostly closed next, which
 * takes it out of the set without a call of ours; one that stays open and wakes
 * is taken out then. Numbers are used again, also by one that is opened while a
 * batch of events is worked off: each watch has a number of its own beside the
 * descriptor's, and an event of another one is not heard.
 */
#include "scanner/watches.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/arena.h"
#include "probes/probe.h"

/* Events worked off before the pump has its turn again. */
#define BATCH 256

struct watched {
	uint32_t number; /* 0: not watched */
	uint32_t events;
	loop_ready *ready;
	void *arg, *whose;
};

struct watches {
	int set;
	uint32_t last; /* number that was given */
	struct watched *by_fd;
	size_t n;
	struct epoll_event batch[BATCH];
};

struct watches *
watches_new(void)
{
	struct watches *w = xcalloc(1, sizeof(*w));

	w->set = epoll_create1(EPOLL_CLOEXEC);
	if (w->set >= 0)
		return w;
	free(w);
	return NULL;
}

void
watches_free(struct watches *w)
{
	if (w == NULL)
		return;
	close(w->set);
	free(w->by_fd);
	free(w);
}

int
watches_fd(const struct watches *w)
{
	return w->set;
}

/* The place of a descriptor, which must not be negative. */
static struct watched *
place_of(struct watches *w, int fd)
{
	size_t want = (size_t)fd + 1;

	if (want > w->n) {
		size_t n = want > 2 * w->n ? want : 2 * w->n;

		w->by_fd = xrealloc(w->by_fd, n, sizeof(*w->by_fd));
		memset(w->by_fd + w->n, 0, (n - w->n) * sizeof(*w->by_fd));
		w->n = n;
	}
	return &w->by_fd[fd];
}

static enum result
enter(struct watches *w, int fd, const struct watched *watch, bool new)
{
	struct epoll_event e = {
		.events = watch->events, .data.u64 = (uint64_t)watch->number << 32 | (uint32_t)fd};

	if (epoll_ctl(w->set, new ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, fd, &e) == 0)
		return RESULT_OK;
	/* Dropped before, and still open. */
	if (new &&errno == EEXIST && epoll_ctl(w->set, EPOLL_CTL_MOD, fd, &e) == 0)
		return RESULT_OK;
	return RESULT_NET;
}

enum result
watches_set(struct watches *w, int fd, unsigned how, loop_ready *ready, void *arg, void *whose)
{
	struct watched *watch;
	bool new;
	enum result r;

	if (fd < 0)
		return RESULT_NET;
	watch = place_of(w, fd);
	new = watch->number == 0;
	if (new && (watch->number = ++w->last) == 0)
		watch->number = w->last = 1;
	watch->ready = ready;
	watch->arg = arg;
	watch->whose = whose;
	watch->events = ((how & WATCH_READ) != 0 ? (uint32_t)EPOLLIN : 0) |
			((how & WATCH_WRITE) != 0 ? (uint32_t)EPOLLOUT : 0);
	if ((r = enter(w, fd, watch, new)) != RESULT_OK && new)
		watch->number = 0;
	return r;
}

void
watches_drop(struct watches *w, int fd)
{
	if (fd >= 0 && (size_t)fd < w->n)
		w->by_fd[fd].number = 0;
}

/* An error or a hang-up is told by the next call, whatever was watched for. */
static unsigned
how_of(uint32_t events)
{
	unsigned how = 0;

	if ((events & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0)
		how |= WATCH_READ;
	if ((events & EPOLLOUT) != 0)
		how |= WATCH_WRITE;
	if ((events & EPOLLERR) != 0)
		how |= WATCH_ERROR;
	return how;
}

static void
hear(struct watches *w, const struct epoll_event *e)
{
	int fd = (int)(uint32_t)e->data.u64;
	const struct watched *watch = &w->by_fd[fd];

	if (watch->number == (uint32_t)(e->data.u64 >> 32))
		watch->ready(watch->arg, fd, how_of(e->events), watch->whose);
	else if (watch->number == 0)
		(void)epoll_ctl(w->set, EPOLL_CTL_DEL, fd, NULL);
}

void
watches_ready(struct watches *w)
{
	int n = epoll_wait(w->set, w->batch, BATCH, 0);

	for (int i = 0; i < n; i++)
		hear(w, &w->batch[i]);
}
