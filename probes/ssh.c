/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * ssh.c: the visit of an SSH server, from connect to the end of what it says
 * in the clear.
 *
 *   connect ──▶ our identification is sent at once (some servers wait for it)
 *           ──▶ its lines, identification and KEXINIT are read (ssh_stream.c)
 *           ──▶ where host keys are asked for: the key exchange (ssh_hostkey.c)
 *           ──▶ the connection is closed by us, with nothing left unread
 *
 * The two messages that everybody wants are in the clear, so they are read
 * here: a libssh2 session would cost 30 KB and its set-up for each of many
 * thousands of servers. libssh2 comes in where there is cryptography.
 *
 * We close first, so the minute of TIME_WAIT is ours and not the device's; as
 * every connection goes to another address, it blocks no port. A visit ends
 * after 10 s or 64 KB, whatever the server sends.
 */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <libssh2.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "probes/list.h"
#include "probes/ssh_connect.h"
#include "probes/ssh_hostkey.h"
#include "probes/ssh_stream.h"

/* What a visit may cost in all. */
#define VISIT_MS 10000
#define VISIT_BYTES 65536
/* A server that has accepted greets at once; so many times as long as a connection is
 * waited for it may take. */
#define GREETING_TIMES 8
/* Where the wait follows what answers take, which their greetings are a part of, it
 * may take twice that, and not less than this: lost segments are sent again after
 * 0.2 s and more, and a lost end of the handshake after 1 s (RFC 6298). */
#define GREETING_TIMES_ADAPTED 2
#define GREETING_MS 1500
/* One that leaves without a word sooner than this may have been busy. */
#define BUSY_MS 1000
/* A server that has told its name sends its KEXINIT soon, or waits for ours. */
#define KEXINIT_MS 3000
/* How long to wait where the system had no descriptor or port for us. */
#define SHORTAGE_MS 200

#define IDENT "SSH-2.0-ranmap_" PACKAGE_VERSION

/* What all jobs share: where bytes are read to before a job keeps them. */
struct ssh_state {
	char bytes[16384];
};

enum phase { PHASE_NONE, PHASE_SHORTAGE, PHASE_CONNECT, PHASE_READ, PHASE_HOSTKEY };

struct ssh_job {
	enum phase phase;
	int fd;	       /* -1: none */
	unsigned how;  /* as it is watched */
	int64_t until; /* monotonic: the end of the visit */
	struct buf in; /* all that the server sent */
	struct ssh_scan scan;
	struct ssh_hostkey *hostkey;
};

static enum result
ssh_open(struct probe *p, const struct settings *s)
{
	(void)p;
	if (s->ssh_hostkey && libssh2_init(0) != 0)
		return RESULT_INTERNAL;
	return RESULT_OK;
}

static void
ssh_close(struct probe *p)
{
	if (p->settings->ssh_hostkey)
		libssh2_exit();
}

static void
watch(struct job *j, unsigned how)
{
	struct ssh_job *s = j->state;

	if (s->how != how && probe_watch(j->probe, s->fd, how, j) == RESULT_OK)
		s->how = how;
}

/* Ends the connection. With nothing unread in it this sends a FIN. */
static void
hang_up(struct job *j)
{
	struct ssh_job *s = j->state;

	ssh_hostkey_free(s->hostkey);
	s->hostkey = NULL;
	if (s->fd >= 0) {
		if (s->how != 0)
			probe_unwatch(j->probe, s->fd);
		close(s->fd);
	}
	s->fd = -1;
	s->how = 0;
	s->phase = PHASE_NONE;
}

static enum result
ssh_start(struct job *j)
{
	struct ssh_job *s = j->state;

	s->fd = -1;
	job_ask(j, "connect");
	return RESULT_OK;
}

static void
ssh_end(struct job *j)
{
	struct ssh_job *s = j->state;

	hang_up(j);
	buf_free(&s->in);
}

/* Milliseconds to the end of the visit, at most max; at least one. */
static uint32_t
left(const struct ssh_job *s, uint32_t max)
{
	int64_t ms = (s->until - clock_now()) / CLOCK_MS;

	return ms < 1 ? 1 : ms < max ? (uint32_t)ms : max;
}

