/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* device.c: from a place in the network to a device with a name and a serial. */
#include "sim/device.h"

#include <string.h>

#include "base/text.h"
#include "sim/odd.h"
#include "sim/rand.h"

enum aspect {
	ASPECT_VARIANT = 100,
	ASPECT_VERSION,
	ASPECT_MAC,
	ASPECT_BOOTS,
	ASPECT_UP,
	ASPECT_YEAR,
	ASPECT_ENGINE,
	ASPECT_CLONED,
	ASPECT_ODD,
	ASPECT_ODD_KIND,
	ASPECT_FRAGILE,
	ASPECT_HOSTKEY,
	ASPECT_FACTORY,
	/* salts of templates */
	SALT_SERIAL,
	SALT_NAME,
	SALT_DESCR,
	SALT_LOCATION,
	SALT_BANNER,
	SALT_ENGINE,
	SALT_NUMBER,
};

/* What a role is called in names. */
static const char *const tags[][2] = {
	{"router", "RTR"},
	{"switch", "SWI"},
	{"microwave", "MWR"},
	{"ran-baseband", "BBU"},
	{"ran-controller", "RNC"},
	{"small-cell", "SMC"},
	{"site-power", "PWR"},
	{"site-monitor", "MON"},
	{"timing", "TIM"},
	{"optical", "OPT"},
	{"olt", "OLT"},
	{"mobile-core", "CNF"},
	{"security-gateway", "SEG"},
	{"firewall", "FWL"},
	{"ems", "EMS"},
	{"server", "SRV"},
	{"fwa-cpe", "CPE"},
	{"das-repeater", "DAS"},
};

static const char *
tag_of(const char *role)
{
	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
		if (strcmp(tags[i][0], role) == 0)
			return tags[i][1];
	return "DEV";
}

/* Keeps what a buffer holds in the device's own memory, cut where it is full. */
static const char *
keep(struct device *d, struct buf *text)
{
	size_t room = DEVICE_TEXT - d->used, n = text->len < room ? text->len : room - 1;
	char *at = d->text + d->used;

	memcpy(at, buf_text(text), n);
	at[n] = '\0';
	/* Once full, what follows is empty: the last octet stays a NUL. */
	d->used = d->used + n + 1 < DEVICE_TEXT ? d->used + n + 1 : DEVICE_TEXT - 1;
	buf_clear(text);
	return at;
}

struct facts
device_facts(const struct device *d)
{
	return (struct facts){.model = d->model,
		.version = d->version,
		.serial = d->serial,
		.name = d->name,
		.site = d->site,
		.region = d->region,
		.location = d->location,
		.part = d->part_number,
		.mac = d->mac_text,
		.unit = d->unit,
		.year = d->year,
		.uid = d->uid,
		.key = d->key};
}

/* A template of the device, kept; def where there is none. */
static const char *
expand(struct device *d, struct buf *scratch, const char *template, const char *def, uint64_t salt)
{
	struct facts f = device_facts(d);

	template_expand(scratch, template != NULL ? template : def, &f, salt);
	return keep(d, scratch);
}

static void
choose_variant(struct device *d)
{
	const struct variant *all = d->persona->variants.at;
	uint32_t total = 0, at;

	for (size_t i = 0; i < d->persona->variants.n; i++)
		total += all[i].weight > 0 ? all[i].weight : 1;
	at = total > 0 ? rand_below(rand_of(d->key, ASPECT_VARIANT), total) : 0;
	for (size_t i = 0; i < d->persona->variants.n && d->variant == NULL; i++) {
		uint32_t w = all[i].weight > 0 ? all[i].weight : 1;

		if (at < w)
			d->variant = &all[i];
		at -= w;
	}
}

/*
 * The last three octets of a MAC: 21 bits that no other device within 4096
 * blocks (a /12) has, spread by a multiplication, and three for its ports.
 */
static uint32_t
serial_number(const struct device *d)
{
	uint32_t block = (uint32_t)layout_key(&d->base) >> (d->base.family == 4 ? 8 : 0);

	return ((block & 0xfff) << 9 | (d->member & 0x1ff)) * 0x0e4d35u & 0x1fffff;
}

static unsigned
hex_digit(char c)
{
	return c <= '9' ? (unsigned)(c - '0') : (unsigned)((c | 0x20) - 'a' + 10);
}

static void
make_mac(struct device *d, struct buf *scratch)
{
	const struct texts *ouis = &d->persona->ouis;
	const char *oui = ouis->at[rand_below(rand_of(d->key, ASPECT_MAC), (uint32_t)ouis->n)];
	uint32_t low = serial_number(d) << 3;

	for (unsigned i = 0; i < 3; i++)
		d->mac[i] = (uint8_t)(hex_digit(oui[2 * i]) << 4 | hex_digit(oui[2 * i + 1]));
	for (unsigned i = 0; i < 3; i++)
		d->mac[3 + i] = (uint8_t)(low >> (16 - 8 * i));
	if (strlen(oui) == 7) /* a block of 28 bits */
		d->mac[3] = (uint8_t)(hex_digit(oui[6]) << 4 | (d->mac[3] & 0x0f));
	for (unsigned i = 0; i < 6; i++)
		buf_printf(scratch, "%s%02x", i > 0 ? ":" : "", d->mac[i]);
	d->mac_text = keep(d, scratch);
}

