/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* progress.c: how far, how fast, how long still. */
#include "scanner/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "output/fit.h"

#define PLAIN_EVERY (10 * CLOCK_S)
/* Rates are taken over about so long, so that they don't jump. */
#define SMOOTH 8

struct progress {
	bool quiet, terminal;
	int64_t last_plain, last; /* monotonic */
	uint64_t last_packets, last_done;
	double packets_per_s, done_per_s;
	struct buf line;
};

/* The log asks for it before it writes; there is one terminal. */
static bool drawn;

static void
wipe(void)
{
	if (drawn)
		fputs("\r\033[K", stderr);
	drawn = false;
}

struct progress *
progress_new(bool quiet)
{
	struct progress *p = xcalloc(1, sizeof(*p));

	p->quiet = quiet;
	p->terminal = isatty(STDERR_FILENO) == 1;
	p->last = p->last_plain = clock_now();
	if (p->terminal)
		log_set_before(wipe);
	return p;
}

void
progress_duration(struct buf *out, int64_t s)
{
	if (s >= 86400)
		buf_printf(out, "%" PRId64 " d %" PRId64 " h", s / 86400, s % 86400 / 3600);
	else if (s >= 3600)
		buf_printf(out, "%" PRId64 " h %" PRId64 " m", s / 3600, s % 3600 / 60);
	else if (s >= 60)
		buf_printf(out, "%" PRId64 " m %" PRId64 " s", s / 60, s % 60);
	else
		buf_printf(out, "%" PRId64 " s", s);
}

static void
smooth(double *rate, double now)
{
	*rate = *rate == 0 ? now : *rate + (now - *rate) / SMOOTH;
}

static void
measure(struct progress *p, const struct sweep_counts *c)
{
	int64_t now = clock_now();
	double seconds = (double)(now - p->last) / (double)CLOCK_S;

	if (seconds < 0.05)
		return;
	smooth(&p->packets_per_s, (double)(c->packets - p->last_packets) / seconds);
	smooth(&p->done_per_s, (double)(c->finished - p->last_done) / seconds);
	p->last = now;
	p->last_packets = c->packets;
	p->last_done = c->finished;
}

static void
compose(struct progress *p, const struct sweep_counts *c, bool paused)
{
	uint64_t done = c->before + c->finished + c->refused;
	uint64_t left = c->targets > done ? c->targets - done : 0;

	buf_clear(&p->line);
	buf_printf(&p->line, "%" PRIu64 " of %" PRIu64 " targets (%.0f %%), %" PRIu64 " answered, ",
		done, c->targets,
		c->targets > 0 ? 100.0 * (double)done / (double)c->targets : 100.0,
		c->outcomes[OUTCOME_ANSWERED]);
	if (c->outcomes[OUTCOME_NO_ACCESS] > 0)
		buf_printf(
			&p->line, "%" PRIu64 " without access, ", c->outcomes[OUTCOME_NO_ACCESS]);
	buf_printf(&p->line, "%.0f packets/s, ", p->packets_per_s);
	if (paused) {
		buf_puts(&p->line, "paused");
	} else if (p->done_per_s > 0) {
		progress_duration(&p->line, (int64_t)((double)left / p->done_per_s) + 1);
		buf_puts(&p->line, " left");
	} else {
		buf_puts(&p->line, "time left not known yet");
	}
}

void
progress_tell(struct progress *p, const struct sweep_counts *c, bool paused)
{
	int64_t now = clock_now();

	measure(p, c);
	if (p->quiet || (!p->terminal && now - p->last_plain < PLAIN_EVERY))
		return;
	compose(p, c, paused);
	p->last_plain = now;
	if (p->terminal) {
		fprintf(stderr, "\r%.*s\033[K", (int)fit_terminal(stderr) - 1, buf_text(&p->line));
		drawn = true;
		fflush(stderr);
	} else {
		fprintf(stderr, "%s\n", buf_text(&p->line));
	}
}

void
progress_end(struct progress *p)
{
	if (p->terminal)
		wipe();
}

void
progress_free(struct progress *p)
{
	if (p == NULL)
		return;
	log_set_before(NULL);
	buf_free(&p->line);
	free(p);
}
