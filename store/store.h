/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * store.h: one SQLite file per operator. No SQL outside this room. A sweep is
 * a row; everything hangs on it. Writes are gathered in one transaction until
 * store_commit(); whatever was committed survives the death of the process.
 *
 * Errors: functions return RESULT_STORE (or RESULT_NO_SPACE on a full disk)
 * and store_error() tells the words. After RESULT_NO_SPACE what was committed
 * is intact and the store can be closed.
 */
#ifndef RANMAP_STORE_STORE_H
#define RANMAP_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/component.h"
#include "base/element.h"
#include "base/identification.h"
#include "base/link.h"
#include "base/observation.h"
#include "base/result.h"
#include "base/site.h"
#include "base/traits.h"

struct store;

enum store_mode {
	STORE_READ,  /* must exist; RESULT_NOT_FOUND else */
	STORE_WRITE, /* is made, with mode 0600, where it doesn't exist; migrated where it is older
		      */
};

/* Opens a store. RESULT_NEWER for one of a later version, RESULT_MALFORMED for
 * a file that is none; why gets a sentence for the user on any error. */
enum result store_open(const char *path, enum store_mode, struct store **out, struct buf *why);
void store_close(struct store *); /* commits; accepts NULL */
const char *store_error(const struct store *);

/* A store is for one thread at a time. Where two share one, each holds it for what it
 * does and releases it; holding twice is a deadlock. */
void store_hold(struct store *);
void store_release(struct store *);

/* Takes the sweep lock of this store (a lock on FILE.lock that dies with its
 * process). RESULT_BUSY where another process holds it: holder gets its process
 * ID and command. Never blocks: --wait calls it again from a timer. */
enum result store_lock(struct store *, struct buf *holder);
void store_unlock(struct store *);

/* ---- sweeps ------------------------------------------------------------- */

enum sweep_state { SWEEP_RUNNING, SWEEP_DONE, SWEEP_BROKEN /* ended early, can be resumed */ };

struct sweep {
	int64_t id;
	const char *kind;	   /* "scan", "listen", "read" */
	int64_t started, finished; /* wall; finished 0 while it runs */
	enum sweep_state state;
	uint64_t key;	     /* of the permutation */
	const char *targets; /* targets_format() of what it visits; "" for listen and read */
	uint64_t n_targets;
	const char *options; /* JSON object of the options it was begun with; no secrets */
	const char *summary; /* JSON object, at the end; "" before */
	const char *version; /* of the program */
};

/* Writes and commits the row. id is set. state, finished, summary are not read. */
enum result store_sweep_begin(struct store *, struct sweep *);
/* Commits everything and the end of the sweep. */
enum result store_sweep_end(struct store *, int64_t sweep, enum sweep_state, const char *summary);
/* By id; id 0: the last one; RESULT_NOT_FOUND. Strings are copied to the arena. */
enum result store_sweep_get(struct store *, int64_t id, struct arena *, struct sweep *out);
/* The last sweep of kind scan that isn't done; RESULT_NOT_FOUND. */
enum result store_sweep_unfinished(struct store *, struct arena *, struct sweep *out);
/* Opens a broken (or killed) sweep again as running. */
enum result store_sweep_reopen(struct store *, int64_t sweep);
/* All sweeps, oldest first; the callback returns false to stop. */
enum result store_sweeps(struct store *, bool (*)(void *, const struct sweep *), void *);

/* ---- progress: which positions of the permutation are finished ----------- */

/* Position is finished: a bit, written with the next commit. */
enum result store_done(struct store *, int64_t sweep, uint64_t position);
/* True where it was finished before (loaded once when a sweep is reopened). */
bool store_is_done(struct store *, int64_t sweep, uint64_t position);
/* How many positions are finished. */
uint64_t store_done_count(struct store *, int64_t sweep);

/* ---- what was seen ------------------------------------------------------ */

/* The row of a subject in a sweep, made where it is new. */
enum result store_subject(struct store *, int64_t sweep, const struct subject *, int64_t *id);
enum result store_observe(struct store *, int64_t subject, const struct observation *);

