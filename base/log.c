/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* log.c: one line a message on standard error. */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>

static enum log_level level = LOG_LEVEL_INFO;
static void (*before)(void);

void
log_set_level(enum log_level l)
{
	level = l;
}

enum log_level
log_get_level(void)
{
	return level;
}

void
log_set_before(void (*f)(void))
{
	before = f;
}

static void __attribute__((format(printf, 3, 0)))
say(enum log_level l, const char *prefix, const char *fmt, va_list args)
{
	if (l > level)
		return;
	if (before != NULL)
		before();
	flockfile(stderr);
	fputs(prefix, stderr);
	vfprintf(stderr, fmt, args);
	fputc('\n', stderr);
	funlockfile(stderr);
}

#define LOG_FUNCTION(name, l, prefix)      \
	void name(const char *fmt, ...)    \
	{                                  \
		va_list args;              \
                                           \
		va_start(args, fmt);       \
		say(l, prefix, fmt, args); \
		va_end(args);              \
	}

LOG_FUNCTION(log_error, LOG_LEVEL_ERROR, "ranmap: error: ")
LOG_FUNCTION(log_warn, LOG_LEVEL_WARN, "ranmap: warning: ")
LOG_FUNCTION(log_info, LOG_LEVEL_INFO, "ranmap: ")
LOG_FUNCTION(log_debug, LOG_LEVEL_DEBUG, "ranmap: debug: ")
