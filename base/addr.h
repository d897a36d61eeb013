/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * addr.h: IPv4 and IPv6 addresses and prefixes. Values, copied freely; no
 * allocation, no lookups (names are resolved by scanner/targets).
 */
#ifndef RANMAP_BASE_ADDR_H
#define RANMAP_BASE_ADDR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/result.h"

/* Room for the longest text form with a zone name and the final NUL. */
#define ADDR_TEXT_MAX 64
#define PREFIX_TEXT_MAX (ADDR_TEXT_MAX + 4)

/* family is 4 or 6 (0: no address); ip holds 4 or 16 bytes in network order,
 * the rest is zero, so that two addresses can be compared as memory. zone is
 * the interface index of a link-local IPv6 address (RFC 4007), else 0. */
struct addr {
	uint8_t family;
	uint8_t ip[16];
	uint32_t zone;
};

struct prefix {
	struct addr addr; /* host bits are zero */
	uint8_t len;	  /* 0..32 or 0..128 */
};

/* Parses "192.0.2.1", "2001:db8::1", "fe80::1%eth0" (or %3). No names. */
enum result addr_parse(const char *text, struct addr *out);
/* Writes the canonical text (RFC 5952 for IPv6) with the zone, if any. Returns buf. */
char *addr_format(const struct addr *, char buf[ADDR_TEXT_MAX]);
/* memcmp order: IPv4 before IPv6, then by value, then by zone. */
int addr_compare(const struct addr *, const struct addr *);
bool addr_equal(const struct addr *, const struct addr *);
/* The number of bytes in use: 4 or 16; 0 for no address. */
size_t addr_size(const struct addr *);
unsigned addr_bits(const struct addr *);
/* a + n; wraps are RESULT_RANGE. */
enum result addr_add(const struct addr *a, uint64_t n, struct addr *out);
/* b - a as a count; RESULT_RANGE where b < a, the families differ, or the
 * distance exceeds 64 bits. */
enum result addr_distance(const struct addr *a, const struct addr *b, uint64_t *out);
/* 64-bit hash, keyed per process (the network chooses the addresses). */
uint64_t addr_hash(const struct addr *);

/* Between the socket API and struct addr. sockaddr_to: returns the length used. */
socklen_t addr_to_sockaddr(const struct addr *, uint16_t port, struct sockaddr_storage *);
enum result addr_from_sockaddr(const struct sockaddr *, struct addr *out, uint16_t *port);

/* Parses "10.0.0.0/8"; a plain address is a prefix of full length. Host bits
 * set is RESULT_MALFORMED where strict, else they are cleared. */
enum result prefix_parse(const char *text, bool strict, struct prefix *out);
char *prefix_format(const struct prefix *, char buf[PREFIX_TEXT_MAX]);
bool prefix_has(const struct prefix *, const struct addr *);
/* True where every address of b is in a. */
bool prefix_covers(const struct prefix *a, const struct prefix *b);
/* The prefix of len bits that holds the address. */
struct prefix prefix_of(const struct addr *, unsigned len);
/* First and last address of a prefix, all of them counted as hosts. */
struct addr prefix_first(const struct prefix *);
struct addr prefix_last(const struct prefix *);

#endif
