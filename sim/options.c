/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* options.c: one table gives option, default, help and check. */
#include "sim/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "sim/odd.h"

enum kind { KIND_FLAG, KIND_TEXT, KIND_NUMBER, KIND_PERCENT, KIND_PREFIX, KIND_TEXTS, KIND_ODD };

struct option_line {
	const char *name, *value, *help;
	enum kind kind;
	size_t offset, count; /* of the field; of the number of a list */
	uint64_t max;
};

#define AT(field) offsetof(struct options, field)

static const struct option_line lines[] = {
	{"prefix", "P", "addresses of the network, repeatable [127.20.0.0/16]", KIND_PREFIX,
		AT(prefixes), AT(n_prefixes), 0},
	{"seed", "N", "another number is another network [1]", KIND_NUMBER, AT(seed), 0,
		UINT64_MAX},
	{"density", "PCT", "addresses that are alive [30]", KIND_PERCENT, AT(density), 0, 0},
	{"snmp-port", "N", "UDP port, 0 for none [1161]", KIND_NUMBER, AT(snmp_port), 0, 65535},
	{"ssh-port", "N", "TCP port, 0 for none [2222]", KIND_NUMBER, AT(ssh_port), 0, 65535},
	{"community", "TEXT", "community where the persona tells none [public]", KIND_TEXT,
		AT(community), 0, 0},
	{"personas", "DIR", "folder of personas [the installed one]", KIND_TEXT, AT(personas), 0,
		0},
	{"truth", "FILE", "write what stands there as JSON Lines; - is stdout", KIND_TEXT,
		AT(truth), 0, 0},
	{"count-file", "FILE", "write what arrived as JSON, on SIGUSR1 and at the end", KIND_TEXT,
		AT(count_file), 0, 0},
	{"ready-file", "FILE", "appears, with our process number, when we are ready", KIND_TEXT,
		AT(ready_file), 0, 0},
	{"duration", "S", "stop after so many seconds [never]", KIND_NUMBER, AT(duration), 0,
		31536000},
	{"loss", "PCT", "datagrams lost, each way [0]", KIND_PERCENT, AT(loss), 0, 0},
	{"capacity", "PPS", "datagrams that the path bears a second [no limit]", KIND_NUMBER,
		AT(capacity), 0, 1000000000},
	{"delay", "MS", "answers come so much later [0]", KIND_NUMBER, AT(delay_ms), 0, 60000},
	{"jitter", "MS", "and up to so much later still [0]", KIND_NUMBER, AT(jitter_ms), 0, 60000},
	{"ssh-silent", NULL, "no RST from dead addresses: their SYNs are dropped", KIND_FLAG,
		AT(ssh_silent), 0, 0},
	{"only", "PERSONA", "every element is of this persona", KIND_TEXT, AT(only), 0, 0},
	{"at", "ADDR=PERSONA", "put a persona there, may be repeated", KIND_TEXTS, AT(placed),
		AT(n_placed), 0},
	{"multihomed", "PCT", "routers with several addresses [10]", KIND_PERCENT, AT(multihomed),
		0, 0},
	{"cloned-engines", "PCT", "elements with an engine ID like others have [0]", KIND_PERCENT,
		AT(cloned), 0, 0},
	{"factory-keys", "PCT", "elements with the SSH host key of their kind [0]", KIND_PERCENT,
		AT(factory), 0, 0},
	{"odd", "PCT", "elements that misbehave [0]", KIND_PERCENT, AT(odd), 0, 0},
	{"odd-kind", "NAME", "in this way only, may be repeated (see below)", KIND_ODD,
		AT(odd_kinds), 0, 0},
	{"fragile", "PCT", "elements that slow down and die under load [0]", KIND_PERCENT,
		AT(fragile), 0, 0},
	{"record", "FILE=ADDR", "play a recording there, may be repeated", KIND_TEXTS, AT(records),
		AT(n_records), 0},
	{"recordings", "DIR", "play every *.snmprec of a folder", KIND_TEXT, AT(recordings), 0, 0},
	{"recordings-prefix", "P", "at its addresses, in order of names [127.30.0.0/16]", KIND_TEXT,
		AT(recordings_prefix), 0, 0},
	{"show", "ADDR", "print the truth about one address and stop", KIND_TEXT, AT(show), 0, 0},
	{"dry-run", NULL, "open no sockets: write the truth file and stop", KIND_FLAG, AT(dry_run),
		0, 0},
	{"list", NULL, "list the personas and stop", KIND_FLAG, AT(list), 0, 0},
	{"quiet", NULL, "no messages but errors", KIND_FLAG, AT(quiet), 0, 0},
	{"help", NULL, "this text", KIND_FLAG, AT(help), 0, 0},
	{"version", NULL, "the version", KIND_FLAG, AT(version), 0, 0},
};

