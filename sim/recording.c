/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* recording.c: reads recordings of agents. */
#include "sim/recording.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

#define FILE_MAX (64u << 20)

/* Where a value goes while it is turned into content octets. */
struct octets {
	uint8_t at[UINT16_MAX];
	size_t n;
};

static bool
from_integer(const char *text, size_t len, struct octets *out)
{
	char copy[32], *end;
	long long value;

	if (len == 0 || len >= sizeof copy)
		return false;
	memcpy(copy, text, len);
	copy[len] = '\0';
	errno = 0;
	value = strtoll(copy, &end, 10);
	out->n = ber_put_int(out->at, sizeof out->at, value);
	return errno == 0 && end != copy && *end == '\0';
}

static bool
from_unsigned(const char *text, size_t len, struct octets *out)
{
	char copy[32], *end;
	unsigned long long value;

	if (len == 0 || len >= sizeof copy || *text == '-')
		return from_integer(text, len, out);
	memcpy(copy, text, len);
	copy[len] = '\0';
	errno = 0;
	value = strtoull(copy, &end, 10);
	out->n = ber_put_unsigned(out->at, sizeof out->at, value);
	return errno == 0 && end != copy && *end == '\0';
}

static bool
from_oid(const char *text, size_t len, struct octets *out)
{
	char copy[1500];
	struct oid oid;

	if (len >= sizeof copy)
		return false;
	memcpy(copy, text, len);
	copy[len] = '\0';
	if (!oid_parse(copy, &oid))
		return false;
	out->n = ber_put_oid(out->at, sizeof out->at, oid.at, oid.n);
	return out->n > 0;
}

static bool
from_address(const char *text, size_t len, struct octets *out)
{
	char copy[32];
	struct in_addr a;

	if (len >= sizeof copy)
		return false;
	memcpy(copy, text, len);
	copy[len] = '\0';
	if (inet_pton(AF_INET, copy, &a) != 1)
		return false;
	memcpy(out->at, &a, out->n = 4);
	return true;
}

static bool
to_octets(unsigned tag, bool hex, const char *text, size_t len, struct octets *out)
{
	if (hex)
		return text_unhex(text, len, out->at, sizeof out->at, &out->n) == RESULT_OK;
	switch (tag) {
	case BER_INTEGER:
		return from_integer(text, len, out);
	case BER_COUNTER32:
	case BER_GAUGE32:
	case BER_TICKS:
	case BER_COUNTER64:
		return from_unsigned(text, len, out);
	case BER_OID:
		return from_oid(text, len, out);
	case BER_ADDRESS:
		return from_address(text, len, out);
	case BER_NULL:
		out->n = 0;
		return true;
	case BER_OCTETS:
	case BER_OPAQUE:
		if (len > sizeof out->at)
			return false;
		memcpy(out->at, text, out->n = len);
		return true;
	default:
		return false;
	}
}

static bool
add_line(struct mib_draft *d, const char *line, size_t len, struct octets *scratch)
{
	const char *end = line + len, *type = memchr(line, '|', len), *value;
	char name[1500];
	struct oid oid;
	unsigned tag = 0;

	if (type == NULL || (size_t)(type - line) >= sizeof name)
		return false;
	value = memchr(type + 1, '|', (size_t)(end - type - 1));
	if (value == NULL)
		return false;
	memcpy(name, line, (size_t)(type - line));
	name[type - line] = '\0';
	if (!oid_parse(name, &oid))
		return false;
	for (type++; *type >= '0' && *type <= '9' && tag < 1000; type++)
		tag = tag * 10 + (unsigned)(*type - '0');
	if (type != value && !(type + 1 == value && *type == 'x'))
		return false;
	value++;
	if (!to_octets(tag, *type == 'x', value, (size_t)(end - value), scratch))
		return false;
	mib_add(d, oid.at, oid.n, (uint8_t)tag, scratch->at, scratch->n);
	return true;
}

struct mib *
recording_parse(const char *text, size_t len, size_t *bad_lines)
{
	struct octets *scratch = xmalloc(sizeof *scratch);
	struct mib_draft d = {0};
	const char *end = text + len;
	struct mib *mib;

	*bad_lines = 0;
	while (text < end) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));
		size_t n = (size_t)((stop != NULL ? stop : end) - text);

		if (n > 0 && text[n - 1] == '\r')
			n--;
		if (n > 0 && *text != '#')
			*bad_lines += !add_line(&d, text, n, scratch);
		text = stop != NULL ? stop + 1 : end;
	}
	mib = mib_freeze(&d);
	mib_draft_free(&d);
	free(scratch);
	return mib;
}

static enum result
read_file(const char *path, struct buf *out)
{
	FILE *file = fopen(path, "re");
	enum result result = RESULT_OK;
	size_t n;

	if (file == NULL)
		return errno == ENOENT ? RESULT_NOT_FOUND : RESULT_IO;
	do {
		char *to = buf_reserve(out, 65536);

		n = fread(to, 1, 65536, file);
		out->len += n;
		if (out->len > FILE_MAX)
			result = RESULT_RANGE;
	} while (n > 0 && result == RESULT_OK);
	if (ferror(file))
		result = RESULT_IO;
	fclose(file);
	return result;
}

enum result
recording_load(const char *path, struct recording *out)
{
	/* RFC 3411: snmpEngineID.0. */
	static const uint32_t engine[] = {1, 3, 6, 1, 6, 3, 10, 2, 1, 1, 0};
	const char *slash = strrchr(path, '/');
	struct buf text = {0};
	enum result result = read_file(path, &text);
	const struct row *row;

	if (result == RESULT_OK) {
		*out = (struct recording){.name = xstrdup(slash != NULL ? slash + 1 : path)};
		out->mib = recording_parse(buf_text(&text), text.len, &out->bad_lines);
		row = mib_get(out->mib, engine, sizeof engine / sizeof *engine);
		if (row != NULL && row->tag == BER_OCTETS && row->len >= 5 && row->len <= 32) {
			out->engine_id = row->value;
			out->engine_len = row->len;
		}
	}
	buf_free(&text);
	return result;
}

void
recording_free(struct recording *r)
{
	free(r->name);
	mib_free(r->mib);
	*r = (struct recording){0};
}
