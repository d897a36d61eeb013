/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* show_entity.c: components as ENTITY-MIB shows them (RFC 6933, entPhysicalTable). */
#include "sim/network.h"

#define COLUMN(n) "1.3.6.1.2.1.47.1.1.1.1." #n

/* A column of texts: where it is, and which text of a component it shows. */
struct text_column {
	const char *oid;
	size_t offset;
};

static const char *
text_of(const struct component *c, size_t offset)
{
	return *(const char *const *)(const void *)((const char *)c + offset);
}

static void
texts(struct mib_draft *m, const struct component *all, size_t n, const char *oid, size_t offset)
{
	mib_column(m, oid);
	for (size_t i = 0; i < n; i++)
		mib_text(m, &all[i].index, 1, text_of(&all[i], offset));
}

static void
numbers(struct mib_draft *m, const struct component *all, size_t n)
{
	mib_column(m, COLUMN(4)); /* entPhysicalContainedIn */
	for (size_t i = 0; i < n; i++)
		mib_int(m, &all[i].index, 1, all[i].parent);
	mib_column(m, COLUMN(5)); /* entPhysicalClass */
	for (size_t i = 0; i < n; i++)
		mib_int(m, &all[i].index, 1, all[i].class);
	mib_column(m, COLUMN(6)); /* entPhysicalParentRelPos */
	for (size_t i = 0; i < n; i++)
		mib_int(m, &all[i].index, 1, all[i].position);
}

static void
types(struct mib_draft *m, const struct component *all, size_t n)
{
	static const struct oid none = {.n = 2}; /* zeroDotZero */

	mib_column(m, COLUMN(3)); /* entPhysicalVendorType */
	for (size_t i = 0; i < n; i++)
		mib_oid(m, &all[i].index, 1, all[i].type->n > 0 ? all[i].type : &none);
}

static void
ends(struct mib_draft *m, const struct component *all, size_t n)
{
	mib_column(m, COLUMN(16)); /* entPhysicalIsFRU: true(1), false(2) */
	for (size_t i = 0; i < n; i++)
		mib_int(m, &all[i].index, 1, all[i].fru ? 1 : 2);
	mib_column(m, COLUMN(17)); /* entPhysicalMfgDate */
	for (size_t i = 0; i < n; i++)
		mib_octets(m, &all[i].index, 1, all[i].date, sizeof all[i].date);
}

void
show_components(const struct device *d, struct mib_draft *m)
{
	static const struct text_column late[] = {
		{COLUMN(7), offsetof(struct component, name)},
		{COLUMN(8), offsetof(struct component, hw)},
		{COLUMN(9), offsetof(struct component, fw)},
		{COLUMN(10), offsetof(struct component, sw)},
		{COLUMN(11), offsetof(struct component, serial)},
		{COLUMN(12), offsetof(struct component, manufacturer)},
		{COLUMN(13), offsetof(struct component, model)},
	};
	struct component all[COMPONENTS_MAX];
	struct arena *arena = NULL;
	size_t n;

	if (d->persona->parts.n == 0)
		return;
	arena = arena_new();
	n = device_components(d, arena, all, COMPONENTS_MAX);
	texts(m, all, n, COLUMN(2), offsetof(struct component, descr));
	types(m, all, n);
	numbers(m, all, n);
	for (size_t i = 0; i < sizeof late / sizeof *late; i++)
		texts(m, all, n, late[i].oid, late[i].offset);
	ends(m, all, n);
	arena_free(arena);
}
