/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * probe.h: one module per protocol behind one small interface. A probe turns
 * bytes into observations. It never sleeps, opens no loop, knows no vendor,
 * no format and no store. It asks for its turn and gets it when the pace
 * allows, so no probe can outrun a limit.
 *
 * The life of a job (one probe against one target):
 *
 *   start ──▶ job_ask ──▶ turn (sends one packet, or begins one connection)
 *                 ▲          │ job_wait
 *                 │          ├──▶ an answer: ready() finds the job, observes,
 *                 │          │    asks the next question or ends with job_done
 *                 └─ late ◀──┘    the wait passed: ask again, or job_done
 *   end: always, last, whatever happened.
 *
 * Everything a probe may ask of the scanner goes through the services at the
 * end; they are functions behind a table in struct probe that the scanner
 * fills, or a test with a fake.
 */
#ifndef RANMAP_PROBES_PROBE_H
#define RANMAP_PROBES_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/bytes.h"
#include "base/observation.h"
#include "base/result.h"
#include "base/settings.h"

struct probe;
struct job;

/* Where decoded facts go: a job's store of observations, or a test's list. */
struct sink {
	/* Borrows all four for the call. */
	void (*put)(
		struct sink *, const char *key, const char *index, const void *value, size_t len);
};
void sink_put(struct sink *, const char *key, const char *index, const void *value, size_t len);
void sink_text(struct sink *, const char *key, const char *index, const char *text);

/* One key that a probe may emit. */
struct field {
	const char *key;     /* "snmp.sysDescr" */
	const char *meaning; /* for the manual and the lists */
};

enum probe_need {
	PROBE_NEED_CREDENTIALS = 1, /* may use credentials */
	PROBE_NEED_CAPTURE = 2,	   /* frames from a wire or a file; cannot be aimed at an address */
	PROBE_NEED_DESCRIPTOR = 4, /* each job holds one from its first turn to its end */
};

enum watch { WATCH_READ = 1, WATCH_WRITE = 2, WATCH_ERROR = 4 /* told, never asked for */ };

struct probe_module {
	const char *name, *summary;  /* for the option, the list, the manual */
	const struct field *fields;  /* every key it may emit; ends with a NULL key */
	unsigned needs;		     /* enum probe_need */
	uint16_t port;		     /* default port, 0 for none */
	size_t state_size, job_size; /* zeroed by the scanner: probe_state(), job_state() */
	/* Whether it knows all that the settings name (protocols, lengths of secrets);
	 * logs every fault. Opens and sends nothing. NULL: it has no wishes. */
	enum result (*check)(const struct settings *);
	/* Once per sweep: sockets and what all targets share. NULL: nothing to do. */
	enum result (*open)(struct probe *, const struct settings *);
	/* A target begins: prepare, send nothing, job_ask(). */
	enum result (*start)(struct job *);
	/* One packet or one connection attempt is granted: spend it, job_sent(), job_wait(). */
	enum result (*turn)(struct job *);
	/* The wait of this job passed without job_ask() or job_done(). */
	void (*late)(struct job *);
	/* The turns that could be granted now are: what they put together goes out.
	 * RESULT_AGAIN: not all of it could; flush is called again soon. NULL: turn
	 * sends at once. */
	enum result (*flush)(struct probe *);
	/* A watched descriptor woke; whose is what probe_watch() was given. Must
	 * return after a bounded piece of work (at most 256 packets). */
	void (*ready)(struct probe *, int fd, unsigned how, void *whose);
	/* One message to observations; pure: needs no probe, no network. Replays,
	 * captures and fuzzers use it. RESULT_OK, or what was wrong with the bytes;
	 * what could be read before the fault has been put. */
	enum result (*decode)(struct bytes, struct sink *);
	/* The job is over (done, cancelled, or failed in start): free what its state owns. */
	void (*end)(struct job *);
	void (*close)(struct probe *);
};

/* A vendor object that a matching rule suggests to ask (rules: `ask:`). */
struct question {
	const char *oid; /* dotted, with its instance; lives as long as the rules */
};

