/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* The agent: v1, v2c, engine discovery, and the odd ones among agents. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "sim/agent.h"
#include "sim/odd.h"
#include "tests/unit/sim_help.h"

#define DESCR "1.3.6.1.2.1.1.1.0"
#define NAME "1.3.6.1.2.1.1.5.0"
#define UPTIME "1.3.6.1.2.1.1.3.0"

struct fixture {
	struct agent *agent;
	struct mib_draft draft;
	struct mib *mib;
	struct agent_view view;
	struct agent_note note;
	uint8_t out[AGENT_ANSWER_MAX], room[4000];
	struct sim_answer got;
};

static const struct mib *
whole(void *context)
{
	return ((struct fixture *)context)->mib;
}

static int
set_up(void **state)
{
	static struct fixture f;
	uint32_t zero = 0;

	memset(&f, 0, sizeof f);
	f.agent = agent_new();
	mib_column(&f.draft, "1.3.6.1.2.1.1.1");
	mib_text(&f.draft, &zero, 1, "a device");
	mib_column(&f.draft, "1.3.6.1.2.1.1.5");
	mib_text(&f.draft, &zero, 1, "its name");
	mib_add_live(&f.draft, (uint32_t[]){1, 3, 6, 1, 2, 1, 1, 3, 0}, 9, BER_TICKS, LIVE_UPTIME);
	mib_column(&f.draft, "1.3.6.1.2.1.2.2.1.1");
	for (uint32_t i = 1; i <= 20; i++)
		mib_int(&f.draft, &i, 1, i);
	mib_column(&f.draft, "1.3.6.1.2.1.2.2.1.2");
	for (uint32_t i = 1; i <= 20; i++)
		mib_text(&f.draft, &i, 1, "eth");
	mib_column(&f.draft, "1.3.6.1.2.1.31.1.1.1.6");
	for (uint32_t i = 1; i <= 3; i++)
		mib_unsigned(&f.draft, &i, 1, BER_COUNTER64, 1ull << 40);
	mib_column(&f.draft, "1.3.6.1.4.1.9.9");
	mib_text(&f.draft, &zero, 1, "last");
	f.mib = mib_freeze(&f.draft);
	f.view = (struct agent_view){.whole = whole,
		.context = &f,
		.community = "public",
		.versions = AGENT_V1 | AGENT_V2C | AGENT_V3,
		.uptime = 4711,
		.engine_id = (const uint8_t *)"\x80\x00\x07\xdb\x03\x01\x02\x03\x04\x05\x06",
		.engine_len = 11,
		.boots = 5,
		.engine_time = 99};
	*state = &f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	agent_free(f->agent);
	agent_free(NULL);
	mib_free(f->mib);
	mib_draft_free(&f->draft);
	return 0;
}

static struct bytes
ask(struct fixture *f, int version, uint8_t pdu, int64_t a, int64_t b, const char *const *names,
	size_t n)
{
	struct bytes q =
		sim_question(f->room, sizeof f->room, version, "public", pdu, 1234, a, b, names, n);

	return agent_answer(f->agent, &f->view, q, f->out, sizeof f->out, &f->note);
}

#define ASK(version, pdu, a, b, ...)                                   \
	ask(f, version, pdu, a, b, (const char *const[]){__VA_ARGS__}, \
		sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))
#define ANSWERED(...) assert_true(sim_decode(ASK(__VA_ARGS__), &f->got))

static void
is_oid(const struct oid *oid, const char *want)
{
	struct oid w;

	assert_true(oid_parse(want, &w));
	assert_int_equal(oid_compare(oid->at, oid->n, w.at, w.n), 0);
}

static void
get_gives_values_in_the_order_asked(void **state)
{
	struct fixture *f = *state;

	for (int version = 0; version <= 1; version++) {
		ANSWERED(version, BER_GET, 0, 0, NAME, DESCR, UPTIME);
		assert_int_equal(f->got.version, version);
		assert_int_equal(f->got.pdu, BER_RESPONSE);
		assert_int_equal(f->got.id, 1234);
		assert_int_equal(f->got.status, 0);
		assert_int_equal(f->got.n, 3);
		is_oid(&f->got.at[0].oid, NAME);
		assert_memory_equal(f->got.at[0].value.at, "its name", 8);
		assert_memory_equal(f->got.at[1].value.at, "a device", 8);
		assert_int_equal(f->got.at[2].tag, BER_TICKS);
		assert_memory_equal(f->got.at[2].value.at, "\x12\x67", 2);
		assert_int_equal(f->note.version, version);
		assert_int_equal(f->note.pdu, BER_GET);
	}
}

