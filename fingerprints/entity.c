/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* entity.c: the chassis of ENTITY-MIB (RFC 6933): the row of class chassis(3),
 * or stack(11), or the row that is in nothing. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "fingerprints/derive.h"
#include "fingerprints/match.h"

#define CLASS_CHASSIS "3"
#define CLASS_STACK "11"

enum column {
	COL_CLASS,
	COL_CONTAINED,
	COL_MAKER,
	COL_MODEL,
	COL_SERIAL,
	COL_SW,
	COL_HW,
	COL_DATE,
	COL_COUNT
};

static const struct {
	const char *name; /* behind "snmp.entPhysical" */
	enum claim_field claim;
} columns[COL_COUNT] = {
	[COL_CLASS] = {"Class", CLAIM_COUNT},
	[COL_CONTAINED] = {"ContainedIn", CLAIM_COUNT},
	[COL_MAKER] = {"MfgName", CLAIM_manufacturer},
	[COL_MODEL] = {"ModelName", CLAIM_model},
	[COL_SERIAL] = {"SerialNum", CLAIM_serial},
	[COL_SW] = {"SoftwareRev", CLAIM_sw_version},
	[COL_HW] = {"HardwareRev", CLAIM_hw_version},
	[COL_DATE] = {"MfgDate", CLAIM_mfg_date},
};

static bool
is(const struct observation *o, const char *text)
{
	return o->len == strlen(text) && memcmp(o->value, text, o->len) == 0;
}

static bool
is_column(const struct observation *o, enum column c)
{
	return strncmp(o->key, "snmp.entPhysical", 16) == 0 &&
	       strcmp(o->key + 16, columns[c].name) == 0;
}

/* Lower is better; 0: not a chassis. */
static unsigned
rank_of(const struct observation *o)
{
	if (is_column(o, COL_CLASS))
		return is(o, CLASS_CHASSIS) ? 1 : is(o, CLASS_STACK) ? 2 : 0;
	if (is_column(o, COL_CONTAINED))
		return is(o, "0") ? 3 : 0;
	return 0;
}

/* The index of the best row, the lowest number among equals; NULL: none. */
static const char *
best_row(const struct observation *o, size_t n, unsigned (*rank_row)(const struct observation *))
{
	const char *best = NULL;
	unsigned best_rank = 9;

	for (size_t i = 0; i < n; i++) {
		unsigned rank = rank_row(&o[i]);

		if (rank == 0 || rank > best_rank ||
			(rank == best_rank && atol(o[i].index) >= atol(best)))
			continue;
		best = o[i].index;
		best_rank = rank;
	}
	return best;
}

/* Where no row says that it is the whole: the first that has a name or a number. */
static unsigned
rank_named(const struct observation *o)
{
	return o->len > 0 && (is_column(o, COL_MODEL) || is_column(o, COL_SERIAL));
}

/* The index of the chassis row: the best class, the lowest number. */
static const char *
chassis_row(const struct observation *o, size_t n)
{
	const char *row = best_row(o, n, rank_of);

	return row != NULL ? row : best_row(o, n, rank_named);
}

/* "710-030012", "1078904600-01": what the maker orders it by, not what it is called. */
static bool
is_part_number(const struct observation *o)
{
	unsigned digits = 0;

	for (size_t i = 0; i < o->len; i++) {
		if (isalpha((unsigned char)o->value[i]))
			return false;
		digits += isdigit((unsigned char)o->value[i]) != 0;
	}
	return digits >= 6;
}

static void
take_text(struct identifier *id, struct hit *h, enum column c, const struct observation *o)
{
	enum claim_field field = columns[c].claim;

	if (c == COL_MODEL && is_part_number(o))
		field = CLAIM_part_number;
	h->claims[field] = c == COL_DATE ? derive_date(id->arena, o->value, o->len)
					 : match_clean(id, o->value, o->len);
}

/* A serial number that stands somewhere else than in the chassis row is not its. */
static void
take_row(struct identifier *id, const struct observation *o, size_t n, const char *row)
{
	const char *maker, *brand;
	struct hit *h = NULL;

	for (size_t i = 0; i < n; i++)
		for (int c = COL_MAKER; c < COL_COUNT; c++) {
			if (strcmp(o[i].index, row) != 0 || !is_column(&o[i], (enum column)c) ||
				o[i].len == 0)
				continue;
			if (h == NULL)
				h = match_add(id, "entity-chassis", NULL, &o[i], FACT_ENTITY);
			if (h == NULL)
				return;
			h->weight = 0.97f;
			if (c != COL_MAKER) {
				take_text(id, h, (enum column)c, &o[i]);
			} else if (rules_maker(id->rules, o[i].value, o[i].len, &maker, &brand)) {
				h->claims[CLAIM_manufacturer] = maker;
				h->claims[CLAIM_brand] = brand;
				h->seen = &o[i];
			}
		}
}

void
match_entity(struct identifier *id, const struct observation *o, size_t n)
{
	const char *row = chassis_row(o, n);

	if (row != NULL)
		take_row(id, o, n, row);
}
