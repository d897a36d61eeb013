/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* crosstab.h: counts by two texts, such as elements by maker and role. */
#ifndef RANMAP_OUTPUT_CROSSTAB_H
#define RANMAP_OUTPUT_CROSSTAB_H

#include <stddef.h>
#include <stdint.h>

struct crosstab;

struct crosstab *crosstab_new(void);
void crosstab_free(struct crosstab *); /* accepts NULL */
/* Adds to a cell; the texts are copied. */
void crosstab_add(struct crosstab *, const char *row, const char *column, uint64_t n);

/* One row or column with its sum. */
struct crosstab_line {
	const char *name;
	uint64_t total;
	size_t place; /* of adding; used by crosstab_at() */
};
/* Sorts rows by their sum, the greatest first and the row without a name last,
 * and columns likewise or as compare (strcmp-like, or NULL) wants it. The
 * lists live as long as the table and may be asked for after the last add. */
const struct crosstab_line *crosstab_rows(struct crosstab *, size_t *n);
const struct crosstab_line *crosstab_columns(
	struct crosstab *, size_t *n, int (*compare)(const char *, const char *));
uint64_t crosstab_at(const struct crosstab *, const struct crosstab_line *row,
	const struct crosstab_line *column);
uint64_t crosstab_total(const struct crosstab *);

#endif
