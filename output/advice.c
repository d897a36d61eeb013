/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* advice.c: from what an unknown device said to what a person can do about it. */
#include "output/advice.h"

#include <stdbool.h>
#include <string.h>

#include "output/pairs.h"

/* What tells most of a device, the most telling first. */
static const char *const telling[] = {
	"snmp.sysObjectID",
	"snmp.sysDescr",
	"snmp.sysName",
	"snmp.engineID",
	"ssh.banner",
	"lldp.sysDesc",
	"lldp.sysName",
	"lldp.chassisId",
	"ssh.hostkey",
	"snmp.sysLocation",
};

static const struct observation *
find(const struct subject_row *row, const char *key)
{
	for (size_t i = 0; i < row->n_observations; i++)
		if (row->observations[i].len > 0 && strcmp(row->observations[i].key, key) == 0)
			return &row->observations[i];
	return NULL;
}

static bool
has(const struct subject_row *row, const char *key)
{
	return find(row, key) != NULL;
}

void
advice_said(struct buf *out, const struct subject_row *row)
{
	size_t from = out->len;

	for (size_t i = 0; i < sizeof(telling) / sizeof(telling[0]); i++) {
		const struct observation *o = find(row, telling[i]);

		if (o != NULL)
			pairs_add(out, o->key, o->value, o->len);
	}
	if (out->len == from && row->n_observations > 0)
		pairs_add(out, row->observations[0].key, row->observations[0].value,
			row->observations[0].len);
}

const char *
advice_next(const struct subject_row *row)
{
	if (has(row, "snmp.sysObjectID") || has(row, "snmp.sysDescr"))
		return "no rule knows it: start one with ranmap fingerprints new";
	if (has(row, "snmp.engineID") || row->outcome == OUTCOME_NO_ACCESS)
		return "give SNMP credentials for its prefix: its agent answers, but not to ours";
	if (has(row, "ssh.hostkey"))
		return "allow SNMP read access from here: SSH alone doesn't tell it";
	if (has(row, "ssh.banner"))
		return "allow SNMP read access from here, or ask for its host key "
		       "(ssh: {hostkey: true})";
	if (row->subject.addr.family == 0)
		return "sweep its management address: it is only known from its neighbours";
	return "ask with more probes (--probes), or look at it on site";
}
