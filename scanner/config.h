/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * config.h: the configuration file into the settings. Every key is in one
 * table of config.c; an unknown key is an error with file, line and column.
 */
#ifndef RANMAP_SCANNER_CONFIG_H
#define RANMAP_SCANNER_CONFIG_H

#include "base/result.h"
#include "base/settings.h"

/* Reads settings->config_file, or where that is NULL ./ranmap.yaml, then the
 * system's, then nothing. Each fault is logged with its place. Secrets are read
 * from their files, which nobody but the owner may read. */
enum result config_load(struct settings *);

/* A secret from its file: the first line. RESULT_REFUSED where others can read
 * the file; the reason is logged. The caller frees (and wipes) the text. */
enum result config_secret(const char *path, char **out);

#endif
