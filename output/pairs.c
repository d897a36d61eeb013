/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* pairs.c: evidence and candidates as one cell. */
#include "output/pairs.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"

/* True where the list has this very pair. */
static bool
has_pair(const struct buf *list, const char *pair)
{
	const char *at = buf_text(list);
	size_t len = strlen(pair);

	for (; *at != '\0'; at += *at == ';') {
		size_t n = strcspn(at, ";");

		if (n == len && memcmp(at, pair, n) == 0)
			return true;
		at += n;
	}
	return false;
}

static void
cut_at_character(struct buf *text, size_t max)
{
	if (text->len <= max)
		return;
	while (max > 0 && ((unsigned char)text->data[max] & 0xc0) == 0x80)
		max--;
	text->len = max;
	text->data[max] = '\0';
}

void
pairs_add(struct buf *list, const char *key, const char *value, size_t len)
{
	struct buf pair = {0};
	size_t from;

	buf_puts(&pair, key);
	buf_putc(&pair, '=');
	from = pair.len;
	text_printable(&pair, value, len, PAIRS_MAX);
	for (size_t i = from; i < pair.len; i++)
		if (pair.data[i] == ';')
			pair.data[i] = ',';
	if (list->len == 0)
		cut_at_character(&pair, PAIRS_MAX);
	if (list->len + (list->len > 0) + pair.len <= PAIRS_MAX &&
		!has_pair(list, buf_text(&pair))) {
		if (list->len > 0)
			buf_putc(list, ';');
		buf_puts(list, buf_text(&pair));
	}
	buf_free(&pair);
}

void
pairs_evidence(struct buf *text, const struct identification *who)
{
	buf_clear(text);
	for (size_t i = 0; i < who->n_evidence; i++) {
		const struct evidence *e = &who->evidence[i];

		if (e->key != NULL && e->value != NULL)
			pairs_add(text, e->key, e->value, strlen(e->value));
	}
}

void
pairs_candidates(struct buf *text, const struct identification *who)
{
	buf_clear(text);
	for (size_t i = 0; i < who->n_candidates; i++) {
		if (text->len > 0)
			buf_putc(text, ';');
		buf_printf(text, "%s (%.2f)", who->candidates[i].manufacturer,
			who->candidates[i].weight);
	}
}