static enum result
ssh_turn(struct job *j)
{
	struct ssh_job *s = j->state;
	const struct settings *settings = j->probe->settings;
	uint32_t wait = job_timeout(j);
	enum result r = ssh_connect(settings, &j->addr, j->port, &s->fd);

	if (r == RESULT_BUSY) { /* nothing was sent: the try isn't lost */
		probe_count(j->probe, "ssh waits for a descriptor", 1);
		s->phase = PHASE_SHORTAGE;
		job_wait(j, SHORTAGE_MS);
		return RESULT_OK;
	}
	job_sent(j, 0);
	if (r != RESULT_OK) {
		job_done(j, OUTCOME_CLOSED);
		return RESULT_OK;
	}
	s->phase = PHASE_CONNECT;
	s->until = clock_now() + VISIT_MS * CLOCK_MS;
	memset(&s->scan, 0, sizeof(s->scan));
	watch(j, WATCH_READ | WATCH_WRITE);
	job_wait(j, wait < SSH_CONNECT_MAX ? wait : SSH_CONNECT_MAX);
	return RESULT_OK;
}

/* The server is full just now, and says so before its identification. */
static bool
is_full(const struct buf *in)
{
	static const char *const words[] = {"Exceeded MaxStartups", "Not allowed at this time"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (in->len >= strlen(words[i]) &&
			memcmp(in->data, words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

/* Ends the key exchange, where one is under way. */
static void
finish_hostkey(struct job *j)
{
	struct ssh_job *s = j->state;
	struct buf text = {0};

	if (s->hostkey == NULL)
		return;
	if (ssh_hostkey_end(s->hostkey, &text) == RESULT_OK)
		job_observe(j, "ssh.hostkey", "", text.data, text.len);
	else
		probe_count(j->probe, "ssh host keys not had", 1);
	buf_free(&text);
}

/* The conversation is over, for whatever reason: says what there was. */
static void
finish(struct job *j)
{
	struct ssh_job *s = j->state;
	struct job_sink sink = job_sink_of(j);

	if (s->scan.phase != SSH_PHASE_DONE)
		ssh_scan_end(&s->scan, s->in.data, s->in.len);
	ssh_scan_put(&s->scan, s->in.data, s->in.len, &sink.sink);
	finish_hostkey(j);
	hang_up(j);
	job_done(j, s->in.len > 0 ? OUTCOME_ANSWERED : OUTCOME_SILENT);
}

/* One that thought long about saying nothing will not say more another time. */
static bool
left_at_once(const struct ssh_job *s)
{
	return s->in.len == 0 && s->until - clock_now() > (VISIT_MS - BUSY_MS) * CLOCK_MS;
}

/* The server ended the connection. One that left at once, or said that it is full,
 * may have time for us at another try. */
static void
server_left(struct job *j)
{
	struct ssh_job *s = j->state;

	if (left_at_once(s) || (s->scan.ident.len == 0 && is_full(&s->in))) {
		hang_up(j);
		if (job_again(j)) {
			buf_clear(&s->in);
			return;
		}
	}
	finish(j);
}

static void
connect_failed(struct job *j, int error)
{
	hang_up(j);
	if (ssh_unreachable(error))
		job_done(j, OUTCOME_CLOSED);
	else if (!job_again(j))
		job_done(j, OUTCOME_SILENT);
}

static uint32_t
greeting_ms(const struct job *j)
{
	uint32_t wait = j->probe->timeout_ms;
	uint32_t ms = wait * (j->probe->adapts ? GREETING_TIMES_ADAPTED : GREETING_TIMES);

	return ms < GREETING_MS ? GREETING_MS : ms;
}

/* Connected, or refused: the first send tells. */
static void
on_connect(struct job *j)
{
	static const char line[] = IDENT "\r\n";
	struct ssh_job *s = j->state;
	ssize_t n = send(s->fd, line, sizeof(line) - 1, MSG_NOSIGNAL);

	if (n < 0 && (errno == EAGAIN || errno == ENOTCONN))
		return; /* woken too early */
	if (n < 0) {
		connect_failed(j, errno);
		return;
	}
	ssh_connected(s->fd);
	s->phase = PHASE_READ;
	watch(j, WATCH_READ);
	job_wait(j, left(s, greeting_ms(j)));
}

static void
on_hostkey(struct job *j)
{
	struct ssh_job *s = j->state;

	if (ssh_hostkey_step(s->hostkey) == RESULT_AGAIN)
		watch(j, WATCH_READ | (ssh_hostkey_wants_write(s->hostkey) ? WATCH_WRITE : 0));
	else
		finish(j);
}

/* Everything that comes in the clear is there. */
static void
read_enough(struct job *j)
{
	struct ssh_job *s = j->state;

	if (j->probe->settings->ssh_hostkey && !j->gentle && s->scan.kexinit.len > 0)
		s->hostkey = ssh_hostkey_new(s->fd, &s->in, IDENT);
	if (s->hostkey == NULL) {
		finish(j);
		return;
	}
	s->phase = PHASE_HOSTKEY;
	job_wait(j, left(s, VISIT_MS));
	on_hostkey(j);
}

/* Looks on in what came; the identification shortens the wait for the rest. */
static void
on_bytes(struct job *j, size_t n)
{
	struct ssh_job *s = j->state;
	bool named = s->scan.ident.len > 0;

	if (s->in.len == n) { /* the first ones */
		job_heard(j, n);
		job_wait(j, left(s, VISIT_MS));
	}
	if (s->phase == PHASE_HOSTKEY) {
		on_hostkey(j);
		return;
	}
	if (ssh_scan_more(&s->scan, s->in.data, s->in.len))
		read_enough(j);
	else if (s->in.len >= VISIT_BYTES)
		finish(j);
	else if (!named && s->scan.ident.len > 0)
		job_wait(j, left(s, KEXINIT_MS));
}

static void
on_read(struct job *j)
{
	struct ssh_state *state = j->probe->state;
	struct ssh_job *s = j->state;
	size_t room = VISIT_BYTES - s->in.len;
	ssize_t n;

	if (room == 0) { /* in the key exchange */
		finish(j);
		return;
	}
	n = recv(s->fd, state->bytes, room < sizeof(state->bytes) ? room : sizeof(state->bytes), 0);
	if (n > 0) {
		buf_add(&s->in, state->bytes, (size_t)n);
		on_bytes(j, (size_t)n);
	} else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		server_left(j);
	}
}

static void
ssh_ready(struct probe *p, int fd, unsigned how, void *whose)
{
	struct job *j = whose;
	struct ssh_job *s = j->state;

	(void)p;
	(void)fd;
	if (s->phase == PHASE_CONNECT)
		on_connect(j);
	else if (s->phase == PHASE_HOSTKEY && (how & WATCH_READ) == 0)
		on_hostkey(j);
	else if (s->phase != PHASE_NONE)
		on_read(j);
}

static void
ssh_late(struct job *j)
{
	struct ssh_job *s = j->state;

	switch (s->phase) {
	case PHASE_SHORTAGE:
		s->phase = PHASE_NONE;
		(void)job_again(j);
		break;
	case PHASE_CONNECT:
		connect_failed(j, ETIMEDOUT);
		break;
	default:
		finish(j);
	}
}

static const struct field fields[] = {
	{"ssh.banner", "identification line without CR LF"},
	{"ssh.preBanner", "lines before the identification"},
	{"ssh.kexinit", "kex=...;hostkey=...;enc_c2s=...;enc_s2c=...;mac_c2s=...;mac_s2c=...;"
			"comp_c2s=...;comp_s2c=..., the name-lists of KEXINIT in its order"},
	{"ssh.hassh", "MD5 of kex;enc_s2c;mac_s2c;comp_s2c (the HASSH method for servers)"},
	{"ssh.hostkey", "type and SHA-256 of the host key, as OpenSSH shows it"},
	{"ssh.disconnect", "reason and description of a disconnect message"},
	{"ssh.raw", "first 255 bytes of a server that did not identify itself"},
	{"ssh.malformed", "bytes from the identification on that are no SSH, hexadecimal"},
	{NULL, NULL},
};

const struct probe_module probe_ssh = {
	.name = "ssh",
	.summary = "SSH identification, key exchange offer and host key",
	.fields = fields,
	.needs = PROBE_NEED_DESCRIPTOR,
	.port = 22,
	.state_size = sizeof(struct ssh_state),
	.job_size = sizeof(struct ssh_job),
	.open = ssh_open,
	.start = ssh_start,
	.turn = ssh_turn,
	.late = ssh_late,
	.ready = ssh_ready,
	.decode = ssh_decode,
	.end = ssh_end,
	.close = ssh_close,
};
