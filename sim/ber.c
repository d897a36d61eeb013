/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* ber.c: reading and writing of the Basic Encoding Rules for the agent. */
#include "sim/ber.h"

#include <string.h>

/* X.690 8.1.3: short form, or long form with one to four octets of length. */
static bool
take_length(struct bytes *in, size_t *out)
{
	uint8_t first, more;
	size_t len = 0;

	if (!bytes_u8(in, &first))
		return false;
	if (first < 0x80) {
		*out = first;
		return true;
	}
	if (first == 0x80 || first > 0x84)
		return false;
	for (unsigned i = 0; i < (first & 0x7fu); i++) {
		if (!bytes_u8(in, &more))
			return false;
		len = len << 8 | more;
	}
	*out = len;
	return true;
}

bool
ber_take(struct bytes *in, uint8_t *tag, struct bytes *content)
{
	size_t len;

	return bytes_u8(in, tag) && take_length(in, &len) && bytes_take(in, len, content);
}

bool
ber_expect(struct bytes *in, uint8_t tag, struct bytes *content)
{
	uint8_t found;

	return ber_take(in, &found, content) && found == tag;
}

bool
ber_expect_int(struct bytes *in, int64_t *out)
{
	struct bytes content;
	uint8_t octet;
	uint64_t value;

	if (!ber_expect(in, BER_INTEGER, &content) || content.left == 0 || content.left > 8)
		return false;
	value = content.at[0] & 0x80 ? UINT64_MAX : 0;
	while (bytes_u8(&content, &octet))
		value = value << 8 | octet;
	*out = (int64_t)value;
	return true;
}

static bool
take_number(struct bytes *in, uint32_t *out)
{
	uint8_t octet;
	uint64_t value = 0;

	do {
		if (!bytes_u8(in, &octet))
			return false;
		value = value << 7 | (octet & 0x7f);
		if (value > UINT32_MAX)
			return false;
	} while (octet & 0x80);
	*out = (uint32_t)value;
	return true;
}

bool
ber_read_oid(struct bytes content, struct oid *out)
{
	uint32_t number;
	unsigned n = 0;

	if (!take_number(&content, &number))
		return false;
	/* X.690 8.19.4: the first two numbers share an octet string. */
	out->at[n++] = number < 80 ? number / 40 : 2;
	out->at[n++] = number < 80 ? number % 40 : number - 80;
	while (content.left > 0) {
		if (n == BER_OID_MAX || !take_number(&content, &number))
			return false;
		out->at[n++] = number;
	}
	out->n = (uint8_t)n;
	return true;
}

bool
oid_parse(const char *text, struct oid *out)
{
	unsigned n = 0;

	if (*text == '.')
		text++;
	for (;;) {
		uint64_t number = 0;

		if (*text < '0' || *text > '9' || n == BER_OID_MAX)
			return false;
		for (; *text >= '0' && *text <= '9'; text++) {
			number = number * 10 + (uint64_t)(*text - '0');
			if (number > UINT32_MAX)
				return false;
		}
		out->at[n++] = (uint32_t)number;
		if (*text == '\0')
			break;
		if (*text++ != '.')
			return false;
	}
	out->n = (uint8_t)n;
	return n >= 2;
}

