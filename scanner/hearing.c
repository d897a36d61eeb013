/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* hearing.c: from frames to a sweep in the store. */
#include "scanner/hearing.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include <config.h>
#include "output/fit.h"
#include "output/show.h"
#include "probes/list.h"
#include "scanner/command.h"
#include "scanner/holding.h"

#define SAVE_EVERY (2 * CLOCK_S)
#define WORD_EVERY (10 * CLOCK_S)

static void
on_interrupt(void *arg, int signal)
{
	struct hearing *h = arg;

	(void)signal;
	if (h->interrupts++ > 0)
		_exit(EXIT_PARTIAL); /* what was committed is in the store */
	loop_stop(h->loop);
}

int
hearing_open(struct hearing *h, const char *kind, const struct settings *settings)
{
	enum result r;

	*h = (struct hearing){.kind = kind, .settings = settings};
	if ((h->loop = loop_new()) == NULL) {
		log_error("the system gives no event loop");
		return EXIT_FAILED;
	}
	loop_on_signal(h->loop, SIGINT, on_interrupt, h);
	loop_on_signal(h->loop, SIGTERM, on_interrupt, h);
	loop_on_signal(h->loop, SIGHUP, on_interrupt, h);
	if ((r = recorder_new(settings, &h->recorder)) != RESULT_OK)
		return r == RESULT_REFUSED ? EXIT_USAGE : EXIT_FAILED;
	h->neighbours = neighbours_new();
	h->overhear = overhear_new(h->neighbours, settings);
	return holding_open(settings, h->loop, &h->store);
}

void
hearing_close(struct hearing *h)
{
	overhear_free(h->overhear);
	neighbours_free(h->neighbours);
	recorder_free(h->recorder);
	holding_close(h->store);
	loop_free(h->loop);
	free(h->written);
}

static void
store_fault(struct hearing *h)
{
	if (!h->failed)
		log_error("%s: %s", h->settings->store_file, store_error(h->store));
	h->failed = true;
}

bool
hearing_begin(struct hearing *h, const char *options)
{
	struct sweep row = {
		.kind = h->kind,
		.started = clock_wall(),
		.targets = "",
		.options = options,
		.summary = "",
		.version = PACKAGE_VERSION,
	};

	if (store_sweep_begin(h->store, &row) != RESULT_OK) {
		store_fault(h);
		return false;
	}
	h->sweep = row.id;
	/* A neighbour with news is written anew, as after a resume. */
	recorder_begin(h->recorder, h->store, h->sweep, true);
	h->begun = clock_now();
	h->next_save = h->begun + SAVE_EVERY;
	h->next_word = h->begun + WORD_EVERY;
	return true;
}

void
hearing_frame(struct hearing *h, const struct frame *f, const char *on)
{
	overhear_frame(h->overhear, f, on);
}

/* ---- into the store -------------------------------------------------------- */

struct saving {
	struct hearing *hearing;
	size_t at;
};

/* An address that was heard to answer another has answered, without a packet of ours. */
static size_t
visit_of(const struct neighbour *n, struct visit *out)
{
	const struct probe_module *probe = probe_module_find(n->probe);

	if (n->subject.addr.family == 0)
		return 0;
	*out = (struct visit){
		.probe = n->probe,
		.port = probe != NULL ? probe->port : 0,
		.outcome = OUTCOME_ANSWERED,
		.last_question = "",
		.credential = "",
		.first = n->first,
		.last = n->last,
	};
	return 1;
}

static enum result
save_one(void *arg, const struct neighbour *n)
{
	struct saving *s = arg;
	size_t *written = &s->hearing->written[s->at++];
	struct visit visit;
	size_t visits;
	enum result r;

	if (*written == n->n_facts)
		return RESULT_OK;
	visits = visit_of(n, &visit);
	r = recorder_subject(
		s->hearing->recorder, &n->subject, n->facts, n->n_facts, &visit, visits);
	if (r == RESULT_OK)
		*written = n->n_facts;
	return r;
}

