/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * element.h: a physical thing (chassis, baseband, radio, router, microwave
 * unit) as the store keeps it: one row per sweep that saw it.
 */
#ifndef RANMAP_BASE_ELEMENT_H
#define RANMAP_BASE_ELEMENT_H

#include <stdint.h>

#include "base/addr.h"
#include "base/identification.h"
#include "base/traits.h"

struct element {
	const char *id; /* "e-" and 16 hexadecimal digits: a hash of the strongest identity */
	const char
		*identity; /* what it is a hash of: "serial:Huawei/S5720/2102…", "addr:192.0.2.1" */
	int64_t sweep;
	const char *name; /* sysName, or what a neighbour calls it; "" */
	struct addr mgmt; /* the lowest address that answered; family 0: none did */
	struct identification who;
	const char *location;	   /* sysLocation as the device tells it; "" */
	const char *sources;	   /* "scan", "listen", "read", … joined by ';' */
	const char *evidence_hash; /* SHA-256 of the raw observations, hexadecimal */
	const char *site_id, *site_name, *site_type, *region;
	double latitude, longitude;    /* NAN: not known */
	const char *site_source;       /* by what it was assigned: "prefix 10.1.0.0/24"; "" */
	const char *site_conflict;     /* what says otherwise, a sentence; "" */
	enum lldp_state lldp;	       /* what is known of its LLDP */
	int64_t tree;		       /* the subject whose components are its; 0: none */
	int64_t first_seen, last_seen; /* wall clock */
};

#endif
