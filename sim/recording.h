/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * recording.h: recordings of real agents in the text format of snmpsim, a line
 * an object: OID|type|value. The type is the BER tag in decimal (2 integer,
 * 4 octets, 5 null, 6 OID, 64 address, 65 Counter32, 66 Gauge32, 67 TimeTicks,
 * 68 Opaque, 70 Counter64); an x behind it says that the value is hexadecimal.
 */
#ifndef RANMAP_SIM_RECORDING_H
#define RANMAP_SIM_RECORDING_H

#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/buf.h"
#include "base/result.h"
#include "sim/mib.h"

struct recording {
	char *name;	  /* of the file, without its folder */
	struct addr addr; /* where it plays; set by the caller */
	struct mib *mib;
	const uint8_t *engine_id; /* snmpEngineID.0 of the recording, or NULL */
	size_t engine_len;
	size_t bad_lines; /* left out */
};

/* The rows of a text. Lines that make no sense are left out and counted. */
struct mib *recording_parse(const char *text, size_t len, size_t *bad_lines);
/* Reads a file. Freed with recording_free(). */
enum result recording_load(const char *path, struct recording *out);
void recording_free(struct recording *);

#endif
