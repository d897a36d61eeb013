/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* scan.c: a sweep from its targets to its summary. */
#include "scanner/scan.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/random.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include <config.h>
#include "output/fit.h"
#include "output/show.h"
#include "scanner/aim.h"
#include "scanner/command.h"
#include "scanner/config.h"
#include "scanner/fitness.h"
#include "scanner/holding.h"
#include "scanner/plan.h"
#include "scanner/progress.h"
#include "scanner/resume.h"
#include "scanner/sweep.h"
#include "scanner/window.h"

struct scanning {
	struct scan *scan;
	struct settings *settings;
	struct loop *loop;
	struct store *store;
	struct recorder *recorder;
	struct arena *arena;
	struct sweep sweep; /* its row */
	struct targets *targets;
	bool resumed;
	struct sweep_run *run;
	unsigned interrupts;
	uint64_t unresolved;
};

/* ---- signals ------------------------------------------------------------- */

static void
on_interrupt(void *arg, int signal)
{
	struct scanning *s = arg;

	(void)signal;
	if (s->interrupts++ > 0)
		_exit(EXIT_PARTIAL); /* what was committed is in the store */
	log_info("ending; once more to end at once (nothing that is in the store is lost)");
	if (s->run != NULL)
		sweep_stop(s->run, SWEEP_END_INTERRUPT);
	else
		loop_stop(s->loop);
}

static void
on_pause(void *arg, int signal)
{
	struct scanning *s = arg;

	(void)signal;
	if (s->run != NULL)
		sweep_toggle(s->run);
}

static void
catch_signals(struct scanning *s)
{
	loop_on_signal(s->loop, SIGINT, on_interrupt, s);
	loop_on_signal(s->loop, SIGTERM, on_interrupt, s);
	loop_on_signal(s->loop, SIGHUP, on_interrupt, s);
	loop_on_signal(s->loop, SIGUSR2, on_pause, s);
}

/* ---- targets ------------------------------------------------------------- */

static uint64_t
random_key(void)
{
	uint64_t key = 0;

	if (getrandom(&key, sizeof(key), 0) != (ssize_t)sizeof(key))
		key = (uint64_t)clock_now() * UINT64_C(0x9e3779b97f4a7c15);
	return key >> 1; /* the store's integers have a sign */
}

static void
tell_skipped(const struct aimed *a)
{
	if (a->out_of_scope > 0)
		log_info("%" PRIu64 " addresses are out of scope and skipped", a->out_of_scope);
	if (a->excluded > 0)
		log_info("%" PRIu64 " addresses are excluded and skipped", a->excluded);
}

/* From the words to targets. Returns an exit status, or -1 to go on. */
static int
take_targets(struct scanning *s)
{
	struct aimed aimed;
	enum result r = aim_take(s->settings, s->loop, s->scan->operands, s->scan->n_operands,
		s->scan->targets_file, &aimed);

	if (s->interrupts > 0) {
		if (r == RESULT_OK)
			targets_free(aimed.targets);
		return EXIT_PARTIAL;
	}
	if (r == RESULT_REFUSED)
		log_error("nothing was sent");
	if (r != RESULT_OK)
		return EXIT_USAGE;
	tell_skipped(&aimed);
	s->targets = aimed.targets;
	s->unresolved = aimed.unresolved;
	if (targets_count(s->targets) == 0) {
		log_error("nothing is left to ask");
		return EXIT_USAGE;
	}
	return -1;
}

static struct targets *
targets_again(const struct sweep *row)
{
	struct targets *t = targets_new();
	char *text = xstrdup(row->targets), *save = NULL;

	for (char *word = strtok_r(text, " ", &save); word != NULL;
		word = strtok_r(NULL, " ", &save))
		if (targets_add(t, word) != RESULT_OK)
			log_warn("the store's target %s can't be read", word);
	free(text);
	targets_seal(t, row->key);
	return t;
}

/* ---- resume -------------------------------------------------------------- */

/* The options of the sweep that is gone on with; those of the command line beat them. */
static int
restore_options(struct scanning *s)
{
	char *file = NULL;

	if (s->settings->config_file == NULL &&
		(s->settings->config_file = resume_config(s->sweep.options)) != NULL &&
		config_load(s->settings) != RESULT_OK)
		return EXIT_USAGE;
	if (resume_read(s->sweep.options, s->settings, &file) != RESULT_OK)
		return EXIT_FAILED;
	if (s->scan->community_file == NULL)
		s->scan->community_file = file;
	else
		free(file);
	return s->scan->reapply(s->scan->arg);
}

