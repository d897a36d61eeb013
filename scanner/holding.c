/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* holding.c: one sweep at a time on a store. */
#include "scanner/holding.h"

#include "base/clock.h"
#include "base/log.h"
#include "scanner/command.h"

#define LOOK_EVERY (CLOCK_S / 4)

struct wanted {
	struct store *store;
	enum result result;
	struct buf holder;
};

static bool
try_lock(void *arg)
{
	struct wanted *w = arg;

	buf_clear(&w->holder);
	w->result = store_lock(w->store, &w->holder);
	return w->result != RESULT_BUSY;
}

static int
lock(const struct settings *s, struct loop *loop, struct store *store)
{
	struct wanted w = {.store = store};
	int status = EXIT_DONE;
	bool interrupted = false;

	if (!try_lock(&w) && s->wait) {
		log_info("%s is in use by %s; waiting", s->store_file, buf_text(&w.holder));
		interrupted = !loop_await(loop, try_lock, &w, LOOK_EVERY);
	}
	if (w.result == RESULT_BUSY && !interrupted)
		log_error("%s is in use by %s; --wait waits for it", s->store_file,
			buf_text(&w.holder));
	else if (w.result != RESULT_OK && w.result != RESULT_BUSY)
		log_error("%s: %s", s->store_file, store_error(store));
	if (w.result != RESULT_OK)
		status = interrupted ? EXIT_PARTIAL : EXIT_FAILED;
	buf_free(&w.holder);
	return status;
}

int
holding_open(const struct settings *s, struct loop *loop, struct store **store)
{
	struct buf why = {0};
	enum result r = store_open(s->store_file, STORE_WRITE, store, &why);
	int status;

	if (r != RESULT_OK)
		log_error("%s", why.len > 0 ? buf_text(&why) : result_text(r));
	buf_free(&why);
	if (r != RESULT_OK)
		return EXIT_FAILED;
	status = lock(s, loop, *store);
	if (status == EXIT_DONE)
		return status;
	store_close(*store);
	*store = NULL;
	return status;
}

void
holding_close(struct store *store)
{
	if (store == NULL)
		return;
	store_unlock(store);
	store_close(store);
}
