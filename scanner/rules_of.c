/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* rules_of.c: the rules of a run. */
#include "scanner/rules_of.h"

#include "base/arena.h"
#include "base/log.h"

enum result
rules_of(const struct settings *s, struct rules **out)
{
	struct arena *arena = arena_new();
	struct rule_sources sources;
	struct buf problems = {0};
	enum result r;

	rule_sources_default(arena, s->rule_dirs, s->n_rule_dirs, &sources);
	r = rules_load(&sources, out, &problems);
	if (r != RESULT_OK)
		log_error("the rules can't be used:\n%s", buf_text(&problems));
	buf_free(&problems);
	arena_free(arena);
	return r;
}
