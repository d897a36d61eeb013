/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * lldp_cdp.c: Cisco Discovery Protocol. There is no public standard; the
 * layout is as public dissectors and Cisco's own documents tell it:
 *
 *   version 1 | time to live 1 | checksum 2 | { type 2 | length 2 (with these 4) | value }*
 *
 * Many devices of other makers send it too, so it is a description like LLDP,
 * and no proof of Cisco.
 */
#include "probes/lldp_tlv.h"

#include <stdio.h>

/* A line of the table. Types are 16 bits wide. */
struct cdp_kind {
	uint16_t type;
	const char *key;
	enum result (*read)(struct sink *, const struct cdp_kind *, struct bytes);
};

static enum result
read_text(struct sink *s, const struct cdp_kind *k, struct bytes b)
{
	sink_put(s, k->key, "", b.at, b.left);
	return RESULT_OK;
}

static enum result
read_u16(struct sink *s, const struct cdp_kind *k, struct bytes b)
{
	uint16_t value;

	if (!bytes_u16(&b, &value))
		return RESULT_TRUNCATED;
	lldp_put_number(s, k->key, "", value);
	return RESULT_OK;
}

static enum result
read_u32(struct sink *s, const struct cdp_kind *k, struct bytes b)
{
	uint32_t value;

	if (!bytes_u32(&b, &value))
		return RESULT_TRUNCATED;
	lldp_put_number(s, k->key, "", value);
	return RESULT_OK;
}

static enum result
read_oid(struct sink *s, const struct cdp_kind *k, struct bytes b)
{
	/* Some send the whole BER element, some its contents alone. */
	if (b.left > 2 && b.at[0] == 6 && b.at[1] == b.left - 2)
		bytes_skip(&b, 2);
	return lldp_put_oid(s, k->key, "", b);
}

static enum result
read_capabilities(struct sink *s, const struct cdp_kind *k, struct bytes b)
{
	static const char *const names[] = {"router", "transparentBridge", "sourceRouteBridge",
		"switch", "host", "igmp", "repeater", "phone", "remote"};
	uint32_t bits;

	if (!bytes_u32(&b, &bits))
		return RESULT_TRUNCATED;
	lldp_put_bits(s, k->key, "", bits, names, sizeof(names) / sizeof(names[0]));
	return RESULT_OK;
}

static enum result
read_duplex(struct sink *s, const struct cdp_kind *k, struct bytes b)
{
	uint8_t full;

	if (!bytes_u8(&b, &full))
		return RESULT_TRUNCATED;
	sink_text(s, k->key, "", full ? "full" : "half");
	return RESULT_OK;
}

/* protocol type 1 | length 1 | protocol | length 2 | address. IPv4 is NLPID 0xcc
 * (one byte), IPv6 SNAP with 0x86dd; the address's length tells them apart. */
static enum result
read_one_address(struct sink *s, const char *key, const char *index, struct bytes *b)
{
	uint8_t type, len;
	uint16_t n;
	struct bytes protocol, address;

	if (!bytes_u8(b, &type) || !bytes_u8(b, &len) || !bytes_take(b, len, &protocol) ||
		!bytes_u16(b, &n) || !bytes_take(b, n, &address))
		return RESULT_TRUNCATED;
	return lldp_put_address(s, key, index, n == 4 ? 1 : n == 16 ? 2 : 0, address);
}

static enum result
read_addresses(struct sink *s, const struct cdp_kind *k, struct bytes b)
{
	uint32_t n;
	char index[12];
	enum result r = RESULT_OK;

	if (!bytes_u32(&b, &n))
		return RESULT_TRUNCATED;
	for (uint32_t i = 1; i <= n && r == RESULT_OK; i++) {
		snprintf(index, sizeof(index), "%u", (unsigned)i);
		r = read_one_address(s, k->key, index, &b);
	}
	return r;
}

/* character set 1 | text */
static enum result
read_location(struct sink *s, const struct cdp_kind *k, struct bytes b)
{
	if (!bytes_skip(&b, 1))
		return RESULT_TRUNCATED;
	sink_put(s, k->key, "", b.at, b.left);
	return RESULT_OK;
}

static const struct cdp_kind kinds[] = {
	{0x01, "cdp.deviceId", read_text},
	{0x02, "cdp.address", read_addresses},
	{0x03, "cdp.portId", read_text},
	{0x04, "cdp.capabilities", read_capabilities},
	{0x05, "cdp.version", read_text},
	{0x06, "cdp.platform", read_text},
	{0x09, "cdp.vtpDomain", read_text},
	{0x0a, "cdp.nativeVlan", read_u16},
	{0x0b, "cdp.duplex", read_duplex},
	{0x10, "cdp.power", read_u16},
	{0x11, "cdp.mtu", read_u32},
	{0x14, "cdp.sysName", read_text},
	{0x15, "cdp.sysObjectID", read_oid},
	{0x16, "cdp.mgmtAddr", read_addresses},
	{0x17, "cdp.location", read_location},
};

static enum result
read_value(struct sink *s, uint16_t type, struct bytes value)
{
	char index[24];

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].type == type)
			return kinds[i].read(s, &kinds[i], value);
	snprintf(index, sizeof(index), "%u", type);
	lldp_put_hex(s, "cdp.tlv", index, value);
	return RESULT_OK;
}

enum result
lldp_cdp_decode(struct bytes b, struct sink *s)
{
	enum result fault = RESULT_OK, r;
	uint8_t version, ttl;
	uint16_t checksum, type, len;
	struct bytes value;

	if (!bytes_u8(&b, &version) || !bytes_u8(&b, &ttl) || !bytes_u16(&b, &checksum))
		return RESULT_TRUNCATED;
	lldp_put_number(s, "cdp.ttl", "", ttl);
	while (b.left > 0) {
		if (!bytes_u16(&b, &type) || !bytes_u16(&b, &len))
			return fault != RESULT_OK ? fault : RESULT_TRUNCATED;
		if (len < 4)
			return fault != RESULT_OK ? fault : RESULT_MALFORMED;
		if (!bytes_take(&b, len - 4u, &value))
			return fault != RESULT_OK ? fault : RESULT_TRUNCATED;
		r = read_value(s, type, value);
		if (fault == RESULT_OK)
			fault = r;
	}
	return fault;
}
