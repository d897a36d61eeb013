/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* addr.c: addresses and prefixes. */
#include "base/addr.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/text.h"

size_t
addr_size(const struct addr *a)
{
	return a->family == 4 ? 4 : a->family == 6 ? 16 : 0;
}

unsigned
addr_bits(const struct addr *a)
{
	return (unsigned)addr_size(a) * 8;
}

static enum result
parse_zone(const char *text, uint32_t *out)
{
	uint64_t n;

	if (text_u64(text, 1, UINT32_MAX, &n) == RESULT_OK) {
		*out = (uint32_t)n;
		return RESULT_OK;
	}
	*out = if_nametoindex(text);
	return *out != 0 ? RESULT_OK : RESULT_UNKNOWN;
}

enum result
addr_parse(const char *text, struct addr *out)
{
	struct addr a = {0};
	const char *percent = strchr(text, '%');
	char host[INET6_ADDRSTRLEN];
	size_t len = percent != NULL ? (size_t)(percent - text) : strlen(text);

	if (len == 0 || len >= sizeof(host))
		return RESULT_MALFORMED;
	memcpy(host, text, len);
	host[len] = '\0';
	if (inet_pton(AF_INET, host, a.ip) == 1)
		a.family = 4;
	else if (inet_pton(AF_INET6, host, a.ip) == 1)
		a.family = 6;
	else
		return RESULT_MALFORMED;
	if (percent != NULL && (a.family != 6 || parse_zone(percent + 1, &a.zone) != RESULT_OK))
		return RESULT_MALFORMED;
	*out = a;
	return RESULT_OK;
}

char *
addr_format(const struct addr *a, char buf[ADDR_TEXT_MAX])
{
	char name[IF_NAMESIZE];
	size_t len;

	buf[0] = '\0';
	if (a->family == 0)
		return buf;
	inet_ntop(a->family == 4 ? AF_INET : AF_INET6, a->ip, buf, ADDR_TEXT_MAX);
	len = strlen(buf);
	if (a->zone != 0 && if_indextoname(a->zone, name) != NULL)
		snprintf(buf + len, ADDR_TEXT_MAX - len, "%%%s", name);
	else if (a->zone != 0)
		snprintf(buf + len, ADDR_TEXT_MAX - len, "%%%u", a->zone);
	return buf;
}

int
addr_compare(const struct addr *a, const struct addr *b)
{
	int c = (a->family > b->family) - (a->family < b->family);

	if (c == 0)
		c = memcmp(a->ip, b->ip, sizeof(a->ip));
	return c != 0 ? c : (a->zone > b->zone) - (a->zone < b->zone);
}

bool
addr_equal(const struct addr *a, const struct addr *b)
{
	return addr_compare(a, b) == 0;
}

enum result
addr_add(const struct addr *a, uint64_t n, struct addr *out)
{
	struct addr sum = *a;
	unsigned carry = 0;

	for (size_t i = addr_size(a); i-- > 0; n >>= 8) {
		unsigned v = sum.ip[i] + (unsigned)(n & 0xff) + carry;

		sum.ip[i] = (uint8_t)v;
		carry = v >> 8;
	}
	if (carry != 0 || n != 0)
		return RESULT_RANGE;
	*out = sum;
	return RESULT_OK;
}

enum result
addr_distance(const struct addr *a, const struct addr *b, uint64_t *out)
{
	uint64_t high = 0, low = 0;
	unsigned borrow = 0;
	size_t size = addr_size(a);

	if (a->family != b->family || memcmp(a->ip, b->ip, size) > 0)
		return RESULT_RANGE;
	for (size_t i = size; i-- > 0;) {
		unsigned v = 256u + b->ip[i] - a->ip[i] - borrow;
		size_t place = size - 1 - i;

		borrow = v < 256;
		if (place < 8)
			low |= (uint64_t)(v & 0xff) << (8 * place);
		else
			high |= v & 0xff;
	}
	if (high != 0)
		return RESULT_RANGE;
	*out = low;
	return RESULT_OK;
}

static uint64_t
mix(uint64_t h)
{
	h ^= h >> 32;
	h *= UINT64_C(0xd6e8feb86659fd93);
	h ^= h >> 32;
	h *= UINT64_C(0xd6e8feb86659fd93);
	return h ^ h >> 32;
}

uint64_t
addr_hash(const struct addr *a)
{
	static uint64_t key;
	uint64_t high, low;

	if (key == 0) {
		if (getrandom(&key, sizeof(key), 0) != sizeof(key))
			key = (uint64_t)(uintptr_t)&key;
		key |= 1;
	}
	memcpy(&high, a->ip, 8);
	memcpy(&low, a->ip + 8, 8);
	return mix(mix(mix(key ^ high) ^ low) ^ a->zone ^ (uint64_t)a->family << 32);
}

