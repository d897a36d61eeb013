/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * snmp.c: the conversation with an agent.
 *
 *   engine discovery and the system group, in turns, until one is answered
 *     └▶ what is still missing of the two
 *          └▶ what the rules suggest, then the tables of the depth, then the end
 *
 * A target that says nothing costs little memory: a talk is begun with the
 * first answer. One request is in flight per device, always.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "probes/list.h"
#include "probes/snmp_socket.h"
#include "probes/snmp_tables.h"
#include "probes/snmp_usm.h"
#include "probes/snmp_walk.h"

/* What all walks at one device may cost. */
#define BUDGET_PACKETS 600
#define BUDGET_BYTES (2u * 1024 * 1024)
#define BUDGET_SECONDS 300
/* Vendor objects in one request, and in all. */
#define VENDOR_WIDTH 12
#define VENDOR_MAX 64
/* How long to wait where the system had no room for a datagram, in ms. */
#define SHORTAGE_MS 5
#define NAMES_MAX 24

#define COMMUNITY_DEFAULT "public"

enum question_kind {
	ASK_NONE,
	ASK_DISCOVERY,
	ASK_SYSTEM,
	ASK_SINGLE,
	ASK_VENDOR,
	ASK_SCALARS,
	ASK_WALK,
	ASK_ALIVE /* something that it has answered before */
};

/* A community's system group, encoded once. */
struct prepared {
	const struct credential *credential; /* NULL: the default community */
	enum snmp_version version;
	struct snmp_template request;
};

struct snmp_state {
	struct snmp_sockets *sockets;
	struct snmp_keys *keys;
	struct snmp_template discovery;
	struct prepared *prepared;
	size_t n_prepared;
	struct snmp_oid system[8];
	struct snmp_template scratch;
};

/* With one that has answered. */
struct talk {
	enum snmp_version version;
	struct snmp_header engine; /* as discovered */
	struct snmp_usm *usm;
	bool resynchronised, refused;
	unsigned single; /* the object that is asked alone, of the system group or … */
	bool scalars;	 /* … of the present table */
	struct snmp_subtypes types;
	bool suggested;
	struct question vendor[VENDOR_MAX];
	size_t n_vendor, vendor_at, vendor_asked, vendor_width;
	size_t table;
	bool bulk;
	struct snmp_walk *walk;
	struct snmp_budget budget;
};

struct snmp_job {
	struct talk *talk;	      /* NULL: nothing was answered yet */
	uint16_t sequence;	      /* of the last request */
	uint16_t first;		      /* of the first request of the present question */
	uint8_t kind;		      /* enum question_kind */
	uint8_t checked;	      /* what was asked in vain before ASK_ALIVE */
	uint8_t discoveries, systems; /* tries so far */
	bool discovered, described, shortage;
	bool out;    /* a request is out: the job waits for its answer */
	bool v1;     /* the default community is tried in version 1 */
	bool silent; /* the last question was not answered */
};

_Static_assert(sizeof(struct snmp_job) <= 24, "hundreds of thousands of these wait at once");

/* ---- requests --------------------------------------------------------------- */

static enum snmp_version
version_of(const struct job *j)
{
	const struct snmp_job *s = j->state;

	if (s->talk != NULL)
		return s->talk->version;
	return j->credential != NULL ? j->credential->version : s->v1 ? SNMP_V1 : SNMP_V2C;
}

static const char *
community_of(const struct job *j)
{
	return j->credential != NULL ? j->credential->community : COMMUNITY_DEFAULT;
}

/* The names of the present question; where there is none, n is 0. */
static size_t
names_of(struct job *j, struct snmp_oid *names, int *command, unsigned *repetitions)
{
	struct snmp_state *state = j->probe->state;
	struct snmp_job *s = j->state;
	struct talk *t = s->talk;
	size_t n = 0;

	*command = SNMP_MSG_GET;
	*repetitions = 0;
	switch ((enum question_kind)s->kind) {
	case ASK_SYSTEM:
	case ASK_ALIVE:
		for (; n < snmp_system.n; n++)
			names[n] = state->system[n];
		break;
	case ASK_SINGLE:
		if (t->scalars)
			(void)snmp_oid_parse(
				snmp_tables[t->table].columns[t->single].oid, &names[n++]);
		else
			names[n++] = state->system[t->single];
		break;
	case ASK_VENDOR:
		t->vendor_asked = t->n_vendor - t->vendor_at;
		if (t->vendor_asked > t->vendor_width)
			t->vendor_asked = t->vendor_width;
		for (size_t i = 0; i < t->vendor_asked; i++)
			if (snmp_oid_parse(t->vendor[t->vendor_at + i].oid, &names[n]) == RESULT_OK)
				n++;
		break;
	case ASK_SCALARS:
		for (size_t i = 0; i < snmp_tables[t->table].n; i++)
			(void)snmp_oid_parse(snmp_tables[t->table].columns[i].oid, &names[n++]);
		break;
	case ASK_WALK:
		(void)snmp_walk_ask(t->walk, command, names, &n, repetitions);
		break;
	case ASK_NONE:
	case ASK_DISCOVERY:
		break;
	}
	return n;
}

