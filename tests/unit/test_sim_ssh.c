/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* What an SSH stand-in says, and the key exchange as far as the host key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <openssl/evp.h>
#include <string.h>

#include "sim/kex.h"
#include "sim/rand.h"
#include "sim/ssh.h"
#include "tests/unit/sim_help.h"

static struct sim_options options;
static struct setup setup;
static const struct addr at = {.family = 4, .ip = {127, 20, 0, 1}};

/* A device of a persona. */
static const struct device *
device(const char *persona, const char *more)
{
	char line[200];

	snprintf(line, sizeof line, "--at 127.20.0.1=%s %s", persona, more);
	sim_setup(&setup, &options, line);
	return network_at(setup.net, &at);
}

static void
the_greeting_ends_its_lines(void **state)
{
	const struct device *d = device("huawei-ne8000-m8", "");
	struct buf text = {0};

	(void)state;
	ssh_greeting(d, &text);
	assert_string_equal(buf_text(&text), "SSH-2.0-HUAWEI-1.5\r\n");
	buf_free(&text);
	setup_free(&setup);
}

static void
kexinit_is_a_whole_packet(void **state)
{
	const struct device *d = device("netscreen-ssh", "");
	struct buf packet = {0}, again = {0};
	struct bytes in, payload, list;
	uint32_t len, n;
	uint8_t padding;

	(void)state;
	for (uint64_t number = 0; number < 8; number++) {
		buf_clear(&packet);
		ssh_kexinit(d, number, &packet);
		in = bytes_of(buf_text(&packet), packet.len);
		assert_int_equal(packet.len % 8, 0);
		assert_true(bytes_u32(&in, &len) && len == in.left);
		assert_true(bytes_u8(&in, &padding) && padding >= 4);
		assert_true(bytes_take(&in, in.left - padding, &payload));
		assert_int_equal(payload.at[0], 20);
		assert_true(bytes_skip(&payload, 17));
		for (unsigned i = 0; i < 10; i++) {
			assert_true(bytes_u32(&payload, &n) && bytes_take(&payload, n, &list));
			if (i == 0)
				assert_memory_equal(list.at, "diffie-hellman-group1-sha1", n);
			if (i == 1)
				assert_memory_equal(list.at, "ssh-dss", n);
		}
		assert_int_equal(payload.left, 5);
	}
	ssh_kexinit(d, 7, &again); /* the same number, the same bytes */
	assert_int_equal(again.len, packet.len);
	assert_memory_equal(buf_text(&again), buf_text(&packet), packet.len);
	buf_free(&packet);
	buf_free(&again);
	setup_free(&setup);
}

static void
put_string(struct buf *out, const void *data, size_t len)
{
	ssh_put_u32(out, (uint32_t)len);
	buf_add(out, data, len);
}

/* A client's words up to its public key. */
static void
client_says(struct buf *out, const char *kex, const char *hostkey, const uint8_t key[32])
{
	struct buf payload = {0};

	buf_puts(out, "SSH-2.0-test\r\n");
	buf_putc(&payload, 20);
	buf_add(&payload, "0123456789abcdef", 16);
	put_string(&payload, kex, strlen(kex));
	put_string(&payload, hostkey, strlen(hostkey));
	for (unsigned i = 0; i < 8; i++)
		put_string(&payload, "none", 4);
	buf_add(&payload, "\0\0\0\0\0", 5);
	ssh_packet(&payload, 1, out);
	buf_clear(&payload);
	buf_putc(&payload, 30);
	put_string(&payload, key, 32);
	ssh_packet(&payload, 2, out);
	buf_free(&payload);
}

static void
any_public_key(uint8_t out[32])
{
	static const uint8_t raw[32] = {7, 7, 7};
	EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, raw, 32);
	size_t n = 32;

	assert_int_equal(EVP_PKEY_get_raw_public_key(key, out, &n), 1);
	EVP_PKEY_free(key);
}

