/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* resume.h: what a sweep was begun with, so that it can be gone on with. */
#ifndef RANMAP_SCANNER_RESUME_H
#define RANMAP_SCANNER_RESUME_H

#include "base/buf.h"
#include "base/result.h"
#include "base/settings.h"

/* The options of a sweep as a JSON object; names of files, never their secrets. */
void resume_write(const struct settings *, const char *community_file, struct buf *out);
/* Puts them into the settings, over what is there. community_file (the caller
 * frees it) is set where there was one. RESULT_MALFORMED after it was logged. */
enum result resume_read(const char *json, struct settings *, char **community_file);
/* The configuration file that the sweep was begun with, or NULL. Caller frees. */
char *resume_config(const char *json);

#endif
