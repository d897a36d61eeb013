/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* main.c: ranmap-sim: options, the network, the loop, and the only exit. */
#include <config.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "sim/serve.h"
#include "sim/setup.h"
#include "sim/truth.h"

enum { EXIT_DONE, EXIT_FAILED, EXIT_USAGE };

static void
print_help(void)
{
	struct buf text = {0};

	options_help(&text);
	fputs(buf_text(&text), stdout);
	buf_free(&text);
}

static void
list_personas(const struct setup *s)
{
	for (size_t i = 0; i < s->personas.n; i++) {
		const struct persona *p = &s->personas.at[i];

		printf("%-28s %-17s %-18s %s\n", p->name, p->role,
			*p->manufacturer != '\0' ? p->manufacturer : "-", p->model);
	}
}

/* The file appears as a whole, so that who waits for it finds the number in it. */
static bool
write_ready(const char *path)
{
	struct buf temporary = {0};
	FILE *file;
	bool ok;

	buf_printf(&temporary, "%s.new", path);
	file = fopen(buf_text(&temporary), "we");
	ok = file != NULL && fprintf(file, "%ld\n", (long)getpid()) > 0;
	ok = file != NULL && fclose(file) == 0 && ok && rename(buf_text(&temporary), path) == 0;
	if (!ok)
		log_error("%s: %s", path, result_text(RESULT_IO));
	buf_free(&temporary);
	return ok;
}

static void
announce(const struct setup *s)
{
	const struct options *o = s->options;
	char text[PREFIX_TEXT_MAX];

	for (size_t i = 0; i < s->layout.n_prefixes; i++)
		log_info("playing %s: SNMP port %llu, SSH port %llu",
			prefix_format(&s->layout.prefixes[i], text),
			(unsigned long long)o->snmp_port, (unsigned long long)o->ssh_port);
	if (s->n_recordings > 0)
		log_info("playing %zu recordings from %s on", s->n_recordings,
			addr_format(&s->recordings[0].addr, text));
}

static int
play(struct setup *s)
{
	struct buf error = {0};
	struct serve *serve = serve_open(s, &error);
	enum result result;

	if (serve == NULL) {
		log_error("%s", buf_text(&error));
		buf_free(&error);
		return EXIT_FAILED;
	}
	announce(s);
	result = s->options->ready_file == NULL || write_ready(s->options->ready_file)
			 ? serve_run(serve)
			 : RESULT_IO;
	serve_close(serve);
	buf_free(&error);
	return result == RESULT_OK ? EXIT_DONE : EXIT_FAILED;
}

static int
show_one(struct setup *s)
{
	struct addr a;

	if (addr_parse(s->options->show, &a) != RESULT_OK) {
		log_error("--show %s: not an address", s->options->show);
		return EXIT_USAGE;
	}
	if (truth_show(s, &a, stdout) == RESULT_OK)
		return EXIT_DONE;
	log_error("%s: nothing stands there", s->options->show);
	return EXIT_FAILED;
}

static int
run(struct setup *s)
{
	const struct options *o = s->options;
	enum result result;

	if (o->list) {
		list_personas(s);
		return EXIT_DONE;
	}
	if (o->show != NULL)
		return show_one(s);
	if (o->truth != NULL) {
		result = truth_write(s, o->truth);
		if (result != RESULT_OK) {
			log_error("%s: %s", o->truth, result_text(result));
			return EXIT_FAILED;
		}
	}
	return o->dry_run ? EXIT_DONE : play(s);
}

int
main(int argc, char **argv)
{
	static struct options options;
	static struct setup setup;
	struct buf error = {0};
	int status = EXIT_USAGE;

	if (!options_parse(argc, argv, &options, &error)) {
		log_error("%s", buf_text(&error));
		buf_free(&error);
		return EXIT_USAGE;
	}
	if (options.help || options.version) {
		if (options.help)
			print_help();
		else
			puts(PACKAGE_STRING);
		return EXIT_DONE;
	}
	log_set_level(options.quiet ? LOG_LEVEL_ERROR : LOG_LEVEL_INFO);
	if (setup_make(&setup, &options, &error))
		status = run(&setup);
	else
		log_error("%s", buf_text(&error));
	setup_free(&setup);
	buf_free(&error);
	return status;
}