/* The system group in a community is there already. */
static struct snmp_template *
find_prepared(struct job *j)
{
	struct snmp_state *state = j->probe->state;
	enum snmp_version version = version_of(j);

	for (size_t i = 0; i < state->n_prepared; i++)
		if (state->prepared[i].credential == j->credential &&
			state->prepared[i].version == version)
			return &state->prepared[i].request;
	return NULL;
}

/* The bytes of the present question under a request ID, or NULL. */
static struct snmp_template *
request_of(struct job *j, uint32_t id)
{
	struct snmp_state *state = j->probe->state;
	struct snmp_job *s = j->state;
	struct snmp_template *ready = NULL;
	struct snmp_oid names[NAMES_MAX];
	unsigned repetitions;
	int command;
	size_t n;

	if (s->kind == ASK_DISCOVERY || (s->kind == ASK_ALIVE && s->discovered))
		ready = &state->discovery;
	else if (s->kind == ASK_SYSTEM || s->kind == ASK_ALIVE)
		ready = find_prepared(j);
	if (ready == NULL) {
		enum result r;

		n = names_of(j, names, &command, &repetitions);
		ready = &state->scratch;
		r = version_of(j) == SNMP_V3 ? snmp_usm_encode(s->talk->usm, id, command, names, n,
						       repetitions, ready)
					     : snmp_encode(version_of(j), community_of(j), command,
						       names, n, repetitions, ready);
		if (r != RESULT_OK)
			return NULL;
	}
	snmp_patch(ready, id);
	return ready;
}

/* ---- what to ask next ---------------------------------------------------------- */

static void next_table(struct job *);

static void
ask(struct job *j, enum question_kind kind, const char *question)
{
	struct snmp_job *s = j->state;

	s->kind = (uint8_t)kind;
	s->out = false;
	s->first = (uint16_t)((s->sequence + 1u) % SNMP_SEQUENCES);
	job_ask(j, question);
}

static unsigned
tries_max(const struct job *j)
{
	const struct snmp_job *s = j->state;

	return j->probe->settings->retries + 1 +
	       (s->talk != NULL ? JOB_TRIES_MORE : j->probe->more_tries);
}

/* True where the answer to the system group may come at all. */
static bool
may_ask_system(const struct job *j)
{
	const struct snmp_job *s = j->state;

	if (s->described || (s->talk != NULL && s->talk->refused))
		return false;
	if (j->credential == NULL)
		return j->probe->settings->default_community;
	return version_of(j) != SNMP_V3 || (s->discovered && s->talk->usm != NULL);
}

static bool
wants_discovery(const struct job *j)
{
	const struct snmp_job *s = j->state;

	return !s->discovered && (j->probe->settings->snmp_discovery || version_of(j) == SNMP_V3);
}

/* The tries that are left of the two questions. On a path that loses much the one more
 * try is the system group's: far more agents have no version 3 than have nothing else. */
static bool
may_try_discovery(const struct job *j)
{
	const struct snmp_job *s = j->state;
	unsigned fewer = s->talk == NULL ? j->probe->more_tries : 0;

	return wants_discovery(j) && s->discoveries < tries_max(j) - fewer;
}

static bool
may_try_system(const struct job *j)
{
	const struct snmp_job *s = j->state;

	return may_ask_system(j) && s->systems < tries_max(j);
}

static void
end_talk(struct job *j)
{
	const struct snmp_job *s = j->state;

	job_done(j, s->described      ? OUTCOME_ANSWERED
		    : s->talk != NULL ? OUTCOME_NO_ACCESS
				      : OUTCOME_SILENT);
}

/* Is one that left a question unanswered still there at all? */
static void
check(struct job *j)
{
	struct snmp_job *s = j->state;

	s->checked = s->kind;
	s->kind = ASK_ALIVE;
	s->out = false;
	s->first = (uint16_t)((s->sequence + 1u) % SNMP_SEQUENCES);
	job_check(j);
}

static void
finish(struct job *j)
{
	const struct snmp_job *s = j->state;

	if (s->silent && s->talk != NULL && j->probe->settings->harm_check)
		check(j);
	else
		end_talk(j);
}

/* Version 1 with the default community is for those that said something else, to
 * us or to another probe. */
static bool
may_ask_v1(struct job *j)
{
	const struct snmp_job *s = j->state;

	return !s->described && !s->v1 && j->credential == NULL &&
	       j->probe->settings->default_community && (s->talk != NULL || job_known(j));
}

/* Discovery and the system group take turns, so that one that answers only to
 * one of them is found as soon as one that answers to both. */
