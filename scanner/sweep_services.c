/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* sweep_services.c: what a probe may ask of a sweep (probes/probe.h), and what a
 * sweep learns from it: of the pace, of harm, of losses; the end of a target. */
#include <string.h>

#include "base/clock.h"
#include "scanner/sweep_inside.h"

#define QUESTIONS_MAX 64

static struct sweep_run *
run_of(const struct job *j)
{
	return j->probe->owner;
}

static struct work *
work_of(struct job *j)
{
	return (struct work *)j;
}

/* ---- the end of a target ------------------------------------------------- */

void
sweep_finish(struct sweep_run *s, struct host *h, bool whole)
{
	if (whole)
		care_done(s->care, h);
	h->whole = whole;
	h->prev->next = h->next;
	h->next->prev = h->prev;
	subnets_drop(s->subnets, h->subnet);
	s->in_flight--;
	sweep_record(s, h);
}

/* ---- services ------------------------------------------------------------ */

static void
woke(void *arg, int fd, unsigned how, void *whose)
{
	struct probe *p = arg;

	p->module->ready(p, fd, how, whose);
}

static enum result
service_watch(struct probe *p, int fd, unsigned how, void *whose)
{
	struct sweep_run *s = p->owner;

	return loop_watch(s->plan.loop, fd, how, woke, p, whose);
}

static void
service_unwatch(struct probe *p, int fd)
{
	struct sweep_run *s = p->owner;

	loop_unwatch(s->plan.loop, fd);
}

static struct job *
service_find(struct probe *p, uint32_t id)
{
	struct sweep_run *s = p->owner;
	struct work *w = ids_find(s->ids, id);

	return w != NULL && w->job.probe == p ? &w->job : NULL;
}

/* Takes a job out of wherever it waits. */
static void
rouse(struct sweep_run *s, struct work *w)
{
	if (w->phase == PHASE_WAITING || w->phase == PHASE_HELD)
		deadline_clear(s->deadlines, &w->deadline);
	else if (w->phase == PHASE_QUEUED)
		queue_remove(&s->queued, w);
	else if (w->phase == PHASE_STARVED)
		queue_remove(&s->starved, w);
	w->phase = PHASE_IDLE;
}

void
sweep_enqueue(struct sweep_run *s, struct work *w)
{
	w->phase = PHASE_QUEUED;
	queue_put(&s->queued, w);
}

static void
service_ask(struct job *j)
{
	struct sweep_run *s = run_of(j);

	struct work *w = work_of(j);

	if (w->asked_for != j->question)
		w->in_vain = 0;
	w->asked_for = j->question;
	rouse(s, w);
	sweep_enqueue(s, w);
}

static void
service_wait(struct job *j, uint32_t ms)
{
	struct sweep_run *s = run_of(j);
	struct work *w = work_of(j);

	rouse(s, w);
	w->phase = PHASE_WAITING;
	deadline_set(s->deadlines, &w->deadline, clock_now() + ms * CLOCK_MS);
}

const struct pace *
sweep_pace_for(const struct sweep_run *s, const struct work *w)
{
	return w->job.gentle ? &s->gentle_pace : &s->host_pace;
}

static void
service_sent(struct job *j, size_t bytes)
{
	struct sweep_run *s = run_of(j);
	struct work *w = work_of(j);
	int64_t now = clock_now();

	gate_pass(&s->gate, &s->pace, now);
	subnet_pass(w->host->subnet, now);
	gate_pass(&w->host->gate, sweep_pace_for(s, w), now);
	w->asked = now;
	if (w->in_vain == 0)
		w->first_try = now;
	adapt_sent(&s->adapt, now);
	w->last = (uint32_t)(clock_wall() - s->begun_wall);
	if (w->packets == 0)
		w->first = w->last;
	w->packets++;
	w->bytes += (uint32_t)bytes;
	s->counts.packets++;
	s->counts.bytes += bytes;
}

/* How long to wait from now on. */
static void
be_patient(struct sweep_run *s, struct probe *p, int64_t took, bool overtaken)
{
	struct patience *patience = &s->patience[p - s->probes];

	patience_heard(patience, took < CLOCK_S ? (uint32_t)(took / 1000) : 1000000, overtaken);
	p->timeout_ms = patience->ms;
}

