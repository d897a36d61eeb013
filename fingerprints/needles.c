/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * needles.c: a trie of all words, whose missing branches lead to the state of the
 * longest suffix that is a beginning too, so that each character of the text is
 * one step. Characters that no word holds are one class. The table is laid out
 * flat, to be written to the cache and used where it lies.
 */
#include "fingerprints/needles.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "fingerprints/literal.h"

/* States are 16 bits wide: expressions beyond that are found in every text. */
#define STATES_MAX 65535u

/* Then: next[states * classes], first[states + 1], outputs, always. */
struct head {
	uint32_t states, classes, outputs, always;
	uint8_t class_of[256];
};

struct needles {
	const struct head *head;
	const uint16_t *next;
	const uint32_t *first; /* of a state's outputs; the next state's ends them */
	const uint32_t *outputs, *always;
};

/* ---- making it ----------------------------------------------------------------------- */

struct list {
	uint32_t *items;
	size_t n, cap;
};

static void
push(struct list *l, uint32_t item)
{
	if (l->n == l->cap) {
		l->cap = l->cap > 0 ? 2 * l->cap : 4;
		l->items = xrealloc(l->items, l->cap, sizeof(*l->items));
	}
	l->items[l->n++] = item;
}

struct maker {
	struct head head;
	uint16_t *next;	      /* 0: no branch (the root is nobody's child) */
	struct list *outputs; /* by state */
	size_t cap;
	struct list always;
};

static void
classes_of(struct maker *m, const struct literals *all, size_t n)
{
	m->head.classes = 1;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < all[i].n; k++)
			for (size_t c = 0; c < all[i].of[k].len; c++) {
				uint8_t byte = (uint8_t)all[i].of[k].text[c];

				if (m->head.class_of[byte] == 0)
					m->head.class_of[byte] = (uint8_t)m->head.classes++;
			}
	for (int c = 'A'; c <= 'Z'; c++)
		m->head.class_of[c] = m->head.class_of[c - 'A' + 'a'];
}

static uint16_t
new_state(struct maker *m)
{
	if (m->head.states == m->cap) {
		size_t old = m->cap;

		m->cap = old > 0 ? 2 * old : 1024;
		m->next = xrealloc(m->next, m->cap * m->head.classes, sizeof(*m->next));
		m->outputs = xrealloc(m->outputs, m->cap, sizeof(*m->outputs));
		memset(m->next + old * m->head.classes, 0,
			(m->cap - old) * m->head.classes * sizeof(*m->next));
		memset(m->outputs + old, 0, (m->cap - old) * sizeof(*m->outputs));
	}
	return (uint16_t)m->head.states++;
}

static void
add_word(struct maker *m, const char *text, size_t len, uint32_t expression)
{
	uint16_t state = 0;

	for (size_t i = 0; i < len; i++) {
		size_t at = (size_t)state * m->head.classes + m->head.class_of[(uint8_t)text[i]];

		if (m->next[at] == 0) {
			uint16_t made = new_state(m);

			m->next[at] = made;
		}
		state = m->next[at];
	}
	push(&m->outputs[state], expression);
}

static void
add_expression(struct maker *m, const struct literals *l, uint32_t i)
{
	size_t room = 0;

	for (size_t k = 0; k < l->n; k++)
		room += l->of[k].len;
	if (l->n == 0 || m->head.states + room >= STATES_MAX) {
		push(&m->always, i);
		return;
	}
	for (size_t k = 0; k < l->n; k++)
		add_word(m, l->of[k].text, l->of[k].len, i);
}

/* Breadth first: a state's missing branches are those of its longest suffix, whose
 * outputs are its own as well. */
static void
close_branches(struct maker *m)
{
	uint16_t *suffix = xcalloc(m->head.states, sizeof(*suffix));
	uint16_t *queue = xcalloc(m->head.states, sizeof(*queue));
	size_t first = 0, last = 0;

	queue[last++] = 0;
	while (first < last) {
		uint16_t state = queue[first++];
		uint16_t *row = m->next + (size_t)state * m->head.classes;
		const uint16_t *other = m->next + (size_t)suffix[state] * m->head.classes;

		for (uint32_t c = 0; c < m->head.classes; c++) {
			uint16_t child = row[c];

			if (child == 0) {
				row[c] = state != 0 ? other[c] : 0;
				continue;
			}
			suffix[child] = state != 0 ? other[c] : 0;
			for (size_t k = 0; k < m->outputs[suffix[child]].n; k++)
				push(&m->outputs[child], m->outputs[suffix[child]].items[k]);
			queue[last++] = child;
		}
	}
	free(suffix);
	free(queue);
}

