/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* What stands where: the same every time, as dense as told, and in the kernel's filter, too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "sim/filter.h"
#include "sim/layout.h"
#include "tests/unit/sim_help.h"

static struct sim_options options;

static void
the_same_seed_is_the_same_network(void **state)
{
	struct setup a, b, other;
	struct sim_options second, third;
	unsigned differ = 0;

	(void)state;
	sim_setup(&a, &options, "--prefix 127.20.0.0/20");
	sim_setup(&b, &second, "--prefix 127.20.0.0/20");
	sim_setup(&other, &third, "--prefix 127.20.0.0/20 --seed 2");
	for (unsigned i = 0; i < 16; i++) {
		struct addr base = {.family = 4, .ip = {127, 20, (uint8_t)i, 0}};
		struct block *x = layout_block(&a.layout, &base),
			     *y = layout_block(&b.layout, &base),
			     *z = layout_block(&other.layout, &base);

		assert_int_equal(x->n_members, y->n_members);
		assert_memory_equal(x->at, y->at, sizeof x->at);
		assert_memory_equal(x->members, y->members, x->n_members * sizeof *x->members);
		differ += memcmp(x->at, z->at, sizeof x->at) != 0;
		free(x);
		free(y);
		free(z);
	}
	assert_int_equal(differ, 16);
	setup_free(&a);
	setup_free(&b);
	setup_free(&other);
}

static void
every_living_address_has_one_element(void **state)
{
	static const char *const lines[] = {"--prefix 127.20.0.0/21",
		"--prefix 127.20.0.0/21 --density 100", "--prefix 127.20.0.0/21 --density 1",
		"--prefix fd00::/120 --density 50", "--prefix 127.20.0.0/21 --multihomed 50"};

	(void)state;
	for (size_t k = 0; k < sizeof lines / sizeof *lines; k++) {
		struct setup s;
		struct addr base;

		sim_setup(&s, &options, lines[k]);
		base = layout_base(&s.layout.prefixes[0].addr);
		for (unsigned i = 0; i < (s.layout.prefixes[0].addr.family == 4 ? 8 : 1); i++) {
			struct block *b = layout_block(&s.layout, &base);
			unsigned addresses = 0;

			for (unsigned m = 0; m < b->n_members; m++)
				for (unsigned n = 0; n < b->members[m].n_addrs; n++) {
					struct addr a = layout_addr(b, &b->members[m], n);

					assert_int_equal(b->at[a.ip[addr_size(&a) - 1]], m);
					assert_true(layout_alive(&s.layout, &a));
					addresses++;
				}
			assert_int_equal(addresses, b->n_alive);
			free(b);
			addr_add(&base, BLOCK_SIZE, &base);
		}
		setup_free(&s);
	}
}

static void
density_is_as_told(void **state)
{
	static const struct {
		const char *line;
		unsigned least, most;
	} cases[] = {{"--density 0", 0, 0}, {"--density 2", 1000, 1650},
		{"--density 30", 19000, 20400}, {"--density 100", 65536, 65536}};

	(void)state;
	for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
		struct setup s;
		unsigned n = 0;

		sim_setup(&s, &options, cases[k].line);
		for (uint32_t i = 0; i < 65536; i++) {
			struct addr a = {
				.family = 4, .ip = {127, 20, (uint8_t)(i >> 8), (uint8_t)i}};

			n += layout_alive(&s.layout, &a);
		}
		assert_in_range(n, cases[k].least, cases[k].most);
		assert_false(layout_alive(&s.layout, &(struct addr){.family = 4, .ip = {127, 21}}));
		setup_free(&s);
	}
}

static void
a_persona_stands_where_it_was_put(void **state)
{
	struct setup s;
	const struct device *d;
	struct addr inside = {.family = 4, .ip = {127, 20, 1, 77}},
		    outside = {.family = 4, .ip = {127, 99, 0, 1}};

	(void)state;
	sim_setup(&s, &options,
		"--prefix 127.20.0.0/22 --density 5 --at 127.20.1.77=nokia-7750-sr "
		"--at 127.99.0.1=eltek-smartpack");
	d = network_at(s.net, &inside);
	assert_non_null(d);
	assert_string_equal(d->persona->name, "nokia-7750-sr");
	d = network_at(s.net, &outside);
	assert_non_null(d);
	assert_string_equal(d->persona->name, "eltek-smartpack");
	addr_add(&outside, 1, &outside);
	assert_null(network_at(s.net, &outside));
	setup_free(&s);
}

