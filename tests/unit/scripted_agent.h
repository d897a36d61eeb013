/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * scripted_agent.h: an SNMP agent on loopback that does what a test says. Its
 * messages are put together byte by byte, by no code that is tested.
 */
#ifndef RANMAP_TESTS_SCRIPTED_AGENT_H
#define RANMAP_TESTS_SCRIPTED_AGENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define AGENT_NAMES 32

/* A request, taken apart. */
struct agent_request {
	int version;	 /* 0: v1, 1: v2c, 3 */
	uint8_t command; /* 0xa0 GET, 0xa1 GETNEXT, 0xa5 GETBULK */
	uint32_t id;
	char community[64];
	unsigned repetitions;
	char names[AGENT_NAMES][160]; /* dotted */
	size_t n;
	size_t length; /* of the message */
};

/* One variable of an answer: name, and the value as BER. */
struct agent_answer {
	int version;
	uint8_t command; /* 0xa2 response */
	uint32_t id;
	const char *community;
	int status, index;
	struct buf variables; /* agent_variable() adds to it */
};

struct agent;

/* On 127.0.0.1, a port of its own. A second socket is at 127.0.0.2. */
struct agent *agent_new(void);
void agent_free(struct agent *);
uint16_t agent_port(const struct agent *);
int agent_fd(const struct agent *);
/* Called with each request; it answers, or doesn't. */
typedef void agent_script(struct agent *, const struct agent_request *, void *arg);
void agent_play(struct agent *, agent_script *, void *arg);
/* Takes what came: for fake_scanner_each_round(). */
void agent_round(void *agent);
/* All requests so far, one a line: "v2c get 1.3.6.1 1.3.6.2"; v3: "v3 discovery". */
const char *agent_log(const struct agent *);
unsigned agent_requests(const struct agent *);

/* tag: 0x04 octets, 0x06 dotted OID, 0x02/0x43 number, 0x80… exceptions (no value). */
void agent_variable(struct agent_answer *, const char *oid, uint8_t tag, const void *value, size_t);
void agent_text(struct agent_answer *, const char *oid, const char *text);
/* Sends and frees the variables. elsewhere: from 127.0.0.2. */
void agent_send(struct agent *, struct agent_answer *, bool elsewhere);
void agent_send_bytes(struct agent *, const void *, size_t, bool elsewhere);
/* An answer to a request: its version, ID and community. */
struct agent_answer agent_answer_to(const struct agent_request *);
/* The report to a discovery: boots 3, time 77. */
void agent_send_engine(struct agent *, const struct agent_request *, const char *engine, size_t len,
	bool elsewhere);

#endif
