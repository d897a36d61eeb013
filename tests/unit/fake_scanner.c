/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* fake_scanner.c: the services of a probe over poll(2), for tests. */
#include "tests/unit/fake_scanner.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/text.h"

#define MAX_WATCHES 4096
#define MAX_COUNTS 64

enum phase { IDLE, ASKING, IN_TURN, WAITING, OVER };

struct entry {
	struct job job; /* first: a job is its entry */
	enum phase phase;
	int64_t deadline; /* ns; of WAITING */
	size_t number;
	struct entry *next_asking;
	struct fake_job record;
};

struct fake_watch {
	int fd;
	unsigned how;
	void *whose;
};

struct fake_scanner {
	struct probe probe;
	struct entry **entries; /* by number; kept after the end for their records */
	size_t n, live;
	struct entry *first_asking, *last_asking;
	struct fake_watch watches[MAX_WATCHES];
	size_t n_watches;
	struct fake_observation *seen;
	size_t n_seen, cap_seen;
	struct {
		const char *what;
		uint64_t n;
	} counts[MAX_COUNTS];
	size_t n_counts;
	const struct question *suggestions;
	size_t n_suggestions;
	void (*round)(void *);
	void *round_arg;
	int wake_fd;
	bool known;
	unsigned violations;
};

static int64_t
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static struct fake_scanner *
of_probe(struct probe *p)
{
	return p->owner;
}

static struct fake_scanner *
of_job(struct job *j)
{
	return of_probe(j->probe);
}

static void
violation(struct fake_scanner *s, const struct job *j, const char *what)
{
	s->violations++;
	fprintf(stderr, "fake scanner: %s (question %s)\n", what,
		j->question != NULL ? j->question : "none");
}

static enum result
watch(struct probe *p, int fd, unsigned how, void *whose)
{
	struct fake_scanner *s = of_probe(p);

	for (size_t i = 0; i < s->n_watches; i++)
		if (s->watches[i].fd == fd) {
			s->watches[i].how = how;
			s->watches[i].whose = whose;
			return RESULT_OK;
		}
	if (s->n_watches == MAX_WATCHES)
		return RESULT_NO_SPACE;
	s->watches[s->n_watches++] = (struct fake_watch){fd, how, whose};
	return RESULT_OK;
}

static void
unwatch(struct probe *p, int fd)
{
	struct fake_scanner *s = of_probe(p);

	for (size_t i = 0; i < s->n_watches; i++)
		if (s->watches[i].fd == fd)
			s->watches[i] = s->watches[--s->n_watches];
}

static struct job *
find(struct probe *p, uint32_t id)
{
	struct fake_scanner *s = of_probe(p);

	/* Numbers count from 0, IDs from 1. */
	if (id == 0 || id > s->n || s->entries[id - 1]->phase == OVER)
		return NULL;
	return &s->entries[id - 1]->job;
}

static void
ask(struct job *j)
{
	struct fake_scanner *s = of_job(j);
	struct entry *e = (struct entry *)j;

	if (e->phase == ASKING || e->phase == OVER) {
		violation(s, j, e->phase == OVER ? "job_ask after the end" : "job_ask twice");
		return;
	}
	e->phase = ASKING;
	e->next_asking = NULL;
	if (s->last_asking != NULL)
		s->last_asking->next_asking = e;
	else
		s->first_asking = e;
	s->last_asking = e;
}

static void
wait_ms(struct job *j, uint32_t ms)
{
	struct entry *e = (struct entry *)j;

	if (e->phase == OVER || e->phase == ASKING) {
		violation(of_job(j), j, "job_wait while asking or after the end");
		return;
	}
	e->phase = WAITING;
	e->deadline = now_ns() + (int64_t)ms * 1000000;
}

static void
sent(struct job *j, size_t bytes)
{
	struct fake_job *r = &((struct entry *)j)->record;
	size_t used = strlen(r->questions);

	if (((struct entry *)j)->phase != IN_TURN)
		violation(of_job(j), j, "job_sent outside a turn");
	r->sent++;
	r->bytes_sent += bytes;
	snprintf(r->questions + used, sizeof(r->questions) - used, "%s%s", used > 0 ? " " : "",
		j->question != NULL ? j->question : "?");
}

