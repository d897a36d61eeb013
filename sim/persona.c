/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* persona.c: the table of what a persona file may say, and its reading. */
#include "sim/persona.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/role.h"
#include "sim/agent.h"
#include "sim/odd.h"
#include "sim/rand.h"

static const char *const place_words[] = {"macro", "small-cell", "aggregation", "core", NULL};
static const char *const version_words[] = {"1", "2c", "3", NULL};
static const char *const engine_words[] = {"none", "mac", "text", "ipv4", "octets", "old", NULL};
static const char *const ssh_words[] = {"refuse", "silent", "answer", NULL};
static const char *const lldp_words[] = {"none", "send", "full", NULL};
static const char *const id_words[] = {"mac", "name", "local", NULL};
static const char *const odd_words[] = {
#define X(name, text, help) text,
	ODD_LIST(X)
#undef X
		NULL,
};
static const char *const object_words[] = {"string", "integer", "oid", "gauge", "counter",
	"counter64", "ticks", "address", "hex", "mac", NULL};
/* IANA-ENTITY-MIB, IANAPhysicalClass; the place is the number. */
static const char *const class_words[] = {"-", "other", "unknown", "chassis", "backplane",
	"container", "power", "fan", "sensor", "module", "port", "stack", "cpu", NULL};
/* IEEE 802.1AB, table 8-4. */
static const char *const capability_words[] = {
	"other", "repeater", "bridge", "wlan", "router", "telephone", "docsis", "station", NULL};

#define AT(structure, member) offsetof(struct structure, member)
#define TEXT(s, key, member)                                             \
	{                                                                \
		.name = key, .kind = FIELD_TEXT, .offset = AT(s, member) \
	}
#define TEXTS(s, key, member)                                             \
	{                                                                 \
		.name = key, .kind = FIELD_TEXTS, .offset = AT(s, member) \
	}
#define NUMBER(s, key, member, top)                                                    \
	{                                                                              \
		.name = key, .kind = FIELD_NUMBER, .offset = AT(s, member), .max = top \
	}
#define BOOL(s, key, member)                                             \
	{                                                                \
		.name = key, .kind = FIELD_BOOL, .offset = AT(s, member) \
	}
#define OIDF(s, key, member)                                            \
	{                                                               \
		.name = key, .kind = FIELD_OID, .offset = AT(s, member) \
	}
#define WORD(s, key, member, list)                                                      \
	{                                                                               \
		.name = key, .kind = FIELD_WORD, .offset = AT(s, member), .words = list \
	}
#define WORDS(s, key, member, list)                                                      \
	{                                                                                \
		.name = key, .kind = FIELD_WORDS, .offset = AT(s, member), .words = list \
	}

static const struct field variant_fields[] = {
	{.name = "model", .kind = FIELD_TEXT, .offset = AT(variant, model), .required = true},
	TEXT(variant, "part-number", part_number),
	TEXT(variant, "descr", descr),
	OIDF(variant, "object-id", object_id),
	NUMBER(variant, "weight", weight, 1000),
	{.name = NULL},
};

static const struct field part_fields[] = {
	TEXT(part, "name", name),
	TEXT(part, "descr", descr),
	TEXT(part, "manufacturer", manufacturer),
	TEXT(part, "model", model),
	TEXT(part, "serial", serial),
	TEXT(part, "hw", hw),
	TEXT(part, "fw", fw),
	TEXT(part, "sw", sw),
	{.name = "class",
		.kind = FIELD_WORD,
		.offset = AT(part, class),
		.words = class_words,
		.required = true},
	NUMBER(part, "count", count, 64),
	NUMBER(part, "chance", chance, 100),
	NUMBER(part, "in", in, 64),
	BOOL(part, "fru", fru),
	BOOL(part, "dated", dated),
	OIDF(part, "type", type),
	{.name = NULL},
};

static const struct field object_fields[] = {
	{.name = "oid", .kind = FIELD_OID, .offset = AT(object, oid), .required = true},
	WORD(object, "type", kind, object_words),
	{.name = "value", .kind = FIELD_TEXT, .offset = AT(object, value), .required = true},
	{.name = NULL},
};

