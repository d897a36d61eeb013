/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * test_sweep.c: the whole of a sweep with probes of our own and a clock whose
 * hand we hold: it moves a millisecond for each turn of the loop, so that what
 * was sent when is exact on any machine.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "probes/list.h"
#include "scanner/loop.h"
#include "scanner/sweep.h"
#include "store/store.h"
#include "tests/unit/home.h"

#define SENDS_MAX 8192
#define BEGIN (1000 * CLOCK_S)

/* How the devices of a scene behave. */
enum manner {
	SILENT,	  /* nothing comes */
	ANSWERS,  /* after 5 ms, to the first question */
	CHATTY,	  /* it is asked `questions` times */
	HOLDS,	  /* keeps its descriptor for 50 ms */
	REFUSES,  /* start() fails */
	CANT_SEND /* turn() fails */
};

struct send {
	int64_t at;
	struct addr to;
	unsigned try;
};

static struct {
	enum manner manner;
	unsigned questions;
	struct send sends[SENDS_MAX];
	size_t n;
	unsigned started, ended, held, most_held;
	struct sweep_run *run;
	unsigned stop_after, pause_after; /* sends; 0: never */
	int64_t paused_at;
	int pipe[2];
} scene;

struct fake {
	unsigned asked;
	bool begun, holds;
};

static enum result
fake_start(struct job *j)
{
	scene.started++;
	((struct fake *)j->state)->begun = true;
	if (scene.manner == REFUSES)
		return RESULT_REFUSED;
	job_ask(j, "test.question");
	return RESULT_OK;
}

static void
look(void)
{
	if (scene.n == scene.stop_after)
		sweep_stop(scene.run, SWEEP_END_INTERRUPT);
	if (scene.n == scene.pause_after) {
		scene.paused_at = clock_now();
		sweep_toggle(scene.run);
	}
}

static enum result
fake_turn(struct job *j)
{
	struct fake *f = j->state;

	if (scene.manner == CANT_SEND)
		return RESULT_NET;
	assert_true(scene.n < SENDS_MAX);
	scene.sends[scene.n++] = (struct send){clock_now(), j->addr, j->tries};
	if (scene.manner == HOLDS && !f->holds) {
		f->holds = true;
		if (++scene.held > scene.most_held)
			scene.most_held = scene.held;
	}
	job_sent(j, 10);
	job_wait(j, scene.manner == SILENT ? job_timeout(j) : scene.manner == HOLDS ? 50 : 5);
	look();
	return RESULT_OK;
}

static void
fake_late(struct job *j)
{
	struct fake *f = j->state;

	if (scene.manner == SILENT) {
		if (!job_again(j))
			job_done(j, OUTCOME_SILENT);
		return;
	}
	job_heard(j, 20);
	job_observe_text(j, "test.name", "", "a device");
	if (scene.manner == CHATTY && ++f->asked < scene.questions)
		job_ask(j, "test.more");
	else
		job_done(j, OUTCOME_ANSWERED);
}

static void
fake_end(struct job *j)
{
	struct fake *f = j->state;

	scene.ended++;
	if (f->holds)
		scene.held--;
}

static void
fake_ready(struct probe *p, int fd, unsigned how, void *whose)
{
	(void)p, (void)fd, (void)how, (void)whose;
}

static const struct field fields[] = {{NULL, NULL}};

#define FAKE(word, need)                                                                 \
	{                                                                                \
		.name = word, .summary = "", .fields = fields, .needs = need,            \
		.job_size = sizeof(struct fake), .start = fake_start, .turn = fake_turn, \
		.late = fake_late, .ready = fake_ready, .end = fake_end,                 \
	}
static const struct probe_module one = FAKE("one", 0), two = FAKE("two", 0),
				 holder = FAKE("holder", PROBE_NEED_DESCRIPTOR);

/* In the place of probes/list.c. */
const struct probe_module *const probe_modules[] = {&one, &two, &holder, NULL};

const struct probe_module *
probe_module_find(const char *name)
{
	for (size_t i = 0; probe_modules[i] != NULL; i++)
		if (strcmp(probe_modules[i]->name, name) == 0)
			return probe_modules[i];
	return NULL;
}

/* ---- the stage ------------------------------------------------------------------ */

static struct recorder *recorder; /* loads the rules once */

struct stage {
	struct settings settings;
	struct loop *loop;
	struct store *store;
	struct targets *targets;
	struct sweep row;
	struct sweep_counts counts;
	int64_t took;
};

