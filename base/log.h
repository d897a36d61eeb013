/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* log.h: messages for people, on standard error. Device text in a message is
 * printed through text_printable(); secrets never get here. */
#ifndef RANMAP_BASE_LOG_H
#define RANMAP_BASE_LOG_H

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARN, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

void log_set_level(enum log_level); /* default LOG_LEVEL_INFO; -q is WARN, -v DEBUG */
enum log_level log_get_level(void);
/* Called before a message is written, so that a progress line can be wiped. NULL: none. */
void log_set_before(void (*)(void));
void log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
