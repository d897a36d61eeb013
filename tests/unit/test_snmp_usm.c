/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* test_snmp_usm.c: the keys of RFC 3414, A.3, signed and enciphered requests, and
 * what isn't authentic. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "probes/snmp_usm.h"
#include "tests/unit/said.h"

#define SECRET "maplesyrup"
/* RFC 3414, A.3.1 and A.3.2: the keys at this engine. */
#define MD5_KEY "526f5eed9fcce26f8964c2930787d82b"
#define SHA_KEY "6695febc9288e36282235fc7151f128497b38f3f"

static const struct snmp_header engine = {
	.version = SNMP_V3,
	.engine = {[11] = 2},
	.engine_len = 12,
	.boots = 3,
	.time = 77,
};

static char *
copy(const char *text)
{
	return text != NULL ? strdup(text) : NULL;
}

static const struct credential *
add(struct settings *s, enum snmp_level level, const char *auth, const char *auth_secret,
	const char *priv, const char *priv_secret)
{
	return settings_add_credential(s, (struct credential){
						  .name = copy("lab"),
						  .version = SNMP_V3,
						  .user = copy("reader"),
						  .level = level,
						  .auth_protocol = copy(auth),
						  .auth_secret = copy(auth_secret),
						  .priv_protocol = copy(priv),
						  .priv_secret = copy(priv_secret),
					  });
}

/* A GET of sysDescr, encoded for a user. */
static void
encode(struct snmp_usm *u, struct snmp_template *out)
{
	struct snmp_oid name;

	assert_int_equal(snmp_oid_parse("1.3.6.1.2.1.1.1.0", &name), RESULT_OK);
	assert_int_equal(snmp_usm_encode(u, 0x1234567, SNMP_MSG_GET, &name, 1, 0, out), RESULT_OK);
}

/* The digest's place: the 12 octets behind the user's name. */
static uint8_t *
digest_in(struct snmp_template *m)
{
	static const char before[] = "\x04\x06reader\x04\x0c";
	uint8_t *at = memmem(m->bytes, m->len, before, sizeof(before) - 1);

	assert_non_null(at);
	return at + sizeof(before) - 1;
}

static void
requests_are_signed_with_the_keys_of_the_rfc(void **state)
{
	static const struct {
		const char *protocol, *key;
		const EVP_MD *(*hash)(void);
	} rows[] = {{"MD5", MD5_KEY, EVP_md5}, {"SHA", SHA_KEY, EVP_sha1},
		{"sha-1", SHA_KEY, EVP_sha1}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct settings s;
		const struct credential *c;
		struct snmp_keys *keys = NULL;
		struct snmp_usm *u;
		struct snmp_template m;
		uint8_t key[32], told[12], want[EVP_MAX_MD_SIZE];
		size_t len;
		unsigned n;

		settings_init(&s);
		c = add(&s, SNMP_AUTHNOPRIV, rows[i].protocol, SECRET, NULL, NULL);
		assert_int_equal(snmp_keys_new(&s, &keys), RESULT_OK);
		u = snmp_usm_new(keys, c, &engine);
		assert_non_null(u);
		encode(u, &m);
		assert_int_equal(
			text_unhex(rows[i].key, strlen(rows[i].key), key, sizeof(key), &len),
			RESULT_OK);
		memcpy(told, digest_in(&m), sizeof(told));
		memset(digest_in(&m), 0, sizeof(told));
		assert_non_null(HMAC(rows[i].hash(), key, (int)len, m.bytes, m.len, want, &n));
		assert_memory_equal(told, want, sizeof(told)); /* RFC 3414, 6.3.1 */
		assert_null(memmem(m.bytes, m.len, SECRET, strlen(SECRET)));
		snmp_usm_free(u);
		snmp_keys_free(keys);
		settings_free(&s);
	}
}

/* What one user signs another one with the same keys takes; a changed bit is refused. */
static void
only_the_authentic_is_taken(void **state)
{
	static const struct {
		enum snmp_level level;
		const char *auth, *priv;
	} rows[] = {{SNMP_AUTHNOPRIV, "SHA", NULL}, {SNMP_AUTHPRIV, "SHA", "AES"},
		{SNMP_AUTHPRIV, "SHA-256", "AES"}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		static const char oid_bytes[] = "\x2b\x06\x01\x02\x01\x01\x01\x00";
		struct settings s;
		const struct credential *c;
		struct snmp_keys *keys = NULL;
		struct snmp_usm *u;
		struct snmp_template m;
		netsnmp_pdu *pdu = NULL;

		settings_init(&s);
		c = add(&s, rows[i].level, rows[i].auth, SECRET, rows[i].priv, "another syrup");
		assert_int_equal(snmp_keys_new(&s, &keys), RESULT_OK);
		u = snmp_usm_new(keys, c, &engine);
		assert_non_null(u);
		encode(u, &m);
		/* Enciphered, nobody reads on the wire what is asked. */
		assert_int_equal(memmem(m.bytes, m.len, oid_bytes, 8) == NULL,
			rows[i].level == SNMP_AUTHPRIV);
		assert_int_equal(snmp_usm_decode(u, bytes_of(m.bytes, m.len), &pdu), RESULT_OK);
		assert_int_equal(pdu->command, SNMP_MSG_GET);
		assert_int_equal(pdu->reqid, 0x1234567);
		assert_int_equal(pdu->variables->name_length, 9);
		snmp_free_pdu(pdu);
		pdu = NULL;
		m.bytes[m.len - 1] ^= 1;
		assert_int_equal(
			snmp_usm_decode(u, bytes_of(m.bytes, m.len), &pdu), RESULT_REFUSED);
		m.bytes[m.len - 1] ^= 1;
		for (size_t cut = 0; cut < m.len; cut++)
			assert_int_equal(
				snmp_usm_decode(u, bytes_of(m.bytes, cut), &pdu), RESULT_REFUSED);
		assert_null(pdu);
		snmp_usm_free(u);
		snmp_keys_free(keys);
		settings_free(&s);
	}
}

