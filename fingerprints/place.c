/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* place.c: a YAML document against a schema, node by node. */
#include "fingerprints/place.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#define PATH_MAX_LENGTH 256

struct walk {
	const char *file;
	yaml_document_t doc;
	struct buf *problems;
	unsigned found, depth;
	size_t left; /* nodes that are still looked at: aliases may nest without end */
};

/* A file that is wrong everywhere is told so by its first faults. */
#define FAULTS_MAX 100
#define NODES_MAX 1000000
#define DEPTH_MAX 16

static void
tell(struct walk *w, const yaml_mark_t *mark, const char *path, const char *what)
{
	buf_printf(w->problems, "%s:%zu:%zu: %s: %s\n", w->file, mark->line + 1, mark->column + 1,
		path[0] != '\0' ? path : "file", what);
	w->found++;
}

static bool
open_document(struct walk *w)
{
	FILE *f = fopen(w->file, "re");
	yaml_parser_t parser;
	bool loaded;

	if (f == NULL) {
		buf_printf(w->problems, "%s:1:1: file: %s\n", w->file, strerror(errno));
		w->found++;
		return false;
	}
	if (yaml_parser_initialize(&parser) == 0)
		abort();
	yaml_parser_set_input_file(&parser, f);
	loaded = yaml_parser_load(&parser, &w->doc) != 0;
	if (!loaded) {
		const yaml_mark_t *mark = parser.problem_mark.line + parser.problem_mark.column > 0
						  ? &parser.problem_mark
						  : &parser.context_mark;

		tell(w, mark, "file", parser.problem != NULL ? parser.problem : "no YAML");
	}
	yaml_parser_delete(&parser);
	fclose(f);
	return loaded;
}

static yaml_node_t *
node(struct walk *w, int id)
{
	return yaml_document_get_node(&w->doc, id);
}

static const char *
scalar(const yaml_node_t *n)
{
	return n != NULL && n->type == YAML_SCALAR_NODE ? (const char *)n->data.scalar.value : "";
}

/* ---- against the schema --------------------------------------------------------- */

static void check(struct walk *, yaml_node_t *, const cyaml_schema_value_t *, const char *path);

static const cyaml_schema_field_t *
field_of(const cyaml_schema_field_t *fields, const char *key)
{
	for (; fields->key != NULL; fields++)
		if (strcmp(fields->key, key) == 0)
			return fields;
	return NULL;
}

static void
extend(char *out, const char *path, const char *key)
{
	snprintf(out, PATH_MAX_LENGTH, "%s%s%s", path, path[0] != '\0' ? "." : "", key);
}

static bool
has_key(struct walk *w, const yaml_node_t *n, const char *key)
{
	for (yaml_node_pair_t *p = n->data.mapping.pairs.start; p < n->data.mapping.pairs.top; p++)
		if (strcmp(scalar(node(w, p->key)), key) == 0)
			return true;
	return false;
}

static bool
stands_before(struct walk *w, const yaml_node_t *n, const yaml_node_pair_t *pair)
{
	const char *key = scalar(node(w, pair->key));

	for (yaml_node_pair_t *p = n->data.mapping.pairs.start; p < pair; p++)
		if (strcmp(scalar(node(w, p->key)), key) == 0)
			return true;
	return false;
}

static void
check_mapping(struct walk *w, yaml_node_t *n, const cyaml_schema_field_t *fields, const char *path)
{
	char below[PATH_MAX_LENGTH];

	for (yaml_node_pair_t *p = n->data.mapping.pairs.start; p < n->data.mapping.pairs.top;
		p++) {
		yaml_node_t *key = node(w, p->key);
		const cyaml_schema_field_t *f = field_of(fields, scalar(key));

		extend(below, path, scalar(key));
		if (f == NULL)
			tell(w, &key->start_mark, below, "there is no such field here");
		else if (stands_before(w, n, p))
			tell(w, &key->start_mark, below, "this field stands here twice");
		else
			check(w, node(w, p->value), &f->value, below);
	}
	for (const cyaml_schema_field_t *f = fields; f->key != NULL; f++) {
		if ((f->value.flags & CYAML_FLAG_OPTIONAL) != 0 || has_key(w, n, f->key))
			continue;
		extend(below, path, f->key);
		tell(w, &n->start_mark, below, "this field is missing");
	}
}

static void
check_sequence(struct walk *w, yaml_node_t *n, const cyaml_schema_value_t *entry, const char *path)
{
	char below[PATH_MAX_LENGTH];
	unsigned i = 0;

	for (yaml_node_item_t *item = n->data.sequence.items.start;
		item < n->data.sequence.items.top; item++) {
		snprintf(below, sizeof(below), "%s[%u]", path, i++);
		check(w, node(w, *item), entry, below);
	}
}

static bool
is_bool(const char *text)
{
	static const char *const words[] = {"true", "false", "yes", "no", "on", "off", "True",
		"False", "TRUE", "FALSE", "Yes", "No", "1", "0"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(text, words[i]) == 0)
			return true;
	return false;
}

