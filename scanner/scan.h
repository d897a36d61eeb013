/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* scan.h: a sweep from its targets to its summary: the lock, the row in the
 * store, the signals, the vendor map at the end. */
#ifndef RANMAP_SCANNER_SCAN_H
#define RANMAP_SCANNER_SCAN_H

#include "base/settings.h"

struct scan {
	struct settings *settings;
	char *community_file; /* as told; kept with the sweep */
	const char *targets_file;
	char *const *operands;
	int n_operands;
	/* Applies the options of the command line once more, over those of a sweep
	 * that is resumed. Returns an exit status, or -1. */
	int (*reapply)(void *arg);
	void *arg;
};

/* Returns the exit status. */
int scan_run(struct scan *);

/* Makes one community the credential of every target. RESULT_OK, or after it was logged. */
enum result scan_community(struct settings *, const char *file);

#endif
