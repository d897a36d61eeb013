/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* snmp_usm.h: SNMPv3 with the User-based Security Model (RFC 3414), one user at
 * one engine, by net-snmp. */
#ifndef RANMAP_PROBES_SNMP_USM_H
#define RANMAP_PROBES_SNMP_USM_H

#include "base/settings.h"
#include "probes/snmp_message.h"

/* The keys of the credentials before they are localised (RFC 3414 2.6): they
 * cost a megabyte of hashing each, so they are made once. */
struct snmp_keys;
/* RESULT_UNKNOWN where a protocol is none of the installed net-snmp's; it was logged. */
enum result snmp_keys_new(const struct settings *, struct snmp_keys **out);
void snmp_keys_free(struct snmp_keys *); /* wipes them; accepts NULL */

/* A user at an engine. */
struct snmp_usm;
/* The engine as its header said. NULL where net-snmp refuses it. */
struct snmp_usm *snmp_usm_new(
	const struct snmp_keys *, const struct credential *, const struct snmp_header *engine);
void snmp_usm_free(struct snmp_usm *); /* accepts NULL */
/* The engine's clock as an authentic report told it (usmStatsNotInTimeWindows). */
void snmp_usm_clock(struct snmp_usm *, uint32_t boots, uint32_t time);
/* Encodes a request; it can't be patched: the request ID is a part of what is signed. */
enum result snmp_usm_encode(struct snmp_usm *, uint32_t request, int command,
	const struct snmp_oid *names, size_t n, unsigned repetitions, struct snmp_template *out);
/* Checks and deciphers. *pdu is freed by the caller. RESULT_REFUSED where it isn't authentic. */
enum result snmp_usm_decode(struct snmp_usm *, struct bytes, netsnmp_pdu **pdu);

#endif
