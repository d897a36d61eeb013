/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * config.c: the configuration's keys by tables: name, and who takes the value.
 * Paths in it are relative to its folder.
 */
#include "scanner/config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "scanner/yaml_walk.h"

#define SECRET_MAX 1024

struct reading {
	struct settings *settings;
	struct credential *credential; /* the one that is being filled */
	bool has_snmp;
};

/* ---- values -------------------------------------------------------------- */

static void
put_text(char **to, const char *text)
{
	free(*to);
	*to = xstrdup(text);
}

/* A path relative to the configuration's folder. */
static char *
path_of(const struct walk *w, const char *path)
{
	const char *slash = strrchr(w->file, '/');
	struct buf b = {0};

	if (path[0] != '/' && slash != NULL)
		buf_add(&b, w->file, (size_t)(slash - w->file) + 1);
	buf_puts(&b, path);
	return buf_take(&b);
}

static void
take_path(struct walk *w, const yaml_node_t *node, char **to)
{
	const char *text = walk_text(w, node);

	if (text == NULL)
		return;
	free(*to);
	*to = path_of(w, text);
}

static bool
take_prefix(struct walk *w, const yaml_node_t *node, struct prefix *out)
{
	const char *text = walk_text(w, node);

	if (text == NULL)
		return false;
	if (prefix_parse(text, true, out) == RESULT_OK)
		return true;
	if (prefix_parse(text, false, out) == RESULT_OK)
		walk_fault(w, node, "'%s' has bits set behind its length", text);
	else
		walk_fault(w, node, "'%s' is no address or prefix", text);
	return false;
}

static void
take_u32(struct walk *w, const yaml_node_t *node, uint32_t *out)
{
	uint64_t n;

	if (walk_number(w, node, 0, UINT32_MAX, &n))
		*out = (uint32_t)n;
}

/* ---- secrets ------------------------------------------------------------- */

enum result
config_secret(const char *path, char **out)
{
	char text[SECRET_MAX + 2];
	struct stat st;
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &st) != 0) {
		log_error("secrets file %s: %s", path, strerror(errno));
		if (fd >= 0)
			close(fd);
		return RESULT_IO;
	}
	if ((st.st_mode & 077) != 0) {
		log_error("secrets file %s can be read or written by others (mode %03o); `chmod "
			  "600 %s`",
			path, st.st_mode & 0777u, path);
		close(fd);
		return RESULT_REFUSED;
	}
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n < 0 || n > SECRET_MAX) {
		log_error("secrets file %s: %s", path, n < 0 ? strerror(errno) : "too long");
		return RESULT_IO;
	}
	text[n] = '\0';
	text[strcspn(text, "\r\n")] = '\0';
	if (text[0] == '\0') {
		log_error("secrets file %s is empty", path);
		return RESULT_MALFORMED;
	}
	*out = xstrdup(text);
	explicit_bzero(text, sizeof(text));
	return RESULT_OK;
}

static void
take_secret(struct walk *w, const yaml_node_t *node, char **to)
{
	char *path = NULL;

	take_path(w, node, &path);
	if (path == NULL)
		return;
	free(*to);
	*to = NULL;
	if (config_secret(path, to) != RESULT_OK)
		walk_fault(w, node, "the secrets file above can't be used");
	free(path);
}

/* ---- credentials --------------------------------------------------------- */

static void
take_for(struct walk *w, const yaml_node_t *node, void *target)
{
	struct reading *r = target;

	take_prefix(w, node, &r->credential->applies);
}

static void
take_name(struct walk *w, const yaml_node_t *node, void *target)
{
	const char *text = walk_text(w, node);

	if (text != NULL)
		put_text(&((struct reading *)target)->credential->name, text);
}

static void
take_version(struct walk *w, const yaml_node_t *node, void *target)
{
	static const struct {
		const char *name;
		enum snmp_version version;
	} versions[] = {{"1", SNMP_V1}, {"2c", SNMP_V2C}, {"2", SNMP_V2C}, {"3", SNMP_V3}};
	const char *text = walk_text(w, node);

	for (size_t i = 0; text != NULL && i < 4; i++) {
		if (strcmp(text, versions[i].name) == 0) {
			((struct reading *)target)->credential->version = versions[i].version;
			return;
		}
	}
	if (text != NULL)
		walk_fault(w, node, "'%s' is no SNMP version; 1, 2c and 3 are", text);
}