static void
check_scalar(struct walk *w, yaml_node_t *n, const cyaml_schema_value_t *s, const char *path)
{
	const char *text = scalar(n);
	char *end;

	if (s->type == CYAML_BOOL && !is_bool(text)) {
		tell(w, &n->start_mark, path, "true or false is wanted");
	} else if (s->type == CYAML_UINT) {
		uint64_t value = strtoull(text, &end, 0);

		if (*end != '\0' || text[0] == '\0' || text[0] == '-')
			tell(w, &n->start_mark, path, "a number is wanted");
		else if (value > UINT32_MAX)
			tell(w, &n->start_mark, path, "the number is too great");
	} else if (s->type == CYAML_FLOAT) {
		(void)strtod(text, &end);
		if (*end != '\0' || text[0] == '\0')
			tell(w, &n->start_mark, path, "a number is wanted");
	} else if (s->type == CYAML_STRING && strlen(text) < s->string.min) {
		tell(w, &n->start_mark, path, "a text is wanted");
	}
}

static void
check_kind(struct walk *w, yaml_node_t *n, const cyaml_schema_value_t *s, const char *path)
{
	if (s->type == CYAML_MAPPING && n->type == YAML_MAPPING_NODE)
		check_mapping(w, n, s->mapping.fields, path);
	else if (s->type == CYAML_SEQUENCE && n->type == YAML_SEQUENCE_NODE)
		check_sequence(w, n, s->sequence.entry, path);
	else if (s->type == CYAML_MAPPING)
		tell(w, &n->start_mark, path, "fields are wanted (key: value)");
	else if (s->type == CYAML_SEQUENCE)
		tell(w, &n->start_mark, path, "a list is wanted");
	else if (n->type != YAML_SCALAR_NODE)
		tell(w, &n->start_mark, path, "a single value is wanted");
	else
		check_scalar(w, n, s, path);
}

static void
check(struct walk *w, yaml_node_t *n, const cyaml_schema_value_t *s, const char *path)
{
	if (n == NULL || w->left == 0 || w->depth == DEPTH_MAX || w->found >= FAULTS_MAX)
		return;
	w->left--;
	w->depth++;
	check_kind(w, n, s, path);
	w->depth--;
}

bool
place_schema(const char *file, const cyaml_schema_value_t *schema, struct buf *problems)
{
	struct walk w = {.file = file, .problems = problems, .left = NODES_MAX};
	yaml_node_t *root;

	if (!open_document(&w))
		return w.found > 0;
	root = yaml_document_get_root_node(&w.doc);
	if (root != NULL) {
		check(&w, root, schema, "");
	} else {
		buf_printf(problems, "%s:1:1: file: it is empty\n", file);
		w.found++;
	}
	yaml_document_delete(&w.doc);
	return w.found > 0;
}

static bool
find_alias(struct walk *w, yaml_parser_t *parser)
{
	yaml_event_t e;
	bool end = false;

	while (!end && w->found == 0 && yaml_parser_parse(parser, &e) != 0) {
		if (e.type == YAML_ALIAS_EVENT)
			tell(w, &e.start_mark, "file",
				"an alias (*name) has no place in a rule file");
		end = e.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&e);
	}
	return w->found > 0;
}

bool
place_alias(const char *file, struct buf *problems)
{
	struct walk w = {.file = file, .problems = problems};
	FILE *f = fopen(file, "re");
	yaml_parser_t parser;

	if (f == NULL)
		return false;
	if (yaml_parser_initialize(&parser) == 0)
		abort();
	yaml_parser_set_input_file(&parser, f);
	(void)find_alias(&w, &parser);
	yaml_parser_delete(&parser);
	fclose(f);
	return w.found > 0;
}

/* ---- by path ---------------------------------------------------------------------- */

static yaml_node_t *
child(struct walk *w, yaml_node_t *n, const char *key, size_t len)
{
	if (n->type != YAML_MAPPING_NODE)
		return NULL;
	for (yaml_node_pair_t *p = n->data.mapping.pairs.start; p < n->data.mapping.pairs.top;
		p++) {
		const char *name = scalar(node(w, p->key));

		if (strlen(name) == len && strncmp(name, key, len) == 0)
			return node(w, p->value);
	}
	return NULL;
}

static yaml_node_t *
item(struct walk *w, yaml_node_t *n, size_t i)
{
	if (n->type != YAML_SEQUENCE_NODE ||
		i >= (size_t)(n->data.sequence.items.top - n->data.sequence.items.start))
		return NULL;
	return node(w, n->data.sequence.items.start[i]);
}

void
place_path(const char *file, const char *path, struct buf *problems, const char *what)
{
	struct walk w = {.file = file, .problems = problems, .left = NODES_MAX};
	yaml_node_t *at, *next;
	const char *p = path;

	if (!open_document(&w))
		return;
	at = next = yaml_document_get_root_node(&w.doc);
	while (next != NULL && *p != '\0') {
		at = next;
		if (*p == '.') {
			p++;
		} else if (*p == '[') {
			char *end;

			next = item(&w, at, strtoul(p + 1, &end, 10));
			p = *end == ']' ? end + 1 : end;
		} else {
			size_t len = strcspn(p, ".[");

			next = child(&w, at, p, len);
			p += len;
		}
	}
	if (next != NULL)
		at = next;
	if (at != NULL)
		tell(&w, &at->start_mark, path, what);
	yaml_document_delete(&w.doc);
}
