/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* graphml.c: edges and their nodes as GraphML 1.0, for yEd, Gephi, NetworkX. */
#include "output/cell.h"
#include "output/graph.h"
#include "output/html_page.h"
#include "output/list.h"

#include <string.h>

/* A node's attributes are declared once, by those of end a. */
static void
add_key(struct buf *out, const struct column *column)
{
	const char *name = graph_attribute(column, 'a');

	if (name != NULL)
		buf_printf(out,
			"<key id=\"n_%s\" for=\"node\" attr.name=\"%s\" "
			"attr.type=\"string\"/>\n",
			name, name);
	else if (graph_of_edge(column))
		buf_printf(out,
			"<key id=\"%s\" for=\"edge\" attr.name=\"%s\" "
			"attr.type=\"string\"/>\n",
			column->name, column->name);
}

static enum result
graphml_begin(struct out *out, const struct column *columns)
{
	graph_begin(out->state, columns);
	buf_puts(&out->line, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			     "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\""
			     " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
			     " xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns"
			     " http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n");
	for (const struct column *c = columns; c->name != NULL; c++)
		add_key(&out->line, c);
	buf_puts(&out->line, "<graph edgedefault=\"undirected\">\n");
	return out_flush(out);
}

static void
add_data(struct buf *out, const char *prefix, const char *name, const struct column *column,
	const struct cell *cell)
{
	struct buf text = {0};

	if (cell->type == CELL_EMPTY)
		return;
	cell_print(&text, column, cell);
	buf_printf(out, "<data key=\"%s%s\">", prefix, name);
	html_text(out, buf_text(&text));
	buf_puts(out, "</data>");
	buf_free(&text);
}

static const char *
add_node(struct out *out, const struct column *columns, const struct cell *cells, char end)
{
	struct graph *g = out->state;
	bool new;
	const char *id = graph_node(g, &cells[end == 'a' ? g->a : g->b], &new);

	if (!new)
		return id;
	buf_printf(&out->line, "<node id=\"%s\">", id);
	for (size_t i = 0; columns[i].name != NULL; i++)
		if (graph_attribute(&columns[i], end) != NULL)
			add_data(&out->line, "n_", graph_attribute(&columns[i], end), &columns[i],
				&cells[i]);
	buf_puts(&out->line, "</node>\n");
	return id;
}

static enum result
graphml_row(struct out *out, const struct column *columns, const struct cell *cells)
{
	const char *a = add_node(out, columns, cells, 'a');
	const char *b = add_node(out, columns, cells, 'b');

	buf_printf(&out->line, "<edge source=\"%s\" target=\"%s\">", a, b);
	for (size_t i = 0; columns[i].name != NULL; i++)
		if (graph_of_edge(&columns[i]))
			add_data(&out->line, "", columns[i].name, &columns[i], &cells[i]);
	buf_puts(&out->line, "</edge>\n");
	return out_flush(out);
}

static enum result
graphml_finish(struct out *out, const struct column *columns)
{
	(void)columns;
	buf_puts(&out->line, "</graph>\n</graphml>\n");
	return out_flush(out);
}

static void
graphml_close(struct out *out)
{
	graph_end(out->state);
}

const struct writer writer_graphml = {
	.name = "graphml",
	.summary = "links as a graph, for yEd, Gephi, NetworkX",
	.suffix = "graphml",
	.state_size = sizeof(struct graph),
	.suits = graph_has_edges,
	.begin = graphml_begin,
	.row = graphml_row,
	.finish = graphml_finish,
	.close = graphml_close,
};