static void
take_level(struct walk *w, const yaml_node_t *node, void *target)
{
	static const char *const levels[] = {
		[SNMP_NOAUTHNOPRIV] = "noAuthNoPriv",
		[SNMP_AUTHNOPRIV] = "authNoPriv",
		[SNMP_AUTHPRIV] = "authPriv",
	};
	const char *text = walk_text(w, node);

	for (int i = SNMP_NOAUTHNOPRIV; text != NULL && i <= SNMP_AUTHPRIV; i++) {
		if (strcmp(text, levels[i]) == 0) {
			((struct reading *)target)->credential->level = (enum snmp_level)i;
			return;
		}
	}
	if (text != NULL)
		walk_fault(w, node, "'%s' is no level; noAuthNoPriv, authNoPriv and authPriv are",
			text);
}

#define TAKE_CREDENTIAL_TEXT(function, field)                                           \
	static void function(struct walk *w, const yaml_node_t *node, void *target)     \
	{                                                                               \
		const char *text = walk_text(w, node);                                  \
                                                                                        \
		if (text != NULL)                                                       \
			put_text(&((struct reading *)target)->credential->field, text); \
	}
#define TAKE_CREDENTIAL_SECRET(function, field)                                       \
	static void function(struct walk *w, const yaml_node_t *node, void *target)   \
	{                                                                             \
		take_secret(w, node, &((struct reading *)target)->credential->field); \
	}

TAKE_CREDENTIAL_TEXT(take_user, user)
TAKE_CREDENTIAL_TEXT(take_auth, auth_protocol)
TAKE_CREDENTIAL_TEXT(take_priv, priv_protocol)
TAKE_CREDENTIAL_SECRET(take_community_file, community)
TAKE_CREDENTIAL_SECRET(take_auth_file, auth_secret)
TAKE_CREDENTIAL_SECRET(take_priv_file, priv_secret)

static const struct walk_key credential_snmp_keys[] = {
	{"version", take_version},
	{"community-file", take_community_file},
	{"user", take_user},
	{"level", take_level},
	{"auth", take_auth},
	{"auth-file", take_auth_file},
	{"priv", take_priv},
	{"priv-file", take_priv_file},
	{NULL, NULL},
};

static void
take_credential_snmp(struct walk *w, const yaml_node_t *node, void *target)
{
	((struct reading *)target)->has_snmp = true;
	walk_mapping(w, node, credential_snmp_keys, target);
}

static const struct walk_key credential_keys[] = {
	{"for", take_for},
	{"name", take_name},
	{"snmp", take_credential_snmp},
	{NULL, NULL},
};

/* What is missing in an entry, or NULL. */
static const char *
missing(const struct reading *r)
{
	const struct credential *c = r->credential;

	if (c->applies.addr.family == 0)
		return "for";
	if (!r->has_snmp)
		return "snmp";
	if (c->version != SNMP_V3)
		return c->community == NULL ? "community-file" : NULL;
	if (c->user == NULL)
		return "user";
	if (c->level >= SNMP_AUTHNOPRIV && (c->auth_protocol == NULL || c->auth_secret == NULL))
		return c->auth_protocol == NULL ? "auth" : "auth-file";
	if (c->level >= SNMP_AUTHPRIV && (c->priv_protocol == NULL || c->priv_secret == NULL))
		return c->priv_protocol == NULL ? "priv" : "priv-file";
	return NULL;
}

static void
name_credential(struct credential *c)
{
	static const char *const versions[] = {
		[SNMP_V1] = "v1", [SNMP_V2C] = "v2c", [SNMP_V3] = "v3"};
	char prefix[PREFIX_TEXT_MAX], text[PREFIX_TEXT_MAX + 80];

	snprintf(text, sizeof(text), "%s %s%s%.64s", prefix_format(&c->applies, prefix),
		versions[c->version], c->user != NULL ? " " : "", c->user != NULL ? c->user : "");
	c->name = xstrdup(text);
}

