/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* lldp_ether.h: the head of an Ethernet frame, through its VLAN tags. */
#ifndef RANMAP_PROBES_LLDP_ETHER_H
#define RANMAP_PROBES_LLDP_ETHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/result.h"

/* EtherTypes (IEEE registration authority, public listing). */
#define ETHER_IPV4 0x0800
#define ETHER_IPV6 0x86dd
#define ETHER_LLDP 0x88cc

/* Tags that are kept; more are walked over, and not kept. */
#define ETHER_VLANS_MAX 4

struct ether {
	uint8_t to[6], from[6];
	uint16_t vlans[ETHER_VLANS_MAX]; /* VLAN IDs, the outermost first */
	size_t n_vlans;
	uint16_t type;	      /* EtherType, or, where snap, the protocol ID */
	bool snap;	      /* IEEE 802.3 with LLC and SNAP (IEEE 802, clause 10) */
	uint32_t oui;	      /* of SNAP, else 0 */
	struct bytes payload; /* borrowed from the frame; without 802.3 padding */
};

/* Reads a frame from its destination address on. RESULT_TRUNCATED where it
 * ends in its head, RESULT_UNKNOWN for an 802.3 frame without SNAP. */
enum result ether_open(struct bytes frame, struct ether *out);

#endif
