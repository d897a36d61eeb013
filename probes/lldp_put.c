/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * lldp_put.c: the forms in which values of neighbours' announcements become
 * observations, and the readers that need nothing else.
 */
#include "probes/lldp_tlv.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"

const struct lldp_kind *
lldp_kind_find(const struct lldp_kind *table, uint8_t type)
{
	for (; table->read != NULL; table++)
		if (table->type == type)
			return table;
	return NULL;
}

enum result
lldp_read_text(struct lldp *l, const struct lldp_kind *k, struct bytes b)
{
	sink_put(l->sink, k->key, "", b.at, b.left);
	return RESULT_OK;
}

enum result
lldp_read_hex(struct lldp *l, const struct lldp_kind *k, struct bytes b)
{
	lldp_put_hex(l->sink, k->key, "", b);
	return RESULT_OK;
}

enum result
lldp_read_u16(struct lldp *l, const struct lldp_kind *k, struct bytes b)
{
	uint16_t value;

	if (!bytes_u16(&b, &value))
		return RESULT_TRUNCATED;
	lldp_put_number(l->sink, k->key, "", value);
	return RESULT_OK;
}

void
lldp_put_number(struct sink *s, const char *key, const char *index, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, value);
	sink_text(s, key, index, text);
}

void
lldp_put_hex(struct sink *s, const char *key, const char *index, struct bytes b)
{
	struct buf text = {0};

	text_hex(&text, b.at, b.left);
	sink_text(s, key, index, buf_text(&text));
	buf_free(&text);
}

void
lldp_put_mac(struct sink *s, const char *key, const char *index, struct bytes b)
{
	struct buf text = {0};
	uint8_t byte;

	while (bytes_u8(&b, &byte))
		buf_printf(&text, "%s%02x", text.len > 0 ? ":" : "", byte);
	sink_text(s, key, index, buf_text(&text));
	buf_free(&text);
}

void
lldp_put_bits(struct sink *s, const char *key, const char *index, uint32_t bits,
	const char *const *names, size_t n)
{
	struct buf text = {0};

	for (size_t i = 0; i < 32; i++) {
		if ((bits >> i & 1) == 0)
			continue;
		if (text.len > 0)
			buf_putc(&text, ',');
		if (i < n && names[i] != NULL)
			buf_puts(&text, names[i]);
		else
			buf_printf(&text, "%zu", i);
	}
	sink_text(s, key, index, buf_text(&text));
	buf_free(&text);
}

/* IPv4 or IPv6, by the number of bytes. */
static enum result
put_ip(struct sink *s, const char *key, const char *index, struct bytes b)
{
	struct addr a = {.family = b.left == 4 ? 4 : 6};
	char text[ADDR_TEXT_MAX];

	if (!bytes_copy(&b, a.ip, a.family == 4 ? 4 : 16))
		return RESULT_TRUNCATED;
	sink_text(s, key, index, addr_format(&a, text));
	return RESULT_OK;
}

enum result
lldp_put_address(struct sink *s, const char *key, const char *index, uint8_t family, struct bytes b)
{
	static const struct {
		uint8_t family, len;
	} known[] = {{1, 4}, {2, 16}, {6, 6}};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (known[i].family != family)
			continue;
		if (known[i].len != b.left)
			break;
		if (family != 6)
			return put_ip(s, key, index, b);
		lldp_put_mac(s, key, index, b);
		return RESULT_OK;
	}
	lldp_put_hex(s, key, index, b);
	return family == 1 || family == 2 || family == 6 ? RESULT_MALFORMED : RESULT_OK;
}

/* One base-128 number; false where it is cut or too large for 32 bits. */
static bool
take_arc(struct bytes *b, uint64_t *out)
{
	uint64_t value = 0;
	uint8_t byte;

	do {
		if (!bytes_u8(b, &byte))
			return false;
		value = value << 7 | (byte & 0x7f);
		if (value > UINT32_MAX + UINT64_C(80))
			return false;
	} while (byte & 0x80);
	*out = value;
	return true;
}

enum result
lldp_put_oid(struct sink *s, const char *key, const char *index, struct bytes b)
{
	struct bytes all = b;
	struct buf text = {0};
	uint64_t arc;
	bool good = true;

	while (good && b.left > 0) {
		good = take_arc(&b, &arc);
		if (!good)
			break;
		if (text.len > 0)
			buf_printf(&text, ".%" PRIu64, arc);
		else /* the first two arcs share one number */
			buf_printf(&text, "%" PRIu64 ".%" PRIu64, arc < 80 ? arc / 40 : 2,
				arc < 80 ? arc % 40 : arc - 80);
	}
	if (good)
		sink_text(s, key, index, buf_text(&text));
	else
		lldp_put_hex(s, key, index, all);
	buf_free(&text);
	return good ? RESULT_OK : RESULT_MALFORMED;
}