static const struct field snmp_fields[] = {
	WORDS(persona, "versions", snmp.versions, version_words),
	TEXT(persona, "descr", snmp.descr),
	OIDF(persona, "object-id", snmp.object_id),
	TEXT(persona, "name", snmp.name),
	TEXT(persona, "location", snmp.location),
	TEXT(persona, "contact", snmp.contact),
	NUMBER(persona, "services", snmp.services, 127),
	TEXT(persona, "community", snmp.community),
	NUMBER(persona, "max-answer", snmp.max_answer, AGENT_ANSWER_MAX),
	NUMBER(persona, "max-repetitions", snmp.max_repetitions, 1000),
	BOOL(persona, "no-interfaces", snmp.quiet_ifs),
	{.name = NULL},
};

static const struct field engine_fields[] = {
	NUMBER(persona, "enterprise", engine.enterprise, 0x7fffffff),
	WORD(persona, "format", engine.format, engine_words),
	TEXT(persona, "text", engine.text),
	{.name = NULL},
};

static const struct field ssh_fields[] = {
	WORD(persona, "mode", ssh.mode, ssh_words),
	TEXT(persona, "banner", ssh.banner),
	BOOL(persona, "factory-key", ssh.factory_key),
	TEXTS(persona, "before", ssh.before),
	TEXTS(persona, "kex", ssh.kex),
	TEXTS(persona, "hostkey", ssh.hostkey),
	TEXTS(persona, "ciphers", ssh.ciphers),
	TEXTS(persona, "macs", ssh.macs),
	TEXTS(persona, "compression", ssh.compression),
	{.name = NULL},
};

static const struct field lldp_fields[] = {
	WORD(persona, "mode", lldp.mode, lldp_words),
	WORD(persona, "chassis", lldp.chassis, id_words),
	WORD(persona, "port", lldp.port, id_words),
	TEXT(persona, "descr", lldp.descr),
	WORDS(persona, "capabilities", lldp.capabilities, capability_words),
	{.name = NULL},
};

/* The inner tables have offsets from the persona itself: their maps stand at 0. */
#define INNER(key, table)                                                   \
	{                                                                   \
		.name = key, .kind = FIELD_MAP, .offset = 0, .inner = table \
	}
#define LIST(key, member, table, type)                                                          \
	{                                                                                       \
		.name = key, .kind = FIELD_LIST, .offset = AT(persona, member), .inner = table, \
		.inner_size = sizeof(struct type)                                               \
	}

static const struct field persona_fields[] = {
	TEXT(persona, "manufacturer", manufacturer),
	TEXT(persona, "brand", brand),
	{.name = "model", .kind = FIELD_TEXT, .offset = AT(persona, model), .required = true},
	TEXT(persona, "family", family),
	{.name = "role", .kind = FIELD_TEXT, .offset = AT(persona, role), .required = true},
	{.name = "places",
		.kind = FIELD_WORDS,
		.offset = AT(persona, places),
		.words = place_words,
		.required = true},
	NUMBER(persona, "weight", weight, 1000),
	TEXT(persona, "serial", serial),
	TEXT(persona, "part-number", part_number),
	TEXT(persona, "hw", hw),
	TEXTS(persona, "versions", versions),
	{.name = "oui", .kind = FIELD_TEXTS, .offset = AT(persona, ouis), .required = true},
	TEXT(persona, "port", port),
	NUMBER(persona, "ports", ports, 128),
	BOOL(persona, "hidden", hidden),
	BOOL(persona, "unknowable", unknowable),
	WORDS(persona, "odd", odd, odd_words),
	NUMBER(persona, "slow-above", slow_above, 1000000),
	NUMBER(persona, "slow-ms", slow_ms, 60000),
	NUMBER(persona, "dies-above", dies_above, 1000000),
	INNER("snmp", snmp_fields),
	INNER("engine", engine_fields),
	INNER("ssh", ssh_fields),
	INNER("lldp", lldp_fields),
	LIST("models", variants, variant_fields, variant),
	LIST("parts", parts, part_fields, part),
	LIST("objects", objects, object_fields, object),
	{.name = NULL},
};

const char *
place_name(enum place place)
{
	return place < PLACE_COUNT ? place_words[place] : "";
}

