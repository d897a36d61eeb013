/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* What evidence adds up to: verdicts, confidence, disputes, labels, candidates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fingerprints/match.h"
#include "fingerprints/rules.h"
#include "tests/unit/rule_kit.h"

static const char acme[] =
	"vendor: Acme\n"
	"enterprises: [{number: 70001}, {number: 70009, component: true}]\n"
	"oui: ['^acme ']\n"
	"products: [{oid: 1.3.6.1.4.1.70001.1, model: One, brand: Roadrunner}]\n"
	"rules:\n"
	"  - {id: acme-text, key: snmp.sysDescr, regex: '\\bAcme\\b', claims: {role: router}}\n"
	"  - {id: acme-below, key: snmp.sysDescr, regex: '\\bAcme (?<model>F\\d)', when: {oid: "
	"1.3.6.1.4.1.70001}}\n"
	"  - {id: acme-ssh, key: ssh.banner, regex: 'Acme'}\n"
	"  - {id: acme-lldp, keys: [snmp.sysDescr, lldp.sysDesc], regex: '^Acme box'}\n"
	"  - {id: acme-part, key: tls.issuer, regex: 'Acme', component: true}\n"
	"  - {id: acme-detail, key: snmp.sysName, regex: '^rt-', maker: false, when: {maker: "
	"Acme}, claims: {part_number: P1}}\n";
static const char bolt[] = "vendor: Bolt\nenterprises: [{number: 70004}]\n";
static const char cog[] = "vendor: Cog\n"
			  "enterprises: [{number: 70002}]\n"
			  "oui: ['^cog ']\n"
			  "rules:\n"
			  "  - {id: cog-text, key: snmp.sysDescr, regex: '\\bCog\\b'}\n"
			  "  - {id: cog-ssh, key: ssh.banner, regex: 'Cog'}\n";
static const char generic[] = "vendor: generic\n"
			      "enterprises: [{number: 8072, generic: true}]\n"
			      "rules: [{id: stack, key: snmp.sysDescr, regex: '^Linux', generic: "
			      "true, claims: {role: server}}]\n";

static int
set_up(void **state)
{
	struct kit *k = xcalloc(1, sizeof(*k));

	kit_begin(k);
	kit_put(k, "rules/vendors/bolt.yaml", bolt);
	kit_put(k, "rules/vendors/cog.yaml", cog);
	kit_put(k, "rules/vendors/generic.yaml", generic);
	kit_rules(k, acme);
	*state = k;
	return 0;
}

static int
tear_down(void **state)
{
	kit_end(*state);
	free(*state);
	return 0;
}

static void
same(const char *what, const char *got, const char *want)
{
	if ((got == NULL) != (want == NULL) || (got != NULL && strcmp(got, want) != 0))
		fail_msg("%s: %s, not %s", what, got != NULL ? got : "nothing",
			want != NULL ? want : "nothing");
}

#define A "snmp.sysObjectID=1.3.6.1.4.1.70001.7"
#define A_PRODUCT "snmp.sysObjectID=1.3.6.1.4.1.70001.1"
#define B "snmp.sysObjectID=1.3.6.1.4.1.70004.7"
#define C "snmp.sysObjectID=1.3.6.1.4.1.70002.7"
#define NOBODY "snmp.sysObjectID=1.3.6.1.4.1.8072.3.2.10"
#define TEXT_A "snmp.sysDescr=Acme thing"
#define TEXT_C "snmp.sysDescr=Cog thing"
#define SSH_A "ssh.banner=SSH-2.0-Acme"
#define SSH_C "ssh.banner=SSH-2.0-Cog"
#define ENGINE_A "snmp.engineID=8001117105deadbeef"
#define ENGINE_C "snmp.engineID=8001117205deadbeef"
#define MAC_A "lldp.chassisId=00:aa:01:00:00:01"
#define MAC_C "lldp.chassisId=00:aa:02:00:00:01"

static const struct {
	const char *seen[5];
	enum verdict verdict;
	const char *maker;  /* the winner, or the first candidate */
	double least, most; /* of the confidence */
} cases[] = {
	{{NULL}, VERDICT_UNKNOWN, NULL, 0, 0},
	{{"snmp.sysDescr=something"}, VERDICT_UNKNOWN, NULL, 0, 0},
	{{NOBODY}, VERDICT_UNKNOWN, NULL, 0, 0},
	{{NOBODY, "snmp.sysDescr=Linux x"}, VERDICT_UNKNOWN, NULL, 0, 0},
	/* One fact. */
	{{A}, VERDICT_PROBABLE, "Acme", 0.94, 0.96},
	{{TEXT_A}, VERDICT_PROBABLE, "Acme", 0.96, 0.98},
	{{SSH_A}, VERDICT_PROBABLE, "Acme", 0.96, 0.98},
	{{ENGINE_A}, VERDICT_PROBABLE, "Acme", 0.89, 0.91},
	{{NOBODY, TEXT_A}, VERDICT_PROBABLE, "Acme", 0.96, 0.98},
	/* Two that agree, of one agent and of two witnesses. */
	{{A, TEXT_A}, VERDICT_CONFIRMED, "Acme", 0.998, 1},
	{{A, SSH_A}, VERDICT_CONFIRMED, "Acme", 0.998, 1},
	{{TEXT_A, SSH_A}, VERDICT_CONFIRMED, "Acme", 0.998, 1},
	{{"snmp.sysDescr=Acme box", "lldp.sysDesc=Acme box"}, VERDICT_CONFIRMED, "Acme", 0.998, 1},
	{{A, ENGINE_A}, VERDICT_PROBABLE, "Acme", 0.99, 0.998},
	/* One sentence read by two rules is one fact. */
	{{"snmp.sysDescr=Acme box"}, VERDICT_PROBABLE, "Acme", 0.96, 0.98},
	/* A MAC address helps, and is nothing alone. */
	{{TEXT_A, MAC_A}, VERDICT_PROBABLE, "Acme", 0.98, 0.998},
	{{MAC_A}, VERDICT_SUSPECTED, "Acme", 0.3, 0.5},
	{{TEXT_A, MAC_C}, VERDICT_PROBABLE, "Acme", 0.96, 0.98},
	/* Parts. */
	{{"snmp.sysObjectID=1.3.6.1.4.1.70009.1"}, VERDICT_SUSPECTED, "Acme", 0.3, 0.5},
	{{"tls.issuer=Acme CA"}, VERDICT_SUSPECTED, "Acme", 0.3, 0.5},
	{{"tls.issuer=Acme CA", TEXT_C}, VERDICT_PROBABLE, "Cog", 0.96, 0.98},
	/* Within one agent the more specific fact stands. */
	{{A, TEXT_C}, VERDICT_PROBABLE, "Cog", 0.9, 0.98},
	/* Two witnesses that disagree. */
	{{TEXT_A, SSH_C}, VERDICT_DISPUTED, "Acme", 0.4, 0.6},
	{{"snmp.sysDescr=Acme Cog"}, VERDICT_DISPUTED, "Acme", 0.4, 0.6},
	{{A, TEXT_A, SSH_C}, VERDICT_DISPUTED, "Acme", 0.9, 0.98},
	{{A, TEXT_A, ENGINE_C}, VERDICT_PROBABLE, "Acme", 0.97, 0.998},
	/* Companies of one group don't. */
	{{B, SSH_A}, VERDICT_PROBABLE, "Acme", 0.9, 1},
};

