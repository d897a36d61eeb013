/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* adapt.c: slots of time, and what follows from the loss in each. */
#include "scanner/adapt.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"

/* Less than this is not halved. */
#define RATE_LEAST 10
/* Standard deviations by which the loss must fall. */
#define SIGMA 3

static void
begin_slot(struct adapt *a, int64_t now)
{
	a->begun = now;
	a->ended = 0;
	a->asked = a->lost = a->sent = 0;
}

void
adapt_init(struct adapt *a, uint32_t told, int64_t now)
{
	memset(a, 0, sizeof(*a));
	a->told = a->rate = told;
	begin_slot(a, now);
}

void
adapt_sent(struct adapt *a, int64_t now)
{
	(void)now;
	if (a->ended == 0)
		a->sent++;
}

void
adapt_outcome(struct adapt *a, int64_t asked, bool lost)
{
	if (asked < a->begun || (a->ended != 0 && asked >= a->ended))
		return;
	a->asked++;
	a->lost += lost;
}

static uint32_t
rate_of_slot(const struct adapt *a)
{
	double seconds = (double)(a->ended - a->begun) / (double)CLOCK_S;

	return (uint32_t)((double)a->sent / seconds);
}

/* From now on so fast; what went out before tells nothing of that. */
static void
set(struct adapt *a, enum adapt_state state, uint32_t rate)
{
	a->state = state;
	a->rate = a->told > 0 && (rate > a->told || rate == 0) ? a->told : rate;
}

/* So much is lost that it is no chance, beyond what is lost at any rate. */
static bool
is_much(const struct adapt *a, double lost)
{
	double deviation = sqrt(lost * (1 - lost) / (double)a->asked);

	return lost > a->steady + ADAPT_LOSS && lost - 2 * deviation > a->steady + ADAPT_SURE;
}

static bool
try_half(struct adapt *a, double lost, struct buf *why)
{
	uint32_t rate = rate_of_slot(a);

	if (rate < 2 * RATE_LEAST)
		return false;
	a->before = a->rate;
	a->lost_before = lost;
	a->asked_before = a->asked;
	set(a, ADAPT_TRIAL, rate / 2);
	buf_printf(why, "%.0f %% is lost at %u packets/s: is it less at %u?", 100 * lost, rate,
		a->rate);
	return true;
}

/* Fewer are lost by more than chance, and by as much as a limit of the path explains:
 * three tenths of the loss, or a fifth more of them arrive (twice as many would where the
 * path is full at half the rate, too; but those that lost all their tries at the full
 * rate are not among the answered, and make its loss look smaller). */
static bool
is_better(const struct adapt *a, double lost)
{
	double p = a->lost_before, n = (double)a->asked_before, m = (double)a->asked;
	double deviation = sqrt(p * (1 - p) / n + lost * (1 - lost) / m);

	return p - lost > SIGMA * deviation && (lost < 0.7 * p || (1 - lost) > 1.2 * (1 - p));
}

static void
tell_back(const struct adapt *a, struct buf *why)
{
	if (a->rate > 0)
		buf_printf(why, "%u packets/s again", a->rate);
	else
		buf_puts(why, "no limit again");
}

static bool
judge_trial(struct adapt *a, double lost, struct buf *why)
{
	if (!is_better(a, lost)) {
		a->steady = lost < a->lost_before ? lost : a->lost_before;
		set(a, ADAPT_WATCH, a->before);
		buf_printf(why,
			"%.0f %% is lost at half the rate, too: the path loses it at any "
			"rate; ",
			100 * lost);
		tell_back(a, why);
		return true;
	}
	buf_printf(why,
		"%.0f %% is lost instead of %.0f %%: the path does not bear more, at most %u "
		"packets/s from now on",
		100 * lost, 100 * a->lost_before, a->rate);
	a->found = false;
	a->state = ADAPT_RAISE;
	return true;
}

static bool
judge_raise(struct adapt *a, double lost, struct buf *why)
{
	if (is_much(a, lost) && a->found)
		return try_half(a, lost, why);
	if (is_much(a, lost) && a->before < a->rate && a->before > 0) {
		a->found = true;
		set(a, ADAPT_RAISE, a->before);
		buf_printf(why, "%.0f %% is lost again: %u packets/s is what the path bears",
			100 * lost, a->rate);
		return true;
	}
	if (is_much(a, lost))
		return try_half(a, lost, why);
	if (a->found || lost > a->steady + ADAPT_CLEAN || (a->told > 0 && a->rate >= a->told) ||
		rate_of_slot(a) < a->rate / 5 * 4) /* what isn't used tells nothing */
		return false;
	a->before = a->rate;
	set(a, ADAPT_RAISE, a->rate + a->rate / 4);
	buf_printf(why, "%.0f %% is lost: %u packets/s is tried", 100 * lost, a->rate);
	return true;
}

static bool
judge(struct adapt *a, struct buf *why)
{
	double lost = (double)a->lost / (double)a->asked;

	switch (a->state) {
	case ADAPT_WATCH:
		return is_much(a, lost) && try_half(a, lost, why);
	case ADAPT_TRIAL:
		return judge_trial(a, lost, why);
	case ADAPT_RAISE:
		return judge_raise(a, lost, why);
	}
	return false;
}

bool
adapt_rest(struct adapt *a, int64_t now, struct buf *why)
{
	bool trial = a->state == ADAPT_TRIAL;

	if (trial) {
		set(a, ADAPT_WATCH, a->before);
		buf_puts(why, "too little is asked to tell whether fewer are lost; ");
		tell_back(a, why);
	}
	begin_slot(a, now);
	return trial;
}

bool
adapt_look(struct adapt *a, int64_t grace, int64_t now, struct buf *why)
{
	bool changed;

	if (a->ended == 0) {
		if (a->state == ADAPT_TRIAL && a->asked < ADAPT_ASKED &&
			now - a->begun >= ADAPT_TRIAL_MS * CLOCK_MS)
			return adapt_rest(a, now, why);
		if (now - a->begun >= ADAPT_SLOT_MS * CLOCK_MS && a->asked >= ADAPT_ASKED)
			a->ended = now;
		return false;
	}
	if (now - a->ended < grace)
		return false;
	changed = judge(a, why);
	begin_slot(a, now);
	return changed;
}
