/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* ssh_stream.h: the clear part of what an SSH server sends: lines, its
 * identification, its KEXINIT. No socket, no library. */
#ifndef RANMAP_PROBES_SSH_STREAM_H
#define RANMAP_PROBES_SSH_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "probes/probe.h"

/* RFC 4253, 4.2: an identification has at most 255 characters with CR LF. */
#define SSH_IDENT_MAX 255
/* RFC 4253, 6.1: the size of a packet that everybody must be able to take. */
#define SSH_PACKET_MAX 35000
/* Of lines before the identification, at most this is kept. */
#define SSH_PRE_BANNER_MAX 4096

enum ssh_phase {
	SSH_PHASE_LINES,   /* before the end of the identification */
	SSH_PHASE_PACKETS, /* identification was read, KEXINIT not yet */
	SSH_PHASE_DONE,	   /* nothing more of interest can come in the clear */
};

/* A place in a stream: offset and length, length 0 for nothing. */
struct ssh_part {
	size_t at, len;
};

/* How far a stream was looked at. Zeroed to begin. Cheap to go on with: bytes
 * are not looked at twice. */
struct ssh_scan {
	enum ssh_phase phase;
	size_t at;		 /* what is before was dealt with */
	size_t look;		 /* no line feed before this */
	struct ssh_part ident;	 /* without CR LF */
	struct ssh_part kexinit; /* payload of the message */
	struct ssh_part goodbye; /* payload of a disconnect message */
	enum result fault;	 /* what was wrong, or RESULT_OK */
};

/* Looks on in the stream, of which there are len bytes by now. True when
 * nothing more of interest can come. */
bool ssh_scan_more(struct ssh_scan *, const void *data, size_t len);
/* The stream ends here. An unfinished identification is taken as it is. */
void ssh_scan_end(struct ssh_scan *, const void *data, size_t len);
/* Puts what was found. */
void ssh_scan_put(const struct ssh_scan *, const void *data, size_t len, struct sink *);

/* The stream that a server sent, from its first byte on, to observations. */
enum result ssh_decode(struct bytes, struct sink *);

#endif
