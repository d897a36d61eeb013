/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * snmp_message.h: SNMP messages to bytes and back (RFC 1157, RFC 3416, RFC
 * 3412), by net-snmp's encoder and decoder. No sockets, no state.
 *
 * A question that goes to many targets is encoded once as a template; only its
 * request ID differs. IDs have four bytes in BER always (bit 30 is set, bit 31
 * clear), so they can be patched in place.
 */
#ifndef RANMAP_PROBES_SNMP_MESSAGE_H
#define RANMAP_PROBES_SNMP_MESSAGE_H

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/result.h"
#include "probes/probe.h"

/* Longest request of ours. */
#define SNMP_REQUEST_MAX 2048
/* Object identifiers have at most 128 arcs (RFC 2578 3.5). */
#define SNMP_OID_MAX 128

/* A job's ID and a number of the question make a request ID, and back. */
#define SNMP_SEQUENCES 1024u
uint32_t snmp_request_id(uint32_t job, uint32_t sequence);
uint32_t snmp_request_job(uint32_t request);
uint32_t snmp_request_sequence(uint32_t request);

struct snmp_oid {
	oid arcs[SNMP_OID_MAX];
	size_t n;
};
/* "1.3.6.1.2.1"; a leading dot is taken. RESULT_MALFORMED for anything else. */
enum result snmp_oid_parse(const char *, struct snmp_oid *);

/* An encoded request with the places of its IDs. */
struct snmp_template {
	uint8_t bytes[SNMP_REQUEST_MAX];
	size_t len;
	uint16_t ids[2]; /* offsets of the four bytes; the second is 0 for one */
};

/* A request of a community (v1, v2c): command SNMP_MSG_GET, _GETNEXT or _GETBULK;
 * repetitions for GETBULK. */
enum result snmp_encode(enum snmp_version, const char *community, int command,
	const struct snmp_oid *names, size_t n, unsigned repetitions, struct snmp_template *out);
/* SNMPv3 engine discovery (RFC 3414 4): an empty, reportable noAuthNoPriv GET. */
enum result snmp_encode_discovery(struct snmp_template *out);
/* The same request under another ID. */
void snmp_patch(struct snmp_template *, uint32_t request);

/* What a message says in the clear before any key is needed. */
struct snmp_header {
	enum snmp_version version;
	uint32_t id; /* request ID; msgID of v3 */
	/* v3 */
	bool encrypted, authenticated;
	uint8_t engine[32];
	size_t engine_len;
	uint32_t boots, time;
};

/* net-snmp keeps what it thinks of a message to itself from then on; it would
 * write on standard error. snmp_decode() does it. */
void snmp_hush(void);
/* Takes a message apart. For v1, v2c and unencrypted v3, *pdu is its PDU (freed
 * by the caller with snmp_free_pdu), else NULL. RESULT_MALFORMED else. */
enum result snmp_decode(struct bytes, struct snmp_header *, netsnmp_pdu **pdu);

/* The value of a variable in the form of base/observation.h. borrowed: points
 * into the variable or into buf. False for an exception (noSuchObject, …). */
bool snmp_value(
	const netsnmp_variable_list *, char *buf, size_t cap, const char **value, size_t *len);
/* "1.3.6.1"; at most cap bytes. */
void snmp_oid_text(const oid *, size_t n, char *buf, size_t cap);

#endif