/* An answer shows what was lost before it: do the tries suffice? */
static void
know_loss(struct sweep_run *s, struct probe *p, unsigned in_vain)
{
	struct tries *t = &s->tries[p - s->probes];

	tries_heard(t, in_vain);
	if (!s->plan.settings->retries_told)
		p->more_tries = tries_more(t, s->plan.settings->retries + 1);
}

static void
service_heard(struct job *j, size_t bytes)
{
	struct sweep_run *s = run_of(j);
	struct work *w = work_of(j);

	int64_t now = clock_now();

	(void)bytes;
	care_heard(s->care, w, now);
	/* Who is new may have been asked two things in turns: what was in vain tells
	 * nothing of loss then, but it does where there is one question only. */
	if ((w->heard || (j->probe->module->needs & PROBE_NEED_DESCRIPTOR) != 0) && !j->checking)
		know_loss(s, j->probe, w->in_vain);
	/* The answer to an earlier try is late, not lost. */
	if (w->heard && !j->checking)
		adapt_outcome(
			&s->adapt, w->first_try, w->in_vain - (j->overtaken && w->in_vain > 0));
	w->heard = true;
	if (w->in_vain == 0 || j->overtaken)
		be_patient(s, j->probe, now - w->asked, j->overtaken);
	w->in_vain = 0;
	if (w->phase == PHASE_WAITING)
		rouse(s, w);
}

static void
service_unsent(struct job *j, size_t bytes)
{
	struct sweep_run *s = run_of(j);
	struct work *w = work_of(j);

	w->packets--;
	w->bytes -= (uint32_t)bytes;
	s->counts.packets--;
	s->counts.bytes -= bytes;
}

static void
service_lost(struct job *j)
{
	care_lost(run_of(j)->care, work_of(j), clock_now());
}

static void
service_observe(struct job *j, const char *key, const char *index, const void *value, size_t len)
{
	host_observe(work_of(j)->host, j->probe->module->name, key, index, value, len);
}

static bool
service_known(struct job *j)
{
	return host_n_seen(work_of(j)->host) > 0;
}

static size_t
service_suggest(struct job *j, struct question *out, size_t max)
{
	struct sweep_run *s = run_of(j);
	const struct seen *seen = work_of(j)->host->seen;
	const char *oids[QUESTIONS_MAX];
	size_t n;

	if (seen == NULL)
		return 0;
	n = recorder_suggest(s->plan.recorder, seen->rows, seen->n, oids,
		max < QUESTIONS_MAX ? max : QUESTIONS_MAX);
	for (size_t i = 0; i < n; i++)
		out[i].oid = oids[i];
	return n;
}

/* Gives the descriptor back; one who waits for it may want its turn now. */
static void
free_descriptor(struct sweep_run *s, struct work *w)
{
	struct work *next;

	if (!w->has_descriptor)
		return;
	w->has_descriptor = false;
	s->descriptors--;
	if ((next = queue_take(&s->starved)) != NULL)
		sweep_enqueue(s, next);
}

void
sweep_end_work(struct sweep_run *s, struct work *w, enum outcome outcome)
{
	const struct probe_module *m = w->job.probe->module;

	rouse(s, w);
	w->outcome = (uint8_t)outcome;
	w->over = true;
	if (m->end != NULL)
		m->end(&w->job);
	free_descriptor(s, w);
	ids_release(s->ids, w);
	w->host->live--;
}

static void
service_done(struct job *j, enum outcome outcome)
{
	struct sweep_run *s = run_of(j);
	struct work *w = work_of(j);

	sweep_end_work(s, w, outcome);
	if (w->host->live == 0)
		sweep_finish(s, w->host, true);
}

static void
service_count(struct probe *p, const char *what, uint64_t n)
{
	struct sweep_run *s = p->owner;

	for (size_t i = 0; i < s->n_counted; i++)
		if (strcmp(s->counted[i].what, what) == 0) {
			s->counted[i].n += n;
			return;
		}
	if (s->n_counted < COUNTS_MAX) {
		s->counted[s->n_counted].what = what;
		s->counted[s->n_counted++].n = n;
	}
}

const struct probe_services sweep_services = {
	.watch = service_watch,
	.unwatch = service_unwatch,
	.find = service_find,
	.ask = service_ask,
	.wait = service_wait,
	.sent = service_sent,
	.heard = service_heard,
	.observe = service_observe,
	.known = service_known,
	.suggest = service_suggest,
	.unsent = service_unsent,
	.lost = service_lost,
	.done = service_done,
	.count = service_count,
};
