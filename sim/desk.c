/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* desk.c: from a datagram to the answers of a device. */
#include "sim/desk.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "sim/agent.h"
#include "sim/held.h"
#include "sim/load.h"
#include "sim/odd.h"
#include "sim/policer.h"
#include "sim/rand.h"

#define GARBAGE_BYTES 48

struct desk {
	const struct options *options;
	struct network *net;
	struct count *count;
	struct count_totals *totals;
	struct agent *agent;
	struct load *load;
	struct held held;
	struct policer path; /* to all devices */
	uint64_t luck;	     /* state of a stream of numbers: loss, jitter, damage */
	int64_t start;
};

/* An answer that waits. */
struct later {
	struct udp *udp;
	struct datagram question; /* its data is not kept */
	struct addr from;
	size_t len;
	uint8_t bytes[];
};

/* What the agent needs to get at the rest of a device. */
struct whole {
	struct network *net;
	const struct device *device;
};

struct desk *
desk_new(const struct options *o, struct network *net, struct count *count, int64_t start)
{
	struct desk *k = xcalloc(1, sizeof *k);

	*k = (struct desk){.options = o,
		.net = net,
		.count = count,
		.totals = count_totals(count),
		.agent = agent_new(),
		.load = load_new(),
		.path = policer_of(o->capacity),
		.luck = rand_mix(o->seed),
		.start = start};
	return k;
}

void
desk_free(struct desk *k)
{
	void *later;

	if (k == NULL)
		return;
	while ((later = held_take(&k->held, INT64_MAX)) != NULL)
		free(later);
	held_free(&k->held);
	agent_free(k->agent);
	load_free(k->load);
	free(k);
}

static bool
lost(struct desk *k)
{
	return k->options->loss > 0 && rand_chance(rand_next(&k->luck), k->options->loss);
}

static const struct mib *
whole_mib(void *context)
{
	struct whole *w = context;

	return network_shows(w->net, w->device);
}

static struct agent_view
view_of(struct desk *k, struct whole *w, int64_t now)
{
	const struct device *d = w->device;
	const struct persona *p = d->persona;
	int64_t passed = now - k->start;
	struct agent_view v = {.whole = whole_mib,
		.context = w,
		.community = k->options->community,
		.versions = AGENT_V1 | AGENT_V2C | AGENT_V3,
		.engine_id = d->engine_id,
		.engine_len = d->engine_len,
		.boots = d->boots,
		.engine_time = d->up + (uint32_t)(passed / CLOCK_S),
		.uptime = d->up * 100u + (uint32_t)(passed / (CLOCK_S / 100)),
		.strangers = 1 + (uint32_t)(d->key & 0xfff),
		.odd = d->odd,
		.now = now / CLOCK_S};

	if (p == NULL)
		return v;
	v.system = &d->system;
	v.versions = p->snmp.versions;
	if (p->snmp.community != NULL)
		v.community = p->snmp.community;
	v.max_answer = p->snmp.max_answer;
	v.max_repetitions = p->snmp.max_repetitions;
	return v;
}

/* What load does to a device: false where it is silent now; *delay grows. */
static bool
bears_load(struct desk *k, const struct device *d, int64_t now, int64_t *delay)
{
	unsigned level;

	if (!(d->odd & (ODD(SLOW_LOAD) | ODD(DIES_LOAD) | ODD(BULK_DEAD))))
		return true;
	if (load_is_dead(k->load, d->key))
		return false;
	level = load_ask(k->load, d->key, now);
	if (d->odd & ODD(DIES_LOAD) && level > d->dies_above) {
		k->totals->silent_devices += load_kill(k->load, d->key);
		return false;
	}
	if (d->odd & ODD(SLOW_LOAD) && level > d->slow_above)
		*delay += (int64_t)(level - d->slow_above) * d->slow_ms * CLOCK_MS;
	return true;
}

static void
note_question(struct desk *k, const struct agent_note *note)
{
	k->totals->malformed += note->version < 0;
	k->totals->refused += note->refused;
	k->totals->sets += note->pdu == BER_SET;
}

/* Sends now or later. The answer stands in the room of the socket. */
static void
send_answer(struct desk *k, struct udp *udp, const struct datagram *q, const struct addr *from,
	struct bytes answer, int64_t due, int64_t now)
{
	struct later *later;