static void
align(struct buf *out, size_t start)
{
	while ((out->len - start) % 4 != 0)
		buf_putc(out, '\0');
}

static void
lay_out(struct maker *m, struct buf *out)
{
	size_t start = out->len;
	uint32_t at = 0;

	for (size_t i = 0; i < m->head.states; i++)
		m->head.outputs += (uint32_t)m->outputs[i].n;
	m->head.always = (uint32_t)m->always.n;
	buf_add(out, &m->head, sizeof(m->head));
	buf_add(out, m->next, (size_t)m->head.states * m->head.classes * sizeof(*m->next));
	align(out, start);
	for (size_t i = 0; i < m->head.states; i++) {
		buf_add(out, &at, sizeof(at));
		at += (uint32_t)m->outputs[i].n;
	}
	buf_add(out, &at, sizeof(at));
	for (size_t i = 0; i < m->head.states; i++)
		buf_add(out, m->outputs[i].items, m->outputs[i].n * sizeof(uint32_t));
	buf_add(out, m->always.items, m->always.n * sizeof(uint32_t));
}

void
needles_compile(const char *const *expressions, size_t n, struct buf *out)
{
	struct literals *all = xcalloc(n, sizeof(*all)), *starts = xcalloc(1, sizeof(*starts));
	struct maker m = {0};

	for (size_t i = 0; i < n; i++)
		if (expressions[i] != NULL)
			literals_of(expressions[i], &all[i], starts);
	classes_of(&m, all, n);
	(void)new_state(&m);
	for (size_t i = 0; i < n; i++)
		if (expressions[i] != NULL)
			add_expression(&m, &all[i], (uint32_t)i);
	close_branches(&m);
	lay_out(&m, out);
	for (size_t i = 0; i < m.head.states; i++)
		free(m.outputs[i].items);
	free(m.outputs);
	free(m.next);
	free(m.always.items);
	free(all);
	free(starts);
}

/* ---- using it -------------------------------------------------------------------------- */

static bool
is_sound(const struct needles *w, size_t n)
{
	const struct head *h = w->head;

	for (size_t i = 0; i < 256; i++)
		if (h->class_of[i] >= h->classes)
			return false;
	for (size_t i = 0; i < (size_t)h->states * h->classes; i++)
		if (w->next[i] >= h->states)
			return false;
	for (size_t i = 0; i < h->states; i++)
		if (w->first[i] > w->first[i + 1])
			return false;
	if (w->first[h->states] != h->outputs)
		return false;
	for (size_t i = 0; i < (size_t)h->outputs + h->always; i++)
		if (w->outputs[i] >= n)
			return false;
	return true;
}

enum result
needles_load(const void *data, size_t len, size_t n, struct needles **out)
{
	const char *at = data;
	struct needles w = {.head = data};
	size_t table, want;

	if (len < sizeof(*w.head) || w.head->states == 0 || w.head->states > STATES_MAX ||
		w.head->classes == 0 || w.head->classes > 256)
		return RESULT_MALFORMED;
	table = ((size_t)w.head->states * w.head->classes * sizeof(*w.next) + 3) / 4 * 4;
	want = sizeof(*w.head) + table +
	       ((size_t)w.head->states + 1 + w.head->outputs + w.head->always) * sizeof(uint32_t);
	/* The image pads what follows. */
	if (len < want || len - want >= 8)
		return RESULT_MALFORMED;
	w.next = (const uint16_t *)(const void *)(at + sizeof(*w.head));
	w.first = (const uint32_t *)(const void *)(at + sizeof(*w.head) + table);
	w.outputs = w.first + w.head->states + 1;
	w.always = w.outputs + w.head->outputs;
	if (!is_sound(&w, n))
		return RESULT_MALFORMED;
	*out = xmalloc(sizeof(**out));
	**out = w;
	return RESULT_OK;
}

void
needles_free(struct needles *w)
{
	free(w);
}

void
needles_find(const struct needles *w, const char *text, size_t len, void (*found)(void *, uint32_t),
	void *arg)
{
	const uint8_t *class_of = w->head->class_of;
	size_t classes = w->head->classes, state = 0;

	for (uint32_t i = 0; i < w->head->always; i++)
		found(arg, w->always[i]);
	for (size_t i = 0; i < len; i++) {
		state = w->next[state * classes + class_of[(uint8_t)text[i]]];
		for (uint32_t k = w->first[state]; k < w->first[state + 1]; k++)
			found(arg, w->outputs[k]);
	}
}
