/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * load.h: how much one device was asked in the last second, and whether that
 * was too much for it. Only devices that suffer under load are remembered.
 */
#ifndef RANMAP_SIM_LOAD_H
#define RANMAP_SIM_LOAD_H

#include <stdbool.h>
#include <stdint.h>

struct load;

struct load *load_new(void);
void load_free(struct load *); /* accepts NULL */
/* Notes a question to a device; returns how many came in the last second,
 * this one included (a moving estimate). now in nanoseconds. */
unsigned load_ask(struct load *, uint64_t device, int64_t now);
/* The device falls silent for ever; true the first time. */
bool load_kill(struct load *, uint64_t device);
bool load_is_dead(struct load *, uint64_t device);

#endif
