/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* xlsx-none.c: stands for xlsx.c where libxlsxwriter was missing when ranmap
 * was built: the format keeps its name and says that it isn't there. */
#include "output/list.h"

static enum result
xlsx_begin(struct out *out, const struct column *columns)
{
	(void)out;
	(void)columns;
	return RESULT_UNSUPPORTED;
}

static enum result
xlsx_row(struct out *out, const struct column *columns, const struct cell *cells)
{
	(void)out;
	(void)columns;
	(void)cells;
	return RESULT_UNSUPPORTED;
}

const struct writer writer_xlsx = {
	.name = "xlsx",
	.summary = "a workbook (this ranmap was built without libxlsxwriter)",
	.suffix = "xlsx",
	.begin = xlsx_begin,
	.row = xlsx_row,
	.finish = xlsx_begin,
};
