/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* cmd_scan.c: `ranmap scan`: the options of a sweep. */
#include <net/if.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "probes/list.h"
#include "scanner/options.h"
#include "scanner/scan.h"

struct scan_options {
	struct settings settings; /* first: most options are settings */
	char *community_file;
	char *targets_file;
	bool whole_scope;
};

#define OFFSET(field) offsetof(struct scan_options, field)

static const char *
take_probes(void *target, const char *value)
{
	struct scan_options *o = target;
	char *list = xstrdup(value), *save = NULL;
	const char *why = NULL;

	for (size_t i = 0; i < o->settings.n_probes; i++)
		free(o->settings.probes[i]);
	o->settings.n_probes = 0;
	for (char *name = strtok_r(list, ", ", &save); name != NULL && why == NULL;
		name = strtok_r(NULL, ", ", &save)) {
		const struct probe_module *m = probe_module_find(name);

		if (m == NULL)
			why = "there is no such probe; snmp and ssh are";
		else if ((m->needs & PROBE_NEED_CAPTURE) != 0)
			why = "that probe can't be aimed; `ranmap listen` and `ranmap read` use it";
		else
			settings_add_probe(&o->settings, name);
	}
	free(list);
	if (why == NULL && o->settings.n_probes == 0)
		why = "name at least one probe";
	return why;
}

static const char *
take_depth(void *target, const char *value)
{
	static const char *const names[] = {
		[DEPTH_IDENTIFY] = "identify",
		[DEPTH_COMPONENTS] = "components",
		[DEPTH_TOPOLOGY] = "topology",
	};

	for (unsigned i = 0; i < 3; i++)
		if (strcmp(value, names[i]) == 0) {
			*(enum depth *)target = (enum depth)i;
			return NULL;
		}
	return "identify, components or topology is wanted";
}

static const char *
take_timeout(void *target, const char *value)
{
	struct settings *s = target;
	uint32_t ms;

	if (option_take_u32(&ms, value) != NULL || ms < 10 || ms > 60000)
		return "milliseconds from 10 to 60000 are wanted";
	s->timeout_ms = ms;
	s->timeout_told = true;
	return NULL;
}

static const char *
take_retries(void *target, const char *value)
{
	struct settings *s = target;
	uint32_t n;

	if (option_take_u32(&n, value) != NULL || n > 10)
		return "a number from 0 to 10 is wanted";
	s->retries = n;
	s->retries_told = true;
	return NULL;
}

static const char *
take_exclude(void *target, const char *value)
{
	struct scan_options *o = target;
	struct prefix p;

	if (prefix_parse(value, false, &p) != RESULT_OK)
		return "an address or a prefix is wanted";
	settings_add_exclude(&o->settings, &p);
	return NULL;
}

static const char *
take_source(void *target, const char *value)
{
	if (addr_parse(value, target) != RESULT_OK)
		return "an address is wanted";
	return NULL;
}

static const char *
take_interface(void *target, const char *value)
{
	if (strlen(value) >= IF_NAMESIZE || if_nametoindex(value) == 0)
		return "there is no such interface";
	return option_take_text(target, value);
}

