/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* What neighbours tell of each other becomes links, each wire once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "fingerprints/links.h"

#define MAC(n) "44:d7:91:00:00:0" #n

static struct joiner *joiner;
static struct linker *linker;
static char seen[16][256];
static size_t n_seen;

/* Device n answers at 10.0.0.n, is called rN, and (with chassis) tells its MAC. */
static void
device(int n, const char *chassis, enum lldp_state lldp)
{
	char addr[32], name[16];
	struct traits t = {.location = "", .engine = "", .hostkey = "", .boots = -1};
	struct joinable s = {.id = n,
		.subject.name = "",
		.outcome = OUTCOME_ANSWERED,
		.traits = &t,
		.manufacturer = "",
		.model = "",
		.serial = ""};

	snprintf(addr, sizeof(addr), "10.0.0.%d", n);
	snprintf(name, sizeof(name), "r%d", n);
	addr_parse(addr, &s.subject.addr);
	t.name = name;
	t.chassis = chassis;
	t.chassis_type = CHASSIS_MAC;
	t.lldp = lldp;
	joiner_add(joiner, &s);
}

static int
begin(void **state)
{
	(void)state;
	joiner = joiner_new();
	linker = NULL;
	n_seen = 0;
	return 0;
}

static int
end(void **state)
{
	(void)state;
	linker_free(linker);
	joiner_free(joiner);
	return 0;
}

static void
joined(void)
{
	size_t n;

	joiner_join(joiner, &n);
	linker = linker_new(joiner);
}

static struct told
row(const char *local, const char *chassis, const char *port, const char *name)
{
	return (struct told){.via = TOLD_TABLE,
		.local_num = "1",
		.local_id = local,
		.local_descr = "",
		.chassis_type = CHASSIS_MAC,
		.chassis = chassis,
		.port = port,
		.port_descr = "",
		.name = name,
		.descr = "",
		.time = 1000};
}

static void
tells(int device, const char *local, const char *chassis, const char *port, const char *name)
{
	struct told t = row(local, chassis, port, name);

	linker_told(linker, joiner_element_of(joiner, device), &t);
}

/* "r1 ge1 - r2 ge2 mutual", the ends in the order of their names. */
static void
note(void *arg, const struct link *l)
{
	const struct link_end *a = &l->a, *b = &l->b;

	(void)arg;
	assert_true(n_seen < 16);
	assert_int_equal(strlen(l->id), 18);
	assert_true((l->reason[0] == '\0') == (l->state == LINK_MUTUAL));
	if (b->element[0] != '\0')
		assert_true(strcmp(a->element, b->element) <= 0);
	if (strcmp(a->name, b->name) > 0 && b->element[0] != '\0') {
		a = &l->b;
		b = &l->a;
	}
	snprintf(seen[n_seen++], sizeof(seen[0]), "%s %s - %s %s %s", a->name, a->port, b->name,
		b->port, l->state == LINK_MUTUAL ? "mutual" : l->reason);
}

static void
finish(void)
{
	size_t n;

	joiner_name(joiner, &n);
	linker_each(linker, note, NULL);
}

static bool
has(const char *text)
{
	for (size_t i = 0; i < n_seen; i++)
		if (strncmp(seen[i], text, strlen(text)) == 0)
			return true;
	for (size_t i = 0; i < n_seen; i++)
		print_message("there is: %s\n", seen[i]);
	return false;
}

static void
both_ends_become_one_link(void **state)
{
	(void)state;
	device(1, MAC(1), LLDP_READ);
	device(2, MAC(2), LLDP_READ);
	joined();
	tells(1, "ge1", MAC(2), "ge2", "r2");
	tells(2, "ge2", MAC(1), "ge1", "r1");
	tells(1, "ge1", MAC(2), "ge2", "r2"); /* by another address of it */
	finish();
	assert_int_equal(n_seen, 1);
	assert_true(has("r1 ge1 - r2 ge2 mutual"));
}

static void
parallel_wires_stay_apart(void **state)
{
	(void)state;
	device(1, MAC(1), LLDP_READ);
	device(2, MAC(2), LLDP_READ);
	joined();
	tells(1, "a", MAC(2), "x", "r2");
	tells(1, "b", MAC(2), "y", "r2");
	tells(2, "y", MAC(1), "b", "r1");
	tells(2, "x", MAC(1), "a", "r1");
	tells(1, "c", MAC(2), "z", "r2");
	finish();
	assert_int_equal(n_seen, 3);
	assert_true(has("r1 a - r2 x mutual"));
	assert_true(has("r1 b - r2 y mutual"));
	assert_true(has("r1 c - r2 z the far end's LLDP table was read"));
}