static void
take_credential(struct walk *w, const yaml_node_t *node, void *target)
{
	struct reading *r = target;
	struct settings *s = r->settings;
	unsigned before = w->faults;
	const char *field;

	r->credential = settings_add_credential(
		s, (struct credential){.version = SNMP_V2C, .level = SNMP_AUTHPRIV});
	r->has_snmp = false;
	walk_mapping(w, node, credential_keys, r);
	if (w->faults == before && (field = missing(r)) != NULL)
		walk_fault(w, node, "this entry of credentials has no '%s'", field);
	if (r->credential->name == NULL && r->credential->applies.addr.family != 0)
		name_credential(r->credential);
}

static void
take_credentials(struct walk *w, const yaml_node_t *node, void *target)
{
	walk_sequence(w, node, take_credential, target);
}

/* ---- pace ---------------------------------------------------------------- */

static void
take_rate(struct walk *w, const yaml_node_t *node, void *target)
{
	take_u32(w, node, &((struct reading *)target)->settings->rate);
}

static void
take_host_rate(struct walk *w, const yaml_node_t *node, void *target)
{
	take_u32(w, node, &((struct reading *)target)->settings->host_rate);
}

static void
take_subnet_rate(struct walk *w, const yaml_node_t *node, void *target)
{
	take_u32(w, node, &((struct reading *)target)->settings->subnet_rate);
}

static void
take_subnet_size(struct walk *w, const yaml_node_t *node, void *target)
{
	uint64_t n;

	if (walk_number(w, node, 8, 32, &n))
		((struct reading *)target)->settings->subnet_bits4 = (uint8_t)n;
}

static void
take_subnet_size6(struct walk *w, const yaml_node_t *node, void *target)
{
	uint64_t n;

	if (walk_number(w, node, 16, 128, &n))
		((struct reading *)target)->settings->subnet_bits6 = (uint8_t)n;
}

static void
take_window(struct walk *w, const yaml_node_t *node, void *target)
{
	struct settings *s = ((struct reading *)target)->settings;
	const char *text = walk_text(w, node);
	unsigned h1, m1, h2, m2;
	char rest;

	if (text == NULL)
		return;
	if (sscanf(text, "%2u:%2u-%2u:%2u%c", &h1, &m1, &h2, &m2, &rest) != 4 || h1 > 23 ||
		h2 > 24 || m1 > 59 || m2 > 59 || (h2 == 24 && m2 != 0)) {
		walk_fault(w, node, "'%s' is no window; \"01:00-05:00\" is", text);
		return;
	}
	s->window_start = (int)(h1 * 60 + m1);
	s->window_end = (int)(h2 * 60 + m2);
}

static void
take_timezone(struct walk *w, const yaml_node_t *node, void *target)
{
	const char *text = walk_text(w, node);
	char path[256];

	if (text == NULL)
		return;
	snprintf(path, sizeof(path), "/usr/share/zoneinfo/%s", text);
	if (strstr(text, "..") != NULL || access(path, R_OK) != 0)
		walk_fault(w, node, "'%s' is no time zone that this machine knows", text);
	else
		put_text(&((struct reading *)target)->settings->timezone, text);
}

static const struct walk_key pace_keys[] = {
	{"rate", take_rate},
	{"host-rate", take_host_rate},
	{"subnet-rate", take_subnet_rate},
	{"subnet-size", take_subnet_size},
	{"subnet-size-6", take_subnet_size6},
	{"window", take_window},
	{"timezone", take_timezone},
	{NULL, NULL},
};

static void
take_pace(struct walk *w, const yaml_node_t *node, void *target)
{
	walk_mapping(w, node, pace_keys, target);
}

/* ---- the probes' own ------------------------------------------------------- */

static void
take_discovery(struct walk *w, const yaml_node_t *node, void *target)
{
	walk_bool(w, node, &((struct reading *)target)->settings->snmp_discovery);
}

static void
take_default_community(struct walk *w, const yaml_node_t *node, void *target)
{
	walk_bool(w, node, &((struct reading *)target)->settings->default_community);
}

static void
take_hostkey(struct walk *w, const yaml_node_t *node, void *target)
{
	walk_bool(w, node, &((struct reading *)target)->settings->ssh_hostkey);
}

static const struct walk_key snmp_keys[] = {
	{"discovery", take_discovery},
	{"default-community", take_default_community},
	{NULL, NULL},
};

