/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * yaml_walk.h: a YAML document as a tree whose nodes know their place, and
 * tables that say which key is taken by which function. Every fault is logged
 * with file, line and column.
 */
#ifndef RANMAP_SCANNER_YAML_WALK_H
#define RANMAP_SCANNER_YAML_WALK_H

#include <stdbool.h>
#include <stdint.h>
#include <yaml.h>

#include "base/result.h"

struct walk {
	const char *file;
	yaml_document_t document;
	unsigned faults;
};

/* A key of a mapping and who takes its value. */
struct walk_key {
	const char *name; /* ends a table where NULL */
	/* Logs by walk_fault() what is wrong. */
	void (*take)(struct walk *, const yaml_node_t *value, void *target);
};

/* Loads the only document of a file (at most 1 MB). Faults were logged. */
enum result walk_open(struct walk *, const char *file);
void walk_close(struct walk *);
void walk_fault(struct walk *, const yaml_node_t *where, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* The document's root; NULL where it is empty. */
const yaml_node_t *walk_root(struct walk *);
/* Hands each value of a mapping to its key's function. */
void walk_mapping(struct walk *, const yaml_node_t *, const struct walk_key *, void *target);
/* Hands each item of a sequence to a function; a scalar is a sequence of one. */
void walk_sequence(struct walk *, const yaml_node_t *,
	void (*item)(struct walk *, const yaml_node_t *, void *target), void *target);
/* The text of a scalar, or NULL after a fault. Borrowed. */
const char *walk_text(struct walk *, const yaml_node_t *);
bool walk_number(struct walk *, const yaml_node_t *, uint64_t min, uint64_t max, uint64_t *out);
bool walk_bool(struct walk *, const yaml_node_t *, bool *out);

#endif
