/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * agent.c: the SNMP agent that every simulated device shares. A question is
 * decoded into names; the names are looked up into findings; the findings are
 * written from the last to the first (see ber.h).
 */
#include "sim/agent.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "sim/agent_v3.h"
#include "sim/odd.h"

#define MAX_NAMES 128	  /* objects of one question */
#define MAX_FINDINGS 1024 /* objects of one answer */
/* Octets around the objects: message, version, PDU, three integers and lengths. */
#define OVERHEAD 40

/* RFC 3416 section 3, error-status. */
enum error_status {
	NO_ERROR = 0,
	TOO_BIG = 1,
	NO_SUCH_NAME = 2,
	GEN_ERR = 5,
	NO_ACCESS = 6,
};

struct finding {
	const uint32_t *oid;
	const uint8_t *value;
	uint16_t len;
	uint8_t n, tag, live;
};

struct agent {
	struct oid names[MAX_NAMES];
	size_t n_names;
	struct finding findings[MAX_FINDINGS];
	size_t n_findings;
	size_t size; /* octets of the findings on the wire */
	struct odd_room rooms[2];
	/* Names of rows that an odd agent made up. */
	uint32_t made[MAX_FINDINGS * 16];
	size_t n_made;
};

/* One decoded PDU of the community-based versions. */
struct pdu {
	uint8_t tag;
	int64_t id, a, b;  /* request-id; error-status, -index or non-repeaters, max-repetitions */
	struct bytes list; /* the variable bindings as they came */
};

static const uint32_t system_group[] = {1, 3, 6, 1, 2, 1, 1};

#define COUNT(a) (sizeof(a) / sizeof *(a))

struct agent *
agent_new(void)
{
	return xcalloc(1, sizeof(struct agent));
}

void
agent_free(struct agent *agent)
{
	if (agent == NULL)
		return;
	odd_room_free(&agent->rooms[0]);
	odd_room_free(&agent->rooms[1]);
	free(agent);
}

static bool
in_system(const struct agent_view *view, const uint32_t *oid, size_t n)
{
	return view->system != NULL && n >= COUNT(system_group) &&
	       memcmp(oid, system_group, sizeof system_group) == 0;
}

static const struct row *
get(const struct agent_view *view, const uint32_t *oid, size_t n)
{
	if (in_system(view, oid, n))
		return mib_get(view->system, oid, n);
	return mib_get(view->whole(view->context), oid, n);
}

/* Keeps the name of a made-up row for as long as the answer is in the making. */
static const struct row *
keep_made(struct agent *agent, struct row *row)
{
	uint32_t *oid = agent->made + agent->n_made;

	if (agent->n_made + row->n > COUNT(agent->made))
		return NULL;
	memcpy(oid, row->oid, row->n * sizeof *oid);
	agent->n_made += row->n;
	row->oid = oid;
	return row;
}

static const struct row *
next(struct agent *agent, const struct agent_view *view, const uint32_t *oid, size_t n)
{
	const struct row *row = NULL;

	if (view->odd != 0) {
		row = odd_next(
			view->odd, view->whole(view->context), oid, n, view->now, &agent->rooms[0]);
		return row == &agent->rooms[0].row ? keep_made(agent, &agent->rooms[0].row) : row;
	}
	if (in_system(view, oid, n))
		row = mib_next(view->system, oid, n);
	return row != NULL ? row : mib_next(view->whole(view->context), oid, n);
}

static size_t
finding_size(const struct finding *f)
{
	size_t len = f->live != LIVE_NOT ? 5 : f->len;
	size_t oid = ber_oid_size(f->oid, f->n);
	size_t content = ber_head_size(oid) + oid + ber_head_size(len) + len;

	return ber_head_size(content) + content;
}

/* False where no more objects fit into an answer of so many octets. */
static bool
add_finding(struct agent *agent, size_t room, struct finding f)
{
	size_t size = finding_size(&f);

	if (agent->n_findings == MAX_FINDINGS || agent->size + size > room)
		return false;
	agent->findings[agent->n_findings++] = f;
	agent->size += size;
	return true;
}

static bool
add_row(struct agent *agent, const struct agent_view *view, size_t room, const struct row *row)
{
	if (view->odd != 0)
		row = odd_value(view->odd, row, &agent->rooms[1]);
	return add_finding(agent, room,
		(struct finding){.oid = row->oid,
			.value = row->value,
			.len = row->len,
			.n = row->n,
			.tag = row->tag,
			.live = row->live});
}

static bool
add_exception(struct agent *agent, size_t room, const uint32_t *oid, size_t n, uint8_t tag)
{
	return add_finding(agent, room, (struct finding){.oid = oid, .n = (uint8_t)n, .tag = tag});
}

