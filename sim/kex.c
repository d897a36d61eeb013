/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* kex.c: the exchange hash, signed. */
#include "sim/kex.h"

#include <openssl/evp.h>
#include <string.h>

#include "base/text.h"
#include "sim/rand.h"
#include "sim/ssh.h"

/* RFC 4253 section 12; RFC 5656 section 7.1. */
enum { MSG_KEXINIT = 20, MSG_ECDH_INIT = 30, MSG_ECDH_REPLY = 31 };

#define KEY_BYTES 32
#define SIGNATURE_BYTES 64
#define PACKET_MAX 35000

static const char hostkey_type[] = "ssh-ed25519";

/* What the client said. */
struct said {
	struct bytes ident, kexinit, public_key;
};

/* A private key that belongs to a number. */
static EVP_PKEY *
private_key(int type, uint64_t seed)
{
	uint8_t raw[KEY_BYTES];

	for (unsigned i = 0; i < KEY_BYTES; i++)
		raw[i] = (uint8_t)rand_of(seed, i);
	return EVP_PKEY_new_raw_private_key(type, NULL, raw, sizeof raw);
}

static bool
public_key(EVP_PKEY *key, uint8_t out[KEY_BYTES])
{
	size_t n = KEY_BYTES;

	return key != NULL && EVP_PKEY_get_raw_public_key(key, out, &n) == 1 && n == KEY_BYTES;
}

static void
put_string(struct buf *out, const void *data, size_t len)
{
	ssh_put_u32(out, (uint32_t)len);
	buf_add(out, data, len);
}

/* RFC 4251 section 5: the shared secret as a positive number. */
static void
put_mpint(struct buf *out, const uint8_t *octets, size_t n)
{
	bool high;

	while (n > 0 && *octets == 0) {
		octets++;
		n--;
	}
	high = n > 0 && *octets & 0x80;
	ssh_put_u32(out, (uint32_t)n + high);
	if (high)
		buf_putc(out, '\0');
	buf_add(out, octets, n);
}

/* The payload of the next packet; false where it is not all there. */
static bool
take_packet(struct bytes *in, struct bytes *payload)
{
	struct bytes packet;
	uint32_t len;
	uint8_t padding;

	return bytes_u32(in, &len) && len <= PACKET_MAX && bytes_take(in, len, &packet) &&
	       bytes_u8(&packet, &padding) && padding < packet.left &&
	       bytes_take(&packet, packet.left - padding, payload);
}

static enum kex_step
read_client(struct bytes in, struct said *said)
{
	const uint8_t *end = in.left > 0 ? memchr(in.at, '\n', in.left) : NULL;
	struct bytes init, line;
	uint8_t type;
	uint32_t len;

	if (end == NULL || !bytes_take(&in, (size_t)(end - in.at), &line) || !bytes_skip(&in, 1))
		return KEX_MORE;
	if (line.left > 0 && line.at[line.left - 1] == '\r')
		line.left--;
	said->ident = line;
	if (!take_packet(&in, &said->kexinit) || !take_packet(&in, &init))
		return KEX_MORE;
	if (said->kexinit.left < 1 || said->kexinit.at[0] != MSG_KEXINIT ||
		!bytes_u8(&init, &type) || type != MSG_ECDH_INIT || !bytes_u32(&init, &len) ||
		len != KEY_BYTES || !bytes_take(&init, len, &said->public_key))
		return KEX_NEVER;
	return KEX_REPLY;
}

/* Is the name in a list with commas? */
static bool
in_list(struct bytes list, const uint8_t *name, size_t len)
{
	while (list.left > 0) {
		const uint8_t *comma = memchr(list.at, ',', list.left);
		size_t n = comma != NULL ? (size_t)(comma - list.at) : list.left;

		if (n == len && memcmp(list.at, name, n) == 0)
			return true;
		bytes_skip(&list, comma != NULL ? n + 1 : n);
	}
	return false;
}

/* The client's first name that the server has, too (RFC 4253 section 7.1). */
static bool
agreed(struct bytes client, struct bytes server, const char *one, const char *other)
{
	while (client.left > 0) {
		const uint8_t *comma = memchr(client.at, ',', client.left);
		size_t n = comma != NULL ? (size_t)(comma - client.at) : client.left;

		if (in_list(server, client.at, n))
			return (n == strlen(one) && memcmp(client.at, one, n) == 0) ||
			       (n == strlen(other) && memcmp(client.at, other, n) == 0);
		bytes_skip(&client, comma != NULL ? n + 1 : n);
	}
	return false;
}

/* The two first name-lists of a KEXINIT: key exchange and host key. */
static bool
two_lists(struct bytes kexinit, struct bytes *kex, struct bytes *hostkey)
{
	uint32_t n, m;

	return bytes_skip(&kexinit, 17) && bytes_u32(&kexinit, &n) &&
	       bytes_take(&kexinit, n, kex) && bytes_u32(&kexinit, &m) &&
	       bytes_take(&kexinit, m, hostkey);
}

static bool
is_played(struct bytes client, const struct buf *server)
{
	struct bytes kex, hostkey, our_kex, our_hostkey;

	return two_lists(client, &kex, &hostkey) &&
	       two_lists(bytes_of(buf_text(server), server->len), &our_kex, &our_hostkey) &&
	       agreed(kex, our_kex, "curve25519-sha256", "curve25519-sha256@libssh.org") &&
	       agreed(hostkey, our_hostkey, hostkey_type, hostkey_type);
}

