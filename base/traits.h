/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * traits.h: what of a subject's observations matters beyond whose it is: what
 * identifies the thing behind the address, what it calls itself, and whom it
 * sees beside it. Worked out once, while the observations are at hand, so that
 * a sweep is joined without reading them again.
 */
#ifndef RANMAP_BASE_TRAITS_H
#define RANMAP_BASE_TRAITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"

/* What is known of a subject's LLDP. The numbers are stored. */
enum lldp_state {
	LLDP_UNKNOWN,	 /* it was not asked */
	LLDP_ABSENT,	 /* it was asked, and shows none */
	LLDP_READ,	 /* its table of neighbours was read to the end */
	LLDP_CUT_BUDGET, /* … not to the end: our budget was used up */
	LLDP_CUT,	 /* … not to the end, for what the agent did */
	LLDP_HEARD,	 /* it announced itself on a wire */
};

/* LldpChassisIdSubtype (IEEE 802.1AB). */
enum chassis_type {
	CHASSIS_NONE,
	CHASSIS_COMPONENT,
	CHASSIS_IFALIAS,
	CHASSIS_PORT,
	CHASSIS_MAC,
	CHASSIS_ADDRESS,
	CHASSIS_IFNAME,
	CHASSIS_LOCAL,
	CHASSIS_TYPES
};

#define TRAITS_DIGEST 32

/* Texts are printable; "" where not known; borrowed. */
struct traits {
	const char *name, *location; /* sysName, sysLocation */
	enum chassis_type chassis_type;
	const char *chassis;  /* its LLDP chassis ID; a MAC address in lower case with colons */
	const char *engine;   /* SNMP engine ID, hexadecimal */
	int64_t boots, start; /* of the engine: how often, and the wall clock of the last one;
			       * boots -1: not known */
	const char *hostkey;
	enum lldp_state lldp;
	int64_t first, last;	       /* wall clock of the observations */
	uint8_t digest[TRAITS_DIGEST]; /* SHA-256 of all observations as they came */
	uint32_t n_components;
};

/* How a link was learned. The numbers are stored. */
enum told_via {
	TOLD_TABLE, /* a row of lldpRemTable: the subject sees a neighbour */
	TOLD_HEARD, /* the subject's own announcement was heard at local_id */
};

/* LldpPortIdSubtype. */
#define PORT_MAC 3
#define PORT_ADDRESS 4

/* What a subject tells of one neighbour. Texts as above. */
struct told {
	enum told_via via;
	const char *local_num;		    /* lldpRemLocalPortNum */
	const char *local_id, *local_descr; /* of that port, by lldpLocPortTable */
	enum chassis_type chassis_type;
	const char *chassis;	       /* … of the neighbour */
	const char *port, *port_descr; /* the neighbour's */
	const char *name, *descr;      /* its sysName and sysDesc */
	struct addr mgmt;	       /* its management address; family 0: none told */
	int64_t time;
};

#endif
