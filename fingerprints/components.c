/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * components.c: entPhysicalTable (RFC 6933) from observations, column by column
 * as they came, to rows. A row of which some columns were never read is a
 * component all the same.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "fingerprints/derive.h"
#include "fingerprints/match.h"
#include "fingerprints/placeholder.h"

#define PREFIX "snmp.entPhysical"
#define PREFIX_LEN (sizeof(PREFIX) - 1)

enum column {
	COL_CLASS,
	COL_CONTAINED,
	COL_DESCR,
	COL_NAME,
	COL_MAKER,
	COL_MODEL,
	COL_SERIAL,
	COL_SW,
	COL_HW,
	COL_FW,
	COL_FRU,
	COL_DATE,
	COL_COUNT
};

static const char *const columns[COL_COUNT] = {
	[COL_CLASS] = "Class",
	[COL_CONTAINED] = "ContainedIn",
	[COL_DESCR] = "Descr",
	[COL_NAME] = "Name",
	[COL_MAKER] = "MfgName",
	[COL_MODEL] = "ModelName",
	[COL_SERIAL] = "SerialNum",
	[COL_SW] = "SoftwareRev",
	[COL_HW] = "HardwareRev",
	[COL_FW] = "FirmwareRev",
	[COL_FRU] = "IsFRU",
	[COL_DATE] = "MfgDate",
};

/* A cell: where it stands, and what was seen. */
struct seen {
	uint32_t index;
	enum column column;
	const struct observation *o;
};

static int
by_index(const void *x, const void *y)
{
	const struct seen *a = x, *b = y;

	if (a->index != b->index)
		return a->index < b->index ? -1 : 1;
	if (a->column != b->column)
		return a->column < b->column ? -1 : 1;
	return (a->o > b->o) - (a->o < b->o);
}

static uint32_t
number(const char *text, size_t len)
{
	char digits[12];
	uint64_t n;

	if (len >= sizeof(digits))
		return 0;
	memcpy(digits, text, len);
	digits[len] = '\0';
	return text_u64(digits, 0, INT32_MAX, &n) == RESULT_OK ? (uint32_t)n : 0;
}

static bool
find_column(const char *key, enum column *out)
{
	if (strncmp(key, PREFIX, PREFIX_LEN) != 0)
		return false;
	for (int c = 0; c < COL_COUNT; c++)
		if (strcmp(key + PREFIX_LEN, columns[c]) == 0) {
			*out = (enum column)c;
			return true;
		}
	return false;
}

static size_t
list_cells(const struct observation *o, size_t n, struct seen **out)
{
	struct seen *list = NULL;
	size_t used = 0, cap = 0;
	enum column column;

	for (size_t i = 0; i < n; i++) {
		uint32_t index;

		if (!find_column(o[i].key, &column) ||
			(index = number(o[i].index, strlen(o[i].index))) == 0)
			continue;
		if (used == cap) {
			cap = cap > 0 ? 2 * cap : 256;
			list = xrealloc(list, cap, sizeof(*list));
		}
		list[used++] = (struct seen){index, column, &o[i]};
	}
	if (used > 0)
		qsort(list, used, sizeof(*list), by_index);
	*out = list;
	return used;
}

/* ---- makers ------------------------------------------------------------------ */

/* The maker that the rules see in a text of the component, such as its part
 * number; NULL: none. The rules' claims about components count here. */
static const char *
maker_by_rules(struct identifier *id, const struct observation *o, size_t n, struct arena *arena)
{
	struct identification who;
	bool wanted = false;

	for (size_t i = 0; i < n; i++)
		wanted = wanted || rules_key_bit(id->rules, o[i].key) != 0;
	if (!wanted)
		return NULL;
	identify(id, o, n, arena, &who);
	if (who.claims[CLAIM_manufacturer] != NULL)
		return who.claims[CLAIM_manufacturer];
	return who.n_candidates == 1 ? who.candidates[0].manufacturer : NULL;
}

/* The maker whose name a text begins with: "FINISAR CORP. FTLX8571". */
static const char *
maker_by_word(struct identifier *id, const char *text)
{
	const char *maker, *brand;

	for (size_t len = strlen(text), words = 0; len > 0 && words < 3; words++) {
		size_t at = 0;

		for (size_t w = 0; w <= words && at < len; w++) {
			at += strspn(text + at, " ,");
			at += strcspn(text + at, " ,");
		}
		if (rules_maker(id->rules, text, at, &maker, &brand))
			return maker;
		if (at == len)
			break;
	}
	return NULL;
}

/* The name it was told by, in the vocabulary's spelling; else what the texts give away. */
static const char *
maker_of(struct identifier *id, const struct observation *const *row, const struct component *c,
	struct arena *arena)
{
	static const enum column texts[] = {COL_MODEL, COL_DESCR, COL_NAME};
	struct observation list[sizeof(texts) / sizeof(texts[0])];
	const struct observation *told = row[COL_MAKER];
	const char *maker, *brand;
	size_t n = 0;

	if (told != NULL && rules_maker(id->rules, told->value, told->len, &maker, &brand))
		return maker;
	if (c->manufacturer[0] != '\0')
		return (maker = maker_by_word(id, c->manufacturer)) != NULL ? maker
									    : c->manufacturer;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (row[texts[i]] != NULL)
			list[n++] = *row[texts[i]];
	if ((maker = maker_by_rules(id, list, n, arena)) != NULL)
		return maker;
	if (row[COL_DESCR] != NULL) {
		const char *text = derive_text(arena, row[COL_DESCR]->value, row[COL_DESCR]->len);

		if ((maker = maker_by_word(id, text)) != NULL)
			return maker;
	}
	return "";
}

