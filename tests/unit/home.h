/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* home.h: a folder of a test group's own, which is the home and the cache of what runs
 * in it meanwhile. */
#ifndef RANMAP_TESTS_HOME_H
#define RANMAP_TESTS_HOME_H

/* The setup and the teardown of a group (cmocka): 0, or the group fails. */
int home_make(void **state);
int home_remove(void **state);
/* Its path, from home_make() on. */
const char *home(void);

#endif
