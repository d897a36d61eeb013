/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * matrix.c: the heart of `show`: how many elements of whom do what. Makers are
 * ordered by their number; roles as in the list of roles, from the radio to
 * the rest, so that two maps can be laid side by side.
 */
#include "output/matrix.h"

#include <inttypes.h>
#include <string.h>

#include "base/role.h"
#include "base/text.h"
#include "output/coverage.h"

#define NAME_MIN 12 /* columns for a maker's name */
#define NAME_MAX 24
#define SHARE_WIDTH 10
#define ROWS_SHOWN 40 /* makers; the rest is summed up */
#define NOT_IDENTIFIED "not identified"

/* Short names for the table's head. */
static const struct {
	const char *role, *brief;
} briefs[] = {
	{"ran-baseband", "bbu"},
	{"ran-radio", "rru"},
	{"ran-controller", "rnc"},
	{"small-cell", "sc"},
	{"das-repeater", "das"},
	{"antenna-ret", "ret"},
	{"microwave", "mw"},
	{"router", "rtr"},
	{"switch", "sw"},
	{"optical", "opt"},
	{"olt", "olt"},
	{"gpon-ont", "ont"},
	{"mobile-core", "core"},
	{"security-gateway", "sgw"},
	{"firewall", "fw"},
	{"timing", "sync"},
	{"site-power", "pwr"},
	{"site-monitor", "mon"},
	{"fwa-cpe", "cpe"},
	{"ems", "ems"},
	{"server", "srv"},
	{"wlan", "wlan"},
	{"printer", "prn"},
	{"camera", "cam"},
	{"other", "oth"},
	{"unknown", "?"},
};

struct matrix {
	struct screen *screen;
	struct tally *tally;
	const struct crosstab_line *makers, *roles;
	size_t n_makers, n_roles, shown; /* shown: makers with a line of their own */
	size_t name_width, number_width;
	size_t gap; /* blanks before a role's column */
};

static const char *
brief_of(const char *role)
{
	for (size_t i = 0; i < sizeof(briefs) / sizeof(briefs[0]); i++)
		if (strcmp(briefs[i].role, role) == 0)
			return briefs[i].brief;
	return role;
}

static size_t
place_of(const char *role)
{
	size_t i = 0;

	while (role_list[i].name != NULL && strcmp(role_list[i].name, role) != 0)
		i++;
	return i;
}

static int
by_list(const char *a, const char *b)
{
	size_t x = place_of(a), y = place_of(b);

	return x < y ? -1 : x > y ? 1 : strcmp(a, b);
}

static size_t
digits_of(uint64_t n)
{
	size_t digits = 1;

	for (; n >= 10; n /= 10)
		digits++;
	return digits;
}

/* A role's column: as wide as its head and its greatest number (the sum). */
static size_t
role_width(const struct matrix *m, const struct crosstab_line *role)
{
	size_t head = strlen(brief_of(role->name)), number = digits_of(role->total);

	return m->gap + (head > number ? head : number);
}

static size_t
table_width(const struct matrix *m)
{
	size_t width = m->name_width + m->number_width + SHARE_WIDTH;

	for (size_t i = 0; i < m->n_roles; i++)
		width += role_width(m, &m->roles[i]);
	return width;
}

static const char *
name_of(const struct crosstab_line *maker)
{
	return *maker->name != '\0' ? maker->name : NOT_IDENTIFIED;
}

static void
add_number(struct matrix *m, enum style style, uint64_t n, size_t width)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, n);
	screen_pad(m->screen, n == 0 ? STYLE_DIM : style, n == 0 ? "·" : text, width, true);
}

/* Percent, as people write it: "<1", "27". */
static void
percent(char *out, size_t size, uint64_t n, uint64_t all)
{
	uint64_t whole = all > 0 ? (n * 100 + all / 2) / all : 0;

	if (n > 0 && whole == 0)
		snprintf(out, size, "<1");
	else
		snprintf(out, size, "%" PRIu64, whole);
}