#define N_LINES (sizeof lines / sizeof *lines)

void
options_help(struct buf *out)
{
	buf_puts(out,
		"ranmap-sim [options]\n"
		"Plays a mobile operator's network on this machine, for trying ranmap on.\n\n");
	for (size_t i = 0; i < N_LINES; i++) {
		struct buf name = {0};

		buf_printf(&name, "--%s%s%s", lines[i].name, lines[i].value != NULL ? " " : "",
			lines[i].value != NULL ? lines[i].value : "");
		buf_printf(out, "  %-22s %s\n", buf_text(&name), lines[i].help);
		buf_free(&name);
	}
	buf_puts(out, "\nKinds of odd agents:\n");
#define X(name, text, help) buf_printf(out, "  %-22s %s\n", text, help);
	ODD_LIST(X)
#undef X
}

static bool
percent(const char *text, double *out)
{
	char *end;

	errno = 0;
	*out = strtod(text, &end);
	return errno == 0 && end != text && *end == '\0' && *out >= 0 && *out <= 100;
}

static bool
add_prefix(const char *text, struct options *o)
{
	return o->n_prefixes < OPTIONS_MAX_LIST &&
	       prefix_parse(text, false, &o->prefixes[o->n_prefixes]) == RESULT_OK &&
	       ++o->n_prefixes;
}

static bool
set(struct options *o, const struct option_line *line, const char *value)
{
	char *base = (char *)o;
	void *to = base + line->offset;
	size_t *n = (size_t *)(void *)(base + line->count);
	unsigned kind;

	switch (line->kind) {
	case KIND_FLAG:
		*(bool *)to = true;
		return true;
	case KIND_TEXT:
		*(const char **)to = value;
		return true;
	case KIND_NUMBER:
		return text_u64(value, 0, line->max, to) == RESULT_OK;
	case KIND_PERCENT:
		return percent(value, to);
	case KIND_PREFIX:
		return add_prefix(value, o);
	case KIND_TEXTS:
		if (*n == OPTIONS_MAX_LIST)
			return false;
		((const char **)to)[(*n)++] = value;
		return true;
	case KIND_ODD:
		kind = odd_parse(value);
		*(unsigned *)to |= kind;
		return kind != 0;
	}
	return false;
}

static void
defaults(struct options *o)
{
	*o = (struct options){.seed = 1,
		.density = 30,
		.multihomed = 10,
		.snmp_port = 1161,
		.ssh_port = 2222,
		.community = "public",
		.recordings_prefix = "127.30.0.0/16"};
}

static struct option *
long_options(void)
{
	struct option *all = xcalloc(N_LINES + 1, sizeof *all);

	for (size_t i = 0; i < N_LINES; i++)
		all[i] = (struct option){.name = lines[i].name,
			.has_arg = lines[i].value != NULL ? required_argument : no_argument};
	return all;
}

bool
options_parse(int argc, char **argv, struct options *o, struct buf *error)
{
	struct option *all = long_options();
	bool ok = true;
	int which, found;

	defaults(o);
	optind = 1;
	opterr = 0;
	while (ok && (found = getopt_long(argc, argv, "+h", all, &which)) != -1) {
		if (found == 'h') {
			o->help = true;
		} else if (found != 0) {
			buf_printf(error, "%s: unknown option, or its value is missing (--help)",
				argv[optind - 1]);
			ok = false;
		} else if (!set(o, &lines[which], optarg)) {
			buf_printf(error, "--%s %s: not a valid value", lines[which].name, optarg);
			ok = false;
		}
	}
	if (ok && optind < argc) {
		buf_printf(error, "%s: not understood (--help)", argv[optind]);
		ok = false;
	}
	if (o->n_prefixes == 0 && o->recordings == NULL && o->n_records == 0 && o->n_placed == 0)
		add_prefix("127.20.0.0/16", o);
	free(all);
	return ok;
}
