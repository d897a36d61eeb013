/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* odd.c: agents that loop, never end, lose their order or damage their answers. */
#include "sim/odd.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "sim/rand.h"

/* IF-MIB ifDescr, where the loops and endless tables are. */
static const uint32_t if_descr[] = {1, 3, 6, 1, 2, 1, 2, 2, 1, 2};
/* The system group, which stays as it is. */
static const uint32_t system_group[] = {1, 3, 6, 1, 2, 1, 1};

#define COUNT(a) (sizeof(a) / sizeof *(a))

static const char *const names[] = {
#define X(name, text, help) [ODD_BIT_##name] = text,
	ODD_LIST(X)
#undef X
};

unsigned
odd_parse(const char *name)
{
	for (unsigned i = 0; i < ODD_COUNT; i++)
		if (strcmp(names[i], name) == 0)
			return 1u << i;
	return 0;
}

const char *
odd_name(enum odd_bit bit)
{
	return bit < ODD_COUNT ? names[bit] : "";
}

void
odd_room_free(struct odd_room *room)
{
	free(room->text);
	room->text = NULL;
}

static bool
below(const uint32_t *oid, size_t n, const uint32_t *stem, size_t n_stem)
{
	return n >= n_stem && memcmp(oid, stem, n_stem * sizeof *stem) == 0;
}

/* The next row of a column of interfaces that goes on for ever. */
static const struct row *
endless(const uint32_t *oid, size_t n, struct odd_room *room)
{
	uint32_t index = n > COUNT(if_descr) ? oid[COUNT(if_descr)] + 1 : 1;

	memcpy(room->oid, if_descr, sizeof if_descr);
	room->oid[COUNT(if_descr)] = index;
	room->row = (struct row){.oid = room->oid,
		.value = (const uint8_t *)"eth",
		.len = 3,
		.n = COUNT(if_descr) + 1,
		.tag = BER_OCTETS};
	return &room->row;
}

/* Whether a row is there in this second. */
static bool
shows(const struct row *row, int64_t now)
{
	if (below(row->oid, row->n, system_group, COUNT(system_group)))
		return true;
	return rand_of((uint64_t)now, row->oid[row->n - 1]) % 3 != 0;
}

const struct row *
odd_next(unsigned odd, const struct mib *m, const uint32_t *oid, size_t n, int64_t now,
	struct odd_room *room)
{
	const struct row *row = mib_next(m, oid, n);

	if (odd & ODD(ENDLESS) &&
		(below(oid, n, if_descr, COUNT(if_descr)) ||
			(row != NULL && below(row->oid, row->n, if_descr, COUNT(if_descr)))))
		return endless(oid, n, room);
	if (odd & ODD(LOOP) && below(oid, n, if_descr, COUNT(if_descr)) &&
		(row == NULL || !below(row->oid, row->n, if_descr, COUNT(if_descr))))
		return mib_next(m, if_descr, COUNT(if_descr));
	if (odd & ODD(DISORDER) && row != NULL && row > m->rows + 1 && (row - m->rows) % 4 == 3 &&
		!below(row->oid, row->n, system_group, COUNT(system_group)))
		row -= 2;
	while (odd & ODD(FLICKER) && row != NULL && !shows(row, now))
		row = row + 1 < m->rows + m->n ? row + 1 : NULL;
	return row;
}

static const struct row *
other_type(const struct row *row, struct odd_room *room)
{
	if (below(row->oid, row->n, system_group, COUNT(system_group)))
		return row;
	room->row = *row;
	room->row.live = LIVE_NOT;
	room->row.tag = row->tag == BER_INTEGER ? BER_OCTETS : BER_INTEGER;
	room->row.len = row->tag == BER_INTEGER ? 4 : 1;
	room->row.value = (const uint8_t *)(row->tag == BER_INTEGER ? "many" : "*");
	return &room->row;
}

/* The text itself, then filler: printable, but far longer than any table allows. */
static const struct row *
long_text(const struct row *row, struct odd_room *room)
{
	char *text;

	/* Two in turn: the first is in the answer while the second does not fit. */
	if (room->text == NULL)
		room->text = xmalloc(2 * (size_t)ODD_LONG_TEXT);
	text = room->text + (room->second ? ODD_LONG_TEXT : 0);
	room->second = !room->second;
	memset(text, 'x', ODD_LONG_TEXT);
	memcpy(text, row->value, row->len);
	text[row->len] = ' ';
	room->row = *row;
	room->row.value = (const uint8_t *)text;
	room->row.len = ODD_LONG_TEXT;
	return &room->row;
}

const struct row *
odd_value(unsigned odd, const struct row *row, struct odd_room *room)
{
	if (odd & ODD(TYPES))
		return other_type(row, room);
	/* sysDescr (1.3.6.1.2.1.1.1.0) and column 2 of tables (descriptions). */
	if (odd & ODD(LONG) && row->tag == BER_OCTETS && row->len < ODD_LONG_TEXT && row->n >= 9 &&
		(row->n == 9 ? row->oid[7] == 1 : row->oid[row->n - 2] == 2))
		return long_text(row, room);
	return row;
}

size_t
odd_damage(uint8_t *answer, size_t len, uint64_t number)
{
	if (len < 4)
		return len;
	switch (number % 4) {
	case 0: /* cut */
		return len / 2;
	case 1: /* a length that lies */
		answer[1] = (uint8_t)(answer[1] + 40);
		return len;
	case 2: /* an indefinite length, which SNMP forbids */
		answer[1] = 0x80;
		return len;
	default: /* one octet of rubbish somewhere */
		answer[2 + rand_below(number, (uint32_t)(len - 2))] ^= 0xff;
		return len;
	}
}
