/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* setup.c: puts the network together. */
#include "sim/setup.h"

#include <config.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/log.h"

static bool
is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

const char *
setup_personas_folder(void)
{
	const char *told = getenv("RANMAP_PERSONAS");

	if (told != NULL && *told != '\0')
		return told;
	return is_folder(PKGDATADIR "/personas") ? PKGDATADIR "/personas"
						 : BUILD_SRCDIR "/sim/personas";
}

/* "ADDRESS=PERSONA". */
static bool
add_placed(struct setup *s, const char *text, struct buf *error)
{
	const char *equals = strchr(text, '=');
	struct placed *placed = &s->placed[s->layout.n_placed];
	char *address = xstrndup(text, equals != NULL ? (size_t)(equals - text) : strlen(text));
	bool ok = equals != NULL && addr_parse(address, &placed->addr) == RESULT_OK;
	int persona = ok ? personas_find(&s->personas, equals + 1) : -1;

	free(address);
	if (!ok)
		buf_printf(error, "--at %s: must be ADDRESS=PERSONA", text);
	else if (persona < 0)
		buf_printf(error, "--at %s: there is no such persona (--list)", text);
	if (persona < 0)
		return false;
	placed->persona = (uint16_t)persona;
	s->layout.n_placed++;
	/* It answers wherever it was put, inside the other prefixes or not. */
	if (!layout_has(&s->layout, &placed->addr))
		s->prefixes[s->layout.n_prefixes++] =
			prefix_of(&placed->addr, addr_bits(&placed->addr));
	return true;
}

static bool
make_layout(struct setup *s, const struct options *o, struct buf *error)
{
	s->layout = (struct layout){.seed = o->seed,
		.density = o->density,
		.multihomed = o->multihomed,
		.odd = o->odd,
		.odd_kinds = o->odd_kinds,
		.fragile = o->fragile,
		.cloned = o->cloned,
		.factory = o->factory,
		.personas = &s->personas,
		.only = -1,
		.placed = s->placed,
		.prefixes = s->prefixes};
	for (size_t i = 0; i < o->n_prefixes; i++)
		s->prefixes[s->layout.n_prefixes++] = o->prefixes[i];
	if (o->only != NULL) {
		s->layout.only = personas_find(&s->personas, o->only);
		if (s->layout.only < 0) {
			buf_printf(error, "--only %s: there is no such persona (--list)", o->only);
			return false;
		}
	}
	for (size_t i = 0; i < o->n_placed; i++)
		if (!add_placed(s, o->placed[i], error))
			return false;
	return true;
}

static bool
load_recording(struct setup *s, const char *path, const struct addr *a, struct buf *error)
{
	struct recording *r;
	enum result result;

	s->recordings = xrealloc(s->recordings, s->n_recordings + 1, sizeof *s->recordings);
	r = &s->recordings[s->n_recordings];
	result = recording_load(path, r);
	if (result != RESULT_OK) {
		buf_printf(error, "%s: %s", path, result_text(result));
		return false;
	}
	r->addr = *a;
	s->n_recordings++;
	if (r->bad_lines > 0)
		log_debug("%s: %zu lines make no sense and are left out", path, r->bad_lines);
	return true;
}

/* "FILE=ADDRESS"; the last equals sign parts them. */
static bool
add_record(struct setup *s, const char *text, struct buf *error)
{
	const char *equals = strrchr(text, '=');
	struct addr a;
	char *path;
	bool ok;

	if (equals == NULL || addr_parse(equals + 1, &a) != RESULT_OK) {
		buf_printf(error, "--record %s: must be FILE=ADDRESS", text);
		return false;
	}
	path = xstrndup(text, (size_t)(equals - text));
	ok = load_recording(s, path, &a, error);
	free(path);
	return ok;
}

static int
is_recording(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return dot != NULL && dot != entry->d_name && strcmp(dot, ".snmprec") == 0;
}

static bool
add_recordings(struct setup *s, const char *folder, const struct prefix *where, struct buf *error)
{
	struct dirent **entries = NULL;
	int n = scandir(folder, &entries, is_recording, alphasort);
	struct addr a = where->addr;
	struct buf path = {0};
	bool ok = n > 0;

	if (n <= 0)
		buf_printf(error, "%s: %s", folder, n < 0 ? strerror(errno) : "no recordings here");
	for (int i = 0; i < n; i++) {
		/* From the second address on, where the prefix has more than one. */
		if (ok && where->len < addr_bits(&where->addr))
			ok = addr_add(&a, 1, &a) == RESULT_OK && prefix_has(where, &a);
		if (!ok && error->len == 0)
			buf_printf(error, "--recordings-prefix: too small for %d recordings", n);
		buf_clear(&path);
		buf_printf(&path, "%s/%s", folder, entries[i]->d_name);
		ok = ok && load_recording(s, buf_text(&path), &a, error);
		free(entries[i]);
	}
	free(entries);
	buf_free(&path);
	return ok;
}

static int
by_address(const void *a, const void *b)
{
	const struct recording *x = a, *y = b;

	return addr_compare(&x->addr, &y->addr);
}

static bool
load_recordings(struct setup *s, const struct options *o, struct buf *error)
{
	struct prefix where;

	for (size_t i = 0; i < o->n_records; i++)
		if (!add_record(s, o->records[i], error))
			return false;
	if (o->recordings != NULL) {
		if (prefix_parse(o->recordings_prefix, false, &where) != RESULT_OK) {
			buf_printf(error, "--recordings-prefix %s: not a prefix",
				o->recordings_prefix);
			return false;
		}
		if (!add_recordings(s, o->recordings, &where, error))
			return false;
	}
	if (s->n_recordings > 1)
		qsort(s->recordings, s->n_recordings, sizeof *s->recordings, by_address);
	return true;
}

bool
setup_make(struct setup *s, const struct options *o, struct buf *error)
{
	const char *folder = o->personas != NULL ? o->personas : setup_personas_folder();

	*s = (struct setup){.options = o};
	if (!personas_load(folder, &s->personas, error) || !make_layout(s, o, error) ||
		!load_recordings(s, o, error))
		return false;
	s->net = network_new(&s->layout, s->recordings, s->n_recordings);
	return true;
}

void
setup_free(struct setup *s)
{
	network_free(s->net);
	for (size_t i = 0; i < s->n_recordings; i++)
		recording_free(&s->recordings[i]);
	free(s->recordings);
	personas_free(&s->personas);
	*s = (struct setup){0};
}

bool
setup_readable(const struct setup *s, const struct device *d)
{
	if (d->recording != NULL)
		return true;
	return d->n_addrs > 0 && (d->persona->snmp.versions & (AGENT_V1 | AGENT_V2C)) != 0 &&
	       (d->persona->snmp.community == NULL ||
		       strcmp(d->persona->snmp.community, s->options->community) == 0);
}
