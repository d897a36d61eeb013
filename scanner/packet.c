/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * packet.c: RFC 791 (IPv4), RFC 8200 (IPv6), RFC 768 (UDP), RFC 9293 (TCP).
 * Fragments are left out: the messages of interest are small, and half of one
 * is none.
 */
#include "scanner/packet.h"

#include <string.h>

#include "probes/lldp_ether.h"

/* Extension heads of IPv6 that are walked over at most. */
#define EXTENSIONS_MAX 8

/* version 4 bits, length 4 | service 1 | total length 2 | ID 2 | flags, offset 2 |
 * TTL 1 | protocol 1 | checksum 2 | source 4 | destination 4 | options */
static enum result
open_ipv4(struct bytes b, struct packet *p, struct bytes *inner)
{
	uint8_t head, protocol;
	uint16_t total, fragment;
	size_t size;

	if (!bytes_u8(&b, &head) || !bytes_skip(&b, 1) || !bytes_u16(&b, &total) ||
		!bytes_skip(&b, 2) || !bytes_u16(&b, &fragment) || !bytes_skip(&b, 1) ||
		!bytes_u8(&b, &protocol) || !bytes_skip(&b, 2) || !bytes_copy(&b, p->from.ip, 4) ||
		!bytes_copy(&b, p->to.ip, 4))
		return RESULT_TRUNCATED;
	size = (size_t)(head & 15) * 4;
	if (head >> 4 != 4 || size < 20 || total < size || (fragment & 0x3fff) != 0)
		return RESULT_UNKNOWN;
	if (!bytes_skip(&b, size - 20))
		return RESULT_TRUNCATED;
	p->from.family = p->to.family = 4;
	p->kind = protocol;
	/* Padding goes; what the capture cut stays missing. */
	if (total - size < b.left)
		bytes_take(&b, total - size, &b);
	*inner = b;
	return RESULT_OK;
}

/* Hop-by-hop options, routing, destination options: next 1 | length in 8 bytes,
 * without the first 8, 1. */
static enum result
skip_extensions(struct bytes *b, uint8_t *next)
{
	uint8_t after, len;

	for (unsigned i = 0; i < EXTENSIONS_MAX; i++) {
		if (*next != 0 && *next != 43 && *next != 60)
			return RESULT_OK;
		if (!bytes_u8(b, &after) || !bytes_u8(b, &len) ||
			!bytes_skip(b, 6 + (size_t)len * 8))
			return RESULT_TRUNCATED;
		*next = after;
	}
	return RESULT_UNKNOWN;
}

/* version 4 bits, class 8, label 20 | payload length 2 | next 1 | hop limit 1 |
 * source 16 | destination 16 */
static enum result
open_ipv6(struct bytes b, struct packet *p, struct bytes *inner)
{
	uint32_t head;
	uint16_t len;
	uint8_t next;
	enum result r;

	if (!bytes_u32(&b, &head) || !bytes_u16(&b, &len) || !bytes_u8(&b, &next) ||
		!bytes_skip(&b, 1) || !bytes_copy(&b, p->from.ip, 16) ||
		!bytes_copy(&b, p->to.ip, 16))
		return RESULT_TRUNCATED;
	if (head >> 28 != 6)
		return RESULT_UNKNOWN;
	if (len > 0 && len < b.left)
		bytes_take(&b, len, &b);
	r = skip_extensions(&b, &next);
	p->from.family = p->to.family = 6;
	p->kind = next;
	*inner = b;
	return r;
}

/* source port 2 | destination port 2 | length 2 | checksum 2 */
static enum result
open_udp(struct bytes b, struct packet *p)
{
	uint16_t len;

	if (!bytes_u16(&b, &p->from_port) || !bytes_u16(&b, &p->to_port) || !bytes_u16(&b, &len) ||
		!bytes_skip(&b, 2))
		return RESULT_TRUNCATED;
	if (len < 8)
		return RESULT_UNKNOWN;
	if (len - 8u < b.left)
		bytes_take(&b, len - 8u, &b);
	p->payload = b;
	return RESULT_OK;
}

/* source port 2 | destination port 2 | sequence 4 | acknowledgement 4 |
 * length 4 bits, reserved 4 | flags 1 | window 2 | checksum 2 | urgent 2 | options */
static enum result
open_tcp(struct bytes b, struct packet *p)
{
	uint8_t size, flags;

	if (!bytes_u16(&b, &p->from_port) || !bytes_u16(&b, &p->to_port) ||
		!bytes_u32(&b, &p->seq) || !bytes_skip(&b, 4) || !bytes_u8(&b, &size) ||
		!bytes_u8(&b, &flags) || !bytes_skip(&b, 6))
		return RESULT_TRUNCATED;
	if (size >> 4 < 5)
		return RESULT_UNKNOWN;
	if (!bytes_skip(&b, (size_t)(size >> 4) * 4 - 20))
		return RESULT_TRUNCATED;
	p->syn = (flags & 2) != 0;
	p->ack = (flags & 16) != 0;
	p->payload = b;
	return RESULT_OK;
}

enum result
packet_open(struct bytes frame, struct packet *out)
{
	struct packet p;
	struct bytes inner = bytes_of(NULL, 0);
	struct ether e;
	enum result r = ether_open(frame, &e);

	memset(&p, 0, sizeof(p));
	if (r != RESULT_OK || e.snap)
		return r == RESULT_OK ? RESULT_UNKNOWN : r;
	if (e.type == ETHER_IPV4)
		r = open_ipv4(e.payload, &p, &inner);
	else if (e.type == ETHER_IPV6)
		r = open_ipv6(e.payload, &p, &inner);
	else
		r = RESULT_UNKNOWN;
	if (r != RESULT_OK)
		return r;
	if (p.kind == PACKET_UDP)
		r = open_udp(inner, &p);
	else if (p.kind == PACKET_TCP)
		r = open_tcp(inner, &p);
	else
		r = RESULT_UNKNOWN;
	if (r == RESULT_OK)
		*out = p;
	return r;
}
