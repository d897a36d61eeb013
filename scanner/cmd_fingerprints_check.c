/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* cmd_fingerprints_check.c: everything that is wrong with the rules. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/log.h"
#include "fingerprints/check.h"
#include "probes/list.h"
#include "scanner/cmd_fingerprints.h"
#include "scanner/options.h"

struct check_options {
	bool strict;
};

static const struct option_spec specs[] = {
	{.name = "strict",
		.take = option_take_flag,
		.help = "remarks count as faults",
		.offset = offsetof(struct check_options, strict)},
	{.name = NULL},
};

/* Columns of ENTITY-MIB and LLDP-MIB and vendor objects have no line each in the
 * probe's list; protocols that an import or a pipe may bring are taken as they are. */
static bool
key_known(const char *key)
{
	static const char *const kinds[] = {"snmp.ent", "snmp.lldp", "snmp.oid.", "snmp.if",
		"snmp.engineText", "lldp.", "tls.", "http.", "telnet.", "netconf.", "dhcp.",
		"gnmi.", "ftp.", "smtp.", "sip.", "rtsp.", "mdns.", "upnp.", "ntp."};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strncmp(key, kinds[i], strlen(kinds[i])) == 0)
			return true;
	for (size_t i = 0; probe_modules[i] != NULL; i++)
		for (const struct field *f = probe_modules[i]->fields; f->key != NULL; f++)
			if (strcmp(f->key, key) == 0)
				return true;
	return false;
}

static bool
is_there(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

/* A folder with a vocabulary and vendors is a whole set; others stand on the shipped one. */
static void
choose(struct arena *a, const struct settings *s, char *dir, struct rule_sources *out)
{
	const char **one;

	rule_sources_default(a, s->rule_dirs, s->n_rule_dirs, out);
	if (dir == NULL)
		return;
	if (!is_there(arena_printf(a, "%s/vocabulary/makers.yaml", dir)) ||
		!is_there(arena_printf(a, "%s/vendors", dir))) {
		char **dirs = arena_alloc(a, (s->n_rule_dirs + 1) * sizeof(*dirs));

		if (s->n_rule_dirs > 0)
			memcpy(dirs, s->rule_dirs, s->n_rule_dirs * sizeof(*dirs));
		dirs[s->n_rule_dirs] = dir;
		rule_sources_default(a, dirs, s->n_rule_dirs + 1, out);
		return;
	}
	one = arena_alloc(a, sizeof(*one));
	*one = dir;
	out->dirs = one;
	out->n_dirs = 1;
}

static int
check(const struct settings *settings, const struct check_options *own, char *dir)
{
	struct arena *arena = arena_new();
	struct rule_sources sources;
	struct check_counts n;
	struct buf out = {0};
	enum result r;

	choose(arena, settings, dir, &sources);
	r = rules_check(&sources, dir, key_known, &out, &n);
	fputs(buf_text(&out), stdout);
	printf("%zu files, %zu rules; %zu written by hand were checked: %zu examples, "
	       "%zu near misses; %zu faults, %zu remarks\n",
		n.files, n.rules, n.written, n.examples, n.misses, n.faults, n.remarks);
	buf_free(&out);
	arena_free(arena);
	return r == RESULT_OK && !(own->strict && n.remarks > 0) ? EXIT_DONE : EXIT_USAGE;
}

static int
run(int argc, char **argv)
{
	struct check_options own = {0};
	struct settings settings;
	int first, status;

	settings_init(&settings);
	status = options_parse(
		&command_fingerprints_check, specs, &own, &settings, argc, argv, &first);
	if (status < 0 && argc - first > 1) {
		log_error("fingerprints check takes one folder");
		status = EXIT_USAGE;
	}
	if (status < 0 && first < argc && !is_there(argv[first])) {
		log_error("%s: there is no such folder", argv[first]);
		status = EXIT_USAGE;
	}
	if (status < 0)
		status = check(&settings, &own, first < argc ? argv[first] : NULL);
	settings_free(&settings);
	return status;
}

const struct command command_fingerprints_check = {
	.name = "fingerprints check",
	.arguments = "[options] [DIR]",
	.summary = "everything that is wrong with the rules, with file, line and field",
	.run = run,
};
