/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * place.h: where in a YAML file something is wrong. libcyaml 1.3 reports the
 * place of the event before; here the file is walked once with libyaml, which
 * knows the place of every node. Only done for files that are refused.
 */
#ifndef RANMAP_FINGERPRINTS_PLACE_H
#define RANMAP_FINGERPRINTS_PLACE_H

#include <cyaml/cyaml.h>
#include <stdbool.h>

#include "base/buf.h"

/* Appends every violation of the schema, "FILE:LINE:COLUMN: FIELD: what", a line
 * each (lines and columns count from 1). False where none was found. */
bool place_schema(const char *file, const cyaml_schema_value_t *, struct buf *problems);
/* Appends the place of the first alias (*name), which rule files may not have.
 * False where there is none. */
bool place_alias(const char *file, struct buf *problems);
/* Appends what is wrong with the value at a path, "rules[3].claims.role". Where
 * the path leads nowhere, the nearest node above it is named. */
void place_path(const char *file, const char *path, struct buf *problems, const char *what);

#endif
