/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* fuzz_capture.c: capture files, and what is overheard in them.
 * Covers: scanner/capture.c scanner/capture_link.c scanner/packet.c scanner/streams.c
 * scanner/overhear.c scanner/neighbours.c */
#include "tests/fuzz/fuzz.h"

#include <stdio.h>

#include "scanner/overhear.h"

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_quiet();
	return 0;
}

static void
read_all(struct capture *c, struct overhear *o)
{
	struct buf why = {0};
	struct frame f;

	while (capture_next(c, &f, &why) == RESULT_OK)
		overhear_frame(o, &f, NULL);
	buf_free(&why);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FILE *file = size > 0 ? fmemopen((void *)(uintptr_t)data, size, "rb") : NULL;
	struct settings settings;
	struct neighbours *neighbours;
	struct overhear *overhear;
	struct capture *capture;
	struct buf why = {0};

	if (file == NULL)
		return 0;
	settings_init(&settings);
	neighbours = neighbours_new();
	overhear = overhear_new(neighbours, &settings);
	if (capture_open_stream(file, "input", &capture, &why) == RESULT_OK) {
		read_all(capture, overhear);
		capture_close(capture);
	}
	overhear_end(overhear);
	overhear_free(overhear);
	neighbours_free(neighbours);
	settings_free(&settings);
	buf_free(&why);
	return 0;
}
