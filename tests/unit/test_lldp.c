/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* Frames in hexadecimal, and what the decoder must say about them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "probes/list.h"
#include "probes/lldp.h"
#include "tests/unit/facts_text.h"

/* A TLV a line. */
/* clang-format off */
#define HEAD "0180c200000e" "00259e010203"
#define SOURCE_FACT "lldp.sourceMac=00:25:9e:01:02:03\n"
/* chassis MAC 00:25:9e:01:02:03, port "ge-0/0/1" by name, 120 s */
#define FIRST "0207" "04" "00259e010203" "0409" "05" "67652d302f302f31" "0602" "0078"
#define FIRST_FACTS_ONLY                     \
	"lldp.chassisIdSubtype=4\n"          \
	"lldp.chassisId=00:25:9e:01:02:03\n" \
	"lldp.portIdSubtype=5\n"             \
	"lldp.portId=ge-0/0/1\n"             \
	"lldp.ttl=120\n"
#define FIRST_FACTS SOURCE_FACT FIRST_FACTS_ONLY

struct sample {
	const char *name;
	const char *frame;
	enum result result;
	const char *facts; /* without lldp.malformed */
};

static const struct sample samples[] = {
	{"first_three_and_end", HEAD "88cc" FIRST "0000", RESULT_OK, FIRST_FACTS},
	{"end_marker_may_be_left_out", HEAD "88cc" FIRST, RESULT_OK, FIRST_FACTS},
	{"padding_behind_the_end_is_not_read",
		HEAD "88cc" FIRST
		"0000"
		"ffffffff", RESULT_OK,
		FIRST_FACTS},
	{"one_tag",
		HEAD "8100" "2064" "88cc" FIRST
		"0000", RESULT_OK,
		SOURCE_FACT
		"lldp.frameVlan[1]=100\n"
		FIRST_FACTS_ONLY},
	{"two_tags",
		HEAD "88a8" "0fff" "8100" "0001" "88cc" FIRST
		"0000", RESULT_OK,
		SOURCE_FACT
		"lldp.frameVlan[1]=4095\n"
		"lldp.frameVlan[2]=1\n"
		FIRST_FACTS_ONLY},
	{"texts_as_they_came",
		HEAD "88cc" FIRST
		"0804" "41002042"
		"0a03" "c3a900"
		"0c02" "0a1b"
		"0000", RESULT_OK,
		FIRST_FACTS
		"lldp.portDesc=A\\00 B\n"
		"lldp.sysName=\\c3\\a9\\00\n"
		"lldp.sysDesc=\\0a\\1b\n"},
	{"capabilities",
		HEAD "88cc" FIRST
		"0e04" "8014" "0010", RESULT_OK,
		FIRST_FACTS
		"lldp.sysCapSupported=bridge,router,15\n"
		"lldp.sysCapEnabled=router\n"},
	{"management_addresses",
		HEAD "88cc" FIRST
		"100c" "05" "01" "c0000201" "02" "00000007" "00"
		"1018" "11" "02" "20010db8000000000000000000000001" "03" "00000001" "00"
		"1016" "07" "06" "00259e010203" "02" "00000009" "08" "2b060104018f5c02", RESULT_OK,
		FIRST_FACTS
		"lldp.mgmtAddr[1]=192.0.2.1\n"
		"lldp.mgmtAddrIfSubtype[1]=2\n"
		"lldp.mgmtAddrIfId[1]=7\n"
		"lldp.mgmtAddr[2]=2001:db8::1\n"
		"lldp.mgmtAddrIfSubtype[2]=3\n"
		"lldp.mgmtAddrIfId[2]=1\n"
		"lldp.mgmtAddr[3]=00:25:9e:01:02:03\n"
		"lldp.mgmtAddrIfSubtype[3]=2\n"
		"lldp.mgmtAddrIfId[3]=9\n"
		"lldp.mgmtAddrOID[3]=1.3.6.1.4.1.2012.2\n"},
	{"chassis_by_network_address",
		HEAD "88cc" "0206" "05" "01" "c0000209" "0402" "0741" "06020001", RESULT_OK,
		SOURCE_FACT
		"lldp.chassisIdSubtype=5\n"
		"lldp.chassisId=192.0.2.9\n"
		"lldp.portIdSubtype=7\n"
		"lldp.portId=A\n"
		"lldp.ttl=1\n"},
	{"reserved_type_is_kept",
		HEAD "88cc" FIRST
		"1202" "beef", RESULT_OK,
		FIRST_FACTS
		"lldp.tlv[9]=beef\n"},
	{"unknown_organisation_is_kept_and_counted",
		HEAD "88cc" FIRST
		"fe05" "001b21" "03" "aa"
		"fe05" "001b21" "03" "bb"
		"fe04" "001b21" "04", RESULT_OK,
		FIRST_FACTS
		"lldp.orgTLV[001b21.3]=aa\n"
		"lldp.orgTLV[001b21.3.2]=bb\n"
		"lldp.orgTLV[001b21.4]=\n"},
	{"unknown_subtype_of_a_known_organisation",
		HEAD "88cc" FIRST
		"fe05" "0080c2" "63" "01", RESULT_OK,
		FIRST_FACTS
		"lldp.orgTLV[0080c2.99]=01\n"},
	{"ieee_802_1",
		HEAD "88cc" FIRST
		"fe06" "0080c2" "01" "0064"
		"fe07" "0080c2" "02" "06" "0065"
		"fe0b" "0080c2" "03" "0066" "04" "6f616d31"
		"fe07" "0080c2" "04" "02" "888e"
		"fe08" "0080c2" "05" "deadbeef"
		"fe06" "0080c2" "06" "0067"
		"fe09" "0080c2" "07" "03" "00000005"
		"fe06" "0080c2" "08" "0102"
		"fe19" "0080c2" "09" "00" "00000000" "3232000000000000" "0000000000000000"
		"fe06" "0080c2" "0b" "88" "18"
		"fe08" "0080c2" "0c" "00" "61" "8906"
		"fe05" "0080c2" "0d" "07", RESULT_OK,
		FIRST_FACTS
		"lldp.portVlanId=100\n"
		"lldp.protoVlan[101]=supported,enabled\n"
		"lldp.vlanName[102]=oam1\n"
		"lldp.protocolId[1]=888e\n"
		"lldp.vidUsageDigest=deadbeef\n"
		"lldp.mgmtVlanId=103\n"
		"lldp.linkAgg=capable,enabled\n"
		"lldp.linkAggPortId=5\n"
		"lldp.congestion=258\n"
		"lldp.etsConfig=50,50,0,0,0,0,0,0\n"
		"lldp.pfcEnabled=3,4\n"
		"lldp.appPriority[1.35078]=3\n"
		"lldp.evb=07\n"},
	{"ieee_802_3",
		HEAD "88cc" FIRST
		"fe09" "00120f" "01" "03" "6c01" "001e"
		"fe0c" "00120f" "02" "07" "01" "05" "52" "00ff" "0100"
		"fe06" "00120f" "04" "05ee"
		"fe0e" "00120f" "05" "0011" "0012" "0013" "0014" "0015", RESULT_OK,
		FIRST_FACTS
		"lldp.autoNeg=supported,enabled\n"
		"lldp.autoNegAdvertised=6c01\n"
		"lldp.mauType=30\n"
		"lldp.power=pse,supported,enabled\n"
		"lldp.powerPair=1\n"
		"lldp.powerClass=5\n"
		"lldp.powerType=1\n"
		"lldp.powerRequested=255\n"
		"lldp.powerAllocated=256\n"
		"lldp.maxFrameSize=1518\n"
		"lldp.eeeWake[tx]=17\n"
		"lldp.eeeWake[rx]=18\n"
		"lldp.eeeWake[fallback]=19\n"
		"lldp.eeeWake[echoTx]=20\n"
		"lldp.eeeWake[echoRx]=21\n"},
	{"power_of_the_first_standard",
		HEAD "88cc" FIRST
		"fe07" "00120f" "02" "0f" "02" "01", RESULT_OK,
		FIRST_FACTS
		"lldp.power=pse,supported,enabled,pairControl\n"
		"lldp.powerPair=2\n"
		"lldp.powerClass=1\n"},
	{"med_inventory",
		HEAD "88cc" FIRST
		"fe07" "0012bb" "01" "0033" "04"
		"fe06" "0012bb" "05" "4831"
		"fe06" "0012bb" "06" "4631"
		"fe06" "0012bb" "07" "5331"
		"fe06" "0012bb" "08" "4e31"
		"fe08" "0012bb" "09" "41636d65"
		"fe06" "0012bb" "0a" "4d31"
		"fe06" "0012bb" "0b" "4131", RESULT_OK,
		FIRST_FACTS
		"lldp.medCapabilities=capabilities,networkPolicy,extendedPD,inventory\n"
		"lldp.medDeviceClass=4\n"
		"lldp.medHardwareRev=H1\n"
		"lldp.medFirmwareRev=F1\n"
		"lldp.medSoftwareRev=S1\n"
		"lldp.medSerial=N1\n"
		"lldp.medManufacturer=Acme\n"
		"lldp.medModel=M1\n"
		"lldp.medAsset=A1\n"},
	{"med_policy_location_power",
		HEAD "88cc" FIRST
		"fe08" "0012bb" "02" "01" "40c96e"
		/* RFC 3825: resolution 34 | 52.5 | resolution 34 | -13.25 | metres | 34 */
		"fe15" "0012bb" "03" "01" "88" "69000000" "8b" "e5800000" "10" "00002200" "01"
		"fe0e" "0012bb" "03" "02" "08" "02" "4742" "03" "03" "596f7b"
		"fe09" "0012bb" "03" "03" "31313233"
		"fe07" "0012bb" "04" "52" "0041", RESULT_OK,
		FIRST_FACTS
		"lldp.medPolicy[1]=tagged,vlan=100,priority=5,dscp=46\n"
		"lldp.medLocation[coordinates]=52.500000,-13.250000,34.00\n"
		"lldp.medLocation[country]=GB\n"
		"lldp.medLocation[civic.3]=Yo{\n"
		"lldp.medLocation[elin]=1123\n"
		"lldp.medPower=pd,source=1,priority=high,watts=6.5\n"},
	{"shutdown",
		HEAD "88cc" "0207" "04" "00259e010203" "0402" "0531" "0602" "0000" "0000", RESULT_OK,
		SOURCE_FACT
		"lldp.chassisIdSubtype=4\n"
		"lldp.chassisId=00:25:9e:01:02:03\n"
		"lldp.portIdSubtype=5\n"
		"lldp.portId=1\n"
		"lldp.ttl=0\n"},

	/* faults */
	{"not_a_neighbour_protocol", HEAD "0806" "0001", RESULT_UNKNOWN, ""},
	{"no_head", "0180c200000e", RESULT_UNKNOWN, ""},
	{"empty", HEAD "88cc", RESULT_MALFORMED, SOURCE_FACT},
	{"stops_at_short_head", HEAD "88cc" FIRST "0a", RESULT_TRUNCATED, FIRST_FACTS},
	{"cut_value_is_still_read",
		HEAD "88cc" FIRST
		"0a08" "41424344", RESULT_TRUNCATED,
		FIRST_FACTS
		"lldp.sysName=ABCD\n"},
	{"goes_on_behind_a_faulty_value",
		HEAD "88cc" FIRST
		"0e01" "00"
		"0a01" "41", RESULT_TRUNCATED,
		FIRST_FACTS
		"lldp.sysName=A\n"},
	{"second_chassis_is_not_taken",
		HEAD "88cc" FIRST
		"0202" "0741", RESULT_MALFORMED,
		FIRST_FACTS},
	{"wrong_order",
		HEAD "88cc" "0402" "0531" "0202" "0741" "0602" "0001", RESULT_MALFORMED,
		SOURCE_FACT
		"lldp.portIdSubtype=5\n"
		"lldp.portId=1\n"
		"lldp.chassisIdSubtype=7\n"
		"lldp.chassisId=A\n"
		"lldp.ttl=1\n"},
	{"mac_of_five_bytes",
		HEAD "88cc" "0206" "04" "00259e0102" "0402" "0531" "0602" "0001", RESULT_MALFORMED,
		SOURCE_FACT
		"lldp.chassisIdSubtype=4\n"
		"lldp.chassisId=00:25:9e:01:02\n"
		"lldp.portIdSubtype=5\n"
		"lldp.portId=1\n"
		"lldp.ttl=1\n"},
	{"address_longer_than_its_value",
		HEAD "88cc" FIRST
		"1003" "ff" "01" "c0", RESULT_TRUNCATED,
		FIRST_FACTS},
	{"address_of_a_wrong_length",
		HEAD "88cc" FIRST
		"1009" "02" "01" "c0" "02" "00000007" "00", RESULT_MALFORMED,
		FIRST_FACTS
		"lldp.mgmtAddr[1]=c0\n"
		"lldp.mgmtAddrIfSubtype[1]=2\n"
		"lldp.mgmtAddrIfId[1]=7\n"},
	{"oid_that_never_ends",
		HEAD "88cc" FIRST
		"100f" "05" "01" "c0000201" "02" "00000007" "03" "ffffff", RESULT_MALFORMED,
		FIRST_FACTS
		"lldp.mgmtAddr[1]=192.0.2.1\n"
		"lldp.mgmtAddrIfSubtype[1]=2\n"
		"lldp.mgmtAddrIfId[1]=7\n"
		"lldp.mgmtAddrOID[1]=ffffff\n"},
	{"organisation_cut_in_its_head",
		HEAD "88cc" FIRST
		"fe02" "0080", RESULT_TRUNCATED,
		FIRST_FACTS},

	/* Cisco's protocol in 802.3 framing; what is behind its length is padding */
	{"cdp",
		"01000ccccccc" "00259e010203" "005c" "aaaa0300000c2000" "02" "b4" "0000"
		"0001" "0008" "73773031"
		"0002" "0011" "00000001" "01" "01" "cc" "0004" "c0000201"
		"0003" "0008" "47692f31"
		"0004" "0008" "00000029"
		"0006" "000a" "4e43532d3535"
		"000a" "0006" "0064"
		"000b" "0005" "01"
		"0015" "000d" "0607" "2b060104010901"
		"00ff" "0005" "aa"
		"ffff", RESULT_OK,
		"cdp.sourceMac=00:25:9e:01:02:03\n"
		"cdp.ttl=180\n"
		"cdp.deviceId=sw01\n"
		"cdp.address[1]=192.0.2.1\n"
		"cdp.portId=Gi/1\n"
		"cdp.capabilities=router,switch,igmp\n"
		"cdp.platform=NCS-55\n"
		"cdp.nativeVlan=100\n"
		"cdp.duplex=full\n"
		"cdp.sysObjectID=1.3.6.1.4.1.9.1\n"
		"cdp.tlv[255]=aa\n"},
	{"cdp_with_a_length_of_three",
		"01000ccccccc" "00259e010203" "0011" "aaaa0300000c2000" "02" "b4" "0000"
		"0001" "0003" "00", RESULT_MALFORMED,
		"cdp.sourceMac=00:25:9e:01:02:03\ncdp.ttl=180\n"},
	{"another_snap_protocol",
		"01000ccccccc" "00259e010203" "000c" "aaaa0300000c2004" "01000000", RESULT_UNKNOWN,
		""},
	{"spanning_tree",
		"0180c2000000" "00259e010203" "0007" "424203" "00000000", RESULT_UNKNOWN,
		""},
};
/* clang-format on */

