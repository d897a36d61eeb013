/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* sweep_record.c: from a target's jobs to rows, and from the sweep to its summary. */
#include <stdlib.h>

#include <jansson.h>

#include "base/log.h"
#include "scanner/sweep_inside.h"

void
sweep_check_store(struct sweep_run *s, enum result r)
{
	if (r == RESULT_OK || s->end == SWEEP_END_STORE)
		return;
	log_error("%s: %s", s->plan.settings->store_file, store_error(s->plan.store));
	sweep_stop(s, SWEEP_END_STORE);
}

static struct visit
row_of(const struct sweep_run *s, const struct work *w)
{
	const struct credential *c = w->job.credential;

	return (struct visit){
		.probe = w->job.probe->module->name,
		.port = w->job.port,
		.outcome = w->outcome,
		.last_question = w->job.question,
		.credential = c != NULL ? c->name : "",
		.packets = w->packets,
		.bytes = w->bytes,
		.first = w->packets > 0 ? s->begun_wall + w->first : 0,
		.last = w->packets > 0 ? s->begun_wall + w->last : 0,
	};
}

/* One that said nothing is no subject; that it was asked is written down all the same. */
static enum result
record_silence(const struct sweep_run *s, const struct addr *a, const struct visit *rows, size_t n)
{
	enum result r = RESULT_OK;

	for (size_t i = 0; i < n && r == RESULT_OK; i++)
		if (rows[i].packets > 0)
			r = store_silence(s->plan.store, s->plan.sweep, a, &rows[i]);
	return r;
}

static enum outcome
outcome_of(const struct host *h)
{
	enum outcome best = OUTCOME_NONE;

	for (size_t i = 0; i < h->n_works; i++)
		if (h->works[i]->outcome > best)
			best = (enum outcome)h->works[i]->outcome;
	return best;
}

enum result
sweep_write(void *arg, const struct host *h)
{
	const struct sweep_run *s = arg;
	struct visit rows[PROBES_MAX];
	struct subject subject = {.addr = h->works[0]->job.addr, .name = ""};
	enum result r;

	for (size_t i = 0; i < h->n_works; i++)
		rows[i] = row_of(s, h->works[i]);
	if (h->seen == NULL && outcome_of(h) <= OUTCOME_SILENT)
		r = record_silence(s, &subject.addr, rows, h->n_works);
	else
		r = recorder_subject(s->plan.recorder, &subject,
			h->seen != NULL ? h->seen->rows : NULL, host_n_seen(h), rows, h->n_works);
	if (r == RESULT_OK && h->whole)
		r = store_done(s->plan.store, s->plan.sweep, h->position);
	return r;
}

void
sweep_record(struct sweep_run *s, struct host *h)
{
	if (h->whole) {
		s->counts.outcomes[outcome_of(h)]++;
		s->counts.finished++;
	}
	s->counts.observations += host_n_seen(h);
	writer_take(s->writer, h);
}

void
sweep_given_up(const struct sweep_run *s, struct buf *out)
{
	care_given_up_list(s->care, out);
}

static const char *
end_name(enum sweep_end end)
{
	static const char *const names[] = {
		[SWEEP_END_NONE] = "all targets asked",
		[SWEEP_END_INTERRUPT] = "interrupted",
		[SWEEP_END_WINDOW] = "window over",
		[SWEEP_END_STORE] = "store full or broken",
		[SWEEP_END_GIVEN_UP] = "subnets given up",
	};

	return names[end];
}

void
sweep_summary(const struct sweep_run *s, enum sweep_end end, struct buf *out)
{
	const struct sweep_counts *c = &s->counts;
	json_t *outcomes = json_object(), *counted = json_object(), *whole;
	char *text;

	for (int o = OUTCOME_SILENT; o <= OUTCOME_ANSWERED; o++)
		json_object_set_new(outcomes, outcome_name((enum outcome)o),
			json_integer((json_int_t)c->outcomes[o]));
	for (size_t i = 0; i < s->n_counted; i++)
		json_object_set_new(
			counted, s->counted[i].what, json_integer((json_int_t)s->counted[i].n));
	whole = json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:o}", "end",
		end_name(end), "targets", (json_int_t)c->targets, "finished",
		(json_int_t)(c->before + c->finished), "refused", (json_int_t)c->refused,
		"given_up", (json_int_t)c->given_up, "packets", (json_int_t)c->packets, "bytes",
		(json_int_t)c->bytes, "observations", (json_int_t)c->observations, "outcomes",
		outcomes, "counted", counted, "harm", care_events(s->care));
	text = json_dumps(whole, JSON_COMPACT);
	buf_puts(out, text != NULL ? text : "{}");
	free(text);
	json_decref(whole);
}
