/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * keep.c: how many observations a second the store takes as a sweep gives them:
 * subjects with ten observations, a visit and an identification each, committed
 * once a second, and silent addresses besides.
 *
 *   make bench/keep && bench/keep FILE [SUBJECTS]
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "store/store.h"

#define OBSERVATIONS 10

static void
must(struct store *s, enum result r)
{
	if (r == RESULT_OK)
		return;
	fprintf(stderr, "keep: %s\n", store_error(s));
	exit(1);
}

static void
address(uint32_t n, struct addr *out)
{
	*out = (struct addr){.family = 4};
	out->ip[0] = 10;
	for (int i = 1; i < 4; i++)
		out->ip[i] = (uint8_t)(n >> (24 - 8 * i));
}

static void
keep_subject(struct store *s, int64_t sweep, uint32_t n)
{
	static const char *const keys[OBSERVATIONS] = {"snmp.engineID", "snmp.engineBoots",
		"snmp.engineTime", "snmp.sysDescr", "snmp.sysObjectID", "snmp.sysUpTime",
		"snmp.sysContact", "snmp.sysName", "snmp.sysLocation", "snmp.sysServices"};
	struct visit visit = {.probe = "snmp",
		.port = 161,
		.outcome = OUTCOME_ANSWERED,
		.last_question = "snmp.system",
		.credential = "",
		.packets = 2,
		.bytes = 191,
		.first = 1,
		.last = 2};
	struct evidence evidence[2] = {{"huawei/object", "snmp.sysObjectID", "1.3.6.1.4.1.2011", 5},
		{"huawei/text", "snmp.sysDescr", "Huawei Versatile Routing Platform", 4}};
	struct identification who = {.verdict = VERDICT_CONFIRMED,
		.confidence = 0.99,
		.evidence = evidence,
		.n_evidence = 2};
	struct subject subject = {.name = ""};
	char value[64];
	int64_t id;

	address(n, &subject.addr);
	must(s, store_subject(s, sweep, &subject, &id));
	for (int i = 0; i < OBSERVATIONS; i++) {
		int len = snprintf(
			value, sizeof(value), "a value of forty bytes or so, %08" PRIx32, n);

		must(s, store_observe(s, id,
				&(struct observation){.key = keys[i],
					.index = "",
					.value = value,
					.len = (size_t)len,
					.probe = "snmp",
					.time = 1}));
	}
	must(s, store_visit(s, id, &visit));
	must(s, store_identify(s, id, &who));
}

int
main(int argc, char **argv)
{
	uint32_t n = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 50000;
	struct sweep sweep = {.kind = "scan", .targets = "", .options = "{}", .version = "bench"};
	struct visit silent = {.probe = "snmp",
		.port = 161,
		.outcome = OUTCOME_SILENT,
		.last_question = "snmp.system",
		.credential = "",
		.packets = 6,
		.bytes = 573,
		.first = 1,
		.last = 5};
	struct buf why = {0};
	struct store *s;
	int64_t begun, committed;
	double took;

	if (argc < 2 || access(argv[1], F_OK) == 0) {
		fprintf(stderr, "usage: keep FILE [SUBJECTS]; FILE must not exist\n");
		return 2;
	}
	if (store_open(argv[1], STORE_WRITE, &s, &why) != RESULT_OK) {
		fprintf(stderr, "keep: %s\n", buf_text(&why));
		return 1;
	}
	must(s, store_sweep_begin(s, &sweep));
	begun = committed = clock_now();
	for (uint32_t i = 0; i < n; i++) {
		struct addr a;

		keep_subject(s, sweep.id, i * 2654435761u >> 8);
		address((i * 2654435761u >> 8) + 1, &a);
		must(s, store_silence(s, sweep.id, &a, &silent));
		must(s, store_done(s, sweep.id, i));
		if (clock_now() - committed > CLOCK_S) {
			must(s, store_commit(s));
			committed = clock_now();
		}
	}
	must(s, store_commit(s));
	took = (double)(clock_now() - begun) / (double)CLOCK_S;
	printf("    store: %.0f observations a second (%" PRIu32 " subjects in %.2f s)\n",
		n * OBSERVATIONS / took, n, took);
	store_close(s);
	buf_free(&why);
	return 0;
}