static void
next(struct job *j)
{
	struct snmp_job *s = j->state;
	bool discovery = may_try_discovery(j), system = may_try_system(j);

	if (discovery && (!system || s->discoveries <= s->systems)) {
		ask(j, ASK_DISCOVERY, "snmp.engineID");
	} else if (system) {
		ask(j, ASK_SYSTEM, "snmp.system");
	} else if (may_ask_v1(j)) {
		s->v1 = true;
		if (s->talk != NULL) {
			s->talk->version = SNMP_V1;
			s->talk->refused = false;
		}
		s->systems = 0;
		next(j);
	} else if (s->described) {
		next_table(j);
	} else {
		finish(j);
	}
}

/* The reason why something was not read to its end is an observation. */
static void
note(struct job *j, const char *what, const char *why)
{
	job_observe_text(j, "snmp.walkEnd", what, why);
}

/* A large (or endless) table of components leaves a quarter for the neighbours. */
static bool
over_budget(const struct job *j)
{
	const struct snmp_job *s = j->state;
	const struct talk *t = s->talk;
	const struct snmp_budget *b = &t->budget;
	unsigned kept = j->probe->settings->depth >= DEPTH_TOPOLOGY && t->table < snmp_n_tables &&
					snmp_tables[t->table].depth < DEPTH_TOPOLOGY
				? 4
				: 0;

	if (kept == 0)
		return b->packets == 0 || b->bytes == 0 || clock_now() >= b->until;
	return b->packets <= BUDGET_PACKETS / kept || b->bytes <= BUDGET_BYTES / kept ||
	       clock_now() >= b->until - BUDGET_SECONDS / kept * CLOCK_S;
}

static void
end_walk(struct job *j)
{
	struct snmp_job *s = j->state;
	struct talk *t = s->talk;

	if (t->walk->end != NULL)
		note(j, t->walk->table->name, t->walk->end);
	if (t->walk->odd != NULL)
		job_observe_text(j, "snmp.oddity", t->walk->table->name, t->walk->odd);
	/* An agent that fell silent is left alone. */
	if (t->walk->end != NULL && strcmp(t->walk->end, "no answer") == 0)
		t->table = snmp_n_tables;
	else
		t->table++;
	t->bulk = t->walk->bulk;
	free(t->walk);
	t->walk = NULL;
	next_table(j);
}

static void
next_walk(struct job *j)
{
	struct snmp_job *s = j->state;
	struct talk *t = s->talk;

	if (t->walk->going != 0 && over_budget(j))
		snmp_walk_stop(t->walk, "over budget");
	if (t->walk->going != 0)
		ask(j, ASK_WALK, t->walk->table->name);
	else
		end_walk(j);
}

static bool
begin_vendor(struct job *j)
{
	struct snmp_job *s = j->state;
	struct talk *t = s->talk;

	if (!t->suggested) {
		t->suggested = true;
		t->n_vendor = job_suggest(j, t->vendor, VENDOR_MAX);
		t->vendor_width = VENDOR_WIDTH;
	}
	if (t->vendor_at >= t->n_vendor || over_budget(j))
		return false;
	ask(j, ASK_VENDOR, "snmp.oid");
	return true;
}

static void
next_table(struct job *j)
{
	struct snmp_job *s = j->state;
	struct talk *t = s->talk;
	enum depth depth = j->gentle ? DEPTH_IDENTIFY : j->probe->settings->depth;

	if (depth >= DEPTH_COMPONENTS && begin_vendor(j))
		return;
	while (t->table < snmp_n_tables && snmp_tables[t->table].depth > depth)
		t->table++;
	if (t->table == snmp_n_tables || depth == DEPTH_IDENTIFY) {
		finish(j);
	} else if (snmp_tables[t->table].scalars) {
		ask(j, ASK_SCALARS, snmp_tables[t->table].name);
	} else {
		t->walk = xmalloc(sizeof(*t->walk));
		snmp_walk_begin(t->walk, &snmp_tables[t->table], t->bulk && t->version != SNMP_V1);
		next_walk(j);
	}
}

/* ---- answers --------------------------------------------------------------------- */

static struct talk *
begin_talk(struct job *j)
{
	struct snmp_job *s = j->state;
	struct talk *t = s->talk;

	if (t != NULL)
		return t;
	t = xcalloc(1, sizeof(*t));
	t->version = version_of(j);
	t->bulk = true;
	t->budget = (struct snmp_budget){
		BUDGET_PACKETS, BUDGET_BYTES, clock_now() + BUDGET_SECONDS * CLOCK_S};
	s->talk = t;
	return t;
}

static void
put_number(struct sink *sink, const char *key, uint32_t n)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", n);
	sink_text(sink, key, "", text);
}

