/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* plan.c: the arithmetic of a sweep before its first packet. */
#include "scanner/plan.h"

#include <inttypes.h>
#include <string.h>

#include "scanner/command.h"
#include "scanner/progress.h"

/* Ranges that are printed; the rest are counted. */
#define RANGES_SHOWN 20

struct listing {
	FILE *to;
	uint64_t n;
	uint64_t addresses4, addresses6;
};

static void
print_range(void *arg, const struct addr *first, const struct addr *last)
{
	struct listing *l = arg;
	char a[ADDR_TEXT_MAX], b[ADDR_TEXT_MAX];
	uint64_t distance = 0;

	addr_distance(first, last, &distance);
	*(first->family == 6 ? &l->addresses6 : &l->addresses4) += distance + 1;
	if (l->n++ >= RANGES_SHOWN)
		return;
	if (distance == 0)
		fprintf(l->to, "  %s\n", addr_format(first, a));
	else
		fprintf(l->to, "  %s - %s (%" PRIu64 ")\n", addr_format(first, a),
			addr_format(last, b), distance + 1);
}

/* Packets to a target that says nothing: each question, and its retries. */
static unsigned
questions(const struct settings *s, const char *probe)
{
	if (strcmp(probe, "snmp") != 0)
		return 1;
	return (s->snmp_discovery ? 1u : 0u) +
	       (s->default_community || s->n_credentials > 0 ? 1u : 0u);
}

static void
print_probe(FILE *to, const struct settings *s, const char *probe, uint64_t *packets)
{
	unsigned n = questions(s, probe), most = n * (s->retries + 1);

	*packets += most;
	if (strcmp(probe, "snmp") == 0)
		fprintf(to,
			"  snmp, UDP port %u: %u question%s, %u packets at most to an address "
			"that is silent;\n"
			"    one that answers is asked on (depth %s)\n",
			s->snmp_port, n, n == 1 ? "" : "s", most,
			s->depth == DEPTH_IDENTIFY     ? "identify"
			: s->depth == DEPTH_COMPONENTS ? "components"
						       : "topology");
	else
		fprintf(to,
			"  %s, TCP port %u: %u connection attempts at most to an address that "
			"is silent%s\n",
			probe, s->ssh_port, most,
			s->ssh_hostkey ? "; host keys are asked for" : "");
}

static void
print_limit(FILE *to, const char *what, uint32_t rate)
{
	if (rate == 0)
		fprintf(to, "  %s: no limit\n", what);
	else
		fprintf(to, "  %s: %u packets and connection attempts a second\n", what, rate);
}

static void
print_subnets(FILE *to, const struct settings *s)
{
	if (s->subnet_rate > 0)
		fprintf(to,
			"  to one subnet (/%u, IPv6 /%u): %u packets and connection attempts a "
			"second\n",
			s->subnet_bits4, s->subnet_bits6, s->subnet_rate);
}

static void
print_window(FILE *to, const struct settings *s)
{
	if (s->window_start >= 0)
		fprintf(to, "  from %02d:%02d to %02d:%02d, %s\n", s->window_start / 60,
			s->window_start % 60, s->window_end / 60, s->window_end % 60,
			s->timezone != NULL ? s->timezone : "local time");
}

static void
print_fragile(FILE *to, const struct settings *s)
{
	char text[PREFIX_TEXT_MAX];

	for (size_t i = 0; i < s->n_fragile; i++)
		fprintf(to, "  %s gently: one packet a second to a device, only who it is\n",
			prefix_format(&s->fragile[i], text));
	if (!s->harm_check)
		fputs("  without a look at whether devices suffer (--no-harm-check)\n", to);
}

/* The most addresses that one subnet can have of so many. */
static uint64_t
most_in_subnet(uint64_t addresses, unsigned host_bits)
{
	return host_bits < 64 && UINT64_C(1) << host_bits < addresses ? UINT64_C(1) << host_bits
								      : addresses;
}

static uint64_t
longer(uint64_t seconds, uint64_t packets, uint32_t rate)
{
	uint64_t needed = rate > 0 ? packets / rate + 1 : 0;

	return needed > seconds ? needed : seconds;
}

/* Seconds that so many packets need under every limit; 0: no limit binds. */
static uint64_t
duration(const struct settings *s, const struct listing *l, uint64_t per_target)
{
	uint64_t in4 = most_in_subnet(l->addresses4, 32u - s->subnet_bits4),
		 in6 = most_in_subnet(l->addresses6, 128u - s->subnet_bits6), seconds;

	seconds = longer(0, (l->addresses4 + l->addresses6) * per_target, s->rate);
	seconds = longer(seconds, (in4 > in6 ? in4 : in6) * per_target, s->subnet_rate);
	return longer(seconds, per_target, s->host_rate);
}

static void
print_time(FILE *to, const struct settings *s, const struct listing *l, uint64_t per_target)
{
	uint64_t seconds = duration(s, l, per_target);
	struct buf text = {0};

	fprintf(to, "  at most %" PRIu64 " packets if nobody answers",
		(l->addresses4 + l->addresses6) * per_target);
	if (seconds > 0) {
		progress_duration(&text, (int64_t)seconds);
		fprintf(to, ", which take %s", buf_text(&text));
	}
	fputs("; those that answer cost more\n", to);
	buf_free(&text);
}

int
plan_print(FILE *to, const struct settings *s, const struct targets *targets)
{
	struct listing listing = {.to = to};
	uint64_t per_target = 0;

	fprintf(to, "Nothing is sent (--dry-run). The sweep would ask %" PRIu64 " addresses:\n",
		targets_count(targets));
	targets_each(targets, print_range, &listing);
	if (listing.n > RANGES_SHOWN)
		fprintf(to, "  and %" PRIu64 " more ranges\n", listing.n - RANGES_SHOWN);
	fputs("by\n", to);
	for (size_t i = 0; i < s->n_probes; i++)
		print_probe(to, s, s->probes[i], &per_target);
	fputs("at\n", to);
	print_limit(to, "in all", s->rate);
	print_limit(to, "to one address", s->host_rate);
	print_subnets(to, s);
	print_fragile(to, s);
	print_window(to, s);
	print_time(to, s, &listing, per_target);
	return EXIT_DONE;
}
