/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * cache.c: the compiled set in a file. It is taken only where it is ours, whole
 * and made of exactly these files by exactly this program on this kind of
 * machine; everything else is as if there were none.
 */
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <config.h>
#include "base/text.h"
#include "fingerprints/oui.h"
#include "fingerprints/rules.h"

/* Changes whenever the tables do. */
#define FORMAT "ranmap rules 6"
#define CACHE_MAX (256u * 1024 * 1024)

struct cache_head {
	char format[16];
	char digest[65];
	uint8_t sum[32]; /* SHA-256 of what follows */
	uint64_t len;
};

static void
add_text(EVP_MD_CTX *ctx, const char *text)
{
	EVP_DigestUpdate(ctx, text, strlen(text) + 1);
}

static void
add_file(EVP_MD_CTX *ctx, const char *name)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char bytes[65536];
	struct stat st;
	ssize_t n;

	add_text(ctx, name);
	if (fd < 0)
		return;
	/* A pipe would be waited for; the loader refuses it by name. */
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		while ((n = read(fd, bytes, sizeof(bytes))) > 0)
			EVP_DigestUpdate(ctx, bytes, (size_t)n);
	close(fd);
}

void
cache_digest(const struct file_list *files, char out[65])
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	uint8_t sum[32];
	char text[64];
	struct buf hex = {0};

	if (ctx == NULL || EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) != 1)
		abort();
	add_text(ctx, FORMAT);
	add_text(ctx, PACKAGE_VERSION);
	add_text(ctx, candidates_platform());
	snprintf(text, sizeof(text), "%zu %zu", sizeof(struct rule), sizeof(void *));
	add_text(ctx, text);
	for (size_t i = 0; i < files->n; i++) {
		snprintf(text, sizeof(text), "%u", files->folders[i]);
		add_text(ctx, text);
		add_file(ctx, files->names[i]);
	}
	oui_state(text, sizeof(text));
	add_text(ctx, text);
	EVP_DigestFinal_ex(ctx, sum, NULL);
	EVP_MD_CTX_free(ctx);
	text_hex(&hex, sum, sizeof(sum));
	memcpy(out, buf_text(&hex), 65);
	buf_free(&hex);
}

/* Ours (or root's), and nobody else can write it. */
static bool
is_trusted(int fd, struct stat *st)
{
	return fstat(fd, st) == 0 && S_ISREG(st->st_mode) && (st->st_mode & 022) == 0 &&
	       (st->st_uid == geteuid() || st->st_uid == 0);
}

static bool
read_all(int fd, void *to, size_t n)
{
	char *at = to;

	while (n > 0) {
		ssize_t got = read(fd, at, n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		at += got;
		n -= (size_t)got;
	}
	return true;
}

static enum result
read_image(int fd, const char *digest, void **image, size_t *len)
{
	struct cache_head h;
	struct stat st;
	uint8_t sum[32];

	if (!is_trusted(fd, &st) || st.st_size < (off_t)sizeof(h) || st.st_size > CACHE_MAX ||
		!read_all(fd, &h, sizeof(h)) || memcmp(h.format, FORMAT, sizeof(FORMAT)) != 0 ||
		memcmp(h.digest, digest, 65) != 0 || h.len != (uint64_t)st.st_size - sizeof(h))
		return RESULT_MALFORMED;
	*len = (size_t)h.len;
	*image = malloc(*len > 0 ? *len : 1);
	if (*image != NULL && read_all(fd, *image, *len)) {
		text_sha256(*image, *len, sum);
		if (memcmp(sum, h.sum, sizeof(sum)) == 0)
			return RESULT_OK;
	}
	free(*image);
	return RESULT_MALFORMED;
}

enum result
cache_read(const char *file, const char *digest, struct rules **out)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	void *image;
	size_t len;
	enum result r;

	if (fd < 0)
		return RESULT_NOT_FOUND;
	r = read_image(fd, digest, &image, &len);
	close(fd);
	return r == RESULT_OK ? rules_of_image(image, len, out) : r;
}

/* mkdir -p of the folder that a file is in. */
static void
make_folders(const char *file)
{
	char path[4096];
	size_t len = strlen(file);

	if (len >= sizeof(path))
		return;
	memcpy(path, file, len + 1);
	for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(path, 0700) != 0 && errno != EEXIST)
			return;
		*slash = '/';
	}
}

static bool
write_all(int fd, const void *from, size_t n)
{
	const char *at = from;

	while (n > 0) {
		ssize_t put = write(fd, at, n);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		at += put;
		n -= (size_t)put;
	}
	return true;
}

/* A cache that can't be written is no fault: the next start builds it again. */
void
cache_write(const char *file, const struct rules *r)
{
	struct cache_head h = {.format = FORMAT, .len = r->image_len};
	char temporary[4096];
	bool whole;
	int fd;

	if (snprintf(temporary, sizeof(temporary), "%s.XXXXXX", file) >= (int)sizeof(temporary))
		return;
	memcpy(h.digest, r->digest, sizeof(h.digest));
	text_sha256(r->image, r->image_len, h.sum);
	make_folders(file);
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return;
	whole = write_all(fd, &h, sizeof(h)) && write_all(fd, r->image, r->image_len);
	close(fd);
	if (!whole || rename(temporary, file) != 0)
		unlink(temporary);
}