static void
heard(struct job *j, size_t bytes)
{
	struct entry *e = (struct entry *)j;

	if (e->phase == OVER)
		violation(of_job(j), j, "job_heard after the end");
	e->record.heard++;
	e->record.bytes_heard += bytes;
	if (e->phase == WAITING)
		e->phase = IDLE;
}

static void
observe(struct job *j, const char *key, const char *index, const void *value, size_t len)
{
	struct fake_scanner *s = of_job(j);
	struct fake_observation *o;

	if (((struct entry *)j)->phase == OVER)
		violation(s, j, "job_observe after the end");
	if (s->n_seen == s->cap_seen) {
		s->cap_seen = s->cap_seen > 0 ? 2 * s->cap_seen : 64;
		s->seen = xrealloc(s->seen, s->cap_seen, sizeof(*s->seen));
	}
	o = &s->seen[s->n_seen++];
	o->job = ((struct entry *)j)->number;
	o->key = xstrdup(key);
	o->index = xstrdup(index);
	o->value = xmalloc(len + 1);
	if (len > 0)
		memcpy(o->value, value, len);
	o->value[len] = '\0';
	o->len = len;
}

static bool
known(struct job *j)
{
	struct fake_scanner *s = of_job(j);

	for (size_t i = 0; i < s->n_seen; i++)
		if (s->seen[i].job == ((struct entry *)j)->number)
			return true;
	return s->known;
}

static size_t
suggest(struct job *j, struct question *out, size_t max)
{
	struct fake_scanner *s = of_job(j);
	size_t n = s->n_suggestions < max ? s->n_suggestions : max;

	if (n > 0)
		memcpy(out, s->suggestions, n * sizeof(*out));
	return n;
}

static void
drop_asking(struct fake_scanner *s, struct entry *e)
{
	struct entry **at = &s->first_asking, *last = NULL;

	while (*at != NULL)
		if (*at == e)
			*at = e->next_asking;
		else {
			last = *at;
			at = &(*at)->next_asking;
		}
	s->last_asking = last;
}

static void
done(struct job *j, enum outcome o)
{
	struct fake_scanner *s = of_job(j);
	struct entry *e = (struct entry *)j;

	if (e->phase == OVER) {
		violation(s, j, "job_done twice");
		return;
	}
	if (e->phase == ASKING)
		drop_asking(s, e);
	e->phase = OVER;
	e->record.outcome = o;
	if (s->probe.module->end != NULL)
		s->probe.module->end(j);
	e->record.ended = true;
	free(j->state);
	j->state = NULL;
	s->live--;
}

static void
count(struct probe *p, const char *what, uint64_t n)
{
	struct fake_scanner *s = of_probe(p);

	for (size_t i = 0; i < s->n_counts; i++)
		if (strcmp(s->counts[i].what, what) == 0) {
			s->counts[i].n += n;
			return;
		}
	if (s->n_counts < MAX_COUNTS) {
		s->counts[s->n_counts].what = what;
		s->counts[s->n_counts++].n = n;
	}
}

static void
unsent(struct job *j, size_t bytes)
{
	((struct entry *)j)->record.sent--;
	((struct entry *)j)->record.bytes_sent -= bytes;
}

static void
lost(struct job *j)
{
	((struct entry *)j)->record.lost++;
}

static const struct probe_services services = {
	.watch = watch,
	.unwatch = unwatch,
	.find = find,
	.ask = ask,
	.wait = wait_ms,
	.sent = sent,
	.heard = heard,
	.observe = observe,
	.known = known,
	.suggest = suggest,
	.unsent = unsent,
	.lost = lost,
	.done = done,
	.count = count,
};

struct fake_scanner *
fake_scanner_new(const struct probe_module *m, const struct settings *settings)
{
	struct fake_scanner *s = xcalloc(1, sizeof(*s));

	s->wake_fd = -1;
	s->probe = (struct probe){.module = m,
		.settings = settings,
		.services = &services,
		.timeout_ms = settings->timeout_ms};
	s->probe.state = xcalloc(1, m->state_size > 0 ? m->state_size : 1);
	s->probe.owner = s;
	if (m->open != NULL && m->open(&s->probe, settings) != RESULT_OK) {
		free(s->probe.state);
		free(s);
		return NULL;
	}
	return s;
}