static void
put_engine(struct sink *sink, const struct snmp_header *h)
{
	struct buf hex = {0};

	text_hex(&hex, h->engine, h->engine_len);
	sink_text(sink, "snmp.engineID", "", buf_text(&hex));
	put_number(sink, "snmp.engineBoots", h->boots);
	put_number(sink, "snmp.engineTime", h->time);
	buf_free(&hex);
}

/* The variables of a GET's answer that are columns of a table. Returns how many. */
static size_t
put_scalars(struct sink *sink, const struct snmp_table *table, struct snmp_subtypes *types,
	const netsnmp_pdu *pdu)
{
	size_t n = 0;

	for (const netsnmp_variable_list *v = pdu->variables; v != NULL; v = v->next_variable)
		for (size_t i = 0; i < table->n; i++) {
			struct snmp_oid name;
			char text[SNMP_OID_MAX * 11];
			const char *value;
			size_t len;

			if (snmp_oid_parse(table->columns[i].oid, &name) != RESULT_OK ||
				snmp_oid_compare(v->name, v->name_length, name.arcs, name.n) != 0 ||
				!snmp_value(v, text, sizeof(text), &value, &len))
				continue;
			snmp_put(sink, &table->columns[i], types, "", v);
			n++;
		}
	return n;
}

static void
on_discovery(struct job *j, const struct snmp_header *h)
{
	struct snmp_state *state = j->probe->state;
	struct snmp_job *s = j->state;
	struct job_sink sink = job_sink_of(j);
	struct talk *t = begin_talk(j);

	if (s->discovered)
		return;
	s->discovered = true;
	t->engine = *h;
	put_engine(&sink.sink, h);
	if (version_of(j) == SNMP_V3 && t->usm == NULL)
		t->usm = snmp_usm_new(state->keys, j->credential, h);
}

static void
on_system(struct job *j, const netsnmp_pdu *pdu)
{
	struct snmp_job *s = j->state;
	struct job_sink sink = job_sink_of(j);
	struct talk *t = begin_talk(j);

	if (pdu->errstat == SNMP_ERR_AUTHORIZATIONERROR || pdu->errstat == SNMP_ERR_NOACCESS) {
		t->refused = true;
		job_observe_text(j, "snmp.error", "", snmp_errstring((int)pdu->errstat));
		next(j);
		return;
	}
	if (pdu->errstat == SNMP_ERR_NOERROR &&
		put_scalars(&sink.sink, &snmp_system, &t->types, pdu) > 0) {
		s->described = true;
		next(j);
		return;
	}
	/* tooBig, noSuchName, genErr, or an empty answer: one at a time. */
	t->single = 0;
	ask(j, ASK_SINGLE, snmp_system.columns[0].key);
}

static void
next_single(struct job *j)
{
	struct snmp_job *s = j->state;
	struct talk *t = s->talk;
	const struct snmp_table *table = t->scalars ? &snmp_tables[t->table] : &snmp_system;

	if (++t->single < table->n) {
		ask(j, ASK_SINGLE, table->columns[t->single].key);
		return;
	}
	if (t->scalars) {
		t->scalars = false;
		t->table++;
		next_table(j);
		return;
	}
	/* It answered, if only that it has none of them. */
	s->described = true;
	next(j);
}

static void
on_single(struct job *j, const netsnmp_pdu *pdu)
{
	const struct snmp_job *s = j->state;
	struct talk *t = s->talk;
	struct job_sink sink = job_sink_of(j);

	if (pdu->errstat == SNMP_ERR_NOERROR)
		(void)put_scalars(&sink.sink, t->scalars ? &snmp_tables[t->table] : &snmp_system,
			&t->types, pdu);
	next_single(j);
}

static void
put_vendor(struct job *j, const netsnmp_pdu *pdu)
{
	for (const netsnmp_variable_list *v = pdu->variables; v != NULL; v = v->next_variable) {
		char key[16 + SNMP_OID_MAX * 11] = "snmp.oid.", text[SNMP_OID_MAX * 11];
		const char *value;
		size_t len;

		if (v->name_length > SNMP_OID_MAX ||
			!snmp_value(v, text, sizeof(text), &value, &len))
			continue;
		snmp_oid_text(v->name, v->name_length, key + 9, sizeof(key) - 9);
		job_observe(j, key, "", value, len);
	}
}

static void
on_vendor(struct job *j, const netsnmp_pdu *pdu)
{
	struct snmp_job *s = j->state;
	struct talk *t = s->talk;
	size_t bad = (size_t)pdu->errindex;

	if (pdu->errstat == SNMP_ERR_NOERROR) {
		put_vendor(j, pdu);
		t->vendor_at += t->vendor_asked;
	} else if (pdu->errstat == SNMP_ERR_TOOBIG && t->vendor_width > 1) {
		t->vendor_width /= 2;
	} else if (bad >= 1 && bad <= t->vendor_asked) {
		/* Version 1 answers nothing where one is missing: without it, then. */
		memmove(&t->vendor[t->vendor_at + bad - 1], &t->vendor[t->vendor_at + bad],
			(t->n_vendor - t->vendor_at - bad) * sizeof(t->vendor[0]));
		t->n_vendor--;
	} else {
		t->vendor_at += t->vendor_asked;
	}
	next_table(j);
}