/* The doubtful elements that name a maker. */
static uint64_t
candidates_of(struct tally *tally, const char *maker)
{
	size_t n;
	const struct crosstab_line *lines = crosstab_rows(tally->candidates, &n);

	for (size_t i = 0; i < n; i++)
		if (strcmp(lines[i].name, maker) == 0)
			return lines[i].total;
	return 0;
}

/* "27 %", or "27-31 %" where doubtful and unknown elements leave it open. */
static void
add_share(struct matrix *m, const struct crosstab_line *maker)
{
	uint64_t all = m->tally->elements, most = maker->total;
	char low[24], high[24], text[64];

	if (*maker->name != '\0')
		most += m->tally->open + candidates_of(m->tally, maker->name);
	percent(low, sizeof(low), maker->total, all);
	percent(high, sizeof(high), most < all ? most : all, all);
	if (strcmp(low, high) == 0)
		snprintf(text, sizeof(text), "%s %%", low);
	else
		snprintf(text, sizeof(text), "%s-%s %%", low, high);
	screen_pad(m->screen, STYLE_PLAIN, text, SHARE_WIDTH, true);
}

static void
print_table_head(struct matrix *m)
{
	screen_pad(m->screen, STYLE_BOLD, "maker", m->name_width, false);
	for (size_t j = 0; j < m->n_roles; j++)
		screen_pad(m->screen, STYLE_BOLD, brief_of(m->roles[j].name),
			role_width(m, &m->roles[j]), true);
	screen_pad(m->screen, STYLE_BOLD, "total", m->number_width, true);
	screen_pad(m->screen, STYLE_BOLD, "share", SHARE_WIDTH, true);
	screen_end(m->screen);
}

static void
print_table_row(struct matrix *m, const struct crosstab_line *maker)
{
	enum style style = *maker->name != '\0' ? STYLE_PLAIN : STYLE_ODD;

	screen_pad(m->screen, style, name_of(maker), m->name_width, false);
	for (size_t j = 0; j < m->n_roles; j++)
		add_number(m, style, crosstab_at(m->tally->makers, maker, &m->roles[j]),
			role_width(m, &m->roles[j]));
	add_number(m, *maker->name != '\0' ? STYLE_BOLD : style, maker->total, m->number_width);
	add_share(m, maker);
	screen_end(m->screen);
}

/* What the makers without a line of their own have together, for one role. */
static uint64_t
rest_of(const struct matrix *m, const struct crosstab_line *role)
{
	uint64_t sum = 0;

	for (size_t i = m->shown; i < m->n_makers; i++)
		if (*m->makers[i].name != '\0')
			sum += role != NULL ? crosstab_at(m->tally->makers, &m->makers[i], role)
					    : m->makers[i].total;
	return sum;
}

static size_t
rest_count(const struct matrix *m)
{
	size_t n = 0;

	for (size_t i = m->shown; i < m->n_makers; i++)
		n += *m->makers[i].name != '\0';
	return n;
}

static void
print_table_rest(struct matrix *m)
{
	char text[48];

	snprintf(text, sizeof(text), "%zu more makers", rest_count(m));
	screen_pad(m->screen, STYLE_PLAIN, text, m->name_width, false);
	for (size_t j = 0; j < m->n_roles; j++)
		add_number(m, STYLE_PLAIN, rest_of(m, &m->roles[j]), role_width(m, &m->roles[j]));
	add_number(m, STYLE_BOLD, rest_of(m, NULL), m->number_width);
	screen_end(m->screen);
}

static void
print_table_sum(struct matrix *m)
{
	screen_pad(m->screen, STYLE_BOLD, "total", m->name_width, false);
	for (size_t j = 0; j < m->n_roles; j++)
		add_number(m, STYLE_BOLD, m->roles[j].total, role_width(m, &m->roles[j]));
	add_number(m, STYLE_BOLD, m->tally->elements, m->number_width);
	screen_end(m->screen);
}

/* "bbu ran-baseband, rru ran-radio, …" for the heads that aren't plain words. */
static void
print_legend(struct matrix *m)
{
	struct buf text = {0};

	for (size_t j = 0; j < m->n_roles; j++) {
		const char *role = m->roles[j].name, *brief = brief_of(role);

		if (strcmp(role, brief) != 0)
			buf_printf(&text, "%s%s=%s", text.len > 0 ? " " : "", brief, role);
	}
	if (text.len > 0)
		screen_wrap(m->screen, STYLE_DIM, buf_text(&text), 0);
	buf_free(&text);
}

