/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* snmp_usm.c: net-snmp's User-based Security Model without its sessions. */
#include "probes/snmp_usm.h"

#include <net-snmp/library/lcd_time.h>
#include <net-snmp/library/scapi.h>
#include <net-snmp/library/snmp_secmod.h>
#include <net-snmp/library/snmpv3.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"

struct keys {
	const struct credential *credential;
	const oid *auth_oid, *priv_oid;
	size_t auth_oid_len, priv_oid_len;
	u_char auth[USM_AUTH_KU_LEN], priv[USM_PRIV_KU_LEN];
	size_t auth_len, priv_len;
};

struct snmp_keys {
	struct keys *list;
	size_t n;
};

struct snmp_usm {
	netsnmp_session session;
	const struct keys *keys;
	u_char engine[32];
	size_t engine_len;
	/* The keys of the user that we made at the engine. */
	u_char auth[USM_AUTH_KU_LEN], priv[USM_PRIV_KU_LEN];
	size_t auth_len, priv_len;
	bool made;
	char context[1];      /* the default context: "" */
	uint32_t boots, time; /* the engine's clock, */
	int64_t read_at;      /* when it was read (monotonic) */
};

/* ---- keys ------------------------------------------------------------------- */

static enum result
unknown(const struct credential *c, const char *what, const char *protocol)
{
	log_error("credentials %s: the installed net-snmp has no %s protocol %s", c->name, what,
		protocol);
	return RESULT_UNKNOWN;
}

/* By its whole name. net-snmp itself takes any beginning of one: SHA-3 for SHA-384. */
static int
auth_type(const char *name)
{
	static const char *const names[] = {"MD5", "SHA", "SHA1", "SHA-1", "SHA224", "SHA-224",
		"SHA256", "SHA-256", "SHA384", "SHA-384", "SHA512", "SHA-512"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcasecmp(name, names[i]) == 0)
			return usm_lookup_auth_type(name);
	return 0;
}

/* The last ones are Cisco's way to lengthen a key (AES-192-C, AES-256-C). */
static int
priv_type(const char *name)
{
	static const char *const names[] = {"DES", "AES", "AES128", "AES-128", "AES192", "AES-192",
		"AES256", "AES-256", "AES192C", "AES-192-C", "AES256C", "AES-256-C"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcasecmp(name, names[i]) == 0)
			return usm_lookup_priv_type(name);
	return 0;
}

static enum result
too_short(const struct credential *c, const char *what)
{
	log_error("credentials %s: the %s secret is too short (8 characters at least, "
		  "RFC 3414 11.2)",
		c->name, what);
	return RESULT_REFUSED;
}

static bool
make_key(const oid *hash, size_t hash_len, const char *secret, u_char *key, size_t *len)
{
	if (strlen(secret) < USM_LENGTH_P_MIN)
		return false; /* or it would say so itself */
	return generate_Ku(hash, (u_int)hash_len, (const u_char *)secret, strlen(secret), key,
		       len) == SNMPERR_SUCCESS;
}

static enum result
make_keys(const struct credential *c, struct keys *k)
{
	int type;

	k->credential = c;
	if (c->level < SNMP_AUTHNOPRIV)
		return RESULT_OK;
	type = auth_type(c->auth_protocol);
	if (type <= 0)
		return unknown(c, "authentication", c->auth_protocol);
	k->auth_oid = sc_get_auth_oid(type, &k->auth_oid_len);
	k->auth_len = sizeof(k->auth);
	if (!make_key(k->auth_oid, k->auth_oid_len, c->auth_secret, k->auth, &k->auth_len))
		return too_short(c, "authentication");
	if (c->level < SNMP_AUTHPRIV)
		return RESULT_OK;
	type = priv_type(c->priv_protocol);
	if (type <= 0)
		return unknown(c, "privacy", c->priv_protocol);
	k->priv_oid = sc_get_priv_oid(type, &k->priv_oid_len);
	k->priv_len = sizeof(k->priv);
	/* The privacy key is made by the hash of the authentication protocol. */
	if (!make_key(k->auth_oid, k->auth_oid_len, c->priv_secret, k->priv, &k->priv_len))
		return too_short(c, "privacy");
	return RESULT_OK;
}

