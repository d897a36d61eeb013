/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* fields.c: YAML into structures by tables. */
#include "sim/fields.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

#include "base/text.h"
#include "sim/ber.h"

struct reader {
	const char *path;
	yaml_document_t doc;
	struct arena *arena;
	struct buf *error;
	struct buf where; /* "snmp.versions" */
};

static bool fill(struct reader *, yaml_node_t *, const struct field *, char *out);

static bool
complain(struct reader *r, const yaml_node_t *node, const char *what)
{
	buf_clear(r->error);
	buf_printf(r->error, "%s:%zu: ", r->path, node->start_mark.line + 1);
	if (r->where.len > 0)
		buf_printf(r->error, "%s: ", buf_text(&r->where));
	buf_puts(r->error, what);
	return false;
}

/* The text of a scalar, NULL for anything else. */
static const char *
scalar(const yaml_node_t *node)
{
	if (node->type != YAML_SCALAR_NODE ||
		strlen((const char *)node->data.scalar.value) != node->data.scalar.length)
		return NULL;
	return (const char *)node->data.scalar.value;
}

static bool
fill_number(struct reader *r, yaml_node_t *node, const struct field *f, unsigned *out)
{
	const char *text = scalar(node);
	uint64_t number, max = f->max > 0 ? f->max : UINT32_MAX;

	if (text == NULL || text_u64(text, f->min, max, &number) != RESULT_OK) {
		char what[80];

		snprintf(what, sizeof what, "must be a number from %llu to %llu",
			(unsigned long long)f->min, (unsigned long long)max);
		return complain(r, node, what);
	}
	*out = (unsigned)number;
	return true;
}

static bool
fill_bool(struct reader *r, yaml_node_t *node, bool *out)
{
	const char *text = scalar(node);

	if (text == NULL)
		return complain(r, node, "must be true or false");
	if (strcmp(text, "true") == 0 || strcmp(text, "yes") == 0)
		*out = true;
	else if (strcmp(text, "false") == 0 || strcmp(text, "no") == 0)
		*out = false;
	else
		return complain(r, node, "must be true or false");
	return true;
}

static bool
find_word(struct reader *r, yaml_node_t *node, const struct field *f, unsigned *out)
{
	const char *text = scalar(node);
	struct buf what = {0};

	for (unsigned i = 0; text != NULL && f->words[i] != NULL; i++) {
		if (strcmp(f->words[i], text) == 0) {
			*out = i;
			return true;
		}
	}
	buf_puts(&what, "must be one of");
	for (unsigned i = 0; f->words[i] != NULL; i++)
		buf_printf(&what, "%s %s", i > 0 ? "," : "", f->words[i]);
	complain(r, node, buf_text(&what));
	buf_free(&what);
	return false;
}

static bool
fill_words(struct reader *r, yaml_node_t *node, const struct field *f, unsigned *out)
{
	unsigned word;

	*out = 0;
	if (node->type == YAML_SCALAR_NODE) {
		if (!find_word(r, node, f, &word))
			return false;
		*out = 1u << word;
		return true;
	}
	if (node->type != YAML_SEQUENCE_NODE)
		return complain(r, node, "must be a list of words");
	for (yaml_node_item_t *i = node->data.sequence.items.start;
		i < node->data.sequence.items.top; i++) {
		if (!find_word(r, yaml_document_get_node(&r->doc, *i), f, &word))
			return false;
		*out |= 1u << word;
	}
	return true;
}

static bool
fill_text(struct reader *r, yaml_node_t *node, const char **out)
{
	const char *text = scalar(node);

	if (text == NULL)
		return complain(r, node, "must be a text");
	*out = arena_strdup(r->arena, text);
	return true;
}

static bool
fill_texts(struct reader *r, yaml_node_t *node, struct texts *out)
{
	yaml_node_item_t *first = node->data.sequence.items.start;

	if (node->type == YAML_SCALAR_NODE) {
		out->n = 1;
		out->at = arena_alloc(r->arena, sizeof *out->at);
		return fill_text(r, node, out->at);
	}
	if (node->type != YAML_SEQUENCE_NODE)
		return complain(r, node, "must be a text or a list of texts");
	out->n = (size_t)(node->data.sequence.items.top - first);
	out->at = arena_alloc(r->arena, (out->n + 1) * sizeof *out->at);
	for (size_t i = 0; i < out->n; i++)
		if (!fill_text(r, yaml_document_get_node(&r->doc, first[i]), &out->at[i]))
			return false;
	return true;
}

static bool
fill_list(struct reader *r, yaml_node_t *node, const struct field *f, struct list *out)
{
	yaml_node_item_t *first = node->data.sequence.items.start;

	if (node->type != YAML_SEQUENCE_NODE)
		return complain(r, node, "must be a list");
	out->n = (size_t)(node->data.sequence.items.top - first);
	out->at = arena_alloc(r->arena, (out->n + 1) * f->inner_size);
	for (size_t i = 0; i < out->n; i++)
		if (!fill(r, yaml_document_get_node(&r->doc, first[i]), f->inner,
			    (char *)out->at + i * f->inner_size))
			return false;
	return true;
}