static void
push_finding(struct ber_out *out, const struct agent_view *view, const struct finding *f)
{
	size_t mark = ber_mark(out);

	if (f->live == LIVE_UPTIME)
		ber_push_unsigned(out, f->tag, view->uptime);
	else if (f->live == LIVE_ENGINE_TIME)
		ber_push_unsigned(out, f->tag, view->engine_time);
	else
		ber_push_octets(out, f->tag, f->value, f->len);
	ber_push_oid(out, f->oid, f->n);
	ber_wrap(out, BER_SEQUENCE, mark);
}

/* Writes PDU and message around the bindings that were written since mark 0. */
static void
push_message(struct ber_out *out, int version, struct bytes community, int64_t id, int64_t status,
	int64_t index)
{
	ber_wrap(out, BER_SEQUENCE, 0);
	ber_push_int(out, index);
	ber_push_int(out, status);
	ber_push_int(out, id);
	ber_wrap(out, BER_RESPONSE, 0);
	ber_push_octets(out, BER_OCTETS, community.at, community.left);
	ber_push_int(out, version);
	ber_wrap(out, BER_SEQUENCE, 0);
}

static bool
read_pdu(struct bytes *message, struct pdu *pdu)
{
	struct bytes content;

	return ber_take(message, &pdu->tag, &content) && ber_expect_int(&content, &pdu->id) &&
	       ber_expect_int(&content, &pdu->a) && ber_expect_int(&content, &pdu->b) &&
	       ber_expect(&content, BER_SEQUENCE, &pdu->list);
}

static bool
read_names(struct agent *agent, struct bytes list)
{
	struct bytes binding, name;

	agent->n_names = 0;
	while (list.left > 0) {
		if (agent->n_names == MAX_NAMES || !ber_expect(&list, BER_SEQUENCE, &binding) ||
			!ber_expect(&binding, BER_OID, &name) ||
			!ber_read_oid(name, &agent->names[agent->n_names]))
			return false;
		agent->n_names++;
	}
	return true;
}

/* RFC 3416 4.2.1: noSuchInstance where the object exists with other instances. */
static uint8_t
missing(const struct agent_view *view, const struct oid *name)
{
	const struct row *row;
	size_t stem = name->n > 2 ? name->n - 1u : name->n;

	row = in_system(view, name->at, name->n)
		      ? mib_next(view->system, name->at, stem)
		      : mib_next(view->whole(view->context), name->at, stem);
	if (row != NULL && row->n >= stem && memcmp(row->oid, name->at, stem * 4) == 0)
		return BER_NO_INSTANCE;
	return BER_NO_OBJECT;
}

static enum error_status
do_get(struct agent *agent, const struct agent_view *view, int version, size_t room, size_t *index)
{
	for (size_t i = 0; i < agent->n_names; i++) {
		const struct oid *name = &agent->names[i];
		const struct row *row = get(view, name->at, name->n);
		bool fits;

		*index = i + 1;
		if (version == 0 && (row == NULL || row->tag == BER_COUNTER64))
			return NO_SUCH_NAME;
		if (row != NULL)
			fits = add_row(agent, view, room, row);
		else
			fits = add_exception(agent, room, name->at, name->n, missing(view, name));
		if (!fits)
			return TOO_BIG;
	}
	return NO_ERROR;
}

/* The next object that a version can say: v1 has no Counter64 (RFC 3584 4.2.2.1). */
static const struct row *
next_for(struct agent *agent, const struct agent_view *view, int version, const uint32_t *oid,
	size_t n)
{
	const struct row *row = next(agent, view, oid, n);

	for (unsigned i = 0; version == 0 && row != NULL && row->tag == BER_COUNTER64; i++) {
		if (i == 10000)
			return NULL;
		row = next(agent, view, row->oid, row->n);
	}
	return row;
}

static enum error_status
do_next(struct agent *agent, const struct agent_view *view, int version, size_t room, size_t *index)
{
	for (size_t i = 0; i < agent->n_names; i++) {
		const struct oid *name = &agent->names[i];
		const struct row *row = next_for(agent, view, version, name->at, name->n);
		bool fits;

		*index = i + 1;
		if (version == 0 && row == NULL)
			return NO_SUCH_NAME;
		if (row != NULL)
			fits = add_row(agent, view, room, row);
		else
			fits = add_exception(agent, room, name->at, name->n, BER_END_OF_MIB);
		if (!fits)
			return TOO_BIG;
	}
	return NO_ERROR;
}

/* One object of a GETBULK: false where the answer is full. at moves on. */
static bool
bulk_step(struct agent *agent, const struct agent_view *view, size_t room, struct oid *at,
	bool *ended)
{
	const struct row *row = next(agent, view, at->at, at->n);

	if (row == NULL) {
		*ended = true;
		return add_exception(agent, room, at->at, at->n, BER_END_OF_MIB);
	}
	*ended = false;
	if (!add_row(agent, view, room, row))
		return false;
	memcpy(at->at, row->oid, row->n * sizeof *row->oid);
	at->n = row->n;
	return true;
}