/* Once per process: the security models, without any of net-snmp's files. */
static void
start_library(void)
{
	static bool started;

	if (started)
		return;
	started = true;
	netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_READ_CONFIGS, 1);
	netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_PERSIST_STATE, 1);
	netsnmp_ds_set_string(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_APPTYPE, "ranmap");
	snmp_hush();
	sc_init();
	init_secmod();
	/* Timeliness is checked against an engine ID of our own, so there must be one. */
	setup_engineID(NULL, "ranmap");
}

enum result
snmp_keys_new(const struct settings *s, struct snmp_keys **out)
{
	struct snmp_keys *keys = xcalloc(1, sizeof(*keys));
	enum result r = RESULT_OK;

	start_library();
	keys->list = xcalloc(s->n_credentials, sizeof(*keys->list));
	for (size_t i = 0; i < s->n_credentials && r == RESULT_OK; i++)
		if (s->credentials[i].version == SNMP_V3)
			r = make_keys(&s->credentials[i], &keys->list[keys->n++]);
	if (r == RESULT_OK)
		*out = keys;
	else
		snmp_keys_free(keys);
	return r;
}

void
snmp_keys_free(struct snmp_keys *keys)
{
	if (keys == NULL)
		return;
	explicit_bzero(keys->list, keys->n * sizeof(*keys->list));
	free(keys->list);
	free(keys);
}

static const struct keys *
find(const struct snmp_keys *keys, const struct credential *c)
{
	for (size_t i = 0; i < keys->n; i++)
		if (keys->list[i].credential == c)
			return &keys->list[i];
	return NULL;
}

/* ---- a user at an engine ------------------------------------------------------ */

/* The session borrows the keys until the user is made from it. */
static void
fill(struct snmp_usm *u)
{
	const struct keys *k = u->keys;
	netsnmp_session *s = &u->session;
	const struct credential *c = k->credential;

	snmp_sess_init(s);
	s->version = SNMP_VERSION_3;
	s->securityModel = SNMP_SEC_MODEL_USM;
	s->securityLevel = (int)c->level;
	s->securityName = c->user;
	s->securityNameLen = strlen(c->user);
	s->securityEngineID = s->contextEngineID = u->engine;
	s->securityEngineIDLen = s->contextEngineIDLen = u->engine_len;
	s->contextName = u->context;
	/* Left out, the user could not be made: "none" is a protocol, too. */
	s->securityAuthProto =
		(oid *)(uintptr_t)(k->auth_oid != NULL ? k->auth_oid : usmNoAuthProtocol);
	s->securityAuthProtoLen =
		k->auth_oid != NULL ? k->auth_oid_len : OID_LENGTH(usmNoAuthProtocol);
	s->securityPrivProto =
		(oid *)(uintptr_t)(k->priv_oid != NULL ? k->priv_oid : usmNoPrivProtocol);
	s->securityPrivProtoLen =
		k->priv_oid != NULL ? k->priv_oid_len : OID_LENGTH(usmNoPrivProtocol);
	memcpy(s->securityAuthKey, k->auth, k->auth_len);
	s->securityAuthKeyLen = k->auth_len;
	memcpy(s->securityPrivKey, k->priv, k->priv_len);
	s->securityPrivKeyLen = k->priv_len;
}

static void
remember(struct snmp_usm *u, const struct usmUser *user)
{
	u->auth_len = user->authKeyLen < sizeof(u->auth) ? user->authKeyLen : sizeof(u->auth);
	u->priv_len = user->privKeyLen < sizeof(u->priv) ? user->privKeyLen : sizeof(u->priv);
	if (u->auth_len > 0)
		memcpy(u->auth, user->authKey, u->auth_len);
	if (u->priv_len > 0)
		memcpy(u->priv, user->privKey, u->priv_len);
	u->made = true;
}

/* True where the user at the engine has our keys, not those of a namesake. */
static bool
is_ours(const struct snmp_usm *u, const struct usmUser *user)
{
	return u->made && user->authKeyLen == u->auth_len && user->privKeyLen == u->priv_len &&
	       (u->auth_len == 0 || memcmp(user->authKey, u->auth, u->auth_len) == 0) &&
	       (u->priv_len == 0 || memcmp(user->privKey, u->priv, u->priv_len) == 0);
}

static void
drop_user(struct usmUser *user)
{
	if (user == NULL)
		return;
	usm_remove_user(user);
	usm_free_user(user);
}

/*
 * net-snmp keeps users and clocks by engine ID and name. Several of our targets
 * can have one engine (the loopbacks of a router, clones), and a name can have
 * other secrets at another of them. Whoever is done first takes both away; who
 * finds them gone, or a namesake's, makes them again.
 */
