/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * match.c: how many observations a second are matched and weighed on one core,
 * beside a plain loop over all expressions of the set by PCRE2 (compiled by its
 * JIT, the limit of steps left at its default). Devices are made of the examples
 * of the rules themselves, or read from a file of JSON Lines as `ranmap identify`
 * reads them.
 *
 *	build/bench/match [-s SECONDS] [-e] [FILE]	-e: the engine alone, for a profiler
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "fingerprints/match.h"
#include "fingerprints/raw.h"
#include "scanner/jsonl.h"

#define TEXTS_MAX 4096

struct device {
	struct observation *seen;
	size_t n;
};

struct bench {
	struct rules *rules;
	struct arena *arena; /* of the devices */
	struct device *devices;
	size_t n, cap;
	double seconds;
};

static void
add_device(struct bench *b, struct observation *seen, size_t n)
{
	if (n == 0)
		return;
	if (b->n == b->cap) {
		b->cap = b->cap > 0 ? 2 * b->cap : 256;
		b->devices = xrealloc(b->devices, b->cap, sizeof(*b->devices));
	}
	b->devices[b->n++] = (struct device){seen, n};
}

/* ---- devices from examples -------------------------------------------------------- */

static void
put(struct bench *b, struct observation *o, const char *key, const char *value)
{
	*o = (struct observation){.key = key,
		.index = "",
		.value = arena_strdup(b->arena, value),
		.len = strlen(value),
		.probe = ""};
}

/* What such a device says: the example, an object identifier, an SSH banner, a name. */
static void
add_example(struct bench *b, const struct raw_rule *r, const char *value)
{
	static const char *const banners[] = {"SSH-2.0-OpenSSH_9.2p1", "SSH-2.0-dropbear_2022.83",
		"SSH-2.0-Cisco-1.25", "SSH-2.0-RomSShell_4.62", "SSH-1.99--"};
	const char *key = r->key != NULL      ? r->key
			  : r->keys_count > 0 ? r->keys[0]
					      : "snmp.sysDescr";
	struct observation *o = arena_alloc(b->arena, 4 * sizeof(*o));
	size_t at = b->n % b->rules->n_enterprises, n = 0;

	put(b, &o[n++], arena_strdup(b->arena, key), value);
	if (strcmp(key, "snmp.sysObjectID") != 0) {
		char *oid = arena_printf(b->arena, "1.3.6.1.4.1.%u.1.2.%zu",
			(unsigned)b->rules->enterprises[at].number, b->n % 97);

		put(b, &o[n++], "snmp.sysObjectID", oid);
	}
	if (strcmp(key, "ssh.banner") != 0)
		put(b, &o[n++], "ssh.banner", banners[b->n % 5]);
	put(b, &o[n++], "snmp.sysName", arena_printf(b->arena, "site-%zu", b->n));
	add_device(b, o, n);
}

static void
add_file(struct bench *b, const char *name)
{
	struct buf problems = {0};
	struct raw_vendor *v;

	if (file_is_vendor(name) && raw_vendor_read(name, &v, &problems) == RESULT_OK) {
		for (unsigned i = 0; i < v->rules_count; i++) {
			for (unsigned k = 0; k < v->rules[i].examples_count; k++)
				add_example(b, &v->rules[i], v->rules[i].examples[k].value);
			for (unsigned k = 0; k < v->rules[i].misses_count; k++)
				add_example(b, &v->rules[i], v->rules[i].misses[k]);
		}
		raw_vendor_free(v);
	}
	buf_free(&problems);
}

/* ---- devices from a file ------------------------------------------------------------- */

static bool
read_devices(struct bench *b, const char *name)
{
	FILE *f = fopen(name, "re");
	struct buf why = {0};
	struct jsonl_line line;
	char *text = NULL;
	size_t cap = 0;
	ssize_t n;

	if (f == NULL) {
		perror(name);
		return false;
	}
	while ((n = getline(&text, &cap, f)) > 0)
		if (jsonl_read(b->arena, text, (size_t)n, &line, &why) == RESULT_OK)
			add_device(b, line.observations, line.n);
	free(text);
	buf_free(&why);
	fclose(f);
	return true;
}

/* ---- the two ways --------------------------------------------------------------------- */

/* Processor time of this thread: the machine may have other work. */
static double
cpu_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

struct pace {
	double rate;
	size_t found; /* a second time over the same devices finds the same */
};

