/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* said.h: what the code under test writes to standard error, for tests of messages. */
#ifndef RANMAP_TESTS_SAID_H
#define RANMAP_TESTS_SAID_H

/* From now on standard error goes to a nameless file. */
void said_begin(void);
/* Puts it back. What was written since; lives until the next call. */
const char *said_end(void);

#endif
