/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* loop.c: libuv, and nothing of what the program does with it. */
#include "scanner/loop.h"

#include <netdb.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <uv.h>

#include "base/arena.h"
#include "base/clock.h"
#include "scanner/watches.h"

#define MAX_SIGNALS 8

struct caught {
	uv_signal_t signal; /* first */
	loop_signal *call;
	void *arg;
};

struct asked {
	uv_getaddrinfo_t request; /* first */
	struct loop *loop;
	struct asked *next, *prev; /* of all that are under way */
	loop_resolved *call;	   /* NULL: nobody waits any more */
	void *arg;
};

struct loop {
	uv_loop_t uv;
	uv_prepare_t prepare;
	uv_idle_t idle;
	uv_timer_t timer;
	loop_pump *pump;
	void *pump_arg;
	struct watches *watches; /* of all descriptors */
	uv_poll_t poll;		 /* of the set that they are in */
	struct caught caught[MAX_SIGNALS];
	size_t n_caught;
	struct asked *asked;
};

static void
no_work(uv_idle_t *idle)
{
	(void)idle; /* active, it keeps the wait for descriptors from waiting */
}

static void
alarm_rang(uv_timer_t *timer)
{
	(void)timer; /* the pump runs before the next wait anyway */
}

/* Sets the alarm for what the pump said. */
static void
sleep_until(struct loop *l, int64_t when)
{
	int64_t left = when - clock_now();

	if (left <= 0) {
		uv_idle_start(&l->idle, no_work);
		return;
	}
	uv_idle_stop(&l->idle);
	if (when == INT64_MAX) {
		uv_timer_stop(&l->timer);
		return;
	}
	uv_update_time(&l->uv);
	uv_timer_start(&l->timer, alarm_rang, (uint64_t)((left + CLOCK_MS - 1) / CLOCK_MS), 0);
}

static void
before_wait(uv_prepare_t *prepare)
{
	struct loop *l = prepare->data;

	if (l->pump != NULL)
		sleep_until(l, l->pump(l->pump_arg));
}

static void
woke(uv_poll_t *poll, int status, int events)
{
	struct loop *l = poll->data;

	(void)status;
	(void)events;
	watches_ready(l->watches);
}

static bool
watch_set(struct loop *l)
{
	if ((l->watches = watches_new()) == NULL)
		return false;
	if (uv_poll_init(&l->uv, &l->poll, watches_fd(l->watches)) == 0) {
		l->poll.data = l;
		if (uv_poll_start(&l->poll, UV_READABLE, woke) == 0)
			return true;
	}
	watches_free(l->watches);
	return false;
}

struct loop *
loop_new(void)
{
	struct loop *l = xcalloc(1, sizeof(*l));

	if (uv_loop_init(&l->uv) != 0) {
		free(l);
		return NULL;
	}
	if (!watch_set(l)) {
		uv_loop_close(&l->uv);
		free(l);
		return NULL;
	}
	l->uv.data = l;
	uv_prepare_init(&l->uv, &l->prepare);
	uv_idle_init(&l->uv, &l->idle);
	uv_timer_init(&l->uv, &l->timer);
	l->prepare.data = l;
	return l;
}

static void
close_handle(uv_handle_t *handle, void *arg)
{
	(void)arg;
	if (!uv_is_closing(handle))
		uv_close(handle, NULL);
}

void
loop_free(struct loop *l)
{
	if (l == NULL)
		return;
	uv_walk(&l->uv, close_handle, NULL);
	uv_run(&l->uv, UV_RUN_DEFAULT);
	uv_loop_close(&l->uv);
	watches_free(l->watches);
	free(l);
}

enum result
loop_watch(struct loop *l, int fd, unsigned how, loop_ready *ready, void *arg, void *whose)
{
	return watches_set(l->watches, fd, how, ready, arg, whose);
}

void
loop_unwatch(struct loop *l, int fd)
{
	watches_drop(l->watches, fd);
}