static const struct walk_key ssh_keys[] = {
	{"hostkey", take_hostkey},
	{NULL, NULL},
};

static void
take_snmp(struct walk *w, const yaml_node_t *node, void *target)
{
	walk_mapping(w, node, snmp_keys, target);
}

static void
take_ssh(struct walk *w, const yaml_node_t *node, void *target)
{
	walk_mapping(w, node, ssh_keys, target);
}

/* ---- the file -------------------------------------------------------------- */

static void
take_scope_item(struct walk *w, const yaml_node_t *node, void *target)
{
	struct settings *s = ((struct reading *)target)->settings;
	struct prefix p;

	if (take_prefix(w, node, &p))
		settings_add_scope(s, &p);
}

static void
take_exclude_item(struct walk *w, const yaml_node_t *node, void *target)
{
	struct settings *s = ((struct reading *)target)->settings;
	struct prefix p;

	if (take_prefix(w, node, &p))
		settings_add_exclude(s, &p);
}

static void
take_fragile_item(struct walk *w, const yaml_node_t *node, void *target)
{
	struct settings *s = ((struct reading *)target)->settings;
	struct prefix p;

	if (take_prefix(w, node, &p))
		settings_add_fragile(s, &p);
}

static void
take_fragile(struct walk *w, const yaml_node_t *node, void *target)
{
	walk_sequence(w, node, take_fragile_item, target);
}

static void
take_scope(struct walk *w, const yaml_node_t *node, void *target)
{
	struct settings *s = ((struct reading *)target)->settings;

	walk_sequence(w, node, take_scope_item, target);
	if (s->n_scope == 0)
		walk_fault(w, node, "an empty scope allows nothing; leave the key out instead");
}

static void
take_exclude(struct walk *w, const yaml_node_t *node, void *target)
{
	walk_sequence(w, node, take_exclude_item, target);
}

static void
take_store(struct walk *w, const yaml_node_t *node, void *target)
{
	take_path(w, node, &((struct reading *)target)->settings->store_file);
}

static void
take_sites(struct walk *w, const yaml_node_t *node, void *target)
{
	take_path(w, node, &((struct reading *)target)->settings->sites_file);
}

static void
take_stop_file(struct walk *w, const yaml_node_t *node, void *target)
{
	take_path(w, node, &((struct reading *)target)->settings->stop_file);
}

static void
take_fragile_days(struct walk *w, const yaml_node_t *node, void *target)
{
	take_u32(w, node, &((struct reading *)target)->settings->fragile_days);
}

static void
take_accept_other(struct walk *w, const yaml_node_t *node, void *target)
{
	walk_bool(w, node, &((struct reading *)target)->settings->accept_other_address);
}

static const struct walk_key top_keys[] = {
	{"scope", take_scope},
	{"exclude", take_exclude},
	{"pace", take_pace},
	{"store", take_store},
	{"sites", take_sites},
	{"fragile", take_fragile},
	{"fragile-days", take_fragile_days},
	{"stop-file", take_stop_file},
	{"accept-other-address", take_accept_other},
	{"credentials", take_credentials},
	{"snmp", take_snmp},
	{"ssh", take_ssh},
	{NULL, NULL},
};

/* The file to read: the one that was told, or one that is there, or none. */
static const char *
choose(const struct settings *s)
{
	static const char *const places[] = {"./ranmap.yaml", SYSCONFDIR "/ranmap/ranmap.yaml"};

	if (s->config_file != NULL)
		return s->config_file;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (access(places[i], F_OK) == 0)
			return places[i];
	return NULL;
}

enum result
config_load(struct settings *s)
{
	struct reading reading = {.settings = s};
	const char *file = choose(s);
	const yaml_node_t *root;
	struct walk w;
	enum result r;

	if (file == NULL)
		return RESULT_OK;
	if ((r = walk_open(&w, file)) != RESULT_OK)
		return r;
	if ((root = walk_root(&w)) != NULL)
		walk_mapping(&w, root, top_keys, &reading);
	r = w.faults == 0 ? RESULT_OK : RESULT_MALFORMED;
	walk_close(&w);
	if (r == RESULT_OK && s->config_file == NULL)
		s->config_file = xstrdup(file);
	return r;
}