/* The public key as SSH writes it (RFC 8709 section 4). */
static bool
put_hostkey(EVP_PKEY *key, struct buf *out)
{
	uint8_t raw[KEY_BYTES];

	if (!public_key(key, raw))
		return false;
	put_string(out, hostkey_type, strlen(hostkey_type));
	put_string(out, raw, sizeof raw);
	return true;
}

static bool
shared_secret(EVP_PKEY *ours, struct bytes theirs, uint8_t out[KEY_BYTES])
{
	EVP_PKEY *peer = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL, theirs.at, theirs.left);
	EVP_PKEY_CTX *ctx = ours != NULL ? EVP_PKEY_CTX_new(ours, NULL) : NULL;
	size_t n = KEY_BYTES;
	bool ok = peer != NULL && ctx != NULL && EVP_PKEY_derive_init(ctx) == 1 &&
		  EVP_PKEY_derive_set_peer(ctx, peer) == 1 && EVP_PKEY_derive(ctx, out, &n) == 1 &&
		  n == KEY_BYTES;

	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(peer);
	return ok;
}

static bool
sign(EVP_PKEY *key, const uint8_t hash[32], struct buf *out)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	uint8_t signature[SIGNATURE_BYTES];
	size_t n = sizeof signature;
	bool ok = ctx != NULL && EVP_DigestSignInit(ctx, NULL, NULL, NULL, key) == 1 &&
		  EVP_DigestSign(ctx, signature, &n, hash, 32) == 1;

	EVP_MD_CTX_free(ctx);
	put_string(out, hostkey_type, strlen(hostkey_type));
	put_string(out, signature, n);
	return ok;
}

/* RFC 5656 section 4: what both sides hash. */
static void
exchange_hash(const struct device *d, const struct said *said, const struct buf *kexinit,
	const struct buf *hostkey, const uint8_t ours[KEY_BYTES], const uint8_t secret[KEY_BYTES],
	uint8_t out[32])
{
	struct buf b = {0};

	put_string(&b, said->ident.at, said->ident.left);
	put_string(&b, d->banner, strlen(d->banner));
	put_string(&b, said->kexinit.at, said->kexinit.left);
	put_string(&b, buf_text(kexinit), kexinit->len);
	put_string(&b, buf_text(hostkey), hostkey->len);
	put_string(&b, said->public_key.at, said->public_key.left);
	put_string(&b, ours, KEY_BYTES);
	put_mpint(&b, secret, KEY_BYTES);
	text_sha256(buf_text(&b), b.len, out);
	buf_free(&b);
}

static bool
reply(const struct device *d, const struct said *said, const struct buf *kexinit, uint64_t number,
	struct buf *out)
{
	EVP_PKEY *host = private_key(EVP_PKEY_ED25519, d->hostkey_seed);
	EVP_PKEY *once = private_key(EVP_PKEY_X25519, rand_of(d->key, ~number));
	struct buf payload = {0}, key = {0}, signature = {0};
	uint8_t ours[KEY_BYTES], secret[KEY_BYTES], hash[32];
	bool ok = put_hostkey(host, &key) && public_key(once, ours) &&
		  shared_secret(once, said->public_key, secret);

	if (ok) {
		exchange_hash(d, said, kexinit, &key, ours, secret, hash);
		ok = sign(host, hash, &signature);
	}
	if (ok) {
		buf_putc(&payload, MSG_ECDH_REPLY);
		put_string(&payload, buf_text(&key), key.len);
		put_string(&payload, ours, KEY_BYTES);
		put_string(&payload, buf_text(&signature), signature.len);
		ssh_packet(&payload, d->key ^ number, out);
	}
	buf_free(&payload);
	buf_free(&key);
	buf_free(&signature);
	EVP_PKEY_free(host);
	EVP_PKEY_free(once);
	return ok;
}

enum kex_step
kex_answer(const struct device *d, struct bytes client, uint64_t number, struct buf *out)
{
	struct said said;
	struct buf kexinit = {0};
	enum kex_step step = read_client(client, &said);

	if (step == KEX_REPLY) {
		ssh_kexinit_payload(d, number, &kexinit);
		if (!is_played(said.kexinit, &kexinit) || !reply(d, &said, &kexinit, number, out))
			step = KEX_NEVER;
		buf_free(&kexinit);
	}
	return step;
}

void
kex_hostkey(const struct device *d, struct buf *out)
{
	struct bytes kex, hostkey;
	struct buf payload = {0}, blob = {0};
	EVP_PKEY *key;
	uint8_t hash[32];
	char text[64];
	int n;

	if (d->persona == NULL || d->persona->ssh.mode != SSH_ANSWER)
		return;
	ssh_kexinit_payload(d, 0, &payload);
	key = private_key(EVP_PKEY_ED25519, d->hostkey_seed);
	if (two_lists(bytes_of(buf_text(&payload), payload.len), &kex, &hostkey) &&
		agreed(kex, kex, "curve25519-sha256", "curve25519-sha256@libssh.org") &&
		in_list(hostkey, (const uint8_t *)hostkey_type, strlen(hostkey_type)) &&
		put_hostkey(key, &blob)) {
		text_sha256(buf_text(&blob), blob.len, hash);
		n = EVP_EncodeBlock((unsigned char *)text, hash, sizeof hash);
		while (n > 0 && text[n - 1] == '=') /* OpenSSH shows no padding */
			n--;
		buf_printf(out, "%s SHA256:%.*s", hostkey_type, n, text);
	}
	EVP_PKEY_free(key);
	buf_free(&payload);
	buf_free(&blob);
}
