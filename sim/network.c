/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* network.c: the caches, and who is wired to whom. */
#include "sim/network.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "sim/cache.h"
#include "sim/rand.h"

#define BLOCKS 4096
#define DEVICES 65536
#define SHOWN 2048
/* Blocks from one region's hub to the next one's. */
#define REGION_BLOCKS 8

struct network {
	const struct layout *layout;
	const struct recording *recordings;
	size_t n_recordings;
	struct cache *blocks, *devices, *shown;
	struct mib_draft draft;
};

static void
drop_mib(void *mib)
{
	mib_free(mib);
}

struct network *
network_new(const struct layout *layout, const struct recording *recordings, size_t n_recordings)
{
	struct network *net = xcalloc(1, sizeof *net);

	net->layout = layout;
	net->recordings = recordings;
	net->n_recordings = n_recordings;
	net->blocks = cache_new(BLOCKS, free);
	net->devices = cache_new(DEVICES, free);
	net->shown = cache_new(SHOWN, drop_mib);
	return net;
}

void
network_free(struct network *net)
{
	if (net == NULL)
		return;
	cache_free(net->blocks);
	cache_free(net->devices);
	cache_free(net->shown);
	mib_draft_free(&net->draft);
	free(net);
}

const struct block *
network_block(struct network *net, const struct addr *a)
{
	struct addr base = layout_base(a);
	uint64_t key = layout_key(&base);
	struct block *b = cache_get(net->blocks, key);

	if (b == NULL) {
		b = layout_block(net->layout, &base);
		cache_put(net->blocks, key, b);
	}
	return b;
}

const struct device *
network_member(struct network *net, const struct block *b, unsigned member)
{
	uint64_t key = rand_of(b->key, member);
	struct device *d = cache_get(net->devices, key);

	if (d == NULL) {
		d = device_new(net->layout, b, member);
		cache_put(net->devices, key, d);
	}
	return d;
}

const struct device *
network_peer(struct network *net, const struct peer *peer)
{
	return network_member(net, network_block(net, &peer->base), peer->member);
}

static struct device *
recording_device(const struct recording *r)
{
	struct device *d = xcalloc(1, sizeof *d);

	d->recording = r;
	d->addrs[0] = r->addr;
	d->n_addrs = 1;
	d->name = r->name;
	d->engine_len = r->engine_len;
	if (r->engine_len > 0)
		memcpy(d->engine_id, r->engine_id, r->engine_len);
	d->key = rand_key(r->name, strlen(r->name));
	d->boots = 1;
	d->up = 86400;
	return d;
}

/* The recordings are in the order of their addresses. */
static const struct recording *
find_recording(const struct network *net, const struct addr *a)
{
	size_t low = 0, high = net->n_recordings;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = addr_compare(&net->recordings[mid].addr, a);

		if (order == 0)
			return &net->recordings[mid];
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

const struct device *
network_at(struct network *net, const struct addr *a)
{
	const struct recording *r = net->n_recordings > 0 ? find_recording(net, a) : NULL;
	const struct block *b;
	uint16_t member;

	if (r != NULL) {
		uint64_t key = rand_key(r->name, strlen(r->name));
		struct device *d = cache_get(net->devices, key);

		if (d == NULL)
			cache_put(net->devices, key, d = recording_device(r));
		return d;
	}
	if (a->family == 0 || !layout_has(net->layout, a))
		return NULL;
	b = network_block(net, a);
	member = b->at[a->ip[addr_size(a) - 1]];
	return member == MEMBER_NONE ? NULL : network_member(net, b, member);
}

const struct mib *
network_shows(struct network *net, const struct device *d)
{
	struct mib *m;

	if (d->recording != NULL)
		return d->recording->mib;
	m = cache_get(net->shown, d->key);
	if (m == NULL) {
		mib_draft_clear(&net->draft);
		show_everything(net, d, &net->draft);
		m = mib_freeze(&net->draft);
		cache_put(net->shown, d->key, m);
	}
	return m;
}

/* A list of wires that is being filled. */
struct wires {
	struct peer *out;
	size_t n, cap;
};

static void
wire(struct wires *w, const struct addr *base, uint16_t member)
{
	if (member != MEMBER_NONE && w->n < w->cap)
		w->out[w->n++] = (struct peer){*base, member};
}

/* The router that a block's sites hang on. */
static uint16_t
hub_of(const struct block *b)
{
	return b->n_sites > 0 ? b->sites[0].router : MEMBER_NONE;
}

/* The block so many blocks further on; false outside the simulated prefixes. */
static bool
block_at(struct network *net, const struct addr *base, int blocks, struct addr *out)
{
	size_t last = addr_size(base) - 1;
	int number = base->ip[last - 1] + blocks;

	if (number < 0 || number > 255)
		return false;
	*out = *base;
	out->ip[last - 1] = (uint8_t)number;
	return layout_has(net->layout, out);
}

static void
wire_hub(struct network *net, struct wires *w, const struct addr *from, int blocks)
{
	struct addr base;

	if (block_at(net, from, blocks, &base))
		wire(w, &base, hub_of(network_block(net, &base)));
}

/* What the hub of a block is wired to outside of it. */
static void
wire_region(struct network *net, const struct block *b, struct wires *w)
{
	int place = b->base.ip[addr_size(&b->base) - 2] % REGION_BLOCKS;

	if (place != 0) {
		wire_hub(net, w, &b->base, -place);
		return;
	}
	wire_hub(net, w, &b->base, -REGION_BLOCKS);
	wire_hub(net, w, &b->base, REGION_BLOCKS);
	for (int i = 1; i < REGION_BLOCKS; i++)
		wire_hub(net, w, &b->base, i);
}

size_t
network_peers(struct network *net, const struct device *d, struct peer *out, size_t cap)
{
	struct wires w = {.out = out, .cap = cap};
	const struct block *b;
	const struct site *site;
	uint16_t hub;

	if (d->persona == NULL)
		return 0;
	b = network_block(net, &d->base);
	site = &b->sites[b->members[d->member].site];
	hub = hub_of(b);
	if (site->router != d->member) {
		wire(&w, &b->base, site->router);
		return w.n;
	}
	if (hub == d->member)
		wire_region(net, b, &w);
	else
		wire(&w, &b->base, hub);
	for (unsigned i = 0; i < site->n; i++)
		if (site->first + i != d->member)
			wire(&w, &b->base, (uint16_t)(site->first + i));
	for (unsigned i = 1; hub == d->member && i < b->n_sites; i++)
		wire(&w, &b->base, b->sites[i].router);
	return w.n;
}

unsigned
network_port_to(struct network *net, const struct device *d, const struct device *to)
{
	struct peer peers[PEERS_MAX];
	size_t n = network_peers(net, d, peers, PEERS_MAX);

	for (size_t i = 0; i < n; i++)
		if (peers[i].member == to->member && addr_equal(&peers[i].base, &to->base))
			return (unsigned)i + 1;
	return 0;
}
