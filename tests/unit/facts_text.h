/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* facts_text.h: what a decoder puts, as lines of text that a test can compare:
 * "lldp.sysName=router-7", "lldp.mgmtAddr[1]=192.0.2.1". Bytes that are not
 * printable ASCII, and the backslash, are written as \xx. */
#ifndef RANMAP_TESTS_FACTS_TEXT_H
#define RANMAP_TESTS_FACTS_TEXT_H

#include "base/buf.h"
#include "base/observation.h"
#include "probes/probe.h"

struct facts_text {
	struct sink sink; /* first */
	struct buf text;
};

struct facts_text facts_text_new(void);
void facts_text_add(struct buf *, const char *key, const char *index, const void *, size_t len);

#endif
