/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* arena.c: blocks in a list; the newest is filled from its start. */
#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_FIRST 4096u
#define BLOCK_MOST (256u * 1024u)
#define KEPT_MOST (64u * 1024u) /* over a reset */

struct block {
	struct block *older;
	size_t size, used;
	_Alignas(max_align_t) unsigned char data[];
};

struct arena {
	struct block *newest;
	size_t next_size, held;
};

static void
out_of_memory(size_t size)
{
	fprintf(stderr, "ranmap: out of memory (%zu bytes were wanted)\n", size);
	_Exit(1);
}

void *
xmalloc(size_t size)
{
	void *p = malloc(size != 0 ? size : 1);

	if (p == NULL)
		out_of_memory(size);
	return p;
}

void *
xcalloc(size_t n, size_t size)
{
	void *p = calloc(n != 0 ? n : 1, size != 0 ? size : 1);

	if (p == NULL)
		out_of_memory(n * size);
	return p;
}

void *
xrealloc(void *old, size_t n, size_t size)
{
	void *p = reallocarray(old, n != 0 ? n : 1, size != 0 ? size : 1);

	if (p == NULL)
		out_of_memory(n * size);
	return p;
}

char *
xstrdup(const char *text)
{
	return xstrndup(text, strlen(text));
}

char *
xstrndup(const char *text, size_t len)
{
	char *p = xmalloc(len + 1);

	memcpy(p, text, len);
	p[len] = '\0';
	return p;
}

struct arena *
arena_new(void)
{
	struct arena *a = xcalloc(1, sizeof(*a));

	a->next_size = BLOCK_FIRST;
	return a;
}

static void
drop_blocks(struct arena *a, struct block *until)
{
	while (a->newest != until) {
		struct block *b = a->newest;

		a->newest = b->older;
		a->held -= sizeof(*b) + b->size;
		free(b);
	}
}

void
arena_free(struct arena *a)
{
	if (a == NULL)
		return;
	drop_blocks(a, NULL);
	free(a);
}

static void
drop_older(struct arena *a, struct block *than)
{
	while (than->older != NULL) {
		struct block *b = than->older;

		than->older = b->older;
		a->held -= sizeof(*b) + b->size;
		free(b);
	}
}

void
arena_reset(struct arena *a)
{
	struct block *keep = a->newest;

	if (keep == NULL)
		return;
	/* The newest is the largest, so that the same work fits into it next time;
	 * but one that was made for something huge goes. */
	while (keep->size > KEPT_MOST && keep->older != NULL)
		keep = keep->older;
	drop_blocks(a, keep);
	drop_older(a, keep);
	memset(keep->data, 0, keep->used);
	keep->used = 0;
	a->next_size = keep->size < BLOCK_MOST ? 2 * keep->size : BLOCK_MOST;
}

static void
add_block(struct arena *a, size_t want)
{
	size_t size = want > a->next_size ? want : a->next_size;
	struct block *b;

	if (size > SIZE_MAX - sizeof(*b))
		out_of_memory(size);
	b = xcalloc(1, sizeof(*b) + size);
	b->older = a->newest;
	b->size = size;
	a->newest = b;
	a->held += sizeof(*b) + size;
	if (a->next_size < BLOCK_MOST)
		a->next_size *= 2;
}

void *
arena_alloc(struct arena *a, size_t size)
{
	const size_t align = _Alignof(max_align_t);
	struct block *b;
	void *p;

	if (size > SIZE_MAX - align)
		out_of_memory(size);
	size = (size + align - 1) / align * align;
	if (a->newest == NULL || a->newest->size - a->newest->used < size)
		add_block(a, size);
	b = a->newest;
	p = b->data + b->used;
	b->used += size;
	return p;
}

void *
arena_copy(struct arena *a, const void *data, size_t len)
{
	void *p = arena_alloc(a, len);

	if (len > 0)
		memcpy(p, data, len);
	return p;
}

char *
arena_strdup(struct arena *a, const char *text)
{
	return arena_strndup(a, text, strlen(text));
}

char *
arena_strndup(struct arena *a, const char *text, size_t len)
{
	char *p = arena_alloc(a, len + 1);

	if (len > 0)
		memcpy(p, text, len);
	return p;
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list args, again;
	char *p;
	int n;

	va_start(args, fmt);
	va_copy(again, args);
	n = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	if (n < 0)
		n = 0;
	p = arena_alloc(a, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return p;
}

size_t
arena_size(const struct arena *a)
{
	return sizeof(*a) + a->held;
}