static struct pace
by_engine(struct bench *b)
{
	struct identifier *id = identifier_new(b->rules);
	struct arena *arena = arena_new();
	struct identification who;
	double began = cpu_now(), end = began + b->seconds;
	size_t done = 0, found = 0, rounds = 0;

	do {
		for (size_t i = 0; i < b->n; i++) {
			arena_reset(arena);
			identify(id, b->devices[i].seen, b->devices[i].n, arena, &who);
			found += rounds == 0 && who.claims[CLAIM_manufacturer] != NULL;
			done += b->devices[i].n;
		}
		rounds++;
	} while (cpu_now() < end);
	identifier_free(id);
	arena_free(arena);
	return (struct pace){(double)done / (cpu_now() - began), found};
}

static size_t
compile_all(struct bench *b, pcre2_code **out)
{
	size_t n = 0, at;
	int code;

	for (size_t i = 0; i < b->rules->n_rules && n < TEXTS_MAX; i++) {
		const struct rule *r = &b->rules->rules[i];

		if (r->kind != RULE_TEXT || r->ask != 0)
			continue;
		out[n] = pcre2_compile((PCRE2_SPTR)rules_text(b->rules, r->pattern),
			PCRE2_ZERO_TERMINATED, PCRE2_DOTALL, &code, &at, NULL);
		if (out[n] != NULL)
			pcre2_jit_compile(out[n++], PCRE2_JIT_COMPLETE);
	}
	return n;
}

static size_t
loop_over(pcre2_code **all, size_t n, const struct observation *o, pcre2_match_data *match)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++)
		found += pcre2_match(all[i], (PCRE2_SPTR)o->value, o->len, 0, 0, match, NULL) >= 0;
	return found;
}

static struct pace
by_loop(struct bench *b, size_t *expressions)
{
	pcre2_code **all = xcalloc(TEXTS_MAX, sizeof(*all));
	pcre2_match_data *match = pcre2_match_data_create(32, NULL);
	double began, end;
	size_t done = 0, found = 0, i = 0;

	*expressions = compile_all(b, all);
	began = cpu_now();
	end = began + b->seconds;
	do {
		for (size_t k = 0; k < b->devices[i].n; k++)
			found += loop_over(all, *expressions, &b->devices[i].seen[k], match);
		done += b->devices[i].n;
		i = (i + 1) % b->n;
	} while (cpu_now() < end);
	for (i = 0; i < *expressions; i++)
		pcre2_code_free(all[i]);
	pcre2_match_data_free(match);
	free(all);
	return (struct pace){(double)done / (cpu_now() - began), found};
}

/* ---- the whole ---------------------------------------------------------------------------- */

static bool
load(struct bench *b, const char *file)
{
	struct rule_sources sources;
	struct buf problems = {0};
	struct file_list files;
	bool good;

	b->arena = arena_new();
	rule_sources_default(b->arena, NULL, 0, &sources);
	good = rules_load(&sources, &b->rules, &problems) == RESULT_OK;
	fputs(buf_text(&problems), stderr);
	buf_free(&problems);
	if (!good || file != NULL)
		return good && read_devices(b, file);
	files_find(&sources, b->arena, &files);
	for (size_t i = 0; i < files.n; i++)
		add_file(b, files.names[i]);
	return b->n > 0;
}

int
main(int argc, char **argv)
{
	struct bench b = {.seconds = 3};
	struct pace engine, loop;
	size_t expressions;
	bool alone = false;
	int c;

	while ((c = getopt(argc, argv, "es:")) != -1) {
		if (c == 's')
			b.seconds = atof(optarg);
		else if (c == 'e')
			alone = true;
		else
			return 2;
	}
	if (!load(&b, optind < argc ? argv[optind] : NULL))
		return 1;
	engine = by_engine(&b);
	loop = alone ? engine : by_loop(&b, &expressions);
	if (alone)
		expressions = 0;
	printf("%zu devices, %zu rules, %zu of them expressions, %zu devices named (%s)\n", b.n,
		rules_count(b.rules), expressions, engine.found, candidates_platform());
	printf("matched and weighed      %10.0f observations a second\n", engine.rate);
	printf("plain loop over PCRE2    %10.0f observations a second\n", loop.rate);
	printf("ratio                    %10.1f\n", engine.rate / loop.rate);
	rules_free(b.rules);
	arena_free(b.arena);
	free(b.devices);
	return 0;
}
