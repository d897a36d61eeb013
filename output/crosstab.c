/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* crosstab.c: rows and columns are numbered as they come; cells are in a hash
 * table by both numbers, since most of them are empty. */
#include "output/crosstab.h"

#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "base/arena.h"

struct name {
	UT_hash_handle hh;
	size_t place;
	uint64_t total;
	char text[];
};

struct place {
	uint32_t row, column;
};

struct cross {
	UT_hash_handle hh;
	struct place place;
	uint64_t n;
};

struct crosstab {
	struct arena *arena;
	struct name *rows, *columns;
	struct cross *cells;
	struct crosstab_line *row_lines, *column_lines;
	uint64_t total;
};

struct crosstab *
crosstab_new(void)
{
	struct crosstab *table = xcalloc(1, sizeof(*table));

	table->arena = arena_new();
	return table;
}

void
crosstab_free(struct crosstab *table)
{
	if (table == NULL)
		return;
	HASH_CLEAR(hh, table->rows);
	HASH_CLEAR(hh, table->columns);
	HASH_CLEAR(hh, table->cells);
	arena_free(table->arena);
	free(table->row_lines);
	free(table->column_lines);
	free(table);
}

static struct name *
name_of(struct crosstab *table, struct name **list, const char *text)
{
	struct name *name;
	size_t len = strlen(text);

	HASH_FIND(hh, *list, text, len, name);
	if (name == NULL) {
		name = arena_alloc(table->arena, sizeof(*name) + len + 1);
		memcpy(name->text, text, len);
		name->place = HASH_COUNT(*list);
		HASH_ADD(hh, *list, text[0], len, name);
	}
	return name;
}

void
crosstab_add(struct crosstab *table, const char *row, const char *column, uint64_t n)
{
	struct name *r = name_of(table, &table->rows, row);
	struct name *c = name_of(table, &table->columns, column);
	struct place place = {(uint32_t)r->place, (uint32_t)c->place};
	struct cross *cell;

	HASH_FIND(hh, table->cells, &place, sizeof(place), cell);
	if (cell == NULL) {
		cell = arena_alloc(table->arena, sizeof(*cell));
		cell->place = place;
		HASH_ADD(hh, table->cells, place, sizeof(place), cell);
	}
	cell->n += n;
	r->total += n;
	c->total += n;
	table->total += n;
}

static int
by_total(const void *x, const void *y)
{
	const struct crosstab_line *a = x, *b = y;

	if ((*a->name == '\0') != (*b->name == '\0'))
		return *a->name == '\0' ? 1 : -1;
	if (a->total != b->total)
		return a->total > b->total ? -1 : 1;
	return strcmp(a->name, b->name);
}

static struct crosstab_line *
lines_of(struct name *list, size_t *n)
{
	struct crosstab_line *lines = xcalloc(HASH_COUNT(list) + 1, sizeof(*lines));
	struct name *name, *next;

	*n = 0;
	HASH_ITER(hh, list, name, next)
	lines[(*n)++] = (struct crosstab_line){name->text, name->total, name->place};
	qsort(lines, *n, sizeof(*lines), by_total);
	return lines;
}

const struct crosstab_line *
crosstab_rows(struct crosstab *table, size_t *n)
{
	free(table->row_lines);
	table->row_lines = lines_of(table->rows, n);
	return table->row_lines;
}

const struct crosstab_line *
crosstab_columns(struct crosstab *table, size_t *n, int (*compare)(const char *, const char *))
{
	struct crosstab_line *lines = lines_of(table->columns, n);

	/* Few columns: insertion is enough and takes any order. */
	for (size_t i = 1; compare != NULL && i < *n; i++)
		for (size_t j = i; j > 0 && compare(lines[j].name, lines[j - 1].name) < 0; j--) {
			struct crosstab_line swap = lines[j];

			lines[j] = lines[j - 1];
			lines[j - 1] = swap;
		}
	free(table->column_lines);
	table->column_lines = lines;
	return lines;
}

uint64_t
crosstab_at(const struct crosstab *table, const struct crosstab_line *row,
	const struct crosstab_line *column)
{
	struct place place = {(uint32_t)row->place, (uint32_t)column->place};
	const struct cross *cell;

	HASH_FIND(hh, table->cells, &place, sizeof(place), cell);
	return cell != NULL ? cell->n : 0;
}

uint64_t
crosstab_total(const struct crosstab *table)
{
	return table->total;
}
