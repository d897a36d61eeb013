/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* derive.c: the three derivations, and how device-written values become texts. */
#include "fingerprints/derive.h"

#include <stdio.h>
#include <string.h>

#include "base/addr.h"
#include "base/bytes.h"
#include "base/text.h"
#include "fingerprints/placeholder.h"

/* A text of ENTITY-MIB or LLDP is an SnmpAdminString of at most 255 octets. */
#define TEXT_MAX 255

void
derive(struct identifier *id, const struct observation *o, size_t n,
	const struct identification *who, struct arena *arena, struct derived *out)
{
	derive_traits(o, n, arena, &out->traits);
	out->n_components = derive_components(id, o, n, who, arena, &out->components);
	out->n_told = derive_told(o, n, arena, &out->told);
	out->traits.n_components = (uint32_t)out->n_components;
}

const char *
derive_text(struct arena *arena, const char *value, size_t len)
{
	struct buf text = {0};
	const char *copy = "";

	text_printable(&text, value, len, TEXT_MAX);
	if (text.len > 0)
		copy = arena_strndup(arena, text.data, text.len);
	buf_free(&text);
	return copy;
}

const char *
derive_value(struct arena *arena, const char *value, size_t len)
{
	const char *text = derive_text(arena, value, len);

	return is_placeholder(text) ? "" : text;
}

/* IANA address family number and the address. */
static const char *
address_text(struct arena *arena, struct bytes b)
{
	char text[ADDR_TEXT_MAX];
	struct addr a = {0};
	uint8_t family;

	if (!bytes_u8(&b, &family) ||
		!((family == 1 && b.left == 4) || (family == 2 && b.left == 16)))
		return NULL;
	a.family = family == 1 ? 4 : 6;
	bytes_copy(&b, a.ip, b.left);
	return arena_strdup(arena, addr_format(&a, text));
}

const char *
derive_id(struct arena *arena, const char *value, size_t len, enum id_form form)
{
	const uint8_t *b = (const uint8_t *)value;
	struct buf text = {0};
	const char *out = form == ID_ADDRESS ? address_text(arena, bytes_of(value, len)) : NULL;

	if (out != NULL || len == 0)
		return out != NULL ? out : "";
	text_printable(&text, value, len, TEXT_MAX);
	if ((form == ID_MAC && len == 6) || text.len != len || memcmp(text.data, value, len) != 0) {
		buf_clear(&text);
		if (len == 6)
			buf_printf(&text, "%02x:%02x:%02x:%02x:%02x:%02x", b[0], b[1], b[2], b[3],
				b[4], b[5]);
		else
			text_hex(&text, value, len < TEXT_MAX / 2 ? len : TEXT_MAX / 2);
	}
	out = arena_strndup(arena, text.data, text.len);
	buf_free(&text);
	return out;
}

enum id_form
derive_chassis_form(unsigned subtype)
{
	return subtype == CHASSIS_MAC ? ID_MAC : subtype == CHASSIS_ADDRESS ? ID_ADDRESS : ID_TEXT;
}

static bool
is_day(unsigned year, unsigned month, unsigned day)
{
	return year >= 1970 && year <= 2200 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/* Some agents put a text where RFC 6933 wants DateAndTime: "2019-04-30", "20190430". */
static bool
date_of_text(const char *value, size_t len, unsigned *year, unsigned *month, unsigned *day)
{
	char text[12] = "";

	if (len < 8)
		return false;
	memcpy(text, value, len < 10 ? len : 10);
	return (sscanf(text, "%4u-%2u-%2u", year, month, day) == 3 ||
		       sscanf(text, "%4u/%2u/%2u", year, month, day) == 3 ||
		       sscanf(text, "%4u%2u%2u", year, month, day) == 3) &&
	       is_day(*year, *month, *day);
}

const char *
derive_date(struct arena *arena, const char *value, size_t len)
{
	struct bytes b = bytes_of(value, len);
	unsigned year = 0, month = 0, day = 0;
	uint16_t y = 0;
	uint8_t m = 0, d = 0;

	if ((len == 8 || len == 11) && bytes_u16(&b, &y) && bytes_u8(&b, &m) && bytes_u8(&b, &d) &&
		is_day(y, m, d))
		return arena_printf(arena, "%04u-%02u-%02u", y, m, d);
	if (date_of_text(value, len, &year, &month, &day))
		return arena_printf(arena, "%04u-%02u-%02u", year, month, day);
	return NULL;
}
