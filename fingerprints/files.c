/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* files.c: the rule files of all folders, in their order. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "fingerprints/rules.h"

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int
is_yaml(const struct dirent *d)
{
	size_t len = strlen(d->d_name);

	return d->d_name[0] != '.' && len > 5 && strcmp(d->d_name + len - 5, ".yaml") == 0;
}

static void
find_in(struct arena *a, struct file_list *list, size_t *cap, const char *folder, unsigned number)
{
	struct dirent **found;
	int n = scandir(folder, &found, is_yaml, by_name);

	for (int i = 0; i < n; i++) {
		if (list->n == *cap) {
			size_t want = *cap > 0 ? 2 * *cap : 256;
			char **names = arena_alloc(a, want * sizeof(*names));
			unsigned *folders = arena_alloc(a, want * sizeof(*folders));

			if (list->n > 0) {
				memcpy(names, list->names, list->n * sizeof(*names));
				memcpy(folders, list->folders, list->n * sizeof(*folders));
			}
			list->names = names;
			list->folders = folders;
			*cap = want;
		}
		list->names[list->n] = arena_printf(a, "%s/%s", folder, found[i]->d_name);
		list->folders[list->n++] = number;
		free(found[i]);
	}
	if (n >= 0)
		free(found);
}

void
files_find(const struct rule_sources *sources, struct arena *a, struct file_list *out)
{
	size_t cap = 0;

	memset(out, 0, sizeof(*out));
	for (unsigned i = 0; i < sources->n_dirs; i++) {
		find_in(a, out, &cap, arena_printf(a, "%s/vocabulary", sources->dirs[i]), i);
		find_in(a, out, &cap, arena_printf(a, "%s/vendors", sources->dirs[i]), i);
		find_in(a, out, &cap, sources->dirs[i], i);
	}
}

static bool
ends(const char *text, const char *with)
{
	size_t a = strlen(text), n = strlen(with);

	return a >= n && strcmp(text + a - n, with) == 0;
}

bool
file_is_vendor(const char *file)
{
	return !ends(file, "/makers.yaml") && !ends(file, "/families.yaml");
}
