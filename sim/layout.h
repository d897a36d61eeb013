/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * layout.h: what stands at an address. A pure function of the seed, the
 * density, the personas and the address; nothing is remembered, so a prefix of
 * sixteen million addresses costs nothing until somebody asks.
 *
 * 256 neighbouring addresses make a block. Which of them are alive is decided
 * address by address; the living ones are dealt out, in order, to the elements
 * of sites (a macro site has a router, basebands, a microwave unit, …). The
 * first site of a block is its hub; the first block of a region (eight blocks)
 * is the hub of the region.
 */
#ifndef RANMAP_SIM_LAYOUT_H
#define RANMAP_SIM_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "sim/persona.h"

#define BLOCK_SIZE 256
/* More than a block can hold: every address alive and two hidden ones a site. */
#define BLOCK_MEMBERS_MAX 640
#define BLOCK_SITES_MAX 99
#define MEMBER_NONE UINT16_MAX

/* A persona put at an address by hand. */
struct placed {
	struct addr addr;
	uint16_t persona;
};

/* The rules of a network. Read-only once in use. */
struct layout {
	uint64_t seed;
	double density;	    /* percent of addresses that are alive */
	double multihomed;  /* percent of routers with several addresses */
	double odd;	    /* percent of elements that misbehave */
	unsigned odd_kinds; /* which ways; 0: any */
	double fragile;	    /* percent of elements that slow down and die under load */
	double cloned;	    /* percent of elements with an engine ID of another */
	double factory;	    /* percent of elements with the SSH host key of their kind */
	const struct personas *personas;
	int only; /* place of the only persona, -1: all */
	const struct placed *placed;
	size_t n_placed;
	const struct prefix *prefixes;
	size_t n_prefixes;
};

struct site {
	enum place place;
	uint32_t number;   /* within the region's numbering */
	uint16_t first, n; /* members */
	uint16_t router;   /* the member that the others hang on, MEMBER_NONE */
};

/* An element in its block. */
struct member {
	uint16_t persona;
	uint8_t site;
	uint8_t unit;	 /* counted from 1 among those of its role at the site */
	uint8_t first;	 /* its first address, as a place in block.alive */
	uint8_t n_addrs; /* 0: hidden */
};

struct block {
	struct addr base; /* the last octet is 0 */
	uint64_t key;
	unsigned region;
	uint16_t at[BLOCK_SIZE]; /* member at an address, MEMBER_NONE where dead */
	uint8_t alive[BLOCK_SIZE];
	uint16_t n_alive, n_sites, n_members;
	struct site *sites;
	struct member *members;
};

/* True where something answers at the address. */
bool layout_alive(const struct layout *, const struct addr *);
bool layout_has(const struct layout *, const struct addr *);
/* The plan of the block that holds the address; freed with free(). */
struct block *layout_block(const struct layout *, const struct addr *);
/* The first address of the block; the block's key in caches. */
struct addr layout_base(const struct addr *);
uint64_t layout_key(const struct addr *base);
/* The address of a member of the block. */
struct addr layout_addr(const struct block *, const struct member *, unsigned i);
/* "LDN" and "London" of a region. */
const char *layout_region_code(unsigned region);
const char *layout_region_name(unsigned region);

/* One 32-bit number per IPv4 address, against which the density is held: simple
 * enough for a socket filter in the kernel. */
uint32_t layout_draw(uint32_t seed, uint32_t address);
/* What the draws of this layout are seeded with. */
uint32_t layout_seed(const struct layout *);
/* Addresses whose draw is below this are alive; UINT32_MAX: all of them. */
uint32_t layout_threshold(double density);

#endif
