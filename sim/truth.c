/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* truth.c: elements, components, links and recordings as JSON Lines. */
#include "sim/truth.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/text.h"
#include "sim/kex.h"
#include "sim/odd.h"

struct truth {
	struct setup *setup;
	FILE *out;
	size_t elements, silent, components, links;
};

static void
put_line(struct truth *t, json_t *object)
{
	if (json_dumpf(object, t->out, JSON_COMPACT) == 0)
		fputc('\n', t->out);
	json_decref(object);
}

/* A text, null where there is none. */
static json_t *
text_or_null(const char *text)
{
	return text != NULL && *text != '\0' ? json_string(text) : json_null();
}

/* What other lines call an element: its first address, or its MAC where it has none. */
static const char *
id_of(const struct device *d, char text[ADDR_TEXT_MAX])
{
	return d->n_addrs > 0 ? addr_format(&d->addrs[0], text) : d->mac_text;
}

static json_t *
hex_text(const uint8_t *octets, size_t n)
{
	struct buf b = {0};
	json_t *text;

	if (n == 0)
		return json_null();
	text_hex(&b, octets, n);
	text = json_string(buf_text(&b));
	buf_free(&b);
	return text;
}

static json_t *
addresses_of(const struct device *d)
{
	json_t *list = json_array();
	char text[ADDR_TEXT_MAX];

	for (unsigned i = 0; i < d->n_addrs; i++)
		json_array_append_new(list, json_string(addr_format(&d->addrs[i], text)));
	return list;
}

static json_t *
words_of(unsigned bits, unsigned n, const char *(*name)(unsigned))
{
	json_t *list = json_array();

	for (unsigned i = 0; i < n; i++)
		if (bits & 1u << i)
			json_array_append_new(list, json_string(name(i)));
	return list;
}

static const char *
version_name(unsigned i)
{
	static const char *const names[] = {"1", "2c", "3"};

	return names[i];
}

static const char *
oddity_name(unsigned i)
{
	return odd_name((enum odd_bit)i);
}

/* Chassis and port IDs as people write them: MACs with colons. */
static json_t *
lldp_text(unsigned subtype, unsigned mac_subtype, const struct buf *octets)
{
	char mac[18];
	const uint8_t *at = (const uint8_t *)buf_text(octets);

	if (subtype != mac_subtype || octets->len != 6)
		return json_stringn(buf_text(octets), octets->len);
	snprintf(mac, sizeof mac, "%02x:%02x:%02x:%02x:%02x:%02x", at[0], at[1], at[2], at[3],
		at[4], at[5]);
	return json_string(mac);
}

static json_t *
chassis_of(const struct device *d)
{
	struct buf id = {0};
	unsigned subtype;
	json_t *text;

	if (d->persona->lldp.mode == LLDP_NONE)
		return json_null();
	subtype = show_chassis_id(d, &id);
	text = lldp_text(subtype, 4, &id);
	buf_free(&id);
	return text;
}

static json_t *
port_of(const struct device *d, unsigned port)
{
	struct buf id = {0};
	unsigned subtype;
	json_t *text;

	if (port == 0)
		return json_null();
	subtype = show_port_id(d, port, &id);
	text = lldp_text(subtype, 3, &id);
	buf_free(&id);
	return text;
}

static json_t *
hostkey_of(const struct device *d)
{
	struct buf text = {0};
	json_t *json;

	kex_hostkey(d, &text);
	json = text_or_null(buf_text(&text));
	buf_free(&text);
	return json;
}

static bool
shows_lldp(const struct truth *t, const struct device *d)
{
	return d->persona->lldp.mode == LLDP_FULL && setup_readable(t->setup, d);
}

/* Does anything at all come back from it? */
static bool
answers(const struct truth *t, const struct device *d)
{
	return d->n_addrs > 0 && (setup_readable(t->setup, d) || d->engine_len > 0 ||
					 d->persona->ssh.mode == SSH_ANSWER);
}

/* Does a neighbour tell of it to who reads its tables? */
static bool
told(const struct truth *t, const struct device *d)
{
	struct peer peers[PEERS_MAX];
	size_t n;

	if (d->persona->lldp.mode == LLDP_NONE)
		return false;
	n = network_peers(t->setup->net, d, peers, PEERS_MAX);
	for (size_t i = 0; i < n; i++)
		if (shows_lldp(t, network_peer(t->setup->net, &peers[i])))
			return true;
	return false;
}

static json_t *
known_maker(const struct device *d)
{
	return d->persona->unknowable ? json_null() : text_or_null(d->persona->manufacturer);
}

