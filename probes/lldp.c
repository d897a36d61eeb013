/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * lldp.c: what devices tell their neighbours, from frames that `listen` and
 * `read` hand over. IEEE 802.1AB-2016: a frame is a sequence of
 *
 *   type 7 bits, length 9 bits | value
 *
 * with chassis ID, port ID and time to live first, in this order, and an end
 * marker that may be left out. Families of TLVs have files of their own:
 * lldp_basic.c, lldp_dot1.c, lldp_dot3.c, lldp_med.c; Cisco's older protocol
 * is lldp_cdp.c.
 */
#include "probes/lldp.h"

#include <stdio.h>

#include "probes/list.h"
#include "probes/lldp_ether.h"
#include "probes/lldp_tlv.h"

/* A type that no table knows (9 to 126 are reserved). */
static enum result
put_unknown(struct lldp *l, uint8_t type, struct bytes value)
{
	char index[24];

	snprintf(index, sizeof(index), "%u", type);
	lldp_put_hex(l->sink, "lldp.tlv", index, value);
	return RESULT_OK;
}

/* The first three TLVs have fixed places, types 1 to 7 come at most once (8.2, 8.5). */
static enum result
check_place(struct lldp *l, uint8_t type)
{
	bool again = type < 8 && (l->seen >> type & 1) != 0;
	bool early = l->count < 3 && type != l->count + 1;

	if (type < 32)
		l->seen |= UINT32_C(1) << type;
	l->count++;
	return again || early ? RESULT_MALFORMED : RESULT_OK;
}

static enum result
read_value(struct lldp *l, uint8_t type, struct bytes value)
{
	const struct lldp_kind *kind = lldp_kind_find(lldp_basic_kinds, type);
	bool again = type < 8 && (l->seen >> type & 1) != 0;
	enum result place = check_place(l, type);
	enum result r = RESULT_OK;

	if (again) /* the first one counts */
		return place;
	r = kind != NULL ? kind->read(l, kind, value) : put_unknown(l, type, value);
	return r != RESULT_OK ? r : place;
}

/* All TLVs; goes on behind a faulty one, and returns the first fault. */
static enum result
read_all(struct lldp *l, struct bytes b)
{
	enum result fault = RESULT_OK, r;
	struct bytes value;
	uint16_t head;

	while (b.left > 0) {
		if (!bytes_u16(&b, &head))
			return fault != RESULT_OK ? fault : RESULT_TRUNCATED;
		if (head >> 9 == 0) /* the end marker */
			break;
		if (!bytes_take(&b, head & 0x1ff, &value)) {
			/* what is there may still tell something */
			(void)read_value(l, (uint8_t)(head >> 9), b);
			return fault != RESULT_OK ? fault : RESULT_TRUNCATED;
		}
		r = read_value(l, (uint8_t)(head >> 9), value);
		if (fault == RESULT_OK)
			fault = r;
	}
	if (fault == RESULT_OK && l->count < 3)
		fault = RESULT_MALFORMED;
	return fault;
}

/* Who sent it, and on which VLAN: true for any neighbour protocol. */
static void
put_head(struct sink *s, const struct ether *e, const char *source, const char *vlan)
{
	char index[24];

	lldp_put_mac(s, source, "", bytes_of(e->from, sizeof(e->from)));
	for (size_t i = 0; i < e->n_vlans; i++) {
		snprintf(index, sizeof(index), "%zu", i + 1);
		lldp_put_number(s, vlan, index, e->vlans[i]);
	}
}

static void
keep_malformed(struct sink *s, const char *key, struct bytes frame)
{
	size_t n = frame.left < LLDP_MALFORMED_MAX ? frame.left : LLDP_MALFORMED_MAX;

	lldp_put_hex(s, key, "", bytes_of(frame.at, n));
}

enum result
lldp_decode(struct bytes frame, struct sink *s)
{
	struct lldp l = {.sink = s};
	struct ether e;
	enum result r;

	if (ether_open(frame, &e) != RESULT_OK)
		return RESULT_UNKNOWN;
	if (!e.snap && e.type == ETHER_LLDP) {
		put_head(s, &e, "lldp.sourceMac", "lldp.frameVlan");
		r = read_all(&l, e.payload);
		if (r != RESULT_OK)
			keep_malformed(s, "lldp.malformed", frame);
		return r;
	}
	if (e.snap && e.oui == 0x00000c && e.type == 0x2000) {
		put_head(s, &e, "cdp.sourceMac", "cdp.frameVlan");
		r = lldp_cdp_decode(e.payload, s);
		if (r != RESULT_OK)
			keep_malformed(s, "cdp.malformed", frame);
		return r;
	}
	return RESULT_UNKNOWN;
}

