/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * network.h: from an address to the device that stands there, and from a
 * device to what it shows and whom it is wired to. Everything is worked out
 * when it is asked for and kept in caches of fixed size.
 */
#ifndef RANMAP_SIM_NETWORK_H
#define RANMAP_SIM_NETWORK_H

#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "sim/device.h"
#include "sim/layout.h"
#include "sim/recording.h"

/* A wire's other end. */
struct peer {
	struct addr base; /* of its block */
	uint16_t member;
};

#define PEERS_MAX 512

struct network;

/* Borrows layout and recordings for its life. */
struct network *network_new(const struct layout *, const struct recording *, size_t n_recordings);
void network_free(struct network *); /* accepts NULL */

/* What stands at the address; NULL where nobody answers. Valid until a few
 * thousand others were asked for; so are the results below. */
const struct device *network_at(struct network *, const struct addr *);
const struct block *network_block(struct network *, const struct addr *);
const struct device *network_member(struct network *, const struct block *, unsigned member);
const struct device *network_peer(struct network *, const struct peer *);
/* Everything the device's agent shows. */
const struct mib *network_shows(struct network *, const struct device *);

/* The wires of a device, in the order of its ports (the first is port 1). */
size_t network_peers(struct network *, const struct device *, struct peer *out, size_t cap);
/* The port of a device that leads to another, 0 where none does. */
unsigned network_port_to(struct network *, const struct device *, const struct device *to);

/* Builds everything the device's agent shows (sim/show.c). */
void show_everything(struct network *, const struct device *, struct mib_draft *);
/* Parts of it. */
void show_lldp(struct network *, const struct device *, struct mib_draft *);
void show_components(const struct device *, struct mib_draft *);

/* How a device names itself and its ports to its neighbours (IEEE 802.1AB
 * chassis and port ID subtypes). The octets are appended. */
unsigned show_chassis_id(const struct device *, struct buf *out);
unsigned show_port_id(const struct device *, unsigned port, struct buf *out);
/* Its system description in LLDP. */
void show_lldp_descr(const struct device *, struct buf *out);

#endif
