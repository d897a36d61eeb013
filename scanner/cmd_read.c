/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* cmd_read.c: `ranmap read`: neighbours and answers from capture files. */
#include <stddef.h>
#include <stdlib.h>

#include <jansson.h>

#include "base/clock.h"
#include "base/log.h"
#include "scanner/hearing.h"
#include "scanner/options.h"

/* Frames between two looks at the clock and the signals. */
#define FRAMES_A_TURN 1024

static const struct option_spec specs[] = {
	{"snmp-port", 0, "N", "UDP port of SNMP agents [161]", option_take_port,
		offsetof(struct settings, snmp_port)},
	{"ssh-port", 0, "N", "TCP port of SSH servers [22]", option_take_port,
		offsetof(struct settings, ssh_port)},
	{"wait", 0, NULL, "wait for a store that another sweep holds", option_take_flag,
		offsetof(struct settings, wait)},
	{NULL, 0, NULL, NULL, NULL, 0},
};

struct reading {
	struct hearing hearing;
	char *const *files;
	size_t n, at; /* files[at] is the next one to open */
	struct capture *capture;
	bool partial;
};

static char *
told(const struct reading *r)
{
	json_t *names = json_array(), *whole;
	char *text;

	for (size_t i = 0; i < r->n; i++) {
		json_t *name = json_string(r->files[i]);

		json_array_append_new(names, name != NULL ? name : json_string("?"));
	}
	whole = json_pack("{s:o}", "files", names);
	text = json_dumps(whole, JSON_COMPACT);
	json_decref(whole);
	return text;
}

/* The sweep begins with the first file that can be read. */
static bool
begin(struct reading *r)
{
	char *options;
	bool begun;

	if (r->hearing.sweep != 0)
		return true;
	options = told(r);
	begun = hearing_begin(&r->hearing, options != NULL ? options : "{}");
	free(options);
	return begun;
}

/* Opens the next file that can be. False at the end of the list. */
static bool
open_next(struct reading *r)
{
	struct buf why = {0};

	while (r->capture == NULL && r->at < r->n) {
		buf_clear(&why);
		if (capture_open_file(r->files[r->at++], &r->capture, &why) == RESULT_OK)
			break;
		log_error("%s", buf_text(&why));
		r->partial = true;
	}
	buf_free(&why);
	return r->capture != NULL && begin(r);
}

static void
read_some(struct reading *r)
{
	struct buf why = {0};
	struct frame frame;
	enum result result = RESULT_OK;

	for (int i = 0; i < FRAMES_A_TURN; i++) {
		if ((result = capture_next(r->capture, &frame, &why)) != RESULT_OK)
			break;
		hearing_frame(&r->hearing, &frame, capture_wire(r->capture));
	}
	if (result == RESULT_OK || result == RESULT_AGAIN)
		return;
	if (result != RESULT_END) {
		log_error("%s; what came before it is kept", buf_text(&why));
		r->partial = true;
	}
	buf_free(&why);
	capture_close(r->capture);
	r->capture = NULL;
}

static int64_t
pump(void *arg)
{
	struct reading *r = arg;

	if (!open_next(r)) {
		loop_stop(r->hearing.loop);
		return INT64_MAX;
	}
	read_some(r);
	return hearing_tick(&r->hearing) == INT64_MAX ? INT64_MAX : clock_now();
}

static int
read_files(const struct settings *settings, char *const *files, size_t n)
{
	struct reading r = {.files = files, .n = n};
	struct hearing *h = &r.hearing;
	int status = hearing_open(h, "read", settings);

	if (status == EXIT_DONE) {
		loop_set_pump(h->loop, pump, &r);
		if (h->interrupts == 0)
			loop_run(h->loop);
		loop_set_pump(h->loop, NULL, NULL);
		if (h->sweep == 0)
			status = h->interrupts > 0 ? EXIT_PARTIAL : EXIT_FAILED;
		else
			status = hearing_end(h, r.partial || h->interrupts > 0);
	}
	capture_close(r.capture);
	hearing_close(h);
	return status;
}

static int
run(int argc, char **argv)
{
	struct settings settings;
	int first, status;

	settings_init(&settings);
	status = options_parse(&command_read, specs, &settings, &settings, argc, argv, &first);
	if (status < 0 && first == argc) {
		log_error("read what? `ranmap read FILE.pcap`; - is standard input");
		status = EXIT_USAGE;
	}
	if (status < 0)
		status = read_files(&settings, argv + first, (size_t)(argc - first));
	settings_free(&settings);
	return status;
}

const struct command command_read = {
	.name = "read",
	.arguments = "[options] FILE...",
	.summary = "record neighbours and answers from capture files (pcap, pcapng)",
	.run = run,
};