socklen_t
addr_to_sockaddr(const struct addr *a, uint16_t port, struct sockaddr_storage *out)
{
	memset(out, 0, sizeof(*out));
	if (a->family == 4) {
		struct sockaddr_in *in = (struct sockaddr_in *)out;

		in->sin_family = AF_INET;
		in->sin_port = htons(port);
		memcpy(&in->sin_addr, a->ip, 4);
		return sizeof(*in);
	}
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)out;

	in6->sin6_family = AF_INET6;
	in6->sin6_port = htons(port);
	in6->sin6_scope_id = a->zone;
	memcpy(&in6->sin6_addr, a->ip, 16);
	return sizeof(*in6);
}

enum result
addr_from_sockaddr(const struct sockaddr *sa, struct addr *out, uint16_t *port)
{
	struct addr a = {0};
	uint16_t p;

	if (sa->sa_family == AF_INET) {
		const struct sockaddr_in *in = (const struct sockaddr_in *)sa;

		a.family = 4;
		memcpy(a.ip, &in->sin_addr, 4);
		p = ntohs(in->sin_port);
	} else if (sa->sa_family == AF_INET6) {
		const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)sa;

		a.family = 6;
		memcpy(a.ip, &in6->sin6_addr, 16);
		/* A zone means something for link-local addresses only (RFC 4007). */
		a.zone = IN6_IS_ADDR_LINKLOCAL(&in6->sin6_addr) ? in6->sin6_scope_id : 0;
		p = ntohs(in6->sin6_port);
	} else {
		return RESULT_UNSUPPORTED;
	}
	*out = a;
	if (port != NULL)
		*port = p;
	return RESULT_OK;
}

/* Clears (or, with fill, sets) the bits of an address behind the first len. */
static void
host_bits(struct addr *a, unsigned len, bool fill)
{
	for (unsigned i = 0; i < addr_size(a); i++) {
		unsigned keep = len > 8 * i ? len - 8 * i : 0;
		uint8_t mask = keep >= 8 ? 0 : (uint8_t)(0xff >> keep);

		a->ip[i] = fill ? a->ip[i] | mask : a->ip[i] & (uint8_t)~mask;
	}
}

struct prefix
prefix_of(const struct addr *a, unsigned len)
{
	struct prefix p = {.addr = *a, .len = (uint8_t)(len > addr_bits(a) ? addr_bits(a) : len)};

	host_bits(&p.addr, p.len, false);
	return p;
}

enum result
prefix_parse(const char *text, bool strict, struct prefix *out)
{
	const char *slash = strchr(text, '/');
	char host[ADDR_TEXT_MAX];
	size_t n = slash != NULL ? (size_t)(slash - text) : strlen(text);
	struct addr a;
	struct prefix p;
	uint64_t len;

	if (n >= sizeof(host))
		return RESULT_MALFORMED;
	memcpy(host, text, n);
	host[n] = '\0';
	if (addr_parse(host, &a) != RESULT_OK)
		return RESULT_MALFORMED;
	len = addr_bits(&a);
	if (slash != NULL && text_u64(slash + 1, 0, addr_bits(&a), &len) != RESULT_OK)
		return RESULT_MALFORMED;
	p = prefix_of(&a, (unsigned)len);
	if (strict && !addr_equal(&p.addr, &a))
		return RESULT_MALFORMED;
	*out = p;
	return RESULT_OK;
}

char *
prefix_format(const struct prefix *p, char buf[PREFIX_TEXT_MAX])
{
	size_t len;

	addr_format(&p->addr, buf);
	len = strlen(buf);
	snprintf(buf + len, PREFIX_TEXT_MAX - len, "/%u", p->len);
	return buf;
}

bool
prefix_has(const struct prefix *p, const struct addr *a)
{
	struct prefix q;

	if (p->addr.family != a->family || (p->addr.zone != 0 && p->addr.zone != a->zone))
		return false;
	q = prefix_of(a, p->len);
	return memcmp(p->addr.ip, q.addr.ip, sizeof(q.addr.ip)) == 0;
}

bool
prefix_covers(const struct prefix *a, const struct prefix *b)
{
	return a->len <= b->len && prefix_has(a, &b->addr);
}

struct addr
prefix_first(const struct prefix *p)
{
	return p->addr;
}

struct addr
prefix_last(const struct prefix *p)
{
	struct addr a = p->addr;

	host_bits(&a, p->len, true);
	return a;
}