void
loop_set_pump(struct loop *l, loop_pump *pump, void *arg)
{
	l->pump = pump;
	l->pump_arg = arg;
	if (pump != NULL)
		uv_prepare_start(&l->prepare, before_wait);
	else
		uv_prepare_stop(&l->prepare);
	uv_idle_stop(&l->idle);
	uv_timer_stop(&l->timer);
}

void
loop_wake(struct loop *l)
{
	uv_idle_start(&l->idle, no_work);
}

static void
signal_came(uv_signal_t *signal, int number)
{
	struct caught *c = (struct caught *)signal;

	c->call(c->arg, number);
}

enum result
loop_on_signal(struct loop *l, int number, loop_signal *call, void *arg)
{
	struct caught *c = &l->caught[l->n_caught];

	if (l->n_caught == MAX_SIGNALS || uv_signal_init(&l->uv, &c->signal) != 0)
		return RESULT_INTERNAL;
	l->n_caught++;
	c->call = call;
	c->arg = arg;
	if (uv_signal_start(&c->signal, signal_came, number) != 0)
		return RESULT_INTERNAL;
	uv_unref((uv_handle_t *)&c->signal);
	return RESULT_OK;
}

static void
resolved(uv_getaddrinfo_t *request, int status, struct addrinfo *list)
{
	struct asked *a = (struct asked *)request;
	const char *why = status != 0 ? uv_strerror(status) : "it has no address";

	if (a->next != NULL)
		a->next->prev = a->prev;
	*(a->prev != NULL ? &a->prev->next : &a->loop->asked) = a->next;
	for (const struct addrinfo *i = list; status == 0 && a->call != NULL && i != NULL;
		i = i->ai_next) {
		struct addr addr;
		uint16_t port;

		if (addr_from_sockaddr(i->ai_addr, &addr, &port) != RESULT_OK)
			continue;
		why = "";
		a->call(a->arg, &addr, "");
	}
	if (a->call != NULL)
		a->call(a->arg, NULL, why);
	uv_freeaddrinfo(list);
	free(a);
}

void
loop_resolve(struct loop *l, const char *name, loop_resolved *call, void *arg)
{
	struct asked *a = xcalloc(1, sizeof(*a));
	struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_DGRAM};
	int status;

	a->loop = l;
	a->call = call;
	a->arg = arg;
	status = uv_getaddrinfo(&l->uv, &a->request, resolved, name, NULL, &hints);
	if (status == 0) {
		if ((a->next = l->asked) != NULL)
			a->next->prev = a;
		l->asked = a;
		return;
	}
	call(arg, NULL, uv_strerror(status));
	free(a);
}

void
loop_resolve_end(struct loop *l)
{
	for (struct asked *a = l->asked; a != NULL; a = a->next) {
		a->call = NULL;
		(void)uv_cancel((uv_req_t *)&a->request);
	}
}

void
loop_run(struct loop *l)
{
	uv_run(&l->uv, UV_RUN_DEFAULT);
}

void
loop_stop(struct loop *l)
{
	uv_stop(&l->uv);
}

struct awaited {
	struct loop *loop;
	bool (*test)(void *);
	void *arg;
	int64_t every;
	bool met;
};

static int64_t
await_pump(void *arg)
{
	struct awaited *a = arg;

	a->met = a->test(a->arg);
	if (a->met)
		loop_stop(a->loop);
	return clock_now() + a->every;
}

bool
loop_await(struct loop *l, bool (*test)(void *), void *arg, int64_t every)
{
	struct awaited a = {.loop = l, .test = test, .arg = arg, .every = every};

	loop_set_pump(l, await_pump, &a);
	loop_run(l);
	loop_set_pump(l, NULL, NULL);
	return a.met;
}

uint64_t
loop_raise_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return 1024;
	if (limit.rlim_cur < limit.rlim_max) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
		getrlimit(RLIMIT_NOFILE, &limit);
	}
	return limit.rlim_cur;
}
