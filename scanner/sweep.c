/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * sweep.c: the whole way of a sweep, to be read from pump() down.
 *
 *   pump ─ expire ─ grant ─┬─ next of those that want a turn
 *                          └─ or the next target: begin ─ its probes' jobs
 *                                    │ services: ask, wait, sent, heard, observe
 *   finish ◀── done (the last job) ◀─┘
 *     └─ writer, a thread: observations ─ identification ─ store
 *
 * A turn is granted when the gate of the whole, of the subnet and of the device
 * are open; each opens again when the packet has gone (pacer.h). Jobs that were
 * begun go before new targets, so what is in flight stays as small as it can.
 */
#include "scanner/sweep.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "probes/list.h"
#include "scanner/scope.h"
#include "scanner/sweep_inside.h"

/* Lateness of our own that may be made up for: a few of the loop's ticks. */
#define LATE (10 * CLOCK_MS)
/* So many turns, then a look at the descriptors. */
#define TURNS 128
/* Targets under way at once; they wait in little memory. */
#define IN_FLIGHT_MAX 240000
/* Descriptors that are not for connections: store, log, rules, sockets. */
#define DESCRIPTORS_KEPT 64
/* Jobs that may wait for a descriptor before no new target is begun. */
#define STARVED_MAX 4096
/* How often the stop file is looked for. */
#define LOOK_EVERY (CLOCK_S / 5)
/* Packets a second to a device that is fragile. */
#define GENTLE_RATE 1

/* ---- the beginning of a target -------------------------------------------- */

static uint16_t
port_of(const struct settings *s, const struct probe_module *m)
{
	if (strcmp(m->name, "snmp") == 0)
		return s->snmp_port;
	if (strcmp(m->name, "ssh") == 0)
		return s->ssh_port;
	return m->port;
}

static void
start_work(struct sweep_run *s, struct work *w)
{
	const struct probe_module *m = w->job.probe->module;

	w->job.port = port_of(s->plan.settings, m);
	if ((m->needs & PROBE_NEED_CREDENTIALS) != 0)
		w->job.credential = settings_credential(s->plan.settings, &w->job.addr);
	if (m->start(&w->job) != RESULT_OK)
		job_done(&w->job, OUTCOME_NONE);
}

static void
begin(struct sweep_run *s, const struct addr *a, uint64_t position)
{
	struct host *h = host_new(a, s->probes, s->n_probes);
	struct work *works[PROBES_MAX];
	size_t n = h->n_works;
	bool gentle = care_is_fragile(s->care, a);

	h->position = position;
	h->subnet = subnets_take(s->subnets, a);
	h->next = &s->hosts;
	h->prev = s->hosts.prev;
	h->prev->next = h->next->prev = h;
	s->in_flight++;
	/* The host may end within a start; the IDs are there for all before. */
	for (size_t i = 0; i < n; i++) {
		works[i] = h->works[i];
		works[i]->job.gentle = gentle;
		ids_give(s->ids, works[i]);
	}
	h->live++;
	for (size_t i = 0; i < n; i++)
		start_work(s, works[i]);
	if (--h->live == 0)
		sweep_finish(s, h, true);
}

/* True for what an earlier run of the sweep has finished. */
static bool
is_done(struct sweep_run *s, uint64_t position)
{
	bool done;

	if (!s->plan.resumed)
		return false;
	store_hold(s->plan.store);
	done = store_is_done(s->plan.store, s->plan.sweep, position);
	store_release(s->plan.store);
	return done;
}

/* Of a sweep that is gone on with: the scope has become narrower. */
static void
refuse(struct sweep_run *s, uint64_t position)
{
	enum result r;

	s->counts.refused++;
	store_hold(s->plan.store);
	r = store_done(s->plan.store, s->plan.sweep, position);
	store_release(s->plan.store);
	sweep_check_store(s, r);
}

/* Begins the next target that is to be asked; false: there is none, or none now. */
static bool
begin_next(struct sweep_run *s)
{
	uint64_t n = targets_count(s->plan.targets);

	if (s->in_flight >= IN_FLIGHT_MAX || s->starved.n >= STARVED_MAX ||
		writer_is_behind(s->writer))
		return false;
	while (s->position < n) {
		uint64_t position = s->position++;
		struct addr a;

		if (is_done(s, position))
			continue;
		a = targets_at(s->plan.targets, position);
		if (!scope_allows(s->plan.settings, &a)) {
			refuse(s, position);
			continue;
		}
		if (care_refuses(s->care, &a)) {
			s->counts.given_up++;
			continue;
		}
		begin(s, &a, position);
		return true;
	}
	return false;
}

