/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * fields.h: a YAML file into a structure by a table of its fields. libyaml
 * reads the file into a tree that knows the place of every value, so that an
 * error names file, line and field exactly.
 */
#ifndef RANMAP_SIM_FIELDS_H
#define RANMAP_SIM_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"

enum field_kind {
	FIELD_TEXT,   /* const char * */
	FIELD_TEXTS,  /* struct texts; a single text is a list of one */
	FIELD_NUMBER, /* unsigned, min..max */
	FIELD_BOOL,   /* bool: true, false, yes, no */
	FIELD_OID,    /* struct oid */
	FIELD_WORD,   /* unsigned: the place of the word in words */
	FIELD_WORDS,  /* unsigned: a bit for each word of a list */
	FIELD_MAP,    /* a structure in place, by inner */
	FIELD_LIST,   /* struct list of structures, by inner and inner_size */
};

struct texts {
	const char **at;
	size_t n;
};

struct list {
	void *at;
	size_t n;
};

struct field {
	const char *name; /* NULL ends the table */
	enum field_kind kind;
	size_t offset;
	bool required;
	uint64_t min, max;	  /* max 0: no bounds */
	const char *const *words; /* ends with NULL */
	const struct field *inner;
	size_t inner_size;
};

/* Fills out (zeroed or with defaults by the caller). Texts live in the arena.
 * False: error holds "FILE:LINE: FIELD: what is wrong". */
bool fields_load(
	const char *path, const struct field *, void *out, struct arena *, struct buf *error);

#endif
