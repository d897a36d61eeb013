/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* fuzz_rules.c: a vendor file and the vocabulary.
 * Covers: fingerprints/raw.c fingerprints/place.c */
#include "tests/fuzz/fuzz.h"

#include "fingerprints/raw.h"

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
	const char *file = fuzz_file("vendor.yaml", data, size);
	struct raw_vendor *vendor;
	struct raw_makers *makers;
	struct raw_families *families;
	struct buf problems = {0};

	if (raw_vendor_read(file, &vendor, &problems) == RESULT_OK)
		raw_vendor_free(vendor);
	if (raw_makers_read(file, &makers, &problems) == RESULT_OK)
		raw_makers_free(makers);
	if (raw_families_read(file, &families, &problems) == RESULT_OK)
		raw_families_free(families);
	buf_free(&problems);
	return 0;
}
