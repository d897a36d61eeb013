/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* bytes.c: the bounded reader. Every read goes through take(). */
#include "base/bytes.h"

#include <string.h>

struct bytes
bytes_of(const void *data, size_t len)
{
	return (struct bytes){.at = data, .left = len};
}

static const uint8_t *
take(struct bytes *b, size_t n)
{
	const uint8_t *at = b->at;

	if (n > b->left) {
		b->is_short = true;
		return NULL;
	}
	if (n > 0)
		b->at += n;
	b->left -= n;
	return at;
}

/* A big-endian number of n bytes, n in 1..8. */
static bool
big(struct bytes *b, size_t n, uint64_t *out)
{
	const uint8_t *at = take(b, n);
	uint64_t v = 0;

	if (at == NULL)
		return false;
	for (size_t i = 0; i < n; i++)
		v = v << 8 | at[i];
	*out = v;
	return true;
}

static bool
little(struct bytes *b, size_t n, uint64_t *out)
{
	const uint8_t *at = take(b, n);
	uint64_t v = 0;

	if (at == NULL)
		return false;
	for (size_t i = n; i > 0; i--)
		v = v << 8 | at[i - 1];
	*out = v;
	return true;
}

bool
bytes_u8(struct bytes *b, uint8_t *out)
{
	uint64_t v;

	if (!big(b, 1, &v))
		return false;
	*out = (uint8_t)v;
	return true;
}

bool
bytes_u16(struct bytes *b, uint16_t *out)
{
	uint64_t v;

	if (!big(b, 2, &v))
		return false;
	*out = (uint16_t)v;
	return true;
}

bool
bytes_u24(struct bytes *b, uint32_t *out)
{
	uint64_t v;

	if (!big(b, 3, &v))
		return false;
	*out = (uint32_t)v;
	return true;
}

bool
bytes_u32(struct bytes *b, uint32_t *out)
{
	uint64_t v;

	if (!big(b, 4, &v))
		return false;
	*out = (uint32_t)v;
	return true;
}

bool
bytes_u64(struct bytes *b, uint64_t *out)
{
	return big(b, 8, out);
}

bool
bytes_u16le(struct bytes *b, uint16_t *out)
{
	uint64_t v;

	if (!little(b, 2, &v))
		return false;
	*out = (uint16_t)v;
	return true;
}

bool
bytes_u32le(struct bytes *b, uint32_t *out)
{
	uint64_t v;

	if (!little(b, 4, &v))
		return false;
	*out = (uint32_t)v;
	return true;
}

bool
bytes_skip(struct bytes *b, size_t n)
{
	return n == 0 || take(b, n) != NULL;
}

bool
bytes_take(struct bytes *b, size_t n, struct bytes *out)
{
	const uint8_t *at = b->at;

	if (n > 0 && (at = take(b, n)) == NULL)
		return false;
	*out = bytes_of(at, n);
	return true;
}

bool
bytes_copy(struct bytes *b, void *to, size_t n)
{
	const uint8_t *at;

	if (n == 0)
		return true;
	if ((at = take(b, n)) == NULL)
		return false;
	memcpy(to, at, n);
	return true;
}
