/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* report.h: the one place where a view meets a writer. */
#ifndef RANMAP_OUTPUT_REPORT_H
#define RANMAP_OUTPUT_REPORT_H

#include <stdio.h>

#include "output/view.h"
#include "output/writer.h"

/*
 * Reads every row of a view and writes it, one at a time. Texts become
 * printable on their way, whoever wrote them: see text_printable(); at most
 * CELL_TEXT_LIMIT bytes each. rows (or NULL) gets how many were written.
 * RESULT_STORE where reading fails (store_error() has the words), RESULT_IO or
 * RESULT_NO_SPACE where writing does; errno is set then.
 */
enum result report_write(struct store *, const struct view *, const struct view_options *,
	const struct writer *, const struct writer_options *, FILE *, uint64_t *rows);

#endif
