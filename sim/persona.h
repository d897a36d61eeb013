/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * persona.h: what a kind of device is like: whose it is, where it stands, what
 * its agent, its SSH server and its LLDP tables say. One YAML file each; the
 * format is told in doc/personas.md. Texts are templates (sim/template.h).
 */
#ifndef RANMAP_SIM_PERSONA_H
#define RANMAP_SIM_PERSONA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "sim/ber.h"
#include "sim/fields.h"

/* Where a persona may stand: bits of struct persona.places. */
enum place { PLACE_MACRO, PLACE_SMALL_CELL, PLACE_AGGREGATION, PLACE_CORE, PLACE_COUNT };

enum engine_format { ENGINE_NONE, ENGINE_MAC, ENGINE_TEXT, ENGINE_IPV4, ENGINE_OCTETS, ENGINE_OLD };
enum ssh_mode { SSH_REFUSE, SSH_SILENT, SSH_ANSWER };
enum lldp_mode { LLDP_NONE, LLDP_SEND, LLDP_FULL };
/* How a chassis or a port is named in LLDP. */
enum lldp_id { LLDP_ID_MAC, LLDP_ID_NAME, LLDP_ID_LOCAL };

/* A model of the persona; what is NULL or empty comes from the persona. */
struct variant {
	const char *model, *part_number, *descr;
	struct oid object_id;
	unsigned weight;
};

/* One kind of component, a row (or several) of entPhysicalTable (RFC 6933). */
struct part {
	const char *name, *descr, *manufacturer, *model, *serial, *hw, *fw, *sw;
	unsigned class;	 /* IANAPhysicalClass */
	unsigned count;	 /* 0: one */
	unsigned chance; /* percent that each is there; 0: always */
	unsigned in;	 /* place of the container in the list, from 1; 0: none */
	bool fru, dated;
	struct oid type; /* entPhysicalVendorType */
};

enum object_kind {
	OBJECT_STRING,
	OBJECT_INTEGER,
	OBJECT_OID,
	OBJECT_GAUGE,
	OBJECT_COUNTER,
	OBJECT_COUNTER64,
	OBJECT_TICKS,
	OBJECT_ADDRESS,
	OBJECT_HEX,
	OBJECT_MAC,
};

/* One object of the maker's own. */
struct object {
	struct oid oid;
	unsigned kind;
	const char *value;
};

struct persona {
	const char *name; /* the file's name without .yaml */
	const char *manufacturer, *brand, *model, *family, *role;
	uint64_t role_key, maker_key; /* of the names, to compare them fast */
	const char *serial, *part_number, *hw;
	struct texts versions, ouis;
	unsigned weight; /* among the personas of its role */
	unsigned places;
	const char *port; /* name of a port */
	unsigned ports;	  /* that exist without a link */
	bool hidden;	  /* answers at no address; neighbours show it */
	bool unknowable;  /* answers, but tells nobody its maker */
	struct list variants, parts, objects;
	unsigned odd;				  /* sim/odd.h */
	unsigned slow_above, slow_ms, dies_above; /* questions in a second */

	struct {
		unsigned versions; /* AGENT_V1, … */
		const char *descr, *name, *location, *contact;
		struct oid object_id;
		unsigned services;
		const char *community;
		unsigned max_answer, max_repetitions;
		bool quiet_ifs; /* no interface tables */
	} snmp;
	struct {
		unsigned enterprise, format;
		const char *text; /* for ENGINE_TEXT; the default is the serial */
	} engine;
	struct {
		unsigned mode;
		const char *banner;
		bool factory_key; /* one host key for all devices of the persona */
		struct texts before, kex, hostkey, ciphers, macs, compression;
	} ssh;
	struct {
		unsigned mode, chassis, port;
		const char *descr;     /* sysDesc; the default is sysDescr */
		unsigned capabilities; /* LldpSystemCapabilitiesMap, bit 0 first */
	} lldp;
};

struct personas {
	struct persona *at;
	size_t n;
	struct arena *arena;
};

/* Reads every *.yaml of a folder, in the order of their names. False: error
 * says what is wrong and where. */
bool personas_load(const char *folder, struct personas *, struct buf *error);
void personas_free(struct personas *);
/* The place of the persona with that name, or -1. */
int personas_find(const struct personas *, const char *name);

const char *place_name(enum place);

#endif