void
fake_scanner_free(struct fake_scanner *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->n; i++)
		if (s->entries[i]->phase != OVER)
			done(&s->entries[i]->job, OUTCOME_NONE);
	if (s->probe.module->close != NULL)
		s->probe.module->close(&s->probe);
	for (size_t i = 0; i < s->n; i++)
		free(s->entries[i]);
	for (size_t i = 0; i < s->n_seen; i++) {
		free(s->seen[i].key);
		free(s->seen[i].index);
		free(s->seen[i].value);
	}
	free(s->entries);
	free(s->seen);
	free(s->probe.state);
	free(s);
}

size_t
fake_scanner_add(struct fake_scanner *s, const struct addr *a, uint16_t port,
	const struct credential *credential)
{
	struct entry *e = xcalloc(1, sizeof(*e));

	s->entries = xrealloc(s->entries, s->n + 1, sizeof(*s->entries));
	e->number = s->n;
	s->entries[s->n++] = e;
	s->live++;
	e->job.probe = &s->probe;
	e->job.addr = *a;
	e->job.port = port;
	e->job.id = (uint32_t)s->n;
	e->job.credential = credential;
	e->job.state = xcalloc(1, s->probe.module->job_size > 0 ? s->probe.module->job_size : 1);
	if (s->probe.module->start(&e->job) != RESULT_OK && e->phase != OVER)
		done(&e->job, OUTCOME_NONE);
	return e->number;
}

size_t
fake_scanner_add_text(struct fake_scanner *s, const char *text, uint16_t port,
	const struct credential *credential)
{
	struct addr a;

	if (addr_parse(text, &a) != RESULT_OK) {
		fprintf(stderr, "fake scanner: %s is no address\n", text);
		abort();
	}
	return fake_scanner_add(s, &a, port, credential);
}

/* Grants the turns that were asked for up to now. */
static void
grant(struct fake_scanner *s)
{
	struct entry *e, *last = s->last_asking;

	while ((e = s->first_asking) != NULL) {
		bool stop = e == last;

		s->first_asking = e->next_asking;
		if (s->first_asking == NULL)
			s->last_asking = NULL;
		e->phase = IN_TURN;
		e->record.turns++;
		if (s->probe.module->turn(&e->job) != RESULT_OK && e->phase != OVER)
			done(&e->job, OUTCOME_NONE);
		else if (e->phase == IN_TURN)
			violation(s, &e->job, "a turn that did not job_wait");
		if (stop)
			break;
	}
	if (s->probe.module->flush != NULL)
		(void)s->probe.module->flush(&s->probe);
}

static void
late(struct fake_scanner *s)
{
	int64_t now = now_ns();

	for (size_t i = 0; i < s->n; i++) {
		struct entry *e = s->entries[i];

		if (e->phase != WAITING || e->deadline > now)
			continue;
		e->phase = IDLE;
		s->probe.module->late(&e->job);
		if (e->phase == IDLE)
			violation(s, &e->job, "late() left the job without a next step");
	}
}

static int
sleep_ms(const struct fake_scanner *s, int64_t end)
{
	int64_t next = end, ms;

	if (s->first_asking != NULL)
		return 0;
	for (size_t i = 0; i < s->n; i++)
		if (s->entries[i]->phase == WAITING && s->entries[i]->deadline < next)
			next = s->entries[i]->deadline;
	ms = (next - now_ns() + 999999) / 1000000;
	return ms < 0 ? 0 : ms > 1000 ? 1000 : (int)ms;
}

