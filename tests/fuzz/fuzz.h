/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * fuzz.h: what fuzz targets share. A target is one file with
 * LLVMFuzzerTestOneInput(); libFuzzer drives it (--enable-fuzzing), or replay.c
 * gives it its seeds. A line "Covers:" in its opening comment names the source
 * files whose parsers it reaches; tests/fuzz/check.sh compares them with the tree.
 */
#ifndef RANMAP_TESTS_FUZZ_H
#define RANMAP_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "probes/probe.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* No messages of the program itself; libFuzzer's own come by another way. */
void fuzz_quiet(void);
/* A decoder as it is called for a message; what it puts is read to its last byte. */
void fuzz_decoder(const struct probe_module *, const uint8_t *data, size_t size);
/* Writes the input to a file of a temporary folder that is gone at the end;
 * returns its name. Relative paths in it lead into that folder. */
const char *fuzz_file(const char *name, const uint8_t *data, size_t size);
/* Ends the program where something that always holds does not. */
void fuzz_assert(int holds, const char *what);

#endif
