/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * silences.c: what was sent to those that said nothing. A large prefix has a
 * million of them, which would be two million rows; here a visit is some eleven
 * bytes in a blob of a few thousand:
 *
 *   length of the address | address as in subjects.addr | packets | bytes |
 *   first - base | last - first
 *
 * the numbers as base-128 varints, base in the row. All in a blob have probe,
 * port, outcome, question and credential in common. To be read they are
 * unpacked into a table of the reading connection's own.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "store/inside.h"

#define BLOB_MAX 65536

/* The blob that visits of one kind are gathered in. */
struct silences {
	struct silences *next;
	int64_t sweep, probe, question, credential, base;
	uint16_t port;
	enum outcome outcome;
	struct buf rows;
};

static void
put_varint(struct buf *b, uint64_t n)
{
	for (; n > 127; n >>= 7)
		buf_putc(b, (char)((n & 127) | 128));
	buf_putc(b, (char)n);
}

static bool
take_varint(struct bytes *b, uint64_t *out)
{
	uint8_t byte = 128;

	*out = 0;
	for (unsigned shift = 0; shift < 63 && (byte & 128) != 0; shift += 7) {
		if (!bytes_u8(b, &byte))
			return false;
		*out |= (uint64_t)(byte & 127) << shift;
	}
	return (byte & 128) == 0;
}

static enum result
flush_one(struct store *s, struct silences *k)
{
	sqlite3_stmt *st;
	enum result r = store_write(s);

	if (r != RESULT_OK)
		return r;
	if ((st = store_statement(s, ST_SILENCES)) == NULL)
		return RESULT_STORE;
	sqlite3_bind_int64(st, 1, k->sweep);
	sqlite3_bind_int64(st, 2, k->probe);
	sqlite3_bind_int(st, 3, k->port);
	sqlite3_bind_int(st, 4, (int)k->outcome);
	sqlite3_bind_int64(st, 5, k->question);
	sqlite3_bind_int64(st, 6, k->credential);
	sqlite3_bind_int64(st, 7, k->base);
	sqlite3_bind_blob(st, 8, k->rows.data, (int)k->rows.len, SQLITE_STATIC);
	r = store_step(s, st);
	if (r == RESULT_OK)
		buf_clear(&k->rows);
	return r;
}

enum result
silences_flush(struct store *s)
{
	enum result r = RESULT_OK;

	for (struct silences *k = s->silences; k != NULL && r == RESULT_OK; k = k->next)
		if (k->rows.len > 0)
			r = flush_one(s, k);
	return r;
}

void
silences_free(struct store *s)
{
	while (s->silences != NULL) {
		struct silences *k = s->silences;

		s->silences = k->next;
		buf_free(&k->rows);
		free(k);
	}
}

static struct silences *
gather(struct store *s, const struct silences *like)
{
	struct silences *k = s->silences;

	while (k != NULL &&
		(k->sweep != like->sweep || k->probe != like->probe || k->port != like->port ||
			k->outcome != like->outcome || k->question != like->question ||
			k->credential != like->credential))
		k = k->next;
	if (k != NULL)
		return k;
	k = xmalloc(sizeof(*k));
	*k = *like;
	k->next = s->silences;
	s->silences = k;
	return k;
}

enum result
store_silence(struct store *s, int64_t sweep, const struct addr *a, const struct visit *v)
{
	struct silences like = {.sweep = sweep, .port = v->port, .outcome = v->outcome}, *k;
	uint8_t blob[ADDR_BLOB_MAX];
	size_t n = addr_to_blob(a, blob);
	enum result r = words_id(s, v->probe, &like.probe);

	if (r == RESULT_OK)
		r = words_id(s, v->last_question, &like.question);
	if (r == RESULT_OK)
		r = words_id(s, v->credential, &like.credential);
	if (r == RESULT_OK)
		r = store_write(s);
	if (r != RESULT_OK)
		return r;
	k = gather(s, &like);
	/* One that began before the first of the blob: another blob. */
	if (k->rows.len >= BLOB_MAX || (k->rows.len > 0 && v->first < k->base))
		r = flush_one(s, k);
	if (k->rows.len == 0)
		k->base = v->first;
	buf_putc(&k->rows, (char)n);
	buf_add(&k->rows, blob, n);
	put_varint(&k->rows, v->packets);
	put_varint(&k->rows, v->bytes);
	put_varint(&k->rows, (uint64_t)(v->first - k->base));
	put_varint(&k->rows, v->last > v->first ? (uint64_t)(v->last - v->first) : 0);
	return r;
}

/* ---- reading ---------------------------------------------------------------- */

#define UNPACKED                                                                      \
	"CREATE TEMP TABLE IF NOT EXISTS unpacked(addr BLOB NOT NULL, probe INTEGER," \
	" sweep INTEGER, outcome INTEGER, question INTEGER, credential INTEGER,"      \
	" packets INTEGER, bytes INTEGER, first INTEGER, last INTEGER)"

static bool
take_row(struct bytes *b, struct bytes *addr, uint64_t n[4])
{
	uint8_t len;

	if (!bytes_u8(b, &len) || !bytes_take(b, len, addr))
		return false;
	for (size_t i = 0; i < 4; i++)
		if (!take_varint(b, &n[i]))
			return false;
	return true;
}

/* The columns of packed are those of the select below. */
static enum result
unpack_blob(struct store *s, sqlite3_stmt *packed, sqlite3_stmt *put)
{
	struct bytes rows =
		bytes_of(sqlite3_column_blob(packed, 6), (size_t)sqlite3_column_bytes(packed, 6));
	sqlite3_int64 base = sqlite3_column_int64(packed, 5);
	enum result r = RESULT_OK;
	struct bytes addr;
	uint64_t n[4];

	while (r == RESULT_OK && rows.left > 0) {
		if (!take_row(&rows, &addr, n))
			return RESULT_MALFORMED;
		sqlite3_bind_blob(put, 1, addr.at, (int)addr.left, SQLITE_STATIC);
		for (int i = 0; i < 5; i++)
			sqlite3_bind_int64(put, 2 + i, sqlite3_column_int64(packed, i));
		sqlite3_bind_int64(put, 7, (sqlite3_int64)n[0]);
		sqlite3_bind_int64(put, 8, (sqlite3_int64)n[1]);
		sqlite3_bind_int64(put, 9, base + (sqlite3_int64)n[2]);
		sqlite3_bind_int64(put, 10, base + (sqlite3_int64)(n[2] + n[3]));
		r = store_step(s, put);
	}
	return r;
}

enum result
silences_unpack(struct store *s, int64_t sweep)
{
	sqlite3_stmt *packed = NULL, *put = NULL;
	enum result r = store_exec(s, UNPACKED);

	if (r == RESULT_OK)
		r = store_exec(s, "DELETE FROM unpacked");
	if (r == RESULT_OK)
		r = store_prepare(s,
			"SELECT probe,sweep,outcome,question,credential,base,rows FROM silences "
			"WHERE ?1=0 OR sweep=?1",
			&packed);
	if (r == RESULT_OK)
		r = store_prepare(
			s, "INSERT INTO unpacked VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)", &put);
	if (r == RESULT_OK)
		sqlite3_bind_int64(packed, 1, sweep);
	while (r == RESULT_OK) {
		int code = sqlite3_step(packed);

		if (code == SQLITE_DONE)
			break;
		r = code == SQLITE_ROW ? unpack_blob(s, packed, put) : store_fault(s);
	}
	sqlite3_finalize(packed);
	sqlite3_finalize(put);
	return r;
}