static json_t *
element_json(const struct truth *t, const struct device *d, bool answering, bool seen)
{
	const struct persona *p = d->persona;
	static const char *const ssh[] = {"refuse", "silent", "answer"};
	static const char *const lldp[] = {"none", "send", "full"};
	char id[ADDR_TEXT_MAX];
	json_t *o = json_pack("{s:s, s:s, s:o, s:s, s:o, s:o, s:o, s:o}", "type",
		answering || seen ? "element" : "silent", "id", id_of(d, id), "addresses",
		addresses_of(d), "persona", p->name, "manufacturer", known_maker(d), "made_by",
		text_or_null(p->manufacturer), "brand", text_or_null(p->brand), "model",
		text_or_null(d->model));

	json_object_set_new(o, "family", text_or_null(p->family));
	json_object_set_new(o, "role", json_string(p->role));
	json_object_set_new(o, "version", text_or_null(d->version));
	json_object_set_new(o, "serial", text_or_null(d->serial));
	json_object_set_new(o, "part_number", text_or_null(d->part_number));
	json_object_set_new(o, "name", text_or_null(d->name));
	json_object_set_new(o, "site", text_or_null(d->site));
	json_object_set_new(o, "place", json_string(place_name(d->place)));
	json_object_set_new(o, "region", text_or_null(d->region));
	json_object_set_new(o, "mac", json_string(d->mac_text));
	json_object_set_new(o, "engine_id", hex_text(d->engine_id, d->engine_len));
	json_object_set_new(o, "chassis_id", chassis_of(d));
	json_object_set_new(o, "snmp", words_of(p->snmp.versions, 3, version_name));
	json_object_set_new(o, "readable", json_boolean(setup_readable(t->setup, d)));
	json_object_set_new(o, "ssh", json_string(ssh[p->ssh.mode]));
	json_object_set_new(o, "banner", text_or_null(d->banner));
	json_object_set_new(o, "host_key", hostkey_of(d));
	json_object_set_new(o, "lldp", json_string(lldp[p->lldp.mode]));
	json_object_set_new(o, "answers", json_boolean(answering));
	json_object_set_new(o, "told_by_neighbour", json_boolean(seen));
	json_object_set_new(o, "odd", words_of(d->odd, ODD_COUNT, oddity_name));
	return o;
}

static void
put_component(struct truth *t, const struct device *d, const struct component *c)
{
	static const char *const classes[] = {"", "other", "unknown", "chassis", "backplane",
		"container", "power", "fan", "sensor", "module", "port", "stack", "cpu"};
	char id[ADDR_TEXT_MAX], date[16] = "";
	unsigned year = (unsigned)c->date[0] << 8 | c->date[1];
	json_t *o = json_pack("{s:s, s:s, s:i, s:i, s:s, s:o, s:o, s:o, s:o}", "type", "component",
		"element", id_of(d, id), "index", (int)c->index, "parent", (int)c->parent, "class",
		classes[c->class], "name", text_or_null(c->name), "manufacturer",
		text_or_null(c->manufacturer), "model", text_or_null(c->model), "serial",
		text_or_null(c->serial));

	if (year > 0)
		snprintf(date, sizeof date, "%04u-%02u-%02u", year, c->date[2], c->date[3]);
	json_object_set_new(o, "descr", text_or_null(c->descr));
	json_object_set_new(o, "hw", text_or_null(c->hw));
	json_object_set_new(o, "fw", text_or_null(c->fw));
	json_object_set_new(o, "sw", text_or_null(c->sw));
	json_object_set_new(o, "fru", json_boolean(c->fru));
	json_object_set_new(o, "mfg_date", text_or_null(date));
	put_line(t, o);
	t->components++;
}

static void
put_components(struct truth *t, const struct device *d)
{
	struct component all[COMPONENTS_MAX];
	struct arena *arena;
	size_t n;

	if (d->persona->parts.n == 0 || !setup_readable(t->setup, d))
		return;
	arena = arena_new();
	n = device_components(d, arena, all, COMPONENTS_MAX);
	for (size_t i = 0; i < n; i++)
		put_component(t, d, &all[i]);
	arena_free(arena);
}

/* A wire is written at its lower end. */
static bool
is_lower(const struct device *d, const struct peer *peer)
{
	int order = addr_compare(&d->base, &peer->base);

	return order < 0 || (order == 0 && d->member < peer->member);
}

static void
put_link(struct truth *t, const struct device *a, unsigned a_port, const struct device *b)
{
	unsigned b_port = network_port_to(t->setup->net, b, a);
	char a_id[ADDR_TEXT_MAX], b_id[ADDR_TEXT_MAX];
	json_t *tellers = json_array();

	id_of(a, a_id);
	if (shows_lldp(t, a) && b->persona->lldp.mode != LLDP_NONE)
		json_array_append_new(tellers, json_string(id_of(a, a_id)));
	if (shows_lldp(t, b) && a->persona->lldp.mode != LLDP_NONE)
		json_array_append_new(tellers, json_string(id_of(b, b_id)));
	put_line(t, json_pack("{s:s, s:s, s:o, s:s, s:o, s:o}", "type", "link", "a", id_of(a, a_id),
			    "a_port", port_of(a, a_port), "b", id_of(b, b_id), "b_port",
			    port_of(b, b_port), "told_by", tellers));
	t->links++;
}

