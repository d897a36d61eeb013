/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* agent_v3.c: reads a v3 message and reports on it. */
#include "sim/agent_v3.h"

#include <string.h>

/* RFC 3414: usmStatsUnknownUserNames.0, usmStatsUnknownEngineIDs.0. */
static const uint32_t unknown_users[] = {1, 3, 6, 1, 6, 3, 15, 1, 1, 3, 0};
static const uint32_t unknown_engines[] = {1, 3, 6, 1, 6, 3, 15, 1, 1, 4, 0};

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* The fields of a v3 message that discovery needs (RFC 3412 section 6, RFC 3414 2.4). */
struct v3_message {
	int64_t id;
	uint8_t flags;
	struct bytes engine_id;
	int64_t request_id; /* of the scoped PDU, 0 where it is encrypted */
};

static bool
read_security(struct bytes parameters, struct v3_message *m)
{
	struct bytes sequence, ignored;
	int64_t boots, time;

	return ber_expect(&parameters, BER_SEQUENCE, &sequence) &&
	       ber_expect(&sequence, BER_OCTETS, &m->engine_id) &&
	       ber_expect_int(&sequence, &boots) && ber_expect_int(&sequence, &time) &&
	       ber_expect(&sequence, BER_OCTETS, &ignored);
}

static bool
read_v3(struct bytes *message, struct v3_message *m)
{
	struct bytes header, flags, parameters, scoped, skipped, pdu;
	int64_t size, model, id;
	uint8_t tag;

	if (!ber_expect(message, BER_SEQUENCE, &header) || !ber_expect_int(&header, &m->id) ||
		!ber_expect_int(&header, &size) || !ber_expect(&header, BER_OCTETS, &flags) ||
		!bytes_u8(&flags, &m->flags) || !ber_expect_int(&header, &model) || model != 3 ||
		!ber_expect(message, BER_OCTETS, &parameters) || !read_security(parameters, m))
		return false;
	m->request_id = 0;
	if (!(m->flags & 2) && ber_expect(message, BER_SEQUENCE, &scoped) &&
		ber_expect(&scoped, BER_OCTETS, &skipped) &&
		ber_expect(&scoped, BER_OCTETS, &skipped) && ber_take(&scoped, &tag, &pdu) &&
		ber_expect_int(&pdu, &id))
		m->request_id = id;
	return true;
}

/* The Report that tells engine ID, boots and time to whoever asks (RFC 3414 3.2, 4). */
static struct bytes
report(const struct agent_view *view, const struct v3_message *m, const uint32_t *counter,
	struct ber_out *out)
{
	size_t mark;

	ber_push_unsigned(out, BER_COUNTER32, view->strangers);
	ber_push_oid(out, counter, COUNT(unknown_engines));
	ber_wrap(out, BER_SEQUENCE, 0);
	ber_wrap(out, BER_SEQUENCE, 0);
	ber_push_int(out, 0);
	ber_push_int(out, 0);
	ber_push_int(out, m->request_id);
	ber_wrap(out, BER_REPORT, 0);
	ber_push_octets(out, BER_OCTETS, "", 0); /* contextName */
	ber_push_octets(out, BER_OCTETS, view->engine_id, view->engine_len);
	ber_wrap(out, BER_SEQUENCE, 0);

	mark = ber_mark(out);
	ber_push_octets(out, BER_OCTETS, "", 0); /* msgPrivacyParameters */
	ber_push_octets(out, BER_OCTETS, "", 0); /* msgAuthenticationParameters */
	ber_push_octets(out, BER_OCTETS, "", 0); /* msgUserName */
	ber_push_int(out, view->engine_time);
	ber_push_int(out, view->boots);
	ber_push_octets(out, BER_OCTETS, view->engine_id, view->engine_len);
	ber_wrap(out, BER_SEQUENCE, mark);
	ber_wrap(out, BER_OCTETS, mark);

	mark = ber_mark(out);
	ber_push_int(out, 3);			 /* the user-based security model */
	ber_push_octets(out, BER_OCTETS, "", 1); /* flags: none */
	ber_push_int(out, AGENT_ANSWER_MAX);
	ber_push_int(out, m->id);
	ber_wrap(out, BER_SEQUENCE, mark);
	ber_push_int(out, 3);
	ber_wrap(out, BER_SEQUENCE, 0);
	return ber_written(out);
}

struct bytes
agent_v3_answer(const struct agent_view *view, struct bytes message, struct ber_out *out)
{
	struct v3_message m;
	bool known;

	/* Only questions that may be reported on get an answer (RFC 3412 6.4). */
	if (!read_v3(&message, &m) || !(m.flags & 4))
		return bytes_of("", 0);
	known = m.engine_id.left == view->engine_len &&
		memcmp(m.engine_id.at, view->engine_id, view->engine_len) == 0;
	return report(view, &m, known ? unknown_users : unknown_engines, out);
}
