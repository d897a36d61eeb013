/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * hearing.h: what `listen` and `read` have in common: frames go through
 * overhear.h to neighbours, and the neighbours into the store as a sweep of
 * their own. What was heard is committed every few seconds, so that a process
 * that dies loses no more than those.
 */
#ifndef RANMAP_SCANNER_HEARING_H
#define RANMAP_SCANNER_HEARING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/settings.h"
#include "scanner/capture.h"
#include "scanner/loop.h"
#include "scanner/neighbours.h"
#include "scanner/overhear.h"
#include "scanner/record.h"
#include "store/store.h"

struct hearing {
	const char *kind; /* "listen", "read" */
	const struct settings *settings;
	struct loop *loop;
	struct store *store;
	struct recorder *recorder;
	struct neighbours *neighbours;
	struct overhear *overhear;
	int64_t sweep; /* 0: not begun */
	int64_t begun, next_save, next_word;
	size_t *written; /* by neighbour, in their order: facts that are in the store */
	size_t n_written;
	unsigned interrupts;
	bool failed;	  /* the store takes no more; it was said */
	uint64_t dropped; /* frames that the system dropped */
};

/* Loads the rules and takes the store's lock. Returns EXIT_DONE, or another
 * exit status after a sentence. In every case hearing_close() follows. */
int hearing_open(struct hearing *, const char *kind, const struct settings *);
/* Writes the row of the sweep. options: a JSON object of what was told. False
 * after a sentence where the store refused it. */
bool hearing_begin(struct hearing *, const char *options);
/* One frame. on: the interface that heard it, or NULL. */
void hearing_frame(struct hearing *, const struct frame *, const char *on);
/* Writes what is new where it is time to. Returns when to call it again (clock_now). */
int64_t hearing_tick(struct hearing *);
/* The rest, the elements, the summary, the vendor map. partial: something was
 * not heard or read to its end. Returns the exit status. */
int hearing_end(struct hearing *, bool partial);
void hearing_close(struct hearing *);

#endif
