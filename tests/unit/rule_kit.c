/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/rule_kit.h"

#define MOST_OBSERVATIONS 32

static const char vocabulary[] =
	"makers:\n"
	"  - {name: Acme, aliases: [Acme Networks], brands: [Roadrunner]}\n"
	"  - {name: Bolt, group: Acme}\n"
	"  - {name: Cog}\n"
	"  - {name: Dyne, aliases: [Dyne Systems]}\n";

static const char families[] =
	"families:\n"
	"  - {maker: Acme, family: Frob, role: router, models: ['^F\\d'], generations: '4G'}\n";

/* The registry of MAC addresses of these tests, whatever the machine has. */
static const char registry[] = "OUI/MA-L   Organization\n"
			       "00-AA-01   (hex)\t\tAcme Networks, Inc.\r\n"
			       "00AA01     (base 16)\t\tAcme Networks, Inc.\n"
			       "00-AA-02   (hex)\t\tCOG TECHNOLOGIES\n"
			       "00-AA-03   (hex)\t\tNobody of ours\n";

void
kit_put(struct kit *k, const char *name, const char *text)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", k->dir, name);
	for (char *c = path + strlen(k->dir) + 1; (c = strchr(c, '/')) != NULL; *c++ = '/') {
		*c = '\0';
		assert_true(mkdir(path, 0700) == 0 || errno == EEXIST);
	}
	f = fopen(path, "w");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

void
kit_begin(struct kit *k)
{
	memset(k, 0, sizeof(*k));
	strcpy(k->dir, "/tmp/ranmap-rules-XXXXXX");
	assert_non_null(mkdtemp(k->dir));
	snprintf(k->cache, sizeof(k->cache), "%s/cache/rules.cache", k->dir);
	kit_put(k, "rules/vocabulary/makers.yaml", vocabulary);
	kit_put(k, "rules/vocabulary/families.yaml", families);
	kit_put(k, "oui.txt", registry);
	snprintf(k->oui, sizeof(k->oui), "%s/oui.txt", k->dir);
	assert_int_equal(setenv("RANMAP_OUI", k->oui, 1), 0);
	k->dirs[0] = xstrdup(k->dir);
	k->dirs[0] =
		strcat(xrealloc((void *)(uintptr_t)k->dirs[0], strlen(k->dir) + 8, 1), "/rules");
	k->sources = (struct rule_sources){.dirs = k->dirs, .n_dirs = 1, .cache_file = k->cache};
	k->arena = arena_new();
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *where)
{
	(void)st;
	(void)kind;
	(void)where;
	return remove(path);
}

static void
unload(struct kit *k)
{
	identifier_free(k->id);
	rules_free(k->rules);
	k->id = NULL;
	k->rules = NULL;
	buf_clear(&k->problems);
}

void
kit_end(struct kit *k)
{
	unload(k);
	arena_free(k->arena);
	buf_free(&k->problems);
	free((void *)(uintptr_t)k->dirs[0]);
	assert_int_equal(nftw(k->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

enum result
kit_load(struct kit *k)
{
	enum result r;

	unload(k);
	r = rules_load(&k->sources, &k->rules, &k->problems);
	if (r == RESULT_OK)
		k->id = identifier_new(k->rules);
	return r;
}

void
kit_rules(struct kit *k, const char *text)
{
	kit_put(k, "rules/vendors/test.yaml", text);
	if (kit_load(k) != RESULT_OK)
		fail_msg("%s", buf_text(&k->problems));
}

static void
take(struct observation *o, struct arena *a, const char *text)
{
	const char *equals = strchr(text, '='), *hash = strchr(text, '#');

	assert_non_null(equals);
	if (hash == NULL || hash > equals)
		hash = equals;
	o->key = arena_strndup(a, text, (size_t)(hash - text));
	o->index = hash < equals ? arena_strndup(a, hash + 1, (size_t)(equals - hash - 1)) : "";
	o->value = arena_strdup(a, equals + 1);
	o->len = strlen(o->value);
	o->probe = "";
}

struct identification
kit_identify(struct kit *k, const char *first, ...)
{
	struct observation o[MOST_OBSERVATIONS] = {0};
	struct identification who;
	size_t n = 0;
	va_list ap;

	va_start(ap, first);
	for (const char *text = first; text != NULL; text = va_arg(ap, const char *)) {
		assert_true(n < MOST_OBSERVATIONS);
		take(&o[n++], k->arena, text);
	}
	va_end(ap);
	identify(k->id, o, n, k->arena, &who);
	return who;
}