/* The services behind the functions below. */
struct probe_services {
	enum result (*watch)(struct probe *, int fd, unsigned how, void *whose);
	void (*unwatch)(struct probe *, int fd);
	struct job *(*find)(struct probe *, uint32_t id);
	void (*ask)(struct job *);
	void (*wait)(struct job *, uint32_t ms);
	void (*sent)(struct job *, size_t bytes);
	void (*unsent)(struct job *, size_t bytes);
	void (*heard)(struct job *, size_t bytes);
	void (*observe)(
		struct job *, const char *key, const char *index, const void *value, size_t len);
	bool (*known)(struct job *);
	size_t (*suggest)(struct job *, struct question *out, size_t max);
	void (*lost)(struct job *);
	void (*done)(struct job *, enum outcome);
	void (*count)(struct probe *, const char *what, uint64_t n);
};

/* A module at work in a sweep. The scanner fills it; probes read it. */
struct probe {
	const struct probe_module *module;
	const struct settings *settings;
	const struct probe_services *services;
	uint32_t timeout_ms; /* to wait for an answer to a first try, at present */
	bool adapts;	     /* that follows what answers take */
	unsigned more_tries; /* beyond --retries, where much is lost and nobody told */
	void *state;
	void *owner; /* the scanner's, or a test's */
};

/* Further tries for one that has answered something. */
#define JOB_TRIES_MORE 2
/* And for job_check(), times more_tries. */
#define JOB_TRIES_SURE 3

/* The part of a job that a probe may see. The scanner keeps more around it and
 * state_size bytes of the module behind it. */
struct job {
	struct probe *probe;
	struct addr addr;
	uint16_t port;
	uint8_t tries;	/* turns spent on the question that is being asked */
	bool answered;	/* job_heard() was called at least once */
	bool checking;	/* the question is job_check()'s */
	bool overtaken; /* what job_heard() tells of answers an earlier try than the last */
	bool gentle;	/* the device is fragile: only who it is, no key exchange */
	uint32_t id;	/* unique among live jobs of all probes: probe_find() */
	const struct credential *credential; /* of the target's prefix, or NULL */
	const char *question; /* constant text for the records: "snmp.engineID", "connect" */
	void *state;
};

/* ---- services ---------------------------------------------------------- */

/* Watches a descriptor until unwatched; calling it again changes how. */
enum result probe_watch(struct probe *, int fd, unsigned how, void *whose);
void probe_unwatch(struct probe *, int fd);
/* The live job of this probe with an id, or NULL (also for a stale id). */
struct job *probe_find(struct probe *, uint32_t id);
/* Counts something for the summary ("foreign replies", "malformed replies"). */
void probe_count(struct probe *, const char *what, uint64_t n);

/* Wants to send a new question; tries starts at 0, turn() comes when the pace allows. */
void job_ask(struct job *, const char *question);
/* Wants to ask again something that was answered before, to see whether the
 * device still answers anything; the question of the records stays the one that
 * was not answered. */
void job_check(struct job *);
/* Wants another try of the same question. False, and nothing done, where the
 * retries are used up; one that has answered something gets two more. */
bool job_again(struct job *);
/* The time to wait for an answer to the present try, in ms: --timeout (or what
 * the scanner found to be enough), doubled with each try, at most four times as
 * long. */
uint32_t job_timeout(const struct job *);
/* late() comes after ms, unless job_ask, job_again or job_done comes first. */
void job_wait(struct job *, uint32_t ms);
/* A packet or a connection attempt went out (bytes of payload, 0 for a connection). */
void job_sent(struct job *, size_t bytes);
/* A packet of job_sent() did not go out after all. */
void job_unsent(struct job *, size_t bytes);
/* An answer to the present question came: ends the wait, feeds the harm detector. */
void job_heard(struct job *, size_t bytes);
/* A device that had answered does not answer anything any more since it was
 * asked the present question. job_done() must follow. */
void job_lost(struct job *);
void job_observe(struct job *, const char *key, const char *index, const void *value, size_t len);
void job_observe_text(struct job *, const char *key, const char *index, const char *text);
/* True where something at the target's address was observed, by whatever probe. */
bool job_known(struct job *);
/* What the rules would like to know about this target after what was observed
 * so far; at most max, returns how many. 0 where nothing is suggested. */
size_t job_suggest(struct job *, struct question *out, size_t max);
/* The job is over. end() is called before this returns or soon after; the job
 * must not be touched any more. */
void job_done(struct job *, enum outcome);
/* A sink whose puts are job_observe of this job. */
struct job_sink {
	struct sink sink; /* first */
	struct job *job;
};
struct job_sink job_sink_of(struct job *);

#endif
