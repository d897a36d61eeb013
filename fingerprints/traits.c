/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* traits.c: what identifies the thing behind a subject. */
#include <string.h>

#include <openssl/evp.h>
#include <stdlib.h>

#include "base/text.h"
#include "fingerprints/derive.h"

static int64_t
number(const struct observation *o)
{
	char digits[24];
	uint64_t n;

	if (o->len >= sizeof(digits))
		return -1;
	memcpy(digits, o->value, o->len);
	digits[o->len] = '\0';
	return text_u64(digits, 0, INT32_MAX, &n) == RESULT_OK ? (int64_t)n : -1;
}

static bool
is(const struct observation *o, const char *key)
{
	return strcmp(o->key, key) == 0;
}

static void
take_text(struct arena *a, const char **field, const struct observation *o)
{
	if ((*field)[0] == '\0')
		*field = derive_text(a, o->value, o->len);
}

static void
take_chassis(struct arena *a, struct traits *t, const struct observation *o, bool heard)
{
	if (t->chassis[0] == '\0')
		t->chassis = derive_id(a, o->value, o->len,
			heard ? ID_TEXT : derive_chassis_form(t->chassis_type));
}

static void
take_type(struct traits *t, const struct observation *o)
{
	int64_t type = number(o);

	if (t->chassis_type == CHASSIS_NONE && type > CHASSIS_NONE && type < CHASSIS_TYPES)
		t->chassis_type = (enum chassis_type)type;
}

/* The state of LLDP only rises in what it says. */
static void
take_lldp(struct traits *t, const struct observation *o)
{
	if (strncmp(o->key, "snmp.lldp", 9) == 0 && t->lldp == LLDP_UNKNOWN)
		t->lldp = LLDP_READ;
	else if (strncmp(o->key, "lldp.", 5) == 0 && t->lldp == LLDP_UNKNOWN)
		t->lldp = LLDP_HEARD;
	else if (is(o, "snmp.walkEnd") && o->len == 9 && memcmp(o->value, "no answer", 9) == 0)
		t->lldp = LLDP_CUT; /* it fell silent, and was left alone */
	else if (is(o, "snmp.walkEnd") && strcmp(o->index, "snmp.lldpRemTable") == 0)
		t->lldp = o->len == 11 && memcmp(o->value, "over budget", 11) == 0 ? LLDP_CUT_BUDGET
										   : LLDP_CUT;
}

static void
take(struct arena *a, struct traits *t, const struct observation *o)
{
	int64_t n;

	if (t->first == 0 || o->time < t->first)
		t->first = o->time;
	if (o->time > t->last)
		t->last = o->time;
	take_lldp(t, o);
	if (is(o, "snmp.sysName") || is(o, "lldp.sysName"))
		take_text(a, &t->name, o);
	else if (is(o, "snmp.sysLocation"))
		take_text(a, &t->location, o);
	else if (is(o, "snmp.lldpLocChassisIdSubtype") || is(o, "lldp.chassisIdSubtype"))
		take_type(t, o);
	else if (is(o, "snmp.lldpLocChassisId") || is(o, "lldp.chassisId"))
		take_chassis(a, t, o, o->key[0] == 'l');
	else if (is(o, "snmp.engineID"))
		take_text(a, &t->engine, o);
	else if (is(o, "snmp.engineBoots"))
		t->boots = number(o);
	else if (is(o, "snmp.engineTime") && (n = number(o)) >= 0)
		t->start = o->time - n;
	else if (is(o, "ssh.hostkey"))
		take_text(a, &t->hostkey, o);
}

/* Many small updates cost more than the hash of them. */
static void
digest(const struct observation *o, size_t n, uint8_t out[TRAITS_DIGEST])
{
	struct buf all = {0};

	for (size_t i = 0; i < n; i++) {
		uint64_t len = o[i].len;

		buf_add(&all, o[i].key, strlen(o[i].key) + 1);
		buf_add(&all, o[i].index, strlen(o[i].index) + 1);
		buf_add(&all, &len, sizeof(len));
		buf_add(&all, o[i].value, o[i].len);
	}
	if (EVP_Digest(buf_text(&all), all.len, out, NULL, EVP_sha256(), NULL) != 1)
		abort();
	buf_free(&all);
}

void
derive_traits(const struct observation *o, size_t n, struct arena *arena, struct traits *out)
{
	*out = (struct traits){
		.name = "",
		.location = "",
		.chassis = "",
		.engine = "",
		.hostkey = "",
		.boots = -1,
		.start = INT64_MIN,
	};
	for (size_t i = 0; i < n; i++)
		take(arena, out, &o[i]);
	/* Engines that count nothing have no history to tell them apart by. */
	if (out->start == INT64_MIN || (out->boots == 0 && out->start >= out->last))
		out->boots = -1;
	if (out->boots < 0)
		out->start = 0;
	digest(o, n, out->digest);
}
