/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * lldp_ether.c: the head of an Ethernet frame. Neighbours' frames come tagged
 * from trunks (once or twice), and CDP comes in 802.3 framing with SNAP.
 *
 *   destination 6 | source 6 | { tag type 2 | tag 2 }* | type or length 2 | ...
 */
#include "probes/lldp_ether.h"

/* A tag's type: IEEE 802.1Q, 802.1ad, and the two that were used before it. */
static bool
is_tag(uint16_t type)
{
	return type == 0x8100 || type == 0x88a8 || type == 0x9100 || type == 0x9200;
}

static enum result
open_tags(struct bytes *b, struct ether *e, uint16_t *type)
{
	uint16_t tag;

	if (!bytes_u16(b, type))
		return RESULT_TRUNCATED;
	while (is_tag(*type)) {
		if (!bytes_u16(b, &tag) || !bytes_u16(b, type))
			return RESULT_TRUNCATED;
		if (e->n_vlans < ETHER_VLANS_MAX)
			e->vlans[e->n_vlans++] = tag & 0x0fff;
	}
	return RESULT_OK;
}

/* IEEE 802.2 LLC with DSAP and SSAP 0xaa, control 3, then OUI and protocol ID. */
static enum result
open_snap(struct bytes b, uint16_t length, struct ether *e)
{
	uint32_t llc;

	/* What lies beyond the length is padding; less than the length is a cut frame. */
	if (length < b.left && !bytes_take(&b, length, &b))
		return RESULT_TRUNCATED;
	if (!bytes_u24(&b, &llc))
		return RESULT_TRUNCATED;
	if (llc != 0xaaaa03)
		return RESULT_UNKNOWN;
	if (!bytes_u24(&b, &e->oui) || !bytes_u16(&b, &e->type))
		return RESULT_TRUNCATED;
	e->snap = true;
	e->payload = b;
	return RESULT_OK;
}

enum result
ether_open(struct bytes frame, struct ether *out)
{
	struct ether e = {.n_vlans = 0};
	uint16_t type = 0;
	enum result r = RESULT_TRUNCATED;

	if (!bytes_copy(&frame, e.to, sizeof(e.to)) || !bytes_copy(&frame, e.from, sizeof(e.from)))
		return r;
	r = open_tags(&frame, &e, &type);
	if (r != RESULT_OK)
		return r;
	if (type <= 1500) {
		r = open_snap(frame, type, &e);
	} else {
		e.type = type;
		e.payload = frame;
	}
	if (r == RESULT_OK)
		*out = e;
	return r;
}
