/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* fuzz_sites.c: a sites file, and the questions that are put to it.
 * Covers: import/csv_read.c import/sites.c import/sites_find.c */
#include <string.h>

#include "import/sites.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_quiet();
	return 0;
}

/* Each site is asked for by what it says of itself. */
static void
ask(const struct sites *sites)
{
	const struct site *rival;
	const char *by;
	struct addr a;
	size_t n;
	const struct site *all = sites_all(sites, &n);

	for (size_t i = 0; i < n && i < 64; i++) {
		rival = NULL;
		sites_by_name(sites, all[i].name, &by, &rival);
		sites_by_location(sites, all[i].id, &rival);
		sites_by_location(sites, all[i].name, &rival);
	}
	addr_parse("10.1.0.7", &a);
	sites_by_addr(sites, &a, &by);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf problems = {0}, notes = {0};
	struct sites *sites;

	if (sites_load(fuzz_file("sites.csv", data, size), &sites, &problems, &notes) ==
		RESULT_OK) {
		ask(sites);
		sites_free(sites);
	}
	buf_free(&problems);
	buf_free(&notes);
	return 0;
}
