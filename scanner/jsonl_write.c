/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * jsonl_write.c: identifications to JSON Lines by hand: a general printer would
 * be most of the work.
 */
#include "scanner/jsonl.h"

#include <string.h>

#include "base/text.h"

static void
put_name(struct buf *out, const char *name)
{
	buf_putc(out, '"');
	buf_puts(out, name);
	buf_add(out, "\":", 2);
}

static void
put_text(struct buf *out, const char *name, const char *value)
{
	put_name(out, name);
	if (value != NULL)
		text_json(out, value, strlen(value));
	else
		buf_puts(out, "null");
	buf_putc(out, ',');
}

/* A number from 0 to 1 with four digits. */
static void
put_share(struct buf *out, const char *name, double share)
{
	unsigned n = (unsigned)(share * 10000 + 0.5);
	char text[6] = {(char)('0' + n / 10000), '.', (char)('0' + n / 1000 % 10),
		(char)('0' + n / 100 % 10), (char)('0' + n / 10 % 10), (char)('0' + n % 10)};

	put_name(out, name);
	buf_add(out, text, sizeof(text));
}

void
jsonl_write(struct buf *out, const char *id, const struct identification *who)
{
	static const enum claim_field fields[] = {CLAIM_manufacturer, CLAIM_brand, CLAIM_model,
		CLAIM_role, CLAIM_sw_version, CLAIM_serial, CLAIM_part_number};

	buf_putc(out, '{');
	put_text(out, "id", id);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		put_text(out, claim_name(fields[i]), who->claims[fields[i]]);
	put_share(out, "confidence", who->confidence);
	buf_putc(out, ',');
	put_text(out, "verdict", verdict_name(who->verdict));
	buf_puts(out, "\"evidence\":[");
	for (size_t i = 0; i < who->n_evidence; i++) {
		buf_puts(out, i > 0 ? ",{" : "{");
		put_text(out, "rule", who->evidence[i].rule);
		put_text(out, "key", who->evidence[i].key);
		put_text(out, "value", who->evidence[i].value);
		out->data[--out->len] = '\0';
		buf_putc(out, '}');
	}
	buf_puts(out, "],\"candidates\":[");
	for (size_t i = 0; i < who->n_candidates; i++) {
		buf_puts(out, i > 0 ? ",{" : "{");
		put_text(out, "manufacturer", who->candidates[i].manufacturer);
		put_share(out, "weight", who->candidates[i].weight);
		buf_putc(out, '}');
	}
	buf_puts(out, "]}\n");
}

void
jsonl_write_error(struct buf *out, const char *id, const char *why)
{
	buf_putc(out, '{');
	put_text(out, "id", id);
	put_text(out, "error", why);
	out->data[--out->len] = '\0';
	buf_puts(out, "}\n");
}
