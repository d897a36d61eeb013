/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* packet.h: IP, UDP and TCP heads of captured frames, as far as `read` needs
 * them to find what SNMP agents and SSH servers said. */
#ifndef RANMAP_SCANNER_PACKET_H
#define RANMAP_SCANNER_PACKET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/bytes.h"
#include "base/result.h"

enum packet_kind { PACKET_UDP = 17, PACKET_TCP = 6 };

struct packet {
	enum packet_kind kind;
	struct addr from, to;
	uint16_t from_port, to_port;
	uint32_t seq; /* TCP: of the first byte of the payload (of the SYN, where syn) */
	bool syn, ack;
	struct bytes payload; /* borrowed; without padding */
};

/* From an Ethernet frame. RESULT_UNKNOWN for anything but UDP and TCP in whole
 * (not fragmented) IP packets; RESULT_TRUNCATED where the capture cut a head. */
enum result packet_open(struct bytes frame, struct packet *out);

#endif
