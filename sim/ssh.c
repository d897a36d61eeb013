/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* ssh.c: what an SSH server says before any key is exchanged. */
#include "sim/ssh.h"

#include <string.h>

#include "sim/rand.h"

#define MSG_KEXINIT 20

/* Where a persona says nothing: what most embedded OpenSSH servers offer. */
static const char *const default_kex[] = {"curve25519-sha256", "curve25519-sha256@libssh.org",
	"ecdh-sha2-nistp256", "diffie-hellman-group14-sha256"};
static const char *const default_hostkey[] = {
	"rsa-sha2-512", "rsa-sha2-256", "ssh-rsa", "ssh-ed25519"};
static const char *const default_ciphers[] = {"aes128-ctr", "aes192-ctr", "aes256-ctr"};
static const char *const default_macs[] = {"hmac-sha2-256", "hmac-sha2-512", "hmac-sha1"};
static const char *const default_compression[] = {"none"};

#define DEFAULT(list) ((struct texts){(const char **)(uintptr_t)list, sizeof list / sizeof *list})

void
ssh_put_u32(struct buf *out, uint32_t value)
{
	const uint8_t octets[] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16),
		(uint8_t)(value >> 8), (uint8_t)value};

	buf_add(out, octets, sizeof octets);
}

/* RFC 4251 section 5, name-list. */
static void
put_names(struct buf *out, struct texts names, struct texts def)
{
	struct buf list = {0};

	if (names.n == 0)
		names = def;
	for (size_t i = 0; i < names.n; i++) {
		if (i > 0)
			buf_putc(&list, ',');
		buf_puts(&list, names.at[i]);
	}
	ssh_put_u32(out, (uint32_t)list.len);
	buf_add(out, buf_text(&list), list.len);
	buf_free(&list);
}

void
ssh_greeting(const struct device *d, struct buf *out)
{
	const struct persona *p = d->persona;
	struct facts f = device_facts(d);

	for (size_t i = 0; i < p->ssh.before.n; i++) {
		template_expand(out, p->ssh.before.at[i], &f, 500 + i);
		buf_puts(out, "\r\n");
	}
	buf_puts(out, d->banner);
	buf_puts(out, "\r\n");
}

void
ssh_kexinit_payload(const struct device *d, uint64_t number, struct buf *out)
{
	const struct persona *p = d->persona;

	buf_putc(out, MSG_KEXINIT);
	for (unsigned i = 0; i < 16; i++) /* cookie */
		buf_putc(out, (char)rand_of(rand_of(d->key, number), i));
	put_names(out, p->ssh.kex, DEFAULT(default_kex));
	put_names(out, p->ssh.hostkey, DEFAULT(default_hostkey));
	for (unsigned i = 0; i < 2; i++)
		put_names(out, p->ssh.ciphers, DEFAULT(default_ciphers));
	for (unsigned i = 0; i < 2; i++)
		put_names(out, p->ssh.macs, DEFAULT(default_macs));
	for (unsigned i = 0; i < 2; i++)
		put_names(out, p->ssh.compression, DEFAULT(default_compression));
	ssh_put_u32(out, 0); /* languages, to and fro */
	ssh_put_u32(out, 0);
	buf_putc(out, 0);    /* first_kex_packet_follows */
	ssh_put_u32(out, 0); /* reserved */
}

void
ssh_packet(const struct buf *payload, uint64_t number, struct buf *out)
{
	/* RFC 4253 6: the whole is a multiple of eight, four of padding at least. */
	size_t padding = 8 - (4 + 1 + payload->len) % 8;

	if (padding < 4)
		padding += 8;
	ssh_put_u32(out, (uint32_t)(1 + payload->len + padding));
	buf_putc(out, (char)padding);
	buf_add(out, buf_text(payload), payload->len);
	for (size_t i = 0; i < padding; i++)
		buf_putc(out, (char)rand_of(number, 100 + i));
}

void
ssh_kexinit(const struct device *d, uint64_t number, struct buf *out)
{
	struct buf payload = {0};

	ssh_kexinit_payload(d, number, &payload);
	ssh_packet(&payload, d->key ^ number, out);
	buf_free(&payload);
}
