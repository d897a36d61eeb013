/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* yaml_walk.c: libyaml's document tree, walked by tables. */
#include "scanner/yaml_walk.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/text.h"

#define FILE_MAX (1024 * 1024)

void
walk_fault(struct walk *w, const yaml_node_t *where, const char *fmt, ...)
{
	struct buf b = {0};
	char text[512];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	text_printable(&b, text, strlen(text), sizeof(text));
	log_error("%s:%zu:%zu: %s", w->file, where->start_mark.line + 1,
		where->start_mark.column + 1, buf_text(&b));
	buf_free(&b);
	w->faults++;
}

static enum result
read_whole(const char *file, struct buf *out)
{
	FILE *f = fopen(file, "re");
	enum result r = RESULT_OK;
	size_t n;

	if (f == NULL)
		return errno == ENOENT ? RESULT_NOT_FOUND : RESULT_IO;
	while ((n = fread(buf_reserve(out, 65536), 1, 65536, f)) > 0) {
		out->len += n;
		if (out->len > FILE_MAX) {
			r = RESULT_RANGE;
			break;
		}
	}
	if (ferror(f))
		r = RESULT_IO;
	fclose(f);
	return r;
}

static enum result
parser_fault(const struct walk *w, const yaml_parser_t *parser)
{
	log_error("%s:%zu:%zu: %s", w->file, parser->problem_mark.line + 1,
		parser->problem_mark.column + 1,
		parser->problem != NULL ? parser->problem : "no YAML");
	return RESULT_MALFORMED;
}

/* A second document, begun by a line of dashes, would be left out without a word. */
static enum result
load_only(struct walk *w, yaml_parser_t *parser)
{
	yaml_document_t next;
	enum result r = RESULT_OK;

	if (!yaml_parser_load(parser, &w->document))
		return parser_fault(w, parser);
	if (!yaml_parser_load(parser, &next)) {
		r = parser_fault(w, parser);
	} else {
		if (yaml_document_get_root_node(&next) != NULL) {
			log_error("%s:%zu:%zu: a second document begins here; one is wanted",
				w->file, next.start_mark.line + 1, next.start_mark.column + 1);
			r = RESULT_MALFORMED;
		}
		yaml_document_delete(&next);
	}
	if (r != RESULT_OK)
		yaml_document_delete(&w->document);
	return r;
}

enum result
walk_open(struct walk *w, const char *file)
{
	struct buf text = {0};
	yaml_parser_t parser;
	enum result r;

	errno = 0;
	r = read_whole(file, &text);

	memset(w, 0, sizeof(*w));
	w->file = file;
	if (r != RESULT_OK) {
		log_error("%s: %s", file, errno != 0 ? strerror(errno) : result_text(r));
		buf_free(&text);
		return r;
	}
	if (!yaml_parser_initialize(&parser)) {
		buf_free(&text);
		return RESULT_INTERNAL;
	}
	yaml_parser_set_input_string(&parser, (const unsigned char *)buf_text(&text), text.len);
	r = load_only(w, &parser);
	yaml_parser_delete(&parser);
	buf_free(&text);
	return r;
}

void
walk_close(struct walk *w)
{
	yaml_document_delete(&w->document);
}

const yaml_node_t *
walk_root(struct walk *w)
{
	return yaml_document_get_root_node(&w->document);
}

static const struct walk_key *
find(const struct walk_key *keys, const char *name)
{
	for (; keys->name != NULL; keys++)
		if (strcmp(keys->name, name) == 0)
			return keys;
	return NULL;
}

void
walk_mapping(struct walk *w, const yaml_node_t *node, const struct walk_key *keys, void *target)
{
	uint64_t seen = 0; /* keys; no table of them has more than 64 */

	if (node->type != YAML_MAPPING_NODE) {
		walk_fault(w, node, "keys and values are wanted here, such as `%s: …`", keys->name);
		return;
	}
	for (yaml_node_pair_t *p = node->data.mapping.pairs.start; p < node->data.mapping.pairs.top;
		p++) {
		const yaml_node_t *key = yaml_document_get_node(&w->document, p->key);
		const yaml_node_t *value = yaml_document_get_node(&w->document, p->value);
		const char *name = walk_text(w, key);
		const struct walk_key *k;
		uint64_t bit;

		if (name == NULL)
			continue;
		if ((k = find(keys, name)) == NULL) {
			walk_fault(w, key, "unknown key '%s'", name);
			continue;
		}
		bit = UINT64_C(1) << (k - keys);
		if ((seen & bit) != 0)
			walk_fault(w, key, "the key '%s' is told twice", name);
		seen |= bit;
		k->take(w, value, target);
	}
}

void
walk_sequence(struct walk *w, const yaml_node_t *node,
	void (*item)(struct walk *, const yaml_node_t *, void *), void *target)
{
	if (node->type != YAML_SEQUENCE_NODE) {
		item(w, node, target);
		return;
	}
	for (yaml_node_item_t *i = node->data.sequence.items.start;
		i < node->data.sequence.items.top; i++)
		item(w, yaml_document_get_node(&w->document, *i), target);
}

const char *
walk_text(struct walk *w, const yaml_node_t *node)
{
	const char *text;

	if (node->type != YAML_SCALAR_NODE) {
		walk_fault(w, node, "a single value is wanted here");
		return NULL;
	}
	text = (const char *)node->data.scalar.value;
	if (strlen(text) != node->data.scalar.length) {
		walk_fault(w, node, "the value holds a NUL");
		return NULL;
	}
	return text;
}

bool
walk_number(struct walk *w, const yaml_node_t *node, uint64_t min, uint64_t max, uint64_t *out)
{
	const char *text = walk_text(w, node);

	if (text == NULL)
		return false;
	if (text_u64(text, min, max, out) == RESULT_OK)
		return true;
	walk_fault(w, node, "'%s' is no whole number from %llu to %llu", text,
		(unsigned long long)min, (unsigned long long)max);
	return false;
}

bool
walk_bool(struct walk *w, const yaml_node_t *node, bool *out)
{
	static const char *const yes[] = {"true", "yes", "on"}, *const no[] = {
									"false", "no", "off"};
	const char *text = walk_text(w, node);

	if (text == NULL)
		return false;
	for (size_t i = 0; i < 3; i++) {
		if (strcmp(text, yes[i]) == 0 || strcmp(text, no[i]) == 0) {
			*out = strcmp(text, yes[i]) == 0;
			return true;
		}
	}
	walk_fault(w, node, "'%s' is neither true nor false", text);
	return false;
}
