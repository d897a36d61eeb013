/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * snmp_tables.c: SNMPv2-MIB (RFC 3418), ENTITY-MIB (RFC 6933), LLDP-MIB (IEEE
 * 802.1AB-2005 annex E).
 */
#include "probes/snmp_tables.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

#define SYSTEM "1.3.6.1.2.1.1."
#define ENTITY "1.3.6.1.2.1.47.1.1.1.1."
#define LLDP "1.0.8802.1.1.2.1."

static const struct snmp_column system_group[] = {
	{"snmp.sysDescr", SYSTEM "1.0", FORM_PLAIN},
	{"snmp.sysObjectID", SYSTEM "2.0", FORM_PLAIN},
	{"snmp.sysUpTime", SYSTEM "3.0", FORM_PLAIN},
	{"snmp.sysContact", SYSTEM "4.0", FORM_PLAIN},
	{"snmp.sysName", SYSTEM "5.0", FORM_PLAIN},
	{"snmp.sysLocation", SYSTEM "6.0", FORM_PLAIN},
	{"snmp.sysServices", SYSTEM "7.0", FORM_PLAIN},
};

static const struct snmp_column entity[] = {
	{"snmp.entPhysicalClass", ENTITY "5", FORM_NUMBER},
	{"snmp.entPhysicalContainedIn", ENTITY "4", FORM_NUMBER},
	{"snmp.entPhysicalDescr", ENTITY "2", FORM_TEXT},
	{"snmp.entPhysicalName", ENTITY "7", FORM_TEXT},
	{"snmp.entPhysicalMfgName", ENTITY "12", FORM_TEXT},
	{"snmp.entPhysicalModelName", ENTITY "13", FORM_TEXT},
	{"snmp.entPhysicalSerialNum", ENTITY "11", FORM_TEXT},
	{"snmp.entPhysicalSoftwareRev", ENTITY "10", FORM_TEXT},
};

static const struct snmp_column entity_more[] = {
	{"snmp.entPhysicalVendorType", ENTITY "3", FORM_OID},
	{"snmp.entPhysicalParentRelPos", ENTITY "6", FORM_NUMBER},
	{"snmp.entPhysicalHardwareRev", ENTITY "8", FORM_TEXT},
	{"snmp.entPhysicalFirmwareRev", ENTITY "9", FORM_TEXT},
	{"snmp.entPhysicalAlias", ENTITY "14", FORM_TEXT},
	{"snmp.entPhysicalAssetID", ENTITY "15", FORM_TEXT},
	{"snmp.entPhysicalIsFRU", ENTITY "16", FORM_NUMBER},
	{"snmp.entPhysicalMfgDate", ENTITY "17", FORM_TEXT},
};

static const struct snmp_column lldp_local[] = {
	{"snmp.lldpLocChassisIdSubtype", LLDP "3.1.0", FORM_CHASSIS_TYPE},
	{"snmp.lldpLocChassisId", LLDP "3.2.0", FORM_CHASSIS},
	{"snmp.lldpLocSysName", LLDP "3.3.0", FORM_TEXT},
	{"snmp.lldpLocSysDesc", LLDP "3.4.0", FORM_TEXT},
	{"snmp.lldpLocSysCapSupported", LLDP "3.5.0", FORM_TEXT},
	{"snmp.lldpLocSysCapEnabled", LLDP "3.6.0", FORM_TEXT},
};

static const struct snmp_column lldp_ports[] = {
	{"snmp.lldpLocPortIdSubtype", LLDP "3.7.1.2", FORM_PORT_TYPE},
	{"snmp.lldpLocPortId", LLDP "3.7.1.3", FORM_PORT},
	{"snmp.lldpLocPortDesc", LLDP "3.7.1.4", FORM_TEXT},
};

static const struct snmp_column lldp_remote[] = {
	{"snmp.lldpRemChassisIdSubtype", LLDP "4.1.1.4", FORM_CHASSIS_TYPE},
	{"snmp.lldpRemChassisId", LLDP "4.1.1.5", FORM_CHASSIS},
	{"snmp.lldpRemPortIdSubtype", LLDP "4.1.1.6", FORM_PORT_TYPE},
	{"snmp.lldpRemPortId", LLDP "4.1.1.7", FORM_PORT},
	{"snmp.lldpRemPortDesc", LLDP "4.1.1.8", FORM_TEXT},
	{"snmp.lldpRemSysName", LLDP "4.1.1.9", FORM_TEXT},
	{"snmp.lldpRemSysDesc", LLDP "4.1.1.10", FORM_TEXT},
	{"snmp.lldpRemSysCapEnabled", LLDP "4.1.1.12", FORM_TEXT},
};

