/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* mib.c: rows of objects and values, built once, searched often. */
#include "sim/mib.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* A row of a draft, by places instead of pointers: the pools may move. */
struct mib_line {
	uint32_t oid, value;
	uint16_t len;
	uint8_t n, tag, live;
};

void
mib_draft_clear(struct mib_draft *d)
{
	d->n = d->n_numbers = d->n_stem = 0;
	buf_clear(&d->values);
}

void
mib_draft_free(struct mib_draft *d)
{
	free(d->lines);
	free(d->numbers);
	buf_free(&d->values);
	memset(d, 0, sizeof *d);
}

/* A new line with an OID of so many numbers, which the caller fills. */
static struct mib_line *
new_line(struct mib_draft *d, size_t n)
{
	struct mib_line *line;

	if (d->n == d->cap) {
		d->cap = d->cap == 0 ? 256 : d->cap * 2;
		d->lines = xrealloc(d->lines, d->cap, sizeof *d->lines);
	}
	while (d->n_numbers + n > d->cap_numbers) {
		d->cap_numbers = d->cap_numbers == 0 ? 4096 : d->cap_numbers * 2;
		d->numbers = xrealloc(d->numbers, d->cap_numbers, sizeof *d->numbers);
	}
	line = &d->lines[d->n++];
	*line = (struct mib_line){.oid = (uint32_t)d->n_numbers, .n = (uint8_t)n};
	d->n_numbers += n;
	return line;
}

static void
set_value(struct mib_draft *d, struct mib_line *line, uint8_t tag, const void *value, size_t len)
{
	line->tag = tag;
	line->value = (uint32_t)d->values.len;
	line->len = (uint16_t)(len > UINT16_MAX ? UINT16_MAX : len);
	buf_add(&d->values, value, line->len);
}

static struct mib_line *
line_for(struct mib_draft *d, const uint32_t *oid, size_t n)
{
	struct mib_line *line;

	if (n > BER_OID_MAX)
		n = BER_OID_MAX;
	line = new_line(d, n);
	memcpy(d->numbers + line->oid, oid, n * sizeof *oid);
	return line;
}

void
mib_add(struct mib_draft *d, const uint32_t *oid, size_t n, uint8_t tag, const void *value,
	size_t len)
{
	set_value(d, line_for(d, oid, n), tag, value, len);
}

void
mib_add_live(struct mib_draft *d, const uint32_t *oid, size_t n, uint8_t tag, enum live live)
{
	struct mib_line *line = line_for(d, oid, n);

	set_value(d, line, tag, "", 0);
	line->live = (uint8_t)live;
}

void
mib_column(struct mib_draft *d, const char *dotted)
{
	struct oid oid;

	d->n_stem = 0;
	if (!oid_parse(dotted, &oid) || oid.n > sizeof d->stem / sizeof *d->stem)
		return;
	d->n_stem = oid.n;
	memcpy(d->stem, oid.at, oid.n * sizeof *oid.at);
}

static void
cell(struct mib_draft *d, const uint32_t *index, size_t n, uint8_t tag, const void *value,
	size_t len)
{
	struct mib_line *line;

	if (n > BER_OID_MAX - d->n_stem)
		n = BER_OID_MAX - d->n_stem;
	line = new_line(d, d->n_stem + n);
	memcpy(d->numbers + line->oid, d->stem, d->n_stem * sizeof *d->stem);
	if (n > 0)
		memcpy(d->numbers + line->oid + d->n_stem, index, n * sizeof *index);
	set_value(d, line, tag, value, len);
}

void
mib_int(struct mib_draft *d, const uint32_t *index, size_t n, int64_t value)
{
	uint8_t octets[8];

	cell(d, index, n, BER_INTEGER, octets, ber_put_int(octets, sizeof octets, value));
}

void
mib_unsigned(struct mib_draft *d, const uint32_t *index, size_t n, uint8_t tag, uint64_t value)
{
	uint8_t octets[9];

	cell(d, index, n, tag, octets, ber_put_unsigned(octets, sizeof octets, value));
}

void
mib_text(struct mib_draft *d, const uint32_t *index, size_t n, const char *text)
{
	cell(d, index, n, BER_OCTETS, text, strlen(text));
}

void
mib_octets(struct mib_draft *d, const uint32_t *index, size_t n, const void *data, size_t len)
{
	cell(d, index, n, BER_OCTETS, data, len);
}

void
mib_oid(struct mib_draft *d, const uint32_t *index, size_t n, const struct oid *oid)
{
	uint8_t octets[BER_OID_MAX * 5];

	cell(d, index, n, BER_OID, octets, ber_put_oid(octets, sizeof octets, oid->at, oid->n));
}

static int
row_compare(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int order = oid_compare(x->oid, x->n, y->oid, y->n);

	/* Equal objects: the one that was added first stays in front. */
	return order != 0 ? order : (x->oid > y->oid) - (x->oid < y->oid);
}

static void
sort_rows(struct mib *m)
{
	size_t kept = 0;
	bool sorted = true;

	for (size_t i = 1; i < m->n && sorted; i++)
		sorted = row_compare(&m->rows[i - 1], &m->rows[i]) < 0;
	if (!sorted)
		qsort(m->rows, m->n, sizeof *m->rows, row_compare);
	for (size_t i = 0; i < m->n; i++) {
		const struct row *last = kept > 0 ? &m->rows[kept - 1] : NULL;

		if (last == NULL ||
			oid_compare(last->oid, last->n, m->rows[i].oid, m->rows[i].n) != 0)
			m->rows[kept++] = m->rows[i];
	}
	m->n = kept;
}

struct mib *
mib_freeze(const struct mib_draft *d)
{
	size_t rows = d->n * sizeof(struct row), numbers = d->n_numbers * sizeof(uint32_t);
	struct mib *m = xmalloc(sizeof *m + rows + numbers + d->values.len);
	uint32_t *oids = (uint32_t *)(void *)((char *)(m + 1) + rows);
	uint8_t *values = (uint8_t *)oids + numbers;

	m->rows = (struct row *)(void *)(m + 1);
	m->n = d->n;
	if (numbers > 0)
		memcpy(oids, d->numbers, numbers);
	if (d->values.len > 0)
		memcpy(values, d->values.data, d->values.len);
	for (size_t i = 0; i < d->n; i++) {
		const struct mib_line *line = &d->lines[i];

		m->rows[i] = (struct row){.oid = oids + line->oid,
			.value = values + line->value,
			.len = line->len,
			.n = line->n,
			.tag = line->tag,
			.live = line->live};
	}
	sort_rows(m);
	return m;
}

void
mib_free(struct mib *m)
{
	free(m);
}

/* The place of the first row that is not before the object. */
static size_t
lower(const struct mib *m, const uint32_t *oid, size_t n)
{
	size_t low = 0, high = m->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (oid_compare(m->rows[mid].oid, m->rows[mid].n, oid, n) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

const struct row *
mib_get(const struct mib *m, const uint32_t *oid, size_t n)
{
	size_t i = lower(m, oid, n);

	if (i < m->n && oid_compare(m->rows[i].oid, m->rows[i].n, oid, n) == 0)
		return &m->rows[i];
	return NULL;
}

const struct row *
mib_next(const struct mib *m, const uint32_t *oid, size_t n)
{
	size_t i = lower(m, oid, n);

	if (i < m->n && oid_compare(m->rows[i].oid, m->rows[i].n, oid, n) == 0)
		i++;
	return i < m->n ? &m->rows[i] : NULL;
}
