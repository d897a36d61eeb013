/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* cmd_reidentify.c: `ranmap reidentify`: what is stored against today's rules. */
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"
#include "scanner/holding.h"
#include "scanner/options.h"
#include "scanner/reading.h"
#include "scanner/record.h"

struct reidentify_options {
	int64_t sweep; /* 0: all */
	bool wait;
};

static const char *
take_sweep(void *target, const char *value)
{
	if (strcmp(value, "all") == 0) {
		*(int64_t *)target = 0;
		return NULL;
	}
	return reading_take_sweep(target, value) != NULL ? "wants a sweep's number, last or all"
							 : NULL;
}

static const struct option_spec specs[] = {
	{"sweep", 0, "N|all", "one sweep only, by its number or last [all]", take_sweep,
		offsetof(struct reidentify_options, sweep)},
	{"wait", 0, NULL, "wait for a store that a sweep holds", option_take_flag,
		offsetof(struct reidentify_options, wait)},
	{NULL, 0, NULL, NULL, NULL, 0},
};

/* ---- what changed ---------------------------------------------------------- */

struct changes {
	int64_t sweep;
	uint64_t n;
};

/* "Huawei S5720, switch, V200R019 (confirmed)" */
static void
describe(struct buf *out, const struct identification *who)
{
	static const enum claim_field fields[] = {
		CLAIM_model, CLAIM_role, CLAIM_sw_version, CLAIM_serial};
	const char *maker = who->claims[CLAIM_manufacturer];
	const char *brand = who->claims[CLAIM_brand];
	struct buf text = {0};

	if (maker == NULL && who->n_candidates > 0)
		maker = who->candidates[0].manufacturer;
	buf_puts(&text, maker != NULL ? maker : "nobody");
	if (brand != NULL && (maker == NULL || strcmp(brand, maker) != 0))
		buf_printf(&text, " as %s", brand);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (who->claims[fields[i]] != NULL)
			buf_printf(&text, "%s%s", i == 0 ? " " : ", ", who->claims[fields[i]]);
	buf_printf(&text, " (%s)", verdict_name(who->verdict));
	text_printable(out, buf_text(&text), text.len, 300);
	buf_free(&text);
}

static void
changed(void *arg, const struct subject_row *before, const struct identification *after)
{
	struct changes *c = arg;
	char address[ADDR_TEXT_MAX];
	struct buf line = {0};

	c->n++;
	buf_printf(&line, "sweep %" PRId64 ": ", c->sweep);
	if (before->subject.addr.family != 0)
		buf_puts(&line, addr_format(&before->subject.addr, address));
	else
		text_printable(&line, before->subject.name, strlen(before->subject.name), 120);
	buf_puts(&line, ": ");
	describe(&line, &before->who);
	buf_puts(&line, " -> ");
	describe(&line, after);
	puts(buf_text(&line));
	buf_free(&line);
}

/* ---- the sweeps ------------------------------------------------------------ */

struct sweeps {
	int64_t *ids;
	size_t n;
};

static bool
note_sweep(void *arg, const struct sweep *row)
{
	struct sweeps *s = arg;

	s->ids = xrealloc(s->ids, s->n + 1, sizeof(s->ids[0]));
	s->ids[s->n++] = row->id;
	return true;
}

static enum result
list_sweeps(struct store *store, int64_t wanted, struct sweeps *out)
{
	struct arena *arena;
	struct sweep row;
	enum result r;

	if (wanted == 0)
		return store_sweeps(store, note_sweep, out);
	arena = arena_new();
	r = store_sweep_get(store, wanted < 0 ? 0 : wanted, arena, &row);
	if (r == RESULT_OK)
		note_sweep(out, &row);
	arena_free(arena);
	return r;
}

static enum result
one_sweep(struct recorder *recorder, struct store *store, int64_t sweep, uint64_t *total)
{
	struct changes changes = {.sweep = sweep};
	enum result r = recorder_again(recorder, store, sweep, changed, &changes);
	struct recorded n = recorder_counts(recorder);

	if (r != RESULT_OK)
		return r;
	*total += changes.n;
	log_info("sweep %" PRId64 ": %" PRIu64 " identified again, %" PRIu64 " changed; %" PRIu64
		 " elements",
		sweep, n.subjects, changes.n, n.elements);
	return RESULT_OK;
}

static int
all_sweeps(const struct settings *settings, struct store *store, int64_t wanted)
{
	struct recorder *recorder = NULL;
	struct sweeps sweeps = {0};
	uint64_t total = 0;
	enum result r = list_sweeps(store, wanted, &sweeps);
	int status = EXIT_FAILED;
	enum result made;

	if (r == RESULT_NOT_FOUND || (r == RESULT_OK && sweeps.n == 0)) {
		if (wanted > 0)
			log_error("%s: there is no sweep %" PRId64, settings->store_file, wanted);
		else
			log_error("%s: there is no sweep yet", settings->store_file);
		goto out;
	}
	if (r == RESULT_OK && (made = recorder_new(settings, &recorder)) != RESULT_OK) {
		status = made == RESULT_REFUSED ? EXIT_USAGE : EXIT_FAILED;
		goto out;
	}
	for (size_t i = 0; r == RESULT_OK && i < sweeps.n; i++)
		r = one_sweep(recorder, store, sweeps.ids[i], &total);
	if (r != RESULT_OK) {
		log_error("%s: %s", settings->store_file, store_error(store));
	} else {
		log_info("%" PRIu64 " identifications changed in %zu sweep%s", total, sweeps.n,
			sweeps.n == 1 ? "" : "s");
		status = EXIT_DONE;
	}
out:
	recorder_free(recorder);
	free(sweeps.ids);
	return status;
}

/* True where the store is there; one that is not isn't made. An older one can't be
 * read before it was migrated. */
static bool
exists(const struct settings *settings)
{
	struct store_scope scope;
	struct store *store;

	if (access(settings->store_file, F_OK) == 0)
		return true;
	if (reading_open(settings, 0, &store, &scope) != EXIT_DONE)
		return false;
	store_close(store);
	return true;
}

static int
reidentify(const struct settings *settings, int64_t wanted)
{
	struct loop *loop;
	struct store *store = NULL;
	int status;

	if (!exists(settings))
		return EXIT_FAILED;
	if ((loop = loop_new()) == NULL) {
		log_error("the system gives no event loop");
		return EXIT_FAILED;
	}
	status = holding_open(settings, loop, &store);
	if (status == EXIT_DONE)
		status = all_sweeps(settings, store, wanted);
	holding_close(store);
	loop_free(loop);
	return status;
}

static int
run(int argc, char **argv)
{
	struct reidentify_options own = {0};
	struct settings settings;
	int first, status;

	settings_init(&settings);
	status = options_parse(&command_reidentify, specs, &own, &settings, argc, argv, &first);
	if (status < 0 && first < argc) {
		log_error("reidentify takes no operand: %s", argv[first]);
		status = EXIT_USAGE;
	}
	settings.wait = own.wait;
	if (status < 0)
		status = reidentify(&settings, own.sweep);
	settings_free(&settings);
	return status;
}

const struct command command_reidentify = {
	.name = "reidentify",
	.arguments = "[--sweep N|all] [options]",
	.summary = "match what is stored against today's rules, say what changed",
	.run = run,
};