static void
print_share_note(struct matrix *m)
{
	const struct crosstab_line *last = &m->makers[m->n_makers - 1];
	struct buf text = {0};

	if (*last->name != '\0')
		return;
	buf_puts(&text, "share: from certain to possible, while ");
	coverage_count(&text, last->total, "element is", "elements are");
	buf_puts(&text, " not identified");
	screen_wrap(m->screen, STYLE_DIM, buf_text(&text), 0);
	buf_free(&text);
}

static void
print_table(struct matrix *m)
{
	print_table_head(m);
	for (size_t i = 0; i < m->shown; i++)
		print_table_row(m, &m->makers[i]);
	if (rest_count(m) > 0)
		print_table_rest(m);
	if (m->shown < m->n_makers && *m->makers[m->n_makers - 1].name == '\0')
		print_table_row(m, &m->makers[m->n_makers - 1]);
	print_table_sum(m);
	print_legend(m);
	print_share_note(m);
}

/* One maker: name, sum, share, then its roles in words. */
static void
print_list_row(struct matrix *m, const struct crosstab_line *maker)
{
	enum style style = *maker->name != '\0' ? STYLE_PLAIN : STYLE_ODD;
	struct buf roles = {0};

	screen_pad(m->screen, style, name_of(maker), m->name_width, false);
	add_number(m, STYLE_BOLD, maker->total, m->number_width);
	add_share(m, maker);
	screen_put(m->screen, STYLE_PLAIN, "  ");
	for (size_t j = 0; j < m->n_roles; j++) {
		uint64_t n = crosstab_at(m->tally->makers, maker, &m->roles[j]);

		if (n > 0)
			buf_printf(&roles, "%s%" PRIu64 " %s", roles.len > 0 ? ", " : "", n,
				m->roles[j].name);
	}
	screen_wrap(m->screen, STYLE_PLAIN, buf_text(&roles), m->screen->at);
	buf_free(&roles);
}

static void
print_list(struct matrix *m)
{
	char text[80];

	for (size_t i = 0; i < m->shown; i++)
		print_list_row(m, &m->makers[i]);
	if (rest_count(m) > 0) {
		snprintf(text, sizeof(text), "%zu more makers: %" PRIu64 " elements", rest_count(m),
			rest_of(m, NULL));
		screen_wrap(m->screen, STYLE_PLAIN, text, 2);
	}
	if (m->shown < m->n_makers && *m->makers[m->n_makers - 1].name == '\0')
		print_list_row(m, &m->makers[m->n_makers - 1]);
	screen_pad(m->screen, STYLE_BOLD, "total", m->name_width, false);
	add_number(m, STYLE_BOLD, m->tally->elements, m->number_width);
	screen_end(m->screen);
	print_share_note(m);
}

void
matrix_print(struct screen *screen, struct tally *tally)
{
	struct matrix m = {.screen = screen, .tally = tally, .name_width = NAME_MIN};

	m.makers = crosstab_rows(tally->makers, &m.n_makers);
	m.roles = crosstab_columns(tally->makers, &m.n_roles, by_list);
	m.shown = m.n_makers > ROWS_SHOWN ? ROWS_SHOWN : m.n_makers;
	for (size_t i = 0; i < m.n_makers; i++) {
		size_t width = text_width(name_of(&m.makers[i]));

		m.name_width = width > m.name_width ? width : m.name_width;
	}
	m.name_width = m.name_width > NAME_MAX ? NAME_MAX : m.name_width;
	m.number_width = 2 + digits_of(tally->elements);
	if (m.number_width < 7)
		m.number_width = 7;
	screen_end(screen);
	for (m.gap = 3; m.gap > 1 && table_width(&m) > screen->width;)
		m.gap--;
	if (table_width(&m) <= screen->width)
		print_table(&m);
	else
		print_list(&m);
}
