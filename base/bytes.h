/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * bytes.h: the only way to touch bytes that came from outside. A reader over a
 * borrowed buffer: it never goes past the end; a read that would, fails, takes
 * nothing and marks the reader as short.
 */
#ifndef RANMAP_BASE_BYTES_H
#define RANMAP_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes {
	const uint8_t *at; /* next byte */
	size_t left;
	bool is_short; /* a read wanted more than there was */
};

struct bytes bytes_of(const void *data, size_t len);
/* Each returns false, and leaves *out alone, where too little is left. */
bool bytes_u8(struct bytes *, uint8_t *out);
bool bytes_u16(struct bytes *, uint16_t *out); /* network order */
bool bytes_u24(struct bytes *, uint32_t *out);
bool bytes_u32(struct bytes *, uint32_t *out);
bool bytes_u64(struct bytes *, uint64_t *out);
/* Little-endian forms for file formats that have them (pcap, pcapng). */
bool bytes_u16le(struct bytes *, uint16_t *out);
bool bytes_u32le(struct bytes *, uint32_t *out);
bool bytes_skip(struct bytes *, size_t n);
/* A reader over the next n bytes, which are taken from this one. */
bool bytes_take(struct bytes *, size_t n, struct bytes *out);
/* Copies n bytes out. */
bool bytes_copy(struct bytes *, void *to, size_t n);

#endif
