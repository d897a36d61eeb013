/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * ssh_hostkey.c: the key exchange as far as it is needed to know the host key.
 * libssh2 does the work and never touches the socket: it reads from the bytes
 * that the probe has read (and bounded). It wants to send NEWKEYS only after
 * the server's signature was checked: that is the proof, and nothing is sent
 * from then on, no service is asked for. It goes on alone until it has taken the
 * server's NEWKEYS, because libssh2 (1.10) frees the host key's own memory only
 * in that state.
 */
#include "probes/ssh_hostkey.h"

#include <errno.h>
#include <libssh2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/text.h"

/* SSH_MSG_NEWKEYS, RFC 4253, 12. */
#define MESSAGE_NEWKEYS 21

/* Group exchange is left out: there the server chooses the modulus, and with
 * it how long we compute. The others have sizes that are fixed. */
static const char kex_methods[] =
	"curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,"
	"ecdh-sha2-nistp521,diffie-hellman-group14-sha256,diffie-hellman-group14-sha1,"
	"diffie-hellman-group16-sha512,diffie-hellman-group1-sha1";

/* How often a key exchange is told to end. */
#define ENDINGS_MAX 4

struct ssh_hostkey {
	LIBSSH2_SESSION *session;
	int fd;
	const struct buf *in;
	size_t taken;  /* of in, by libssh2 */
	size_t unsaid; /* of libssh2's identification, which was sent before */
	size_t packet; /* of the packet under way, still to be sent */
	bool proved, ending;
	size_t fed; /* of the last message, at the end */
};

/* The server's SSH_MSG_NEWKEYS (RFC 4253, 6 and 7.3), which we don't wait for: only
 * behind it does libssh2 free the key that it holds. */
static ssize_t
feed_newkeys(struct ssh_hostkey *k, void *to, size_t len)
{
	static const uint8_t packet[16] = {0, 0, 0, 12, 10, MESSAGE_NEWKEYS};
	size_t n = sizeof(packet) - k->fed;

	if (!k->proved || n == 0)
		return -ECONNRESET;
	n = n < len ? n : len;
	memcpy(to, packet + k->fed, n);
	k->fed += n;
	return (ssize_t)n;
}

static ssize_t
on_recv(libssh2_socket_t fd, void *to, size_t len, int flags, void **abstract)
{
	struct ssh_hostkey *k = *abstract;
	size_t n;

	(void)fd;
	(void)flags;
	if (k->ending)
		return feed_newkeys(k, to, len);
	n = k->in->len - k->taken;
	if (n == 0)
		return -EAGAIN;
	if (n > len)
		n = len;
	memcpy(to, k->in->data + k->taken, n);
	k->taken += n;
	return (ssize_t)n;
}

/* A packet begins: its whole size, and true where it is the end of our interest. */
static bool
begins_newkeys(struct ssh_hostkey *k, const void *data, size_t len)
{
	struct bytes b = bytes_of(data, len);
	uint32_t size;
	uint8_t padding, type;

	if (!bytes_u32(&b, &size) || !bytes_u8(&b, &padding) || !bytes_u8(&b, &type))
		return false;
	k->packet = 4u + (size_t)size;
	return type == MESSAGE_NEWKEYS;
}

static ssize_t
on_send(libssh2_socket_t fd, const void *data, size_t len, int flags, void **abstract)
{
	struct ssh_hostkey *k = *abstract;
	ssize_t n;

	(void)flags;
	if (k->ending)
		return -ECONNRESET;
	if (k->unsaid > 0) {
		n = (ssize_t)(len < k->unsaid ? len : k->unsaid);
		k->unsaid -= (size_t)n;
		return n;
	}
	if (k->proved)
		return -EPIPE;
	if (k->packet == 0 && begins_newkeys(k, data, len)) {
		k->proved = true;
		return (ssize_t)len;
	}
	n = send(fd, data, len, MSG_NOSIGNAL);
	if (n < 0)
		return -errno;
	k->packet -= (size_t)n < k->packet ? (size_t)n : k->packet;
	return n;
}