void
device_port_mac(const struct device *d, unsigned port, uint8_t mac[6])
{
	memcpy(mac, d->mac, 6);
	mac[5] = (uint8_t)((mac[5] & 0xf8) | (port & 7));
}

/* RFC 3411, SnmpEngineID. */
static void
make_engine(struct device *d, const struct layout *l, struct buf *scratch)
{
	const struct persona *p = d->persona;
	bool cloned = rand_chance(rand_of(d->key, ASPECT_CLONED), l->cloned);
	uint64_t key = cloned ? rand_key(p->name, strlen(p->name)) : d->key;
	uint8_t *id = d->engine_id;

	if (p->engine.format == ENGINE_NONE || !(p->snmp.versions & AGENT_V3))
		return;
	for (unsigned i = 0; i < 4; i++)
		id[i] = (uint8_t)(p->engine.enterprise >> (24 - 8 * i));
	d->engine_len = 12;
	for (unsigned i = 4; i < 13; i++)
		id[i] = (uint8_t)(rand_of(key, ASPECT_ENGINE) >> (8 * (i - 4) % 64));
	if (p->engine.format == ENGINE_OLD)
		return; /* the form of SNMPv2*: twelve octets, first bit clear */
	id[0] |= 0x80;
	id[4] = 5;
	if (p->engine.format == ENGINE_MAC) {
		id[4] = 3;
		if (!cloned)
			memcpy(id + 5, d->mac, 6);
		d->engine_len = 11;
	} else if (p->engine.format == ENGINE_IPV4 && d->n_addrs > 0 && d->addrs[0].family == 4) {
		id[4] = 1;
		memcpy(id + 5, cloned ? (const uint8_t[]){192, 168, 0, 1} : d->addrs[0].ip, 4);
		d->engine_len = 9;
	} else if (p->engine.format == ENGINE_TEXT) {
		struct facts f = device_facts(d);

		id[4] = 4;
		template_expand(scratch,
			cloned			 ? "localhost"
			: p->engine.text != NULL ? p->engine.text
						 : "{serial}",
			&f, SALT_ENGINE);
		d->engine_len = 5 + (scratch->len > 27 ? 27 : scratch->len);
		memcpy(id + 5, buf_text(scratch), d->engine_len - 5);
		buf_clear(scratch);
	}
}

/* The host key is the device's own, or that of everything that left its factory. */
static void
make_hostkey(struct device *d, const struct layout *l)
{
	const struct persona *p = d->persona;
	bool factory =
		p->ssh.factory_key || rand_chance(rand_of(d->key, ASPECT_FACTORY), l->factory);

	d->hostkey_seed =
		rand_of(factory ? rand_key(p->name, strlen(p->name)) : d->key, ASPECT_HOSTKEY);
}

static void
make_odd(struct device *d, const struct layout *l)
{
	const struct persona *p = d->persona;
	unsigned kinds = l->odd_kinds != 0 ? l->odd_kinds : ODD(SLOW_LOAD) - 1;

	d->odd = p->odd;
	d->slow_above = p->slow_above;
	d->slow_ms = p->slow_ms;
	d->dies_above = p->dies_above;
	if (rand_chance(rand_of(d->key, ASPECT_ODD), l->odd)) {
		unsigned n = rand_below(
			rand_of(d->key, ASPECT_ODD_KIND), (uint32_t)__builtin_popcount(kinds));

		for (; n > 0; n--)
			kinds &= kinds - 1;
		d->odd |= kinds & -kinds;
	}
	if (rand_chance(rand_of(d->key, ASPECT_FRAGILE), l->fragile))
		d->odd |= ODD(SLOW_LOAD) | ODD(DIES_LOAD);
	if (d->slow_above == 0)
		d->slow_above = 5;
	if (d->slow_ms == 0)
		d->slow_ms = 100;
	if (d->dies_above == 0)
		d->dies_above = 20;
}