/* Writes and commits the neighbours that have news. */
static enum result
save(struct hearing *h)
{
	struct saving saving = {.hearing = h};
	size_t n = neighbours_count(h->neighbours);
	enum result r;

	if (n > h->n_written) {
		h->written = xrealloc(h->written, n, sizeof(h->written[0]));
		for (; h->n_written < n; h->n_written++)
			h->written[h->n_written] = 0;
	}
	r = neighbours_each(h->neighbours, save_one, &saving);
	return r == RESULT_OK ? store_commit(h->store) : r;
}

static void
say(const struct hearing *h)
{
	struct overheard o = overhear_counts(h->overhear);

	log_info("%" PRIu64 " frames, %zu neighbours so far", o.frames,
		neighbours_count(h->neighbours));
}

int64_t
hearing_tick(struct hearing *h)
{
	int64_t now = clock_now();

	if (now >= h->next_save) {
		if (save(h) != RESULT_OK) {
			store_fault(h);
			loop_stop(h->loop);
			return INT64_MAX;
		}
		h->next_save = clock_now() + SAVE_EVERY;
	}
	if (now >= h->next_word) {
		say(h);
		h->next_word = now + WORD_EVERY;
	}
	return h->next_save < h->next_word ? h->next_save : h->next_word;
}

/* ---- the end --------------------------------------------------------------- */

static char *
summary(const struct hearing *h)
{
	struct overheard o = overhear_counts(h->overhear);
	json_t *whole = json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "frames",
		(json_int_t)o.frames, "announcements", (json_int_t)o.announcements, "responses",
		(json_int_t)o.responses, "greetings", (json_int_t)o.greetings, "malformed",
		(json_int_t)o.malformed, "neighbours", (json_int_t)neighbours_count(h->neighbours),
		"not-kept", (json_int_t)neighbours_dropped(h->neighbours), "dropped-by-system",
		(json_int_t)h->dropped);
	char *text = json_dumps(whole, JSON_COMPACT);

	json_decref(whole);
	return text;
}

static void
tell_end(const struct hearing *h)
{
	struct overheard o = overhear_counts(h->overhear);
	struct buf text = {0};

	buf_printf(&text,
		"sweep %" PRId64 ": %" PRIu64 " frames; LLDP and CDP: %" PRIu64
		", SNMP responses: %" PRIu64 ", SSH greetings: %" PRIu64,
		h->sweep, o.frames, o.announcements, o.responses, o.greetings);
	if (o.malformed > 0)
		buf_printf(&text, ", malformed among them: %" PRIu64, o.malformed);
	buf_printf(&text, "; %zu neighbours", neighbours_count(h->neighbours));
	log_info("%s", buf_text(&text));
	buf_free(&text);
	if (h->dropped > 0)
		log_warn("the system dropped %" PRIu64 " frames that came too fast", h->dropped);
	if (neighbours_dropped(h->neighbours) > 0)
		log_warn("more was said than is kept: %" PRIu64 " facts were left out",
			neighbours_dropped(h->neighbours));
}

static enum result
conclude(struct hearing *h)
{
	char *text;
	enum result r;

	overhear_end(h->overhear);
	if ((r = save(h)) == RESULT_OK)
		r = recorder_elements(h->recorder);
	if (r != RESULT_OK)
		return r;
	text = summary(h);
	r = store_sweep_end(h->store, h->sweep, SWEEP_DONE, text != NULL ? text : "{}");
	free(text);
	return r;
}

int
hearing_end(struct hearing *h, bool partial)
{
	if (h->failed)
		return EXIT_FAILED;
	if (conclude(h) != RESULT_OK) {
		store_fault(h);
		return EXIT_FAILED;
	}
	tell_end(h);
	show_print(stdout, h->store, (struct store_scope){h->sweep}, fit_terminal(stdout),
		fit_colour(stdout));
	return partial || neighbours_dropped(h->neighbours) > 0 ? EXIT_PARTIAL : EXIT_DONE;
}
