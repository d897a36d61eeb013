/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* agent_v3.h: SNMPv3 as far as engine discovery goes: every question that may be
 * reported on gets a Report with engine ID, boots and time (RFC 3414 section 4). */
#ifndef RANMAP_SIM_AGENT_V3_H
#define RANMAP_SIM_AGENT_V3_H

#include "base/bytes.h"
#include "sim/agent.h"
#include "sim/ber.h"

/* message: what follows the version. The result is in the writer's buffer; left
 * is 0 for silence. */
struct bytes agent_v3_answer(const struct agent_view *, struct bytes message, struct ber_out *);

#endif