/* ---- rows --------------------------------------------------------------------- */

static const char *
text_of(const struct observation *o, struct arena *arena)
{
	return o != NULL ? derive_text(arena, o->value, o->len) : "";
}

static const char *
value_of(const struct observation *o, struct arena *arena)
{
	return o != NULL ? derive_value(arena, o->value, o->len) : "";
}

/* RFC 6933 wants the customer-visible part number as the model name: one word with
 * a digit in it is taken for one. */
static bool
is_part_number(const char *model)
{
	size_t len = strlen(model);

	return len >= 5 && strchr(model, ' ') == NULL && strpbrk(model, "0123456789") != NULL;
}

static bool
equal(const struct observation *o, const char *text)
{
	return o->len == strlen(text) && memcmp(o->value, text, o->len) == 0;
}

static void
fill(struct identifier *id, const struct observation *const *row, struct arena *arena,
	struct component *c)
{
	const struct observation *class = row[COL_CLASS], *in = row[COL_CONTAINED];
	const struct observation *fru = row[COL_FRU], *date = row[COL_DATE];

	c->class = class != NULL ? (enum component_class)number(class->value, class->len)
				 : COMPONENT_NONE;
	c->parent = in != NULL ? number(in->value, in->len) : 0;
	c->name = text_of(row[COL_NAME], arena);
	if (c->name[0] == '\0')
		c->name = text_of(row[COL_DESCR], arena);
	c->manufacturer = value_of(row[COL_MAKER], arena);
	c->model = value_of(row[COL_MODEL], arena);
	c->serial = value_of(row[COL_SERIAL], arena);
	c->hw_rev = value_of(row[COL_HW], arena);
	c->fw_rev = value_of(row[COL_FW], arena);
	c->sw_rev = value_of(row[COL_SW], arena);
	c->part_number = is_part_number(c->model) ? c->model : "";
	c->mfg_date = date != NULL ? derive_date(arena, date->value, date->len) : NULL;
	if (c->mfg_date == NULL)
		c->mfg_date = "";
	c->is_fru = fru == NULL ? -1 : equal(fru, "1") ? 1 : equal(fru, "2") ? 0 : -1;
	c->manufacturer = maker_of(id, row, c, arena);
}

/* What a chassis says of itself may leave out what the identification knows. */
static void
complete(struct component *c, const struct identification *who)
{
	static const struct {
		enum claim_field claim;
		size_t offset;
	} fields[] = {
		{CLAIM_manufacturer, offsetof(struct component, manufacturer)},
		{CLAIM_model, offsetof(struct component, model)},
		{CLAIM_part_number, offsetof(struct component, part_number)},
		{CLAIM_serial, offsetof(struct component, serial)},
		{CLAIM_hw_version, offsetof(struct component, hw_rev)},
		{CLAIM_sw_version, offsetof(struct component, sw_rev)},
		{CLAIM_mfg_date, offsetof(struct component, mfg_date)},
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		const char **field = (const char **)((char *)c + fields[i].offset);

		if ((*field)[0] == '\0' && who->claims[fields[i].claim] != NULL)
			*field = who->claims[fields[i].claim];
	}
}

/* Without ENTITY-MIB: the chassis as the maker's own objects tell of it. */
static size_t
made_up(const struct identification *who, struct arena *arena, const struct component **out)
{
	struct component *c;

	if (who->claims[CLAIM_serial] == NULL && who->claims[CLAIM_part_number] == NULL &&
		who->claims[CLAIM_model] == NULL)
		return 0;
	c = arena_alloc(arena, sizeof(*c));
	*c = (struct component){
		.class = COMPONENT_chassis,
		.name = "",
		.manufacturer = "",
		.model = "",
		.part_number = "",
		.serial = "",
		.hw_rev = "",
		.fw_rev = "",
		.sw_rev = "",
		.mfg_date = "",
		.is_fru = -1,
	};
	complete(c, who);
	*out = c;
	return 1;
}

/* The chassis that the element is: the first one that is in nothing or in a stack. */
static struct component *
main_chassis(struct component *all, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (all[i].class == COMPONENT_chassis)
			return &all[i];
	return NULL;
}

static size_t
count_rows(const struct seen *list, size_t n)
{
	size_t rows = 0;

	for (size_t i = 0; i < n; i++)
		rows += i == 0 || list[i].index != list[i - 1].index;
	return rows;
}

size_t
derive_components(struct identifier *id, const struct observation *o, size_t n,
	const struct identification *who, struct arena *arena, const struct component **out)
{
	struct seen *list;
	size_t cells = list_cells(o, n, &list), rows = count_rows(list, cells), used = 0;
	struct component *all, *chassis;

	*out = NULL;
	if (rows == 0) {
		free(list);
		return made_up(who, arena, out);
	}
	all = arena_alloc(arena, rows * sizeof(*all));
	for (size_t i = 0, end; i < cells; i = end) {
		const struct observation *row[COL_COUNT] = {0};

		for (end = i; end < cells && list[end].index == list[i].index; end++)
			row[list[end].column] = list[end].o;
		all[used].index = list[i].index;
		fill(id, row, arena, &all[used++]);
	}
	free(list);
	if ((chassis = main_chassis(all, used)) != NULL)
		complete(chassis, who);
	*out = all;
	return used;
}
