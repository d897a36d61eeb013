/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * lldp_dot3.c: the organisational TLVs of IEEE 802.3 (OUI 00-12-0F): IEEE
 * 802.3-2018, clause 79.3. What a port is made of helps to tell a radio's
 * fronthaul port from a switch's.
 */
#include "probes/lldp_tlv.h"

#include <stdio.h>

/* status 1 | advertised 2 | operational MAU type 2 (79.3.1); the last is a
 * dot3MauType number of the MAU-MIB (RFC 4836). */
static enum result
read_phy(struct lldp *l, const struct lldp_kind *k, struct bytes b)
{
	static const char *const names[] = {"supported", "enabled"};
	uint8_t status;
	uint16_t mau;
	struct bytes advertised;

	if (!bytes_u8(&b, &status))
		return RESULT_TRUNCATED;
	lldp_put_bits(l->sink, k->key, "", status & 3, names, 2);
	if (!bytes_take(&b, 2, &advertised) || !bytes_u16(&b, &mau))
		return RESULT_TRUNCATED;
	lldp_put_hex(l->sink, "lldp.autoNegAdvertised", "", advertised);
	lldp_put_number(l->sink, "lldp.mauType", "", mau);
	return RESULT_OK;
}

/* Power via MDI (79.3.2): support 1 | pair 1 | class 1, then with 802.3at
 * type, source, priority 1 | requested 2 | allocated 2, in tenths of a watt,
 * then with 802.3bt more, which is left alone. */
static enum result
read_power(struct lldp *l, const struct lldp_kind *k, struct bytes b)
{
	static const char *const names[] = {"pse", "supported", "enabled", "pairControl"};
	uint8_t support, pair, class, type;
	uint16_t requested, allocated;

	if (!bytes_u8(&b, &support) || !bytes_u8(&b, &pair) || !bytes_u8(&b, &class))
		return RESULT_TRUNCATED;
	lldp_put_bits(l->sink, k->key, "", support & 15, names, 4);
	lldp_put_number(l->sink, "lldp.powerPair", "", pair);
	lldp_put_number(l->sink, "lldp.powerClass", "", class);
	if (b.left == 0)
		return RESULT_OK;
	if (!bytes_u8(&b, &type) || !bytes_u16(&b, &requested) || !bytes_u16(&b, &allocated))
		return RESULT_TRUNCATED;
	lldp_put_number(l->sink, "lldp.powerType", "", type >> 6);
	lldp_put_number(l->sink, "lldp.powerRequested", "", requested);
	lldp_put_number(l->sink, "lldp.powerAllocated", "", allocated);
	return RESULT_OK;
}

/* status 1 | port ID 4 (79.3.3, deprecated, still sent by most). */
static enum result
read_aggregation(struct lldp *l, const struct lldp_kind *k, struct bytes b)
{
	static const char *const names[] = {"capable", "enabled"};
	uint8_t status;
	uint32_t port;

	if (!bytes_u8(&b, &status) || !bytes_u32(&b, &port))
		return RESULT_TRUNCATED;
	lldp_put_bits(l->sink, k->key, "", status & 3, names, 2);
	lldp_put_number(l->sink, "lldp.linkAggPortId", "", port);
	return RESULT_OK;
}

/* Wake times in microseconds (79.3.5): sending, receiving, fallback, and the
 * echoes of the first two; one index each. */
static enum result
read_eee(struct lldp *l, const struct lldp_kind *k, struct bytes b)
{
	static const char *const names[] = {"tx", "rx", "fallback", "echoTx", "echoRx"};
	uint16_t value;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!bytes_u16(&b, &value))
			return RESULT_TRUNCATED;
		lldp_put_number(l->sink, k->key, names[i], value);
	}
	return RESULT_OK;
}

const struct lldp_kind lldp_dot3_kinds[] = {
	{1, "lldp.autoNeg", read_phy},
	{2, "lldp.power", read_power},
	{3, "lldp.linkAgg", read_aggregation},
	{4, "lldp.maxFrameSize", lldp_read_u16},
	{5, "lldp.eeeWake", read_eee},
	{6, "lldp.eeeFastWake", lldp_read_hex},
	{7, "lldp.preemption", lldp_read_hex},
	{8, "lldp.powerMeasurement", lldp_read_hex},
	{0, NULL, NULL},
};
