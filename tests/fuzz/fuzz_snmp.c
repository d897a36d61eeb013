/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* fuzz_snmp.c: messages from an SNMP agent.
 * Covers: probes/snmp_message.c probes/snmp.c */
#include "tests/fuzz/fuzz.h"

#include "probes/list.h"

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_quiet();
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_decoder(&probe_snmp, data, size);
	return 0;
}
