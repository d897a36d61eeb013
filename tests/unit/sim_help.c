/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* sim_help.c: what the tests of ranmap-sim share. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/sim_help.h"

struct bytes
sim_question(uint8_t *room, size_t cap, int version, const char *community, uint8_t pdu, int64_t id,
	int64_t a, int64_t b, const char *const *names, size_t n)
{
	struct ber_out out = ber_out_of(room, cap);
	struct oid oid;

	for (size_t i = n; i > 0; i--) {
		size_t mark = ber_mark(&out);

		assert_true(oid_parse(names[i - 1], &oid));
		ber_push_octets(&out, BER_NULL, "", 0);
		ber_push_oid(&out, oid.at, oid.n);
		ber_wrap(&out, BER_SEQUENCE, mark);
	}
	ber_wrap(&out, BER_SEQUENCE, 0);
	ber_push_int(&out, b);
	ber_push_int(&out, a);
	ber_push_int(&out, id);
	ber_wrap(&out, pdu, 0);
	ber_push_octets(&out, BER_OCTETS, community, strlen(community));
	ber_push_int(&out, version);
	ber_wrap(&out, BER_SEQUENCE, 0);
	assert_false(out.full);
	return bytes_of(out.base + out.at, out.cap - out.at);
}

struct bytes
sim_discovery(uint8_t *room, size_t cap, int64_t message_id)
{
	struct ber_out out = ber_out_of(room, cap);
	size_t mark;

	ber_wrap(&out, BER_SEQUENCE, 0); /* no bindings */
	ber_push_int(&out, 0);
	ber_push_int(&out, 0);
	ber_push_int(&out, 77);
	ber_wrap(&out, BER_GET, 0);
	ber_push_octets(&out, BER_OCTETS, "", 0);
	ber_push_octets(&out, BER_OCTETS, "", 0);
	ber_wrap(&out, BER_SEQUENCE, 0);
	mark = ber_mark(&out);
	for (unsigned i = 0; i < 3; i++)
		ber_push_octets(&out, BER_OCTETS, "", 0);
	ber_push_int(&out, 0);
	ber_push_int(&out, 0);
	ber_push_octets(&out, BER_OCTETS, "", 0);
	ber_wrap(&out, BER_SEQUENCE, mark);
	ber_wrap(&out, BER_OCTETS, mark);
	mark = ber_mark(&out);
	ber_push_int(&out, 3);
	ber_push_octets(&out, BER_OCTETS, "\x04", 1); /* reportable */
	ber_push_int(&out, 65507);
	ber_push_int(&out, message_id);
	ber_wrap(&out, BER_SEQUENCE, mark);
	ber_push_int(&out, 3);
	ber_wrap(&out, BER_SEQUENCE, 0);
	assert_false(out.full);
	return bytes_of(out.base + out.at, out.cap - out.at);
}

static bool
decode_bindings(struct bytes list, struct sim_answer *out)
{
	struct bytes binding, name;

	out->n = 0;
	while (list.left > 0) {
		if (out->n == sizeof out->at / sizeof *out->at ||
			!ber_expect(&list, BER_SEQUENCE, &binding) ||
			!ber_expect(&binding, BER_OID, &name) ||
			!ber_read_oid(name, &out->at[out->n].oid) ||
			!ber_take(&binding, &out->at[out->n].tag, &out->at[out->n].value) ||
			binding.left != 0)
			return false;
		out->n++;
	}
	return true;
}

bool
sim_decode(struct bytes answer, struct sim_answer *out)
{
	struct bytes message, community, pdu, list;

	return ber_expect(&answer, BER_SEQUENCE, &message) && answer.left == 0 &&
	       ber_expect_int(&message, &out->version) &&
	       ber_expect(&message, BER_OCTETS, &community) &&
	       ber_take(&message, &out->pdu, &pdu) && ber_expect_int(&pdu, &out->id) &&
	       ber_expect_int(&pdu, &out->status) && ber_expect_int(&pdu, &out->index) &&
	       ber_expect(&pdu, BER_SEQUENCE, &list) && pdu.left == 0 && decode_bindings(list, out);
}

void
sim_options(struct sim_options *o, const char *line)
{
	struct buf error = {0};
	int n = 0;

	snprintf(o->line, sizeof o->line, "ranmap-sim %s", line);
	for (char *at = strtok(o->line, " "); at != NULL && n < 63; at = strtok(NULL, " "))
		o->words[n++] = at;
	o->words[n] = NULL;
	if (!options_parse(n, o->words, &o->options, &error))
		fail_msg("%s", buf_text(&error));
	buf_free(&error);
}

void
sim_setup(struct setup *s, struct sim_options *o, const char *line)
{
	static char folder[500];
	const char *top = getenv("top_srcdir");
	struct buf error = {0};

	sim_options(o, line);
	snprintf(folder, sizeof folder, "%s/sim/personas", top != NULL ? top : ".");
	if (o->options.personas == NULL)
		o->options.personas = folder;
	if (!setup_make(s, &o->options, &error))
		fail_msg("%s", buf_text(&error));
	buf_free(&error);
}

static char folder[200];

const char *
sim_folder(void)
{
	const char *base = getenv("TMPDIR");

	if (*folder == '\0') {
		snprintf(folder, sizeof folder, "%.150s/ranmap-sim.XXXXXX",
			base != NULL ? base : "/tmp");
		assert_non_null(mkdtemp(folder));
	}
	return folder;
}

const char *
sim_file(const char *name, const char *text)
{
	static char path[500];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", sim_folder(), name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
	return path;
}

void
sim_folder_gone(void)
{
	DIR *dir = *folder != '\0' ? opendir(folder) : NULL;
	struct dirent *entry;
	char path[500];

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		snprintf(path, sizeof path, "%s/%.250s", folder, entry->d_name);
		unlink(path);
	}
	if (dir != NULL)
		closedir(dir);
	rmdir(folder);
	*folder = '\0';
}