static bool
oui_ok(const char *oui)
{
	size_t n = 0;

	for (; *oui != '\0'; oui++, n++)
		if (strchr("0123456789abcdefABCDEF", *oui) == NULL)
			return false;
	return n == 6 || n == 7;
}

/* What the table of fields cannot say. Returns what is wrong, or NULL. */
static const char *
check(const struct persona *p)
{
	const struct part *parts = p->parts.at;

	if (!role_known(p->role))
		return "role: not one of the known roles";
	if (p->ouis.n == 0)
		return "oui: at least one is needed";
	for (size_t i = 0; i < p->ouis.n; i++)
		if (!oui_ok(p->ouis.at[i]))
			return "oui: must be six or seven hexadecimal digits";
	for (size_t i = 0; i < p->parts.n; i++)
		if (parts[i].in > i)
			return "parts: a part stands after the part that it is in";
	if (p->engine.format != ENGINE_NONE && p->engine.enterprise == 0)
		return "engine: a format without an enterprise";
	if (p->hidden && p->snmp.versions != 0)
		return "hidden: a hidden persona answers nothing, so it has no snmp";
	if (p->snmp.versions & (AGENT_V1 | AGENT_V2C) && p->snmp.descr == NULL)
		return "snmp.descr: missing";
	if (p->ssh.mode == SSH_ANSWER && p->ssh.banner == NULL)
		return "ssh.banner: missing";
	if (p->ssh.banner != NULL && strlen(p->ssh.banner) > 250)
		return "ssh.banner: longer than 250 characters";
	return NULL;
}

static void
defaults(struct persona *p)
{
	if (p->weight == 0)
		p->weight = 1;
	if (p->manufacturer == NULL)
		p->manufacturer = "";
	p->role_key = rand_key(p->role, strlen(p->role));
	p->maker_key = rand_key(p->manufacturer, strlen(p->manufacturer));
	if (p->brand == NULL)
		p->brand = "";
	if (p->serial == NULL)
		p->serial = "";
	if (p->part_number == NULL)
		p->part_number = "";
	if (p->port == NULL)
		p->port = "eth{port0}";
	if (p->snmp.services == 0)
		p->snmp.services = 78;
	if (p->snmp.object_id.n == 0)
		p->snmp.object_id = (struct oid){.n = 2}; /* 0.0, "unknown" */
}

static bool
load_one(const char *folder, const char *file, struct personas *set, struct persona *p,
	struct buf *error)
{
	const char *path = arena_printf(set->arena, "%s/%s", folder, file);
	const char *wrong;

	p->name = arena_strndup(set->arena, file, strlen(file) - strlen(".yaml"));
	if (!fields_load(path, persona_fields, p, set->arena, error))
		return false;
	defaults(p);
	wrong = check(p);
	if (wrong != NULL)
		buf_printf(error, "%s:1: %s", path, wrong);
	return wrong == NULL;
}

static int
is_yaml(const struct dirent *entry)
{
	size_t n = strlen(entry->d_name);

	return n > 5 && entry->d_name[0] != '.' && strcmp(entry->d_name + n - 5, ".yaml") == 0;
}

bool
personas_load(const char *folder, struct personas *set, struct buf *error)
{
	struct dirent **entries = NULL;
	int n = scandir(folder, &entries, is_yaml, alphasort);
	bool ok = true;

	*set = (struct personas){0};
	buf_clear(error);
	if (n <= 0) {
		buf_printf(error, "%s: %s", folder, n < 0 ? strerror(errno) : "no personas here");
		free(entries);
		return false;
	}
	set->arena = arena_new();
	set->at = arena_alloc(set->arena, (size_t)n * sizeof *set->at);
	for (int i = 0; i < n; i++) {
		ok = ok && load_one(folder, entries[i]->d_name, set, &set->at[set->n++], error);
		free(entries[i]);
	}
	free(entries);
	if (!ok)
		personas_free(set);
	return ok;
}

void
personas_free(struct personas *set)
{
	arena_free(set->arena);
	*set = (struct personas){0};
}

int
personas_find(const struct personas *set, const char *name)
{
	for (size_t i = 0; i < set->n; i++)
		if (strcmp(set->at[i].name, name) == 0)
			return (int)i;
	return -1;
}
