/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* care.c: who is fragile, and what follows from harm. */
#include "scanner/care.h"

#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "scanner/harm.h"

/* Devices that are told one by one in the summary; the store knows all. */
#define FRAGILE_TOLD 50

struct fragile {
	struct addr addr;
	UT_hash_handle hh;
};

struct care {
	const struct settings *settings;
	struct store *store;
	int64_t sweep;
	struct subnets *subnets;
	struct harm *harm; /* NULL: nothing is watched */
	struct fragile *fragile;
	unsigned given_up;
	int64_t now; /* of what harm.c is told */
};

/* ---- who is fragile --------------------------------------------------------- */

static void
remember(void *arg, const struct addr *a)
{
	struct care *c = arg;
	struct fragile *f = xcalloc(1, sizeof(*f));

	/* Field by field: what is between them stays zero, as it is part of the key. */
	f->addr.family = a->family;
	memcpy(f->addr.ip, a->ip, sizeof(f->addr.ip));
	f->addr.zone = a->zone;
	HASH_ADD(hh, c->fragile, addr, sizeof(f->addr), f);
}

static bool
is_marked(const struct care *c, const struct addr *a)
{
	struct fragile *f;
	struct addr key;

	if (c->fragile == NULL)
		return false;
	memset(&key, 0, sizeof(key));
	key.family = a->family;
	memcpy(key.ip, a->ip, sizeof(key.ip));
	key.zone = a->zone;
	HASH_FIND(hh, c->fragile, &key, sizeof(key), f);
	return f != NULL;
}

bool
care_is_fragile(const struct care *c, const struct addr *a)
{
	for (size_t i = 0; i < c->settings->n_fragile; i++)
		if (prefix_has(&c->settings->fragile[i], a))
			return true;
	return is_marked(c, a);
}

/* ---- steps -------------------------------------------------------------------- */

static void
describe(const struct harm_event *e, uint32_t rate, struct buf *out)
{
	char prefix[PREFIX_TEXT_MAX];

	buf_printf(out, "%s: ", prefix_format(e->subnet, prefix));
	if (e->reason == HARM_SLOWER)
		buf_printf(out, "answers to %s take %.0f ms, at first %.1f ms; ", e->question,
			e->now, e->before);
	else if (e->reason == HARM_LOSSIER)
		buf_printf(out, "%.0f %% of what asks for %s is lost, at first %.0f %%; ", e->now,
			e->question, e->before);
	else
		buf_printf(out,
			"%.0f of %.0f devices that answered and were asked to the end fell "
			"silent; ",
			e->now, e->before);
	if (e->step == HARM_GIVEN_UP)
		buf_puts(out, "it is asked no more in this sweep");
	else if (e->step == HARM_PAUSED)
		buf_printf(out, "it is left in peace for %d s, then asked at most %u packets/s",
			HARM_PAUSE_S, rate);
	else
		buf_printf(out, "it is asked half as fast, at most %u packets/s", rate);
}

static void
check(struct care *c, enum result r)
{
	if (r != RESULT_OK)
		log_error("%s: %s", c->settings->store_file, store_error(c->store));
}

static void
keep_event(struct care *c, json_t *event)
{
	char *text = json_dumps(event, JSON_COMPACT);

	store_hold(c->store);
	if (text != NULL)
		check(c, store_harm(c->store, c->sweep, text));
	store_release(c->store);
	free(text);
	json_decref(event);
}

/* The pace that a step leaves to a subnet. Returns packets a second. */
static uint32_t
obey(struct care *c, const struct harm_event *e)
{
	struct subnet *n = subnets_find(c->subnets, &e->subnet->addr);
	uint32_t rate;

	if (n == NULL)
		return 0;
	rate = subnet_rate(n, c->now) / 2;
	if (rate == 0)
		rate = 1;
	subnet_slow(n, rate);
	if (e->step == HARM_PAUSED)
		n->gate.due = c->now + HARM_PAUSE_S * CLOCK_S;
	if (e->step == HARM_GIVEN_UP) {
		n->given_up = true;
		c->given_up++;
	}
	return rate;
}

static void
told(void *arg, const struct harm_event *e)
{
	struct care *c = arg;
	char prefix[PREFIX_TEXT_MAX];
	struct buf text = {0};
	uint32_t rate = obey(c, e);

	describe(e, rate, &text);
	log_warn("%s", buf_text(&text));
	keep_event(
		c, json_pack("{s:I, s:s, s:s, s:s, s:s, s:f, s:f, s:I, s:s}", "time",
			   (json_int_t)clock_wall(), "subnet", prefix_format(e->subnet, prefix),
			   "step", harm_step_name(e->step), "reason", harm_reason_name(e->reason),
			   "question", e->question, "before", e->before, "now", e->now, "rate",
			   (json_int_t)rate, "text", buf_text(&text)));
	buf_free(&text);
}

/* ---- what is heard -------------------------------------------------------------- */

static struct harm_net *
net_of(struct care *c, struct host *h)
{
	if (h->subnet->harm == NULL)
		h->subnet->harm = harm_net(c->harm, &h->subnet->prefix);
	return h->subnet->harm;
}

static struct harm_device *
device_of(struct host *h)
{
	if (h->health == NULL)
		h->health = xcalloc(1, sizeof(*h->health));
	return h->health;
}

void
care_heard(struct care *c, struct work *w, int64_t now)
{
	struct host *h = w->host;
	int64_t rest;

	if (c->harm == NULL || w->job.checking)
		return;
	c->now = now;
	rest = harm_answered(c->harm, net_of(c, h), device_of(h), w->job.question, w->in_vain == 0,
		w->asked, w->deadline.when - w->asked, now);
	if (h->gate.due < now + rest)
		h->gate.due = now + rest;
}

