/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* list.h: the two tables of this room: one line a view, one line a writer. */
#ifndef RANMAP_OUTPUT_LIST_H
#define RANMAP_OUTPUT_LIST_H

#include "base/buf.h"
#include "output/view.h"
#include "output/writer.h"

/* In the order in which they are listed. A new one is a file of its own and a line here. */
#define VIEW_LIST(X)  \
	X(elements)   \
	X(components) \
	X(links)      \
	X(sites)      \
	X(vendor_map) \
	X(addresses)  \
	X(unknowns)   \
	X(sent)

#define WRITER_LIST(X) \
	X(csv)         \
	X(json)        \
	X(jsonl)       \
	X(text)        \
	X(html)        \
	X(xlsx)        \
	X(graphml)     \
	X(dot)         \
	X(geojson)

#define X(name) extern const struct view view_##name;
VIEW_LIST(X)
#undef X
#define X(name) extern const struct writer writer_##name;
WRITER_LIST(X)
#undef X

extern const struct view *const view_list[]; /* end with NULL */
extern const struct writer *const writer_list[];

/* By name; NULL where there is none. */
const struct view *view_find(const char *name);
const struct writer *writer_find(const char *name);
/* All names, "elements, vendor-map, …", for a message. */
void view_names(struct buf *);
void writer_names(struct buf *);

#endif
