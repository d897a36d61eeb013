/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * fake_scanner.h: a scanner small enough to test probes with: the services of
 * probes/probe.h over poll(2), no pace, real time, everything remembered.
 *
 * It is strict where the contract is: a second job_ask() before the turn, a
 * turn that neither sent nor waited nor ended, a call after job_done() are
 * counted as `violations`, and a test should assert that there are none.
 */
#ifndef RANMAP_TESTS_FAKE_SCANNER_H
#define RANMAP_TESTS_FAKE_SCANNER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "probes/probe.h"

struct fake_scanner;

struct fake_observation {
	size_t job;		   /* number of the job, in order of fake_scanner_add() */
	char *key, *index, *value; /* value is NUL-terminated past len */
	size_t len;
};

/* What is remembered of one job; stays after its end. */
struct fake_job {
	enum outcome outcome;
	bool ended;	/* end() was called */
	unsigned turns; /* granted */
	unsigned sent;	/* job_sent() calls */
	unsigned heard; /* job_heard() calls */
	unsigned lost;	/* job_lost() calls */
	size_t bytes_sent, bytes_heard;
	char questions[4096]; /* the question of each datagram sent, joined by blanks */
};

/* Opens the module with settings that it borrows. NULL where open() failed. */
struct fake_scanner *fake_scanner_new(const struct probe_module *, const struct settings *);
/* Ends what lives, closes the module. */
void fake_scanner_free(struct fake_scanner *);
/* Starts a job. The credential is borrowed, may be NULL. Returns its number. */
size_t fake_scanner_add(
	struct fake_scanner *, const struct addr *, uint16_t port, const struct credential *);
/* As above with "127.0.0.1"; a wrong text ends the program. */
size_t fake_scanner_add_text(
	struct fake_scanner *, const char *addr, uint16_t port, const struct credential *);
/* Runs until all jobs are done or ms passed. True where all are done. */
bool fake_scanner_run(struct fake_scanner *, int ms);
/* Called in each round of the loop (a scripted agent lives there). */
void fake_scanner_each_round(struct fake_scanner *, void (*)(void *), void *);
/* Another descriptor that ends the sleep when readable (the agent's socket). */
void fake_scanner_wake_on(struct fake_scanner *, int fd);

const struct fake_job *fake_scanner_job(const struct fake_scanner *, size_t number);
size_t fake_scanner_live(const struct fake_scanner *);
size_t fake_scanner_n_observations(const struct fake_scanner *);
const struct fake_observation *fake_scanner_observation(const struct fake_scanner *, size_t i);
/* The first value of a key and index (NULL: any) of a job, or NULL. */
const struct fake_observation *fake_scanner_find(
	const struct fake_scanner *, size_t job, const char *key, const char *index);
/* Its text, "" where there is none. */
const char *fake_scanner_text(
	const struct fake_scanner *, size_t job, const char *key, const char *index);
/* How many observations of a key a job made. */
size_t fake_scanner_n(const struct fake_scanner *, size_t job, const char *key);
/* What probe_count() was told under a name. */
uint64_t fake_scanner_count(const struct fake_scanner *, const char *what);
/* The vendor objects that job_suggest() gives, an array that outlives the scanner. */
void fake_scanner_suggest(struct fake_scanner *, const struct question *, size_t n);
/* From now on, another probe has seen something at every target. */
void fake_scanner_known(struct fake_scanner *);
/* Broken rules of the contract so far. */
unsigned fake_scanner_violations(const struct fake_scanner *);
/* All observations of a job, one a line, for a look at a failed test. */
void fake_scanner_dump(const struct fake_scanner *, size_t job);
struct probe *fake_scanner_probe(struct fake_scanner *);

#endif