static void
on_scalars(struct job *j, const netsnmp_pdu *pdu)
{
	struct snmp_job *s = j->state;
	struct talk *t = s->talk;
	struct job_sink sink = job_sink_of(j);

	if (pdu->errstat == SNMP_ERR_NOERROR) {
		(void)put_scalars(&sink.sink, &snmp_tables[t->table], &t->types, pdu);
		t->table++;
		next_table(j);
		return;
	}
	/* Too big for it, or (version 1) one of them is missing: one at a time. */
	t->scalars = true;
	t->single = 0;
	ask(j, ASK_SINGLE, snmp_tables[t->table].columns[0].key);
}

static void
on_walk(struct job *j, const netsnmp_pdu *pdu)
{
	struct snmp_job *s = j->state;
	struct job_sink sink = job_sink_of(j);

	snmp_walk_take(s->talk->walk, pdu, &sink.sink);
	next_walk(j);
}

/* usmStats (RFC 3414 5): why the engine would not answer. */
static const char *
report_name(const netsnmp_pdu *pdu, unsigned *number)
{
	static const oid stats[] = {1, 3, 6, 1, 6, 3, 15, 1, 1};
	static const char *const names[] = {"report", "usmStatsUnsupportedSecLevels",
		"usmStatsNotInTimeWindows", "usmStatsUnknownUserNames", "usmStatsUnknownEngineIDs",
		"usmStatsWrongDigests", "usmStatsDecryptionErrors"};
	const netsnmp_variable_list *v = pdu->variables;

	*number = 0;
	if (v != NULL && v->name_length > OID_LENGTH(stats) &&
		memcmp(v->name, stats, sizeof(stats)) == 0 && v->name[OID_LENGTH(stats)] <= 6)
		*number = (unsigned)v->name[OID_LENGTH(stats)];
	return names[*number];
}

/* A report to a question that was signed, or should have been. */
static void
on_report(struct job *j, const struct snmp_header *h, const netsnmp_pdu *pdu)
{
	struct snmp_job *s = j->state;
	struct talk *t = s->talk;
	unsigned number;
	const char *name = report_name(pdu, &number);

	if (number == 2 && !t->resynchronised) {
		t->resynchronised = true;
		snmp_usm_clock(t->usm, h->boots, h->time);
		ask(j, (enum question_kind)s->kind, j->question);
		return;
	}
	job_observe_text(j, "snmp.error", "", name);
	t->refused = true;
	if (s->described)
		finish(j);
	else
		next(j);
}

static void
on_response(struct job *j, const netsnmp_pdu *pdu)
{
	const struct snmp_job *s = j->state;

	switch ((enum question_kind)s->kind) {
	case ASK_SINGLE:
		on_single(j, pdu);
		break;
	case ASK_VENDOR:
		on_vendor(j, pdu);
		break;
	case ASK_SCALARS:
		on_scalars(j, pdu);
		break;
	case ASK_WALK:
		on_walk(j, pdu);
		break;
	default:
		on_system(j, pdu);
	}
}

/* A late answer to the one question while the other is out. The wait goes on. */
static void
wait_on(struct job *j)
{
	const struct snmp_job *s = j->state;

	if (s->out)
		job_wait(j, j->probe->timeout_ms);
}

/* Discovery's report came: now, or while the system group is out. */
static void
take_discovery(struct job *j, const struct snmp_header *h)
{
	struct snmp_job *s = j->state;
	bool asked = s->kind == ASK_DISCOVERY;

	on_discovery(j, h);
	if (asked)
		next(j);
	else
		wait_on(j);
}

/* No answer came to what was asked of one that has answered, with all tries: on
 * with the next. */
static void
pass_over(struct job *j)
{
	struct snmp_job *s = j->state;

	switch ((enum question_kind)s->kind) {
	case ASK_SINGLE:
		if (!s->talk->scalars) {
			next_single(j);
			break;
		}
		s->talk->scalars = false;
		note(j, snmp_tables[s->talk->table].name, "no answer");
		s->talk->table = snmp_n_tables;
		next_table(j);
		break;
	case ASK_VENDOR:
		note(j, "snmp.oid", "no answer");
		s->talk->vendor_at = s->talk->n_vendor;
		next_table(j);
		break;
	case ASK_SCALARS:
		note(j, snmp_tables[s->talk->table].name, "no answer");
		s->talk->table = snmp_n_tables;
		next_table(j);
		break;
	case ASK_WALK:
		if (snmp_walk_late(s->talk->walk))
			next_walk(j);
		else
			end_walk(j);
		break;
	default:
		end_talk(j);
	}
}

