/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* settings.c: defaults, and what a credential applies to. */
#include "base/settings.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

void
settings_init(struct settings *s)
{
	*s = (struct settings){
		.rate = 500,
		.host_rate = 5,
		.subnet_bits4 = 24,
		.subnet_bits6 = 64,
		.window_start = -1,
		.window_end = -1,
		.depth = DEPTH_TOPOLOGY,
		.snmp_port = 161,
		.ssh_port = 22,
		.timeout_ms = 1000,
		.retries = 2,
		.snmp_discovery = true,
		.default_community = true,
		.harm_check = true,
	};
	s->store_file = xstrdup("ranmap.db");
}

static void
free_secret(char *secret)
{
	if (secret == NULL)
		return;
	explicit_bzero(secret, strlen(secret));
	free(secret);
}

static void
free_credential(struct credential *c)
{
	free(c->name);
	free(c->user);
	free(c->auth_protocol);
	free(c->priv_protocol);
	free_secret(c->community);
	free_secret(c->auth_secret);
	free_secret(c->priv_secret);
}

static void
free_list(char **list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(list[i]);
	free(list);
}

void
settings_free(struct settings *s)
{
	free(s->config_file);
	free(s->store_file);
	free(s->sites_file);
	free(s->stop_file);
	free(s->timezone);
	free(s->interface);
	free(s->scope);
	free(s->exclude);
	free(s->fragile);
	free_list(s->rule_dirs, s->n_rule_dirs);
	free_list(s->probes, s->n_probes);
	settings_drop_credentials(s);
	*s = (struct settings){0};
}

void
settings_drop_credentials(struct settings *s)
{
	for (size_t i = 0; i < s->n_credentials; i++)
		free_credential(&s->credentials[i]);
	free(s->credentials);
	s->credentials = NULL;
	s->n_credentials = 0;
}

void
settings_add_probe(struct settings *s, const char *name)
{
	s->probes = xrealloc(s->probes, s->n_probes + 1, sizeof(*s->probes));
	s->probes[s->n_probes++] = xstrdup(name);
}

static void
add_prefix(struct prefix **list, size_t *n, const struct prefix *p)
{
	*list = xrealloc(*list, *n + 1, sizeof(**list));
	(*list)[(*n)++] = *p;
}

void
settings_add_scope(struct settings *s, const struct prefix *p)
{
	add_prefix(&s->scope, &s->n_scope, p);
}

void
settings_add_exclude(struct settings *s, const struct prefix *p)
{
	add_prefix(&s->exclude, &s->n_exclude, p);
}

void
settings_add_fragile(struct settings *s, const struct prefix *p)
{
	add_prefix(&s->fragile, &s->n_fragile, p);
}

struct credential *
settings_add_credential(struct settings *s, struct credential c)
{
	s->credentials = xrealloc(s->credentials, s->n_credentials + 1, sizeof(*s->credentials));
	s->credentials[s->n_credentials] = c;
	return &s->credentials[s->n_credentials++];
}

const struct credential *
settings_credential(const struct settings *s, const struct addr *a)
{
	const struct credential *best = NULL;

	for (size_t i = 0; i < s->n_credentials; i++) {
		const struct credential *c = &s->credentials[i];

		if (prefix_has(&c->applies, a) &&
			(best == NULL || c->applies.len > best->applies.len))
			best = c;
	}
	return best;
}