/* Always readable: a millisecond for each turn of the loop. */
static void
tick(void *arg, int fd, unsigned how, void *whose)
{
	(void)arg, (void)fd, (void)how, (void)whose;
	clock_hold(clock_now() + CLOCK_MS);
	/* Paused for two seconds, nothing may have been sent; then it goes on. */
	if (scene.paused_at != 0 && clock_now() - scene.paused_at > 2 * CLOCK_S) {
		assert_int_equal(scene.n, scene.pause_after);
		scene.paused_at = 0;
		sweep_toggle(scene.run);
	}
}

static void
set_stage(struct stage *g, enum manner manner, const char *targets, const char *probes)
{
	char path[96], *list = xstrdup(probes), *save = NULL;
	struct buf why = {0};

	memset(g, 0, sizeof(*g));
	memset(&scene, 0, sizeof(scene));
	scene.manner = manner;
	clock_hold(BEGIN);
	settings_init(&g->settings);
	g->settings.harm_check = false;
	g->settings.quiet = true;
	for (char *p = strtok_r(list, ",", &save); p != NULL; p = strtok_r(NULL, ",", &save))
		settings_add_probe(&g->settings, p);
	free(list);
	snprintf(path, sizeof(path), "%s/s.db", home());
	unlink(path);
	assert_int_equal(store_open(path, STORE_WRITE, &g->store, &why), RESULT_OK);
	buf_free(&why);
	g->targets = targets_new();
	assert_int_equal(targets_add(g->targets, targets), RESULT_OK);
	targets_seal(g->targets, 4711);
	g->row = (struct sweep){.kind = "scan",
		.started = 1,
		.key = 4711,
		.targets = targets,
		.n_targets = targets_count(g->targets),
		.options = "{}",
		.version = "0"};
	assert_int_equal(store_sweep_begin(g->store, &g->row), RESULT_OK);
	g->loop = loop_new();
	assert_non_null(g->loop);
	assert_int_equal(pipe(scene.pipe), 0);
	assert_int_equal(write(scene.pipe[1], "x", 1), 1);
	assert_int_equal(
		loop_watch(g->loop, scene.pipe[0], WATCH_READ, tick, NULL, NULL), RESULT_OK);
}

static enum sweep_end
perform(struct stage *g, bool resumed)
{
	const struct sweep_plan plan = {
		&g->settings, g->loop, recorder, g->store, g->row.id, g->targets, resumed};
	int64_t begun = clock_now();
	enum sweep_end end;

	scene.run = sweep_open(&plan);
	assert_non_null(scene.run);
	recorder_begin(recorder, g->store, g->row.id, resumed);
	end = sweep_go(scene.run);
	g->counts = sweep_count(scene.run);
	g->took = clock_now() - begun;
	sweep_close(scene.run);
	/* Whatever happened, each job that was started has ended. */
	assert_int_equal(scene.started, scene.ended);
	assert_int_equal(g->counts.in_flight, 0);
	return end;
}

static void
clear_stage(struct stage *g)
{
	loop_unwatch(g->loop, scene.pipe[0]);
	loop_free(g->loop);
	close(scene.pipe[0]);
	close(scene.pipe[1]);
	store_close(g->store);
	targets_free(g->targets);
	settings_free(&g->settings);
	clock_release();
}

/* The most sends within one second, to one address or (NULL) to all. */
static unsigned
peak(const struct addr *to)
{
	unsigned most = 0;

	for (size_t i = 0; i < scene.n; i++) {
		unsigned n = 0;

		for (size_t k = i; k < scene.n && scene.sends[k].at - scene.sends[i].at < CLOCK_S;
			k++)
			n += to == NULL || addr_equal(&scene.sends[k].to, to);
		most = n > most ? n : most;
	}
	return most;
}

/* ---- scenes -------------------------------------------------------------------- */

static void
test_the_rate_holds_in_any_second(void **state)
{
	static const uint32_t rates[] = {7, 100, 333};
	struct stage g;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		set_stage(&g, SILENT, "127.1.0.0/25", "one,two");
		g.settings.rate = rates[i];
		g.settings.host_rate = 0;
		g.settings.retries = 1;
		g.settings.timeout_ms = 100;
		assert_int_equal(perform(&g, false), SWEEP_END_NONE);
		assert_int_equal(scene.n, 128 * 2 * 2);
		assert_int_equal(g.counts.packets, scene.n);
		assert_int_equal(g.counts.bytes, 10 * scene.n);
		assert_in_range(peak(NULL), 1, rates[i]);
		/* And it is made use of: no slower by a tenth. */
		assert_true(g.took < (int64_t)scene.n * CLOCK_S / rates[i] * 11 / 10 + CLOCK_S);
		assert_int_equal(g.counts.outcomes[OUTCOME_SILENT], 128);
		clear_stage(&g);
	}
}