static void
get_of_what_is_not_there(void **state)
{
	struct fixture *f = *state;

	ANSWERED(1, BER_GET, 0, 0, DESCR, "1.3.6.1.2.1.1.1.1", "1.3.6.1.9.0");
	assert_int_equal(f->got.at[1].tag, BER_NO_INSTANCE);
	assert_int_equal(f->got.at[2].tag, BER_NO_OBJECT);
	ANSWERED(0, BER_GET, 0, 0, DESCR, "1.3.6.1.9.0");
	assert_int_equal(f->got.status, 2); /* noSuchName */
	assert_int_equal(f->got.index, 2);
	assert_int_equal(f->got.n, 2); /* the question's own bindings */
	assert_int_equal(f->got.at[0].tag, BER_NULL);
}

static void
getnext_walks_to_the_end(void **state)
{
	struct fixture *f = *state;

	ANSWERED(1, BER_GETNEXT, 0, 0, "1.3", "1.3.6.1.2.1.2.2.1.2.20", "1.3.6.1.4.1.9.9.0");
	is_oid(&f->got.at[0].oid, DESCR);
	assert_int_equal(f->got.at[1].tag, BER_COUNTER64);
	assert_int_equal(f->got.at[2].tag, BER_END_OF_MIB);
	is_oid(&f->got.at[2].oid, "1.3.6.1.4.1.9.9.0");
	/* v1 has no Counter64: it is passed over. */
	ANSWERED(0, BER_GETNEXT, 0, 0, "1.3.6.1.2.1.2.2.1.2.20");
	is_oid(&f->got.at[0].oid, "1.3.6.1.4.1.9.9.0");
	ANSWERED(0, BER_GETNEXT, 0, 0, "1.3.6.1.4.1.9.9.0");
	assert_int_equal(f->got.status, 2);
}

static void
getbulk_repeats(void **state)
{
	struct fixture *f = *state;

	ANSWERED(1, BER_GETBULK, 1, 3, "1.3", "1.3.6.1.2.1.2.2.1.1", "1.3.6.1.2.1.2.2.1.2");
	assert_int_equal(f->got.n, 7);
	is_oid(&f->got.at[0].oid, DESCR);
	is_oid(&f->got.at[1].oid, "1.3.6.1.2.1.2.2.1.1.1");
	is_oid(&f->got.at[2].oid, "1.3.6.1.2.1.2.2.1.2.1");
	is_oid(&f->got.at[5].oid, "1.3.6.1.2.1.2.2.1.1.3");
	f->view.max_repetitions = 2;
	ANSWERED(1, BER_GETBULK, 0, 50, "1.3.6.1.2.1.2.2.1.1");
	assert_int_equal(f->got.n, 2);
	f->view.max_repetitions = 0;
	ANSWERED(1, BER_GETBULK, 0, 50, "1.3.6.1.4.1.9.9");
	assert_int_equal(f->got.n, 2); /* the last one, and that it was the last */
	assert_int_equal(f->got.at[1].tag, BER_END_OF_MIB);
	assert_int_equal(ASK(0, BER_GETBULK, 0, 5, "1.3").left, 0); /* not in v1 */
}

static void
an_answer_keeps_within_its_size(void **state)
{
	struct fixture *f = *state;
	struct bytes answer;

	f->view.max_answer = 200;
	answer = ASK(1, BER_GETBULK, 0, 50, "1.3.6.1.2.1.2.2.1.1");
	assert_true(answer.left <= 200);
	assert_true(sim_decode(answer, &f->got));
	assert_in_range(f->got.n, 5, 15);
	f->view.max_answer = 60;
	ANSWERED(1, BER_GET, 0, 0, DESCR, NAME, UPTIME);
	assert_int_equal(f->got.status, 1); /* tooBig */
	assert_int_equal(f->got.n, 0);
	ANSWERED(0, BER_GET, 0, 0, DESCR, NAME, UPTIME);
	assert_int_equal(f->got.status, 1);
	assert_int_equal(f->got.n, 3); /* v1 gives them back */
}

static void
nothing_is_ever_set(void **state)
{
	struct fixture *f = *state;

	ANSWERED(1, BER_SET, 0, 0, NAME);
	assert_int_equal(f->got.status, 6); /* noAccess */
	assert_int_equal(f->note.pdu, BER_SET);
	ANSWERED(0, BER_SET, 0, 0, NAME);
	assert_int_equal(f->got.status, 2);
}

static void
strangers_hear_nothing(void **state)
{
	struct fixture *f = *state;

	f->view.community = "other";
	assert_int_equal(ASK(1, BER_GET, 0, 0, DESCR).left, 0);
	assert_true(f->note.refused);
	f->view.community = "public";
	f->view.versions = AGENT_V2C;
	assert_int_equal(ASK(0, BER_GET, 0, 0, DESCR).left, 0);
	assert_true(f->note.refused);
	assert_true(ASK(1, BER_GET, 0, 0, DESCR).left > 0);
}