static const struct option_spec specs[] = {
	{"probes", 0, "LIST", "what to ask by, comma-separated [snmp,ssh]", take_probes, 0},
	{"depth", 0, "DEPTH", "identify, components or topology [topology]", take_depth,
		OFFSET(settings.depth)},
	{"snmp-port", 0, "N", "UDP port of SNMP [161]", option_take_port,
		OFFSET(settings.snmp_port)},
	{"ssh-port", 0, "N", "TCP port of SSH [22]", option_take_port, OFFSET(settings.ssh_port)},
	{"rate", 0, "PPS", "packets and connections a second, 0: no limit [500]", option_take_u32,
		OFFSET(settings.rate)},
	{"host-rate", 0, "PPS", "the same to one address [5]", option_take_u32,
		OFFSET(settings.host_rate)},
	{"subnet-rate", 0, "PPS", "the same to one subnet [0]", option_take_u32,
		OFFSET(settings.subnet_rate)},
	{"timeout", 0, "MS", "wait for an answer to the first try [at most 1000]", take_timeout,
		OFFSET(settings)},
	{"retries", 0, "N", "further tries of a question [2]", take_retries, OFFSET(settings)},
	{"exclude", 0, "PREFIX", "never ask these, repeatable", take_exclude, 0},
	{"targets", 0, "FILE", "more targets, a line each; - is standard input", option_take_text,
		OFFSET(targets_file)},
	{"whole-scope", 0, NULL, "targets are all of the configuration's scope", option_take_flag,
		OFFSET(whole_scope)},
	{"source", 0, "ADDRESS", "send from this address", take_source, OFFSET(settings.source)},
	{"interface", 0, "NAME", "send by this interface", take_interface,
		OFFSET(settings.interface)},
	{"community-file", 0, "FILE", "the SNMPv2c community of all targets", option_take_text,
		OFFSET(community_file)},
	{"no-default-community", 0, NULL, "don't try the community public", option_take_no_flag,
		OFFSET(settings.default_community)},
	{"no-harm-check", 0, NULL, "don't watch for devices that suffer (simulators)",
		option_take_no_flag, OFFSET(settings.harm_check)},
	{"dry-run", 0, NULL, "say what would be sent, send nothing", option_take_flag,
		OFFSET(settings.dry_run)},
	{"wait", 0, NULL, "wait for a store that another sweep holds", option_take_flag,
		OFFSET(settings.wait)},
	{"resume", 0, NULL, "go on with the last unfinished sweep", option_take_flag,
		OFFSET(settings.resume)},
	{NULL, 0, NULL, NULL, NULL, 0},
};

struct again {
	struct scan_options *options;
	int argc;
	char **argv;
};

static int
reapply(void *arg)
{
	struct again *a = arg;

	return options_again(
		&command_scan, specs, a->options, &a->options->settings, a->argc, a->argv);
}

/* The words of the command line, and with --whole-scope the prefixes of the
 * scope before them. The list is the caller's to free, and the prefixes in it. */
static char **
operands(const struct scan_options *own, char *const *words, int n)
{
	size_t n_scope = own->whole_scope ? own->settings.n_scope : 0;
	char **list = xcalloc(n_scope + (size_t)n + 1, sizeof(list[0]));
	char text[PREFIX_TEXT_MAX];

	for (size_t i = 0; i < n_scope; i++)
		list[i] = xstrdup(prefix_format(&own->settings.scope[i], text));
	for (int i = 0; i < n; i++)
		list[n_scope + (size_t)i] = words[i];
	return list;
}

/* Everything is parsed: off it goes. */
static int
start(struct scan_options *own, struct scan *scan, char *const *words, int n)
{
	size_t n_scope = own->whole_scope ? own->settings.n_scope : 0;
	char **list;
	int status;

	if (own->whole_scope && n_scope == 0) {
		log_error("scan: --whole-scope: the configuration has no scope");
		return EXIT_USAGE;
	}
	if (own->settings.n_probes == 0)
		take_probes(own, "snmp,ssh");
	list = operands(own, words, n);
	scan->operands = list;
	scan->n_operands = (int)n_scope + n;
	scan->targets_file = own->targets_file;
	scan->community_file = own->community_file != NULL ? xstrdup(own->community_file) : NULL;
	status = scan_run(scan);
	free(scan->community_file);
	for (size_t i = 0; i < n_scope; i++)
		free(list[i]);
	free(list);
	return status;
}

static int
run(int argc, char **argv)
{
	struct scan_options own = {0};
	struct again again = {&own, argc, argv};
	struct scan scan = {.settings = &own.settings, .reapply = reapply, .arg = &again};
	int first, status;

	settings_init(&own.settings);
	status = options_parse(&command_scan, specs, &own, &own.settings, argc, argv, &first);
	if (status < 0)
		status = start(&own, &scan, argv + first, argc - first);
	free(own.community_file);
	free(own.targets_file);
	settings_free(&own.settings);
	return status;
}

const struct command command_scan = {
	.name = "scan",
	.arguments = "[options] TARGET...",
	.summary = "ask a network whose equipment it is, record it, print the vendor map",
	.run = run,
};
