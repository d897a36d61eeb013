/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* device_parts.c: the components of a device, worked out from its persona's parts. */
#include "sim/device.h"

#include "sim/rand.h"

/* Aspects of the device's key, apart from those of device.c. */
enum { ASPECT_PART = 200, SALT_PART = 300 };

/* One text of a component. */
static const char *
part_text(const struct device *d, struct arena *arena, const char *template, unsigned n,
	uint64_t salt)
{
	struct facts f = device_facts(d);
	struct buf b = {0};
	const char *text;

	if (template == NULL)
		return "";
	f.n = n;
	template_expand(&b, template, &f, salt);
	text = arena_strndup(arena, buf_text(&b), b.len);
	buf_free(&b);
	return text;
}

static void
fill_component(const struct device *d, struct arena *arena, const struct part *p, unsigned place,
	unsigned n, struct component *c)
{
	uint64_t salt = SALT_PART + place * 4096ull + n * 16ull;
	uint64_t number = rand_of(d->key, salt);

	c->class = p->class;
	c->name = part_text(d, arena, p->name, n, salt);
	c->descr = part_text(d, arena, p->descr, n, salt + 1);
	c->manufacturer = part_text(d, arena, p->manufacturer, n, salt + 2);
	c->model = part_text(d, arena, p->model, n, salt + 3);
	c->serial = part_text(d, arena, p->serial, n, salt + 4);
	c->hw = part_text(d, arena, p->hw, n, salt + 5);
	c->fw = part_text(d, arena, p->fw, n, salt + 6);
	c->sw = part_text(d, arena, p->sw, n, salt + 7);
	c->fru = p->fru;
	c->type = &p->type;
	if (p->dated) {
		unsigned year = d->year;

		c->date[0] = (uint8_t)(year >> 8);
		c->date[1] = (uint8_t)year;
		c->date[2] = (uint8_t)(1 + rand_below(number, 12));
		c->date[3] = (uint8_t)(1 + rand_below(rand_mix(number), 28));
	}
}

size_t
device_components(const struct device *d, struct arena *arena, struct component *out, size_t cap)
{
	const struct part *parts = d->persona != NULL ? d->persona->parts.at : NULL;
	size_t n_parts = d->persona != NULL ? d->persona->parts.n : 0, n = 0;
	uint32_t first[64] = {0}, made[64] = {0};

	for (size_t i = 0; i < n_parts && i < 64; i++) {
		const struct part *p = &parts[i];
		unsigned count = p->count > 0 ? p->count : 1;
		unsigned in = p->in;

		first[i] = (uint32_t)n + 1;
		for (unsigned k = 1; k <= count && n < cap; k++) {
			uint64_t chance = rand_of(rand_of(d->key, ASPECT_PART), i * 100 + k);

			/* What it is in must be there; several containers share it out. */
			if ((p->chance > 0 && !rand_chance(chance, p->chance)) ||
				(in > 0 && made[in - 1] == 0))
				continue;
			out[n] = (struct component){.index = (uint32_t)n + 1, .position = k};
			if (in > 0)
				out[n].parent = first[in - 1] + (k - 1) % made[in - 1];
			fill_component(d, arena, p, (unsigned)i, k, &out[n]);
			made[i]++;
			n++;
		}
	}
	return n;
}
