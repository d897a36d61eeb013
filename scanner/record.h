/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * record.h: what a sweep writes down. One subject at a time: its observations,
 * what they add up to, the visits; at the end the elements that the subjects
 * make. scan, listen, read and reidentify all record through here.
 */
#ifndef RANMAP_SCANNER_RECORD_H
#define RANMAP_SCANNER_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/result.h"
#include "base/settings.h"
#include "fingerprints/fingerprints.h"
#include "store/store.h"

struct recorder;

/* What was written, for the summary. */
struct recorded {
	uint64_t subjects, observations, identified;
	uint64_t elements; /* known after recorder_elements() */
};

/* Loads the rules and the sites file of the settings. After faults of the rules
 * were logged RESULT_MALFORMED, of the sites file RESULT_REFUSED. The recorder has no store yet. */
enum result recorder_new(const struct settings *, struct recorder **out);
void recorder_free(struct recorder *); /* accepts NULL; the store is the caller's */
/* From now on subjects belong to this sweep. The store is borrowed. resumed:
 * subjects may be there from a visit that was broken off, and are written anew. */
void recorder_begin(struct recorder *, struct store *, int64_t sweep, bool resumed);

/* Writes a subject whole: visits (n_visits may be 0), observations, and the
 * identification that follows from them. Nothing is committed. */
enum result recorder_subject(struct recorder *, const struct subject *, const struct observation *,
	size_t n, const struct visit *, size_t n_visits);
/* Objects that the rules suggest to ask, after these observations. The one function that
 * may be called while another thread records. */
size_t recorder_suggest(
	struct recorder *, const struct observation *, size_t n, const char **oids, size_t max);

/* Called with each subject whose identification is another one than was stored. */
typedef void recorder_changed(
	void *, const struct subject_row *before, const struct identification *after);
/* Identifies all subjects of a sweep again from what is stored. */
enum result recorder_again(
	struct recorder *, struct store *, int64_t sweep, recorder_changed *, void *);

/* Joins the subjects of the sweep to elements, writes them and commits. */
enum result recorder_elements(struct recorder *);
struct recorded recorder_counts(const struct recorder *);
const struct rules *recorder_rules(const struct recorder *);

#endif
