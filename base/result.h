/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * result.h: the one list of result codes of the program, with their texts.
 * A function that can fail returns one of these and sets its outputs only on
 * RESULT_OK. Callers log at the place that knows the target or the file.
 */
#ifndef RANMAP_BASE_RESULT_H
#define RANMAP_BASE_RESULT_H

#define RESULT_LIST(X)                                       \
	X(RESULT_OK, "done")                                 \
	X(RESULT_AGAIN, "not now, try again")                \
	X(RESULT_END, "no more")                             \
	X(RESULT_MALFORMED, "malformed data")                \
	X(RESULT_TRUNCATED, "data ends too early")           \
	X(RESULT_RANGE, "value out of range")                \
	X(RESULT_UNKNOWN, "unknown name")                    \
	X(RESULT_REFUSED, "refused")                         \
	X(RESULT_PERMISSION, "permission denied")            \
	X(RESULT_NOT_FOUND, "not found")                     \
	X(RESULT_BUSY, "in use")                             \
	X(RESULT_NEWER, "written by a newer version")        \
	X(RESULT_NO_SPACE, "no space left")                  \
	X(RESULT_NET, "network error")                       \
	X(RESULT_TIMEOUT, "no answer in time")               \
	X(RESULT_IO, "input or output error")                \
	X(RESULT_STORE, "store error")                       \
	X(RESULT_UNSUPPORTED, "not supported by this build") \
	X(RESULT_INTERNAL, "internal error")

enum result {
#define X(code, text) code,
	RESULT_LIST(X)
#undef X
};

/* The text of a code: a constant string, never NULL. */
const char *result_text(enum result);

#endif
