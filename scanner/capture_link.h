/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* capture_link.h: link types that captures come in; private to capture*.c. */
#ifndef RANMAP_SCANNER_CAPTURE_LINK_H
#define RANMAP_SCANNER_CAPTURE_LINK_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/bytes.h"

struct capture_link {
	int type; /* DLT_* */
	/* The frame as Ethernet; made is the caller's memory for a new head. A
	 * frame too short for its own head comes out empty. */
	struct bytes (*to_ethernet)(struct bytes, struct buf *made);
};

/* NULL for a link type that is not understood. */
const struct capture_link *capture_link_find(int type);

/* Makes the interface receive the groups that neighbours send to, for as long
 * as the packet socket is open. False with errno. Linux: packet(7). */
bool capture_join_groups(int fd, const char *interface);

#endif
