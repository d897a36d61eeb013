/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* fuzz_lldp.c: frames of LLDP and CDP.
 * Covers: probes/lldp.c probes/lldp_basic.c probes/lldp_cdp.c probes/lldp_dot1.c
 * probes/lldp_dot3.c probes/lldp_ether.c probes/lldp_med.c probes/lldp_org.c probes/lldp_put.c */
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
	fuzz_decoder(&probe_lldp, data, size);
	return 0;
}