/* Takes the line with the whole frame out: it repeats the input. */
static void
drop_malformed(struct buf *text)
{
	char *at = text->data != NULL ? strstr(text->data, ".malformed=") : NULL;

	if (at == NULL)
		return;
	while (at > text->data && at[-1] != '\n')
		at--;
	text->len = (size_t)(at - text->data);
	text->data[text->len] = '\0';
}

static void
decode_sample(void **state)
{
	const struct sample *s = *state;
	struct facts_text facts = facts_text_new();
	size_t n = 0, cap = strlen(s->frame) / 2;
	/* Exactly as long as the frame, so that a sanitizer sees any step past it. */
	uint8_t *frame = malloc(cap);
	enum result r;

	assert_non_null(frame);
	assert_int_equal(text_unhex(s->frame, strlen(s->frame), frame, cap, &n), RESULT_OK);
	r = probe_lldp.decode(bytes_of(frame, n), &facts.sink);
	if (r == RESULT_MALFORMED || r == RESULT_TRUNCATED)
		assert_non_null(strstr(buf_text(&facts.text), ".malformed="));
	else
		assert_null(strstr(buf_text(&facts.text), ".malformed="));
	drop_malformed(&facts.text);
	assert_string_equal(buf_text(&facts.text), s->facts);
	assert_int_equal(r, s->result);
	buf_free(&facts.text);
	free(frame);
}