static void
discovery_tells_the_engine(void **state)
{
	struct fixture *f = *state;
	struct bytes q = sim_discovery(f->room, sizeof f->room, 777), a, message, header, security,
		     s, id;
	int64_t number;

	a = agent_answer(f->agent, &f->view, q, f->out, sizeof f->out, &f->note);
	assert_int_equal(f->note.version, 3);
	assert_true(ber_expect(&a, BER_SEQUENCE, &message));
	assert_true(ber_expect_int(&message, &number) && number == 3);
	assert_true(ber_expect(&message, BER_SEQUENCE, &header));
	assert_true(ber_expect_int(&header, &number) && number == 777);
	assert_true(ber_expect(&message, BER_OCTETS, &security));
	assert_true(ber_expect(&security, BER_SEQUENCE, &s));
	assert_true(ber_expect(&s, BER_OCTETS, &id));
	assert_int_equal(id.left, 11);
	assert_memory_equal(id.at, f->view.engine_id, 11);
	assert_true(ber_expect_int(&s, &number) && number == 5);
	assert_true(ber_expect_int(&s, &number) && number == 99);
	f->view.engine_len = 0; /* speaks no v3 */
	q = sim_discovery(f->room, sizeof f->room, 777);
	a = agent_answer(f->agent, &f->view, q, f->out, sizeof f->out, &f->note);
	assert_int_equal(a.left, 0);
}

/* Every prefix of good questions, and every octet of them damaged. */
static void
damaged_questions_hurt_nobody(void **state)
{
	struct fixture *f = *state;
	uint8_t copy[400];

	for (unsigned kind = 0; kind < 2; kind++) {
		struct bytes q =
			kind == 0 ? sim_question(f->room, sizeof f->room, 1, "public", BER_GETBULK,
					    1, 0, 9, (const char *const[]){DESCR, "1.3"}, 2)
				  : sim_discovery(f->room, sizeof f->room, 1);

		assert_true(q.left < sizeof copy);
		for (size_t n = 0; n < q.left; n++) {
			memcpy(copy, q.at, q.left);
			agent_answer(
				f->agent, &f->view, bytes_of(copy, n), f->out, sizeof f->out, NULL);
			for (unsigned bit = 0; bit < 8; bit++) {
				memcpy(copy, q.at, q.left);
				copy[n] ^= (uint8_t)(1u << bit);
				agent_answer(f->agent, &f->view, bytes_of(copy, q.left), f->out,
					sizeof f->out, NULL);
			}
		}
	}
}

static void
odd_agents_answer_oddly(void **state)
{
	struct fixture *f = *state;

	f->view.odd = ODD(TOOBIG);
	ANSWERED(1, BER_GET, 0, 0, DESCR, NAME);
	assert_int_equal(f->got.status, 1);
	assert_int_equal(f->got.n, 0);
	ANSWERED(1, BER_GET, 0, 0, DESCR);
	assert_int_equal(f->got.status, 0);
	f->view.odd = ODD(WRONG_ID);
	ANSWERED(1, BER_GET, 0, 0, DESCR);
	assert_int_equal(f->got.id, 1235);
	f->view.odd = ODD(LOOP);
	ANSWERED(1, BER_GETNEXT, 0, 0, "1.3.6.1.2.1.2.2.1.2.20");
	is_oid(&f->got.at[0].oid, "1.3.6.1.2.1.2.2.1.2.1");
	f->view.odd = ODD(ENDLESS);
	ANSWERED(1, BER_GETBULK, 0, 100, "1.3.6.1.2.1.2.2.1.2");
	assert_int_equal(f->got.n, 100);
	is_oid(&f->got.at[99].oid, "1.3.6.1.2.1.2.2.1.2.100");
	f->view.odd = ODD(LONG);
	ANSWERED(1, BER_GET, 0, 0, DESCR);
	assert_int_equal(f->got.at[0].value.left, ODD_LONG_TEXT);
	assert_memory_equal(f->got.at[0].value.at, "a device ", 9);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(get_gives_values_in_the_order_asked),
		TEST(get_of_what_is_not_there),
		TEST(getnext_walks_to_the_end),
		TEST(getbulk_repeats),
		TEST(an_answer_keeps_within_its_size),
		TEST(nothing_is_ever_set),
		TEST(strangers_hear_nothing),
		TEST(discovery_tells_the_engine),
		TEST(damaged_questions_hurt_nobody),
		TEST(odd_agents_answer_oddly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
