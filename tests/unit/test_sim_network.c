/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* Devices and their wires: unique where they must be, and both ends say the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "sim/network.h"
#include "tests/unit/sim_help.h"

static struct sim_options options;

/* Calls back for every element of 127.20.0.0/20. */
static void
each(struct setup *s, void (*call)(struct setup *, const struct device *, void *), void *context)
{
	for (unsigned i = 0; i < 16; i++) {
		struct addr base = {.family = 4, .ip = {127, 20, (uint8_t)i, 0}};
		unsigned n = network_block(s->net, &base)->n_members;

		for (unsigned m = 0; m < n; m++)
			call(s, network_member(s->net, network_block(s->net, &base), m), context);
	}
}

struct names {
	char (*at)[64];
	size_t n;
};

static void
add_name(struct names *names, const char *text)
{
	assert_true(names->n < 20000);
	snprintf(names->at[names->n++], 64, "%s", text);
}

static int
compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void
are_unique(struct names *names)
{
	qsort(names->at, names->n, 64, compare);
	for (size_t i = 1; i < names->n; i++)
		assert_string_not_equal(names->at[i - 1], names->at[i]);
	names->n = 0;
}

static void
take_mac(struct setup *s, const struct device *d, void *context)
{
	(void)s;
	add_name(context, d->mac_text);
}

static void
take_serial(struct setup *s, const struct device *d, void *context)
{
	char text[64];

	(void)s;
	if (*d->serial != '\0') {
		snprintf(text, sizeof text, "%.20s %.40s", d->persona->manufacturer, d->serial);
		add_name(context, text);
	}
}

static void
take_engine(struct setup *s, const struct device *d, void *context)
{
	struct buf hex = {0};

	(void)s;
	for (size_t i = 0; i < d->engine_len; i++)
		buf_printf(&hex, "%02x", d->engine_id[i]);
	if (d->engine_len > 0)
		add_name(context, buf_text(&hex));
	buf_free(&hex);
}

static void
serials_macs_and_engines_are_unique(void **state)
{
	struct names names = {.at = calloc(20000, 64)};
	struct setup s;

	(void)state;
	sim_setup(&s, &options, "--prefix 127.20.0.0/20 --density 60");
	each(&s, take_mac, &names);
	assert_true(names.n > 2000);
	are_unique(&names);
	each(&s, take_serial, &names);
	assert_true(names.n > 1000);
	are_unique(&names);
	each(&s, take_engine, &names);
	assert_true(names.n > 500);
	are_unique(&names);
	setup_free(&s);
	free(names.at);
}

static void
cloned_engines_are_those_of_many(void **state)
{
	struct names names = {.at = calloc(20000, 64)};
	size_t same = 0;
	struct setup s;

	(void)state;
	sim_setup(&s, &options, "--prefix 127.20.0.0/20 --cloned-engines 50");
	each(&s, take_engine, &names);
	qsort(names.at, names.n, 64, compare);
	for (size_t i = 1; i < names.n; i++)
		same += strcmp(names.at[i - 1], names.at[i]) == 0;
	assert_true(same > names.n / 4);
	setup_free(&s);
	free(names.at);
}

static void
count_homes(struct setup *s, const struct device *d, void *context)
{
	unsigned *n = context;

	if (d->n_addrs < 2)
		return;
	assert_string_equal(d->persona->role, "router");
	for (unsigned i = 0; i < d->n_addrs; i++) {
		const struct device *same = network_at(s->net, &d->addrs[i]);

		assert_non_null(same);
		assert_string_equal(same->serial, d->serial);
		assert_int_equal(same->engine_len, d->engine_len);
		assert_memory_equal(same->engine_id, d->engine_id, d->engine_len);
		assert_int_equal(same->boots, d->boots);
		assert_int_equal(same->up, d->up);
	}
	(*n)++;
}

static void
a_router_is_the_same_at_all_its_addresses(void **state)
{
	struct setup s;
	unsigned n = 0;

	(void)state;
	sim_setup(&s, &options, "--prefix 127.20.0.0/20 --multihomed 40");
	each(&s, count_homes, &n);
	assert_true(n > 50);
	setup_free(&s);
}

