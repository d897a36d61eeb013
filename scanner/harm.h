/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * harm.h: do those that we ask suffer? A unit of arithmetic: it is told of every
 * answer and of every device that fell silent, and says which subnet is to be
 * asked more slowly, to be left in peace for a while, or not to be asked again.
 * It sends nothing, stores nothing, and takes the time from its caller.
 *
 * What is compared is a subnet with its own first answers: harm is a change
 * under our load. So that no change is seen where there is none:
 *
 * - Samples are one per device and question, and series are kept per question,
 *   as a table takes an agent longer than a name.
 * - Response times are judged by the median of a full window against the median
 *   of the first window, in units of its median absolute deviation (robust: a
 *   few outliers move neither), and by a factor and an amount besides.
 * - Loss is the share of questions to devices that had answered before whose
 *   first try was in vain, of those that were answered in the end: what is never
 *   answered is a wrong community as easily, or an SSH server without an agent (who
 *   answers nothing any more counts below). An answer is counted when it would
 *   have been late, as else the first window would know the quick ones only. The
 *   share in the first window is what is normal (at least the share of all
 *   subnets' first ones): who sends rubbish is in it from the start. More is harm
 *   from four standard deviations on.
 * - Where the other subnets got as slow or as lossy at the same time it is the
 *   path, or this machine, and not what this subnet's devices suffer from
 *   (adapt.h deals with that).
 * - A device that answered and then fell silent altogether counts as such; a
 *   subnet suffers where at least three did since the last step, and they are a
 *   tenth of the devices that we are through with (one that is still being
 *   asked proves nothing).
 *
 * After a step the windows begin anew: the next step needs evidence of its own.
 */
#ifndef RANMAP_SCANNER_HARM_H
#define RANMAP_SCANNER_HARM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"

/* Samples in a window. */
#define HARM_WINDOW 24
/* Much slower: this many times the first median, and this much later. */
#define HARM_FACTOR 3
#define HARM_LATER_MS 100
/* Devices that fell silent: at least so many, and one in so many. */
#define HARM_SILENT_MIN 3
#define HARM_SILENT_SHARE 10
/* How long a subnet is left in peace at its second step. */
#define HARM_PAUSE_S 20

enum harm_step { HARM_NONE, HARM_HALVED, HARM_PAUSED, HARM_GIVEN_UP };

enum harm_reason { HARM_SLOWER, HARM_LOSSIER, HARM_SILENCE };

/* Borrowed for the call. */
struct harm_event {
	const struct prefix *subnet;
	enum harm_step step;
	enum harm_reason reason;
	const char *question; /* whose answers were judged; "" for silence */
	/* SLOWER: median ms; LOSSIER: percent of questions; SILENCE: devices that we
	 * are through with, that fell silent */
	double before, now;
};

struct harm;
struct harm_net;

/* Of a device that has answered; zeroed at first. Small: one per target that answers. */
struct harm_device {
	const char *question; /* of the last sample */
	uint32_t base_us;     /* the later of its first two answers */
	uint8_t answers;      /* so far, up to 2 */
	uint8_t slow;	      /* answers in a row that came much later than those */
	bool known;	      /* has answered before */
	bool over;	      /* counted in its subnet */
};

typedef void harm_told(void *arg, const struct harm_event *);
struct harm *harm_new(harm_told *, void *arg);
void harm_free(struct harm *); /* accepts NULL */

/* The subnet's state, made where there is none. Lives as long as harm. */
struct harm_net *harm_net(struct harm *, const struct prefix *);
enum harm_step harm_net_step(const struct harm_net *);
/* For a sweep that goes on: the step that it had come to. Nothing is told. */
void harm_net_restore(struct harm_net *, enum harm_step);

/* A device answered a question (constant text), asked when, at its first try or a
 * later one (the first was lost then); it would have been late after so many ns. Returns how long
 * to leave the device in peace, in ns: 0, or four times what it took where it gets slower and
 * slower. */
int64_t harm_answered(struct harm *, struct harm_net *, struct harm_device *, const char *question,
	bool first_try, int64_t asked, int64_t wait, int64_t now);
/* A device that had answered was asked to the end, and still answered. */
void harm_survived(struct harm_net *, struct harm_device *);
/* A device that had answered does not any more, whatever it is asked. */
void harm_fell_silent(struct harm *, struct harm_net *, struct harm_device *, int64_t now);

/* "slower", "lossier", "silent"; "halved", "paused", "given up". */
const char *harm_reason_name(enum harm_reason);
const char *harm_step_name(enum harm_step);

#endif
