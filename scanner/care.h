/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * care.h: what a sweep does so that nobody suffers. It knows who is fragile
 * (from the configuration and from what the store remembers) and goes gently
 * with them; it tells harm.c of every answer, and turns what harm.c says into a
 * slower pace, a pause, or a subnet that is asked no more: logged, and stored.
 *
 * Gently: one packet a second to the device, only what tells who it is (depth
 * identify, so no table is walked and no GETBULK sent), and no key exchange.
 */
#ifndef RANMAP_SCANNER_CARE_H
#define RANMAP_SCANNER_CARE_H

#include <jansson.h>

#include "base/buf.h"
#include "base/settings.h"
#include "scanner/host.h"
#include "scanner/pacer.h"
#include "store/store.h"

struct care;

/* All three are borrowed. resumed: steps of the sweep so far are taken from the store. */
struct care *care_new(
	const struct settings *, struct store *, int64_t sweep, struct subnets *, bool resumed);
void care_free(struct care *); /* accepts NULL */

/* True for a device that is to be asked gently. */
bool care_is_fragile(const struct care *, const struct addr *);
/* An answer came; the host and its subnet may get a rest from it. */
void care_heard(struct care *, struct work *, int64_t now);
/* A device that had answered does not any more. */
void care_lost(struct care *, struct work *, int64_t now);
/* A host was asked to the end. */
void care_done(struct care *, struct host *);
/* True where nobody in the subnet of an address is to be asked. */
bool care_refuses(struct care *, const struct addr *);
/* Something else that the sweep's summary is to tell of: a step, and a sentence. */
void care_note(struct care *, const char *step, const char *text);
/* Subnets that were given up, in all: a sweep that has one is not whole. */
unsigned care_given_up(const struct care *);
/* Their prefixes, one after the other, those of earlier runs of the sweep included. */
void care_given_up_list(const struct care *, struct buf *out);
/* The events of the sweep, those of earlier runs included. New reference. */
json_t *care_events(const struct care *);

#endif
