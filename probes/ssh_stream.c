/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * ssh_stream.c: what an SSH server says before any key is made (RFC 4253):
 *
 *   { any line CR LF }*                        4.2
 *   SSH-protoversion-softwareversion comments CR LF
 *   packet: length 4 | padding length 1 | payload | padding        6
 *   KEXINIT: 20 | cookie 16 | ten name-lists | follows 1 | 0 4     7.1
 *
 * Real servers end lines by LF alone, send SSH-1.99 or SSH-1.5, speak before
 * they are asked or after, and some are no SSH servers: whatever came is kept.
 */
#include "probes/ssh_stream.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"

/* What is kept of a stream without identification, and of a broken one. */
#define RAW_MAX 255
#define MALFORMED_MAX 2048

enum { MESSAGE_DISCONNECT = 1, MESSAGE_IGNORE = 2, MESSAGE_DEBUG = 4, MESSAGE_KEXINIT = 20 };

/* SSH-1.x servers go on with another protocol; 1.99 means 2.0 as well (5.1). */
static bool
speaks_two(const char *line, size_t len)
{
	return len >= 6 &&
	       (memcmp(line, "SSH-2.", 6) == 0 || (len >= 8 && memcmp(line, "SSH-1.99", 8) == 0));
}

static bool
is_ident(const char *line, size_t len)
{
	return len >= 4 && memcmp(line, "SSH-", 4) == 0;
}

static bool
done(struct ssh_scan *s, enum result fault)
{
	s->phase = SSH_PHASE_DONE;
	if (s->fault == RESULT_OK)
		s->fault = fault;
	return true;
}

static void
take_ident(struct ssh_scan *s, const char *line, size_t len)
{
	while (len > 0 && (line[len - 1] == '\r' || line[len - 1] == '\n'))
		len--;
	if (len > SSH_IDENT_MAX) {
		len = SSH_IDENT_MAX;
		s->fault = RESULT_MALFORMED;
	}
	s->ident = (struct ssh_part){.at = s->at, .len = len};
	s->phase = speaks_two(line, len) ? SSH_PHASE_PACKETS : SSH_PHASE_DONE;
}

/* One line, if it is there to its end. */
static bool
take_line(struct ssh_scan *s, const char *data, size_t len)
{
	const char *line = data + s->at;
	const char *end = memchr(data + s->look, '\n', len - s->look);
	size_t n = end != NULL ? (size_t)(end - line) + 1 : len - s->at;

	if (end == NULL) {
		s->look = len;
		if (!is_ident(line, n) || n <= SSH_IDENT_MAX)
			return false;
	}
	if (is_ident(line, n)) {
		take_ident(s, line, n);
		if (end == NULL) /* no end in sight: no use to wait for one */
			done(s, RESULT_MALFORMED);
	}
	s->at += n;
	s->look = s->at;
	return true;
}

/* Decides about one packet's payload; true where nothing more is of interest. */
static bool
take_message(struct ssh_scan *s, struct ssh_part part, uint8_t type)
{
	switch (type) {
	case MESSAGE_KEXINIT:
		s->kexinit = part;
		return done(s, RESULT_OK);
	case MESSAGE_DISCONNECT:
		s->goodbye = part;
		return done(s, RESULT_OK);
	case MESSAGE_IGNORE:
	case MESSAGE_DEBUG:
		return false;
	default:
		return done(s, RESULT_MALFORMED);
	}
}

/* One packet, if it is there to its end; *more where another may follow. */
static bool
take_packet(struct ssh_scan *s, const void *data, size_t len, bool *more)
{
	struct bytes b = bytes_of((const char *)data + s->at, len - s->at);
	uint32_t size;
	uint8_t padding, type;

	*more = false;
	if (!bytes_u32(&b, &size))
		return false;
	if (size < 12 || size > SSH_PACKET_MAX)
		return done(s, RESULT_MALFORMED);
	if (b.left < size)
		return false;
	if (!bytes_u8(&b, &padding) || !bytes_u8(&b, &type) || padding + 2u > size)
		return done(s, RESULT_MALFORMED);
	*more = !take_message(s, (struct ssh_part){s->at + 5, size - padding - 1u}, type);
	s->at += 4u + size;
	return true;
}

bool
ssh_scan_more(struct ssh_scan *s, const void *data, size_t len)
{
	bool more = true;

	while (s->phase == SSH_PHASE_LINES && s->at < len)
		if (!take_line(s, data, len))
			return false;
	while (s->phase == SSH_PHASE_PACKETS && more)
		if (!take_packet(s, data, len, &more))
			return false;
	return s->phase == SSH_PHASE_DONE;
}

void
ssh_scan_end(struct ssh_scan *s, const void *data, size_t len)
{
	const char *line = len > 0 ? (const char *)data + s->at : NULL;

	if (s->phase == SSH_PHASE_LINES && line != NULL && is_ident(line, len - s->at)) {
		take_ident(s, line, len - s->at);
		s->at = len;
	}
	if (s->phase != SSH_PHASE_DONE)
		done(s, RESULT_TRUNCATED);
}

/* ---- observations --------------------------------------------------------- */

/* Lines before the identification; none where that was not found. */
static void
put_pre_banner(const char *data, size_t len, struct sink *sink)
{
	while (len > 0 && (data[len - 1] == '\r' || data[len - 1] == '\n'))
		len--;
	if (len > 0)
		sink_put(sink, "ssh.preBanner", "", data,
			len < SSH_PRE_BANNER_MAX ? len : SSH_PRE_BANNER_MAX);
}