static void
evidence_adds_up(void **state)
{
	struct kit *k = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *const *s = cases[i].seen;
		struct identification who = kit_identify(k, s[0] != NULL ? s[0] : "x=y", s[1],
			s[1] != NULL ? s[2] : NULL, s[1] != NULL && s[2] != NULL ? s[3] : NULL,
			NULL);
		const char *maker = who.verdict >= VERDICT_PROBABLE ? who.claims[CLAIM_manufacturer]
				    : who.n_candidates > 0	    ? who.candidates[0].manufacturer
								    : NULL;
		char name[24];

		snprintf(name, sizeof(name), "case %zu", i);
		same(name, verdict_name(who.verdict), verdict_name(cases[i].verdict));
		same(name, maker, cases[i].maker);
		if (who.confidence < cases[i].least || who.confidence > cases[i].most)
			fail_msg("%s: confidence %f", name, who.confidence);
		/* The contract: names only where identified, a reason where not. */
		assert_true(
			who.verdict >= VERDICT_PROBABLE || who.claims[CLAIM_manufacturer] == NULL);
		assert_int_equal(who.reason != NULL,
			who.verdict == VERDICT_SUSPECTED || who.verdict == VERDICT_DISPUTED);
	}
}

static void
order_does_not_count(void **state)
{
	struct identification a = kit_identify(*state, A, TEXT_A, SSH_C, MAC_C, NULL),
			      b = kit_identify(*state, MAC_C, SSH_C, TEXT_A, A, NULL);

	assert_int_equal(a.verdict, b.verdict);
	assert_true(a.confidence == b.confidence);
	assert_int_equal(a.n_candidates, b.n_candidates);
	for (size_t i = 0; i < a.n_candidates; i++)
		assert_string_equal(a.candidates[i].manufacturer, b.candidates[i].manufacturer);
}

static void
labels_and_details_follow_the_winner(void **state)
{
	struct identification who = kit_identify(*state, A_PRODUCT, "snmp.sysName=rt-7", NULL);

	same("label", who.claims[CLAIM_brand], "Roadrunner");
	same("model", who.claims[CLAIM_model], "One");
	same("detail", who.claims[CLAIM_part_number], "P1");
	who = kit_identify(*state, C, "snmp.sysName=rt-7", NULL);
	same("another's detail", who.claims[CLAIM_part_number], NULL);
	/* The device's own words stand before what its number means. */
	who = kit_identify(*state, A_PRODUCT, "snmp.sysDescr=Acme F7", NULL);
	same("model", who.claims[CLAIM_model], "F7");
	same("family of the model", who.claims[CLAIM_family], "Frob");
	same("generations of the family", who.claims[CLAIM_generations], "4G");
	who = kit_identify(*state, NOBODY, "snmp.sysDescr=Linux x", NULL);
	same("nobody's role", who.claims[CLAIM_role], "server");
}

static void
candidates_are_heaviest_first(void **state)
{
	struct identification who = kit_identify(*state, A, TEXT_A, SSH_C, NULL);

	assert_int_equal(who.n_candidates, 2);
	assert_string_equal(who.candidates[0].manufacturer, "Acme");
	assert_string_equal(who.candidates[1].manufacturer, "Cog");
	assert_true(who.candidates[0].weight > who.candidates[1].weight);
}

static void
evidence_tells_what_spoke(void **state)
{
	struct identification who = kit_identify(*state, NOBODY, TEXT_A, SSH_A, NULL);

	assert_int_equal(who.n_evidence, 3);
	for (size_t i = 0; i + 1 < who.n_evidence; i++)
		assert_true(who.evidence[i].weight >= who.evidence[i + 1].weight);
	same("the stack", who.evidence[2].rule, "generic-enterprise-8072");
	assert_true(who.evidence[2].weight == 0);
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(evidence_adds_up),
		T(order_does_not_count),
		T(labels_and_details_follow_the_winner),
		T(candidates_are_heaviest_first),
		T(evidence_tells_what_spoke),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