/* RFC 3416 section 4.2.3. What does not fit is left out. */
static void
do_bulk(struct agent *agent, const struct agent_view *view, size_t room, const struct pdu *pdu)
{
	size_t once = pdu->a < 0 ? 0 : (size_t)pdu->a;
	int64_t rounds = pdu->b < 0 ? 0 : pdu->b;
	bool ended, all_ended = false;

	if (once > agent->n_names)
		once = agent->n_names;
	if (view->max_repetitions > 0 && rounds > view->max_repetitions)
		rounds = view->max_repetitions;
	for (size_t i = 0; i < once; i++)
		if (!bulk_step(agent, view, room, &agent->names[i], &ended))
			return;
	for (int64_t r = 0; r < rounds && once < agent->n_names && !all_ended; r++) {
		all_ended = true;
		for (size_t i = once; i < agent->n_names; i++) {
			if (!bulk_step(agent, view, room, &agent->names[i], &ended))
				return;
			all_ended = all_ended && ended;
		}
	}
}

/* An answer that gives the question's bindings back, or none of them. */
static struct bytes
error_answer(struct ber_out *out, int version, struct bytes community, const struct pdu *pdu,
	enum error_status status, size_t index)
{
	/* RFC 3416 4.2.1: tooBig has an empty list; RFC 1157 4.1.2 echoes it. */
	if (version == 0 || status != TOO_BIG)
		ber_push(out, pdu->list.at, pdu->list.left);
	push_message(out, version, community, pdu->id, status,
		version != 0 && status == TOO_BIG ? 0 : (int64_t)index);
	return ber_written(out);
}

static struct bytes
community_answer(struct agent *agent, const struct agent_view *view, int version,
	struct bytes community, const struct pdu *pdu, struct ber_out *out)
{
	size_t limit =
		view->max_answer > 0 && view->max_answer < out->cap ? view->max_answer : out->cap;
	size_t room, index = 0;
	enum error_status status = NO_ERROR;

	room = limit > OVERHEAD + community.left ? limit - OVERHEAD - community.left : 0;
	agent->n_findings = agent->size = agent->n_made = 0;
	if (!read_names(agent, pdu->list))
		return bytes_of("", 0);
	if (view->odd & ODD(TOOBIG) && agent->n_names > 1) {
		push_message(out, version, community, pdu->id, TOO_BIG, 0);
		return ber_written(out);
	}
	if (pdu->tag == BER_GET)
		status = do_get(agent, view, version, room, &index);
	else if (pdu->tag == BER_GETNEXT)
		status = do_next(agent, view, version, room, &index);
	else if (pdu->tag == BER_GETBULK && version != 0)
		do_bulk(agent, view, room, pdu);
	else if (pdu->tag != BER_SET)
		return bytes_of("", 0);
	if (pdu->tag == BER_SET) {
		status = version == 0 ? NO_SUCH_NAME : NO_ACCESS;
		index = 1;
	}
	if (status != NO_ERROR)
		return error_answer(out, version, community, pdu, status, index);
	for (size_t i = agent->n_findings; i > 0; i--)
		push_finding(out, view, &agent->findings[i - 1]);
	push_message(out, version, community, pdu->id + (view->odd & ODD(WRONG_ID) ? 1 : 0), 0, 0);
	return ber_written(out);
}

struct bytes
agent_answer(struct agent *agent, const struct agent_view *view, struct bytes question,
	uint8_t *out, size_t cap, struct agent_note *note)
{
	struct ber_out writer = ber_out_of(out, cap);
	struct bytes message, community;
	struct agent_note unused;
	struct pdu pdu;
	int64_t version;

	if (note == NULL)
		note = &unused;
	*note = (struct agent_note){.version = -1};
	if (!ber_expect(&question, BER_SEQUENCE, &message) || !ber_expect_int(&message, &version))
		return bytes_of("", 0);
	note->version = version == 0 || version == 1 || version == 3 ? (int)version : -1;
	if (version == 3) {
		note->refused = !(view->versions & AGENT_V3) || view->engine_len == 0;
		return note->refused ? bytes_of("", 0) : agent_v3_answer(view, message, &writer);
	}
	if ((version != 0 && version != 1) || !ber_expect(&message, BER_OCTETS, &community) ||
		!read_pdu(&message, &pdu))
		return bytes_of("", 0);
	note->pdu = pdu.tag;
	note->refused = !(view->versions & (version == 0 ? AGENT_V1 : AGENT_V2C)) ||
			strlen(view->community) != community.left ||
			memcmp(view->community, community.at, community.left) != 0;
	if (note->refused)
		return bytes_of("", 0);
	return community_answer(agent, view, (int)version, community, &pdu, &writer);
}
