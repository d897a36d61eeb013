/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * writer.h: a writer knows cells and one format and no table. It writes to an
 * out, which gathers bytes and notes the first error.
 */
#ifndef RANMAP_OUTPUT_WRITER_H
#define RANMAP_OUTPUT_WRITER_H

#include <stdio.h>

#include "output/view.h"

struct writer_options {
	bool for_excel; /* CSV: BOM, formulas neutralised */
};

struct out {
	FILE *file;
	struct writer_options options;
	void *state;     /* the writer's, state_size bytes, zeroed */
	uint64_t rows;
};

struct writer {
	const char *name, *summary, *suffix; /* "csv" */
	size_t state_size;
	enum result (*begin)(struct out *, const struct column *);
	enum result (*row)(struct out *, const struct column *, const struct cell *);
	enum result (*finish)(struct out *, const struct column *);
};

#endif
