/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* scope.c: the scope as prefixes: the configured ones, or loopback, private and
 * link-local addresses. */
#include "scanner/scope.h"

#include <stdlib.h>

/* RFC 1122 and RFC 4291 loopback, RFC 1918, RFC 6598, RFC 3927, RFC 4193 (ULA). */
static const char *const default_texts[] = {
	"127.0.0.0/8",
	"10.0.0.0/8",
	"172.16.0.0/12",
	"192.168.0.0/16",
	"100.64.0.0/10",
	"169.254.0.0/16",
	"::1/128",
	"fc00::/7",
	"fe80::/10",
};

/* No device has one of these for its own, whatever a scope says: RFC 1122 3.2.1.3,
 * RFC 5771, RFC 919, RFC 4291 2.5.2 and 2.7. */
static const char *const nobody_texts[] = {
	"0.0.0.0/8", "224.0.0.0/4", "255.255.255.255/32", "::/128", "ff00::/8"};

#define NOBODY (sizeof(nobody_texts) / sizeof(nobody_texts[0]))

static struct prefix nobody[NOBODY];

#define DEFAULTS (sizeof(default_texts) / sizeof(default_texts[0]))

static struct prefix defaults[DEFAULTS];

static void
fill_defaults(void)
{
	if (defaults[0].len != 0)
		return;
	for (size_t i = 0; i < NOBODY; i++)
		if (prefix_parse(nobody_texts[i], true, &nobody[i]) != RESULT_OK)
			abort();
	for (size_t i = 0; i < DEFAULTS; i++)
		if (prefix_parse(default_texts[i], true, &defaults[i]) != RESULT_OK)
			abort();
}

static const struct prefix *
prefixes(const struct settings *s, size_t *n)
{
	fill_defaults();
	if (s->n_scope > 0) {
		*n = s->n_scope;
		return s->scope;
	}
	*n = DEFAULTS;
	return defaults;
}

static bool
any_has(const struct prefix *list, size_t n, const struct addr *a)
{
	for (size_t i = 0; i < n; i++)
		if (prefix_has(&list[i], a))
			return true;
	return false;
}

bool
scope_allows(const struct settings *s, const struct addr *a)
{
	size_t n;
	const struct prefix *scope = prefixes(s, &n);

	return any_has(scope, n, a) && !any_has(nobody, NOBODY, a) &&
	       !any_has(s->exclude, s->n_exclude, a);
}

/* An IPv6 range that is larger than 2^64 counts as this. */
static uint64_t
size_of(const struct addr *first, const struct addr *last)
{
	uint64_t n;

	if (addr_distance(first, last, &n) != RESULT_OK || n == UINT64_MAX)
		return UINT64_MAX;
	return n + 1;
}

/* The part of a range that lies in a prefix, added to both. */
static enum result
add_part(const struct prefix *p, const struct addr *first, const struct addr *last,
	struct targets *to, struct targets *inside)
{
	struct addr from = prefix_first(p), until = prefix_last(p);
	enum result r;

	if (p->addr.zone == 0)
		from.zone = until.zone = first->zone;
	if (from.family != first->family || from.zone != first->zone)
		return RESULT_OK;
	if (addr_compare(&from, first) < 0)
		from = *first;
	if (addr_compare(&until, last) > 0)
		until = *last;
	if (addr_compare(&from, &until) > 0)
		return RESULT_OK;
	if ((r = targets_add_range(inside, &from, &until)) != RESULT_OK)
		return r;
	return targets_add_range(to, &from, &until);
}

enum result
scope_add(const struct settings *s, struct targets *to, const struct addr *first,
	const struct addr *last, uint64_t *skipped)
{
	struct targets *inside = targets_new();
	size_t n;
	const struct prefix *scope = prefixes(s, &n);
	uint64_t size = size_of(first, last), left;
	enum result r = RESULT_OK;

	for (size_t i = 0; i < n && r == RESULT_OK; i++)
		r = add_part(&scope[i], first, last, to, inside);
	for (size_t i = 0; i < NOBODY; i++) {
		targets_exclude(inside, &nobody[i]);
		targets_exclude(to, &nobody[i]);
	}
	left = targets_count(inside);
	targets_free(inside);
	if (r != RESULT_OK)
		return r;
	if (left == 0)
		return RESULT_REFUSED;
	*skipped += size - left;
	return RESULT_OK;
}

uint64_t
scope_exclude(const struct settings *s, struct targets *t)
{
	uint64_t before = targets_count(t);

	for (size_t i = 0; i < s->n_exclude; i++)
		targets_exclude(t, &s->exclude[i]);
	return before - targets_count(t);
}

void
scope_describe(const struct settings *s, struct buf *out)
{
	char text[PREFIX_TEXT_MAX];

	if (s->n_scope == 0)
		buf_puts(
			out, "loopback, private and link-local addresses (no scope is configured)");
	for (size_t i = 0; i < s->n_scope; i++)
		buf_printf(out, "%s%s", i > 0 ? ", " : "", prefix_format(&s->scope[i], text));
}
