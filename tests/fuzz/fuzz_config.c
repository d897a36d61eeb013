/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* fuzz_config.c: a configuration.
 * Covers: scanner/config.c scanner/yaml_walk.c */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>

#include "base/arena.h"
#include "scanner/config.h"

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
	struct settings settings;

	settings_init(&settings);
	free(settings.config_file);
	settings.config_file = xstrdup(fuzz_file("ranmap.yaml", data, size));
	config_load(&settings);
	settings_free(&settings);
	return 0;
}
