/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * setup.h: from the command line to a network that can be asked: personas read,
 * layout made, recordings loaded and given their addresses.
 */
#ifndef RANMAP_SIM_SETUP_H
#define RANMAP_SIM_SETUP_H

#include <stdbool.h>

#include "base/buf.h"
#include "sim/layout.h"
#include "sim/network.h"
#include "sim/options.h"
#include "sim/persona.h"
#include "sim/recording.h"

struct setup {
	const struct options *options; /* borrowed */
	struct personas personas;
	struct prefix prefixes[2 * OPTIONS_MAX_LIST];
	struct placed placed[OPTIONS_MAX_LIST];
	struct layout layout;
	struct recording *recordings; /* in the order of their addresses */
	size_t n_recordings;
	struct network *net;
};

/* The folder of the shipped personas: $RANMAP_PERSONAS, the installed one, or
 * the source tree's where nothing is installed. */
const char *setup_personas_folder(void);
/* Makes the network. It points into itself: it must not be moved. False: error
 * holds one line for the user. Freed with setup_free() either way. */
bool setup_make(struct setup *, const struct options *, struct buf *error);
void setup_free(struct setup *);
/* True where the SNMP agent of the device answers the sweep's community. */
bool setup_readable(const struct setup *, const struct device *);

#endif
