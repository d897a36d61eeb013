/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* buf.h: a growing byte string, always NUL-terminated past its length. */
#ifndef RANMAP_BASE_BUF_H
#define RANMAP_BASE_BUF_H

#include <stddef.h>
#include <stdint.h>

struct buf {
	char *data; /* NULL until the first write; then data[len] == 0 */
	size_t len, cap;
};

void buf_free(struct buf *);  /* leaves it empty and usable */
void buf_clear(struct buf *); /* keeps the memory */
void buf_add(struct buf *, const void *, size_t);
void buf_puts(struct buf *, const char *);
void buf_putc(struct buf *, char);
void buf_printf(struct buf *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Makes room for n more bytes and returns where they go; len is unchanged. */
char *buf_reserve(struct buf *, size_t n);
/* The text, "" where nothing was written. */
const char *buf_text(const struct buf *);
/* Gives the memory away (caller frees with free()) and empties the buf. */
char *buf_take(struct buf *);

#endif
