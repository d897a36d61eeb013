/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* cmd_export.c: `ranmap export WHAT`: a view of the store in a format, to
 * standard output or to a file that appears whole or not at all. */
#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "output/coverage.h"
#include "output/fit.h"
#include "output/list.h"
#include "output/outfile.h"
#include "output/report.h"
#include "scanner/options.h"
#include "scanner/reading.h"

struct export_options {
	char *format, *file, *csv_for;
	int64_t sweep;
	bool all;
};

static const char *
take_csv_for(void *target, const char *value)
{
	if (strcmp(value, "excel") != 0 && strcmp(value, "import") != 0)
		return "wants excel or import";
	return option_take_text(target, value);
}

static const struct option_spec specs[] = {
	{.name = "format",
		.argument = "F",
		.take = option_take_text,
		.help = "csv, json, jsonl, text, html, xlsx [by -o, or csv]",
		.offset = offsetof(struct export_options, format)},
	{.name = "output",
		.letter = 'o',
		.argument = "FILE",
		.take = option_take_text,
		.help = "write a file; there when whole [standard output]",
		.offset = offsetof(struct export_options, file)},
	{.name = "csv-for",
		.argument = "WHOM",
		.take = take_csv_for,
		.help = "import: data as is; excel: safe to open [import]",
		.offset = offsetof(struct export_options, csv_for)},
	{.name = "sweep",
		.argument = "N|last",
		.take = reading_take_sweep,
		.help = "one sweep only [all, everything as last seen]",
		.offset = offsetof(struct export_options, sweep)},
	{.name = "all",
		.take = option_take_flag,
		.help = "addresses: those that were closed or silent, too",
		.offset = offsetof(struct export_options, all)},
	{.name = NULL},
};

/* The view that was named, or NULL after a sentence with the choices. */
static const struct view *
choose_view(int n, char **operands)
{
	const struct view *view = n == 1 ? view_find(operands[0]) : NULL;
	struct buf names = {0};

	if (view == NULL) {
		view_names(&names);
		if (n == 0)
			log_error("export what? One of: %s", buf_text(&names));
		else if (n > 1)
			log_error("export takes one thing at a time: %s", buf_text(&names));
		else
			log_error("export: there is no %s. One of: %s", operands[0],
				buf_text(&names));
		buf_free(&names);
	}
	return view;
}

/* By --format, else by the file's suffix, else CSV. */
static const struct writer *
choose_writer(const struct export_options *own)
{
	const char *dot = own->file != NULL ? strrchr(own->file, '.') : NULL;
	const struct writer *writer;
	struct buf names = {0};

	if (own->format == NULL) {
		for (const struct writer *const *w = writer_list; dot != NULL && *w != NULL; w++)
			if (strcmp((*w)->suffix, dot + 1) == 0)
				return *w;
		return writer_find("csv");
	}
	writer = writer_find(own->format);
	if (writer == NULL) {
		writer_names(&names);
		log_error(
			"export: there is no format %s. One of: %s", own->format, buf_text(&names));
		buf_free(&names);
	}
	return writer;
}

/* A workbook on a terminal helps nobody and can upset it. */
static bool
suits_output(const struct writer *writer, const struct export_options *own)
{
	if (!writer->binary || own->file != NULL || !isatty(STDOUT_FILENO))
		return true;
	log_error("export: %s is not for a terminal; -o FILE writes a file", writer->name);
	return false;
}

/* A graph wants links, a map wants places. */
static bool
suits_view(const struct writer *writer, const struct view *view)
{
	if (writer->suits == NULL || writer->suits(view->columns))
		return true;
	log_error("export: %s can't be written as %s (%s)", view->name, writer->name,
		writer->summary);
	return false;
}

static int
report_fault(struct store *store, const char *file, enum result r)
{
	int error = errno;

	if (r == RESULT_STORE)
		log_error("the store can't be read: %s", store_error(store));
	else
		log_error("%s: %s", file, error != 0 ? strerror(error) : result_text(r));
	return EXIT_FAILED;
}

/* Writes the report into an open file. */
static int
write_report(struct store *store, struct store_scope scope, const struct export_options *own,
	const struct view *view, const struct writer *writer, FILE *stream)
{
	const char *file = own->file != NULL ? own->file : "standard output";
	struct view_options what = {.scope = scope, .all = own->all};
	struct writer_options how = {
		.for_excel = own->csv_for != NULL && strcmp(own->csv_for, "excel") == 0,
		.width = fit_terminal(stream),
	};
	struct buf title = {0}, note = {0};
	uint64_t rows;
	enum result r;

	buf_printf(&title, "ranmap: %s", view->name);
	coverage_describe(store, scope, &note);
	how.title = buf_text(&title);
	how.noun = view->name;
	how.note = buf_text(&note);
	r = report_write(store, view, &what, writer, &how, stream, &rows);
	if (r == RESULT_OK && own->file != NULL)
		log_info("%s: %" PRIu64 " %s", file, rows, rows == 1 ? "row" : "rows");
	buf_free(&title);
	buf_free(&note);
	return r == RESULT_OK ? EXIT_DONE : report_fault(store, file, r);
}

static int export(const struct settings *settings, const struct export_options *own,
	const struct view *view, const struct writer *writer)
{
	struct outfile *out;
	struct store_scope scope;
	struct store *store;
	struct buf why = {0};
	int status = reading_open(settings, own->sweep, &store, &scope);

	if (status != EXIT_DONE)
		return status;
	if (outfile_open(own->file != NULL ? own->file : "-", &out, &why) != RESULT_OK) {
		log_error("%s", buf_text(&why));
		status = EXIT_FAILED;
	} else {
		status = write_report(store, scope, own, view, writer, outfile_stream(out));
		if (status != EXIT_DONE) {
			outfile_abandon(out);
		} else if (outfile_commit(out, &why) != RESULT_OK) {
			log_error("%s", buf_text(&why));
			status = EXIT_FAILED;
		}
	}
	buf_free(&why);
	store_close(store);
	return status;
}

static int
run(int argc, char **argv)
{
	struct export_options own = {0};
	const struct writer *writer;
	const struct view *view;
	struct settings settings;
	int first, status;

	settings_init(&settings);
	status = options_parse(&command_export, specs, &own, &settings, argc, argv, &first);
	if (status < 0) {
		view = choose_view(argc - first, argv + first);
		writer = choose_writer(&own);
		if (view == NULL || writer == NULL || !suits_output(writer, &own) ||
			!suits_view(writer, view))
			status = EXIT_USAGE;
		else
			status = export(&settings, &own, view, writer);
	}
	free(own.format);
	free(own.file);
	free(own.csv_for);
	settings_free(&settings);
	return status;
}

const struct command command_export = {
	.name = "export",
	.arguments = "[options] WHAT",
	.summary = "elements, components, links, vendor-map, … as CSV, JSON, HTML, …",
	.run = run,
};