/* libssh2 takes callbacks of every type through one untyped pointer. */
static void
set_callbacks(LIBSSH2_SESSION *session)
{
	ssize_t (*receive)(libssh2_socket_t, void *, size_t, int, void **) = on_recv;
	ssize_t (*transmit)(libssh2_socket_t, const void *, size_t, int, void **) = on_send;
	void *pointer;

	memcpy(&pointer, &receive, sizeof(pointer));
	libssh2_session_callback_set(session, LIBSSH2_CALLBACK_RECV, pointer);
	memcpy(&pointer, &transmit, sizeof(pointer));
	libssh2_session_callback_set(session, LIBSSH2_CALLBACK_SEND, pointer);
}

struct ssh_hostkey *
ssh_hostkey_new(int fd, const struct buf *in, const char *ident)
{
	struct ssh_hostkey *k = xcalloc(1, sizeof(*k));

	k->fd = fd;
	k->in = in;
	k->unsaid = strlen(ident) + 2; /* and CR LF */
	k->session = libssh2_session_init_ex(NULL, NULL, NULL, k);
	if (k->session == NULL || libssh2_session_banner_set(k->session, ident) != 0 ||
		libssh2_session_method_pref(k->session, LIBSSH2_METHOD_KEX, kex_methods) != 0) {
		ssh_hostkey_free(k);
		return NULL;
	}
	libssh2_session_set_blocking(k->session, 0);
	set_callbacks(k->session);
	return k;
}

void
ssh_hostkey_free(struct ssh_hostkey *k)
{
	if (k == NULL)
		return;
	/* libssh2 forgets what a key exchange under way holds (about a kilobyte), but
	 * frees it when the exchange fails: so it is told that the peer is gone. */
	k->ending = true;
	for (int i = 0; k->session != NULL && i < ENDINGS_MAX; i++)
		if (libssh2_session_handshake(k->session, k->fd) != LIBSSH2_ERROR_EAGAIN)
			break;
	if (k->session != NULL)
		libssh2_session_free(k->session);
	free(k);
}

/* RFC 4648 without padding, as OpenSSH shows fingerprints. */
static void
put_base64(struct buf *out, const uint8_t *data, size_t len)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	uint32_t bits = 0;
	unsigned have = 0;

	for (size_t i = 0; i < len; i++) {
		bits = bits << 8 | data[i];
		for (have += 8; have >= 6; have -= 6)
			buf_putc(out, digits[bits >> (have - 6) & 63]);
	}
	if (have > 0)
		buf_putc(out, digits[bits << (6 - have) & 63]);
}

/* A public key begins with its type: length 4 | name (RFC 4253, 6.6). */
static enum result
put_key(LIBSSH2_SESSION *session, struct buf *text)
{
	size_t len;
	int type;
	const char *key = libssh2_session_hostkey(session, &len, &type);
	struct bytes b = bytes_of(key, key != NULL ? len : 0), name;
	uint32_t n;
	uint8_t digest[32];

	if (!bytes_u32(&b, &n) || !bytes_take(&b, n, &name) || n > 64)
		return RESULT_MALFORMED;
	text_sha256(key, len, digest);
	buf_add(text, name.at, name.left);
	buf_puts(text, " SHA256:");
	put_base64(text, digest, sizeof(digest));
	return RESULT_OK;
}

enum result
ssh_hostkey_step(struct ssh_hostkey *k)
{
	int status = libssh2_session_handshake(k->session, k->fd);

	return status == LIBSSH2_ERROR_EAGAIN ? RESULT_AGAIN : RESULT_END;
}

enum result
ssh_hostkey_end(struct ssh_hostkey *k, struct buf *text)
{
	return k->proved ? put_key(k->session, text) : RESULT_NET;
}

bool
ssh_hostkey_wants_write(const struct ssh_hostkey *k)
{
	return (libssh2_session_block_directions(k->session) & LIBSSH2_SESSION_BLOCK_OUTBOUND) != 0;
}