/* True where the unfinished sweep in s->sweep was begun for the same targets. */
static bool
same_targets(const struct scanning *s)
{
	struct buf text = {0};
	bool same;

	targets_format(s->targets, &text);
	same = strcmp(buf_text(&text), s->sweep.targets) == 0;
	buf_free(&text);
	return same;
}

/* Looks for the sweep to go on with. Returns -1 to go on (s->resumed tells
 * whether there is one), or an exit status. */
static int
find_unfinished(struct scanning *s)
{
	bool named = s->targets != NULL;
	enum result r = store_sweep_unfinished(s->store, s->arena, &s->sweep);
	int status;

	if (r != RESULT_OK && r != RESULT_NOT_FOUND) {
		log_error("%s: %s", s->settings->store_file, store_error(s->store));
		return EXIT_FAILED;
	}
	if (r == RESULT_NOT_FOUND || (named && !same_targets(s))) {
		log_info("%s: no sweep%s is unfinished%s", s->settings->store_file,
			named ? " of these targets" : "", named ? "; a new one begins" : "");
		return named ? -1 : EXIT_DONE;
	}
	if ((status = restore_options(s)) >= 0)
		return status;
	targets_free(s->targets);
	s->targets = targets_again(&s->sweep);
	s->resumed = true;
	log_info("sweep %" PRId64 " goes on: %" PRIu64 " of %" PRIu64 " targets are finished",
		s->sweep.id, store_done_count(s->store, s->sweep.id), s->sweep.n_targets);
	return -1;
}

static int
begin_sweep(struct scanning *s)
{
	struct buf targets = {0}, options = {0};
	enum result r;

	s->sweep = (struct sweep){
		.kind = "scan",
		.started = clock_wall(),
		.key = random_key(),
		.n_targets = targets_count(s->targets),
		.version = PACKAGE_VERSION,
		.summary = "",
	};
	targets_seal(s->targets, s->sweep.key);
	targets_format(s->targets, &targets);
	resume_write(s->settings, s->scan->community_file, &options);
	s->sweep.targets = buf_text(&targets);
	s->sweep.options = buf_text(&options);
	r = store_sweep_begin(s->store, &s->sweep);
	s->sweep.targets = arena_strdup(s->arena, s->sweep.targets);
	s->sweep.options = arena_strdup(s->arena, s->sweep.options);
	buf_free(&targets);
	buf_free(&options);
	if (r == RESULT_OK)
		return -1;
	log_error("%s: %s", s->settings->store_file, store_error(s->store));
	return EXIT_FAILED;
}

/* ---- the sweep ------------------------------------------------------------- */

/* They suffered at the pace of this sweep, so that --resume leaves them alone. */
static void
tell_given_up(const struct scanning *s)
{
	struct buf subnets = {0};

	sweep_given_up(s->run, &subnets);
	if (subnets.len > 0)
		log_warn("given up as they suffered, and not asked again by --resume; once they "
			 "are well: ranmap scan --subnet-rate 1 %s",
			buf_text(&subnets));
	buf_free(&subnets);
}

static void
tell_end(const struct scanning *s, enum sweep_end end, const struct sweep_counts *c, int64_t took)
{
	struct buf text = {0};

	buf_printf(&text, "sweep %" PRId64 ": %" PRIu64 " of %" PRIu64 " targets asked in ",
		s->sweep.id, c->before + c->finished, c->targets);
	progress_duration(&text, took);
	buf_printf(&text, ", %" PRIu64 " answered", c->outcomes[OUTCOME_ANSWERED]);
	if (c->outcomes[OUTCOME_NO_ACCESS] > 0)
		buf_printf(&text, ", %" PRIu64 " gave no access", c->outcomes[OUTCOME_NO_ACCESS]);
	buf_printf(&text, ", %" PRIu64 " closed, %" PRIu64 " silent", c->outcomes[OUTCOME_CLOSED],
		c->outcomes[OUTCOME_SILENT]);
	if (c->given_up > 0)
		buf_printf(&text, ", %" PRIu64 " not asked as their subnets suffered", c->given_up);
	if (c->refused > 0)
		buf_printf(&text, ", %" PRIu64 " no longer in scope", c->refused);
	if (took > 0)
		buf_printf(&text, "; %" PRIu64 " packets, %" PRIu64 " a second", c->packets,
			c->packets / (uint64_t)took);
	log_info("%s", buf_text(&text));
	if (end != SWEEP_END_NONE && end != SWEEP_END_GIVEN_UP)
		log_warn("the sweep ended early; `ranmap scan --resume` goes on with it");
	tell_given_up(s);
	buf_free(&text);
}

