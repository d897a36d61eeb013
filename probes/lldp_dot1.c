/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * lldp_dot1.c: the organisational TLVs of IEEE 802.1 (OUI 00-80-C2): IEEE
 * 802.1Q-2018, annex D. The data centre ones (D.2.7 to D.2.13) are rare in a
 * mobile network; they are read as far as they tell a device.
 */
#include "probes/lldp_tlv.h"

#include <stdio.h>

#include "base/buf.h"

/* Port and protocol VLAN ID: flags 1 | VLAN 2 (D.2.2). */
static enum result
read_protocol_vlan(struct lldp *l, const struct lldp_kind *k, struct bytes b)
{
	static const char *const names[] = {NULL, "supported", "enabled"};
	uint8_t flags;
	uint16_t vlan;
	char index[12];

	if (!bytes_u8(&b, &flags) || !bytes_u16(&b, &vlan))
		return RESULT_TRUNCATED;
	snprintf(index, sizeof(index), "%u", vlan);
	lldp_put_bits(l->sink, k->key, index, flags, names, 3);
	return RESULT_OK;
}

/* VLAN 2 | length 1 | name (D.2.3). */
static enum result
read_vlan_name(struct lldp *l, const struct lldp_kind *k, struct bytes b)
{
	uint16_t vlan;
	uint8_t len;
	struct bytes name;
	char index[12];

	if (!bytes_u16(&b, &vlan) || !bytes_u8(&b, &len) || !bytes_take(&b, len, &name))
		return RESULT_TRUNCATED;
	snprintf(index, sizeof(index), "%u", vlan);
	sink_put(l->sink, k->key, index, name.at, name.left);
	return RESULT_OK;
}

/* length 1 | the first bytes of the protocol's frames (D.2.4). */
static enum result
read_protocol(struct lldp *l, const struct lldp_kind *k, struct bytes b)
{
	uint8_t len;
	struct bytes identity;
	char index[12];

	if (!bytes_u8(&b, &len) || !bytes_take(&b, len, &identity))
		return RESULT_TRUNCATED;
	snprintf(index, sizeof(index), "%u", ++l->n_protocols);
	lldp_put_hex(l->sink, k->key, index, identity);
	return RESULT_OK;
}

static enum result
read_digest(struct lldp *l, const struct lldp_kind *k, struct bytes b)
{
	struct bytes digest;

	if (!bytes_take(&b, 4, &digest))
		return RESULT_TRUNCATED;
	lldp_put_hex(l->sink, k->key, "", digest);
	return RESULT_OK;
}

/* Congestion notification: per-priority indicators 1 | ready indicators 1 (D.2.7). */
static enum result
read_congestion(struct lldp *l, const struct lldp_kind *k, struct bytes b)
{
	uint16_t both;

	if (!bytes_u16(&b, &both))
		return RESULT_TRUNCATED;
	lldp_put_number(l->sink, k->key, "", both);
	return RESULT_OK;
}

/* Enhanced transmission selection: head 1 | priorities 4 | bandwidths 8 | algorithms 8
 * (D.2.8; the recommendation of D.2.9 alike, its head is reserved). The text
 * is the bandwidth of each class in per cent. */
static enum result
read_ets(struct lldp *l, const struct lldp_kind *k, struct bytes b)
{
	struct buf text = {0};
	uint8_t share;
	enum result r = RESULT_TRUNCATED;

	if (!bytes_skip(&b, 5) || b.left < 16)
		goto out;
	for (unsigned i = 0; i < 8 && bytes_u8(&b, &share); i++)
		buf_printf(&text, "%s%u", i > 0 ? "," : "", share);
	sink_text(l->sink, k->key, "", buf_text(&text));
	r = RESULT_OK;
out:
	buf_free(&text);
	return r;
}

/* Priority-based flow control: head 1 | enabled priorities 1 (D.2.10). */
static enum result
read_pfc(struct lldp *l, const struct lldp_kind *k, struct bytes b)
{
	uint8_t head, enabled;

	if (!bytes_u8(&b, &head) || !bytes_u8(&b, &enabled))
		return RESULT_TRUNCATED;
	lldp_put_bits(l->sink, k->key, "", enabled, NULL, 0);
	return RESULT_OK;
}

/* Application priorities: reserved 1 | { priority and selector 1 | protocol 2 }* (D.2.11). */
static enum result
read_applications(struct lldp *l, const struct lldp_kind *k, struct bytes b)
{
	uint8_t reserved, head;
	uint16_t protocol;
	char index[24];

	if (!bytes_u8(&b, &reserved))
		return RESULT_TRUNCATED;
	while (b.left > 0) {
		if (!bytes_u8(&b, &head) || !bytes_u16(&b, &protocol))
			return RESULT_TRUNCATED;
		snprintf(index, sizeof(index), "%u.%u", head & 7u, protocol);
		lldp_put_number(l->sink, k->key, index, head >> 5);
	}
	return RESULT_OK;
}

/* Link aggregation: status 1 | port ID 4. Moved here from 802.3 (802.1AX, E.2). */
static enum result
read_aggregation(struct lldp *l, const struct lldp_kind *k, struct bytes b)
{
	static const char *const names[] = {"capable", "enabled"};
	uint8_t status;
	uint32_t port;

	if (!bytes_u8(&b, &status))
		return RESULT_TRUNCATED;
	lldp_put_bits(l->sink, k->key, "", status & 3, names, 2);
	if (!bytes_u32(&b, &port))
		return RESULT_TRUNCATED;
	lldp_put_number(l->sink, "lldp.linkAggPortId", "", port);
	return RESULT_OK;
}

const struct lldp_kind lldp_dot1_kinds[] = {
	{1, "lldp.portVlanId", lldp_read_u16},
	{2, "lldp.protoVlan", read_protocol_vlan},
	{3, "lldp.vlanName", read_vlan_name},
	{4, "lldp.protocolId", read_protocol},
	{5, "lldp.vidUsageDigest", read_digest},
	{6, "lldp.mgmtVlanId", lldp_read_u16},
	{7, "lldp.linkAgg", read_aggregation},
	{8, "lldp.congestion", read_congestion},
	{9, "lldp.etsConfig", read_ets},
	{10, "lldp.etsRecommended", read_ets},
	{11, "lldp.pfcEnabled", read_pfc},
	{12, "lldp.appPriority", read_applications},
	{13, "lldp.evb", lldp_read_hex},
	{14, "lldp.cdcp", lldp_read_hex},
	{0, NULL, NULL},
};
