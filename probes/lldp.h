/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* lldp.h: neighbours' announcements on a wire, IEEE 802.1AB and Cisco's CDP. */
#ifndef RANMAP_PROBES_LLDP_H
#define RANMAP_PROBES_LLDP_H

#include "probes/probe.h"

/* Longest raw frame that is kept as evidence of a malformed one, in bytes. */
#define LLDP_MALFORMED_MAX 2048

/*
 * One Ethernet frame to observations. RESULT_UNKNOWN, and nothing put, for a
 * frame that is neither LLDP nor CDP; RESULT_TRUNCATED or RESULT_MALFORMED for
 * a faulty one: what could be read has been put, and the frame itself in
 * hexadecimal as lldp.malformed (cdp.malformed).
 */
enum result lldp_decode(struct bytes frame, struct sink *);

#endif
