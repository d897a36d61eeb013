/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * device.h: one element with everything that makes it itself: name, serial,
 * MAC, engine ID, versions. Worked out from its persona and its key; cheap to
 * make, so it may be forgotten at any time.
 */
#ifndef RANMAP_SIM_DEVICE_H
#define RANMAP_SIM_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/arena.h"
#include "sim/agent.h"
#include "sim/layout.h"
#include "sim/mib.h"
#include "sim/recording.h"
#include "sim/template.h"

#define DEVICE_ADDRS_MAX 8
#define DEVICE_TEXT 1536
#define DEVICE_SYSTEM_ROWS 7

struct device {
	const struct persona *persona;	   /* NULL: a recording plays */
	const struct variant *variant;	   /* NULL: the persona has one model only */
	const struct recording *recording; /* NULL: a persona */
	uint64_t key;
	struct addr base; /* of its block */
	uint16_t member;  /* in its block */
	struct addr addrs[DEVICE_ADDRS_MAX];
	unsigned n_addrs;
	enum place place;
	const char *model, *version, *serial, *part_number, *name, *site, *region, *location,
		*descr, *mac_text, *banner;
	const struct oid *object_id;
	uint8_t mac[6];
	uint8_t engine_id[AGENT_ENGINE_MAX];
	size_t engine_len;
	uint32_t boots, up; /* reboots; seconds up when the program started */
	unsigned unit, year, uid;
	uint64_t hostkey_seed;
	unsigned odd, slow_above, slow_ms, dies_above;
	uint8_t oid_octets[160], services; /* of sysObjectID and sysServices on the wire */
	struct row rows[DEVICE_SYSTEM_ROWS];
	struct mib system;
	size_t used; /* of text */
	char text[DEVICE_TEXT];
};

/* A component as entPhysicalTable and the truth file show it. Texts are in the
 * arena that it was made in. */
struct component {
	uint32_t index, parent, position;
	unsigned class;
	const char *name, *descr, *manufacturer, *model, *serial, *hw, *fw, *sw;
	bool fru;
	uint8_t date[8]; /* DateAndTime; year 0: not told */
	const struct oid *type;
};

#define COMPONENTS_MAX 256

/* Makes the device of a member. Freed with free(). */
struct device *device_new(const struct layout *, const struct block *, unsigned member);
/* What templates of the device may say. port and n are 0. */
struct facts device_facts(const struct device *);
/* The name of its port, counted from 1. */
void device_port(const struct device *, unsigned port, struct buf *out);
void device_port_mac(const struct device *, unsigned port, uint8_t mac[6]);
/* Its components, in order of index; returns their number (0: it shows none). */
size_t device_components(const struct device *, struct arena *, struct component *out, size_t cap);

#endif