	if (lost(k)) {
		k->totals->lost_out++;
		return;
	}
	k->totals->answers++;
	if (due <= now) {
		udp_answer(udp, q, from, answer);
		return;
	}
	later = xmalloc(sizeof *later + answer.left);
	*later = (struct later){.udp = udp, .question = *q, .from = *from, .len = answer.left};
	later->question.data = bytes_of("", 0);
	memcpy(later->bytes, answer.at, answer.left);
	held_add(&k->held, due, later);
}

/* Turns an answer into what an odd device sends instead. */
static struct bytes
spoil(struct desk *k, const struct device *d, uint8_t *room, struct bytes answer)
{
	uint8_t *at = room + (answer.at - room);

	if (d->odd & ODD(GARBAGE)) {
		for (size_t i = 0; i < GARBAGE_BYTES; i++)
			room[i] = (uint8_t)rand_next(&k->luck);
		return bytes_of(room, GARBAGE_BYTES);
	}
	if (d->odd & ODD(MALFORMED) && rand_next(&k->luck) & 1)
		answer.left = odd_damage(at, answer.left, rand_next(&k->luck));
	return answer;
}

/* False where the question is one that silences the device, for now or for ever. */
static bool
bears_bulk(struct desk *k, const struct device *d, const struct agent_note *note)
{
	if (note->pdu != BER_GETBULK || note->refused)
		return true;
	if (d->odd & ODD(BULK_DEAD))
		k->totals->silent_devices += load_kill(k->load, d->key);
	return !(d->odd & (ODD(BULK_DEAD) | ODD(BULK_IGNORED)));
}

static int64_t
delay_of(struct desk *k)
{
	const struct options *o = k->options;
	int64_t delay = (int64_t)o->delay_ms * CLOCK_MS;

	if (o->jitter_ms > 0)
		delay += rand_below(rand_next(&k->luck), (uint32_t)o->jitter_ms * 1000) *
			 (CLOCK_MS / 1000);
	return delay;
}

static void
answer_for(struct desk *k, struct udp *udp, const struct datagram *q, const struct device *d,
	int64_t now)
{
	struct whole whole = {k->net, d};
	struct agent_view view = view_of(k, &whole, now);
	struct agent_note note;
	struct addr from = q->local;
	int64_t delay = delay_of(k);
	uint8_t *room;
	struct bytes answer;

	if (!bears_load(k, d, now, &delay))
		return;
	room = udp_room(udp);
	answer = agent_answer(k->agent, &view, q->data, room, UDP_ANSWER_MAX, &note);
	note_question(k, &note);
	if (answer.left == 0 || !bears_bulk(k, d, &note))
		return;
	answer = spoil(k, d, room, answer);
	if (d->odd & ODD(OTHER_ADDRESS))
		addr_add(&q->local, 1, &from);
	send_answer(k, udp, q, &from, answer, now + delay, now);
	if (d->odd & ODD(TWICE)) {
		uint8_t *second = udp_room(udp);

		/* The first room may have gone out; its bytes are still there. */
		if (second != room)
			memmove(second, answer.at, answer.left);
		send_answer(k, udp, q, &from,
			bytes_of(second != room ? second : answer.at, answer.left), now + delay,
			now);
	}
}

void
desk_take(struct desk *k, struct udp *udp, const struct datagram *q, int64_t now)
{
	const struct device *d;

	count_add(k->count, COUNT_DATAGRAM, &q->local, q->data.left, q->time);
	/* By the time of the kernel, as we may come late to what waits. */
	if (!policer_pass(&k->path, q->time > 0 ? q->time : now)) {
		k->totals->over_capacity++;
		return;
	}
	if (lost(k)) {
		k->totals->lost_in++;
		return;
	}
	d = network_at(k->net, &q->local);
	if (d != NULL && (d->persona == NULL || d->persona->snmp.versions != 0))
		answer_for(k, udp, q, d, now);
}

int64_t
desk_due(struct desk *k, int64_t now)
{
	struct later *later;

	while ((later = held_take(&k->held, now)) != NULL) {
		uint8_t *room = udp_room(later->udp);

		memcpy(room, later->bytes, later->len);
		udp_answer(later->udp, &later->question, &later->from, bytes_of(room, later->len));
		free(later);
	}
	return held_next(&k->held);
}
