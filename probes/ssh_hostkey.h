/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* ssh_hostkey.h: a server's host key, by libssh2; private to ssh*.c. */
#ifndef RANMAP_PROBES_SSH_HOSTKEY_H
#define RANMAP_PROBES_SSH_HOSTKEY_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/result.h"

struct ssh_hostkey;

/* A key exchange on a connection where our identification was sent. What the
 * server sends is read from `in` (borrowed, from its first byte on), which the
 * owner fills; what we send goes to fd at once. NULL where libssh2 refuses. */
struct ssh_hostkey *ssh_hostkey_new(int fd, const struct buf *in, const char *ident);
void ssh_hostkey_free(struct ssh_hostkey *); /* accepts NULL */
/* Goes as far as it can; never blocks. RESULT_AGAIN: more bytes, or room to send
 * them, are needed. RESULT_END: it is over. */
enum result ssh_hostkey_step(struct ssh_hostkey *);
/* Where the server has proved that it has its key: RESULT_OK, and text is
 * "ssh-ed25519 SHA256:...". Else there is no key to be had. */
enum result ssh_hostkey_end(struct ssh_hostkey *, struct buf *text);
/* After RESULT_AGAIN: it waits for room to send, too. */
bool ssh_hostkey_wants_write(const struct ssh_hostkey *);

#endif
