/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * lldp_org.c: organisationally specific TLVs (IEEE 802.1AB, 8.6). Those of
 * three bodies are decoded; any other is kept raw under its OUI and subtype:
 * vendors put their models and serial numbers there, and a rule can know them.
 */
#include "probes/lldp_tlv.h"

#include <stdio.h>

static const struct {
	uint32_t oui;
	const struct lldp_kind *kinds;
} bodies[] = {
	{0x0080c2, lldp_dot1_kinds},
	{0x00120f, lldp_dot3_kinds},
	{0x0012bb, lldp_med_kinds},
};

/* How often this OUI and subtype were there before. */
static unsigned
seen_before(struct lldp *l, uint32_t what)
{
	for (size_t i = 0; i < l->n_orgs; i++)
		if (l->orgs[i].what == what)
			return l->orgs[i].times++;
	if (l->n_orgs < LLDP_SEEN_MAX) {
		l->orgs[l->n_orgs].what = what;
		l->orgs[l->n_orgs++].times = 1;
	}
	return 0;
}

/* "001b21.3", and "001b21.3.2" for the second one alike in the frame. */
static void
put_raw(struct lldp *l, const char *key, uint32_t oui, uint8_t subtype, struct bytes b)
{
	unsigned before = seen_before(l, oui << 8 | subtype);
	char index[32];

	if (before == 0)
		snprintf(index, sizeof(index), "%06x.%u", (unsigned)oui, subtype);
	else
		snprintf(index, sizeof(index), "%06x.%u.%u", (unsigned)oui, subtype, before + 1);
	lldp_put_hex(l->sink, key, index, b);
}

enum result
lldp_read_org(struct lldp *l, const struct lldp_kind *k, struct bytes b)
{
	const struct lldp_kind *kind = NULL;
	uint32_t oui;
	uint8_t subtype;

	if (!bytes_u24(&b, &oui) || !bytes_u8(&b, &subtype))
		return RESULT_TRUNCATED;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]) && kind == NULL; i++)
		if (bodies[i].oui == oui)
			kind = lldp_kind_find(bodies[i].kinds, subtype);
	if (kind != NULL)
		return kind->read(l, kind, b);
	put_raw(l, k->key, oui, subtype, b);
	return RESULT_OK;
}