/* ---- turns --------------------------------------------------------------- */

/* True where the device or its subnet must rest: the job is put aside until then.
 * Those of one subnet are promised moments one after the other; who comes later
 * takes none of them, and who is promised one and is late is the next. */
static bool
hold(struct sweep_run *s, struct work *w, int64_t now)
{
	struct subnet *n = w->host->subnet;
	int64_t host = gate_when(&w->host->gate, sweep_pace_for(s, w), now);
	int64_t net = gate_when(&n->gate, &n->pace, now);

	if (!w->promised && net < n->promised)
		net = n->promised;
	if (host <= now && net <= now) {
		w->promised = false;
		return false;
	}
	if (host <= now && !w->promised) {
		n->promised = net + n->pace.spacing;
		w->promised = true;
	}
	w->phase = PHASE_HELD;
	deadline_set(s->deadlines, &w->deadline, host > now ? host : net);
	return true;
}

/* True where there is no descriptor for the job: it is put aside. */
static bool
starve(struct sweep_run *s, struct work *w)
{
	if (w->has_descriptor || (w->job.probe->module->needs & PROBE_NEED_DESCRIPTOR) == 0)
		return false;
	if (s->descriptors >= s->descriptors_max) {
		w->phase = PHASE_STARVED;
		queue_put(&s->starved, w);
		return true;
	}
	w->has_descriptor = true;
	s->descriptors++;
	return false;
}

static void
turn(struct work *w)
{
	w->phase = PHASE_TURN;
	if (w->job.probe->module->turn(&w->job) != RESULT_OK) {
		probe_count(w->job.probe, "questions that could not be sent", 1);
		job_done(&w->job, OUTCOME_NONE);
	}
}

/* Grants turns, at most TURNS. Returns when to be called again. */
static int64_t
grant(struct sweep_run *s, int64_t now)
{
	for (unsigned granted = 0; granted < TURNS;) {
		int64_t when = gate_when(&s->gate, &s->pace, now);
		struct work *w;

		if (when > now)
			return when;
		if ((w = queue_take(&s->queued)) == NULL) {
			if (!begin_next(s))
				return INT64_MAX;
			continue;
		}
		w->phase = PHASE_IDLE;
		if (hold(s, w, now) || starve(s, w))
			continue;
		turn(w);
		granted++;
	}
	return now;
}

/* Deadlines that passed: a held job wants its turn again, a waiting one is late. */
static void
expire(struct sweep_run *s, int64_t now)
{
	struct deadline *d;

	while ((d = deadlines_pop(s->deadlines, now)) != NULL) {
		struct work *w = (struct work *)((char *)d - offsetof(struct work, deadline));
		bool held = w->phase == PHASE_HELD;

		w->phase = PHASE_IDLE;
		if (held) {
			sweep_enqueue(s, w);
			continue;
		}
		if (w->in_vain < UINT8_MAX)
			w->in_vain++;
		w->job.probe->module->late(&w->job);
	}
}

/* ---- the whole ------------------------------------------------------------ */

struct sweep_counts
sweep_count(const struct sweep_run *s)
{
	struct sweep_counts c = s->counts;

	c.in_flight = s->in_flight;
	return c;
}

/* How long a first and a second try may take. */
static int64_t
two_tries(const struct settings *s)
{
	return (int64_t)2 * s->timeout_ms * CLOCK_MS;
}

/* The rate that the path bears, where that is less than what was told. */
static void
adapt(struct sweep_run *s, int64_t now)
{
	struct buf why = {0};
	bool changed;

	if (!s->plan.settings->harm_check)
		return;
	/* Of a sweep that has only a few questions for each, the slow ones are left. */
	if (s->plan.settings->depth == DEPTH_IDENTIFY &&
		s->position == targets_count(s->plan.targets))
		changed = adapt_rest(&s->adapt, now, &why);
	else
		changed = adapt_look(&s->adapt, two_tries(s->plan.settings), now, &why);
	if (changed) {
		s->pace = pace_of(s->adapt.rate, LATE);
		care_note(s->care, "rate", buf_text(&why));
	}
	buf_free(&why);
}

