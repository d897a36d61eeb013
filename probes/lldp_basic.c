/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * lldp_basic.c: the basic management set of IEEE 802.1AB-2016, clause 8.5. The
 * texts are kept as they came (some devices pad with NULs, that tells them).
 * Numbers of subtypes and names of capabilities are those of the LLDP-MIB, so
 * that a neighbour heard and one told by SNMP read alike.
 */
#include "probes/lldp_tlv.h"

#include <stdio.h>

/* Chassis ID subtypes: 4 MAC, 5 network address; port ID: 3 MAC, 4 network
 * address; all others are text or the sender's own (8.5.2, 8.5.3). */
static enum result
put_id(struct lldp *l, const char *key, uint8_t subtype, uint8_t mac, struct bytes id)
{
	uint8_t family;

	if (id.left == 0)
		return RESULT_TRUNCATED;
	if (subtype == mac) {
		lldp_put_mac(l->sink, key, "", id);
		return id.left == 6 ? RESULT_OK : RESULT_MALFORMED;
	}
	if (subtype == mac + 1) {
		if (!bytes_u8(&id, &family))
			return RESULT_TRUNCATED;
		return lldp_put_address(l->sink, key, "", family, id);
	}
	sink_put(l->sink, key, "", id.at, id.left);
	return subtype == 0 ? RESULT_MALFORMED : RESULT_OK;
}

static enum result
read_chassis(struct lldp *l, const struct lldp_kind *k, struct bytes b)
{
	uint8_t subtype;

	if (!bytes_u8(&b, &subtype))
		return RESULT_TRUNCATED;
	lldp_put_number(l->sink, "lldp.chassisIdSubtype", "", subtype);
	return put_id(l, k->key, subtype, 4, b);
}

static enum result
read_port(struct lldp *l, const struct lldp_kind *k, struct bytes b)
{
	uint8_t subtype;

	if (!bytes_u8(&b, &subtype))
		return RESULT_TRUNCATED;
	lldp_put_number(l->sink, "lldp.portIdSubtype", "", subtype);
	return put_id(l, k->key, subtype, 3, b);
}

/* The names of LldpSystemCapabilitiesMap in the LLDP-MIB, and what 802.1AB-2009
 * added to it. */
static const char *const capability_names[] = {
	"other",
	"repeater",
	"bridge",
	"wlanAccessPoint",
	"router",
	"telephone",
	"docsisCableDevice",
	"stationOnly",
	"cVLANComponent",
	"sVLANComponent",
	"twoPortMACRelay",
};

static enum result
read_capabilities(struct lldp *l, const struct lldp_kind *k, struct bytes b)
{
	const size_t n = sizeof(capability_names) / sizeof(capability_names[0]);
	uint16_t can, does;

	if (!bytes_u16(&b, &can))
		return RESULT_TRUNCATED;
	lldp_put_bits(l->sink, k->key, "", can, capability_names, n);
	if (!bytes_u16(&b, &does))
		return RESULT_TRUNCATED;
	lldp_put_bits(l->sink, "lldp.sysCapEnabled", "", does, capability_names, n);
	return RESULT_OK;
}

/* string length 1 | family 1 | address | interface subtype 1 | number 4 | OID length 1 | OID
 * (8.5.9; the string length counts the family). */
static enum result
read_address(struct lldp *l, const struct lldp_kind *k, struct bytes b)
{
	uint8_t len, family, subtype;
	uint32_t number;
	struct bytes address, oid;
	char index[12];
	enum result r;

	if (!bytes_u8(&b, &len) || !bytes_take(&b, len, &address) || !bytes_u8(&address, &family))
		return RESULT_TRUNCATED;
	snprintf(index, sizeof(index), "%u", ++l->n_addresses);
	r = lldp_put_address(l->sink, k->key, index, family, address);
	if (!bytes_u8(&b, &subtype) || !bytes_u32(&b, &number))
		return RESULT_TRUNCATED;
	lldp_put_number(l->sink, "lldp.mgmtAddrIfSubtype", index, subtype);
	lldp_put_number(l->sink, "lldp.mgmtAddrIfId", index, number);
	if (!bytes_u8(&b, &len) || !bytes_take(&b, len, &oid))
		return RESULT_TRUNCATED;
	if (len > 0 && r == RESULT_OK)
		r = lldp_put_oid(l->sink, "lldp.mgmtAddrOID", index, oid);
	return r;
}

const struct lldp_kind lldp_basic_kinds[] = {
	{1, "lldp.chassisId", read_chassis},
	{2, "lldp.portId", read_port},
	{3, "lldp.ttl", lldp_read_u16},
	{4, "lldp.portDesc", lldp_read_text},
	{5, "lldp.sysName", lldp_read_text},
	{6, "lldp.sysDesc", lldp_read_text},
	{7, "lldp.sysCapSupported", read_capabilities},
	{8, "lldp.mgmtAddr", read_address},
	{127, "lldp.orgTLV", lldp_read_org},
	{0, NULL, NULL},
};
