/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* sweep_inside.h: the state of a sweep, shared by sweep.c (the way through),
 * sweep_services.c (what probes ask) and sweep_record.c (what is written down). Nobody else
 * includes it. */
#ifndef RANMAP_SCANNER_SWEEP_INSIDE_H
#define RANMAP_SCANNER_SWEEP_INSIDE_H

#include "scanner/adapt.h"
#include "scanner/care.h"
#include "scanner/deadlines.h"
#include "scanner/host.h"
#include "scanner/pacer.h"
#include "scanner/patience.h"
#include "scanner/progress.h"
#include "scanner/sweep.h"
#include "scanner/window.h"
#include "scanner/writer.h"

#define PROBES_MAX 8
#define COUNTS_MAX 64

struct sweep_run {
	struct sweep_plan plan;
	struct probe probes[PROBES_MAX];
	struct patience patience[PROBES_MAX];
	struct tries tries[PROBES_MAX];
	size_t n_probes, n_open;

	/* pace */
	struct gate gate;
	struct pace pace, host_pace;
	struct adapt adapt; /* the pace to what the path bears */
	struct subnets *subnets;
	struct window window;
	struct pace gentle_pace; /* to one that is fragile */
	struct care *care;
	unsigned given_up; /* subnets whose targets were ended */

	/* who is asked, who waits */
	uint64_t position; /* the next one of the permutation */
	size_t in_flight;
	struct queue queued, starved;
	struct deadlines *deadlines;
	struct ids *ids;
	uint64_t descriptors, descriptors_max;

	/* state of the whole */
	struct writer *writer; /* of what is finished; it holds the store while it writes */
	int64_t begun_wall;
	int64_t commit_at; /* monotonic */
	int64_t look_at;   /* for the stop file, monotonic */
	bool paused;	   /* by a signal */
	bool halted;	   /* by the stop file */
	bool stopping;
	enum sweep_end end;
	struct sweep_counts counts;
	struct {
		const char *what;
		uint64_t n;
	} counted[COUNTS_MAX];
	size_t n_counted;
	struct progress *progress;
	struct host hosts; /* head of the list; last, because a host ends open */
};

/* What probes may ask. */
extern const struct probe_services sweep_services;
/* A job wants a turn. */
void sweep_enqueue(struct sweep_run *, struct work *);
/* A job is over; its memory goes with its host. */
void sweep_end_work(struct sweep_run *, struct work *, enum outcome);
/* A target is through (whole), or broken off: recorded, and forgotten. */
void sweep_finish(struct sweep_run *, struct host *, bool whole);
/* The pace of the device that a job asks. */
const struct pace *sweep_pace_for(const struct sweep_run *, const struct work *);
/* Counts a target that is through, and hands it over to be written down. */
void sweep_record(struct sweep_run *, struct host *);
/* Writes down what a target was asked and what it said (writer.h; arg is the sweep). */
enum result sweep_write(void *arg, const struct host *);
/* A store that takes no more ends the sweep; what was committed stays. */
void sweep_check_store(struct sweep_run *, enum result);

#endif
