/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* sites.c: the sites file, line by line; every fault is told with its place. */
#include "import/sites.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import/csv_read.h"
#include "import/inside.h"

#define FAULTS_MAX 20
#define PATTERN_MAX 128

enum column {
	COL_ID,
	COL_NAME,
	COL_TYPE,
	COL_REGION,
	COL_LATITUDE,
	COL_LONGITUDE,
	COL_PREFIXES,
	COL_PATTERNS,
	COL_COUNT
};

static const struct {
	const char *names[4]; /* the first one is ours */
} columns[COL_COUNT] = {
	[COL_ID] = {{"site_id", "id", "site"}},
	[COL_NAME] = {{"name", "site_name"}},
	[COL_TYPE] = {{"type", "site_type"}},
	[COL_REGION] = {{"region"}},
	[COL_LATITUDE] = {{"latitude", "lat"}},
	[COL_LONGITUDE] = {{"longitude", "lon", "lng"}},
	[COL_PREFIXES] = {{"prefixes", "prefix"}},
	[COL_PATTERNS] = {{"name_patterns", "name patterns", "patterns", "name_pattern"}},
};

struct load {
	const char *file;
	struct sites *sites;
	struct buf *problems, *notes;
	unsigned faults;
	int places[COL_COUNT]; /* of a column in a row; -1: it isn't there */
	unsigned line;
};