static void
only_one_persona_where_so_told(void **state)
{
	struct setup s;
	unsigned n = 0;

	(void)state;
	sim_setup(&s, &options, "--prefix 127.20.0.0/22 --only ciena-3942");
	for (unsigned i = 0; i < 1024; i++) {
		struct addr a = {.family = 4, .ip = {127, 20, (uint8_t)(i >> 8), (uint8_t)i}};
		const struct device *d = network_at(s.net, &a);

		assert_int_equal(d != NULL, layout_alive(&s.layout, &a));
		if (d != NULL) {
			assert_string_equal(d->persona->name, "ciena-3942");
			n++;
		}
	}
	assert_true(n > 200);
	setup_free(&s);
}

/* A classic BPF machine for the instructions that the filter has. */
static bool
passes(const struct sock_filter *code, size_t n, uint32_t destination)
{
	uint32_t a = 0, x = 0;

	for (size_t at = 0; at < n; at++) {
		const struct sock_filter *i = &code[at];

		switch (i->code) {
		case BPF_LD | BPF_W | BPF_ABS:
			a = i->k == (uint32_t)(SKF_AD_OFF + SKF_AD_RANDOM) ? UINT32_MAX
									   : destination;
			break;
		case BPF_MISC | BPF_TAX:
			x = a;
			break;
		case BPF_MISC | BPF_TXA:
			a = x;
			break;
		case BPF_ALU | BPF_AND | BPF_K:
			a &= i->k;
			break;
		case BPF_ALU | BPF_XOR | BPF_K:
			a ^= i->k;
			break;
		case BPF_ALU | BPF_XOR | BPF_X:
			a ^= x;
			break;
		case BPF_ALU | BPF_RSH | BPF_K:
			a >>= i->k;
			break;
		case BPF_ALU | BPF_MUL | BPF_K:
			a *= i->k;
			break;
		case BPF_JMP | BPF_JEQ | BPF_K:
			at += a == i->k ? i->jt : i->jf;
			break;
		case BPF_JMP | BPF_JGE | BPF_K:
			at += a >= i->k ? i->jt : i->jf;
			break;
		case BPF_RET | BPF_K:
			return i->k != 0;
		default:
			fail_msg("instruction %zu: code %u", at, i->code);
		}
	}
	fail_msg("the program runs over its end");
	return false;
}

static void
the_kernel_filter_knows_who_is_alive(void **state)
{
	static const char *const lines[] = {"--prefix 127.20.0.0/20",
		"--prefix 127.20.0.0/20 --loss 5",
		"--prefix 127.20.2.0/24 --prefix 127.20.4.0/22 --prefix 127.20.0.9/32 --density 60",
		"--prefix 127.20.0.0/22 --density 100", "--prefix 127.20.0.0/22 --density 0",
		("--prefix 127.20.8.0/21 --at 127.20.1.1=eltek-smartpack --at "
		 "127.20.9.9=siae-alfoplus")};

	(void)state;
	for (size_t k = 0; k < sizeof lines / sizeof *lines; k++) {
		struct sock_filter code[FILTER_MAX];
		struct setup s;
		size_t n;

		sim_setup(&s, &options, lines[k]);
		n = filter_build(&s.layout, options.options.loss, code);
		assert_in_range(n, 1, FILTER_MAX);
		for (uint32_t i = 0; i < 8192; i++) {
			struct addr a = {
				.family = 4, .ip = {127, 20, (uint8_t)(i >> 8), (uint8_t)i}};

			if (passes(code, n, 127u << 24 | 20u << 16 | i) !=
				layout_alive(&s.layout, &a))
				fail_msg("%s: 127.20.%u.%u", lines[k], i >> 8, i & 255);
		}
		setup_free(&s);
	}
}

static void
a_filter_that_would_be_too_long_is_none(void **state)
{
	static struct prefix prefixes[100];
	struct sock_filter code[FILTER_MAX];
	struct layout l = {.density = 30, .prefixes = prefixes, .n_prefixes = 100};

	(void)state;
	assert_int_equal(filter_build(&l, 0, code), 0);
	assert_int_equal(filter_build(NULL, 0, code), 1);
	assert_true(passes(code, 1, 5));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_seed_is_the_same_network),
		cmocka_unit_test(every_living_address_has_one_element),
		cmocka_unit_test(density_is_as_told),
		cmocka_unit_test(a_persona_stands_where_it_was_put),
		cmocka_unit_test(only_one_persona_where_so_told),
		cmocka_unit_test(the_kernel_filter_knows_who_is_alive),
		cmocka_unit_test(a_filter_that_would_be_too_long_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
