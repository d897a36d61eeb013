/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* list.c: the tables of views and writers, made from the lists in list.h. */
#include "output/list.h"

#include <string.h>

const struct view *const view_list[] = {
#define X(name) &view_##name,
	VIEW_LIST(X)
#undef X
		NULL,
};

const struct writer *const writer_list[] = {
#define X(name) &writer_##name,
	WRITER_LIST(X)
#undef X
		NULL,
};

const struct view *
view_find(const char *name)
{
	for (const struct view *const *v = view_list; *v != NULL; v++)
		if (strcmp((*v)->name, name) == 0)
			return *v;
	return NULL;
}

const struct writer *
writer_find(const char *name)
{
	for (const struct writer *const *w = writer_list; *w != NULL; w++)
		if (strcmp((*w)->name, name) == 0)
			return *w;
	return NULL;
}

static void
add_name(struct buf *out, const char *name)
{
	if (out->len > 0)
		buf_puts(out, ", ");
	buf_puts(out, name);
}

void
view_names(struct buf *out)
{
	for (const struct view *const *v = view_list; *v != NULL; v++)
		add_name(out, (*v)->name);
}

void
writer_names(struct buf *out)
{
	for (const struct writer *const *w = writer_list; *w != NULL; w++)
		add_name(out, (*w)->name);
}