static void
a_missing_end_is_explained(void **state)
{
	(void)state;
	device(1, MAC(1), LLDP_READ);
	device(2, MAC(2), LLDP_CUT_BUDGET);
	device(3, "", LLDP_UNKNOWN);
	device(4, MAC(4), LLDP_CUT);
	joined();
	tells(1, "a", MAC(2), "x", "r2");
	tells(1, "b", MAC(3), "y", "r3"); /* by its name: it tells no chassis ID */
	tells(1, "c", MAC(4), "z", "r4");
	tells(1, "d", MAC(9), "w", "dark");
	finish();
	assert_int_equal(n_seen, 4);
	assert_true(has("r1 a - r2 x the far end's LLDP table was over our budget"));
	assert_true(has("r1 b - r3 y the far end shows no LLDP table"));
	assert_true(has("r1 c - r4 z the far end's agent broke off"));
	assert_true(has("dark w - r1 d the far end answered to nobody"));
}

static void
one_that_never_answered_is_one_element(void **state)
{
	size_t n;
	const struct alone *alone;

	(void)state;
	device(1, MAC(1), LLDP_READ);
	device(2, MAC(2), LLDP_READ);
	joined();
	tells(1, "a", MAC(9), "x", "");
	tells(2, "b", MAC(9), "y", "dark");
	tells(2, "c", MAC(8), "y", "dark"); /* another one of this name */
	alone = linker_alone(linker, &n);
	assert_int_equal(n, 2);
	assert_string_equal(alone[0].name, "dark");
	assert_int_equal(alone[0].n_tellers, 2);
	finish();
	assert_int_equal(n_seen, 3);
}

static void
no_name_outweighs_a_chassis_id(void **state)
{
	size_t n;

	(void)state;
	device(1, MAC(1), LLDP_READ);
	device(2, MAC(2), LLDP_READ);
	joined();
	tells(1, "a", MAC(7), "x", "r2"); /* r2 says that it is MAC(2) */
	linker_alone(linker, &n);
	assert_int_equal(n, 1);
	finish();
}

static void
a_management_address_tells_whom(void **state)
{
	struct told t;
	size_t n;

	(void)state;
	device(1, MAC(1), LLDP_READ);
	device(2, "", LLDP_UNKNOWN);
	joined();
	t = row("a", "local-77", "x", "");
	t.chassis_type = CHASSIS_LOCAL;
	addr_parse("10.0.0.2", &t.mgmt);
	linker_told(linker, joiner_element_of(joiner, 1), &t);
	linker_alone(linker, &n);
	assert_int_equal(n, 0);
	finish();
	assert_true(has("r1 a - r2 x"));
}

static void
hears(int device, const char *port, const char *wire)
{
	struct told t = row(wire, "", port, "");

	t.via = TOLD_HEARD;
	linker_told(linker, joiner_element_of(joiner, device), &t);
}

static void
two_on_a_wire_are_its_ends(void **state)
{
	(void)state;
	for (int i = 1; i <= 6; i++)
		device(i, "", LLDP_HEARD);
	joined();
	hears(1, "ge1", "tap");
	hears(2, "ge2", "tap");
	hears(3, "ge3", "eth0");
	hears(4, "ge4", "hub");
	hears(5, "ge5", "hub");
	hears(6, "ge6", "hub");
	finish();
	assert_int_equal(n_seen, 5);
	assert_true(has("r1 ge1 - r2 ge2 mutual"));
	assert_true(has("r3 ge3 -  eth0 heard on a wire"));
	assert_true(has("r4 ge4 -  hub heard on a wire"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(both_ends_become_one_link, begin, end),
		cmocka_unit_test_setup_teardown(parallel_wires_stay_apart, begin, end),
		cmocka_unit_test_setup_teardown(a_missing_end_is_explained, begin, end),
		cmocka_unit_test_setup_teardown(one_that_never_answered_is_one_element, begin, end),
		cmocka_unit_test_setup_teardown(no_name_outweighs_a_chassis_id, begin, end),
		cmocka_unit_test_setup_teardown(a_management_address_tells_whom, begin, end),
		cmocka_unit_test_setup_teardown(two_on_a_wire_are_its_ends, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
