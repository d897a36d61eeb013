/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * ssh.h: the first words of an SSH server: lines before the identification,
 * the identification line (RFC 4253 section 4.2) and SSH_MSG_KEXINIT (7.1).
 */
#ifndef RANMAP_SIM_SSH_H
#define RANMAP_SIM_SSH_H

#include <stdint.h>

#include "base/buf.h"
#include "sim/device.h"

/* Appends the lines and the identification line with their CR LF. */
void ssh_greeting(const struct device *, struct buf *out);
/* Appends one binary packet with the persona's name-lists; the cookie and the
 * padding come from the device's key and a number. */
void ssh_kexinit(const struct device *, uint64_t number, struct buf *out);
/* Its payload alone, which the exchange hash wants. */
void ssh_kexinit_payload(const struct device *, uint64_t number, struct buf *out);
/* Appends a payload as an unencrypted packet (RFC 4253 section 6). */
void ssh_packet(const struct buf *payload, uint64_t number, struct buf *out);
void ssh_put_u32(struct buf *out, uint32_t value);

#endif
