/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * show.c: the objects of an agent that are not LLDP or components: the system
 * group, interfaces (RFC 2863), addresses (RFC 4293's older table, RFC 1213),
 * the engine (RFC 3411) and what the persona adds of its maker's own.
 */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "sim/network.h"

/* IF-MIB: ethernetCsmacd. */
#define IF_ETHERNET 6

static void
show_system(const struct device *d, struct mib_draft *m)
{
	for (size_t i = 0; i < d->system.n; i++) {
		const struct row *row = &d->system.rows[i];

		if (row->live != LIVE_NOT)
			mib_add_live(m, row->oid, row->n, row->tag, row->live);
		else
			mib_add(m, row->oid, row->n, row->tag, row->value, row->len);
	}
}

/* A column of numbers that is the same for every port. */
static void
same(struct mib_draft *m, const char *column, unsigned ports, uint8_t tag, uint64_t value)
{
	mib_column(m, column);
	for (uint32_t i = 1; i <= ports; i++)
		mib_unsigned(m, &i, 1, tag, value);
}

static void
port_names(const struct device *d, struct mib_draft *m, const char *column, unsigned ports)
{
	struct buf name = {0};

	mib_column(m, column);
	for (uint32_t i = 1; i <= ports; i++) {
		buf_clear(&name);
		device_port(d, i, &name);
		mib_octets(m, &i, 1, buf_text(&name), name.len);
	}
	buf_free(&name);
}

static void
show_interfaces(const struct device *d, struct mib_draft *m, unsigned ports, unsigned linked)
{
	uint32_t zero = 0;

	mib_column(m, "1.3.6.1.2.1.2.1"); /* ifNumber */
	mib_int(m, &zero, 1, ports);
	mib_column(m, "1.3.6.1.2.1.2.2.1.1"); /* ifIndex */
	for (uint32_t i = 1; i <= ports; i++)
		mib_int(m, &i, 1, i);
	port_names(d, m, "1.3.6.1.2.1.2.2.1.2", ports);
	same(m, "1.3.6.1.2.1.2.2.1.3", ports, BER_INTEGER, IF_ETHERNET);
	same(m, "1.3.6.1.2.1.2.2.1.4", ports, BER_INTEGER, 1500);
	same(m, "1.3.6.1.2.1.2.2.1.5", ports, BER_GAUGE32, 1000000000);
	mib_column(m, "1.3.6.1.2.1.2.2.1.6"); /* ifPhysAddress */
	for (uint32_t i = 1; i <= ports; i++) {
		uint8_t mac[6];

		device_port_mac(d, i, mac);
		mib_octets(m, &i, 1, mac, sizeof mac);
	}
	same(m, "1.3.6.1.2.1.2.2.1.7", ports, BER_INTEGER, 1);
	mib_column(m, "1.3.6.1.2.1.2.2.1.8"); /* ifOperStatus: up, down */
	for (uint32_t i = 1; i <= ports; i++)
		mib_int(m, &i, 1, i <= linked ? 1 : 2);
}

static int
by_address(const void *a, const void *b)
{
	return addr_compare(a, b);
}

/* RFC 1213 ipAddrTable: the addresses of the element, told by any of them. */
static void
show_addresses(const struct device *d, struct mib_draft *m)
{
	struct addr sorted[DEVICE_ADDRS_MAX];
	unsigned n = d->n_addrs;

	if (n == 0 || d->addrs[0].family != 4)
		return;
	memcpy(sorted, d->addrs, n * sizeof *sorted);
	qsort(sorted, n, sizeof *sorted, by_address);
	for (unsigned column = 1; column <= 3; column++) {
		mib_column(m, column == 1   ? "1.3.6.1.2.1.4.20.1.1"
			      : column == 2 ? "1.3.6.1.2.1.4.20.1.2"
					    : "1.3.6.1.2.1.4.20.1.3");
		for (unsigned i = 0; i < n; i++) {
			const uint8_t *ip = sorted[i].ip;
			uint32_t index[4] = {ip[0], ip[1], ip[2], ip[3]};
			uint32_t oid[16];

			memcpy(oid, m->stem, m->n_stem * sizeof *oid);
			memcpy(oid + m->n_stem, index, sizeof index);
			if (column == 1)
				mib_add(m, oid, m->n_stem + 4, BER_ADDRESS, ip, 4);
			else if (column == 2)
				mib_int(m, index, 4, (int64_t)i + 1);
			else
				mib_add(m, oid, m->n_stem + 4, BER_ADDRESS, "\xff\xff\xff\xff", 4);
		}
	}
}

static void
show_names(const struct device *d, struct mib_draft *m, unsigned ports)
{
	port_names(d, m, "1.3.6.1.2.1.31.1.1.1.1", ports);	      /* ifName */
	same(m, "1.3.6.1.2.1.31.1.1.1.15", ports, BER_GAUGE32, 1000); /* ifHighSpeed */
	mib_column(m, "1.3.6.1.2.1.31.1.1.1.18");		      /* ifAlias */
	for (uint32_t i = 1; i <= ports; i++)
		mib_text(m, &i, 1, "");
}

/* One object of the maker's own. */
static void
show_object(const struct device *d, const struct object *o, uint64_t salt, struct mib_draft *m)
{
	struct facts f = device_facts(d);
	struct buf text = {0};
	uint8_t octets[256];
	struct oid oid;
	struct in_addr in;
	size_t n = 0;
	uint8_t tag = BER_OCTETS;

	template_expand(&text, o->value, &f, salt);
	switch ((enum object_kind)o->kind) {
	case OBJECT_STRING:
		mib_add(m, o->oid.at, o->oid.n, tag, buf_text(&text), text.len);
		buf_free(&text);
		return;
	case OBJECT_INTEGER:
		tag = BER_INTEGER;
		n = ber_put_int(octets, sizeof octets, strtoll(buf_text(&text), NULL, 10));
		break;
	case OBJECT_GAUGE:
	case OBJECT_COUNTER:
	case OBJECT_TICKS:
	case OBJECT_COUNTER64:
		tag = o->kind == OBJECT_GAUGE	    ? BER_GAUGE32
		      : o->kind == OBJECT_COUNTER   ? BER_COUNTER32
		      : o->kind == OBJECT_COUNTER64 ? BER_COUNTER64
						    : BER_TICKS;
		n = ber_put_unsigned(octets, sizeof octets, strtoull(buf_text(&text), NULL, 10));
		break;
	case OBJECT_OID:
		tag = BER_OID;
		if (oid_parse(buf_text(&text), &oid))
			n = ber_put_oid(octets, sizeof octets, oid.at, oid.n);
		break;
	case OBJECT_ADDRESS:
		tag = BER_ADDRESS;
		if (inet_pton(AF_INET, buf_text(&text), &in) == 1)
			memcpy(octets, &in, n = 4);
		break;
	case OBJECT_HEX:
		if (text_unhex(buf_text(&text), text.len, octets, sizeof octets, &n) != RESULT_OK)
			n = 0;
		break;
	case OBJECT_MAC:
		memcpy(octets, d->mac, n = 6);
		break;
	}
	mib_add(m, o->oid.at, o->oid.n, tag, octets, n);
	buf_free(&text);
}

/* RFC 3411 snmpEngine group. */
static void
show_engine(const struct device *d, struct mib_draft *m)
{
	static const uint32_t time[] = {1, 3, 6, 1, 6, 3, 10, 2, 1, 3, 0};
	uint32_t zero = 0;

	if (d->engine_len == 0)
		return;
	mib_column(m, "1.3.6.1.6.3.10.2.1.1");
	mib_octets(m, &zero, 1, d->engine_id, d->engine_len);
	mib_column(m, "1.3.6.1.6.3.10.2.1.2");
	mib_int(m, &zero, 1, d->boots);
	mib_add_live(m, time, sizeof time / sizeof *time, BER_INTEGER, LIVE_ENGINE_TIME);
	mib_column(m, "1.3.6.1.6.3.10.2.1.4");
	mib_int(m, &zero, 1, 65507);
}

void
show_everything(struct network *net, const struct device *d, struct mib_draft *m)
{
	const struct object *objects = d->persona->objects.at;
	struct peer peers[PEERS_MAX];
	unsigned linked = (unsigned)network_peers(net, d, peers, PEERS_MAX);
	unsigned ports = linked > d->persona->ports ? linked : d->persona->ports;

	show_lldp(net, d, m);
	show_system(d, m);
	if (!d->persona->snmp.quiet_ifs) {
		show_interfaces(d, m, ports, linked);
		show_addresses(d, m);
		show_names(d, m, ports);
	}
	show_components(d, m);
	for (size_t i = 0; i < d->persona->objects.n; i++)
		show_object(d, &objects[i], 0x10000 + i, m);
	show_engine(d, m);
}
