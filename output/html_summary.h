/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* html_summary.h: counts at the top of the report page. */
#ifndef RANMAP_OUTPUT_HTML_SUMMARY_H
#define RANMAP_OUTPUT_HTML_SUMMARY_H

#include <stdint.h>

#include "base/buf.h"
#include "output/crosstab.h"

/* What stands for an empty value. */
#define HTML_NO_NAME "not known"

/* Appends one tile with the number of all rows and one for each value counted. */
void html_tiles(struct buf *, struct crosstab *tiles, uint64_t all, const char *noun);
/* Appends the cross table with sums, shares and bars. */
void html_cross(struct buf *, struct crosstab *, const char *by_row, const char *by_column);

#endif
