/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* options.h: the command line of ranmap-sim. */
#ifndef RANMAP_SIM_OPTIONS_H
#define RANMAP_SIM_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/buf.h"

#define OPTIONS_MAX_LIST 128

/* Texts are borrowed from the command line. */
struct options {
	struct prefix prefixes[OPTIONS_MAX_LIST];
	size_t n_prefixes;
	uint64_t seed, duration; /* seconds; 0: until a signal */
	double density, loss, multihomed, odd, fragile, cloned, factory;
	unsigned odd_kinds;
	uint64_t capacity; /* datagrams a second; 0: no limit */
	uint64_t delay_ms, jitter_ms;
	uint64_t snmp_port, ssh_port; /* 0: none */
	const char *personas, *truth, *count_file, *ready_file, *community, *only, *show;
	const char *recordings, *recordings_prefix;
	const char *records[OPTIONS_MAX_LIST]; /* FILE=ADDR */
	size_t n_records;
	const char *placed[OPTIONS_MAX_LIST]; /* ADDR=PERSONA */
	size_t n_placed;
	bool ssh_silent; /* dead addresses drop SYNs instead of refusing them */
	bool dry_run;	 /* no sockets: the truth file only */
	bool list, help, version, quiet;
};

/* False: error holds one line for the user. */
bool options_parse(int argc, char **argv, struct options *, struct buf *error);
/* The text of --help. */
void options_help(struct buf *);

#endif