static void
check_wires(struct setup *s, const struct device *d, void *context)
{
	struct peer peers[PEERS_MAX];
	size_t n = network_peers(s->net, d, peers, PEERS_MAX);
	unsigned *total = context;

	for (size_t i = 0; i < n; i++) {
		const struct device *other = network_peer(s->net, &peers[i]);

		assert_int_equal(network_port_to(s->net, d, other), i + 1);
		if (network_port_to(s->net, other, d) == 0)
			fail_msg("%s is wired to %s, which knows nothing of it", d->name,
				other->name);
		*total += addr_compare(&d->base, &other->base) != 0;
	}
}

static void
every_wire_has_two_ends(void **state)
{
	struct setup s;
	unsigned between = 0;

	(void)state;
	sim_setup(&s, &options, "--prefix 127.20.0.0/20 --multihomed 40");
	each(&s, check_wires, &between);
	assert_true(between >= 2 * 15); /* sites are wired to one another */
	setup_free(&s);
}

static const struct row *
cell(const struct mib *m, const char *column, const uint32_t *index, size_t n)
{
	struct oid oid;

	assert_true(oid_parse(column, &oid));
	memcpy(oid.at + oid.n, index, n * sizeof *index);
	return mib_get(m, oid.at, oid.n + n);
}

/* What a device says of its neighbour is what that says of itself. */
static void
check_tables(struct setup *s, const struct device *d, void *context)
{
	struct peer peers[PEERS_MAX];
	size_t n = network_peers(s->net, d, peers, PEERS_MAX);
	unsigned *told = context;
	const struct mib *mine;

	if (d->persona->lldp.mode != LLDP_FULL)
		return;
	mine = network_shows(s->net, d);
	for (uint32_t i = 0; i < n; i++) {
		const struct device *other = network_peer(s->net, &peers[i]);
		uint32_t index[] = {1500, i + 1, i + 1}, zero = 0,
			 port = network_port_to(s->net, other, d);
		const struct row *chassis = cell(mine, "1.0.8802.1.1.2.1.4.1.1.5", index, 3), *row;
		const struct mib *theirs;

		assert_int_equal(chassis != NULL, other->persona->lldp.mode != LLDP_NONE);
		if (other->persona->lldp.mode != LLDP_FULL)
			continue;
		theirs = network_shows(s->net, other);
		row = cell(theirs, "1.0.8802.1.1.2.1.3.2", &zero, 1);
		assert_non_null(row);
		assert_int_equal(row->len, chassis->len);
		assert_memory_equal(row->value, chassis->value, row->len);
		row = cell(theirs, "1.0.8802.1.1.2.1.3.7.1.3", &port, 1);
		assert_non_null(row);
		chassis = cell(mine, "1.0.8802.1.1.2.1.4.1.1.7", index, 3);
		assert_int_equal(row->len, chassis->len);
		assert_memory_equal(row->value, chassis->value, row->len);
		(*told)++;
	}
}

static void
both_ends_of_a_wire_say_the_same(void **state)
{
	struct setup s;
	unsigned told = 0;

	(void)state;
	sim_setup(&s, &options, "--prefix 127.20.0.0/21");
	each(&s, check_tables, &told);
	assert_true(told > 50);
	setup_free(&s);
}

static void
check_components(struct setup *s, const struct device *d, void *context)
{
	struct component all[COMPONENTS_MAX];
	struct arena *arena = arena_new();
	size_t n = device_components(d, arena, all, COMPONENTS_MAX);
	unsigned *optics = context;
	const struct mib *m;

	if (n > 0 && d->n_addrs > 0 && d->persona->snmp.versions != 0) {
		m = network_shows(s->net, d);
		for (size_t i = 0; i < n; i++) {
			const struct row *row =
				cell(m, "1.3.6.1.2.1.47.1.1.1.1.13", &all[i].index, 1);

			assert_non_null(row);
			assert_int_equal(row->len, strlen(all[i].model));
			assert_true(all[i].parent < all[i].index); /* a tree */
			assert_true(all[i].parent == 0 ||
				    all[all[i].parent - 1].index == all[i].parent);
			*optics += all[i].class == 10 &&
				   strcmp(all[i].manufacturer, d->persona->manufacturer) != 0;
		}
		assert_int_equal(all[0].class, 3); /* chassis(3) stands at the root */
		assert_int_equal(all[0].parent, 0);
	}
	arena_free(arena);
}