/* Once a second: commit, tell. Returns when it is due again. */
static int64_t
keep_house(struct sweep_run *s, int64_t now)
{
	struct sweep_counts counts;

	if (now < s->commit_at)
		return s->commit_at;
	s->commit_at = now + CLOCK_S;
	writer_commit(s->writer);
	adapt(s, now);
	counts = sweep_count(s);
	progress_tell(s->progress, &counts, s->paused || s->halted);
	if (!window_open(&s->window, clock_wall()))
		sweep_stop(s, SWEEP_END_WINDOW);

	return s->commit_at;
}

/* Ends a host that is under way with what it has. */
static void
cancel_host(struct sweep_run *s, struct host *h)
{
	for (size_t i = 0; i < h->n_works; i++)
		if (!h->works[i]->over)
			sweep_end_work(s, h->works[i],
				h->works[i]->job.answered ? OUTCOME_ANSWERED : OUTCOME_NONE);
	sweep_finish(s, h, false);
}

static void
cancel(struct sweep_run *s)
{
	while (s->hosts.next != &s->hosts)
		cancel_host(s, s->hosts.next);
}

/* Subnets were given up since we looked last: nobody in them is asked on. */
static void
give_up(struct sweep_run *s)
{
	struct host *next;

	if (s->given_up == care_given_up(s->care))
		return;
	s->given_up = care_given_up(s->care);
	for (struct host *h = s->hosts.next; h != &s->hosts; h = next) {
		next = h->next;
		if (h->subnet->given_up) {
			s->counts.given_up++;
			cancel_host(s, h);
		}
	}
}

static int64_t
earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* A few times a second: is the stop file there? Returns when it is due again. */
static int64_t
look(struct sweep_run *s, int64_t now)
{
	const char *file = s->plan.settings->stop_file;
	bool there;

	if (file == NULL)
		return INT64_MAX;
	if (now < s->look_at)
		return s->look_at;
	s->look_at = now + LOOK_EVERY;
	there = stop_file_is_there(s->plan.settings);
	if (there != s->halted)
		log_warn(there ? "%s is there: nothing is sent until it is gone"
			       : "%s is gone: the sweep goes on",
			file);
	s->halted = there;
	return s->look_at;
}

/* What was put together goes out. Returns when to be called again. */
static int64_t
flush(struct sweep_run *s, int64_t now)
{
	int64_t next = INT64_MAX;

	for (size_t i = 0; i < s->n_probes; i++)
		if (s->probes[i].module->flush != NULL &&
			s->probes[i].module->flush(&s->probes[i]) == RESULT_AGAIN)
			next = now + CLOCK_MS;
	return next;
}

/* What is finished goes to be written. Returns when to be called again. */
static int64_t
pass(struct sweep_run *s, int64_t now)
{
	writer_pass(s->writer);
	sweep_check_store(s, writer_result(s->writer));
	return writer_is_behind(s->writer) ? now + CLOCK_MS : INT64_MAX;
}

static int64_t
pump(void *arg)
{
	struct sweep_run *s = arg;
	int64_t now = clock_now(), next;

	next = keep_house(s, now);
	if (s->stopping) {
		(void)flush(s, now);
		cancel(s);
		loop_stop(s->plan.loop);
		return now;
	}
	expire(s, now);
	give_up(s);
	next = earlier(next, look(s, now));
	if (!s->paused && !s->halted)
		next = earlier(next, grant(s, now));
	next = earlier(next, flush(s, now));
	next = earlier(next, pass(s, now));
	next = earlier(next, deadlines_next(s->deadlines));
	if (s->in_flight == 0 && s->position >= targets_count(s->plan.targets))
		loop_stop(s->plan.loop);
	return next;
}

void
sweep_stop(struct sweep_run *s, enum sweep_end why)
{
	s->stopping = true;
	if (s->end == SWEEP_END_NONE)
		s->end = why;
	loop_wake(s->plan.loop);
}

void
sweep_toggle(struct sweep_run *s)
{
	s->paused = !s->paused;
	log_info(s->paused ? "paused; SIGUSR2 goes on" : "goes on");
	loop_wake(s->plan.loop);
}