/* Clones of an engine, and a namesake with other secrets at it: each goes on. */
static void
namesakes_at_one_engine_do_not_disturb_each_other(void **state)
{
	struct settings s;
	const struct credential *c;
	struct snmp_keys *keys = NULL;
	struct snmp_usm *a, *b, *clone;
	struct snmp_template m;
	netsnmp_pdu *pdu = NULL;

	(void)state;
	settings_init(&s);
	add(&s, SNMP_AUTHNOPRIV, "SHA", SECRET, NULL, NULL);
	add(&s, SNMP_AUTHNOPRIV, "SHA", "quite another", NULL, NULL);
	c = s.credentials;
	assert_int_equal(snmp_keys_new(&s, &keys), RESULT_OK);
	a = snmp_usm_new(keys, &c[0], &engine);
	clone = snmp_usm_new(keys, &c[0], &engine);
	b = snmp_usm_new(keys, &c[1], &engine);
	encode(a, &m);
	assert_int_equal(snmp_usm_decode(b, bytes_of(m.bytes, m.len), &pdu), RESULT_REFUSED);
	assert_int_equal(snmp_usm_decode(a, bytes_of(m.bytes, m.len), &pdu), RESULT_OK);
	snmp_free_pdu(pdu);
	snmp_usm_free(clone); /* takes the user away that both had */
	snmp_usm_free(b);
	encode(a, &m);
	assert_int_equal(snmp_usm_decode(a, bytes_of(m.bytes, m.len), &pdu), RESULT_OK);
	snmp_free_pdu(pdu);
	snmp_usm_free(a);
	snmp_keys_free(keys);
	settings_free(&s);
}

static void
what_is_no_key_is_refused_without_the_secret(void **state)
{
	static const struct {
		enum snmp_level level;
		const char *auth, *auth_secret, *priv, *priv_secret;
		enum result result;
		const char *words;
	} rows[] = {
		{SNMP_AUTHNOPRIV, "SHA", "seven77", NULL, NULL, RESULT_REFUSED,
			"the authentication secret is too short"},
		{SNMP_AUTHPRIV, "SHA", SECRET, "AES", "seven77", RESULT_REFUSED,
			"the privacy secret is too short"},
		/* net-snmp itself would take a beginning for the whole. */
		{SNMP_AUTHNOPRIV, "SHA-3", SECRET, NULL, NULL, RESULT_UNKNOWN,
			"no authentication protocol SHA-3"},
		{SNMP_AUTHNOPRIV, "", SECRET, NULL, NULL, RESULT_UNKNOWN,
			"no authentication protocol"},
		{SNMP_AUTHPRIV, "SHA", SECRET, "AE", SECRET, RESULT_UNKNOWN,
			"no privacy protocol AE"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct settings s;
		struct snmp_keys *keys = NULL;
		enum result r;
		const char *said;

		settings_init(&s);
		add(&s, rows[i].level, rows[i].auth, rows[i].auth_secret, rows[i].priv,
			rows[i].priv_secret);
		said_begin();
		r = snmp_keys_new(&s, &keys);
		said = said_end();
		assert_int_equal(r, rows[i].result);
		assert_null(keys);
		assert_non_null(strstr(said, rows[i].words));
		assert_null(strstr(said, SECRET));
		assert_null(strstr(said, "seven77"));
		settings_free(&s);
	}
}

static void
without_an_engine_or_an_entry_there_is_no_user(void **state)
{
	static const struct credential other = {.version = SNMP_V3};
	struct snmp_header none = engine;
	struct settings s;
	const struct credential *c;
	struct snmp_keys *keys = NULL;
	struct snmp_usm *u;

	(void)state;
	none.engine_len = 0;
	settings_init(&s);
	c = add(&s, SNMP_NOAUTHNOPRIV, NULL, NULL, NULL, NULL);
	assert_int_equal(snmp_keys_new(&s, &keys), RESULT_OK);
	assert_null(snmp_usm_new(keys, c, &none));
	assert_null(snmp_usm_new(keys, &other, &engine));
	u = snmp_usm_new(keys, c, &engine); /* a name alone is enough at this level */
	assert_non_null(u);
	snmp_usm_free(u);
	snmp_usm_free(NULL);
	snmp_keys_free(keys);
	snmp_keys_free(NULL);
	settings_free(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests_are_signed_with_the_keys_of_the_rfc),
		cmocka_unit_test(only_the_authentic_is_taken),
		cmocka_unit_test(namesakes_at_one_engine_do_not_disturb_each_other),
		cmocka_unit_test(what_is_no_key_is_refused_without_the_secret),
		cmocka_unit_test(without_an_engine_or_an_entry_there_is_no_user),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
