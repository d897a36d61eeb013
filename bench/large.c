/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * large.c: what a large network costs to join and to export. A store is made
 * with what a sweep would have derived from its subjects: every element has 20
 * components and 3 links that both ends tell of, every tenth answers at four
 * addresses, every hundredth is known by its neighbours alone. It is joined and
 * exported at three sizes, each step in a process of its own whose time and
 * memory are measured.
 *
 *	build/bench/large [-d FOLDER] [-n ELEMENTS]	[100000; and a half and a quarter]
 *
 * Ends with 1 where joining takes more than 60 s of CPU, an export more than 30 s,
 * or one of them more than 1 GB. The time by the clock is told beside it: on a
 * machine that has nothing else to do it is little more.
 */
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/settings.h"
#include "output/list.h"
#include "output/report.h"
#include "scanner/compose.h"
#include "scanner/rules_of.h"
#include "store/store.h"

#define COMPONENTS 20
#define REACH 3 /* links of an element to later ones */
#define JOIN_SECONDS 60
#define EXPORT_SECONDS 30
#define KB_MAX (1024 * 1024)

static const unsigned reach[REACH] = {1, 7, 31};
static const char *const makers[] = {"Nokia", "Ericsson", "Huawei", "ZTE", "Cisco", "Juniper"};

struct bench {
	const char *path;
	unsigned n;
	int64_t sweep;
	struct store *store;
};

static bool
is_dark(unsigned i)
{
	return i % 100 == 99;
}

static unsigned
addresses_of(unsigned i)
{
	return i % 10 == 0 ? 4 : 1;
}

static void
must(struct bench *b, enum result r, const char *what)
{
	if (r == RESULT_OK)
		return;
	fprintf(stderr, "large: %s: %s\n", what, store_error(b->store));
	exit(2);
}

static void
format_mac(char out[18], unsigned i)
{
	snprintf(out, 18, "44:d7:91:%02x:%02x:%02x", i >> 16 & 255, i >> 8 & 255, i & 255);
}

/* ---- the store -------------------------------------------------------------------- */

static void
put_who(struct bench *b, int64_t subject, unsigned i)
{
	char serial[16], descr[64];
	const char *maker = makers[i % 6];
	struct evidence evidence[] = {{"rule-oid", "snmp.sysObjectID", "1.3.6.1.4.1.637", 0.97},
		{"rule-text", "snmp.sysDescr", descr, 0.99}};
	struct identification who = {.verdict = VERDICT_CONFIRMED,
		.confidence = 0.999,
		.evidence = evidence,
		.n_evidence = 2};

	snprintf(serial, sizeof(serial), "SN%08u", i);
	snprintf(descr, sizeof(descr), "%s router of the bench, release 22.10", maker);
	who.claims[CLAIM_manufacturer] = maker;
	who.claims[CLAIM_model] = "7705 SAR";
	who.claims[CLAIM_role] = i % 10 == 0 ? "router" : "ran-baseband";
	who.claims[CLAIM_serial] = serial;
	must(b, store_identify(b->store, subject, &who), "identify");
}

static void
make_components(struct component *all, char (*serials)[24], unsigned i)
{
	for (unsigned k = 0; k < COMPONENTS; k++) {
		snprintf(serials[k], 24, "C%08u-%02u", i, k);
		all[k] = (struct component){
			.index = k + 1,
			.parent = k == 0  ? 0
				  : k < 5 ? 1
					  : 2 + k % 4,
			.class = k == 0	 ? COMPONENT_chassis
				 : k < 5 ? COMPONENT_module
					 : COMPONENT_port,
			.name = "1/1/c7/1 10-Gig Ethernet",
			.manufacturer = makers[(i + k / 8) % 6],
			.model = "SFP-10G-LR",
			.part_number = "3HE04823AA",
			.serial = serials[k],
			.hw_rev = "A1",
			.fw_rev = "",
			.sw_rev = "22.10.R3",
			.mfg_date = "2019-04-30",
			.is_fru = k >= 5,
		};
	}
}

/* What element i tells of element far by wire k (0..REACH-1), of which it is the
 * near or the far end. */
struct wire {
	char local[16], port[16], chassis[18], name[24];
};

