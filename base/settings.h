/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * settings.h: everything a run was told, by configuration and options, in one
 * structure that is filled by scanner/config.c and scanner/options.c and is
 * read-only from then on.
 */
#ifndef RANMAP_BASE_SETTINGS_H
#define RANMAP_BASE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"

enum depth { DEPTH_IDENTIFY, DEPTH_COMPONENTS, DEPTH_TOPOLOGY };

enum snmp_version { SNMP_V1 = 1, SNMP_V2C = 2, SNMP_V3 = 3 };
enum snmp_level { SNMP_NOAUTHNOPRIV = 1, SNMP_AUTHNOPRIV = 2, SNMP_AUTHPRIV = 3 };

/* One entry of `credentials:`. The secrets were read from their files; they
 * are never logged, stored or shown. name is what the records show. */
struct credential {
	char *name;	       /* "10.20.0.0/16 v2c", or the entry's own name */
	struct prefix applies; /* the longest one that has the target wins */
	enum snmp_version version;
	char *community; /* v1, v2c */
	char *user;	 /* v3 */
	enum snmp_level level;
	char *auth_protocol; /* "MD5", "SHA", "SHA-224", … as net-snmp names them */
	char *auth_secret;
	char *priv_protocol; /* "DES", "AES", "AES-192", … */
	char *priv_secret;
};

struct settings {
	/* files */
	char *config_file; /* NULL: none was read */
	char *store_file;  /* never NULL */
	char **rule_dirs;  /* --rules, in order */
	size_t n_rule_dirs;
	char *sites_file;
	char *stop_file;

	/* who may be asked */
	struct prefix *scope; /* n_scope 0: loopback, private and link-local */
	size_t n_scope;
	struct prefix *exclude;
	size_t n_exclude;
	struct prefix *fragile; /* to be asked gently */
	size_t n_fragile;
	uint32_t fragile_days; /* so long is one who fell silent asked gently; 0: for ever */

	/* how fast: packets and connection attempts in any second; 0: no limit */
	uint32_t rate, host_rate, subnet_rate;
	uint8_t subnet_bits4, subnet_bits6; /* 24, 64 */
	int window_start, window_end;	    /* minutes of the day; both -1: always */
	char *timezone;			    /* IANA name, or NULL: the system's */

	/* what to ask */
	char **probes; /* names, in order */
	size_t n_probes;
	enum depth depth;
	uint16_t snmp_port, ssh_port;
	uint32_t timeout_ms;	/* per question, the first try */
	bool timeout_told;	/* so and not otherwise; else it may become shorter */
	unsigned retries;	/* further tries of a question */
	bool retries_told;	/* so and not otherwise */
	bool snmp_discovery;	/* SNMPv3 engine discovery first */
	bool default_community; /* v2c, then v1 "public" where no entry applies */
	bool ssh_hostkey;
	bool accept_other_address;
	struct credential *credentials;
	size_t n_credentials;

	/* from where */
	struct addr source; /* family 0: the system chooses */
	char *interface;    /* NULL: the system chooses */

	/* how to behave */
	bool harm_check, dry_run, wait, resume, quiet, verbose;
};

/* The defaults of every field. */
void settings_init(struct settings *);
/* Frees what the fields own; secrets are wiped. */
void settings_free(struct settings *);
/* Adding to the lists; what is given is copied, but a credential's strings are
 * taken over. */
void settings_add_probe(struct settings *, const char *name);
void settings_add_scope(struct settings *, const struct prefix *);
void settings_add_fragile(struct settings *, const struct prefix *);
void settings_add_exclude(struct settings *, const struct prefix *);
struct credential *settings_add_credential(struct settings *, struct credential);
void settings_drop_credentials(struct settings *);
/* The entry for an address, or NULL. */
const struct credential *settings_credential(const struct settings *, const struct addr *);

#endif
