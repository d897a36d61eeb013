/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* lldp_tlv.h: what the decoders of the TLV families share; private to lldp*.c. */
#ifndef RANMAP_PROBES_LLDP_TLV_H
#define RANMAP_PROBES_LLDP_TLV_H

#include "probes/lldp.h"

/* Different organisational TLVs whose repetitions are told apart in one frame. */
#define LLDP_SEEN_MAX 64

/* One frame while it is read. */
struct lldp {
	struct sink *sink;
	unsigned count;	      /* TLVs read so far */
	unsigned n_addresses; /* management addresses so far: their index */
	unsigned n_protocols; /* protocol identities so far */
	uint32_t seen;	      /* basic types that were there, a bit each */
	struct {
		uint32_t what; /* OUI and subtype */
		unsigned times;
	} orgs[LLDP_SEEN_MAX];
	size_t n_orgs;
};

/* A line of a table from type to reader. A reader puts what it can and returns
 * RESULT_OK, RESULT_TRUNCATED (value too short) or RESULT_MALFORMED. */
struct lldp_kind {
	uint8_t type;	 /* or subtype */
	const char *key; /* for readers that serve several lines */
	enum result (*read)(struct lldp *, const struct lldp_kind *, struct bytes value);
};

/* Tables; each ends with a line without reader. */
extern const struct lldp_kind lldp_basic_kinds[];
extern const struct lldp_kind lldp_dot1_kinds[]; /* IEEE 802.1, OUI 00-80-C2 */
extern const struct lldp_kind lldp_dot3_kinds[]; /* IEEE 802.3, OUI 00-12-0F */
extern const struct lldp_kind lldp_med_kinds[];	 /* ANSI/TIA-1057, OUI 00-12-BB */
const struct lldp_kind *lldp_kind_find(const struct lldp_kind *table, uint8_t type);

/* The type 127: OUI, subtype, and what the tables say about them. */
enum result lldp_read_org(struct lldp *, const struct lldp_kind *, struct bytes value);

/* Readers for common forms: the value as it came, in hexadecimal, as a number. */
enum result lldp_read_text(struct lldp *, const struct lldp_kind *, struct bytes);
enum result lldp_read_hex(struct lldp *, const struct lldp_kind *, struct bytes);
enum result lldp_read_u16(struct lldp *, const struct lldp_kind *, struct bytes);

void lldp_put_number(struct sink *, const char *key, const char *index, uint64_t);
void lldp_put_hex(struct sink *, const char *key, const char *index, struct bytes);
/* Lower case with colons; six bytes are a MAC, other lengths are written alike. */
void lldp_put_mac(struct sink *, const char *key, const char *index, struct bytes);
/* The names of the bits that are set, joined by commas; bit i has names[i]. A
 * bit without a name is its number. */
void lldp_put_bits(struct sink *, const char *key, const char *index, uint32_t bits,
	const char *const *names, size_t n);
/* An address by its IANA address family number: 1 IPv4, 2 IPv6, 6 MAC; any
 * other, or a wrong length, as hexadecimal and RESULT_MALFORMED for the latter. */
enum result lldp_put_address(
	struct sink *, const char *key, const char *index, uint8_t family, struct bytes);
/* The content octets of a BER object identifier (X.690, 8.19), dotted. */
enum result lldp_put_oid(struct sink *, const char *key, const char *index, struct bytes);

/* Cisco's protocol: the payload behind the SNAP head. */
enum result lldp_cdp_decode(struct bytes payload, struct sink *);

#endif