/* One probe's visit of a subject. */
struct visit {
	const char *probe;
	uint16_t port;
	enum outcome outcome;
	const char *last_question; /* "" for none */
	const char *credential;	   /* name of the entry used, "" for none */
	uint64_t packets, bytes;   /* sent */
	int64_t first, last;	   /* wall; of what was sent */
};
/* A second visit of a subject in a sweep (it was broken off and asked again) adds
 * up with the first: the record of what was sent stays true. */
enum result store_visit(struct store *, int64_t subject, const struct visit *);
/* The visit of an address that said nothing and needs no row of its own: kept in
 * a few bytes, as a large prefix has a million of them. */
enum result store_silence(struct store *, int64_t sweep, const struct addr *, const struct visit *);
/* The observations of a subject, in the order they were put; copied to the arena. */
enum result store_subject_observations(
	struct store *, int64_t subject, struct arena *, struct observation **out, size_t *n);
/* Takes them back, so that they can be put anew together with later ones. */
enum result store_subject_forget(struct store *, int64_t subject);

/* ---- harm ---------------------------------------------------------------- */

/* An event of a sweep, a JSON object. */
enum result store_harm(struct store *, int64_t sweep, const char *event);
/* Those of a sweep, oldest first. */
enum result store_harms(struct store *, int64_t sweep, void (*)(void *, const char *event), void *);
/* A device fell silent altogether when it was asked this. */
enum result store_fragile(struct store *, int64_t sweep, const struct addr *, const char *probe,
	const char *question);
/* Every device that was marked so since then (seconds, wall clock), by whatever sweep. */
enum result store_fragiles(
	struct store *, int64_t since, void (*)(void *, const struct addr *), void *);

enum result store_identify(struct store *, int64_t subject, const struct identification *);
/* Replaces what follows from the observations of a subject. */
enum result store_derive(struct store *, int64_t subject, const struct traits *,
	const struct component *, size_t n_components, const struct told *, size_t n_told);
/* Replaces the elements of a sweep, with its links: begin, put each with its
 * subjects, (commit). */
enum result store_elements_begin(struct store *, int64_t sweep);
enum result store_element_put(
	struct store *, const struct element *, const int64_t *subjects, size_t n);
/* The same of an element with one subject, and it is who that one is (who isn't
 * read; the claimed name where name is ""): the texts are copied as they are.
 * RESULT_NOT_FOUND: nothing is written, as the subject was never identified. */
enum result store_element_copy(struct store *, const struct element *, int64_t subject);

/* name, role, manufacturer and site of the ends are not written: a reader takes
 * them from the elements. */
enum result store_link_put(struct store *, const struct link *);
/* From this sweep on the identity belongs to the element; "": to several, it
 * tells nothing. What a later sweep wrote stays. */
enum result store_identity_put(
	struct store *, const char *identity, const char *element, int64_t sweep);
/* The sweep found that an element of earlier ones is a part of another. */
enum result store_merged_put(struct store *, const char *element, const char *into, int64_t sweep);
/* Replaces the list of sites: begin, put each. */
enum result store_sites_begin(struct store *);
enum result store_site_put(struct store *, const struct site *);

enum result store_commit(struct store *);
/* Rows written since the last commit. */
size_t store_pending(const struct store *);

/* ---- reading ------------------------------------------------------------- */

struct store_cursor;
void store_cursor_close(struct store_cursor *); /* accepts NULL */

/* Which sweeps a reader covers: one, or (0) all, each thing as last seen. */
struct store_scope {
	int64_t sweep;
};

/* Elements in order of id; strings live until the next call. RESULT_END after the last. */
enum result store_elements_open(struct store *, struct store_scope, struct store_cursor **);
enum result store_elements_next(struct store_cursor *, struct element *out);

/* What counting them needs, in no order: of each element with a verdict up to most
 * only id, name, the claims of manufacturer and role, verdict and candidates. */
enum result store_verdicts_open(
	struct store *, struct store_scope, enum verdict most, struct store_cursor **);
enum result store_verdicts_next(struct store_cursor *, struct element *out);

