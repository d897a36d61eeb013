/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * overhear.c: who gets a captured frame. Only what devices themselves say
 * counts: packets from the port of an SNMP agent or an SSH server.
 */
#include "scanner/overhear.h"

#include <stdlib.h>

#include "base/arena.h"
#include "probes/list.h"
#include "probes/ssh_stream.h"
#include "scanner/packet.h"
#include "scanner/streams.h"

struct overhear {
	struct neighbours *neighbours;
	struct streams *streams;
	uint16_t snmp_port, ssh_port;
	struct overheard counts;
};

static bool
greeting_enough(void *self, struct bytes b)
{
	struct ssh_scan scan = {.at = 0};

	(void)self;
	return ssh_scan_more(&scan, b.at, b.left);
}

static void
count(struct overhear *o, uint64_t *what, enum result r)
{
	if (r == RESULT_UNKNOWN)
		return;
	(*what)++;
	o->counts.malformed += r == RESULT_MALFORMED;
}

static void
greeting_take(void *self, const struct addr *from, struct bytes b, int64_t time)
{
	struct overhear *o = self;

	count(o, &o->counts.greetings,
		neighbours_message(o->neighbours, &probe_ssh, from, b, time));
}

struct overhear *
overhear_new(struct neighbours *n, const struct settings *s)
{
	struct overhear *o = xcalloc(1, sizeof(*o));
	const struct streams_user user = {
		.enough = greeting_enough, .take = greeting_take, .self = o};

	o->neighbours = n;
	o->streams = streams_new(&user);
	o->snmp_port = s->snmp_port;
	o->ssh_port = s->ssh_port;
	return o;
}

void
overhear_free(struct overhear *o)
{
	if (o == NULL)
		return;
	streams_free(o->streams);
	free(o);
}

static void
take_packet(struct overhear *o, const struct packet *p, int64_t time)
{
	if (p->kind == PACKET_TCP && p->from_port == o->ssh_port)
		streams_add(o->streams, p, "SSH-", time);
	else if (p->kind == PACKET_UDP && p->from_port == o->snmp_port && p->payload.left > 0 &&
		 probe_snmp.decode != NULL)
		count(o, &o->counts.responses,
			neighbours_message(o->neighbours, &probe_snmp, &p->from, p->payload, time));
}

void
overhear_frame(struct overhear *o, const struct frame *f, const char *on)
{
	struct packet p;
	enum result r;

	o->counts.frames++;
	if (packet_open(f->bytes, &p) == RESULT_OK) {
		take_packet(o, &p, f->time);
		return;
	}
	r = neighbours_frame(o->neighbours, f->bytes, f->time, on);
	if (r == RESULT_UNKNOWN)
		return;
	o->counts.announcements++;
	o->counts.malformed += r != RESULT_OK;
}

void
overhear_end(struct overhear *o)
{
	streams_flush(o->streams);
}

struct overheard
overhear_counts(const struct overhear *o)
{
	return o->counts;
}
