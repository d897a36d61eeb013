/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* scripted_agent.c: a BER writer, a BER reader and two sockets. */
#include "tests/unit/scripted_agent.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"

struct agent {
	int fd, other;
	struct sockaddr_in peer;
	agent_script *script;
	void *arg;
	struct buf log;
	unsigned requests;
};

/* ---- writing ------------------------------------------------------------------ */

static void
put(struct buf *out, uint8_t tag, const void *value, size_t len)
{
	buf_putc(out, (char)tag);
	if (len < 128) {
		buf_putc(out, (char)len);
	} else {
		buf_putc(out, (char)0x82);
		buf_putc(out, (char)(len >> 8));
		buf_putc(out, (char)len);
	}
	buf_add(out, value, len);
}

static void
put_buf(struct buf *out, uint8_t tag, struct buf *in)
{
	put(out, tag, in->data != NULL ? in->data : "", in->len);
	buf_free(in);
}

static void
put_u32(struct buf *out, uint8_t tag, uint32_t n)
{
	const uint8_t b[] = {
		0, (uint8_t)(n >> 24), (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n};

	put(out, tag, b, sizeof(b));
}

static void
put_oid(struct buf *out, const char *text)
{
	struct buf in = {0};
	char *end;
	unsigned long first = strtoul(text, &end, 10), arc;

	arc = strtoul(end + 1, &end, 10);
	buf_putc(&in, (char)(first * 40 + arc));
	while (*end == '.') {
		arc = strtoul(end + 1, &end, 10);
		for (int shift = 28; shift > 0; shift -= 7)
			if (arc >> shift != 0)
				buf_putc(&in, (char)(0x80 | (arc >> shift & 0x7f)));
		buf_putc(&in, (char)(arc & 0x7f));
	}
	put_buf(out, 0x06, &in);
}

void
agent_variable(struct agent_answer *a, const char *oid, uint8_t tag, const void *value, size_t len)
{
	struct buf in = {0};

	put_oid(&in, oid);
	if (tag == 0x06)
		put_oid(&in, value);
	else if (tag == 0x02 || tag == 0x43)
		put_u32(&in, tag, (uint32_t)strtoul(value, NULL, 10));
	else
		put(&in, tag, value, len);
	put_buf(&a->variables, 0x30, &in);
}

void
agent_text(struct agent_answer *a, const char *oid, const char *text)
{
	agent_variable(a, oid, 0x04, text, strlen(text));
}

struct agent_answer
agent_answer_to(const struct agent_request *r)
{
	return (struct agent_answer){
		.version = r->version, .command = 0xa2, .id = r->id, .community = r->community};
}

static void
put_pdu(struct buf *out, struct agent_answer *a)
{
	struct buf pdu = {0};

	put_u32(&pdu, 0x02, a->id);
	put_u32(&pdu, 0x02, (uint32_t)a->status);
	put_u32(&pdu, 0x02, (uint32_t)a->index);
	put_buf(&pdu, 0x30, &a->variables);
	put_buf(out, a->command, &pdu);
}

void
agent_send(struct agent *g, struct agent_answer *a, bool elsewhere)
{
	struct buf in = {0}, message = {0};

	put_u32(&in, 0x02, (uint32_t)a->version);
	put(&in, 0x04, a->community, strlen(a->community));
	put_pdu(&in, a);
	put_buf(&message, 0x30, &in);
	agent_send_bytes(g, message.data, message.len, elsewhere);
	buf_free(&message);
}

void
agent_send_engine(struct agent *g, const struct agent_request *r, const char *engine, size_t len,
	bool elsewhere)
{
	struct agent_answer report = {.command = 0xa8, .id = r->id};
	struct buf in = {0}, global = {0}, usm = {0}, wrapped = {0}, scoped = {0}, message = {0};

	put_u32(&in, 0x02, 3);
	put_u32(&global, 0x02, r->id);
	put_u32(&global, 0x02, 65507);
	put(&global, 0x04, "", 1); /* flags: none */
	put_u32(&global, 0x02, 3);
	put_buf(&in, 0x30, &global);
	put(&usm, 0x04, engine, len);
	put_u32(&usm, 0x02, 3);
	put_u32(&usm, 0x02, 77);
	for (int i = 0; i < 3; i++)
		put(&usm, 0x04, "", 0); /* user, digest, salt */
	put_buf(&wrapped, 0x30, &usm);
	put_buf(&in, 0x04, &wrapped);
	put(&scoped, 0x04, engine, len);
	put(&scoped, 0x04, "", 0);
	agent_variable(&report, "1.3.6.1.6.3.15.1.1.4.0", 0x43, "1", 0);
	put_pdu(&scoped, &report);
	put_buf(&in, 0x30, &scoped);
	put_buf(&message, 0x30, &in);
	agent_send_bytes(g, message.data, message.len, elsewhere);
	buf_free(&message);
}

void
agent_send_bytes(struct agent *g, const void *bytes, size_t len, bool elsewhere)
{
	if (sendto(elsewhere ? g->other : g->fd, bytes, len, 0, (struct sockaddr *)&g->peer,
		    sizeof(g->peer)) < 0)
		abort();
}

/* ---- reading ------------------------------------------------------------------- */

struct span {
	const uint8_t *at;
	size_t len;
};

/* The contents of the next element; it is known to be whole, as we sent it. */
static struct span
next(struct span *s, uint8_t *tag)
{
	struct span in;
	size_t head = 2;

	if (s->len < 2)
		abort();
	*tag = s->at[0];
	in.len = s->at[1];
	if (in.len > 128)
		for (unsigned n = (unsigned)in.len & 0x7f, i = in.len = 0; i < n; i++, head++)
			in.len = in.len << 8 | s->at[head];
	in.at = s->at + head;
	if (head + in.len > s->len)
		abort();
	s->at += head + in.len;
	s->len -= head + in.len;
	return in;
}

static uint32_t
number(struct span *s)
{
	uint8_t tag;
	struct span in = next(s, &tag);
	uint32_t n = 0;

	for (size_t i = 0; i < in.len; i++)
		n = n << 8 | in.at[i];
	return n;
}

static void
read_oid(struct span in, char *text, size_t cap)
{
	unsigned long arc = 0;
	size_t used = 0;
	bool first = true;

	for (size_t i = 0; i < in.len; i++) {
		arc = arc << 7 | (in.at[i] & 0x7f);
		if (in.at[i] & 0x80)
			continue;
		used += (size_t)(first ? snprintf(text, cap, "%lu.%lu", arc / 40, arc % 40)
				       : snprintf(text + used, cap - used, ".%lu", arc));
		first = false;
		arc = 0;
	}
}

static void
read_pdu(struct span pdu, struct agent_request *r)
{
	struct span list, one;
	uint8_t tag;

	r->id = number(&pdu);
	number(&pdu);
	r->repetitions = number(&pdu);
	list = next(&pdu, &tag);
	while (list.len > 0 && r->n < AGENT_NAMES) {
		one = next(&list, &tag);
		read_oid(next(&one, &tag), r->names[r->n++], sizeof(r->names[0]));
	}
}

static void
read_request(struct span s, struct agent_request *r)
{
	struct span in;
	uint8_t tag;

	memset(r, 0, sizeof(*r));
	r->length = s.len;
	s = next(&s, &tag);
	r->version = (int)number(&s);
	if (r->version == 3) {
		in = next(&s, &tag);
		r->id = number(&in);
		return;
	}
	in = next(&s, &tag);
	memcpy(r->community, in.at, in.len < 63 ? in.len : 63);
	in = next(&s, &r->command);
	read_pdu(in, r);
}

/* ---- the agent -------------------------------------------------------------------- */

static int
open_at(const char *address, uint16_t port)
{
	struct sockaddr_in sa = {.sin_family = AF_INET, .sin_port = htons(port)};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	if (inet_pton(AF_INET, address, &sa.sin_addr) != 1 || fd < 0 ||
		bind(fd, (struct sockaddr *)&sa, sizeof(sa)) != 0)
		abort();
	return fd;
}

struct agent *
agent_new(void)
{
	struct agent *g = xcalloc(1, sizeof(*g));

	g->fd = open_at("127.0.0.1", 0);
	g->other = open_at("127.0.0.2", 0);
	return g;
}

void
agent_free(struct agent *g)
{
	close(g->fd);
	close(g->other);
	buf_free(&g->log);
	free(g);
}

uint16_t
agent_port(const struct agent *g)
{
	struct sockaddr_in sa;
	socklen_t len = sizeof(sa);

	getsockname(g->fd, (struct sockaddr *)&sa, &len);
	return ntohs(sa.sin_port);
}

int
agent_fd(const struct agent *g)
{
	return g->fd;
}

void
agent_play(struct agent *g, agent_script *script, void *arg)
{
	g->script = script;
	g->arg = arg;
}

static void
note(struct agent *g, const struct agent_request *r)
{
	static const char *const versions[] = {"v1", "v2c", "", "v3 discovery"};
	const char *command = r->version == 3	   ? ""
			      : r->command == 0xa0 ? " get"
			      : r->command == 0xa1 ? " getnext"
			      : r->command == 0xa5 ? " getbulk"
						   : " else";

	buf_printf(&g->log, "%s%s", versions[r->version & 3], command);
	for (size_t i = 0; i < r->n; i++)
		buf_printf(&g->log, " %s", r->names[i]);
	buf_putc(&g->log, '\n');
	g->requests++;
}

void
agent_round(void *agent)
{
	static uint8_t bytes[65536];
	struct agent *g = agent;
	socklen_t len = sizeof(g->peer);
	struct agent_request r;
	ssize_t n;

	while ((n = recvfrom(g->fd, bytes, sizeof(bytes), 0, (struct sockaddr *)&g->peer, &len)) >
		0) {
		read_request((struct span){bytes, (size_t)n}, &r);
		note(g, &r);
		g->script(g, &r, g->arg);
	}
}

const char *
agent_log(const struct agent *g)
{
	return buf_text(&g->log);
}

unsigned
agent_requests(const struct agent *g)
{
	return g->requests;
}
