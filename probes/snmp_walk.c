/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* snmp_walk.c: GETBULK where it works, GETNEXT where it doesn't. */
#include "probes/snmp_walk.h"

#include <string.h>

/* Variables asked for at once: their answer fits an Ethernet frame as a rule. */
#define VARIABLES 24u

void
snmp_walk_begin(struct snmp_walk *w, const struct snmp_table *t, bool bulk)
{
	memset(w, 0, sizeof(*w));
	w->table = t;
	w->bulk = bulk;
	w->width = (unsigned)t->n;
	w->repetitions = bulk ? VARIABLES / w->width : 1;
	w->going = (1u << t->n) - 1;
	for (size_t i = 0; i < t->n; i++) {
		if (snmp_oid_parse(t->columns[i].oid, &w->base[i]) != RESULT_OK)
			w->going &= ~(1u << i);
		w->at[i] = w->base[i];
	}
}

bool
snmp_walk_ask(
	struct snmp_walk *w, int *command, struct snmp_oid *names, size_t *n, unsigned *repetitions)
{
	w->n_asked = 0;
	for (uint8_t i = 0; i < w->table->n && w->n_asked < w->width; i++)
		if ((w->going & 1u << i) != 0)
			w->asked[w->n_asked++] = i;
	for (unsigned i = 0; i < w->n_asked; i++)
		names[i] = w->at[w->asked[i]];
	*n = w->n_asked;
	*command = w->bulk ? SNMP_MSG_GETBULK : SNMP_MSG_GETNEXT;
	*repetitions = w->repetitions;
	return w->n_asked > 0;
}

void
snmp_walk_stop(struct snmp_walk *w, const char *why)
{
	w->going = 0;
	if (w->end == NULL)
		w->end = why;
}

/* Asks for less. False: there is nothing less. */
static bool
shrink(struct snmp_walk *w)
{
	if (w->bulk && w->repetitions > 1)
		w->repetitions /= 2;
	else if (w->bulk)
		w->bulk = false;
	else if (w->width > 1)
		w->width /= 2;
	else
		return false;
	return true;
}

bool
snmp_walk_late(struct snmp_walk *w)
{
	/* A silent agent isn't asked down every step: small GETBULK, then GETNEXT. */
	if (w->bulk && w->repetitions > 1) {
		w->repetitions = 1;
		return true;
	}
	if (w->bulk) {
		w->bulk = false;
		return true;
	}
	snmp_walk_stop(w, "no answer");
	return false;
}

static void
end_column(struct snmp_walk *w, unsigned column)
{
	w->going &= ~(1u << column);
}

/* RFC 1157 4.1.3: the variable that has no successor is named by its place. */
static void
take_error(struct snmp_walk *w, const netsnmp_pdu *pdu)
{
	long place = pdu->errindex;

	if (pdu->errstat == SNMP_ERR_TOOBIG) {
		if (!shrink(w))
			snmp_walk_stop(w, "tooBig for one variable");
	} else if (place >= 1 && place <= (long)w->n_asked) {
		end_column(w, w->asked[place - 1]);
		if (pdu->errstat != SNMP_ERR_NOSUCHNAME)
			w->end = "an error of the agent";
	} else if (!shrink(w)) {
		snmp_walk_stop(w, "an error of the agent");
	}
}

static void
take_variable(
	struct snmp_walk *w, unsigned column, const netsnmp_variable_list *v, struct sink *sink)
{
	struct snmp_oid *at = &w->at[column];
	const struct snmp_oid *base = &w->base[column];
	char index[OBSERVATION_INDEX_MAX + 1];
	const char *odd;

	if ((w->going & 1u << column) == 0)
		return;
	if (v->type == SNMP_ENDOFMIBVIEW || v->name_length > SNMP_OID_MAX ||
		v->name_length <= base->n ||
		memcmp(v->name, base->arcs, base->n * sizeof(oid)) != 0) {
		end_column(w, column);
		return;
	}
	if (snmp_oid_compare(v->name, v->name_length, at->arcs, at->n) <= 0) {
		end_column(w, column);
		w->end = "object identifiers that don't increase";
		return;
	}
	memcpy(at->arcs, v->name, v->name_length * sizeof(oid));
	at->n = v->name_length;
	snmp_oid_text(v->name + base->n, v->name_length - base->n, index, sizeof(index));
	odd = snmp_put(sink, &w->table->columns[column], &w->types, index, v);
	if (odd != NULL)
		w->odd = odd;
}

void
snmp_walk_take(struct snmp_walk *w, const netsnmp_pdu *pdu, struct sink *sink)
{
	unsigned i = 0;

	if (pdu->errstat != SNMP_ERR_NOERROR) {
		take_error(w, pdu);
		return;
	}
	for (const netsnmp_variable_list *v = pdu->variables; v != NULL; v = v->next_variable)
		take_variable(w, w->asked[i++ % w->n_asked], v, sink);
	/* An answer with less than one row tells nothing of the columns it leaves out,
	 * but one without any would be asked for ever. */
	if (i == 0 && !shrink(w))
		snmp_walk_stop(w, "an empty answer");
}