static void
system_row(struct device *d, unsigned n, uint8_t tag, const void *value, size_t len)
{
	/* RFC 3418: sysDescr.0 to sysServices.0. */
	static const uint32_t oids[DEVICE_SYSTEM_ROWS][9] = {{1, 3, 6, 1, 2, 1, 1, 1, 0},
		{1, 3, 6, 1, 2, 1, 1, 2, 0}, {1, 3, 6, 1, 2, 1, 1, 3, 0},
		{1, 3, 6, 1, 2, 1, 1, 4, 0}, {1, 3, 6, 1, 2, 1, 1, 5, 0},
		{1, 3, 6, 1, 2, 1, 1, 6, 0}, {1, 3, 6, 1, 2, 1, 1, 7, 0}};

	d->rows[n] = (struct row){.oid = oids[n],
		.value = value,
		.len = (uint16_t)len,
		.n = 9,
		.tag = tag,
		.live = n == 2 ? LIVE_UPTIME : LIVE_NOT};
}

static void
make_system(struct device *d, struct buf *scratch)
{
	const struct persona *p = d->persona;
	const char *contact = expand(d, scratch, p->snmp.contact, "NOC", SALT_LOCATION);
	size_t n =
		ber_put_oid(d->oid_octets, sizeof d->oid_octets, d->object_id->at, d->object_id->n);

	system_row(d, 0, BER_OCTETS, d->descr, strlen(d->descr));
	d->services = (uint8_t)p->snmp.services;
	system_row(d, 1, BER_OID, d->oid_octets, n);
	system_row(d, 2, BER_TICKS, NULL, 0);
	system_row(d, 3, BER_OCTETS, contact, strlen(contact));
	system_row(d, 4, BER_OCTETS, d->name, strlen(d->name));
	system_row(d, 5, BER_OCTETS, d->location, strlen(d->location));
	system_row(d, 6, BER_INTEGER, &d->services, 1);
	d->system = (struct mib){.rows = d->rows, .n = DEVICE_SYSTEM_ROWS};
}

static void
make_texts(struct device *d, const struct site *site, unsigned region, struct buf *scratch)
{
	const struct persona *p = d->persona;
	const struct variant *v = d->variant;

	d->region = layout_region_name(region);
	d->model = v != NULL ? v->model : p->model;
	d->part_number = expand(d, scratch,
		v != NULL && v->part_number != NULL ? v->part_number : p->part_number, "",
		SALT_NUMBER);
	d->version = p->versions.n > 0 ? p->versions.at[rand_below(rand_of(d->key, ASPECT_VERSION),
						 (uint32_t)p->versions.n)]
				       : "";
	d->version = expand(d, scratch, d->version, "", ASPECT_VERSION);
	buf_printf(scratch, "%s%04u", layout_region_code(region), site->number);
	d->site = keep(d, scratch);
	d->serial = expand(d, scratch, p->serial, "", SALT_SERIAL);
	if (p->snmp.name != NULL) {
		d->name = expand(d, scratch, p->snmp.name, "", SALT_NAME);
	} else {
		buf_printf(scratch, "%s-%s-%02u", d->site, tag_of(p->role), d->unit);
		d->name = keep(d, scratch);
	}
	d->location = expand(d, scratch, p->snmp.location, "{region}, site {site}", SALT_LOCATION);
	d->descr = expand(d, scratch, v != NULL && v->descr != NULL ? v->descr : p->snmp.descr, "",
		SALT_DESCR);
	d->banner = expand(d, scratch, p->ssh.banner, "", SALT_BANNER);
}

struct device *
device_new(const struct layout *l, const struct block *b, unsigned member)
{
	const struct member *m = &b->members[member];
	struct device *d = xmalloc(sizeof *d);
	struct buf scratch = {0};

	memset(d, 0, offsetof(struct device, text));
	d->persona = &l->personas->at[m->persona];
	d->key = rand_of(b->key, 0x10000 + member);
	d->base = b->base;
	d->member = (uint16_t)member;
	d->unit = m->unit;
	d->place = b->sites[m->site].place;
	d->n_addrs = m->n_addrs < DEVICE_ADDRS_MAX ? m->n_addrs : DEVICE_ADDRS_MAX;
	for (unsigned i = 0; i < d->n_addrs; i++)
		d->addrs[i] = layout_addr(b, m, i);
	d->boots = 1 + rand_below(rand_of(d->key, ASPECT_BOOTS), 60);
	d->up = 3600 + rand_below(rand_of(d->key, ASPECT_UP), 400 * 86400);
	d->year = 2012 + rand_below(rand_of(d->key, ASPECT_YEAR), 13);
	d->uid = serial_number(d);
	choose_variant(d);
	d->object_id = d->variant != NULL && d->variant->object_id.n > 0
			       ? &d->variant->object_id
			       : &d->persona->snmp.object_id;
	make_mac(d, &scratch);
	make_texts(d, &b->sites[m->site], b->region, &scratch);
	make_engine(d, l, &scratch);
	make_hostkey(d, l);
	make_odd(d, l);
	make_system(d, &scratch);
	buf_free(&scratch);
	return d;
}

void
device_port(const struct device *d, unsigned port, struct buf *out)
{
	struct facts f = device_facts(d);

	f.port = port;
	template_expand(out, d->persona->port, &f, port);
}
