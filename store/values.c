/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* values.c: how addresses, texts and identifications are kept in columns. */
#include <stdlib.h>
#include <string.h>

#include "store/inside.h"

size_t
addr_to_blob(const struct addr *a, uint8_t out[ADDR_BLOB_MAX])
{
	size_t n = addr_size(a);

	if (n == 0)
		return 0;
	out[0] = a->family;
	memcpy(out + 1, a->ip, n);
	n++;
	if (a->zone != 0)
		for (int shift = 24; shift >= 0; shift -= 8)
			out[n++] = (uint8_t)(a->zone >> shift);
	return n;
}

void
addr_from_blob(const void *blob, int len, struct addr *out)
{
	const uint8_t *b = blob;
	size_t n;

	memset(out, 0, sizeof(*out));
	if (len < 5 || (b[0] != 4 && b[0] != 6))
		return;
	n = b[0] == 4 ? 4 : 16;
	if ((size_t)len < n + 1)
		return;
	out->family = b[0];
	memcpy(out->ip, b + 1, n);
	if ((size_t)len == n + 5)
		for (size_t i = n + 1; i < n + 5; i++)
			out->zone = out->zone << 8 | b[i];
}

void
bind_addr(sqlite3_stmt *st, int at, const struct addr *a)
{
	uint8_t blob[ADDR_BLOB_MAX];
	size_t n = addr_to_blob(a, blob);

	sqlite3_bind_blob(st, at, n > 0 ? blob : (const void *)"", (int)n, SQLITE_TRANSIENT);
}

void
bind_text(sqlite3_stmt *st, int at, const char *text)
{
	sqlite3_bind_text(st, at, text != NULL ? text : "", -1, SQLITE_STATIC);
}

const char *
read_text(sqlite3_stmt *st, int at, struct arena *arena)
{
	const unsigned char *text = sqlite3_column_text(st, at);

	return text != NULL ? arena_strdup(arena, (const char *)text) : "";
}

/* ---- identifications ------------------------------------------------------ */

static void
bind_list(sqlite3_stmt *st, int at, const struct identification *who,
	void (*write)(const struct identification *, struct buf *))
{
	struct buf text = {0};

	write(who, &text);
	sqlite3_bind_text(st, at, buf_text(&text), (int)text.len, SQLITE_TRANSIENT);
	buf_free(&text);
}

void
who_bind(sqlite3_stmt *st, int at, const struct identification *who)
{
	for (unsigned i = 0; i < CLAIM_COUNT; i++, at++) {
		if (who->claims[i] != NULL)
			bind_text(st, at, who->claims[i]);
		else
			sqlite3_bind_null(st, at);
	}
	sqlite3_bind_double(st, at++, who->confidence);
	sqlite3_bind_int(st, at++, (int)who->verdict);
	if (who->reason != NULL)
		bind_text(st, at++, who->reason);
	else
		sqlite3_bind_null(st, at++);
	bind_list(st, at++, who, evidence_write);
	bind_list(st, at, who, candidates_write);
}

const char *
read_claim(sqlite3_stmt *st, int at, struct arena *arena)
{
	return sqlite3_column_type(st, at) != SQLITE_NULL ? read_text(st, at, arena) : NULL;
}

enum verdict
read_verdict(sqlite3_stmt *st, int at)
{
	int verdict = sqlite3_column_int(st, at);

	return verdict >= VERDICT_UNKNOWN && verdict <= VERDICT_CONFIRMED ? (enum verdict)verdict
									  : VERDICT_UNKNOWN;
}

void
who_read(sqlite3_stmt *st, int at, struct arena *arena, struct identification *out)
{
	*out = (struct identification){0};
	for (unsigned i = 0; i < CLAIM_COUNT; i++, at++)
		out->claims[i] = read_claim(st, at, arena);
	out->confidence = sqlite3_column_double(st, at++);
	out->verdict = read_verdict(st, at++);
	out->reason = read_claim(st, at, arena);
	evidence_read((const char *)sqlite3_column_text(st, at + 1), arena, out);
	candidates_read((const char *)sqlite3_column_text(st, at + 2), arena, out);
}
