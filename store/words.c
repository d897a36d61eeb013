/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* words.c: texts that recur in every row are kept once and known by a number. */
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "store/inside.h"

struct word {
	char *text;
	int64_t id;
	UT_hash_handle hh;
};

static enum result
find_or_put(struct store *s, const char *text, int64_t *id)
{
	sqlite3_stmt *find = store_statement(s, ST_WORD_FIND), *put;
	enum result r;

	if (find == NULL)
		return RESULT_STORE;
	bind_text(find, 1, text);
	if (sqlite3_step(find) == SQLITE_ROW) {
		*id = sqlite3_column_int64(find, 0);
		sqlite3_reset(find);
		return RESULT_OK;
	}
	sqlite3_reset(find);
	if ((r = store_write(s)) != RESULT_OK)
		return r;
	if ((put = store_statement(s, ST_WORD_PUT)) == NULL)
		return RESULT_STORE;
	bind_text(put, 1, text);
	r = store_step(s, put);
	*id = sqlite3_last_insert_rowid(s->db);
	return r;
}

enum result
words_id(struct store *s, const char *text, int64_t *id)
{
	struct word *w;
	enum result r;

	HASH_FIND_STR(s->words, text, w);
	if (w != NULL) {
		*id = w->id;
		return RESULT_OK;
	}
	if ((r = find_or_put(s, text, id)) != RESULT_OK)
		return r;
	w = xcalloc(1, sizeof(*w));
	w->text = xstrdup(text);
	w->id = *id;
	HASH_ADD_KEYPTR(hh, s->words, w->text, strlen(w->text), w);
	return RESULT_OK;
}

void
words_free(struct store *s)
{
	struct word *w, *next;

	HASH_ITER(hh, s->words, w, next)
	{
		HASH_DEL(s->words, w);
		free(w->text);
		free(w);
	}
}
