/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * lldp_med.c: the organisational TLVs of ANSI/TIA-1057 (LLDP-MED, OUI
 * 00-12-BB). The inventory set is the best that a neighbour tells: its
 * manufacturer, model, serial number and versions.
 */
#include "probes/lldp_tlv.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* capabilities 2 | device class 1 (10.2.2.1 and 10.2.2.2). */
static enum result
read_capabilities(struct lldp *l, const struct lldp_kind *k, struct bytes b)
{
	static const char *const names[] = {
		"capabilities",
		"networkPolicy",
		"location",
		"extendedPSE",
		"extendedPD",
		"inventory",
	};
	uint16_t bits;
	uint8_t class;

	if (!bytes_u16(&b, &bits))
		return RESULT_TRUNCATED;
	lldp_put_bits(l->sink, k->key, "", bits, names, sizeof(names) / sizeof(names[0]));
	if (!bytes_u8(&b, &class))
		return RESULT_TRUNCATED;
	lldp_put_number(l->sink, "lldp.medDeviceClass", "", class);
	return RESULT_OK;
}

/* application 1 | unknown 1 bit, tagged 1, reserved 1, VLAN 12, priority 3, DSCP 6 (10.2.3). */
static enum result
read_policy(struct lldp *l, const struct lldp_kind *k, struct bytes b)
{
	uint8_t application;
	uint32_t p;
	char index[8], text[80];

	if (!bytes_u8(&b, &application) || !bytes_u24(&b, &p))
		return RESULT_TRUNCATED;
	snprintf(index, sizeof(index), "%u", application);
	snprintf(text, sizeof(text), "%s%s,vlan=%u,priority=%u,dscp=%u",
		p >> 23 & 1 ? "unknown," : "", p >> 22 & 1 ? "tagged" : "untagged",
		(unsigned)(p >> 9 & 0xfff), (unsigned)(p >> 6 & 7), (unsigned)(p & 0x3f));
	sink_text(l->sink, k->key, index, text);
	return RESULT_OK;
}

/* A fixed-point number in two's complement of `bits` bits, `fraction` of them
 * behind the point. */
static double
fixed(uint64_t value, unsigned bits, unsigned fraction)
{
	int64_t n = (int64_t)value;

	if (value >> (bits - 1) & 1)
		n -= INT64_C(1) << bits;
	return (double)n / (double)(UINT64_C(1) << fraction);
}

/* RFC 3825, 2.1: resolution 6 bits | latitude 34 (25 of fraction) | resolution 6 |
 * longitude 34 | altitude type 4 | resolution 6 | altitude 30 (8) | datum 8. */
static enum result
put_coordinates(struct lldp *l, const struct lldp_kind *k, struct bytes b)
{
	uint64_t high, low;
	char text[80];

	if (!bytes_u64(&b, &high) || !bytes_u64(&b, &low))
		return RESULT_TRUNCATED;
	snprintf(text, sizeof(text), "%.6f,%.6f,%.2f",
		fixed(high >> 24 & ((UINT64_C(1) << 34) - 1), 34, 25),
		fixed(((high & 0x3ffff) << 16 | low >> 48) & ((UINT64_C(1) << 34) - 1), 34, 25),
		fixed(low >> 8 & ((UINT64_C(1) << 30) - 1), 30, 8));
	sink_text(l->sink, k->key, "coordinates", text);
	return RESULT_OK;
}

/* length 1 | what 1 | country 2 | { CA type 1 | length 1 | value }* (RFC 4776, as
 * 10.2.4.3.2 takes it over). One index for each element, by its type. */
static enum result
put_civic(struct lldp *l, const struct lldp_kind *k, struct bytes b)
{
	uint8_t len, what, type;
	struct bytes country, value;
	char index[16];

	if (!bytes_u8(&b, &len) || !bytes_take(&b, len, &b) || !bytes_u8(&b, &what) ||
		!bytes_take(&b, 2, &country))
		return RESULT_TRUNCATED;
	sink_put(l->sink, k->key, "country", country.at, country.left);
	while (b.left > 0) {
		if (!bytes_u8(&b, &type) || !bytes_u8(&b, &len) || !bytes_take(&b, len, &value))
			return RESULT_TRUNCATED;
		snprintf(index, sizeof(index), "civic.%u", type);
		sink_put(l->sink, k->key, index, value.at, value.left);
	}
	return RESULT_OK;
}

static enum result
read_location(struct lldp *l, const struct lldp_kind *k, struct bytes b)
{
	uint8_t format;
	char index[16];

	if (!bytes_u8(&b, &format))
		return RESULT_TRUNCATED;
	if (format == 1)
		return put_coordinates(l, k, b);
	if (format == 2)
		return put_civic(l, k, b);
	if (format == 3) {
		sink_put(l->sink, k->key, "elin", b.at, b.left);
		return RESULT_OK;
	}
	snprintf(index, sizeof(index), "%u", format);
	lldp_put_hex(l->sink, k->key, index, b);
	return RESULT_OK;
}

/* type 2 bits, source 2, priority 4 | power 2, in tenths of a watt (10.2.5). */
static enum result
read_power(struct lldp *l, const struct lldp_kind *k, struct bytes b)
{
	static const char *const types[] = {"pse", "pd", "reserved", "reserved"};
	static const char *const priorities[] = {"unknown", "critical", "high", "low"};
	uint8_t head;
	uint16_t power;
	char text[80];

	if (!bytes_u8(&b, &head) || !bytes_u16(&b, &power))
		return RESULT_TRUNCATED;
	snprintf(text, sizeof(text), "%s,source=%u,priority=%s,watts=%u.%u", types[head >> 6],
		head >> 4 & 3u, (head & 15) < 4 ? priorities[head & 3] : "reserved", power / 10u,
		power % 10u);
	sink_text(l->sink, k->key, "", text);
	return RESULT_OK;
}

const struct lldp_kind lldp_med_kinds[] = {
	{1, "lldp.medCapabilities", read_capabilities},
	{2, "lldp.medPolicy", read_policy},
	{3, "lldp.medLocation", read_location},
	{4, "lldp.medPower", read_power},
	{5, "lldp.medHardwareRev", lldp_read_text},
	{6, "lldp.medFirmwareRev", lldp_read_text},
	{7, "lldp.medSoftwareRev", lldp_read_text},
	{8, "lldp.medSerial", lldp_read_text},
	{9, "lldp.medManufacturer", lldp_read_text},
	{10, "lldp.medModel", lldp_read_text},
	{11, "lldp.medAsset", lldp_read_text},
	{0, NULL, NULL},
};