void
care_lost(struct care *c, struct work *w, int64_t now)
{
	struct host *h = w->host;
	char addr[ADDR_TEXT_MAX];
	struct buf text = {0};

	if (c->harm == NULL)
		return;
	buf_printf(&text, "%s fell silent when it was asked %s; later sweeps go gently with it",
		addr_format(&w->job.addr, addr), w->job.question);
	log_warn("%s", buf_text(&text));
	store_hold(c->store);
	check(c, store_fragile(c->store, c->sweep, &w->job.addr, w->job.probe->module->name,
			 w->job.question));
	store_release(c->store);
	keep_event(c, json_pack("{s:I, s:s, s:s, s:s, s:s}", "time", (json_int_t)clock_wall(),
			      "address", addr, "step", "fragile", "question", w->job.question,
			      "text", buf_text(&text)));
	buf_free(&text);
	c->now = now;
	harm_fell_silent(c->harm, net_of(c, h), device_of(h), now);
}

void
care_done(struct care *c, struct host *h)
{
	if (c->harm != NULL && h->health != NULL)
		harm_survived(net_of(c, h), h->health);
}

void
care_note(struct care *c, const char *step, const char *text)
{
	log_warn("%s", text);
	keep_event(c, json_pack("{s:I, s:s, s:s}", "time", (json_int_t)clock_wall(), "step", step,
			      "text", text));
}

bool
care_refuses(struct care *c, const struct addr *a)
{
	const struct subnet *n = c->given_up > 0 ? subnets_find(c->subnets, a) : NULL;

	return n != NULL && n->given_up;
}

unsigned
care_given_up(const struct care *c)
{
	return c->given_up;
}

/* ---- the sweep ------------------------------------------------------------------- */

struct events {
	json_t *list;
	unsigned fragile;
};

static void
add_event(void *arg, const char *text)
{
	struct events *events = arg;
	json_t *event = json_loads(text, 0, NULL);
	const char *step = json_string_value(json_object_get(event, "step"));

	if (step != NULL && strcmp(step, "fragile") == 0 && events->fragile++ >= FRAGILE_TOLD)
		json_decref(event);
	else if (event != NULL)
		json_array_append_new(events->list, event);
}

json_t *
care_events(const struct care *c)
{
	struct events events = {.list = json_array()};
	char text[80];

	(void)store_harms(c->store, c->sweep, add_event, &events);
	if (events.fragile > FRAGILE_TOLD) {
		snprintf(text, sizeof(text), "and %u more devices fell silent when they were asked",
			events.fragile - FRAGILE_TOLD);
		json_array_append_new(events.list, json_pack("{s:s}", "text", text));
	}
	return events.list;
}

static enum harm_step
step_of(const char *name)
{
	for (enum harm_step s = HARM_HALVED; name != NULL && s <= HARM_GIVEN_UP; s++)
		if (strcmp(name, harm_step_name(s)) == 0)
			return s;
	return HARM_NONE;
}

static void
add_given_up(void *arg, const char *text)
{
	struct buf *out = arg;
	json_t *event = json_loads(text, 0, NULL);
	const char *subnet = json_string_value(json_object_get(event, "subnet"));
	enum harm_step step = step_of(json_string_value(json_object_get(event, "step")));

	if (subnet != NULL && step == HARM_GIVEN_UP)
		buf_printf(out, "%s%s", out->len > 0 ? " " : "", subnet);
	json_decref(event);
}

void
care_given_up_list(const struct care *c, struct buf *out)
{
	if (c->given_up > 0)
		(void)store_harms(c->store, c->sweep, add_given_up, out);
}

/* A subnet has its step and its pace again. */
static void
restore(void *arg, const char *text)
{
	struct care *c = arg;
	json_t *event = json_loads(text, 0, NULL);
	const char *subnet = json_string_value(json_object_get(event, "subnet"));
	enum harm_step step = step_of(json_string_value(json_object_get(event, "step")));
	json_int_t rate = json_integer_value(json_object_get(event, "rate"));
	struct prefix p;

	if (c->harm != NULL && subnet != NULL && step != HARM_NONE &&
		prefix_parse(subnet, true, &p) == RESULT_OK) {
		struct subnet *n = subnets_take(c->subnets, &p.addr);

		n->harm = harm_net(c->harm, &n->prefix);
		harm_net_restore(n->harm, step);
		subnet_slow(n, rate > 0 && rate <= UINT32_MAX ? (uint32_t)rate : 1);
		if (step == HARM_GIVEN_UP && !n->given_up) {
			n->given_up = true;
			c->given_up++;
		}
		subnets_drop(c->subnets, n);
	}
	json_decref(event);
}

/* Marks that are older have had their time. */
static int64_t
marks_since(const struct settings *s)
{
	return s->fragile_days > 0 ? clock_wall() - s->fragile_days * INT64_C(86400) : INT64_MIN;
}

struct care *
care_new(const struct settings *settings, struct store *store, int64_t sweep,
	struct subnets *subnets, bool resumed)
{
	struct care *c = xcalloc(1, sizeof(*c));

	c->settings = settings;
	c->store = store;
	c->sweep = sweep;
	c->subnets = subnets;
	if (settings->harm_check)
		c->harm = harm_new(told, c);
	check(c, store_fragiles(store, marks_since(settings), remember, c));
	if (resumed)
		check(c, store_harms(store, sweep, restore, c));
	return c;
}

void
care_free(struct care *c)
{
	struct fragile *f, *next;

	if (c == NULL)
		return;
	HASH_ITER(hh, c->fragile, f, next)
	{
		HASH_DEL(c->fragile, f);
		free(f);
	}
	harm_free(c->harm);
	free(c);
}
