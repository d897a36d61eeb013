/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * filter.c: a classic BPF program (Linux: Documentation/networking/filter.rst)
 * that computes layout_draw() of the destination address.
 */
#include "sim/filter.h"

#include <string.h>
#include <sys/socket.h>

/* The destination address in the IPv4 header, whatever the socket sees. */
#define DESTINATION ((uint32_t)(SKF_NET_OFF + 16))
#define KEEP 0xffffffffu

struct program {
	struct sock_filter *at;
	size_t n;
};

static void
put(struct program *p, uint16_t code, uint32_t k)
{
	p->at[p->n++] = (struct sock_filter){.code = code, .k = k};
}

static uint32_t
word(const uint8_t *ip)
{
	return (uint32_t)ip[0] << 24 | (uint32_t)ip[1] << 16 | (uint32_t)ip[2] << 8 | ip[3];
}

/* x ^= x >> n */
static void
shift_mix(struct program *p, uint32_t n)
{
	put(p, BPF_MISC | BPF_TAX, 0);
	put(p, BPF_ALU | BPF_RSH | BPF_K, n);
	put(p, BPF_ALU | BPF_XOR | BPF_X, 0);
}

/* Keeps (jump to the end) an address that was put there by hand. */
static void
keep_exact(struct program *p, uint32_t address)
{
	p->at[p->n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, address, 0, 1);
	put(p, BPF_RET | BPF_K, KEEP);
}

/* The number below which a random number of the kernel means that a segment is
 * lost: on its own way, or the answer to it. */
static uint32_t
loss_threshold(double percent)
{
	double through = 1 - percent / 100;

	return layout_threshold((1 - through * through) * 100);
}

static void
lose_some(struct program *p, double loss)
{
	if (loss <= 0)
		return;
	put(p, BPF_LD | BPF_W | BPF_ABS, (uint32_t)(SKF_AD_OFF + SKF_AD_RANDOM));
	p->at[p->n++] =
		(struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, loss_threshold(loss), 1, 0);
	put(p, BPF_RET | BPF_K, 0);
}

/* Goes on behind the tests where the address (in A, kept in X) is in a prefix. */
static void
test_prefixes(struct program *p, const struct layout *l)
{
	put(p, BPF_MISC | BPF_TAX, 0);
	for (size_t i = 0; i < l->n_prefixes; i++) {
		const struct prefix *net = &l->prefixes[i];
		uint32_t mask = net->len == 0 ? 0 : UINT32_MAX << (32 - net->len);
		size_t left = 0;

		if (net->addr.family != 4)
			continue;
		for (size_t k = i + 1; k < l->n_prefixes; k++)
			left += l->prefixes[k].addr.family == 4;
		put(p, BPF_MISC | BPF_TXA, 0);
		put(p, BPF_ALU | BPF_AND | BPF_K, mask);
		/* Found: over the other prefixes and the drop behind them. */
		p->at[p->n++] = (struct sock_filter)BPF_JUMP(
			BPF_JMP | BPF_JEQ | BPF_K, word(net->addr.ip), (uint8_t)(left * 3 + 1), 0);
	}
	put(p, BPF_RET | BPF_K, 0);
}

/* Keeps what layout_draw() of the address (in X) holds alive. */
static void
test_draw(struct program *p, const struct layout *l)
{
	put(p, BPF_MISC | BPF_TXA, 0);
	put(p, BPF_ALU | BPF_XOR | BPF_K, layout_seed(l));
	shift_mix(p, 16);
	put(p, BPF_ALU | BPF_MUL | BPF_K, 0x7feb352du);
	shift_mix(p, 15);
	put(p, BPF_ALU | BPF_MUL | BPF_K, 0x846ca68bu);
	shift_mix(p, 16);
	p->at[p->n++] = (struct sock_filter)BPF_JUMP(
		BPF_JMP | BPF_JGE | BPF_K, layout_threshold(l->density), 1, 0);
	put(p, BPF_RET | BPF_K, KEEP);
	put(p, BPF_RET | BPF_K, 0);
}

size_t
filter_build(const struct layout *l, double loss, struct sock_filter out[FILTER_MAX])
{
	struct program p = {.at = out};

	if (l != NULL &&
		(l->n_prefixes * 3 + l->n_placed * 2 + 27 > FILTER_MAX || l->n_prefixes > 60))
		return 0;
	lose_some(&p, loss);
	if (l == NULL) {
		put(&p, BPF_RET | BPF_K, KEEP);
		return p.n;
	}
	put(&p, BPF_LD | BPF_W | BPF_ABS, DESTINATION);
	for (size_t i = 0; i < l->n_placed; i++)
		if (l->placed[i].addr.family == 4)
			keep_exact(&p, word(l->placed[i].addr.ip));
	test_prefixes(&p, l);
	if (layout_threshold(l->density) == UINT32_MAX)
		put(&p, BPF_RET | BPF_K, KEEP);
	else
		test_draw(&p, l);
	return p.n;
}

bool
filter_attach(int fd, const struct layout *l, double loss)
{
	struct sock_filter code[FILTER_MAX];
	struct sock_fprog program = {.filter = code};

	program.len = (unsigned short)filter_build(l, loss, code);
	return program.len > 0 &&
	       setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0;
}
