/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * capture_link.c: other framings to Ethernet, so that decoders know only one.
 * Layouts: the link-layer header types page of tcpdump.org.
 */
#include "scanner/capture_link.h"

#include <pcap/dlt.h>
#include <stddef.h>
#include <string.h>

/* A frame with zero destination, the sender as far as it is known, and a type. */
static struct bytes
make_frame(struct buf *made, const uint8_t from[6], uint16_t type, struct bytes payload)
{
	const uint8_t none[6] = {0};
	/* Linux tells 802.3 frames by small numbers; Ethernet by their length. */
	uint16_t value = type < 0x0600 && payload.left <= 1500 ? (uint16_t)payload.left : type;
	const uint8_t tail[2] = {(uint8_t)(value >> 8), (uint8_t)value};

	buf_clear(made);
	buf_add(made, none, sizeof(none));
	buf_add(made, from != NULL ? from : none, 6);
	buf_add(made, tail, sizeof(tail));
	buf_add(made, payload.at, payload.left);
	return bytes_of(made->data, made->len);
}

static struct bytes
from_ethernet(struct bytes b, struct buf *made)
{
	(void)made;
	return b;
}

/* packet type 2 | hardware type 2 | address length 2 | address 8 | protocol 2 */
static struct bytes
from_sll(struct bytes b, struct buf *made)
{
	uint8_t from[6];
	uint16_t type;

	if (!bytes_skip(&b, 6) || !bytes_copy(&b, from, 6) || !bytes_skip(&b, 2) ||
		!bytes_u16(&b, &type))
		return bytes_of(NULL, 0);
	return make_frame(made, from, type, b);
}

/* protocol 2 | reserved 2 | interface 4 | hardware type 2 | packet type 1 |
 * address length 1 | address 8 */
static struct bytes
from_sll2(struct bytes b, struct buf *made)
{
	uint8_t from[6];
	uint16_t type;

	if (!bytes_u16(&b, &type) || !bytes_skip(&b, 10) || !bytes_copy(&b, from, 6) ||
		!bytes_skip(&b, 2))
		return bytes_of(NULL, 0);
	return make_frame(made, from, type, b);
}

/* The IP version is in the first four bits of the header itself. */
static struct bytes
from_raw(struct bytes b, struct buf *made)
{
	if (b.left == 0)
		return b;
	return make_frame(made, NULL, b.at[0] >> 4 == 6 ? 0x86dd : 0x0800, b);
}

/* An address family of the capturing system in 4 bytes, then IP. */
static struct bytes
from_null(struct bytes b, struct buf *made)
{
	return bytes_skip(&b, 4) ? from_raw(b, made) : bytes_of(NULL, 0);
}

static const struct capture_link links[] = {
	{DLT_EN10MB, from_ethernet},
	{DLT_LINUX_SLL, from_sll},
	{DLT_LINUX_SLL2, from_sll2},
	{DLT_RAW, from_raw},
	{DLT_NULL, from_null},
	{DLT_LOOP, from_null},
	{DLT_IPV4, from_raw},
	{DLT_IPV6, from_raw},
};

const struct capture_link *
capture_link_find(int type)
{
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		if (links[i].type == type)
			return &links[i];
	return NULL;
}
