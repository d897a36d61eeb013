/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* list.h: the table of probe modules: one line each. The registry, the tests
 * and the fuzzers are made from it. */
#ifndef RANMAP_PROBES_LIST_H
#define RANMAP_PROBES_LIST_H

#include "probes/probe.h"

#define PROBE_LIST(X) \
	X(snmp)       \
	X(ssh)        \
	X(lldp)

#define X(name) extern const struct probe_module probe_##name;
PROBE_LIST(X)
#undef X

/* The module of a name, or NULL. */
const struct probe_module *probe_module_find(const char *name);
/* All of them; ends with NULL. */
extern const struct probe_module *const probe_modules[];

#endif
