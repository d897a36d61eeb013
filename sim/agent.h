/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * agent.h: one SNMP question in, one answer out (or silence): v1 (RFC 1157),
 * v2c (RFC 3416) and the engine discovery of v3 (RFC 3414 section 4). Pure but
 * for its scratch memory: no sockets, no clock.
 */
#ifndef RANMAP_SIM_AGENT_H
#define RANMAP_SIM_AGENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "sim/mib.h"

/* The largest answer: what a UDP datagram over IPv4 holds. */
#define AGENT_ANSWER_MAX 65507
#define AGENT_ENGINE_MAX 32

/* Versions an agent speaks, as bits. */
#define AGENT_V1 1u
#define AGENT_V2C 2u
#define AGENT_V3 4u

/* What the agent of one device is like at this moment. Borrowed for the call. */
struct agent_view {
	/* The system group (1.3.6.1.2.1.1), complete; may be NULL. Most questions
	 * end here, so the rest is asked for only where it is needed. */
	const struct mib *system;
	/* Everything, the system group included. */
	const struct mib *(*whole)(void *context);
	void *context;

	unsigned versions;
	const char *community;
	const uint8_t *engine_id;
	size_t engine_len; /* 0: does not speak v3 */
	uint32_t boots, engine_time;
	uint32_t uptime;	  /* time-ticks */
	uint32_t strangers;	  /* usmStatsUnknownEngineIDs */
	size_t max_answer;	  /* bytes of a datagram; 0: AGENT_ANSWER_MAX */
	unsigned max_repetitions; /* 0: no limit of its own */
	unsigned odd;		  /* sim/odd.h */
	int64_t now;		  /* seconds, for what comes and goes */
};

/* What a question was, for those who count. */
struct agent_note {
	int version;  /* 0, 1, 3 as on the wire; -1: not understood */
	uint8_t pdu;  /* enum ber_tag; 0 for a v3 message */
	bool refused; /* wrong community or version */
};

struct agent;

struct agent *agent_new(void);
void agent_free(struct agent *);
/* Answers into out (cap bytes; the answer ends at its last byte). The result
 * points into out; left is 0 for silence. note may be NULL. */
struct bytes agent_answer(struct agent *, const struct agent_view *, struct bytes question,
	uint8_t *out, size_t cap, struct agent_note *note);

#endif
