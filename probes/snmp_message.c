/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* snmp_message.c: messages by net-snmp's encoder and decoder. */
#include "probes/snmp_message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Stands for an ID in a template until it is patched. */
#define MARK 0x5a3c7e19
/* The largest answer that we take, told to SNMPv3 engines (RFC 3412 6.3). */
#define MESSAGE_MAX 65507

#define ID_BIT (UINT32_C(1) << 30)

uint32_t
snmp_request_id(uint32_t job, uint32_t sequence)
{
	return ID_BIT | job * SNMP_SEQUENCES | (sequence & (SNMP_SEQUENCES - 1));
}

uint32_t
snmp_request_job(uint32_t request)
{
	return (request & ID_BIT) != 0 ? (request & ~ID_BIT) / SNMP_SEQUENCES : 0;
}

uint32_t
snmp_request_sequence(uint32_t request)
{
	return request & (SNMP_SEQUENCES - 1);
}

/* ---- object identifiers ---------------------------------------------------- */

enum result
snmp_oid_parse(const char *text, struct snmp_oid *out)
{
	const char *p = text[0] == '.' ? text + 1 : text;

	out->n = 0;
	for (;;) {
		unsigned long arc = 0;
		const char *digits = p;

		for (; *p >= '0' && *p <= '9'; p++)
			if ((arc = arc * 10 + (unsigned long)(*p - '0')) > UINT32_MAX)
				return RESULT_MALFORMED;
		if (p == digits || out->n == SNMP_OID_MAX)
			return RESULT_MALFORMED;
		out->arcs[out->n++] = arc;
		if (*p == '\0')
			return out->n >= 2 ? RESULT_OK : RESULT_MALFORMED;
		if (*p++ != '.')
			return RESULT_MALFORMED;
	}
}

void
snmp_oid_text(const oid *arcs, size_t n, char *buf, size_t cap)
{
	size_t used = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < n && used + 12 < cap; i++)
		used += (size_t)snprintf(
			buf + used, cap - used, i > 0 ? ".%lu" : "%lu", (unsigned long)arcs[i]);
}

/* ---- encode ---------------------------------------------------------------- */

/* Where the marks stand: INTEGER, four bytes, the mark. */
static enum result
find_marks(struct snmp_template *t)
{
	static const uint8_t mark[] = {
		0x02, 0x04, MARK >> 24 & 0xff, MARK >> 16 & 0xff, MARK >> 8 & 0xff, MARK & 0xff};
	size_t found = 0;

	t->ids[0] = t->ids[1] = 0;
	for (size_t i = 0; i + sizeof(mark) <= t->len && found < 2; i++)
		if (memcmp(t->bytes + i, mark, sizeof(mark)) == 0)
			t->ids[found++] = (uint16_t)(i + 2);
	return found > 0 ? RESULT_OK : RESULT_INTERNAL;
}

static enum result
build(netsnmp_session *session, netsnmp_pdu *pdu, struct snmp_template *out)
{
	uint8_t *packet = malloc(SNMP_REQUEST_MAX);
	size_t size = SNMP_REQUEST_MAX, offset = 0;
	enum result r = RESULT_RANGE;

	if (packet != NULL && snmp_build(&packet, &size, &offset, session, pdu) == 0 &&
		offset <= sizeof(out->bytes)) {
		/* It is written from the end backwards. */
		memcpy(out->bytes, packet + size - offset, offset);
		out->len = offset;
		r = find_marks(out);
	}
	free(packet);
	return r;
}

enum result
snmp_encode(enum snmp_version version, const char *community, int command,
	const struct snmp_oid *names, size_t n, unsigned repetitions, struct snmp_template *out)
{
	netsnmp_pdu *pdu = snmp_pdu_create(command);
	netsnmp_session session;
	enum result r;

	if (pdu == NULL)
		return RESULT_INTERNAL;
	snmp_sess_init(&session);
	session.version = pdu->version = version == SNMP_V1 ? SNMP_VERSION_1 : SNMP_VERSION_2c;
	pdu->reqid = MARK;
	pdu->community = (u_char *)strdup(community);
	pdu->community_len = strlen(community);
	if (command == SNMP_MSG_GETBULK) {
		pdu->non_repeaters = 0;
		pdu->max_repetitions = (long)repetitions;
	}
	for (size_t i = 0; i < n; i++)
		snmp_add_null_var(pdu, names[i].arcs, names[i].n);
	r = build(&session, pdu, out);
	snmp_free_pdu(pdu);
	return r;
}