static struct told
make_told(struct wire *w, unsigned far, unsigned k, bool near)
{
	snprintf(w->local, sizeof(w->local), "1/1/%u", near ? k + 1 : REACH + k + 1);
	snprintf(w->port, sizeof(w->port), "1/1/%u", near ? REACH + k + 1 : k + 1);
	snprintf(w->name, sizeof(w->name), "BENCH-%07u", far);
	format_mac(w->chassis, far);
	return (struct told){
		.via = TOLD_TABLE,
		.local_num = w->local,
		.local_id = w->local,
		.local_descr = "10-Gig Ethernet",
		.chassis_type = CHASSIS_MAC,
		.chassis = w->chassis,
		.port = w->port,
		.port_descr = "10-Gig Ethernet",
		.name = w->name,
		.descr = "Nokia router of the bench, release 22.10",
		.time = 1700000000,
	};
}

static size_t
make_all_told(struct told *told, struct wire *wires, unsigned i, unsigned n)
{
	size_t used = 0;

	for (unsigned k = 0; k < REACH; k++) {
		told[used] = make_told(&wires[used], (i + reach[k]) % n, k, true);
		used++;
		told[used] = make_told(&wires[used], (i + n - reach[k]) % n, k, false);
		used++;
	}
	return used;
}

static void
put_address(struct bench *b, unsigned i, unsigned address, const struct component *components,
	const struct told *told, size_t n_told)
{
	uint32_t ip = 0x0a000000u + i * 4 + address;
	struct subject subject = {
		.addr = {.family = 4,
			.ip = {(uint8_t)(ip >> 24), (uint8_t)(ip >> 16), (uint8_t)(ip >> 8),
				(uint8_t)ip}},
		.name = "",
	};
	char name[24], chassis[18], engine[32];
	struct traits t = {.name = name,
		.location = "somewhere",
		.chassis_type = CHASSIS_MAC,
		.chassis = chassis,
		.engine = engine,
		.boots = i % 50,
		.start = 1690000000 + i,
		.hostkey = "",
		.lldp = LLDP_READ,
		.first = 1700000000,
		.last = 1700000060,
		.n_components = COMPONENTS};
	struct visit visit = {.probe = "snmp",
		.port = 161,
		.outcome = OUTCOME_ANSWERED,
		.last_question = "snmp.lldpRemTable",
		.credential = "",
		.packets = 40,
		.bytes = 4000,
		.first = 1700000000,
		.last = 1700000060};
	int64_t id;

	snprintf(name, sizeof(name), "BENCH-%07u", i);
	format_mac(chassis, i);
	snprintf(engine, sizeof(engine), "8000197f0344d791%06x", i);
	must(b, store_subject(b->store, b->sweep, &subject, &id), "subject");
	must(b, store_visit(b->store, id, &visit), "visit");
	put_who(b, id, i);
	must(b, store_derive(b->store, id, &t, components, COMPONENTS, told, n_told), "derive");
}

static void
fill(struct bench *b)
{
	struct sweep row = {.kind = "scan",
		.started = 1700000000,
		.targets = "",
		.options = "{}",
		.summary = "",
		.version = "bench"};

	must(b, store_sweep_begin(b->store, &row), "sweep");
	b->sweep = row.id;
	for (unsigned i = 0; i < b->n; i++) {
		struct component components[COMPONENTS];
		char serials[COMPONENTS][24];
		struct told told[2 * REACH];
		struct wire wires[2 * REACH];
		size_t n_told = make_all_told(told, wires, i, b->n);

		if (is_dark(i))
			continue;
		make_components(components, serials, i);
		for (unsigned a = 0; a < addresses_of(i); a++)
			put_address(b, i, a, components, told, n_told);
		if (store_pending(b->store) > 500000)
			must(b, store_commit(b->store), "commit");
	}
	must(b, store_commit(b->store), "commit");
}

/* ---- steps -------------------------------------------------------------------------- */

static void
open_store(struct bench *b, enum store_mode mode)
{
	struct buf why = {0};

	if (store_open(b->path, mode, &b->store, &why) == RESULT_OK)
		return;
	fprintf(stderr, "large: %s\n", buf_text(&why));
	exit(2);
}

static void
step_fill(struct bench *b, const char *what)
{
	(void)what;
	open_store(b, STORE_WRITE);
	fill(b);
}

