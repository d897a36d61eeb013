/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * show_lldp.c: LLDP-MIB (IEEE 802.1AB-2005, 1.0.8802.1.1.2): what a device says
 * of itself and what it hears. Both ends of a wire work out the same texts, so
 * their tables fit together.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "sim/network.h"

/* LldpChassisIdSubtype and LldpPortIdSubtype. */
enum { CHASSIS_COMPONENT = 1, CHASSIS_MAC = 4, CHASSIS_LOCAL = 7 };
enum { PORT_MAC = 3, PORT_NAME = 5, PORT_LOCAL = 7 };

/* When the neighbours were heard first, in ticks after the start: the first
 * index of lldpRemTable. */
#define TIME_MARK 1500

#define LOCAL(n) "1.0.8802.1.1.2.1.3." #n
#define REMOTE(n) "1.0.8802.1.1.2.1.4.1.1." #n

/* One neighbour as the table shows it. Texts are places in a common buffer. */
struct neighbour {
	uint32_t index[3]; /* time mark, local port, number */
	unsigned chassis, port, capabilities;
	const struct device *device;
	size_t chassis_at, chassis_len, port_at, port_len, name_at, name_len, descr_at, descr_len;
};

struct hood {
	struct neighbour *all;
	size_t n;
	struct buf texts;
};

unsigned
show_chassis_id(const struct device *d, struct buf *out)
{
	switch ((enum lldp_id)d->persona->lldp.chassis) {
	case LLDP_ID_NAME:
		buf_puts(out, d->name);
		return CHASSIS_LOCAL;
	case LLDP_ID_LOCAL:
		buf_puts(out, d->serial);
		return CHASSIS_COMPONENT;
	case LLDP_ID_MAC:
		break;
	}
	buf_add(out, d->mac, sizeof d->mac);
	return CHASSIS_MAC;
}

unsigned
show_port_id(const struct device *d, unsigned port, struct buf *out)
{
	uint8_t mac[6];

	switch ((enum lldp_id)d->persona->lldp.port) {
	case LLDP_ID_NAME:
		device_port(d, port, out);
		return PORT_NAME;
	case LLDP_ID_LOCAL:
		buf_printf(out, "%u", port);
		return PORT_LOCAL;
	case LLDP_ID_MAC:
		break;
	}
	device_port_mac(d, port, mac);
	buf_add(out, mac, sizeof mac);
	return PORT_MAC;
}

void
show_lldp_descr(const struct device *d, struct buf *out)
{
	struct facts f = device_facts(d);

	if (d->persona->lldp.descr != NULL)
		template_expand(out, d->persona->lldp.descr, &f, 77);
	else
		buf_puts(out, d->descr);
	if (out->len > 255) /* SnmpAdminString of the MIB, and of the TLV */
		out->len = 255;
}

/* BITS: the first capability is the highest bit. */
static void
capability_bits(unsigned capabilities, uint8_t bits[2])
{
	bits[0] = bits[1] = 0;
	for (unsigned i = 0; i < 8; i++)
		if (capabilities & 1u << i)
			bits[0] |= (uint8_t)(0x80 >> i);
}

static void
show_self(const struct device *d, struct mib_draft *m)
{
	struct buf text = {0};
	uint32_t zero = 0;
	unsigned subtype = show_chassis_id(d, &text);
	uint8_t bits[2];

	mib_column(m, LOCAL(1));
	mib_int(m, &zero, 1, subtype);
	mib_column(m, LOCAL(2));
	mib_octets(m, &zero, 1, buf_text(&text), text.len);
	mib_column(m, LOCAL(3));
	mib_text(m, &zero, 1, d->name);
	buf_clear(&text);
	show_lldp_descr(d, &text);
	mib_column(m, LOCAL(4));
	mib_octets(m, &zero, 1, buf_text(&text), text.len);
	capability_bits(d->persona->lldp.capabilities, bits);
	mib_column(m, LOCAL(5));
	mib_octets(m, &zero, 1, bits, sizeof bits);
	mib_column(m, LOCAL(6));
	mib_octets(m, &zero, 1, bits, sizeof bits);
	buf_free(&text);
}

/* lldpLocPortTable: subtype, ID and description of each port. */
static void
show_ports(const struct device *d, struct mib_draft *m, unsigned ports)
{
	struct buf id = {0};

	for (unsigned column = 2; column <= 4; column++) {
		mib_column(m, column == 2   ? LOCAL(7.1.2)
			      : column == 3 ? LOCAL(7.1.3)
					    : LOCAL(7.1.4));
		for (uint32_t i = 1; i <= ports; i++) {
			unsigned subtype;

			buf_clear(&id);
			subtype = show_port_id(d, i, &id);
			if (column == 4) {
				buf_clear(&id);
				device_port(d, i, &id);
			}
			if (column == 2)
				mib_int(m, &i, 1, subtype);
			else
				mib_octets(m, &i, 1, buf_text(&id), id.len);
		}
	}
	buf_free(&id);
}

static void
add_neighbour(struct network *net, const struct device *me, unsigned port, const struct device *d,
	struct hood *hood)
{
	struct neighbour *n = &hood->all[hood->n++];
	struct buf descr = {0};