/*
 * RFC 3412 and RFC 3414: version 3, msgID, a maximum size, flags (reportable),
 * the User-based Security Model; no engine, boots 0, time 0, no user, no digest,
 * no salt; a GET without a variable.
 */
enum result
snmp_encode_discovery(struct snmp_template *out)
{
	static const uint8_t message[] = {
		0x30,
		0x3e,
		0x02,
		0x01,
		0x03, /* version */
		0x30,
		0x11,
		0x02,
		0x04,
		0,
		0,
		0,
		0, /* msgID */
		0x02,
		0x03,
		MESSAGE_MAX >> 16,
		MESSAGE_MAX >> 8 & 0xff,
		MESSAGE_MAX & 0xff,
		0x04,
		0x01,
		0x04,
		0x02,
		0x01,
		0x03, /* flags, model */
		0x04,
		0x10,
		0x30,
		0x0e,
		0x04,
		0x00,
		0x02,
		0x01,
		0x00, /* engine, boots */
		0x02,
		0x01,
		0x00,
		0x04,
		0x00,
		0x04,
		0x00,
		0x04,
		0x00, /* time, user, digest, salt */
		0x30,
		0x14,
		0x04,
		0x00,
		0x04,
		0x00, /* context engine and name */
		0xa0,
		0x0e,
		0x02,
		0x04,
		0,
		0,
		0,
		0, /* GET, request-id */
		0x02,
		0x01,
		0x00,
		0x02,
		0x01,
		0x00,
		0x30,
		0x00,
	};

	_Static_assert(sizeof(message) == 64, "the lengths in it are those of its parts");
	memcpy(out->bytes, message, sizeof(message));
	out->len = sizeof(message);
	out->ids[0] = 9;
	out->ids[1] = 52;
	return RESULT_OK;
}

void
snmp_patch(struct snmp_template *t, uint32_t request)
{
	for (size_t i = 0; i < 2 && t->ids[i] != 0; i++)
		for (unsigned b = 0; b < 4; b++)
			t->bytes[t->ids[i] + b] = (uint8_t)(request >> (24 - 8 * b));
}

/* ---- decode ---------------------------------------------------------------- */

/* What is left of a message. */
struct rest {
	u_char *at;
	size_t len;
};

static bool
enter(struct rest *r, u_char type)
{
	size_t len = r->len;
	u_char got, *in;

	if (r->len < 2)
		return false;
	in = asn_parse_header(r->at, &len, &got);
	if (in == NULL || got != type || len > r->len - (size_t)(in - r->at))
		return false;
	r->at = in;
	r->len = len;
	return true;
}

static bool
integer(struct rest *r, long *out)
{
	u_char type, *next;

	if (r->len < 2 || r->at[0] != ASN_INTEGER)
		return false;
	next = asn_parse_int(r->at, &r->len, &type, out, sizeof(*out));
	if (next == NULL)
		return false;
	r->at = next;
	return true;
}

static bool
octets(struct rest *r, u_char *out, size_t *len)
{
	u_char type, *next;

	if (r->len < 2 || r->at[0] != ASN_OCTET_STR)
		return false;
	next = asn_parse_string(r->at, &r->len, &type, out, len);
	if (next == NULL)
		return false;
	r->at = next;
	return true;
}

/* The contents of an octet string that holds more BER; r moves behind it. */
static bool
nested(struct rest *r, struct rest *in)
{
	*in = *r;
	if (!enter(in, ASN_OCTET_STR))
		return false;
	r->len -= (size_t)(in->at + in->len - r->at);
	r->at = in->at + in->len;
	return true;
}

static bool
security(struct rest usm, struct snmp_header *h)
{
	u_char text[256];
	size_t len = sizeof(text);
	long boots, seconds;

	h->engine_len = sizeof(h->engine);
	if (!enter(&usm, ASN_SEQUENCE | ASN_CONSTRUCTOR) ||
		!octets(&usm, h->engine, &h->engine_len) || !integer(&usm, &boots) ||
		!integer(&usm, &seconds) || !octets(&usm, text, &len))
		return false;
	h->boots = (uint32_t)boots;
	h->time = (uint32_t)seconds;
	return true;
}

static bool
scoped(struct rest *r)
{
	u_char text[512];
	size_t len = sizeof(text);

	if (!enter(r, ASN_SEQUENCE | ASN_CONSTRUCTOR) || !octets(r, text, &len))
		return false;
	len = sizeof(text);
	return octets(r, text, &len);
}

