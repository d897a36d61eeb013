/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* fuzz_ssh.c: what an SSH server says in the clear.
 * Covers: probes/ssh_stream.c probes/ssh.c */
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
	fuzz_decoder(&probe_ssh, data, size);
	return 0;
}