static void
poll_once(struct fake_scanner *s, int64_t end)
{
	static struct pollfd fds[MAX_WATCHES + 1];
	struct fake_watch w;
	size_t n = s->n_watches;

	for (size_t i = 0; i < n; i++) {
		fds[i].fd = s->watches[i].fd;
		fds[i].events = (short)((s->watches[i].how & WATCH_READ ? POLLIN : 0) |
					(s->watches[i].how & WATCH_WRITE ? POLLOUT : 0));
		fds[i].revents = 0;
	}
	fds[n] = (struct pollfd){.fd = s->wake_fd, .events = POLLIN};
	if (poll(fds, n + 1, sleep_ms(s, end)) <= 0)
		return;
	for (size_t i = 0; i < n; i++) {
		unsigned how = (fds[i].revents & POLLIN ? WATCH_READ : 0u) |
			       (fds[i].revents & POLLOUT ? WATCH_WRITE : 0u) |
			       (fds[i].revents & (POLLERR | POLLHUP) ? WATCH_ERROR : 0u);

		if (how == 0)
			continue;
		/* A callback may change the watches: look the descriptor up again. */
		for (size_t k = 0; k < s->n_watches; k++)
			if (s->watches[k].fd == fds[i].fd) {
				w = s->watches[k];
				s->probe.module->ready(&s->probe, w.fd, how, w.whose);
				break;
			}
	}
}

bool
fake_scanner_run(struct fake_scanner *s, int ms)
{
	int64_t end = now_ns() + (int64_t)ms * 1000000;

	while (s->live > 0 && now_ns() < end) {
		grant(s);
		if (s->round != NULL)
			s->round(s->round_arg);
		poll_once(s, end);
		if (s->round != NULL)
			s->round(s->round_arg);
		late(s);
	}
	return s->live == 0;
}

void
fake_scanner_each_round(struct fake_scanner *s, void (*round)(void *), void *arg)
{
	s->round = round;
	s->round_arg = arg;
}

void
fake_scanner_wake_on(struct fake_scanner *s, int fd)
{
	s->wake_fd = fd;
}

const struct fake_job *
fake_scanner_job(const struct fake_scanner *s, size_t number)
{
	return &s->entries[number]->record;
}

size_t
fake_scanner_live(const struct fake_scanner *s)
{
	return s->live;
}

size_t
fake_scanner_n_observations(const struct fake_scanner *s)
{
	return s->n_seen;
}

const struct fake_observation *
fake_scanner_observation(const struct fake_scanner *s, size_t i)
{
	return &s->seen[i];
}

const struct fake_observation *
fake_scanner_find(const struct fake_scanner *s, size_t job, const char *key, const char *index)
{
	for (size_t i = 0; i < s->n_seen; i++)
		if (s->seen[i].job == job && strcmp(s->seen[i].key, key) == 0 &&
			(index == NULL || strcmp(s->seen[i].index, index) == 0))
			return &s->seen[i];
	return NULL;
}

const char *
fake_scanner_text(const struct fake_scanner *s, size_t job, const char *key, const char *index)
{
	const struct fake_observation *o = fake_scanner_find(s, job, key, index);

	return o != NULL ? o->value : "";
}

size_t
fake_scanner_n(const struct fake_scanner *s, size_t job, const char *key)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n_seen; i++)
		n += s->seen[i].job == job && strcmp(s->seen[i].key, key) == 0;
	return n;
}

uint64_t
fake_scanner_count(const struct fake_scanner *s, const char *what)
{
	for (size_t i = 0; i < s->n_counts; i++)
		if (strcmp(s->counts[i].what, what) == 0)
			return s->counts[i].n;
	return 0;
}

void
fake_scanner_suggest(struct fake_scanner *s, const struct question *q, size_t n)
{
	s->suggestions = q;
	s->n_suggestions = n;
}

void
fake_scanner_known(struct fake_scanner *s)
{
	s->known = true;
}

unsigned
fake_scanner_violations(const struct fake_scanner *s)
{
	return s->violations;
}

void
fake_scanner_dump(const struct fake_scanner *s, size_t job)
{
	struct buf line = {0};

	for (size_t i = 0; i < s->n_seen; i++) {
		if (s->seen[i].job != job)
			continue;
		buf_clear(&line);
		text_printable(&line, s->seen[i].value, s->seen[i].len, 200);
		fprintf(stderr, "%s[%s] = %s\n", s->seen[i].key, s->seen[i].index, buf_text(&line));
	}
	buf_free(&line);
}

struct probe *
fake_scanner_probe(struct fake_scanner *s)
{
	return &s->probe;
}
