/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* ssh_connect.h: one TCP connection attempt that doesn't block and isn't
 * repeated by the kernel behind our back; private to ssh*.c. */
#ifndef RANMAP_PROBES_SSH_CONNECT_H
#define RANMAP_PROBES_SSH_CONNECT_H

#include "base/addr.h"
#include "base/settings.h"

/* The kernel sends a second SYN after 1 s (RFC 6298, 2.1). An attempt is given
 * up before, so that every SYN was granted by the pace. Milliseconds. */
#define SSH_CONNECT_MAX 900

/*
 * Begins an attempt from the source and interface of the settings. RESULT_OK:
 * *fd is connecting (or connected). RESULT_BUSY: no descriptor, port or memory
 * left at this moment. RESULT_REFUSED: refused or unreachable, at once.
 */
enum result ssh_connect(const struct settings *, const struct addr *, uint16_t port, int *fd);
/* Once connected: what the connection is told about lost data. */
void ssh_connected(int fd);
/* Errors that say "nobody there" rather than "no answer". */
bool ssh_unreachable(int error);

#endif