static void
test_no_limit_is_no_limit(void **state)
{
	struct stage g;

	(void)state;
	set_stage(&g, ANSWERS, "127.1.0.0/22", "one");
	g.settings.rate = g.settings.host_rate = 0;
	assert_int_equal(perform(&g, false), SWEEP_END_NONE);
	assert_int_equal(scene.n, 1024);
	assert_true(g.took < CLOCK_S);
	clear_stage(&g);
}

static void
test_the_host_rate_holds_over_all_probes(void **state)
{
	struct addr a;
	struct stage g;

	(void)state;
	set_stage(&g, CHATTY, "127.1.0.0/29", "one,two");
	scene.questions = 12;
	g.settings.rate = 0;
	g.settings.host_rate = 4;
	assert_int_equal(perform(&g, false), SWEEP_END_NONE);
	assert_int_equal(scene.n, 8 * 2 * 12);
	for (unsigned i = 0; i < 8; i++) {
		char text[ADDR_TEXT_MAX];

		snprintf(text, sizeof(text), "127.1.0.%u", i);
		assert_int_equal(addr_parse(text, &a), RESULT_OK);
		assert_in_range(peak(&a), 1, 4);
	}
	/* Side by side, not one after the other. */
	assert_true(g.took < 8 * CLOCK_S);
	clear_stage(&g);
}

static void
test_the_subnet_rate_holds(void **state)
{
	struct stage g;

	(void)state;
	set_stage(&g, SILENT, "127.1.0.0/26", "one");
	g.settings.rate = 0;
	g.settings.host_rate = 0;
	g.settings.subnet_rate = 10;
	g.settings.retries = 0;
	assert_int_equal(perform(&g, false), SWEEP_END_NONE);
	assert_int_equal(scene.n, 64);
	assert_in_range(peak(NULL), 1, 10);
	clear_stage(&g);
}

static void
test_retries_back_off(void **state)
{
	struct stage g;

	(void)state;
	set_stage(&g, SILENT, "127.1.0.1", "one");
	g.settings.rate = g.settings.host_rate = 0;
	g.settings.retries = 4;
	g.settings.timeout_ms = 200;
	assert_int_equal(perform(&g, false), SWEEP_END_NONE);
	assert_int_equal(scene.n, 5);
	for (unsigned i = 0; i < 4; i++) {
		static const int64_t wait[] = {200, 400, 800, 800};
		int64_t gap = scene.sends[i + 1].at - scene.sends[i].at;

		assert_int_equal(scene.sends[i].try, i);
		assert_true(gap >= wait[i] * CLOCK_MS);
		assert_true(gap <= (wait[i] + 10) * CLOCK_MS);
	}
	clear_stage(&g);
}

static void
test_every_target_is_asked_once_in_another_order(void **state)
{
	bool seen[256] = {false};
	unsigned neighbours = 0;
	struct stage g;

	(void)state;
	set_stage(&g, ANSWERS, "127.1.0.0/24", "one");
	g.settings.rate = 1000;
	assert_int_equal(perform(&g, false), SWEEP_END_NONE);
	assert_int_equal(scene.n, 256);
	for (size_t i = 0; i < scene.n; i++) {
		uint8_t last = scene.sends[i].to.ip[3];

		assert_false(seen[last]);
		seen[last] = true;
		neighbours += i > 0 && abs((int)last - (int)scene.sends[i - 1].to.ip[3]) == 1;
	}
	assert_true(neighbours < 32);
	assert_int_equal(g.counts.outcomes[OUTCOME_ANSWERED], 256);
	assert_int_equal(g.counts.observations, 256);
	assert_int_equal(store_done_count(g.store, g.row.id), 256);
	clear_stage(&g);
}

/* Descriptors are few; those who wait for one get it, and all are asked. */
static void
test_descriptors_starve_nobody(void **state)
{
	struct rlimit before, few;
	struct stage g;

	(void)state;
	getrlimit(RLIMIT_NOFILE, &before);
	few.rlim_cur = few.rlim_max = 150;
	set_stage(&g, HOLDS, "127.1.0.0/23", "holder");
	g.settings.rate = g.settings.host_rate = 0;
	if (geteuid() != 0 || setrlimit(RLIMIT_NOFILE, &few) != 0) {
		clear_stage(&g);
		skip(); /* only root can raise the hard limit again */
	}
	assert_int_equal(perform(&g, false), SWEEP_END_NONE);
	setrlimit(RLIMIT_NOFILE, &before);
	assert_int_equal(scene.n, 512);
	assert_in_range(scene.most_held, 2, 150);
	assert_int_equal(scene.held, 0);
	assert_int_equal(g.counts.outcomes[OUTCOME_ANSWERED], 512);
	clear_stage(&g);
}

