/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* lock.c: one sweep at a time: a lock on a file beside the store. It belongs to
 * the open file, so it dies with its process, whatever that dies of. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "store/inside.h"

#define HOLDER_MAX 200

static void
read_holder(int fd, struct buf *holder)
{
	char text[HOLDER_MAX];
	ssize_t n = pread(fd, text, sizeof(text), 0);

	if (n > 0)
		text_printable(holder, text, (size_t)n, HOLDER_MAX);
	else
		buf_puts(holder, "another process");
}

/* "process 4711 (ranmap scan -d x.db)" */
static void
write_holder(int fd)
{
	char command[HOLDER_MAX] = "", text[HOLDER_MAX + 40];
	FILE *f = fopen("/proc/self/cmdline", "re");
	size_t n = f != NULL ? fread(command, 1, sizeof(command) - 1, f) : 0;
	int len;

	if (f != NULL)
		fclose(f);
	for (size_t i = 0; i + 1 < n; i++)
		if (command[i] == '\0')
			command[i] = ' ';
	len = snprintf(text, sizeof(text), "process %ld (%s)\n", (long)getpid(), command);
	/* The name is a courtesy; the lock holds without it. */
	if (ftruncate(fd, 0) != 0 || pwrite(fd, text, (size_t)len, 0) != len)
		return;
}

enum result
store_lock(struct store *s, struct buf *holder)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	struct buf path = {0};
	char *whole;
	int fd;

	if (s->lock_fd >= 0)
		return RESULT_OK;
	/* One lock, by whatever link the store is reached. */
	whole = realpath(s->path, NULL);
	buf_printf(&path, "%s.lock", whole != NULL ? whole : s->path);
	free(whole);
	fd = open(buf_text(&path), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0) {
		buf_clear(&s->error);
		buf_printf(&s->error, "%s: %s", buf_text(&path), strerror(errno));
		buf_free(&path);
		return RESULT_STORE;
	}
	buf_free(&path);
	if (fcntl(fd, F_OFD_SETLK, &lock) == 0) {
		s->lock_fd = fd;
		write_holder(fd);
		return RESULT_OK;
	}
	read_holder(fd, holder);
	close(fd);
	return RESULT_BUSY;
}

void
store_unlock(struct store *s)
{
	if (s->lock_fd < 0)
		return;
	(void)!ftruncate(s->lock_fd, 0);
	close(s->lock_fd);
	s->lock_fd = -1;
}