/* Elements, the end of the row. A store that failed stays as it was committed. */
static enum result
conclude(struct scanning *s, enum sweep_end end)
{
	struct buf summary = {0};
	enum result r;

	if (end == SWEEP_END_STORE)
		return RESULT_STORE;
	r = recorder_elements(s->recorder);
	sweep_summary(s->run, end, &summary);
	if (r == RESULT_OK)
		r = store_sweep_end(s->store, s->sweep.id,
			end == SWEEP_END_NONE || end == SWEEP_END_GIVEN_UP ? SWEEP_DONE
									   : SWEEP_BROKEN,
			buf_text(&summary));
	buf_free(&summary);
	if (r != RESULT_OK)
		log_error("%s: %s", s->settings->store_file, store_error(s->store));
	return r;
}

static void
leave(int signal)
{
	(void)signal;
	_exit(EXIT_PARTIAL); /* what was committed is in the store */
}

/* The loop is over and takes no signals any more, but elements are still to be
 * made, which takes its time in a large store: another Ctrl-C ends that at once. */
static void
leave_on_signals(void)
{
	const struct sigaction act = {.sa_handler = leave};

	sigaction(SIGINT, &act, NULL);
	sigaction(SIGTERM, &act, NULL);
	sigaction(SIGHUP, &act, NULL);
}

static int
run_sweep(struct scanning *s)
{
	const struct sweep_plan plan = {
		.settings = s->settings,
		.loop = s->loop,
		.recorder = s->recorder,
		.store = s->store,
		.sweep = s->sweep.id,
		.targets = s->targets,
		.resumed = s->resumed,
	};
	int64_t begun = clock_now();
	struct sweep_counts counts;
	enum sweep_end end;
	enum result r;

	if ((s->run = sweep_open(&plan)) == NULL)
		return EXIT_FAILED;
	recorder_begin(s->recorder, s->store, s->sweep.id, s->resumed);
	if (s->interrupts > 0)
		sweep_stop(s->run, SWEEP_END_INTERRUPT);
	end = sweep_go(s->run);
	leave_on_signals();
	counts = sweep_count(s->run);
	tell_end(s, end, &counts, (clock_now() - begun + CLOCK_S / 2) / CLOCK_S);
	r = conclude(s, end);
	sweep_close(s->run);
	s->run = NULL;
	if (r == RESULT_OK)
		show_print(stdout, s->store, (struct store_scope){s->sweep.id},
			fit_terminal(stdout), fit_colour(stdout));
	if (r != RESULT_OK && end != SWEEP_END_STORE) {
		log_warn("its end is not in the store; `ranmap scan --resume` goes on with it");
		return r == RESULT_STORE || r == RESULT_NO_SPACE ? EXIT_PARTIAL : EXIT_FAILED;
	}
	return end != SWEEP_END_NONE || s->unresolved > 0 ? EXIT_PARTIAL : EXIT_DONE;
}

static bool
is_open(void *arg)
{
	return window_open(arg, clock_wall());
}

/* Waits for the hour; false: interrupted. The sweep's row is there already, so
 * that --resume finds it. */
static bool
await_window(struct scanning *s)
{
	struct window window;
	struct buf text = {0};

	window_init(&window, s->settings);
	if (window_open(&window, clock_wall()))
		return s->interrupts == 0;
	progress_duration(&text, window_wait(&window, clock_wall()));
	log_info("outside the window; it opens in %s", buf_text(&text));
	buf_free(&text);
	return loop_await(s->loop, is_open, &window, CLOCK_S);
}

