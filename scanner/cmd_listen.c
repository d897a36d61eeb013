/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* cmd_listen.c: `ranmap listen`: neighbours that announce themselves on a wire. */
#include <net/if.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "probes/probe.h"
#include "scanner/hearing.h"
#include "scanner/options.h"

#define MOST_INTERFACES 64
/* Frames of one interface before the others get their turn. */
#define FRAMES_A_TURN 256

struct listen_options {
	char *interfaces[MOST_INTERFACES];
	size_t n_interfaces;
	uint32_t seconds; /* 0: until it is interrupted */
	bool wait;
};

static const char *
take_interface(void *target, const char *value)
{
	struct listen_options *own = target;

	if (strlen(value) >= IF_NAMESIZE ||
		(strcmp(value, "any") != 0 && if_nametoindex(value) == 0))
		return "there is no such interface";
	for (size_t i = 0; i < own->n_interfaces; i++)
		if (strcmp(own->interfaces[i], value) == 0)
			return NULL;
	if (own->n_interfaces == MOST_INTERFACES)
		return "that are too many interfaces";
	own->interfaces[own->n_interfaces++] = xstrdup(value);
	return NULL;
}

static const char *
take_seconds(void *target, const char *value)
{
	if (option_take_u32(target, value) != NULL || *(uint32_t *)target == 0)
		return "a number of seconds is wanted";
	return NULL;
}

static const struct option_spec specs[] = {
	{"interface", 'i', "NAME", "listen here, repeatable", take_interface, 0},
	{"time", 't', "SECONDS", "end after so long [at Ctrl-C]", take_seconds,
		offsetof(struct listen_options, seconds)},
	{"wait", 0, NULL, "wait for a store that another sweep holds", option_take_flag,
		offsetof(struct listen_options, wait)},
	{NULL, 0, NULL, NULL, NULL, 0},
};

struct listening {
	struct hearing hearing;
	const struct listen_options *own;
	struct capture *captures[MOST_INTERFACES];
	size_t n, open;
	int64_t until;
	bool partial; /* an interface was lost */
};

static enum exit_status
open_all(struct listening *l)
{
	struct buf why = {0};
	enum result r = RESULT_OK;

	while (l->n < l->own->n_interfaces) {
		r = capture_open_live(l->own->interfaces[l->n], &l->captures[l->n], &why);
		if (r != RESULT_OK)
			break;
		l->n++;
	}
	l->open = l->n;
	if (r != RESULT_OK)
		log_error("%s", buf_text(&why));
	buf_free(&why);
	return r == RESULT_OK ? EXIT_DONE : r == RESULT_NOT_FOUND ? EXIT_USAGE : EXIT_FAILED;
}

/* An interface that can't be heard any more; the others go on. */
static void
lose(struct listening *l, struct capture *c, const char *why)
{
	log_error("%s", why);
	loop_unwatch(l->hearing.loop, capture_fd(c));
	l->partial = true;
	if (--l->open == 0)
		loop_stop(l->hearing.loop);
}

static void
on_ready(void *arg, int fd, unsigned how, void *whose)
{
	struct listening *l = arg;
	struct capture *c = whose;
	struct buf why = {0};
	struct frame frame;
	enum result r = RESULT_OK;

	(void)fd;
	(void)how;
	for (int i = 0; i < FRAMES_A_TURN; i++) {
		if ((r = capture_next(c, &frame, &why)) != RESULT_OK)
			break;
		hearing_frame(&l->hearing, &frame, capture_wire(c));
	}
	if (r != RESULT_OK && r != RESULT_AGAIN)
		lose(l, c, buf_text(&why));
	buf_free(&why);
}

static int64_t
pump(void *arg)
{
	struct listening *l = arg;
	int64_t next = hearing_tick(&l->hearing);

	if (clock_now() >= l->until)
		loop_stop(l->hearing.loop);
	return next < l->until ? next : l->until;
}

static void
watch_all(struct listening *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (loop_watch(l->hearing.loop, capture_fd(l->captures[i]), WATCH_READ, on_ready, l,
			    l->captures[i]) != RESULT_OK)
			lose(l, l->captures[i], "an interface can't be waited on");
}

static char *
told(const struct listen_options *own)
{
	json_t *names = json_array(), *whole;
	char *text;

	for (size_t i = 0; i < own->n_interfaces; i++)
		json_array_append_new(names, json_string(own->interfaces[i]));
	whole = json_pack("{s:o, s:I}", "interfaces", names, "seconds", (json_int_t)own->seconds);
	text = json_dumps(whole, JSON_COMPACT);
	json_decref(whole);
	return text;
}

static int
listen_on(struct listening *l)
{
	struct hearing *h = &l->hearing;
	char *options = told(l->own);
	bool begun = hearing_begin(h, options != NULL ? options : "{}");

	free(options);
	if (!begun)
		return EXIT_FAILED;
	l->until = l->own->seconds > 0 ? h->begun + l->own->seconds * CLOCK_S : INT64_MAX;
	log_info("listening on %zu interface%s%s", l->n, l->n == 1 ? "" : "s",
		l->own->seconds > 0 ? "" : "; Ctrl-C ends it");
	watch_all(l);
	if (h->interrupts == 0 && l->open > 0) {
		loop_set_pump(h->loop, pump, l);
		loop_run(h->loop);
		loop_set_pump(h->loop, NULL, NULL);
	}
	for (size_t i = 0; i < l->n; i++)
		h->dropped += capture_dropped(l->captures[i]);
	/* Without an end that was told, an interrupt is the end. */
	return hearing_end(h, l->partial || (h->interrupts > 0 && l->own->seconds > 0));
}

static int
listen_all(const struct settings *settings, const struct listen_options *own)
{
	struct listening l = {.own = own};
	int status = open_all(&l);

	if (status == EXIT_DONE) {
		status = hearing_open(&l.hearing, "listen", settings);
		if (status == EXIT_DONE)
			status = listen_on(&l);
		for (size_t i = 0; l.hearing.loop != NULL && i < l.n; i++)
			loop_unwatch(l.hearing.loop, capture_fd(l.captures[i]));
		hearing_close(&l.hearing);
	}
	for (size_t i = 0; i < l.n; i++)
		capture_close(l.captures[i]);
	return status;
}

static int
run(int argc, char **argv)
{
	struct listen_options own = {0};
	struct settings settings;
	int first, status;

	settings_init(&settings);
	status = options_parse(&command_listen, specs, &own, &settings, argc, argv, &first);
	if (status < 0 && first < argc) {
		log_error("listen takes no operand: %s; -i names an interface", argv[first]);
		status = EXIT_USAGE;
	}
	if (status < 0 && own.n_interfaces == 0) {
		log_error("listen where? `ranmap listen -i eth0`, say; `ip link` lists the names");
		status = EXIT_USAGE;
	}
	settings.wait = own.wait;
	if (status < 0)
		status = listen_all(&settings, &own);
	for (size_t i = 0; i < own.n_interfaces; i++)
		free(own.interfaces[i]);
	settings_free(&settings);
	return status;
}

const struct command command_listen = {
	.name = "listen",
	.arguments = "-i NAME [-t SECONDS] [options]",
	.summary = "record the neighbours that announce themselves on a wire (LLDP, CDP)",
	.run = run,
};
