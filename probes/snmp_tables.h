/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* snmp_tables.h: the objects that are asked for, as data: names of the MIBs,
 * their identifiers, and how a value is told. */
#ifndef RANMAP_PROBES_SNMP_TABLES_H
#define RANMAP_PROBES_SNMP_TABLES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/settings.h"
#include "probes/probe.h"
#include "probes/snmp_message.h"

/* What the MIB says of a value; FORM_PLAIN: nothing is checked. */
enum snmp_form {
	FORM_PLAIN,
	FORM_TEXT,   /* an octet string of at most 255 octets */
	FORM_NUMBER, /* an integer of any kind */
	FORM_OID,
	FORM_CHASSIS_TYPE, /* LldpChassisIdSubtype: 4 makes the ID of its row a MAC address */
	FORM_PORT_TYPE,	   /* LldpPortIdSubtype: 3 does */
	FORM_CHASSIS,
	FORM_PORT,
};

struct snmp_column {
	const char *key; /* of the observation; the row's instance is its index */
	const char *oid; /* of the column, or of a scalar with its instance */
	enum snmp_form form;
};

struct snmp_table {
	const char *name; /* for the records: "snmp.entPhysicalTable" */
	enum depth depth; /* from which on it is asked */
	bool scalars;	  /* one GET instead of a walk */
	const struct snmp_column *columns;
	size_t n;
};

/* The system group (SNMPv2-MIB): asked first, in one request. */
extern const struct snmp_table snmp_system;
/* All others in the order in which they are asked. */
extern const struct snmp_table snmp_tables[];
extern const size_t snmp_n_tables;

/* The subtypes that were read last, with the row that they belong to: a chassis
 * or port ID follows its subtype. */
struct snmp_subtypes {
	char chassis_row[128], port_row[128];
	long chassis, port;
};

/* Tells a value of a column, whatever it is. index is the row's instance, dotted.
 * Returns what is odd about it, a constant text, or NULL. */
const char *snmp_put(struct sink *, const struct snmp_column *, struct snmp_subtypes *,
	const char *index, const netsnmp_variable_list *);

#endif
