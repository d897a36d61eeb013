/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * ber.h: as much of the Basic Encoding Rules (X.690) as SNMP needs (RFC 3417
 * section 8): definite lengths, one-octet tags. Reading goes through
 * base/bytes.h; writing goes from the end of a buffer to its front, so that
 * every length is known when it is written.
 */
#ifndef RANMAP_SIM_BER_H
#define RANMAP_SIM_BER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/* Tags: X.690, RFC 2578 (application types), RFC 3416 (exceptions, PDUs). */
enum ber_tag {
	BER_INTEGER = 0x02,
	BER_OCTETS = 0x04,
	BER_NULL = 0x05,
	BER_OID = 0x06,
	BER_SEQUENCE = 0x30,
	BER_ADDRESS = 0x40,
	BER_COUNTER32 = 0x41,
	BER_GAUGE32 = 0x42,
	BER_TICKS = 0x43,
	BER_OPAQUE = 0x44,
	BER_COUNTER64 = 0x46,
	BER_NO_OBJECT = 0x80,
	BER_NO_INSTANCE = 0x81,
	BER_END_OF_MIB = 0x82,
	BER_GET = 0xa0,
	BER_GETNEXT = 0xa1,
	BER_RESPONSE = 0xa2,
	BER_SET = 0xa3,
	BER_GETBULK = 0xa5,
	BER_REPORT = 0xa8,
};

/* RFC 2578 section 3.5: at most 128 sub-identifiers. */
#define BER_OID_MAX 128

struct oid {
	uint32_t at[BER_OID_MAX];
	uint8_t n;
};

/* Takes one element. False where it is cut, indefinite or longer than the rest. */
bool ber_take(struct bytes *, uint8_t *tag, struct bytes *content);
/* The same, and the tag must be this one. */
bool ber_expect(struct bytes *, uint8_t tag, struct bytes *content);
/* An INTEGER of at most eight octets. */
bool ber_expect_int(struct bytes *, int64_t *out);
/* The content octets of an OBJECT IDENTIFIER. */
bool ber_read_oid(struct bytes content, struct oid *out);

/* Dotted text, with or without a leading dot; at least two numbers. */
bool oid_parse(const char *text, struct oid *out);
/* <0, 0, >0 in the order of RFC 2578: number by number, the shorter first. */
int oid_compare(const uint32_t *a, size_t na, const uint32_t *b, size_t nb);

/* Content octets into a buffer: returns their number, 0 where cap is too small. */
size_t ber_put_int(uint8_t *to, size_t cap, int64_t value);
size_t ber_put_unsigned(uint8_t *to, size_t cap, uint64_t value);
size_t ber_put_oid(uint8_t *to, size_t cap, const uint32_t *oid, size_t n);
/* How many content octets an OID takes; how many octets tag and length take. */
size_t ber_oid_size(const uint32_t *oid, size_t n);
size_t ber_head_size(size_t content);

/* A writer that fills a borrowed buffer from its end. */
struct ber_out {
	uint8_t *base;
	size_t at; /* what is written stands at base[at..cap-1] */
	size_t cap;
	bool full; /* something did not fit: the result is void */
};

struct ber_out ber_out_of(uint8_t *base, size_t cap);
/* What was written so far, in bytes. */
size_t ber_mark(const struct ber_out *);
/* All that was written; left is 0 where it did not fit. */
struct bytes ber_written(const struct ber_out *);
void ber_push(struct ber_out *, const void *, size_t);
/* Tag and length in front of the bytes that were written since the mark. */
void ber_wrap(struct ber_out *, uint8_t tag, size_t mark);
void ber_push_int(struct ber_out *, int64_t);
void ber_push_unsigned(struct ber_out *, uint8_t tag, uint64_t);
void ber_push_octets(struct ber_out *, uint8_t tag, const void *, size_t);
void ber_push_oid(struct ber_out *, const uint32_t *oid, size_t n);

#endif