/* The management address itself is a part of the row's index. */
static const struct snmp_column lldp_addresses[] = {
	{"snmp.lldpRemManAddrIfId", LLDP "4.2.1.4", FORM_NUMBER},
};

const struct snmp_table snmp_system = {
	"snmp.system", DEPTH_IDENTIFY, true, system_group, COUNT(system_group)};

const struct snmp_table snmp_tables[] = {
	{"snmp.entPhysicalTable", DEPTH_COMPONENTS, false, entity, COUNT(entity)},
	{"snmp.entPhysicalTable 2", DEPTH_COMPONENTS, false, entity_more, COUNT(entity_more)},
	{"snmp.lldpLocalSystemData", DEPTH_TOPOLOGY, true, lldp_local, COUNT(lldp_local)},
	{"snmp.lldpRemTable", DEPTH_TOPOLOGY, false, lldp_remote, COUNT(lldp_remote)},
	{"snmp.lldpRemManAddrTable", DEPTH_TOPOLOGY, false, lldp_addresses, COUNT(lldp_addresses)},
	{"snmp.lldpLocPortTable", DEPTH_TOPOLOGY, false, lldp_ports, COUNT(lldp_ports)},
};

const size_t snmp_n_tables = COUNT(snmp_tables);

/* ---- values ---------------------------------------------------------------- */

/* LldpChassisIdSubtype macAddress and LldpPortIdSubtype macAddress. */
#define CHASSIS_MAC 4
#define PORT_MAC 3

static void
note_subtype(const netsnmp_variable_list *v, const char *index, char row[128], long *type)
{
	snprintf(row, 128, "%s", index);
	*type = v->type == ASN_INTEGER ? *v->val.integer : 0;
}

static bool
is_mac(const netsnmp_variable_list *v, const char *index, const char *row, long type, long mac)
{
	return v->type == ASN_OCTET_STR && v->val_len == 6 && type == mac &&
	       strcmp(index, row) == 0;
}

#define TEXT_MAX 255

static const char *
oddity_of(const struct snmp_column *c, const netsnmp_variable_list *v)
{
	bool number = v->type == ASN_INTEGER || v->type == ASN_GAUGE || v->type == ASN_COUNTER ||
		      v->type == ASN_TIMETICKS;
	bool right = true;

	switch (c->form) {
	case FORM_PLAIN:
		return NULL;
	case FORM_NUMBER:
	case FORM_CHASSIS_TYPE:
	case FORM_PORT_TYPE:
		right = number;
		break;
	case FORM_OID:
		right = v->type == ASN_OBJECT_ID;
		break;
	case FORM_TEXT:
	case FORM_CHASSIS:
	case FORM_PORT:
		right = v->type == ASN_OCTET_STR;
		if (right && v->val_len > TEXT_MAX)
			return "a text of more than 255 octets";
		break;
	}
	return right ? NULL : "a value of a wrong type";
}

const char *
snmp_put(struct sink *sink, const struct snmp_column *c, struct snmp_subtypes *types,
	const char *index, const netsnmp_variable_list *v)
{
	char text[SNMP_OID_MAX * 11];
	const char *value;
	bool mac = false;
	size_t len;

	if (!snmp_value(v, text, sizeof(text), &value, &len))
		return NULL;
	if (c->form == FORM_CHASSIS_TYPE)
		note_subtype(v, index, types->chassis_row, &types->chassis);
	else if (c->form == FORM_PORT_TYPE)
		note_subtype(v, index, types->port_row, &types->port);
	else if (c->form == FORM_CHASSIS)
		mac = is_mac(v, index, types->chassis_row, types->chassis, CHASSIS_MAC);
	else if (c->form == FORM_PORT)
		mac = is_mac(v, index, types->port_row, types->port, PORT_MAC);
	if (mac) {
		const u_char *b = v->val.string;

		len = (size_t)snprintf(text, sizeof(text), "%02x:%02x:%02x:%02x:%02x:%02x", b[0],
			b[1], b[2], b[3], b[4], b[5]);
		value = text;
	}
	sink_put(sink, c->key, index, value, len);
	return oddity_of(c, v);
}
