/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * cache.h: things that were worked out and may be needed again, found by a
 * 64-bit key; the one that was not used for longest goes first. What was got
 * stays valid for the next (capacity - 1) different keys.
 */
#ifndef RANMAP_SIM_CACHE_H
#define RANMAP_SIM_CACHE_H

#include <stddef.h>
#include <stdint.h>

struct cache;

struct cache *cache_new(size_t capacity, void (*drop)(void *));
void cache_free(struct cache *); /* accepts NULL; drops everything */
/* The value, now the youngest, or NULL. */
void *cache_get(struct cache *, uint64_t key);
/* Keeps the value; the key must not be in it. The oldest may be dropped. */
void cache_put(struct cache *, uint64_t key, void *value);

#endif