static const struct field fields[] = {
	{"lldp.sourceMac", "address that the frame came from"},
	{"lldp.frameVlan", "VLAN tags of the frame, the outermost is 1"},
	{"lldp.chassisId", "chassis ID; a MAC or an address in its usual form"},
	{"lldp.chassisIdSubtype", "LLDP-MIB number: 4 MAC, 5 network address, 7 local, ..."},
	{"lldp.portId", "port ID"},
	{"lldp.portIdSubtype", "LLDP-MIB number: 3 MAC, 4 network address, 5 name, 7 local, ..."},
	{"lldp.ttl", "seconds that the announcement is good for; 0: the neighbour leaves"},
	{"lldp.portDesc", "port description"},
	{"lldp.sysName", "system name"},
	{"lldp.sysDesc", "system description"},
	{"lldp.sysCapSupported", "what the system can be, names of the LLDP-MIB joined by commas"},
	{"lldp.sysCapEnabled", "what it is set to be"},
	{"lldp.mgmtAddr", "management addresses, index 1, 2, ..."},
	{"lldp.mgmtAddrIfSubtype", "what mgmtAddrIfId is: 2 ifIndex, 3 port number"},
	{"lldp.mgmtAddrIfId", "interface number of a management address"},
	{"lldp.mgmtAddrOID", "object identifier of a management address"},
	{"lldp.tlv", "unknown TLV by type, hexadecimal"},
	{"lldp.orgTLV", "unknown organisational TLV by OUI.subtype, hexadecimal"},
	{"lldp.heardOn", "interface or capture that heard the port (the index)"},
	{"lldp.malformed", "a faulty frame, hexadecimal"},
	{"lldp.portVlanId", "802.1: port VLAN ID"},
	{"lldp.protoVlan", "802.1: port and protocol VLANs by ID, supported or enabled"},
	{"lldp.vlanName", "802.1: names of VLANs by ID"},
	{"lldp.protocolId", "802.1: protocol identities, hexadecimal"},
	{"lldp.vidUsageDigest", "802.1: digest of the VLANs in use"},
	{"lldp.mgmtVlanId", "802.1: management VLAN ID"},
	{"lldp.linkAgg", "link aggregation: capable, enabled"},
	{"lldp.linkAggPortId", "aggregated port"},
	{"lldp.congestion", "802.1: congestion notification"},
	{"lldp.etsConfig", "802.1: bandwidth of the traffic classes, per cent"},
	{"lldp.etsRecommended", "802.1: recommended bandwidth"},
	{"lldp.pfcEnabled", "802.1: priorities with flow control"},
	{"lldp.appPriority", "802.1: priority by selector.protocol"},
	{"lldp.evb", "802.1: edge virtual bridging, hexadecimal"},
	{"lldp.cdcp", "802.1: S-channel discovery, hexadecimal"},
	{"lldp.autoNeg", "802.3: auto-negotiation supported, enabled"},
	{"lldp.autoNegAdvertised", "802.3: advertised capabilities, hexadecimal"},
	{"lldp.mauType", "802.3: dot3MauType of the MAU-MIB"},
	{"lldp.power", "802.3: power via MDI: pse, supported, enabled, pairControl"},
	{"lldp.powerPair", "802.3: power pair"},
	{"lldp.powerClass", "802.3: power class"},
	{"lldp.powerType", "802.3: power type"},
	{"lldp.powerRequested", "802.3: power asked for, tenths of a watt"},
	{"lldp.powerAllocated", "802.3: power given, tenths of a watt"},
	{"lldp.maxFrameSize", "802.3: largest frame"},
	{"lldp.eeeWake", "802.3: energy efficiency wake times, microseconds"},
	{"lldp.eeeFastWake", "802.3: energy efficiency fast wake, hexadecimal"},
	{"lldp.preemption", "802.3: additional capabilities, hexadecimal"},
	{"lldp.powerMeasurement", "802.3: power measurements, hexadecimal"},
	{"lldp.medCapabilities", "MED: capabilities"},
	{"lldp.medDeviceClass", "MED: 1 to 3 end point, 4 network connectivity"},
	{"lldp.medPolicy", "MED: network policy by application type"},
	{"lldp.medLocation", "MED: latitude,longitude,altitude; civic elements; ELIN"},
	{"lldp.medPower", "MED: extended power via MDI"},
	{"lldp.medHardwareRev", "MED: hardware revision"},
	{"lldp.medFirmwareRev", "MED: firmware revision"},
	{"lldp.medSoftwareRev", "MED: software revision"},
	{"lldp.medSerial", "MED: serial number"},
	{"lldp.medManufacturer", "MED: manufacturer"},
	{"lldp.medModel", "MED: model"},
	{"lldp.medAsset", "MED: asset ID"},
	{"cdp.sourceMac", "address that the frame came from"},
	{"cdp.frameVlan", "VLAN tags of the frame"},
	{"cdp.ttl", "seconds that the announcement is good for"},
	{"cdp.deviceId", "device ID"},
	{"cdp.address", "addresses, index 1, 2, ..."},
	{"cdp.portId", "port"},
	{"cdp.capabilities", "capabilities, joined by commas"},
	{"cdp.version", "software version text"},
	{"cdp.platform", "platform"},
	{"cdp.vtpDomain", "VTP management domain"},
	{"cdp.nativeVlan", "native VLAN"},
	{"cdp.duplex", "half or full"},
	{"cdp.power", "power consumption, milliwatts"},
	{"cdp.mtu", "MTU"},
	{"cdp.sysName", "system name"},
	{"cdp.sysObjectID", "system object ID"},
	{"cdp.mgmtAddr", "management addresses, index 1, 2, ..."},
	{"cdp.location", "physical location"},
	{"cdp.tlv", "unknown TLV by type, hexadecimal"},
	{"cdp.malformed", "a faulty frame, hexadecimal"},
	{NULL, NULL},
};

/* Nobody can be asked: there is no start and no turn. */
const struct probe_module probe_lldp = {
	.name = "lldp",
	.summary = "neighbours heard on a wire: LLDP (IEEE 802.1AB) and CDP",
	.fields = fields,
	.needs = PROBE_NEED_CAPTURE,
	.decode = lldp_decode,
};
