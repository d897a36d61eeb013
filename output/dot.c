/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* dot.c: edges and their nodes in the language of Graphviz. Mutual links are
 * drawn solid, one-sided ones dashed. */
#include "output/cell.h"
#include "output/graph.h"
#include "output/list.h"

#include <string.h>

static enum result
dot_begin(struct out *out, const struct column *columns)
{
	graph_begin(out->state, columns);
	buf_puts(&out->line, "graph ranmap {\n"
			     "\tgraph [overlap=false, splines=true];\n"
			     "\tnode [shape=box, fontname=\"sans-serif\"];\n"
			     "\tedge [fontname=\"sans-serif\", fontsize=9];\n");
	return out_flush(out);
}

/* A quoted string of DOT: only the quote ends it; a backslash would begin an escape. */
static void
add_text(struct buf *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			buf_putc(out, '\\');
		buf_putc(out, *text);
	}
}

static const struct cell *
cell_of(const struct column *columns, const struct cell *cells, const char *end, const char *name)
{
	static const struct cell none = {.type = CELL_EMPTY};
	size_t n = strlen(end);

	for (size_t i = 0; columns[i].name != NULL; i++)
		if (strncmp(columns[i].name, end, n) == 0 && strcmp(columns[i].name + n, name) == 0)
			return &cells[i];
	return &none;
}

/* The label: name, maker and role, a line each, of what is known. */
static const char *
add_node(struct out *out, const struct column *columns, const struct cell *cells, char end)
{
	static const char *const names[] = {"name", "manufacturer", "role"};
	struct graph *g = out->state;
	const char prefix[] = {end, '_', '\0'};
	bool new, any = false;
	const char *id = graph_node(g, &cells[end == 'a' ? g->a : g->b], &new);

	if (!new)
		return id;
	buf_printf(&out->line, "\t\"%s\" [label=\"", id);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct cell *c = cell_of(columns, cells, prefix, names[i]);

		if (c->type != CELL_TEXT)
			continue;
		buf_puts(&out->line, any ? "\\n" : "");
		add_text(&out->line, c->text);
		any = true;
	}
	buf_puts(&out->line, any ? "\"];\n" : "?\"];\n");
	return id;
}

static void
add_label(struct buf *out, const char *name, const struct cell *c)
{
	if (c->type != CELL_TEXT)
		return;
	buf_printf(out, "%s=\"", name);
	add_text(out, c->text);
	buf_puts(out, "\", ");
}

static enum result
dot_row(struct out *out, const struct column *columns, const struct cell *cells)
{
	const char *a = add_node(out, columns, cells, 'a');
	const char *b = add_node(out, columns, cells, 'b');
	const struct cell *state = cell_of(columns, cells, "", "state");
	bool mutual = state->type == CELL_TEXT && strcmp(state->text, "mutual") == 0;

	buf_printf(&out->line, "\t\"%s\" -- \"%s\" [", a, b);
	add_label(&out->line, "taillabel", cell_of(columns, cells, "a_", "port"));
	add_label(&out->line, "headlabel", cell_of(columns, cells, "b_", "port"));
	buf_printf(&out->line, "style=%s];\n", mutual ? "solid" : "dashed");
	return out_flush(out);
}

static enum result
dot_finish(struct out *out, const struct column *columns)
{
	(void)columns;
	buf_puts(&out->line, "}\n");
	return out_flush(out);
}

static void
dot_close(struct out *out)
{
	graph_end(out->state);
}

const struct writer writer_dot = {
	.name = "dot",
	.summary = "links as a graph, for Graphviz",
	.suffix = "dot",
	.state_size = sizeof(struct graph),
	.suits = graph_has_edges,
	.begin = dot_begin,
	.row = dot_row,
	.finish = dot_finish,
	.close = dot_close,
};
