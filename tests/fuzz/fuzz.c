/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* fuzz.c: see fuzz.h. */
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
fuzz_quiet(void)
{
	FILE *nowhere = fopen("/dev/null", "w");

	if (nowhere != NULL)
		stderr = nowhere;
}

void
fuzz_assert(int holds, const char *what)
{
	if (holds)
		return;
	printf("does not hold: %s\n", what);
	fflush(stdout);
	abort();
}

/* ---- decoders -------------------------------------------------------------- */

struct reading_sink {
	struct sink sink; /* first */
	const struct probe_module *module;
	volatile unsigned sum;
};

static void
read_bytes(struct reading_sink *r, const char *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		r->sum += (unsigned char)p[i];
}

/* Whatever a decoder puts is within its bounds and of a key that it announced. */
static void
put(struct sink *s, const char *key, const char *index, const void *value, size_t len)
{
	struct reading_sink *r = (struct reading_sink *)s;
	size_t head = strlen(r->module->name);

	fuzz_assert(len <= OBSERVATION_VALUE_MAX, "a value is at most 65535 bytes");
	fuzz_assert(strlen(index) <= OBSERVATION_INDEX_MAX, "an index is at most 255 bytes");
	fuzz_assert(strncmp(key, r->module->name, head) == 0 || strncmp(key, "cdp.", 4) == 0,
		"a key begins with its probe");
	read_bytes(r, key, strlen(key));
	read_bytes(r, value, len);
}

void
fuzz_decoder(const struct probe_module *module, const uint8_t *data, size_t size)
{
	struct reading_sink r = {.sink = {.put = put}, .module = module};
	/* A copy of its own, so that a byte too far is one outside. */
	uint8_t *copy = malloc(size > 0 ? size : 1);

	if (copy == NULL)
		abort();
	memcpy(copy, data, size);
	module->decode(bytes_of(copy, size), &r.sink);
	free(copy);
}

/* ---- files ----------------------------------------------------------------- */

static char folder[] = "/tmp/ranmap-fuzz-XXXXXX";
static char path[sizeof(folder) + 64];

static void
remove_folder(void)
{
	unlink(path);
	rmdir(folder);
}

const char *
fuzz_file(const char *name, const uint8_t *data, size_t size)
{
	FILE *f;

	if (path[0] == '\0') {
		if (mkdtemp(folder) == NULL)
			abort();
		snprintf(path, sizeof(path), "%s/%.60s", folder, name);
		atexit(remove_folder);
	}
	if ((f = fopen(path, "wb")) == NULL || fwrite(data, 1, size, f) != size || fclose(f) != 0)
		abort();
	return path;
}
