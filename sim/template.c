/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* template.c: fills the words of a persona's texts. */
#include "sim/template.h"

#include <stdbool.h>
#include <string.h>

#include "sim/rand.h"

struct word {
	const char *at;
	size_t len;
};

static bool
is(struct word w, const char *name)
{
	return strlen(name) == w.len && memcmp(w.at, name, w.len) == 0;
}

static void
put(struct buf *out, const char *text)
{
	if (text != NULL)
		buf_puts(out, text);
}

/* {a|b|c}: one of them. */
static void
choose(struct buf *out, struct word w, uint64_t number)
{
	unsigned n = 1, chosen;
	const char *at = w.at, *end = w.at + w.len;

	for (size_t i = 0; i < w.len; i++)
		n += w.at[i] == '|';
	chosen = rand_below(number, n);
	for (const char *bar; chosen > 0; chosen--, at = bar + 1)
		bar = memchr(at, '|', (size_t)(end - at));
	while (at < end && *at != '|')
		buf_putc(out, *at++);
}

/* {digits:4} and the like. False where it is none of them. */
static bool
made_up(struct buf *out, struct word w, uint64_t number)
{
	static const struct {
		const char *name, *alphabet;
	} kinds[] = {
		{"digits:", "0123456789"},
		{"hex:", "0123456789abcdef"},
		{"HEX:", "0123456789ABCDEF"},
		{"letters:", "ABCDEFGHJKLMNPQRSTUVWXYZ"},
	};

	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
		size_t n = strlen(kinds[k].name), count = 0;
		uint32_t size = (uint32_t)strlen(kinds[k].alphabet);

		if (w.len <= n || memcmp(w.at, kinds[k].name, n) != 0)
			continue;
		for (size_t i = n; i < w.len && w.at[i] >= '0' && w.at[i] <= '9' && count < 100;
			i++)
			count = count * 10 + (size_t)(w.at[i] - '0');
		for (size_t i = 0; i < count && i < 64; i++)
			buf_putc(out, kinds[k].alphabet[rand_below(rand_of(number, i), size)]);
		return true;
	}
	return false;
}

/* A word whose value is a number; false where it is none of them. */
static bool
put_number(struct buf *out, struct word w, const struct facts *f)
{
	const struct {
		const char *name;
		unsigned value;
	} numbers[] = {
		{"unit", f->unit},
		{"unit0", f->unit > 0 ? f->unit - 1 : 0},
		{"port", f->port},
		{"port0", f->port > 0 ? f->port - 1 : 0},
		{"n", f->n},
		{"year", f->year},
	};

	if (is(w, "uid")) {
		buf_printf(out, "%07u", f->uid);
		return true;
	}
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		if (is(w, numbers[i].name)) {
			buf_printf(out, "%u", numbers[i].value);
			return true;
		}
	}
	return false;
}

static bool
put_text(struct buf *out, struct word w, const struct facts *f)
{
	const struct {
		const char *name, *value;
	} texts[] = {
		{"model", f->model},
		{"version", f->version},
		{"serial", f->serial},
		{"name", f->name},
		{"site", f->site},
		{"region", f->region},
		{"location", f->location},
		{"part", f->part},
		{"mac", f->mac},
		{"address", f->address},
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		if (is(w, texts[i].name)) {
			put(out, texts[i].value);
			return true;
		}
	}
	return false;
}

void
template_expand(struct buf *out, const char *text, const struct facts *f, uint64_t salt)
{
	uint64_t key = rand_of(f->key, salt), place = 0;
	const char *open, *close;

	while ((open = strchr(text, '{')) != NULL) {
		struct word w;

		buf_add(out, text, (size_t)(open - text));
		close = open[1] == '{' ? NULL : strchr(open, '}');
		if (close == NULL) { /* "{{", or a brace that nobody closes */
			buf_putc(out, '{');
			text = open + (open[1] == '{' ? 2 : 1);
			continue;
		}
		w = (struct word){open + 1, (size_t)(close - open - 1)};
		place++;
		if (memchr(w.at, '|', w.len) != NULL)
			choose(out, w, rand_of(key, place));
		else if (!put_text(out, w, f) && !put_number(out, w, f) &&
			 !made_up(out, w, rand_of(key, place)))
			buf_add(out, open, w.len + 2);
		text = close + 1;
	}
	buf_puts(out, text);
}
