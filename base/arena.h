/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* arena.h: a region of memory that belongs to one piece of work: allocate
 * freely, release once. Memory is zeroed. Out of memory ends the program. */
#ifndef RANMAP_BASE_ARENA_H
#define RANMAP_BASE_ARENA_H

#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *); /* accepts NULL */
/* Forgets everything but keeps one block for the next use. */
void arena_reset(struct arena *);
void *arena_alloc(struct arena *, size_t size); /* aligned for any type */
void *arena_copy(struct arena *, const void *data, size_t len);
char *arena_strdup(struct arena *, const char *);
char *arena_strndup(struct arena *, const char *, size_t len);
char *arena_printf(struct arena *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Bytes held from the system. */
size_t arena_size(const struct arena *);

/* malloc, realloc, strdup that end the program, with one message, when memory is out. */
void *xmalloc(size_t);
void *xcalloc(size_t n, size_t size);
void *xrealloc(void *, size_t n, size_t size);
char *xstrdup(const char *);
char *xstrndup(const char *, size_t);

#endif