/* The name-lists in the order of RFC 4253, 7.1. */
enum {
	KEX,
	HOSTKEY,
	ENC_C2S,
	ENC_S2C,
	MAC_C2S,
	MAC_S2C,
	COMP_C2S,
	COMP_S2C,
	LANG_C2S,
	LANG_S2C,
	LISTS
};
static const char *const list_names[LISTS] = {
	[KEX] = "kex",
	[HOSTKEY] = "hostkey",
	[ENC_C2S] = "enc_c2s",
	[ENC_S2C] = "enc_s2c",
	[MAC_C2S] = "mac_c2s",
	[MAC_S2C] = "mac_s2c",
	[COMP_C2S] = "comp_c2s",
	[COMP_S2C] = "comp_s2c",
	[LANG_C2S] = "lang_c2s",
	[LANG_S2C] = "lang_s2c",
};

static bool
read_lists(struct bytes b, struct bytes lists[LISTS])
{
	uint32_t len;

	if (!bytes_skip(&b, 1 + 16))
		return false;
	for (unsigned i = 0; i < LISTS; i++)
		if (!bytes_u32(&b, &len) || !bytes_take(&b, len, &lists[i]))
			return false;
	return true;
}

/* The languages are empty everywhere; one that isn't is worth its line. */
static void
put_lists(const struct bytes lists[LISTS], struct sink *sink)
{
	struct buf text = {0};

	for (unsigned i = 0; i < LISTS; i++) {
		if (i >= LANG_C2S && lists[i].left == 0)
			continue;
		buf_printf(&text, "%s%s=", i > 0 ? ";" : "", list_names[i]);
		buf_add(&text, lists[i].at, lists[i].left);
	}
	sink_put(sink, "ssh.kexinit", "", buf_text(&text), text.len);
	buf_free(&text);
}

/* The server's side of the HASSH method: the MD5 of what it offers for key
 * exchange and for its own direction. */
static void
put_hassh(const struct bytes lists[LISTS], struct sink *sink)
{
	static const unsigned parts[] = {KEX, ENC_S2C, MAC_S2C, COMP_S2C};
	struct buf text = {0};
	char digest[33];

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (i > 0)
			buf_putc(&text, ';');
		buf_add(&text, lists[parts[i]].at, lists[parts[i]].left);
	}
	text_md5_hex(buf_text(&text), text.len, digest);
	sink_text(sink, "ssh.hassh", "", digest);
	buf_free(&text);
}

static enum result
put_kexinit(struct bytes payload, struct sink *sink)
{
	struct bytes lists[LISTS];

	if (!read_lists(payload, lists))
		return RESULT_MALFORMED;
	put_lists(lists, sink);
	put_hassh(lists, sink);
	return RESULT_OK;
}

/* 1 | reason 4 | description | language (11.1): "2 Too many connections". */
static enum result
put_goodbye(struct bytes payload, struct sink *sink)
{
	struct buf text = {0};
	uint32_t reason, len;
	struct bytes words;
	enum result r = RESULT_MALFORMED;

	if (!bytes_skip(&payload, 1) || !bytes_u32(&payload, &reason))
		goto out;
	buf_printf(&text, "%u ", (unsigned)reason);
	if (bytes_u32(&payload, &len) && bytes_take(&payload, len, &words)) {
		buf_add(&text, words.at, words.left);
		r = RESULT_OK;
	}
	sink_put(sink, "ssh.disconnect", "", buf_text(&text), text.len);
out:
	buf_free(&text);
	return r;
}

static void
put_malformed(const char *data, size_t len, struct sink *sink)
{
	struct buf text = {0};

	text_hex(&text, data, len < MALFORMED_MAX ? len : MALFORMED_MAX);
	sink_text(sink, "ssh.malformed", "", buf_text(&text));
	buf_free(&text);
}

static struct bytes
part_of(const char *data, struct ssh_part p)
{
	return bytes_of(data + p.at, p.len);
}

/* As ssh_scan_put(), and says what was wrong after all. */
static enum result
put_all(const struct ssh_scan *s, const char *data, size_t len, struct sink *sink)
{
	enum result r = RESULT_OK;

	if (s->ident.len == 0) {
		if (len > 0)
			sink_put(sink, "ssh.raw", "", data, len < RAW_MAX ? len : RAW_MAX);
		return s->fault;
	}
	put_pre_banner(data, s->ident.at, sink);
	sink_put(sink, "ssh.banner", "", data + s->ident.at, s->ident.len);
	if (s->kexinit.len > 0)
		r = put_kexinit(part_of(data, s->kexinit), sink);
	else if (s->goodbye.len > 0)
		r = put_goodbye(part_of(data, s->goodbye), sink);
	if (r != RESULT_OK || s->fault == RESULT_MALFORMED)
		put_malformed(data + s->ident.at, len - s->ident.at, sink);
	return s->fault != RESULT_OK ? s->fault : r;
}

void
ssh_scan_put(const struct ssh_scan *s, const void *data, size_t len, struct sink *sink)
{
	(void)put_all(s, data, len, sink);
}

enum result
ssh_decode(struct bytes b, struct sink *sink)
{
	struct ssh_scan s = {.at = 0};

	if (!ssh_scan_more(&s, b.at, b.left))
		ssh_scan_end(&s, b.at, b.left);
	return put_all(&s, (const char *)b.at, b.left, sink);
}