static bool
fill_oid(struct reader *r, yaml_node_t *node, struct oid *out)
{
	const char *text = scalar(node);

	if (text == NULL || !oid_parse(text, out))
		return complain(r, node, "must be a dotted object identifier");
	return true;
}

static bool
fill_field(struct reader *r, yaml_node_t *node, const struct field *f, char *out)
{
	void *to = out + f->offset;

	switch (f->kind) {
	case FIELD_TEXT:
		return fill_text(r, node, to);
	case FIELD_TEXTS:
		return fill_texts(r, node, to);
	case FIELD_NUMBER:
		return fill_number(r, node, f, to);
	case FIELD_BOOL:
		return fill_bool(r, node, to);
	case FIELD_OID:
		return fill_oid(r, node, to);
	case FIELD_WORD:
		return find_word(r, node, f, to);
	case FIELD_WORDS:
		return fill_words(r, node, f, to);
	case FIELD_MAP:
		return fill(r, node, f->inner, to);
	case FIELD_LIST:
		return fill_list(r, node, f, to);
	}
	return false;
}

static const struct field *
find_field(const struct field *fields, const char *name)
{
	for (; name != NULL && fields->name != NULL; fields++)
		if (strcmp(fields->name, name) == 0)
			return fields;
	return NULL;
}

static bool
has_required(struct reader *r, yaml_node_t *node, const struct field *f)
{
	struct buf what = {0};
	bool found = false;

	for (yaml_node_pair_t *p = node->data.mapping.pairs.start;
		p < node->data.mapping.pairs.top && !found; p++) {
		const char *name = scalar(yaml_document_get_node(&r->doc, p->key));

		found = name != NULL && strcmp(name, f->name) == 0;
	}
	if (!found) {
		buf_printf(&what, "the field %s is missing", f->name);
		complain(r, node, buf_text(&what));
		buf_free(&what);
	}
	return found;
}

/* One pair of a mapping: finds its field and goes into it. */
static bool
fill_pair(struct reader *r, yaml_node_pair_t *pair, const struct field *fields, char *out)
{
	yaml_node_t *key = yaml_document_get_node(&r->doc, pair->key);
	const struct field *f = find_field(fields, scalar(key));
	size_t outer = r->where.len;
	bool ok;

	if (outer > 0)
		buf_putc(&r->where, '.');
	buf_puts(&r->where, scalar(key) != NULL ? scalar(key) : "?");
	if (f == NULL)
		return complain(r, key, "unknown field");
	ok = fill_field(r, yaml_document_get_node(&r->doc, pair->value), f, out);
	if (ok) {
		r->where.len = outer;
		r->where.data[outer] = '\0';
	}
	return ok;
}

static bool
fill(struct reader *r, yaml_node_t *node, const struct field *fields, char *out)
{
	if (node->type != YAML_MAPPING_NODE)
		return complain(r, node, "must be a mapping of fields");
	for (yaml_node_pair_t *p = node->data.mapping.pairs.start; p < node->data.mapping.pairs.top;
		p++)
		if (!fill_pair(r, p, fields, out))
			return false;
	for (const struct field *f = fields; f->name != NULL; f++)
		if (f->required && !has_required(r, node, f))
			return false;
	return true;
}

static bool
parse(struct reader *r, FILE *file)
{
	yaml_parser_t parser;
	bool ok;

	if (!yaml_parser_initialize(&parser)) {
		buf_printf(r->error, "%s: out of memory", r->path);
		return false;
	}
	yaml_parser_set_input_file(&parser, file);
	ok = yaml_parser_load(&parser, &r->doc) != 0;
	if (!ok)
		buf_printf(r->error, "%s:%zu: %s", r->path, parser.problem_mark.line + 1,
			parser.problem != NULL ? parser.problem : "not YAML");
	yaml_parser_delete(&parser);
	return ok;
}

bool
fields_load(const char *path, const struct field *fields, void *out, struct arena *arena,
	struct buf *error)
{
	struct reader r = {.path = path, .arena = arena, .error = error};
	FILE *file = fopen(path, "re");
	yaml_node_t *root;
	bool ok = false;

	buf_clear(error);
	if (file == NULL) {
		buf_printf(error, "%s: %s", path, strerror(errno));
		return false;
	}
	if (parse(&r, file)) {
		root = yaml_document_get_root_node(&r.doc);
		if (root == NULL)
			buf_printf(error, "%s:1: the file is empty", path);
		else
			ok = fill(&r, root, fields, out);
		yaml_document_delete(&r.doc);
	}
	buf_free(&r.where);
	fclose(file);
	return ok;
}