int
oid_compare(const uint32_t *a, size_t na, const uint32_t *b, size_t nb)
{
	size_t n = na < nb ? na : nb;

	for (size_t i = 0; i < n; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return na < nb ? -1 : na > nb;
}

size_t
ber_put_int(uint8_t *to, size_t cap, int64_t value)
{
	size_t n = 8;

	/* X.690 8.3.2: the first nine bits are neither all ones nor all zeros. */
	while (n > 1 && (value >> (8 * n - 9) == 0 || value >> (8 * n - 9) == -1))
		n--;
	if (n > cap)
		return 0;
	for (size_t i = 0; i < n; i++)
		to[i] = (uint8_t)((uint64_t)value >> (8 * (n - 1 - i)));
	return n;
}

size_t
ber_put_unsigned(uint8_t *to, size_t cap, uint64_t value)
{
	if (value <= INT64_MAX)
		return ber_put_int(to, cap, (int64_t)value);
	if (cap < 9)
		return 0;
	to[0] = 0;
	for (size_t i = 0; i < 8; i++)
		to[i + 1] = (uint8_t)(value >> (8 * (7 - i)));
	return 9;
}

static size_t
number_size(uint64_t number)
{
	size_t n = 1;

	while (number >>= 7)
		n++;
	return n;
}

static uint8_t *
put_number(uint8_t *to, uint64_t number)
{
	size_t n = number_size(number);

	for (size_t i = 0; i < n; i++)
		to[i] = (uint8_t)((number >> (7 * (n - 1 - i)) & 0x7f) | (i + 1 < n ? 0x80 : 0));
	return to + n;
}

/* The joint first number; OIDs of fewer than two numbers count as 0.0. */
static uint64_t
joint(const uint32_t *oid, size_t n)
{
	return n < 2 ? 0 : (uint64_t)oid[0] * 40 + oid[1];
}

size_t
ber_oid_size(const uint32_t *oid, size_t n)
{
	size_t size = number_size(joint(oid, n));

	for (size_t i = 2; i < n; i++)
		size += oid[i] < 0x80 ? 1 : number_size(oid[i]);
	return size;
}

size_t
ber_put_oid(uint8_t *to, size_t cap, const uint32_t *oid, size_t n)
{
	uint8_t *at = to;

	if (ber_oid_size(oid, n) > cap)
		return 0;
	at = put_number(at, joint(oid, n));
	for (size_t i = 2; i < n; i++) {
		if (oid[i] < 0x80)
			*at++ = (uint8_t)oid[i];
		else
			at = put_number(at, oid[i]);
	}
	return (size_t)(at - to);
}

size_t
ber_head_size(size_t content)
{
	if (content < 0x80)
		return 2;
	return content < 0x100 ? 3 : content < 0x10000 ? 4 : 5;
}

struct ber_out
ber_out_of(uint8_t *base, size_t cap)
{
	return (struct ber_out){.base = base, .at = cap, .cap = cap};
}

size_t
ber_mark(const struct ber_out *out)
{
	return out->cap - out->at;
}

struct bytes
ber_written(const struct ber_out *out)
{
	if (out->full)
		return bytes_of("", 0);
	return bytes_of(out->base + out->at, out->cap - out->at);
}

void
ber_push(struct ber_out *out, const void *data, size_t len)
{
	if (len > out->at) {
		out->full = true;
		return;
	}
	out->at -= len;
	if (len > 0)
		memcpy(out->base + out->at, data, len);
}

void
ber_wrap(struct ber_out *out, uint8_t tag, size_t mark)
{
	size_t len = ber_mark(out) - mark;
	uint8_t head[5];
	size_t n = ber_head_size(len);

	head[0] = tag;
	if (n == 2) {
		head[1] = (uint8_t)len;
	} else {
		head[1] = (uint8_t)(0x80 | (n - 2));
		for (size_t i = 2; i < n; i++)
			head[i] = (uint8_t)(len >> (8 * (n - 1 - i)));
	}
	ber_push(out, head, n);
}

void
ber_push_octets(struct ber_out *out, uint8_t tag, const void *data, size_t len)
{
	size_t mark = ber_mark(out);

	ber_push(out, data, len);
	ber_wrap(out, tag, mark);
}

void
ber_push_int(struct ber_out *out, int64_t value)
{
	uint8_t octets[8];

	ber_push_octets(out, BER_INTEGER, octets, ber_put_int(octets, sizeof octets, value));
}

void
ber_push_unsigned(struct ber_out *out, uint8_t tag, uint64_t value)
{
	uint8_t octets[9];

	ber_push_octets(out, tag, octets, ber_put_unsigned(octets, sizeof octets, value));
}

void
ber_push_oid(struct ber_out *out, const uint32_t *oid, size_t n)
{
	size_t mark = ber_mark(out), size = ber_oid_size(oid, n);

	if (size > out->at) {
		out->full = true;
		return;
	}
	out->at -= size;
	ber_put_oid(out->base + out->at, size, oid, n);
	ber_wrap(out, BER_OID, mark);
}
