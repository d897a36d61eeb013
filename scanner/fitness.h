/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* fitness.h: whether a sweep can be done with its settings at all, found out
 * before there is a store, a row or a packet. */
#ifndef RANMAP_SCANNER_FITNESS_H
#define RANMAP_SCANNER_FITNESS_H

#include "base/result.h"
#include "base/settings.h"

/* Asks each probe whether it knows what the settings name, and the system
 * whether the source address and the interface are its own. Logs what is wrong;
 * RESULT_REFUSED then. */
enum result fitness_check(const struct settings *);

#endif
