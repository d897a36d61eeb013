/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * outfile.c: write beside, then rename. Where the system can, the new file has
 * no name until it is whole (O_TMPFILE), so that even a killed process leaves
 * nothing lying about.
 */
#include "config.h"

#include "output/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"

struct outfile {
	FILE *file;
	char *path;   /* where it goes; NULL: written directly */
	char *beside; /* its name until then; NULL where it has none yet */
};

static enum result
result_of_errno(int error)
{
	switch (error) {
	case ENOSPC:
	case EDQUOT:
		return RESULT_NO_SPACE;
	case EACCES:
	case EPERM:
	case EROFS:
		return RESULT_PERMISSION;
	case ENOENT:
	case ENOTDIR:
		return RESULT_NOT_FOUND;
	default:
		return RESULT_IO;
	}
}

static enum result
fail(struct buf *why, const char *path, int error)
{
	buf_printf(why, "%s: %s", path, strerror(error));
	return result_of_errno(error);
}

static char *
folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return xstrdup(".");
	return xstrndup(path, slash == path ? 1 : (size_t)(slash - path));
}

/* The name under which the file waits; of this process alone. */
static char *
beside(const char *path)
{
	struct buf name = {0};

	buf_printf(&name, "%s.%ld.tmp", path, (long)getpid());
	return buf_take(&name);
}

/* The mode of the file that is replaced, or what the umask leaves of a new one. */
static mode_t
mode_for(const char *path)
{
	struct stat st;
	mode_t mask = umask(0);

	umask(mask);
	return stat(path, &st) == 0 ? st.st_mode & 07777 : 0666 & ~mask;
}

/* A file beside the path, without a name where that is possible. */
static int
open_beside(struct outfile *out)
{
	char *folder = folder_of(out->path);
	int fd = open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);

	free(folder);
	if (fd < 0) {
		out->beside = beside(out->path);
		fd = open(out->beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	}
	if (fd >= 0 && fchmod(fd, mode_for(out->path)) != 0) {
		int error = errno;

		close(fd);
		errno = error;
		fd = -1;
	}
	return fd;
}

/* True for what can't be replaced: pipes, devices, standard output. */
static bool
is_direct(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

enum result
outfile_open(const char *path, struct outfile **result, struct buf *why)
{
	struct outfile *out = xcalloc(1, sizeof(*out));
	int fd;

	if (strcmp(path, "-") == 0) {
		fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	} else if (is_direct(path)) {
		fd = open(path, O_WRONLY | O_CLOEXEC);
	} else {
		/* Through a link the file is replaced, not the link. */
		char *real = realpath(path, NULL);

		out->path = real != NULL ? real : xstrdup(path);
		fd = open_beside(out);
	}
	out->file = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (out->file == NULL) {
		int error = errno;

		outfile_abandon(out);
		return fail(why, path, error);
	}
	*result = out;
	return RESULT_OK;
}

FILE *
outfile_stream(struct outfile *out)
{
	return out->file;
}

/* Gives a nameless file a name beside its path: rename() needs one. */
static int
give_name(struct outfile *out)
{
	char from[64];
	char *name;

	if (out->beside != NULL)
		return 0;
	snprintf(from, sizeof(from), "/proc/self/fd/%d", fileno(out->file));
	name = beside(out->path);
	unlink(name); /* of an earlier process with our number */
	if (linkat(AT_FDCWD, from, AT_FDCWD, name, AT_SYMLINK_FOLLOW) != 0) {
		int error = errno;

		free(name);
		errno = error;
		return -1;
	}
	out->beside = name;
	return 0;
}

static int
put_in_place(struct outfile *out)
{
	if (fflush(out->file) != 0 || ferror(out->file))
		return -1;
	if (out->path == NULL)
		return 0;
	if (fsync(fileno(out->file)) != 0 || give_name(out) != 0)
		return -1;
	if (rename(out->beside, out->path) != 0)
		return -1;
	free(out->beside);
	out->beside = NULL;
	return 0;
}

enum result
outfile_commit(struct outfile *out, struct buf *why)
{
	enum result r = RESULT_OK;

	errno = 0;
	if (put_in_place(out) != 0) {
		int error = errno != 0 ? errno : EIO;

		r = fail(why, out->path != NULL ? out->path : "standard output", error);
	}
	outfile_abandon(out);
	return r;
}

void
outfile_abandon(struct outfile *out)
{
	if (out == NULL)
		return;
	if (out->file != NULL)
		fclose(out->file);
	if (out->beside != NULL)
		unlink(out->beside);
	free(out->beside);
	free(out->path);
	free(out);
}