	*n = (struct neighbour){.index = {TIME_MARK, port, port},
		.device = d,
		.capabilities = d->persona->lldp.capabilities};
	n->chassis_at = hood->texts.len;
	n->chassis = show_chassis_id(d, &hood->texts);
	n->chassis_len = hood->texts.len - n->chassis_at;
	n->port_at = hood->texts.len;
	n->port = show_port_id(d, network_port_to(net, d, me), &hood->texts);
	n->port_len = hood->texts.len - n->port_at;
	n->name_at = hood->texts.len;
	buf_puts(&hood->texts, d->name);
	n->name_len = hood->texts.len - n->name_at;
	n->descr_at = hood->texts.len;
	show_lldp_descr(d, &descr);
	n->descr_len = descr.len;
	buf_add(&hood->texts, buf_text(&descr), descr.len);
	buf_free(&descr);
}

/* Everybody on a wire who sends LLDP. */
static void
look_around(struct network *net, const struct device *me, struct hood *hood)
{
	struct peer peers[PEERS_MAX];
	size_t n = network_peers(net, me, peers, PEERS_MAX);

	hood->all = xcalloc(n + 1, sizeof *hood->all);
	for (size_t i = 0; i < n; i++) {
		const struct device *d = network_peer(net, &peers[i]);

		if (d->persona->lldp.mode != LLDP_NONE)
			add_neighbour(net, me, (unsigned)i + 1, d, hood);
	}
}

static void
texts(struct mib_draft *m, const struct hood *hood, const char *column, size_t at, size_t len)
{
	mib_column(m, column);
	for (size_t i = 0; i < hood->n; i++) {
		const char *n = (const char *)&hood->all[i];
		size_t from = *(const size_t *)(const void *)(n + at);
		size_t size = *(const size_t *)(const void *)(n + len);

		mib_octets(m, hood->all[i].index, 3, buf_text(&hood->texts) + from, size);
	}
}

static void
numbers(struct mib_draft *m, const struct hood *hood, const char *column, size_t at)
{
	mib_column(m, column);
	for (size_t i = 0; i < hood->n; i++)
		mib_int(m, hood->all[i].index, 3,
			*(const unsigned *)(const void *)((const char *)&hood->all[i] + at));
}

static void
capabilities(struct mib_draft *m, const struct hood *hood, const char *column)
{
	mib_column(m, column);
	for (size_t i = 0; i < hood->n; i++) {
		uint8_t bits[2];

		capability_bits(hood->all[i].capabilities, bits);
		mib_octets(m, hood->all[i].index, 3, bits, sizeof bits);
	}
}

/* lldpRemManAddrTable: the address is part of the index. */
static void
show_management(struct mib_draft *m, const struct hood *hood)
{
	static const struct oid none = {.n = 2};

	for (unsigned column = 3; column <= 5; column++) {
		mib_column(m, column == 3   ? "1.0.8802.1.1.2.1.4.2.1.3"
			      : column == 4 ? "1.0.8802.1.1.2.1.4.2.1.4"
					    : "1.0.8802.1.1.2.1.4.2.1.5");
		for (size_t i = 0; i < hood->n; i++) {
			const struct device *d = hood->all[i].device;
			size_t size = d->n_addrs > 0 ? addr_size(&d->addrs[0]) : 0;
			uint32_t index[5 + 16];

			if (size == 0)
				continue;
			memcpy(index, hood->all[i].index, sizeof hood->all[i].index);
			index[3] = size == 4 ? 1 : 2; /* address family: IPv4, IPv6 */
			index[4] = (uint32_t)size;
			for (size_t k = 0; k < size; k++)
				index[5 + k] = d->addrs[0].ip[k];
			if (column == 5)
				mib_oid(m, index, 5 + size, &none);
			else
				mib_int(m, index, 5 + size, column == 3 ? 2 : 1);
		}
	}
}

#define OF(member) offsetof(struct neighbour, member)

void
show_lldp(struct network *net, const struct device *d, struct mib_draft *m)
{
	struct hood hood = {0};
	struct peer peers[PEERS_MAX];
	unsigned linked, ports;

	if (d->persona->lldp.mode != LLDP_FULL)
		return;
	linked = (unsigned)network_peers(net, d, peers, PEERS_MAX);
	ports = linked > d->persona->ports ? linked : d->persona->ports;
	show_self(d, m);
	show_ports(d, m, ports);
	look_around(net, d, &hood);
	numbers(m, &hood, REMOTE(4), OF(chassis));
	texts(m, &hood, REMOTE(5), OF(chassis_at), OF(chassis_len));
	numbers(m, &hood, REMOTE(6), OF(port));
	texts(m, &hood, REMOTE(7), OF(port_at), OF(port_len));
	texts(m, &hood, REMOTE(8), OF(port_at), OF(port_len));
	texts(m, &hood, REMOTE(9), OF(name_at), OF(name_len));
	texts(m, &hood, REMOTE(10), OF(descr_at), OF(descr_len));
	capabilities(m, &hood, REMOTE(11));
	capabilities(m, &hood, REMOTE(12));
	show_management(m, &hood);
	free(hood.all);
	buf_free(&hood.texts);
}
