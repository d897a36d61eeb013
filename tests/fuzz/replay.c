/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * replay.c: main() of a fuzz target where there is no libFuzzer: every seed of
 * the folders that are told, its beginnings, and it with each byte turned over.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

#define SEED_MAX (1u << 20)
/* Of larger seeds, this many places are tried. */
#define PLACES_MAX 512

static unsigned long runs;

static void
give(const uint8_t *data, size_t size)
{
	LLVMFuzzerTestOneInput(data, size);
	runs++;
}

static void
vary(uint8_t *data, size_t size)
{
	size_t step = size / PLACES_MAX + 1;

	give(data, size);
	for (size_t i = 0; i < size; i += step) {
		give(data, i);
		data[i] ^= 0xff;
		give(data, size);
		data[i] ^= 0xff;
	}
}

static int
replay(const char *folder, const char *name)
{
	static uint8_t data[SEED_MAX];
	char path[4096];
	FILE *f;
	size_t n;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	if ((f = fopen(path, "rb")) == NULL) {
		perror(path);
		return 1;
	}
	n = fread(data, 1, sizeof(data), f);
	fclose(f);
	vary(data, n);
	return 0;
}

static int
replay_folder(const char *folder)
{
	DIR *d = opendir(folder);
	struct dirent *e;
	int failed = 0, seeds = 0;

	if (d == NULL) {
		perror(folder);
		return 1;
	}
	while ((e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		seeds++;
		failed |= replay(folder, e->d_name);
	}
	closedir(d);
	printf("%s: %d seeds, %lu runs\n", folder, seeds, runs);
	return failed || seeds == 0;
}

int
main(int argc, char **argv)
{
	int failed = argc < 2;

	LLVMFuzzerInitialize(&argc, &argv);
	for (int i = 1; i < argc; i++)
		failed |= replay_folder(argv[i]);
	return failed;
}
