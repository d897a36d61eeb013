/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * rand.h: numbers that look random but are a pure function of what they are
 * asked for, so that the same seed always gives the same network and nothing
 * has to be remembered about an address. The mixer is the finaliser of
 * SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
 */
#ifndef RANMAP_SIM_RAND_H
#define RANMAP_SIM_RAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline uint64_t
rand_mix(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

/* The number that belongs to one aspect ("what") of a thing ("key"). */
static inline uint64_t
rand_of(uint64_t key, uint64_t what)
{
	return rand_mix(key ^ rand_mix(what));
}

/* 0..n-1 from a number; n > 0. */
static inline uint32_t
rand_below(uint64_t number, uint32_t n)
{
	return (uint32_t)(((number >> 32) * n) >> 32);
}

/* True for so many of a hundred numbers. */
static inline bool
rand_chance(uint64_t number, double percent)
{
	return (double)(number >> 11) * 0x1p-53 * 100.0 < percent;
}

/* A key from bytes (FNV-1a, then mixed): for names, not against an enemy. */
static inline uint64_t
rand_key(const void *data, size_t len)
{
	const uint8_t *p = data;
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < len; i++)
		h = (h ^ p[i]) * UINT64_C(0x100000001b3);
	return rand_mix(h);
}

/* The next number of a stream that is kept by its caller. */
static inline uint64_t
rand_next(uint64_t *state)
{
	*state += UINT64_C(0x9e3779b97f4a7c15);
	return rand_mix(*state);
}

#endif