/* Subjects of one sweep (in order of id) with all their observations, for
 * identification again and for joining. Strings live until the next call. */
struct subject_row {
	int64_t id;
	struct subject subject;
	enum outcome outcome;			/* the greatest of its visits */
	const struct observation *observations; /* in the order they were put */
	size_t n_observations;
	struct identification who; /* as stored; verdict unknown where none was */
};
enum result store_subjects_open(struct store *, int64_t sweep, struct store_cursor **);
enum result store_subjects_next(struct store_cursor *, struct subject_row *out);
/* The same of one address at a time, but for who they are: open once, say which,
 * take them with store_subjects_next(), say the next one. */
enum result store_heard_open(struct store *, struct store_cursor **);
void store_heard_of(struct store_cursor *, int64_t sweep, const struct addr *);

/* The identification of one subject; verdict unknown where none is stored. Texts
 * are copied to the arena. */
enum result store_identification(
	struct store *, int64_t subject, struct arena *, struct identification *out);

/* The traits of the subjects of one sweep, in order of id, with what of their
 * identification joins. Subjects without observations have none. */
struct traits_row {
	int64_t id;
	struct subject subject;
	enum outcome outcome;
	struct traits traits;
	const char *manufacturer, *model, *serial; /* claims; "" where not known */
};
enum result store_traits_open(struct store *, int64_t sweep, struct store_cursor **);
enum result store_traits_next(struct store_cursor *, struct traits_row *out);
/* Whom the subjects of a sweep tell of, in order of subject. */
struct told_row {
	int64_t subject;
	struct told told;
};
enum result store_told_open(struct store *, int64_t sweep, struct store_cursor **);
enum result store_told_next(struct store_cursor *, struct told_row *out);
/* Subjects of a sweep (as store_subjects_open()) of which nothing was derived
 * yet: an older ranmap wrote them. */
enum result store_underived_open(struct store *, int64_t sweep, struct store_cursor **);
/* What is known of identities from all sweeps, in their order. */
struct identity_row {
	const char *identity, *element;
};
enum result store_identities_open(struct store *, struct store_cursor **);
enum result store_identities_next(struct store_cursor *, struct identity_row *out);

/* Components in order of element and index; those of an element come from the
 * last sweep (in scope) that read them. */
struct component_row {
	const char *element_id;
	const char *element_manufacturer; /* where identified; "" */
	struct component component;
};
enum result store_components_open(struct store *, struct store_scope, struct store_cursor **);
enum result store_components_next(struct store_cursor *, struct component_row *out);
/* Parts that another maker made than their element's, counted, the most first. */
struct foreign_row {
	const char *maker, *element_maker;
	uint64_t parts, elements; /* elements: that have such parts */
};
enum result store_foreign_open(struct store *, struct store_scope, struct store_cursor **);
enum result store_foreign_next(struct store_cursor *, struct foreign_row *out);
/* Links in order of their ID. Over all sweeps a link is told until a later one
 * read the table of an end that told it, and didn't find it any more. */
enum result store_links_open(struct store *, struct store_scope, struct store_cursor **);
enum result store_links_next(struct store_cursor *, struct link *out);
/* Sites as the last sites file had them, in order of ID. */
enum result store_sites_open(struct store *, struct store_cursor **);
enum result store_sites_next(struct store_cursor *, struct site *out);

/* Addresses as last seen, in address order: one row per address and probe. */
struct address_row {
	struct addr addr;
	const char *element_id; /* "" for none */
	enum outcome outcome;
	const char *probe, *last_question, *credential;
	uint64_t packets, bytes;
	int64_t first, last;
	int64_t sweep;
};
enum result store_addresses_open(struct store *, struct store_scope, struct store_cursor **);
enum result store_addresses_next(struct store_cursor *, struct address_row *out);
/* The same without element and last question, which take half of its time. With
 * store_addresses_next(). */
enum result store_answers_open(struct store *, struct store_scope, struct store_cursor **);
/* The same, and those that said nothing: all that was sent. With store_addresses_next(). */
enum result store_sent_open(struct store *, struct store_scope, struct store_cursor **);

#endif
