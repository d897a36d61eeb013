/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* adapt.c: slots of time, and what follows from the loss in each. */
#include "scanner/adapt.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"

/* Less than this is not halved. */
#define RATE_LEAST 10
/* Where hardly anything comes through, the ratio of few answers is no more than that. */
#define LOSS_MOST 0.95
/* Standard deviations by which the loss must fall. */
#define SIGMA 3

static void
begin_slot(struct adapt *a, int64_t now)
{
	a->begun = now;
	a->ended = 0;
	a->slot = (struct adapt_slot){0};
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
		a->slot.sent++;
}

void
adapt_outcome(struct adapt *a, int64_t asked, unsigned in_vain)
{
	if (asked < a->begun || (a->ended != 0 && asked >= a->ended))
		return;
	a->slot.firsts += in_vain == 0;
	a->slot.seconds += in_vain == 1;
}

static uint64_t
answers(const struct adapt_slot *s)
{
	return s->firsts + s->seconds;
}

/* Of each try, as the header says. */
static double
loss(const struct adapt_slot *s)
{
	double lost = (double)s->seconds / (double)(s->firsts > 0 ? s->firsts : 1);

	return lost < LOSS_MOST ? lost : LOSS_MOST;
}

/* The standard deviation of that: of the n answers a binomial share p / (1 + p) are
 * second ones; the ratio p of it moves by (1 + p)^2 times as much. */
static double
sigma(const struct adapt_slot *s)
{
	double p = loss(s);

	return (1 + p) * sqrt(p / (double)answers(s));
}

static double
yield(const struct adapt_slot *s)
{
	return s->sent > 0 ? (double)s->firsts / (double)s->sent : 0;
}

static uint32_t
rate_of_slot(const struct adapt *a)
{
	double seconds = (double)(a->ended - a->begun) / (double)CLOCK_S;

	return (uint32_t)((double)a->slot.sent / seconds);
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
	return lost > a->steady + ADAPT_LOSS && lost - 2 * sigma(&a->slot) > a->steady + ADAPT_SURE;
}

static bool
try_half(struct adapt *a, double lost, struct buf *why)
{
	uint32_t rate = rate_of_slot(a);

	if (rate < 2 * RATE_LEAST)
		return false;
	a->before = a->rate;
	a->full = a->slot;
	set(a, ADAPT_TRIAL, rate / 2);
	buf_printf(why, "%.0f %% is lost at %u packets/s: is it less at %u?", 100 * lost, rate,
		a->rate);
	return true;
}

/* Where little comes through the loss hardly moves and few answers tell it, but what
 * comes through of each packet sent doubles with half the rate. That depends on who is
 * asked, too, so it is taken for no finer question. */
static bool
yields_more(const struct adapt *a)
{
	double before = yield(&a->full), here = yield(&a->slot);
	double deviation;

	if (loss(&a->full) < 0.5 || a->slot.firsts == 0 || a->full.firsts == 0)
		return false;
	deviation = sqrt(
		before * before / (double)a->full.firsts + here * here / (double)a->slot.firsts);
	return here > 1.5 * before && here - before > SIGMA * deviation;
}

/* Fewer are lost by more than chance, and by as much as a limit of the path explains:
 * three tenths of the loss, or a fifth more of them arrive (where the path is full at
 * half the rate, too, it is twice as many). */
static bool
is_better(const struct adapt *a, double lost)
{
	double p = loss(&a->full), deviation = hypot(sigma(&a->full), sigma(&a->slot));

	return (p - lost > SIGMA * deviation && (lost < 0.7 * p || (1 - lost) > 1.2 * (1 - p))) ||
	       yields_more(a);
}

static void
tell_back(const struct adapt *a, struct buf *why)
{
	if (a->rate > 0)
		buf_printf(why, "%u packets/s again", a->rate);
	else
		buf_puts(why, "no limit again");
}

static uint32_t
came_through(const struct adapt *a, double lost)
{
	uint32_t rate = (uint32_t)((1 - lost) * rate_of_slot(a));

	return rate > RATE_LEAST ? rate : RATE_LEAST;
}

static bool
judge_trial(struct adapt *a, double lost, struct buf *why)
{
	double before = loss(&a->full);

	if (!is_better(a, lost)) {
		a->steady = lost < before ? lost : before;
		set(a, ADAPT_WATCH, a->before);
		buf_printf(why,
			"%.0f %% is lost at half the rate, too: the path loses it at any "
			"rate; ",
			100 * lost);
		tell_back(a, why);
		return true;
	}
	a->found = false;
	set(a, ADAPT_RAISE, is_much(a, lost) ? came_through(a, lost) : a->rate);
	buf_printf(why,
		"%.0f %% is lost instead of %.0f %%: the path does not bear more, at most %u "
		"packets/s from now on",
		100 * lost, 100 * before, a->rate);
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
	double lost = loss(&a->slot);

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
		if (a->state == ADAPT_TRIAL && answers(&a->slot) < ADAPT_ASKED &&
			now - a->begun >= ADAPT_TRIAL_MS * CLOCK_MS)
			return adapt_rest(a, now, why);
		if (now - a->begun >= ADAPT_SLOT_MS * CLOCK_MS && answers(&a->slot) >= ADAPT_ASKED)
			a->ended = now;
		return false;
	}
	if (now - a->ended < grace)
		return false;
	changed = judge(a, why);
	begin_slot(a, now);
	return changed;
}