/* It still answers, but not what it was asked before. */
static void
is_there(struct job *j)
{
	struct snmp_job *s = j->state;

	s->kind = s->checked;
	pass_over(j);
}

/* ---- from the wire ------------------------------------------------------------------ */

/* True where the request was one of the present question (a try of it), which
 * must have gone out: a second answer to the one before finds none. */
static bool
is_present(const struct snmp_job *s, uint32_t sequence)
{
	uint32_t back = (s->sequence + SNMP_SEQUENCES - sequence) % SNMP_SEQUENCES;
	uint32_t tries = (s->sequence + SNMP_SEQUENCES - s->first) % SNMP_SEQUENCES;

	return s->out && back <= tries;
}

/* True where the request was one of the job's at all; the budget keeps their
 * numbers below SNMP_SEQUENCES. */
static bool
was_sent(const struct snmp_job *s, uint32_t sequence)
{
	return sequence >= 1 && sequence <= s->sequence;
}

/* Before anything is known, both questions are out in turns: any answer to what
 * was sent counts. */
static bool
is_wanted(const struct snmp_job *s, uint32_t sequence, bool report)
{
	if (is_present(s, sequence))
		return true;
	if (!was_sent(s, sequence))
		return false;
	if (s->kind == ASK_ALIVE) /* a late answer to something else says it, too */
		return true;
	return (s->kind == ASK_DISCOVERY || s->kind == ASK_SYSTEM) && (report || !s->described);
}

static void
take_message(struct job *j, const struct snmp_header *h, netsnmp_pdu *pdu, struct bytes raw)
{
	struct snmp_job *s = j->state;
	bool report = h->version == SNMP_V3 && pdu != NULL && pdu->command == SNMP_MSG_REPORT;
	netsnmp_pdu *opened = NULL;

	if (s->kind == ASK_ALIVE) {
		is_there(j);
	} else if (report && !s->discovered) {
		if (h->engine_len > 0)
			take_discovery(j, h);
		else
			wait_on(j);
	} else if (report && s->talk->usm != NULL && s->kind != ASK_DISCOVERY) {
		on_report(j, h, pdu);
	} else if (h->version == SNMP_V3 && s->talk != NULL && s->talk->usm != NULL &&
		   j->credential->level > SNMP_NOAUTHNOPRIV) {
		/* What isn't authentic is nobody's answer. */
		if (snmp_usm_decode(s->talk->usm, raw, &opened) == RESULT_OK) {
			on_response(j, opened);
		} else {
			probe_count(j->probe, "replies that are not authentic", 1);
			wait_on(j);
		}
	} else if (pdu != NULL && pdu->command == SNMP_MSG_RESPONSE) {
		on_response(j, pdu);
	} else {
		probe_count(j->probe, "malformed replies", 1);
		wait_on(j);
	}
	snmp_free_pdu(opened);
}

/* An ICMP error ends the wait at once. One that has answered before is late. */
static void
take_error(struct job *j, int error)
{
	struct snmp_job *s = j->state;

	if (error == EMSGSIZE)
		return;
	probe_count(j->probe, "ICMP unreachable", 1);
	if (s->talk == NULL)
		job_done(j, OUTCOME_CLOSED);
}

static void
received(struct probe *p, const struct addr *from, struct bytes message, int error)
{
	struct snmp_header h;
	netsnmp_pdu *pdu = NULL;
	struct job *j = NULL;

	if (snmp_decode(message, &h, &pdu) != RESULT_OK)
		probe_count(p, "malformed replies", 1);
	else if ((j = probe_find(p, snmp_request_job(h.id))) == NULL)
		probe_count(p, "late or unknown replies", 1);
	else if (!addr_equal(&j->addr, from) && !p->settings->accept_other_address)
		probe_count(p, "foreign replies", 1);
	else if (error != 0)
		take_error(j, error);
	else if (!is_wanted(j->state, snmp_request_sequence(h.id),
			 pdu != NULL && pdu->command == SNMP_MSG_REPORT))
		probe_count(p, "late or unknown replies", 1);
	else {
		struct snmp_job *s = j->state;

		j->overtaken = s->out && snmp_request_sequence(h.id) != s->sequence;
		job_heard(j, message.left);
		s->silent = false;
		if (s->talk != NULL && s->talk->budget.bytes > message.left)
			s->talk->budget.bytes -= message.left;
		else if (s->talk != NULL)
			s->talk->budget.bytes = 0;
		take_message(j, &h, pdu, message);
	}
	snmp_free_pdu(pdu);
}

/* ---- the module --------------------------------------------------------------------- */

static enum result
module_start(struct job *j)
{
	if (!wants_discovery(j) && !may_ask_system(j))
		return RESULT_REFUSED;
	next(j);
	return RESULT_OK;
}

