/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * derive.h: what follows from the observations of one subject besides whose it
 * is: its traits, its components, the neighbours it tells of. Everything that
 * is handed out lives in the arena.
 */
#ifndef RANMAP_FINGERPRINTS_DERIVE_H
#define RANMAP_FINGERPRINTS_DERIVE_H

#include "base/arena.h"
#include "base/component.h"
#include "base/observation.h"
#include "base/traits.h"
#include "fingerprints/fingerprints.h"

struct derived {
	struct traits traits;
	const struct component *components; /* ascending by index, each index once */
	size_t n_components;
	const struct told *told;
	size_t n_told;
};

/* who: what the same observations were identified as. */
void derive(struct identifier *, const struct observation *, size_t n,
	const struct identification *who, struct arena *, struct derived *out);

/* components.c: the rows of entPhysicalTable, each with a maker of its own;
 * where there are none, a chassis of what the identification knows. */
size_t derive_components(struct identifier *, const struct observation *, size_t n,
	const struct identification *who, struct arena *, const struct component **out);
/* told.c: the rows of lldpRemTable, and the wires that an announcement was heard on. */
size_t derive_told(const struct observation *, size_t n, struct arena *, const struct told **out);
/* traits.c */
void derive_traits(const struct observation *, size_t n, struct arena *, struct traits *out);

/* Printable text in the arena, at most 255 bytes. */
const char *derive_text(struct arena *, const char *, size_t len);
/* The same; "" for what only stands where a value should: "N/A", "0000", … */
const char *derive_value(struct arena *, const char *, size_t len);
/* How a chassis or port ID is written, by its subtype. */
enum id_form {
	ID_TEXT,
	ID_MAC,
	ID_ADDRESS, /* IANA address family number and the bytes */
};
/* A chassis or port ID as people write it: a MAC address, an address, or printable
 * text as it is; six other bytes are taken for a MAC address, all else is written
 * in hexadecimal. What a probe has written so already is left as it is. */
const char *derive_id(struct arena *, const char *, size_t len, enum id_form);
enum id_form derive_chassis_form(unsigned subtype);
/* DateAndTime (RFC 2579) or a date as text: "2019-04-30". NULL where it is none. */
const char *derive_date(struct arena *, const char *, size_t len);

#endif