/* The least that is waited for a first answer. It is what was told, or the default:
 * a slow device must not get its second question before it has answered the first.
 * Only where no rate holds, time is all that is wanted, and less will do where the
 * network answers sooner; a connection that is given up can't be answered late. */
static uint32_t
patience_least(const struct settings *s, const struct probe_module *m)
{
	if (s->timeout_told || s->rate > 0)
		return s->timeout_ms;
	return (m->needs & PROBE_NEED_DESCRIPTOR) != 0 ? 250 : 100;
}

static bool
open_probe(struct sweep_run *s, const char *name)
{
	const struct probe_module *m = probe_module_find(name);
	struct probe *p = &s->probes[s->n_probes];
	enum result r;

	*p = (struct probe){
		.module = m, .settings = s->plan.settings, .services = &sweep_services, .owner = s};
	patience_init(&s->patience[s->n_probes], s->plan.settings->timeout_ms,
		patience_least(s->plan.settings, m));
	p->timeout_ms = s->patience[s->n_probes].ms;
	p->adapts = s->patience[s->n_probes].least_ms < s->patience[s->n_probes].most_ms;
	p->state = xcalloc(1, m->state_size > 0 ? m->state_size : 1);
	s->n_probes++;
	r = m->open != NULL ? m->open(p, s->plan.settings) : RESULT_OK;
	if (r != RESULT_OK) {
		log_error("the probe %s can't be used: %s", name, result_text(r));
		return false;
	}
	s->n_open++;
	return true;
}

struct sweep_run *
sweep_open(const struct sweep_plan *plan)
{
	const struct settings *settings = plan->settings;
	struct sweep_run *s = xcalloc(1, sizeof(*s));
	uint64_t limit = loop_raise_descriptors();

	s->plan = *plan;
	s->pace = pace_of(settings->rate, LATE);
	adapt_init(&s->adapt, settings->rate, clock_now());
	s->host_pace = pace_of(settings->host_rate, LATE);
	s->gentle_pace = pace_of(GENTLE_RATE, LATE);
	if (s->host_pace.spacing > s->gentle_pace.spacing)
		s->gentle_pace = s->host_pace;
	s->subnets = subnets_new(
		settings->subnet_bits4, settings->subnet_bits6, settings->subnet_rate, LATE);
	s->care = care_new(settings, plan->store, plan->sweep, s->subnets, plan->resumed);
	s->given_up = care_given_up(s->care);
	window_init(&s->window, settings);
	s->deadlines = deadlines_new(clock_now());
	s->ids = ids_new();
	s->hosts.next = s->hosts.prev = &s->hosts;
	s->descriptors_max =
		limit > 2 * DESCRIPTORS_KEPT ? limit - DESCRIPTORS_KEPT : DESCRIPTORS_KEPT;
	s->begun_wall = clock_wall();
	s->counts.targets = targets_count(plan->targets);
	s->counts.before = plan->resumed ? store_done_count(plan->store, plan->sweep) : 0;
	s->progress = progress_new(settings->quiet);
	for (size_t i = 0; i < settings->n_probes; i++)
		if (!open_probe(s, settings->probes[i])) {
			sweep_close(s);
			return NULL;
		}
	return s;
}

enum sweep_end
sweep_go(struct sweep_run *s)
{
	enum result r = writer_new(s->plan.store, sweep_write, s, &s->writer);

	if (r != RESULT_OK) {
		log_error("no thread for the store");
		return s->end = SWEEP_END_STORE;
	}
	s->commit_at = clock_now() + CLOCK_S;
	loop_set_pump(s->plan.loop, pump, s);
	loop_run(s->plan.loop);
	loop_set_pump(s->plan.loop, NULL, NULL);
	progress_end(s->progress);
	if (s->end == SWEEP_END_NONE && care_given_up(s->care) > 0)
		s->end = SWEEP_END_GIVEN_UP;
	r = writer_end(s->writer);
	s->writer = NULL;
	sweep_check_store(s, r);
	return s->end;
}

void
sweep_close(struct sweep_run *s)
{
	for (size_t i = 0; i < s->n_probes; i++) {
		if (i < s->n_open && s->probes[i].module->close != NULL)
			s->probes[i].module->close(&s->probes[i]);
		free(s->probes[i].state);
	}
	progress_free(s->progress);
	care_free(s->care);
	subnets_free(s->subnets);
	deadlines_free(s->deadlines);
	ids_free(s->ids);
	free(s);
}
