/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* link.h: a wire between two elements, as their LLDP tells of it. */
#ifndef RANMAP_BASE_LINK_H
#define RANMAP_BASE_LINK_H

#include <stdint.h>

enum link_state { LINK_ONE_SIDED, LINK_MUTUAL };

/* Who told it; both bits where both did. */
enum link_teller { LINK_TOLD_BY_A = 1, LINK_TOLD_BY_B = 2 };

struct link_end {
	const char *element; /* element ID; "" where the other end is the wire we listened on */
	const char *name, *role, *manufacturer, *site_id;
	const char *port, *port_descr; /* "" where not told */
};

/* All texts are borrowed. */
struct link {
	const char *id; /* "l-" and 16 hexadecimal digits: of both ends and their ports */
	int64_t sweep;
	struct link_end a, b; /* a is the end with the lower element ID */
	unsigned tellers;     /* link_teller, or-ed */
	enum link_state state;
	const char *reason; /* why it is one-sided, a sentence; "" for a mutual one */
	const char *source; /* "lldp-mib", "heard" or both joined by ';' */
	int64_t last_seen;
};

#endif
