/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* sweep.h: the data path: every target visited once, what is seen recorded. */
#ifndef RANMAP_SCANNER_SWEEP_H
#define RANMAP_SCANNER_SWEEP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/settings.h"
#include "base/targets.h"
#include "scanner/loop.h"
#include "scanner/record.h"

/* Why a sweep ended before all targets were asked. */
enum sweep_end {
	SWEEP_END_NONE, /* it did not */
	SWEEP_END_INTERRUPT,
	SWEEP_END_WINDOW,
	SWEEP_END_STORE,    /* the store took no more: a full disk, say */
	SWEEP_END_GIVEN_UP, /* all were asked, but for subnets that suffered */
};

/* What was done, for the progress line and the summary. */
struct sweep_counts {
	uint64_t targets;  /* in all */
	uint64_t before;   /* finished by an earlier run of the same sweep */
	uint64_t finished; /* by this one */
	uint64_t refused;  /* members that the scope of today forbids */
	uint64_t given_up; /* not asked, or not to the end, as their subnet suffered */
	uint64_t in_flight;
	uint64_t outcomes[OUTCOME_ANSWERED + 1];
	uint64_t packets, bytes; /* sent */
	uint64_t observations;
};

struct sweep_run; /* a sweep at work */

struct sweep_plan {
	const struct settings *settings;
	struct loop *loop;
	struct recorder *recorder;
	struct store *store;
	int64_t sweep;		       /* its row in the store */
	const struct targets *targets; /* sealed */
	bool resumed;
};

/* Prepares: opens the probes. NULL after the fault was logged. */
struct sweep_run *sweep_open(const struct sweep_plan *);
/* Runs to the end, or until sweep_stop(). What was seen is in the store then, committed. */
enum sweep_end sweep_go(struct sweep_run *);
/* No more turns: the sweep ends with what it has. For signals. */
void sweep_stop(struct sweep_run *, enum sweep_end why);
/* Pauses, or goes on: no turns in between. */
void sweep_toggle(struct sweep_run *);
struct sweep_counts sweep_count(const struct sweep_run *);
/* The prefixes of the subnets that were given up, as the command line takes them. */
void sweep_given_up(const struct sweep_run *, struct buf *out);
/* The summary that is stored: counts, and all that the probes counted (JSON). */
void sweep_summary(const struct sweep_run *, enum sweep_end, struct buf *out);
void sweep_close(struct sweep_run *);

#endif