/* From behind the version to the PDU (or to where it is encrypted). */
static bool
decode_v3(struct rest *r, struct snmp_header *h)
{
	struct rest global = *r, usm;
	u_char flags[1] = {0};
	size_t len = sizeof(flags);
	long id, size, model;

	if (!enter(&global, ASN_SEQUENCE | ASN_CONSTRUCTOR))
		return false;
	r->len -= (size_t)(global.at + global.len - r->at);
	r->at = global.at + global.len;
	if (!integer(&global, &id) || !integer(&global, &size) || !octets(&global, flags, &len) ||
		!integer(&global, &model) || model != SNMP_SEC_MODEL_USM)
		return false;
	h->id = (uint32_t)id;
	h->authenticated = (flags[0] & SNMP_MSG_FLAG_AUTH_BIT) != 0;
	h->encrypted = (flags[0] & SNMP_MSG_FLAG_PRIV_BIT) != 0;
	return nested(r, &usm) && security(usm, h) && (h->encrypted || scoped(r));
}

static bool
decode_pdu(struct rest *r, netsnmp_pdu **out)
{
	netsnmp_pdu *pdu;

	/* It reads a tag before it looks at the length. */
	if (r->len < 2)
		return false;
	pdu = snmp_pdu_create(SNMP_MSG_RESPONSE);
	if (pdu != NULL && snmp_pdu_parse(pdu, r->at, &r->len) == 0) {
		*out = pdu;
		return true;
	}
	snmp_free_pdu(pdu);
	return false;
}

void
snmp_hush(void)
{
	static bool hushed;

	/* Without a handler of ours it would take standard error for one. */
	if (!hushed)
		hushed = netsnmp_register_loghandler(NETSNMP_LOGHANDLER_NONE, LOG_DEBUG) != NULL;
}

enum result
snmp_decode(struct bytes message, struct snmp_header *h, netsnmp_pdu **pdu)
{
	struct rest r = {(u_char *)(uintptr_t)message.at, message.left};
	u_char community[512];
	size_t len = sizeof(community);
	long version;

	snmp_hush();
	memset(h, 0, sizeof(*h));
	*pdu = NULL;
	if (!enter(&r, ASN_SEQUENCE | ASN_CONSTRUCTOR) || !integer(&r, &version))
		return RESULT_MALFORMED;
	if (version == SNMP_VERSION_3) {
		h->version = SNMP_V3;
		if (!decode_v3(&r, h) || (!h->encrypted && !decode_pdu(&r, pdu)))
			return RESULT_MALFORMED;
		return RESULT_OK;
	}
	if (version != SNMP_VERSION_1 && version != SNMP_VERSION_2c)
		return RESULT_MALFORMED;
	h->version = version == SNMP_VERSION_1 ? SNMP_V1 : SNMP_V2C;
	if (!octets(&r, community, &len) || !decode_pdu(&r, pdu))
		return RESULT_MALFORMED;
	h->id = (uint32_t)(*pdu)->reqid;
	return RESULT_OK;
}

bool
snmp_value(const netsnmp_variable_list *v, char *buf, size_t cap, const char **value, size_t *len)
{
	*value = buf;
	switch (v->type) {
	case ASN_OCTET_STR:
	case ASN_OPAQUE:
	case ASN_BIT_STR:
		*value = v->val_len > 0 ? (const char *)v->val.string : "";
		*len = v->val_len;
		return true;
	case ASN_INTEGER:
		*len = (size_t)snprintf(buf, cap, "%ld", *v->val.integer);
		return true;
	case ASN_COUNTER:
	case ASN_GAUGE:
	case ASN_TIMETICKS:
		*len = (size_t)snprintf(
			buf, cap, "%lu", (unsigned long)*v->val.integer & 0xffffffffUL);
		return true;
	case ASN_COUNTER64:
		*len = (size_t)snprintf(buf, cap, "%llu",
			(unsigned long long)v->val.counter64->high << 32 |
				(v->val.counter64->low & 0xffffffffULL));
		return true;
	case ASN_IPADDRESS:
		if (v->val_len != 4)
			return false;
		*len = (size_t)snprintf(buf, cap, "%u.%u.%u.%u", v->val.string[0], v->val.string[1],
			v->val.string[2], v->val.string[3]);
		return true;
	case ASN_OBJECT_ID:
		snmp_oid_text(v->val.objid, v->val_len / sizeof(oid), buf, cap);
		*len = strlen(buf);
		return true;
	default:
		return false;
	}
}
