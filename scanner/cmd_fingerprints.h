/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* cmd_fingerprints.h: `ranmap fingerprints WHAT`: one file for each. */
#ifndef RANMAP_SCANNER_CMD_FINGERPRINTS_H
#define RANMAP_SCANNER_CMD_FINGERPRINTS_H

#include "scanner/command.h"

/* Each parses its own options, as a command does. */
extern const struct command command_fingerprints_check;
extern const struct command command_fingerprints_explain;
extern const struct command command_fingerprints_list;
extern const struct command command_fingerprints_new;

#endif
