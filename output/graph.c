/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* graph.c: which columns make nodes, and which nodes were there already. */
#include "output/graph.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "base/arena.h"
#include "base/buf.h"

struct graph_node {
	char *id;
	UT_hash_handle hh;
};

static bool
find(const struct column *columns, const char *name, size_t *at)
{
	for (size_t i = 0; columns[i].name != NULL; i++)
		if (strcmp(columns[i].name, name) == 0) {
			*at = i;
			return true;
		}
	return false;
}

bool
graph_has_edges(const struct column *columns)
{
	size_t at;

	return find(columns, "a_element_id", &at) && find(columns, "b_element_id", &at);
}

void
graph_begin(struct graph *g, const struct column *columns)
{
	(void)find(columns, "a_element_id", &g->a);
	(void)find(columns, "b_element_id", &g->b);
}

void
graph_end(struct graph *g)
{
	struct graph_node *n, *next;

	HASH_ITER(hh, g->nodes, n, next)
	{
		HASH_DEL(g->nodes, n);
		free(n->id);
		free(n);
	}
}

const char *
graph_node(struct graph *g, const struct cell *end, bool *new)
{
	struct buf alone = {0};
	struct graph_node *n;
	const char *id = end->text;

	if (end->type != CELL_TEXT) {
		buf_printf(&alone, "wire-%u", ++g->n_alone);
		id = buf_text(&alone);
	}
	HASH_FIND_STR(g->nodes, id, n);
	*new = n == NULL;
	if (n == NULL) {
		n = xcalloc(1, sizeof(*n));
		n->id = xstrdup(id);
		HASH_ADD_KEYPTR(hh, g->nodes, n->id, strlen(n->id), n);
	}
	buf_free(&alone);
	return n->id;
}

const char *
graph_attribute(const struct column *column, char end)
{
	const char *name = column->name;

	if (name[0] != end || name[1] != '_' || graph_of_edge(column) ||
		strcmp(name + 2, "element_id") == 0)
		return NULL;
	return name + 2;
}

bool
graph_of_edge(const struct column *column)
{
	const char *name = column->name;

	if ((name[0] != 'a' && name[0] != 'b') || name[1] != '_')
		return true;
	return strncmp(name + 2, "port", 4) == 0;
}