static void
step_join(struct bench *b, const char *what)
{
	struct settings settings;
	struct rules *rules;
	uint64_t elements;

	(void)what;
	settings_init(&settings);
	if (rules_of(&settings, &rules) != RESULT_OK)
		exit(2);
	open_store(b, STORE_WRITE);
	must(b, compose_elements(b->store, 1, identifier_new(rules), NULL, &elements), "join");
	if (elements != b->n) {
		fprintf(stderr, "large: %llu elements of %u\n", (unsigned long long)elements, b->n);
		exit(2);
	}
}

static void
step_export(struct bench *b, const char *what)
{
	bool graph = strcmp(what, "graphml") == 0;
	const struct view *view = view_find(graph ? "links" : what);
	struct view_options options = {0};
	struct writer_options how = {0};
	FILE *out = fopen("/dev/null", "w");
	uint64_t rows;

	open_store(b, STORE_READ);
	if (out == NULL ||
		report_write(b->store, view, &options, writer_find(graph ? "graphml" : "csv"), &how,
			out, &rows) != RESULT_OK) {
		fprintf(stderr, "large: export %s: %s\n", what, store_error(b->store));
		exit(2);
	}
}

struct cost {
	double seconds, cpu;
	long kb;
};

static double
seconds_of(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

/* Runs a step in a child. */
static struct cost
measure(struct bench *b, void (*step)(struct bench *, const char *), const char *what)
{
	struct timespec from, to;
	struct rusage usage;
	struct cost cost;
	pid_t child;
	int status;

	clock_gettime(CLOCK_MONOTONIC, &from);
	if ((child = fork()) == 0) {
		step(b, what);
		store_close(b->store);
		_exit(0);
	}
	if (child < 0 || wait4(child, &status, 0, &usage) < 0 || status != 0)
		exit(2);
	clock_gettime(CLOCK_MONOTONIC, &to);
	cost.seconds =
		(double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
	cost.kb = usage.ru_maxrss;
	cost.cpu = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
	printf("%9u %-12s %8.2f s %8.2f s of CPU %8.1f MB %6.1f us of CPU an element\n", b->n, what,
		cost.seconds, cost.cpu, (double)cost.kb / 1024, cost.cpu * 1e6 / b->n);
	fflush(stdout);
	return cost;
}

static int
judge(const struct bench *b, struct cost cost, const char *what, double limit)
{
	if (cost.cpu <= limit && cost.kb <= KB_MAX)
		return 0;
	printf("%u %s: more than %.0f s or 1 GB\n", b->n, what, limit);
	return 1;
}

static void
remove_store(const char *path)
{
	static const char *const suffixes[] = {"", "-wal", "-shm"};

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		char file[544];

		snprintf(file, sizeof(file), "%s%s", path, suffixes[i]);
		unlink(file);
	}
}

/* One size; seconds gets the CPU that joining took. */
static int
run(const char *folder, unsigned n, double *seconds)
{
	static const char *const exports[] = {
		"elements", "components", "links", "graphml", "sites", "vendor-map"};
	char path[512];
	struct bench b = {.path = path, .n = n};
	struct cost cost;
	int bad = 0;

	snprintf(path, sizeof(path), "%s/large.%d.db", folder, (int)getpid());
	measure(&b, step_fill, "fill");
	cost = measure(&b, step_join, "join");
	*seconds = cost.cpu;
	bad += judge(&b, cost, "join", JOIN_SECONDS);
	for (size_t i = 0; i < sizeof(exports) / sizeof(exports[0]); i++) {
		cost = measure(&b, step_export, exports[i]);
		bad += judge(&b, cost, exports[i], EXPORT_SECONDS);
	}
	remove_store(path);
	return bad;
}

int
main(int argc, char **argv)
{
	const char *folder = getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp";
	unsigned n = 100000;
	double quarter, half, full;
	int option, bad;

	while ((option = getopt(argc, argv, "d:n:")) != -1)
		if (option == 'd')
			folder = optarg;
		else if (option != 'n' || sscanf(optarg, "%u", &n) != 1 || n < 4000 || n > 4000000)
			return 2;
	bad = run(folder, n / 4, &quarter);
	bad += run(folder, n / 2, &half);
	bad += run(folder, n, &full);
	printf("growth of joining: n^%.2f, then n^%.2f\n", log2(half / quarter), log2(full / half));
	return bad > 0;
}
