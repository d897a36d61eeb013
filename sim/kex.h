/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * kex.h: the server's side of one key exchange, curve25519-sha256 (RFC 8731)
 * with an ssh-ed25519 host key (RFC 8709), as far as a visitor needs it to know
 * the host key: nothing is encrypted afterwards. A device's key is its own, or
 * the one that the factory gave to every device of its kind.
 */
#ifndef RANMAP_SIM_KEX_H
#define RANMAP_SIM_KEX_H

#include "base/buf.h"
#include "base/bytes.h"
#include "sim/device.h"

enum kex_step {
	KEX_MORE,  /* the client has not said everything yet */
	KEX_REPLY, /* the reply was appended */
	KEX_NEVER, /* what it wants is not played */
};

/* client: everything that it sent, from its identification line on. number: the
 * one that ssh_kexinit() was called with. Appends the reply packet. */
enum kex_step kex_answer(
	const struct device *, struct bytes client, uint64_t number, struct buf *out);
/* "ssh-ed25519 SHA256:…", as OpenSSH shows it; nothing where the device offers
 * no such key. */
void kex_hostkey(const struct device *, struct buf *out);

#endif