/* Every beginning of every sample, in memory of exactly its size. */
static void
decode_survives_any_cut(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		size_t whole = strlen(samples[i].frame) / 2;

		for (size_t cut = 1; cut < whole; cut++) {
			struct facts_text facts = facts_text_new();
			uint8_t *frame = malloc(cut);
			size_t n = 0;

			assert_non_null(frame);
			assert_int_equal(
				text_unhex(samples[i].frame, cut * 2, frame, cut, &n), RESULT_OK);
			(void)probe_lldp.decode(bytes_of(frame, n), &facts.sink);
			buf_free(&facts.text);
			free(frame);
		}
	}
}

static bool
is_listed(const struct field *fields, const char *key, size_t len)
{
	for (; fields->key != NULL; fields++)
		if (strlen(fields->key) == len && strncmp(fields->key, key, len) == 0)
			return true;
	return false;
}

static void
fields_list_every_key(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		const char *line = samples[i].facts;

		for (; *line != '\0'; line = strchr(line, '\n') + 1) {
			size_t n = strcspn(line, "[=");

			if (!is_listed(probe_lldp.fields, line, n))
				fail_msg("not listed: %.*s", (int)n, line);
		}
	}
}

int
main(void)
{
	const size_t n = sizeof(samples) / sizeof(samples[0]);
	struct CMUnitTest *tests = calloc(n + 2, sizeof(*tests));
	int failed;

	if (tests == NULL)
		return 1;
	for (size_t i = 0; i < n; i++)
		tests[i] = (struct CMUnitTest){
			.name = samples[i].name,
			.test_func = decode_sample,
			.initial_state = (void *)(uintptr_t)&samples[i],
		};
	tests[n] = (struct CMUnitTest)cmocka_unit_test(decode_survives_any_cut);
	tests[n + 1] = (struct CMUnitTest)cmocka_unit_test(fields_list_every_key);
	failed = _cmocka_run_group_tests("lldp", tests, n + 2, NULL, NULL);
	free(tests);
	return failed;
}
