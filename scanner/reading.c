/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* reading.c: opening a store to look at it. */
#include "scanner/reading.h"

#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"

#define SWEEP_LAST (-1)

const char *
reading_take_sweep(void *target, const char *value)
{
	int64_t *sweep = target;
	uint64_t n;

	if (strcmp(value, "last") == 0) {
		*sweep = SWEEP_LAST;
		return NULL;
	}
	if (text_u64(value, 1, INT64_MAX, &n) != RESULT_OK)
		return "wants a sweep's number or last";
	*sweep = (int64_t)n;
	return NULL;
}

/* Numbers of sweeps are checked, so that no empty report passes for a result. */
static int
find_scope(struct store *store, const char *file, int64_t wanted, struct store_scope *scope)
{
	struct arena *arena = arena_new();
	struct sweep sweep = {0};
	enum result r = RESULT_OK;

	if (wanted != 0)
		r = store_sweep_get(store, wanted == SWEEP_LAST ? 0 : wanted, arena, &sweep);
	scope->sweep = wanted != 0 ? sweep.id : 0;
	arena_free(arena);
	if (r == RESULT_OK)
		return EXIT_DONE;
	if (r != RESULT_NOT_FOUND)
		log_error("%s: %s", file, store_error(store));
	else if (wanted == SWEEP_LAST)
		log_error("%s: there is no sweep yet", file);
	else
		log_error("%s: there is no sweep %" PRId64, file, wanted);
	return EXIT_FAILED;
}

int
reading_open(const struct settings *settings, int64_t sweep, struct store **store,
	struct store_scope *scope)
{
	struct buf why = {0};
	enum result r = store_open(settings->store_file, STORE_READ, store, &why);
	int status;

	if (r == RESULT_NOT_FOUND)
		log_error("%s: there is no such store; ranmap scan makes one, -d names another",
			settings->store_file);
	else if (r != RESULT_OK)
		log_error("%s", why.len > 0 ? buf_text(&why) : result_text(r));
	buf_free(&why);
	if (r != RESULT_OK)
		return EXIT_FAILED;
	status = find_scope(*store, settings->store_file, sweep, scope);
	if (status != EXIT_DONE)
		store_close(*store);
	return status;
}
