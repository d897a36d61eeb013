/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* sim_help.h: what the tests of ranmap-sim share: questions and answers of SNMP
 * by hand, a network from an option line and the shipped personas, files. */
#ifndef RANMAP_TESTS_SIM_HELP_H
#define RANMAP_TESTS_SIM_HELP_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "sim/ber.h"
#include "sim/options.h"
#include "sim/setup.h"

/* A question of a community-based version (0: v1, 1: v2c). a and b: error-status
 * and -index, or non-repeaters and max-repetitions. Names are dotted. */
struct bytes sim_question(uint8_t *room, size_t cap, int version, const char *community,
	uint8_t pdu, int64_t id, int64_t a, int64_t b, const char *const *names, size_t n);
/* SNMPv3 engine discovery (RFC 3414 section 4), noAuthNoPriv, reportable. */
struct bytes sim_discovery(uint8_t *room, size_t cap, int64_t message_id);

/* A decoded answer of v1 or v2c. */
struct sim_answer {
	int64_t version, id, status, index;
	uint8_t pdu;
	size_t n;
	struct {
		struct oid oid;
		uint8_t tag;
		struct bytes value;
	} at[200];
};

/* False where it is no proper answer. Values point into the answer. */
bool sim_decode(struct bytes answer, struct sim_answer *out);

/* The options of a line of words, which it cuts up and keeps. */
struct sim_options {
	struct options options;
	char line[600];
	char *words[64];
};
void sim_options(struct sim_options *, const char *line);
/* A network of the shipped personas; ends the test where it can't be made. */
void sim_setup(struct setup *, struct sim_options *, const char *line);

/* A folder of this test's own, and a file in it. */
const char *sim_folder(void);
void sim_folder_gone(void);
const char *sim_file(const char *name, const char *text);

#endif