static void fault(struct load *l, enum column c, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static void
fault(struct load *l, enum column c, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	if (++l->faults > FAULTS_MAX)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_printf(l->problems, "%s:%u:%s: %s\n", l->file, l->line, columns[c].names[0], text);
}

const char *
sites_lower(struct arena *arena, const char *text, size_t len)
{
	char *copy = arena_strndup(arena, text, len);

	for (char *p = copy; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	return copy;
}

/* ---- the head -------------------------------------------------------------------- */

static int
column_of(const char *name)
{
	for (int c = 0; c < COL_COUNT; c++)
		for (size_t i = 0; i < 4 && columns[c].names[i] != NULL; i++)
			if (strcasecmp(columns[c].names[i], name) == 0)
				return c;
	return -1;
}

static bool
take_head(struct load *l, const struct csv_row *row)
{
	for (int c = 0; c < COL_COUNT; c++)
		l->places[c] = -1;
	for (size_t i = 0; i < row->n; i++) {
		int c = column_of(row->fields[i]);

		if (c < 0 && row->fields[i][0] != '\0')
			buf_printf(l->notes, "%s:%u: the column %.60s is passed over\n", l->file,
				row->line, row->fields[i]);
		if (c < 0)
			continue;
		if (l->places[c] >= 0)
			fault(l, (enum column)c, "there are two such columns");
		l->places[c] = (int)i;
	}
	if (l->places[COL_ID] < 0)
		fault(l, COL_ID, "there is no such column in the first line");
	return l->faults == 0;
}

/* ---- a site ------------------------------------------------------------------------ */

static const char *
field(const struct load *l, const struct csv_row *row, enum column c)
{
	int at = l->places[c];

	return at >= 0 && (size_t)at < row->n ? row->fields[at] : "";
}

/* A decimal number with a point or (as some spreadsheets write) a comma. */
static double
take_degrees(struct load *l, const char *text, enum column c, double limit)
{
	char copy[32];
	char *end;
	double value;

	if (text[0] == '\0')
		return NAN;
	if (strlen(text) >= sizeof(copy) || strspn(text, "+-.,0123456789") != strlen(text)) {
		fault(l, c, "\"%.40s\" is no number of degrees", text);
		return NAN;
	}
	memcpy(copy, text, strlen(text) + 1);
	if (strchr(copy, '.') == NULL && strchr(copy, ',') != NULL)
		*strchr(copy, ',') = '.';
	value = strtod(copy, &end);
	if (*end != '\0' || end == copy)
		fault(l, c, "\"%.40s\" is no number of degrees", text);
	else if (value < -limit || value > limit)
		fault(l, c, "%.40s is out of range (-%.0f to %.0f)", text, limit, limit);
	else
		return value;
	return NAN;
}

static void
add_prefix(struct load *l, const char *text, size_t site)
{
	struct sites *s = l->sites;
	char canonical[PREFIX_TEXT_MAX];
	struct site_prefix *p;
	struct prefix prefix;

	if (prefix_parse(text, true, &prefix) != RESULT_OK) {
		fault(l, COL_PREFIXES, "\"%.60s\" is no prefix%s", text,
			prefix_parse(text, false, &prefix) == RESULT_OK
				? " (bits are set behind its length)"
				: "");
		return;
	}
	prefix_format(&prefix, canonical);
	HASH_FIND_STR(s->prefixes, canonical, p);
	if (p != NULL) {
		if (p->site != site)
			fault(l, COL_PREFIXES, "%s is the prefix of %s too (line %u)", canonical,
				s->all[p->site].id, p->line);
		return;
	}
	p = arena_alloc(s->arena, sizeof(*p));
	*p = (struct site_prefix){
		.text = arena_strdup(s->arena, canonical), .site = site, .line = l->line};
	HASH_ADD_KEYPTR(hh, s->prefixes, p->text, strlen(p->text), p);
	s->lengths[prefix.addr.family == 6][prefix.len] = true;
}

static void
add_pattern(struct load *l, const char *text, size_t site)
{
	struct sites *s = l->sites;
	size_t len = strlen(text), letters = 0;

	for (size_t i = 0; i < len; i++)
		letters += text[i] != '*' && text[i] != '?';
	if (len > PATTERN_MAX || letters == 0) {
		fault(l, COL_PATTERNS, "\"%.60s\" %s", text,
			letters == 0 ? "fits every name" : "is too long");
		return;
	}
	if (s->n_patterns == s->cap_patterns) {
		s->cap_patterns = s->cap_patterns > 0 ? 2 * s->cap_patterns : 256;
		s->patterns = xrealloc(s->patterns, s->cap_patterns, sizeof(*s->patterns));
	}
	s->patterns[s->n_patterns++] = (struct site_pattern){
		.text = arena_strdup(s->arena, text),
		.literal = sites_lower(s->arena, text, strcspn(text, "*?")),
		.letters = letters,
		.site = site,
	};
}

static void
each_part(struct load *l, const char *text, size_t site,
	void (*call)(struct load *, const char *, size_t))
{
	static const char between[] = "; ,|\t\r\n";
	char part[PATTERN_MAX + 2];

	for (text += strspn(text, between); *text != '\0'; text += strspn(text, between)) {
		size_t len = strcspn(text, between);
		size_t kept = len < sizeof(part) - 1 ? len : sizeof(part) - 1;

		memcpy(part, text, kept);
		part[kept] = '\0';
		call(l, part, site);
		text += len;
	}
}

static struct site_word *
add_word(struct sites *s, struct site_word **table, const char *text, size_t site, unsigned line)
{
	const char *key = sites_lower(s->arena, text, strlen(text));
	struct site_word *w;

	HASH_FIND_STR(*table, key, w);
	if (w != NULL) {
		w->several = w->several || w->site != site;
		return w;
	}
	w = arena_alloc(s->arena, sizeof(*w));
	*w = (struct site_word){.text = key, .site = site, .line = line};
	HASH_ADD_KEYPTR(hh, *table, w->text, strlen(w->text), w);
	return w;
}

static void
take_site(struct load *l, const struct csv_row *row)
{
	struct sites *s = l->sites;
	const char *id = field(l, row, COL_ID);
	struct site_word *known;
	struct site site = {
		.id = arena_strdup(s->arena, id),
		.name = arena_strdup(s->arena, field(l, row, COL_NAME)),
		.type = arena_strdup(s->arena, field(l, row, COL_TYPE)),
		.region = arena_strdup(s->arena, field(l, row, COL_REGION)),
		.latitude = take_degrees(l, field(l, row, COL_LATITUDE), COL_LATITUDE, 90),
		.longitude = take_degrees(l, field(l, row, COL_LONGITUDE), COL_LONGITUDE, 180),
	};

	if (id[0] == '\0' || strlen(id) > 255) {
		fault(l, COL_ID, id[0] == '\0' ? "is empty" : "is longer than 255 bytes");
		return;
	}
	known = add_word(s, &s->ids, id, s->n, l->line);
	if (known->site != s->n) {
		fault(l, COL_ID, "%.60s was there already (line %u)", id, known->line);
		return;
	}
	if (isnan(site.latitude) != isnan(site.longitude) && l->faults == 0)
		fault(l, isnan(site.latitude) ? COL_LATITUDE : COL_LONGITUDE,
			"is missing; the other one is there");
	if (s->n == s->cap) {
		s->cap = s->cap > 0 ? 2 * s->cap : 256;
		s->all = xrealloc(s->all, s->cap, sizeof(*s->all));
	}
	s->all[s->n++] = site;
	if (site.name[0] != '\0')
		add_word(s, &s->names, site.name, s->n - 1, l->line);
	each_part(l, field(l, row, COL_PREFIXES), s->n - 1, add_prefix);
	each_part(l, field(l, row, COL_PATTERNS), s->n - 1, add_pattern);
}

/* ---- the whole ----------------------------------------------------------------------- */

static int
by_literal(const void *x, const void *y)
{
	const struct site_pattern *a = x, *b = y;
	int order = strcmp(a->literal, b->literal);

	return order != 0 ? order : (a->site > b->site) - (a->site < b->site);
}

static void
take_rows(struct load *l, struct csv_read *csv)
{
	struct csv_row row;
	struct buf why = {0};
	bool head = true;
	enum result r;

	while ((r = csv_read_next(csv, &row, &why)) == RESULT_OK) {
		l->line = row.line;
		if (head && !take_head(l, &row))
			break;
		if (!head)
			take_site(l, &row);
		head = false;
		if (l->sites->n > SITES_MAX) {
			fault(l, COL_ID, "more than %d sites", SITES_MAX);
			break;
		}
	}
	if (r == RESULT_END && head) {
		l->line = 1;
		fault(l, COL_ID, "the file is empty");
	}
	if (r == RESULT_MALFORMED) {
		buf_printf(l->problems, "%s:%s\n", l->file, buf_text(&why));
		l->faults++;
	}
	buf_free(&why);
}

enum result
sites_load(const char *path, struct sites **out, struct buf *problems, struct buf *notes)
{
	struct load l = {.file = path, .problems = problems, .notes = notes, .line = 1};
	struct csv_read *csv;
	enum result r = csv_read_open(path, &csv, problems);

	if (r != RESULT_OK) {
		buf_putc(problems, '\n');
		return r;
	}
	l.sites = xcalloc(1, sizeof(*l.sites));
	l.sites->arena = arena_new();
	take_rows(&l, csv);
	csv_read_close(csv);
	if (l.faults > FAULTS_MAX)
		buf_printf(problems, "%s: and %u more faults\n", path, l.faults - FAULTS_MAX);
	if (l.faults > 0) {
		sites_free(l.sites);
		return RESULT_MALFORMED;
	}
	if (l.sites->n_patterns > 0)
		qsort(l.sites->patterns, l.sites->n_patterns, sizeof(*l.sites->patterns),
			by_literal);
	*out = l.sites;
	return RESULT_OK;
}

void
sites_free(struct sites *s)
{
	if (s == NULL)
		return;
	HASH_CLEAR(hh, s->prefixes);
	HASH_CLEAR(hh, s->ids);
	HASH_CLEAR(hh, s->names);
	free(s->all);
	free(s->patterns);
	arena_free(s->arena);
	free(s);
}

const struct site *
sites_all(const struct sites *s, size_t *n)
{
	*n = s->n;
	return s->all;
}