static void
components_are_a_tree_and_shown(void **state)
{
	struct setup s;
	unsigned optics = 0;

	(void)state;
	sim_setup(&s, &options, "--prefix 127.20.0.0/20");
	each(&s, check_components, &optics);
	assert_true(optics > 10); /* optics of other makers in trusted chassis */
	setup_free(&s);
}

static void
check_rows(struct setup *s, const struct device *d, void *context)
{
	unsigned *devices = context;
	const struct mib *m;

	if (d->n_addrs == 0 || d->persona->snmp.versions == 0)
		return;
	m = network_shows(s->net, d);
	assert_true(m->n >= d->system.n);
	for (size_t i = 1; i < m->n; i++)
		assert_true(oid_compare(m->rows[i - 1].oid, m->rows[i - 1].n, m->rows[i].oid,
				    m->rows[i].n) < 0);
	for (size_t i = 0; i < d->system.n; i++) {
		const struct row *row = mib_get(m, d->system.rows[i].oid, d->system.rows[i].n);

		assert_non_null(row);
		assert_int_equal(row->len, d->system.rows[i].len);
	}
	(*devices)++;
}

static void
every_agent_shows_ordered_rows(void **state)
{
	struct setup s;
	unsigned devices = 0;

	(void)state;
	sim_setup(&s, &options, "--prefix 127.20.0.0/20 --odd 20 --fragile 10");
	each(&s, check_rows, &devices);
	assert_true(devices > 500);
	setup_free(&s);
}

static void
count_odd(struct setup *s, const struct device *d, void *context)
{
	(void)s;
	*(unsigned *)context += d->odd != 0;
}

static void
oddities_are_as_many_as_told(void **state)
{
	static const struct {
		const char *line;
		unsigned least, most;
	} cases[] = {{"", 0, 0}, {"--odd 100", 1000, 9999}, {"--odd 10", 60, 220},
		{"--fragile 10 --odd-kind toobig", 60, 220}};

	(void)state;
	for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
		char line[100];
		struct setup s;
		unsigned n = 0;

		snprintf(line, sizeof line, "--prefix 127.20.0.0/20 %s", cases[k].line);
		sim_setup(&s, &options, line);
		each(&s, count_odd, &n);
		assert_in_range(n, cases[k].least, cases[k].most);
		setup_free(&s);
	}
}

/* Texts that are longer than a device has room for are cut, the others stay. */
static void
endless_texts_are_cut(void **state)
{
	static const char head[] = "model: M\nmanufacturer: X\nrole: router\nplaces: [macro]\n"
				   "oui: ['001122']\nserial: S{uid}\n"
				   "snmp: {versions: ['1'], descr: '";
	struct buf text = {0};
	const struct device *d;
	struct setup s;
	char line[400];

	(void)state;
	buf_puts(&text, head);
	for (unsigned i = 0; i < 3000; i++)
		buf_putc(&text, 'x');
	buf_puts(&text, "'}\nssh: {mode: answer, banner: SSH-2.0-after}\n");
	sim_file("long.yaml", buf_text(&text));
	snprintf(line, sizeof line, "--personas %s --at 127.20.0.1=long", sim_folder());
	sim_setup(&s, &options, line);
	d = network_at(s.net, &(struct addr){.family = 4, .ip = {127, 20, 0, 1}});
	assert_non_null(d);
	assert_true(strlen(d->descr) > 500 && strlen(d->descr) < DEVICE_TEXT);
	assert_int_equal(strspn(d->descr, "x"), strlen(d->descr));
	assert_int_equal(d->serial[0], 'S');
	assert_string_equal(d->banner, "");
	assert_true(network_shows(s.net, d)->n > 7);
	setup_free(&s);
	buf_free(&text);
	sim_folder_gone();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(serials_macs_and_engines_are_unique),
		cmocka_unit_test(cloned_engines_are_those_of_many),
		cmocka_unit_test(a_router_is_the_same_at_all_its_addresses),
		cmocka_unit_test(every_wire_has_two_ends),
		cmocka_unit_test(both_ends_of_a_wire_say_the_same),
		cmocka_unit_test(components_are_a_tree_and_shown),
		cmocka_unit_test(every_agent_shows_ordered_rows),
		cmocka_unit_test(endless_texts_are_cut),
		cmocka_unit_test(oddities_are_as_many_as_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
