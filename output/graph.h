/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * graph.h: rows as the edges of a graph: what the writers of GraphML and DOT
 * share. A view has edges where it has the columns a_element_id and
 * b_element_id; what begins with a_ or b_ besides belongs to the nodes, but for
 * the ports, which like all else belong to the edge.
 */
#ifndef RANMAP_OUTPUT_GRAPH_H
#define RANMAP_OUTPUT_GRAPH_H

#include <stdbool.h>

#include "output/view.h"

struct graph {
	size_t a, b; /* the columns of the ends */
	struct graph_node *nodes;
	unsigned n_alone; /* ends without an element */
};

/* False where the columns are no edges. */
bool graph_has_edges(const struct column *);
void graph_begin(struct graph *, const struct column *);
void graph_end(struct graph *);
/* The node at an end; new: it wasn't asked for before. An end without an element
 * is a node of its own each time. The text lives until graph_end(). */
const char *graph_node(struct graph *, const struct cell *end, bool *new);
/* The name of a node's attribute without "a_" or "b_", where the column is one of
 * that end ('a' or 'b'); else NULL. */
const char *graph_attribute(const struct column *, char end);
/* True for a column of the edge. */
bool graph_of_edge(const struct column *);

#endif