/* The last of the settings, and whether anything can be done with them. */
static int
check_settings(struct scanning *s)
{
	if (s->scan->community_file != NULL &&
		scan_community(s->settings, s->scan->community_file) != RESULT_OK)
		return EXIT_USAGE;
	return fitness_check(s->settings) == RESULT_OK ? -1 : EXIT_USAGE;
}

/* To be gone on with, but there is no store: said, and none is made. */
static bool
nothing_to_resume(const struct scanning *s)
{
	if (!s->settings->resume || s->targets != NULL ||
		access(s->settings->store_file, F_OK) == 0)
		return false;
	log_info("%s: no sweep is unfinished, there is no such store", s->settings->store_file);
	return true;
}

/* Opens the store; the row of the sweep is in it from then on. */
static int
prepare(struct scanning *s)
{
	int status = holding_open(s->settings, s->loop, &s->store);

	if (status != EXIT_DONE)
		return status;
	/* Those of a sweep that is gone on with are only known now. */
	if (s->settings->resume &&
		((status = find_unfinished(s)) >= 0 || (status = check_settings(s)) >= 0))
		return status;
	if (!s->resumed)
		return begin_sweep(s);
	if (store_sweep_reopen(s->store, s->sweep.id) == RESULT_OK)
		return -1;
	log_error("%s: %s", s->settings->store_file, store_error(s->store));
	return EXIT_FAILED;
}

/* --dry-run: the store is only read, and only to see what --resume goes on with. */
static int
show_plan(struct scanning *s)
{
	struct buf why = {0};
	enum result r = RESULT_NOT_FOUND;
	int status = -1;

	if (s->settings->resume && access(s->settings->store_file, F_OK) == 0 &&
		(r = store_open(s->settings->store_file, STORE_READ, &s->store, &why)) != RESULT_OK)
		log_error("%s", buf_text(&why));
	buf_free(&why);
	if (r != RESULT_OK && r != RESULT_NOT_FOUND)
		return EXIT_FAILED;
	if (s->store != NULL)
		status = find_unfinished(s);
	return status >= 0 ? status : plan_print(stdout, s->settings, s->targets);
}

static int
scan_targets(struct scanning *s)
{
	bool named = s->scan->n_operands > 0 || s->scan->targets_file != NULL;
	enum result r;
	int status;

	if (!named && !s->settings->resume) {
		log_error("scan what? `ranmap scan 10.0.0.0/24`, say; --help lists the options");
		return EXIT_USAGE;
	}
	if (named && (status = take_targets(s)) >= 0)
		return status;
	if (nothing_to_resume(s))
		return EXIT_DONE;
	if (!s->settings->resume && (status = check_settings(s)) >= 0)
		return status;
	if (s->settings->dry_run)
		return show_plan(s);
	if ((r = recorder_new(s->settings, &s->recorder)) != RESULT_OK)
		return r == RESULT_REFUSED ? EXIT_USAGE : EXIT_FAILED;
	if ((status = prepare(s)) >= 0)
		return status;
	return await_window(s) ? run_sweep(s) : EXIT_PARTIAL;
}

int
scan_run(struct scan *scan)
{
	struct scanning s = {.scan = scan, .settings = scan->settings};
	int status;

	if ((s.loop = loop_new()) == NULL) {
		log_error("the system gives no event loop");
		return EXIT_FAILED;
	}
	s.arena = arena_new();
	catch_signals(&s);
	status = scan_targets(&s);
	recorder_free(s.recorder);
	holding_close(s.store);
	targets_free(s.targets);
	arena_free(s.arena);
	loop_free(s.loop);
	return status;
}

enum result
scan_community(struct settings *settings, const char *file)
{
	static const char *const everywhere[] = {"0.0.0.0/0", "::/0"};
	char *community;
	enum result r = config_secret(file, &community);

	if (r != RESULT_OK)
		return r;
	settings_drop_credentials(settings);
	for (size_t i = 0; i < 2; i++) {
		struct credential c = {.version = SNMP_V2C, .name = xstrdup("--community-file")};

		prefix_parse(everywhere[i], true, &c.applies);
		c.community = xstrdup(community);
		settings_add_credential(settings, c);
	}
	explicit_bzero(community, strlen(community));
	free(community);
	return RESULT_OK;
}