static bool
ensure(struct snmp_usm *u)
{
	int64_t passed = (clock_now() - u->read_at) / CLOCK_S;
	struct usmUser *user = usm_get_user(u->engine, u->engine_len, u->keys->credential->user);
	int made;

	if (user != NULL && is_ours(u, user))
		return true;
	drop_user(user);
	fill(u);
	made = usm_create_user_from_session(&u->session);
	explicit_bzero(u->session.securityAuthKey, sizeof(u->session.securityAuthKey));
	explicit_bzero(u->session.securityPrivKey, sizeof(u->session.securityPrivKey));
	set_enginetime(u->engine, (u_int)u->engine_len, u->boots, u->time + (u_int)passed, TRUE);
	user = usm_get_user(u->engine, u->engine_len, u->keys->credential->user);
	if (made != SNMPERR_SUCCESS || user == NULL)
		return false;
	remember(u, user);
	return true;
}

struct snmp_usm *
snmp_usm_new(const struct snmp_keys *keys, const struct credential *c, const struct snmp_header *h)
{
	const struct keys *k = find(keys, c);
	struct snmp_usm *u;

	if (k == NULL || h->engine_len == 0)
		return NULL;
	u = xcalloc(1, sizeof(*u));
	u->keys = k;
	u->engine_len = h->engine_len;
	memcpy(u->engine, h->engine, h->engine_len);
	fill(u);
	snmp_usm_clock(u, h->boots, h->time);
	if (ensure(u))
		return u;
	snmp_usm_free(u);
	return NULL;
}

void
snmp_usm_free(struct snmp_usm *u)
{
	if (u == NULL)
		return;
	drop_user(usm_get_user(u->engine, u->engine_len, u->keys->credential->user));
	free_enginetime(u->engine, u->engine_len);
	explicit_bzero(u, sizeof(*u));
	free(u);
}

void
snmp_usm_clock(struct snmp_usm *u, uint32_t boots, uint32_t time)
{
	u->boots = boots;
	u->time = time;
	u->read_at = clock_now();
	set_enginetime(u->engine, (u_int)u->engine_len, boots, time, TRUE);
}

enum result
snmp_usm_encode(struct snmp_usm *u, uint32_t request, int command, const struct snmp_oid *names,
	size_t n, unsigned repetitions, struct snmp_template *out)
{
	netsnmp_pdu *pdu = snmp_pdu_create(command);
	size_t size = SNMP_REQUEST_MAX, offset = 0;
	u_char *packet = malloc(size);
	enum result r = RESULT_REFUSED;

	if (pdu == NULL || packet == NULL)
		abort();
	if (!ensure(u)) {
		free(packet);
		snmp_free_pdu(pdu);
		return RESULT_REFUSED;
	}
	pdu->version = SNMP_VERSION_3;
	pdu->reqid = pdu->msgid = (long)request;
	pdu->flags |= UCD_MSG_FLAG_EXPECT_RESPONSE;
	if (command == SNMP_MSG_GETBULK) {
		pdu->non_repeaters = 0;
		pdu->max_repetitions = (long)repetitions;
	}
	for (size_t i = 0; i < n; i++)
		snmp_add_null_var(pdu, names[i].arcs, names[i].n);
	if (snmp_build(&packet, &size, &offset, &u->session, pdu) == 0 &&
		offset <= sizeof(out->bytes)) {
		memcpy(out->bytes, packet + size - offset, offset);
		out->len = offset;
		out->ids[0] = out->ids[1] = 0;
		r = RESULT_OK;
	}
	free(packet);
	snmp_free_pdu(pdu);
	return r;
}

enum result
snmp_usm_decode(struct snmp_usm *u, struct bytes message, netsnmp_pdu **out)
{
	netsnmp_pdu *pdu = snmp_pdu_create(SNMP_MSG_RESPONSE);
	size_t len = message.left;
	u_char *copy = xmalloc(len);

	if (pdu == NULL)
		abort();
	/* It deciphers in place. */
	memcpy(copy, message.at, len);
	pdu->version = SNMP_VERSION_3;
	if (ensure(u) && snmpv3_parse(pdu, copy, &len, NULL, &u->session) == 0) {
		*out = pdu;
	} else {
		snmp_free_pdu(pdu);
		pdu = NULL;
	}
	free(copy);
	return pdu != NULL ? RESULT_OK : RESULT_REFUSED;
}