static void
test_stopped_it_keeps_what_it_has_and_can_go_on(void **state)
{
	bool seen[256] = {false};
	struct stage g;
	size_t first;

	(void)state;
	set_stage(&g, ANSWERS, "127.1.0.0/24", "one");
	g.settings.rate = 100;
	scene.stop_after = 60;
	assert_int_equal(perform(&g, false), SWEEP_END_INTERRUPT);
	first = scene.n;
	assert_in_range(first, 60, 61);
	assert_in_range(store_done_count(g.store, g.row.id), 1, first);
	for (uint64_t i = 0; i < 256; i++)
		if (store_is_done(g.store, g.row.id, i))
			seen[targets_at(g.targets, i).ip[3]] = true;
	/* Gone on with: what was finished is not asked again, all the rest is. */
	scene.n = scene.stop_after = scene.started = scene.ended = 0;
	assert_int_equal(perform(&g, true), SWEEP_END_NONE);
	for (size_t i = 0; i < scene.n; i++) {
		assert_false(seen[scene.sends[i].to.ip[3]]);
		seen[scene.sends[i].to.ip[3]] = true;
	}
	for (unsigned i = 0; i < 256; i++)
		assert_true(seen[i]);
	assert_int_equal(g.counts.before + g.counts.finished, 256);
	assert_int_equal(store_done_count(g.store, g.row.id), 256);
	clear_stage(&g);
}

static void
test_paused_it_sends_nothing(void **state)
{
	struct stage g;

	(void)state;
	set_stage(&g, SILENT, "127.1.0.0/26", "one");
	g.settings.rate = 50;
	g.settings.retries = 1;
	scene.pause_after = 20;
	log_set_level(LOG_LEVEL_ERROR);
	assert_int_equal(perform(&g, false), SWEEP_END_NONE);
	log_set_level(LOG_LEVEL_INFO);
	assert_int_equal(scene.n, 128); /* tick() saw that none came while it rested */
	assert_true(g.took > 2 * CLOCK_S);
	clear_stage(&g);
}

static void
test_what_cannot_be_asked_is_no_answer(void **state)
{
	static const enum manner manners[] = {REFUSES, CANT_SEND};
	struct stage g;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		set_stage(&g, manners[i], "127.1.0.0/28", "one,two");
		assert_int_equal(perform(&g, false), SWEEP_END_NONE);
		assert_int_equal(scene.started, 32);
		assert_int_equal(g.counts.packets, 0);
		assert_int_equal(g.counts.finished, 16);
		assert_int_equal(g.counts.outcomes[OUTCOME_ANSWERED], 0);
		clear_stage(&g);
	}
}

/* What the scope of today forbids is passed over, and counted. */
static void
test_exclusions_win_to_the_last(void **state)
{
	struct prefix p;
	struct stage g;

	(void)state;
	set_stage(&g, ANSWERS, "127.1.0.0/28", "one");
	assert_int_equal(prefix_parse("127.1.0.8/30", true, &p), RESULT_OK);
	settings_add_exclude(&g.settings, &p);
	assert_int_equal(perform(&g, false), SWEEP_END_NONE);
	assert_int_equal(scene.n, 12);
	assert_int_equal(g.counts.refused, 4);
	for (size_t i = 0; i < scene.n; i++)
		assert_false(prefix_has(&p, &scene.sends[i].to));
	clear_stage(&g);
}

static int
setup(void **state)
{
	struct settings s;
	enum result r;

	if (home_make(state) != 0)
		return -1;
	settings_init(&s);
	r = recorder_new(&s, &recorder);
	settings_free(&s);
	return r == RESULT_OK ? 0 : -1;
}

static int
teardown(void **state)
{
	recorder_free(recorder);
	return home_remove(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_rate_holds_in_any_second),
		cmocka_unit_test(test_no_limit_is_no_limit),
		cmocka_unit_test(test_the_host_rate_holds_over_all_probes),
		cmocka_unit_test(test_the_subnet_rate_holds),
		cmocka_unit_test(test_retries_back_off),
		cmocka_unit_test(test_every_target_is_asked_once_in_another_order),
		cmocka_unit_test(test_descriptors_starve_nobody),
		cmocka_unit_test(test_stopped_it_keeps_what_it_has_and_can_go_on),
		cmocka_unit_test(test_paused_it_sends_nothing),
		cmocka_unit_test(test_what_cannot_be_asked_is_no_answer),
		cmocka_unit_test(test_exclusions_win_to_the_last),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
