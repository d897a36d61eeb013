/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* oui.h: the IEEE registry of MAC address blocks, as the package ieee-data
 * brings it. Without it, MAC addresses say nothing. */
#ifndef RANMAP_FINGERPRINTS_OUI_H
#define RANMAP_FINGERPRINTS_OUI_H

#include <stddef.h>
#include <stdint.h>

/* Where the registry is. */
const char *oui_file(void);
/* Calls back with each block of 24 bits and its organisation. */
void oui_each(void (*)(void *, uint32_t prefix, const char *organisation), void *arg);
/* A text that changes with the registry. */
void oui_state(char *buf, size_t cap);

#endif