static void
put_links(struct truth *t, const struct device *d)
{
	struct peer peers[PEERS_MAX];
	size_t n = network_peers(t->setup->net, d, peers, PEERS_MAX);

	for (size_t i = 0; i < n; i++)
		if (is_lower(d, &peers[i]))
			put_link(t, d, (unsigned)i + 1, network_peer(t->setup->net, &peers[i]));
}

static void
put_element(struct truth *t, const struct device *d)
{
	bool answering = answers(t, d), seen = told(t, d);

	/* A hidden element of which nobody tells cannot be known at all. */
	if (d->n_addrs > 0 || seen) {
		t->elements += answering || seen;
		t->silent += !answering && !seen;
		put_line(t, element_json(t, d, answering, seen));
	}
	put_components(t, d);
	put_links(t, d);
}

static void
put_block(struct truth *t, const struct addr *base)
{
	const struct block *b = network_block(t->setup->net, base);
	unsigned n = b->n_members;

	for (unsigned i = 0; i < n; i++) {
		/* Asked for anew each time: neighbours may have pushed it out. */
		b = network_block(t->setup->net, base);
		put_element(t, network_member(t->setup->net, b, i));
	}
}

/* Was the block written with an earlier prefix? */
static bool
seen_before(const struct layout *l, size_t prefix, const struct addr *base)
{
	for (size_t i = 0; i < prefix; i++) {
		struct addr first = prefix_first(&l->prefixes[i]);
		struct addr last = prefix_last(&l->prefixes[i]), low = layout_base(&first);

		if (addr_compare(base, &low) >= 0 && addr_compare(base, &last) <= 0)
			return true;
	}
	return false;
}

static void
put_prefix(struct truth *t, size_t which)
{
	const struct layout *l = &t->setup->layout;
	struct addr first = prefix_first(&l->prefixes[which]);
	struct addr last = prefix_last(&l->prefixes[which]), base = layout_base(&first);

	while (addr_compare(&base, &last) <= 0) {
		if (!seen_before(l, which, &base))
			put_block(t, &base);
		if (addr_add(&base, BLOCK_SIZE, &base) != RESULT_OK)
			return;
	}
}

static void
put_recording(struct truth *t, const struct recording *r)
{
	char text[ADDR_TEXT_MAX];

	put_line(
		t, json_pack("{s:s, s:s, s:s, s:I, s:o}", "type", "recording", "file", r->name,
			   "address", addr_format(&r->addr, text), "objects", (json_int_t)r->mib->n,
			   "engine_id", hex_text(r->engine_id, r->engine_len)));
}

static void
put_everything(struct truth *t)
{
	const struct setup *s = t->setup;

	for (size_t i = 0; i < s->layout.n_prefixes; i++)
		put_prefix(t, i);
	for (size_t i = 0; i < s->n_recordings; i++)
		put_recording(t, &s->recordings[i]);
	put_line(t, json_pack("{s:s, s:I, s:f, s:I, s:I, s:I, s:I, s:I}", "type", "network", "seed",
			    (json_int_t)s->options->seed, "density", s->options->density,
			    "elements", (json_int_t)t->elements, "silent", (json_int_t)t->silent,
			    "components", (json_int_t)t->components, "links", (json_int_t)t->links,
			    "recordings", (json_int_t)s->n_recordings));
}

enum result
truth_write(struct setup *setup, const char *path)
{
	struct truth t = {.setup = setup, .out = stdout};
	struct buf temporary = {0};
	bool ok = true;

	if (strcmp(path, "-") != 0) {
		buf_printf(&temporary, "%s.new", path);
		t.out = fopen(buf_text(&temporary), "we");
		ok = t.out != NULL;
	}
	if (ok) {
		put_everything(&t);
		ok = fflush(t.out) == 0 && !ferror(t.out);
		if (t.out != stdout) {
			ok = fclose(t.out) == 0 && ok && rename(buf_text(&temporary), path) == 0;
			if (!ok)
				unlink(buf_text(&temporary));
		}
	}
	buf_free(&temporary);
	return ok ? RESULT_OK : RESULT_IO;
}

enum result
truth_show(struct setup *setup, const struct addr *a, FILE *out)
{
	struct truth t = {.setup = setup, .out = out};
	const struct device *d = network_at(setup->net, a);

	if (d == NULL)
		return RESULT_NOT_FOUND;
	if (d->persona == NULL)
		put_recording(&t, d->recording);
	else
		put_element(&t, d);
	return fflush(out) == 0 && !ferror(out) ? RESULT_OK : RESULT_IO;
}