/* Any answer counts while one of the two questions is out, whichever it was and
 * however late. So where the wait follows what answers take, only the last one is
 * long: one that said nothing yet, a slow one among fast ones, has the whole time-out
 * since it was asked first, or since it was asked last where the path loses much (its
 * answers to the first tries may be what was lost). */
static uint32_t
wait_adapted(const struct job *j)
{
	const struct snmp_job *s = j->state;
	uint32_t ms = j->probe->timeout_ms, told = j->probe->settings->timeout_ms;
	uint32_t waited = (uint32_t)(s->discoveries + s->systems - 1) * ms;

	if (may_try_discovery(j) || may_try_system(j))
		return ms;
	if (s->talk != NULL)
		return 2 * ms;
	if (j->probe->more_tries > 0)
		waited = 0;
	return waited + 2 * ms > told ? 2 * ms : told - waited;
}

static uint32_t
wait_of(const struct job *j)
{
	const struct snmp_job *s = j->state;
	unsigned tries;

	if (s->kind != ASK_DISCOVERY && s->kind != ASK_SYSTEM)
		return job_timeout(j);
	if (j->probe->adapts)
		return wait_adapted(j);
	tries = s->kind == ASK_DISCOVERY ? s->discoveries : s->systems;
	return j->probe->timeout_ms << (tries > 3 ? 2 : tries > 0 ? tries - 1 : 0);
}

static enum result
module_turn(struct job *j)
{
	struct snmp_state *state = j->probe->state;
	struct snmp_job *s = j->state;
	uint16_t sequence = (uint16_t)((s->sequence + 1u) % SNMP_SEQUENCES);
	struct snmp_template *request = request_of(j, snmp_request_id(j->id, sequence));
	enum result r;

	if (request == NULL)
		return RESULT_INTERNAL;
	r = snmp_sockets_send(state->sockets, &j->addr, j->port, request->bytes, request->len);
	s->shortage = r == RESULT_AGAIN;
	if (s->shortage) {
		job_wait(j, SHORTAGE_MS);
		return RESULT_OK;
	}
	if (r != RESULT_OK && s->talk != NULL) {
		end_talk(j); /* the way there was lost; what it said before stands */
		return RESULT_OK;
	}
	if (r != RESULT_OK) {
		job_done(j, OUTCOME_CLOSED);
		return RESULT_OK;
	}
	s->sequence = sequence;
	s->out = true;
	s->discoveries = (uint8_t)(s->discoveries + (s->kind == ASK_DISCOVERY));
	s->systems = (uint8_t)(s->systems + (s->kind == ASK_SYSTEM));
	if (s->talk != NULL && s->talk->budget.packets > 0)
		s->talk->budget.packets--;
	job_sent(j, request->len);
	job_wait(j, wait_of(j));
	return RESULT_OK;
}

/* GETBULK may be what an agent can't bear: it is soon asked for less. */
static bool
try_again(struct job *j)
{
	const struct snmp_job *s = j->state;

	if (s->kind == ASK_WALK && s->talk->walk->bulk && j->tries > j->probe->settings->retries)
		return false;
	return job_again(j);
}

static void
module_late(struct job *j)
{
	struct snmp_job *s = j->state;

	if (s->shortage) {
		s->shortage = false;
		(void)job_again(j);
		return;
	}
	s->silent = true;
	if (s->kind == ASK_DISCOVERY || s->kind == ASK_SYSTEM) {
		next(j);
	} else if (try_again(j)) {
		return;
	} else if (s->kind == ASK_ALIVE) {
		job_lost(j);
		end_talk(j);
	} else if (j->probe->settings->harm_check) {
		check(j);
	} else {
		pass_over(j);
	}
}

/* A request could not go out: there is no way to that address. */
static void
unsent(struct probe *p, const struct addr *to, struct bytes message, int error)
{
	struct snmp_header h;
	netsnmp_pdu *pdu = NULL;
	struct job *j = NULL;

	(void)to;
	(void)error;
	if (snmp_decode(message, &h, &pdu) == RESULT_OK)
		j = probe_find(p, snmp_request_job(h.id));
	snmp_free_pdu(pdu);
	if (j == NULL)
		return;
	job_unsent(j, message.left);
	job_done(j,
		((struct snmp_job *)j->state)->talk == NULL ? OUTCOME_CLOSED : OUTCOME_NO_ACCESS);
}

static enum result
module_flush(struct probe *p)
{
	struct snmp_state *state = p->state;

	return snmp_sockets_flush(p, state->sockets, unsent);
}

static void
module_ready(struct probe *p, int fd, unsigned how, void *whose)
{
	struct snmp_state *state = p->state;

	(void)whose;
	snmp_sockets_read(p, state->sockets, fd, how, received);
}

static void
module_end(struct job *j)
{
	struct snmp_job *s = j->state;

	if (s->talk == NULL)
		return;
	snmp_usm_free(s->talk->usm);
	free(s->talk->walk);
	free(s->talk);
	s->talk = NULL;
}

