/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* resume.c: settings to JSON and back, by one table of numbers and switches. */
#include "scanner/resume.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/log.h"

enum kind { KIND_U32, KIND_U16, KIND_U8, KIND_UNSIGNED, KIND_BOOL };

static const struct {
	const char *name;
	enum kind kind;
	size_t offset;
} fields[] = {
	{"rate", KIND_U32, offsetof(struct settings, rate)},
	{"host-rate", KIND_U32, offsetof(struct settings, host_rate)},
	{"subnet-rate", KIND_U32, offsetof(struct settings, subnet_rate)},
	{"subnet-size", KIND_U8, offsetof(struct settings, subnet_bits4)},
	{"subnet-size-6", KIND_U8, offsetof(struct settings, subnet_bits6)},
	{"snmp-port", KIND_U16, offsetof(struct settings, snmp_port)},
	{"ssh-port", KIND_U16, offsetof(struct settings, ssh_port)},
	{"timeout", KIND_U32, offsetof(struct settings, timeout_ms)},
	{"retries-told", KIND_BOOL, offsetof(struct settings, retries_told)},
	{"timeout-told", KIND_BOOL, offsetof(struct settings, timeout_told)},
	{"retries", KIND_UNSIGNED, offsetof(struct settings, retries)},
	{"depth", KIND_UNSIGNED, offsetof(struct settings, depth)},
	{"discovery", KIND_BOOL, offsetof(struct settings, snmp_discovery)},
	{"default-community", KIND_BOOL, offsetof(struct settings, default_community)},
	{"hostkey", KIND_BOOL, offsetof(struct settings, ssh_hostkey)},
	{"harm-check", KIND_BOOL, offsetof(struct settings, harm_check)},
};

#define FIELDS (sizeof(fields) / sizeof(fields[0]))

_Static_assert(sizeof(enum depth) == sizeof(unsigned), "depth is kept as a number");

static json_int_t
get(const struct settings *s, size_t i)
{
	const void *p = (const char *)s + fields[i].offset;

	switch (fields[i].kind) {
	case KIND_U32:
		return *(const uint32_t *)p;
	case KIND_U16:
		return *(const uint16_t *)p;
	case KIND_U8:
		return *(const uint8_t *)p;
	case KIND_UNSIGNED:
		return *(const unsigned *)p;
	case KIND_BOOL:
		return *(const bool *)p;
	}
	return 0;
}

static void
set(struct settings *s, size_t i, json_int_t n)
{
	void *p = (char *)s + fields[i].offset;

	switch (fields[i].kind) {
	case KIND_U32:
		*(uint32_t *)p = (uint32_t)n;
		break;
	case KIND_U16:
		*(uint16_t *)p = (uint16_t)n;
		break;
	case KIND_U8:
		*(uint8_t *)p = (uint8_t)n;
		break;
	case KIND_UNSIGNED:
		*(unsigned *)p = (unsigned)n;
		break;
	case KIND_BOOL:
		*(bool *)p = n != 0;
		break;
	}
}

/* A path that is found from any working directory. */
static void
put_path(json_t *o, const char *name, const char *path)
{
	char *whole = path != NULL ? realpath(path, NULL) : NULL;

	if (path != NULL)
		json_object_set_new(o, name, json_string(whole != NULL ? whole : path));
	free(whole);
}

void
resume_write(const struct settings *s, const char *community_file, struct buf *out)
{
	json_t *o = json_object(), *probes = json_array();
	char text[ADDR_TEXT_MAX], *whole;

	for (size_t i = 0; i < FIELDS; i++)
		json_object_set_new(o, fields[i].name, json_integer(get(s, i)));
	for (size_t i = 0; i < s->n_probes; i++)
		json_array_append_new(probes, json_string(s->probes[i]));
	json_object_set_new(o, "probes", probes);
	if (s->source.family != 0)
		json_object_set_new(o, "source", json_string(addr_format(&s->source, text)));
	if (s->interface != NULL)
		json_object_set_new(o, "interface", json_string(s->interface));
	put_path(o, "config", s->config_file);
	put_path(o, "community-file", community_file);
	whole = json_dumps(o, JSON_COMPACT);
	buf_puts(out, whole != NULL ? whole : "{}");
	free(whole);
	json_decref(o);
}

static char *
text_of(const json_t *o, const char *name)
{
	const char *text = json_string_value(json_object_get(o, name));

	return text != NULL ? xstrdup(text) : NULL;
}

static void
read_probes(const json_t *list, struct settings *s)
{
	const json_t *name;
	size_t i;

	for (i = 0; i < s->n_probes; i++)
		free(s->probes[i]);
	s->n_probes = 0;
	json_array_foreach(list, i, name) if (json_is_string(name))
		settings_add_probe(s, json_string_value(name));
}

char *
resume_config(const char *json)
{
	json_t *o = json_loads(json, 0, NULL);
	char *file = text_of(o, "config");

	json_decref(o);
	return file;
}

enum result
resume_read(const char *json, struct settings *s, char **community_file)
{
	json_t *o = json_loads(json, 0, NULL);
	const char *source = json_string_value(json_object_get(o, "source"));

	if (!json_is_object(o)) {
		log_error("the options of the unfinished sweep can't be read");
		json_decref(o);
		return RESULT_MALFORMED;
	}
	for (size_t i = 0; i < FIELDS; i++) {
		const json_t *v = json_object_get(o, fields[i].name);

		if (json_is_integer(v))
			set(s, i, json_integer_value(v));
	}
	read_probes(json_object_get(o, "probes"), s);
	if (source != NULL)
		(void)addr_parse(source, &s->source);
	if (s->interface == NULL)
		s->interface = text_of(o, "interface");
	*community_file = text_of(o, "community-file");
	json_decref(o);
	return RESULT_OK;
}