static void
the_reply_brings_the_host_key(void **state)
{
	const struct device *d = device("baicells-nova", "");
	struct buf client = {0}, reply = {0}, text = {0};
	struct bytes in, blob, name;
	uint8_t key[32], type;
	uint32_t n;

	(void)state;
	any_public_key(key);
	client_says(&client, "ext-info-c,curve25519-sha256", "rsa-x,ssh-ed25519", key);
	/* Nothing is said before everything was heard. */
	for (size_t cut = 0; cut < client.len; cut++)
		assert_int_equal(
			kex_answer(d, bytes_of(buf_text(&client), cut), 5, &reply), KEX_MORE);
	assert_int_equal(reply.len, 0);
	assert_int_equal(
		kex_answer(d, bytes_of(buf_text(&client), client.len), 5, &reply), KEX_REPLY);
	in = bytes_of(buf_text(&reply), reply.len);
	assert_true(bytes_skip(&in, 5) && bytes_u8(&in, &type) && type == 31);
	assert_true(bytes_u32(&in, &n) && bytes_take(&in, n, &blob));
	assert_true(bytes_u32(&blob, &n) && bytes_take(&blob, n, &name));
	assert_memory_equal(name.at, "ssh-ed25519", 11);
	assert_true(bytes_u32(&blob, &n) && n == 32);
	kex_hostkey(d, &text);
	assert_int_equal(strncmp(buf_text(&text), "ssh-ed25519 SHA256:", 19), 0);
	assert_int_equal(text.len, 19 + 43);
	buf_free(&client);
	buf_free(&reply);
	buf_free(&text);
	setup_free(&setup);
}

static void
what_is_not_played_is_refused(void **state)
{
	static const struct {
		const char *persona, *kex, *hostkey;
	} cases[] = {
		{"baicells-nova", "diffie-hellman-group14-sha256,curve25519-sha256", "ssh-ed25519"},
		{"baicells-nova", "curve25519-sha256", "ssh-rsa,ssh-ed25519"},
		{"baicells-nova", "none", "none"},
		{"baicells-nova", "", ""},
		{"netscreen-ssh", "curve25519-sha256", "ssh-ed25519"},
	};
	uint8_t key[32];

	(void)state;
	any_public_key(key);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct device *d = device(cases[i].persona, "");
		struct buf client = {0}, reply = {0};

		client_says(&client, cases[i].kex, cases[i].hostkey, key);
		assert_int_equal(kex_answer(d, bytes_of(buf_text(&client), client.len), 5, &reply),
			KEX_NEVER);
		assert_int_equal(reply.len, 0);
		buf_free(&client);
		buf_free(&reply);
		setup_free(&setup);
	}
}

static void
damaged_words_hurt_nobody(void **state)
{
	const struct device *d = device("baicells-nova", "");
	struct buf client = {0}, reply = {0};
	uint8_t key[32];

	(void)state;
	any_public_key(key);
	client_says(&client, "curve25519-sha256", "ssh-ed25519", key);
	for (size_t i = 0; i < client.len; i++) {
		char kept = client.data[i];

		client.data[i] = (char)~kept;
		kex_answer(d, bytes_of(client.data, client.len), 5, &reply);
		client.data[i] = kept;
		buf_clear(&reply);
	}
	buf_free(&client);
	buf_free(&reply);
	setup_free(&setup);
}

/* How many different host keys a network of 250 has. */
static unsigned
different(const char *more)
{
	char line[200];
	struct buf keys[256] = {{0}};
	unsigned n = 0, found = 0;

	snprintf(line, sizeof line, "--prefix 127.20.3.0/24 --density 100 --only baicells-nova %s",
		more);
	sim_setup(&setup, &options, line);
	for (unsigned i = 0; i < 256; i++) {
		struct addr a = {.family = 4, .ip = {127, 20, 3, (uint8_t)i}};
		bool old = false;

		kex_hostkey(network_at(setup.net, &a), &keys[n]);
		for (unsigned k = 0; k < n && !old; k++)
			old = strcmp(buf_text(&keys[k]), buf_text(&keys[n])) == 0;
		found += !old;
		n++;
	}
	for (unsigned i = 0; i < n; i++)
		buf_free(&keys[i]);
	setup_free(&setup);
	return found;
}

static void
factory_keys_are_shared(void **state)
{
	(void)state;
	assert_int_equal(different(""), 256);
	assert_int_equal(different("--factory-keys 100"), 1);
	assert_in_range(different("--factory-keys 50"), 90, 170);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_greeting_ends_its_lines),
		cmocka_unit_test(kexinit_is_a_whole_packet),
		cmocka_unit_test(the_reply_brings_the_host_key),
		cmocka_unit_test(what_is_not_played_is_refused),
		cmocka_unit_test(damaged_words_hurt_nobody),
		cmocka_unit_test(factory_keys_are_shared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