/* One message without a conversation: a capture, a replay. */
static enum result
module_decode(struct bytes message, struct sink *sink)
{
	struct snmp_header h;
	struct snmp_subtypes types = {0};
	netsnmp_pdu *pdu = NULL;
	enum result r = snmp_decode(message, &h, &pdu);

	if (h.version == SNMP_V3 && h.engine_len > 0)
		put_engine(sink, &h);
	if (pdu != NULL && pdu->errstat == SNMP_ERR_NOERROR && pdu->command == SNMP_MSG_RESPONSE)
		(void)put_scalars(sink, &snmp_system, &types, pdu);
	snmp_free_pdu(pdu);
	return r;
}

static enum result
prepare(struct snmp_state *state, const struct credential *c, enum snmp_version version)
{
	struct prepared *p;

	state->prepared = xrealloc(state->prepared, state->n_prepared + 1, sizeof(*p));
	p = &state->prepared[state->n_prepared++];
	p->credential = c;
	p->version = version;
	return snmp_encode(version, c != NULL ? c->community : COMMUNITY_DEFAULT, SNMP_MSG_GET,
		state->system, snmp_system.n, 0, &p->request);
}

static enum result
prepare_all(struct snmp_state *state, const struct settings *s)
{
	enum result r = snmp_encode_discovery(&state->discovery);

	for (size_t i = 0; i < snmp_system.n && r == RESULT_OK; i++)
		r = snmp_oid_parse(snmp_system.columns[i].oid, &state->system[i]);
	if (r == RESULT_OK)
		r = prepare(state, NULL, SNMP_V2C);
	if (r == RESULT_OK)
		r = prepare(state, NULL, SNMP_V1);
	for (size_t i = 0; i < s->n_credentials && r == RESULT_OK; i++)
		if (s->credentials[i].version != SNMP_V3)
			r = prepare(state, &s->credentials[i], s->credentials[i].version);
	return r;
}

static void
module_close(struct probe *p)
{
	struct snmp_state *state = p->state;

	snmp_sockets_close(p, state->sockets);
	snmp_keys_free(state->keys);
	if (state->prepared != NULL)
		explicit_bzero(state->prepared, state->n_prepared * sizeof(*state->prepared));
	explicit_bzero(&state->scratch, sizeof(state->scratch));
	free(state->prepared);
}

static enum result
module_check(const struct settings *s)
{
	struct snmp_keys *keys = NULL;
	enum result r = snmp_keys_new(s, &keys);

	snmp_keys_free(keys);
	return r;
}

static enum result
module_open(struct probe *p, const struct settings *s)
{
	struct snmp_state *state = p->state;
	enum result r = snmp_keys_new(s, &state->keys);

	if (r == RESULT_OK)
		r = prepare_all(state, s);
	if (r == RESULT_OK)
		r = snmp_sockets_open(p, s, &state->sockets);
	if (r != RESULT_OK)
		module_close(p);
	return r;
}

static const struct field fields[] = {
	{"snmp.sysDescr", "what it says it is"},
	{"snmp.sysObjectID", "what its maker calls it"},
	{"snmp.sysUpTime", "hundredths of a second since its start"},
	{"snmp.sysContact", "who looks after it"},
	{"snmp.sysName", "its name"},
	{"snmp.sysLocation", "where it stands, as somebody wrote"},
	{"snmp.sysServices", "the layers it works at"},
	{"snmp.engineID", "SNMPv3 engine ID, hexadecimal"},
	{"snmp.engineBoots", "starts of the engine"},
	{"snmp.engineTime", "seconds since its last start"},
	{"snmp.error", "why it gave no access"},
	{"snmp.oddity", "what values of a table (the index) its MIB doesn't allow"},
	{"snmp.walkEnd", "why a table (the index) was not read to its end"},
	{"snmp.entPhysical*", "ENTITY-MIB's columns, by entPhysicalIndex"},
	{"snmp.lldpLoc*", "LLDP-MIB: itself and its ports"},
	{"snmp.lldpRem*", "LLDP-MIB: its neighbours"},
	{"snmp.oid.*", "an object of its maker's own that a rule asked for"},
	{NULL, NULL},
};

const struct probe_module probe_snmp = {
	.name = "snmp",
	.summary = "SNMP: engine, system group, components, neighbours",
	.fields = fields,
	.needs = PROBE_NEED_CREDENTIALS,
	.port = 161,
	.state_size = sizeof(struct snmp_state),
	.job_size = sizeof(struct snmp_job),
	.check = module_check,
	.open = module_open,
	.start = module_start,
	.turn = module_turn,
	.late = module_late,
	.flush = module_flush,
	.ready = module_ready,
	.decode = module_decode,
	.end = module_end,
	.close = module_close,
};
