/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* output_fake.h: a store in memory for the tests of views and writers: it
 * gives back what the test put into its arrays, whatever a device could write. */
#ifndef RANMAP_TESTS_OUTPUT_FAKE_H
#define RANMAP_TESTS_OUTPUT_FAKE_H

#include "output/view.h"
#include "output/writer.h"
#include "store/store.h"

struct store {
	const struct sweep *sweeps;
	size_t n_sweeps;
	uint64_t done; /* positions 0..done-1 of every sweep are finished */
	const struct element *elements;
	size_t n_elements;
	const struct address_row *addresses; /* in address order */
	size_t n_addresses;
	const struct subject_row *subjects; /* of every sweep */
	size_t n_subjects;
	const struct component_row *components;
	size_t n_components;
	const struct foreign_row *foreign;
	size_t n_foreign;
	const struct link *links;
	size_t n_links;
	const struct site *sites;
	size_t n_sites;
	bool broken; /* reading the second element fails */
};

/* Device texts that break out where they can: controls, escapes, formulas,
 * markup, bad UTF-8, bidi; the last one is 64 KB. */
extern const char *const fake_hostile[];
extern const size_t fake_n_hostile;

/* An element of a maker; confirmed where the maker isn't "". */
struct element fake_element(const char *id, const char *maker, const char *role);
/* One of another verdict, with candidates. */
struct element fake_doubtful(
	const char *id, enum verdict, const char *role, const struct candidate *, size_t n);
struct addr fake_addr(const char *text);

/* What a view gives in a format; the caller frees it. Fails the test on a fault. */
char *fake_report(struct store *, const char *view, const char *writer, const struct view_options *,
	const struct writer_options *);
/* How many columns a view has. */
size_t fake_columns(const char *view);
/* The same with no options. */
char *fake_plain(struct store *, const char *view, const char *writer);

/* An RFC 4180 reader: the value of a column in a row (0: the first behind the
 * header), into out. Fails the test where there is none or the text is no CSV. */
const char *fake_csv(const char *text, size_t row, const char *column, struct buf *out);
size_t fake_csv_rows(const char *text);

#endif
