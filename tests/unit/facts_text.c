/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

#include "tests/unit/facts_text.h"

void
facts_text_add(struct buf *b, const char *key, const char *index, const void *value, size_t len)
{
	const unsigned char *v = value;

	buf_puts(b, key);
	if (index[0] != '\0')
		buf_printf(b, "[%s]", index);
	buf_putc(b, '=');
	for (size_t i = 0; i < len; i++) {
		if (v[i] >= ' ' && v[i] < 0x7f && v[i] != '\\')
			buf_putc(b, (char)v[i]);
		else
			buf_printf(b, "\\%02x", v[i]);
	}
	buf_putc(b, '\n');
}

static void
put(struct sink *s, const char *key, const char *index, const void *value, size_t len)
{
	facts_text_add(&((struct facts_text *)s)->text, key, index, value, len);
}

struct facts_text
facts_text_new(void)
{
	return (struct facts_text){.sink = {.put = put}};
}
