/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* aim.c: one word after the other; names are asked for together at the end. */
#include "scanner/aim.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"
#include "scanner/scope.h"

#define LINE_LENGTH 512
/* RFC 1035 2.3.4. */
#define NAME_MAX_LENGTH 253

struct name {
	struct aiming *aiming;
	char *text;
	bool admitted;
	struct name *next;
};

struct aiming {
	const struct settings *settings;
	struct loop *loop;
	struct aimed *out;
	struct name *names;
	size_t pending;
	unsigned refused, malformed;
};

static void
add_range(void *arg, const struct addr *first, const struct addr *last, const char *word,
	bool *admitted)
{
	struct aiming *a = arg;
	enum result r = scope_add(a->settings, a->out->targets, first, last, &a->out->out_of_scope);

	if (r == RESULT_OK) {
		*admitted = true;
	} else if (r == RESULT_RANGE) {
		log_error("%s: too many addresses for a sweep", word);
		a->malformed++;
	}
}

struct word {
	struct aiming *aiming;
	const char *text;
	bool admitted;
};

static void
add_part(void *arg, const struct addr *first, const struct addr *last)
{
	struct word *w = arg;

	add_range(w->aiming, first, last, w->text, &w->admitted);
}

static void
refuse(struct aiming *a, const char *word)
{
	struct buf scope = {0}, text = {0};

	scope_describe(a->settings, &scope);
	text_printable(&text, word, strlen(word), NAME_MAX_LENGTH);
	log_error("%s is out of scope; allowed are %s", buf_text(&text), buf_text(&scope));
	buf_free(&scope);
	buf_free(&text);
	a->refused++;
}

static bool
is_name(const char *word)
{
	bool letter = false;

	if (strlen(word) > NAME_MAX_LENGTH)
		return false;
	for (const char *c = word; *c != '\0'; c++) {
		if (!isalnum((unsigned char)*c) && strchr("-._", *c) == NULL)
			return false;
		letter = letter || isalpha((unsigned char)*c);
	}
	return letter && isalnum((unsigned char)word[0]);
}

static void
add_name(struct aiming *a, const char *word)
{
	struct name *n = xcalloc(1, sizeof(*n));

	n->aiming = a;
	n->text = xstrdup(word);
	n->next = a->names;
	a->names = n;
}

/* A prefix may be larger than what of it is in scope, so its ends go to the
 * scope as they are. */
static void
add_word(struct aiming *a, const char *word)
{
	struct word w = {.aiming = a, .text = word};
	struct targets *parts;
	struct prefix p;
	unsigned before = a->malformed;
	enum result r = RESULT_OK;

	if (prefix_parse(word, false, &p) == RESULT_OK) {
		struct addr first = prefix_first(&p), last = prefix_last(&p);

		add_part(&w, &first, &last);
	} else {
		parts = targets_new();
		r = targets_add(parts, word);
		if (r == RESULT_OK)
			targets_each(parts, add_part, &w);
		targets_free(parts);
	}
	if (r != RESULT_OK && is_name(word)) {
		add_name(a, word);
	} else if (r != RESULT_OK) {
		struct buf text = {0};

		text_printable(&text, word, strlen(word), NAME_MAX_LENGTH);
		log_error("'%s' is no address, prefix, range or host name", buf_text(&text));
		buf_free(&text);
		a->malformed++;
	} else if (!w.admitted && a->malformed == before) {
		refuse(a, word);
	}
}

static enum result
add_file(struct aiming *a, const char *file)
{
	FILE *f = strcmp(file, "-") == 0 ? stdin : fopen(file, "re");
	char line[LINE_LENGTH];
	unsigned number = 0;

	if (f == NULL) {
		log_error("%s: %s", file, strerror(errno));
		return RESULT_IO;
	}
	while (fgets(line, sizeof(line), f) != NULL) {
		char *save = NULL;

		number++;
		if (strchr(line, '\n') == NULL && !feof(f)) {
			log_error("%s:%u: the line is too long", file, number);
			a->malformed++;
			break;
		}
		line[strcspn(line, "#")] = '\0';
		for (char *word = strtok_r(line, " \t\r\n,;", &save); word != NULL;
			word = strtok_r(NULL, " \t\r\n,;", &save)) {
			unsigned before = a->malformed + a->refused;

			add_word(a, word);
			if (a->malformed + a->refused != before)
				log_error("%s:%u: this line was meant", file, number);
		}
	}
	if (f != stdin)
		fclose(f);
	return RESULT_OK;
}

/* ---- names --------------------------------------------------------------- */

static void
name_ended(struct name *n, const char *why)
{
	struct aiming *a = n->aiming;

	if (why[0] != '\0') {
		log_warn("%s can't be resolved: %s", n->text, why);
		a->out->unresolved++;
	} else if (!n->admitted) {
		refuse(a, n->text);
	}
	if (--a->pending == 0)
		loop_stop(a->loop);
}

static void
name_resolved(void *arg, const struct addr *addr, const char *why)
{
	struct name *n = arg;

	if (addr == NULL)
		name_ended(n, why);
	else
		add_range(n->aiming, addr, addr, n->text, &n->admitted);
}

static void
resolve_names(struct aiming *a)
{
	for (struct name *n = a->names; n != NULL; n = n->next)
		a->pending++;
	if (a->pending == 0)
		return;
	/* One more, so that none that fails at once ends the wait for the others. */
	a->pending++;
	for (struct name *n = a->names; n != NULL; n = n->next)
		loop_resolve(a->loop, n->text, name_resolved, n);
	if (--a->pending > 0)
		loop_run(a->loop);
	loop_resolve_end(a->loop); /* interrupted, some are still under way */
}

static void
free_names(struct aiming *a)
{
	for (struct name *n = a->names, *next; n != NULL; n = next) {
		next = n->next;
		free(n->text);
		free(n);
	}
}

enum result
aim_take(const struct settings *s, struct loop *loop, char *const *operands, int n,
	const char *file, struct aimed *out)
{
	struct aiming a = {.settings = s, .loop = loop, .out = out};
	enum result r = RESULT_OK;

	*out = (struct aimed){.targets = targets_new()};
	for (int i = 0; i < n; i++)
		add_word(&a, operands[i]);
	if (file != NULL)
		r = add_file(&a, file);
	if (r == RESULT_OK && a.malformed == 0)
		resolve_names(&a);
	free_names(&a);
	if (a.malformed > 0)
		r = RESULT_MALFORMED;
	else if (r == RESULT_OK && a.refused > 0)
		r = RESULT_REFUSED;
	if (r == RESULT_OK) {
		out->excluded = scope_exclude(s, out->targets);
		return r;
	}
	targets_free(out->targets);
	out->targets = NULL;
	return r;
}
