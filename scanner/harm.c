/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* harm.c: windows of samples, and when they say that a subnet suffers. */
#include "scanner/harm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "base/arena.h"
#include "base/clock.h"

/* From the median absolute deviation to the standard deviation of a normal distribution. */
#define MAD_SIGMA 1.4826
/* Deviations that a median, and a share, must be away. */
#define SLOW_SIGMA 5
#define LOSS_SIGMA 4
/* What is known of the others must be at least so much. */
#define OTHERS_MIN HARM_WINDOW
#define OTHERS 128
/* After a step: what was asked before it is still being answered. */
#define SETTLE (2 * CLOCK_S)
/* A device is slow from so many times its first answers, and so much later. */
#define DEVICE_FACTOR 4
#define DEVICE_LATER_US 100000
#define REST_FACTOR 4
#define REST_MAX (5 * CLOCK_S)

/* Response times. */
struct times {
	uint32_t us[HARM_WINDOW];
	uint8_t n;
};

/* Questions, and how many of their first tries were in vain. */
struct losses {
	uint8_t n, lost;
};

/* The answers of a subnet to one question. */
struct series {
	struct series *next;
	const char *question;
	struct times first, now;
	struct losses first_losses, losses;
};

struct harm_net {
	struct prefix prefix; /* the key */
	enum harm_step step;
	int64_t settled; /* nothing counts before */
	uint32_t over;	 /* devices that we are through with */
	uint32_t silent; /* those of them that fell silent, since the last step */
	struct series *series;
	UT_hash_handle hh;
};

/* The last samples of all subnets, for what is common to them. */
struct sample {
	const struct harm_net *net;
	const char *question;
	uint32_t us;
	bool lost;
};

struct recent {
	struct sample ring[OTHERS];
	uint32_t n;
};

/* Answers that are counted when they would have been late. */
struct put_off {
	int64_t due;
	struct harm_net *net;
	struct series *series;
};

struct harm {
	harm_told *told;
	void *arg;
	struct harm_net *nets;
	struct recent times, losses;
	uint64_t first_asked, first_lost; /* in first windows, of all */
	struct put_off *ring;
	size_t head, waiting, room; /* room: a power of two, or 0 */
};

const char *
harm_reason_name(enum harm_reason reason)
{
	static const char *const names[] = {
		[HARM_SLOWER] = "slower", [HARM_LOSSIER] = "lossier", [HARM_SILENCE] = "silent"};

	return names[reason];
}

const char *
harm_step_name(enum harm_step step)
{
	static const char *const names[] = {[HARM_NONE] = "",
		[HARM_HALVED] = "halved",
		[HARM_PAUSED] = "paused",
		[HARM_GIVEN_UP] = "given up"};

	return names[step];
}

struct harm *
harm_new(harm_told *told, void *arg)
{
	struct harm *h = xcalloc(1, sizeof(*h));

	h->told = told;
	h->arg = arg;
	return h;
}

static void
drop_series(struct harm_net *net)
{
	while (net->series != NULL) {
		struct series *s = net->series;

		net->series = s->next;
		free(s);
	}
}

void
harm_free(struct harm *h)
{
	struct harm_net *net, *next;

	if (h == NULL)
		return;
	HASH_ITER(hh, h->nets, net, next)
	{
		HASH_DEL(h->nets, net);
		drop_series(net);
		free(net);
	}
	free(h->ring);
	free(h);
}

struct harm_net *
harm_net(struct harm *h, const struct prefix *p)
{
	struct prefix key;
	struct harm_net *net;

	/* Without what may stand between its members. */
	memset(&key, 0, sizeof(key));
	key.addr.family = p->addr.family;
	memcpy(key.addr.ip, p->addr.ip, sizeof(key.addr.ip));
	key.addr.zone = p->addr.zone;
	key.len = p->len;
	HASH_FIND(hh, h->nets, &key, sizeof(key), net);
	if (net != NULL)
		return net;
	net = xcalloc(1, sizeof(*net));
	memcpy(&net->prefix, &key, sizeof(key));
	HASH_ADD(hh, h->nets, prefix, sizeof(net->prefix), net);
	return net;
}

enum harm_step
harm_net_step(const struct harm_net *net)
{
	return net->step;
}

void
harm_net_restore(struct harm_net *net, enum harm_step step)
{
	net->step = step;
}

/* ---- arithmetic --------------------------------------------------------------- */

static int
by_size(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* Sorts. */
static double
median(uint32_t *v, size_t n)
{
	qsort(v, n, sizeof(*v), by_size);
	return n % 2 == 1 ? v[n / 2] : ((double)v[n / 2 - 1] + v[n / 2]) / 2;
}

static double
median_of(const struct times *t)
{
	uint32_t v[HARM_WINDOW];

	memcpy(v, t->us, sizeof(v));
	return median(v, t->n);
}

static double
deviation_of(const struct times *t, double middle)
{
	uint32_t v[HARM_WINDOW];

	for (size_t i = 0; i < t->n; i++)
		v[i] = (uint32_t)fabs(t->us[i] - middle);
	return median(v, t->n);
}

/* The share that was lost; never quite 0 nor 1, as few samples prove neither. */
static double
share(uint64_t lost, uint64_t asked)
{
	return ((double)lost + 1) / ((double)asked + 2);
}

/* ---- what others see at the same time ------------------------------------------- */

static void
remember(struct recent *r, const struct sample *s)
{
	r->ring[r->n++ % OTHERS] = *s;
}

static bool
is_others(const struct sample *s, const struct harm_net *net, const char *question)
{
	return s->net != net && s->question == question;
}

static size_t
others_times(const struct recent *r, const struct harm_net *net, const char *question,
	uint32_t us[OTHERS])
{
	size_t have = r->n < OTHERS ? r->n : OTHERS, n = 0;

	for (size_t i = 0; i < have; i++)
		if (is_others(&r->ring[i], net, question))
			us[n++] = r->ring[i].us;
	return n;
}

static size_t
others_lost(const struct recent *r, const struct harm_net *net, const char *question, size_t *lost)
{
	size_t have = r->n < OTHERS ? r->n : OTHERS, n = 0;

	*lost = 0;
	for (size_t i = 0; i < have; i++)
		if (is_others(&r->ring[i], net, question)) {
			n++;
			*lost += r->ring[i].lost;
		}
	return n;
}

/* ---- steps -------------------------------------------------------------------- */

/* One step further; what is known begins anew, but for the first windows. */
static void
step(struct harm *h, struct harm_net *net, struct harm_event *e, int64_t now)
{
	if (net->step == HARM_GIVEN_UP)
		return;
	net->step++;
	net->silent = 0;
	net->settled = now + SETTLE + (net->step == HARM_PAUSED ? HARM_PAUSE_S * CLOCK_S : 0);
	for (struct series *s = net->series; s != NULL; s = s->next)
		s->now.n = s->losses.n = s->losses.lost = 0;
	e->subnet = &net->prefix;
	e->step = net->step;
	h->told(h->arg, e);
}

static bool
is_slower(const struct harm *h, const struct harm_net *net, const struct series *s,
	struct harm_event *e)
{
	double first = median_of(&s->first), now = median_of(&s->now);
	double margin = SLOW_SIGMA * MAD_SIGMA * deviation_of(&s->first, first);
	uint32_t others[OTHERS];
	size_t n;

	if (now <= first + margin || now <= HARM_FACTOR * first ||
		now <= first + HARM_LATER_MS * 1000.0)
		return false;
	n = others_times(&h->times, net, s->question, others);
	if (n >= OTHERS_MIN && now <= HARM_FACTOR * median(others, n))
		return false;
	*e = (struct harm_event){.reason = HARM_SLOWER,
		.question = s->question,
		.before = first / 1000,
		.now = now / 1000};
	return true;
}

static bool
is_lossier(const struct harm *h, const struct harm_net *net, const struct series *s,
	struct harm_event *e)
{
	double normal = share(s->first_losses.lost, s->first_losses.n);
	double all = share(h->first_lost, h->first_asked), n = s->losses.n;
	size_t lost, others = others_lost(&h->losses, net, s->question, &lost);

	if (normal < all)
		normal = all;
	if (others >= OTHERS_MIN && normal < share(lost, others))
		normal = share(lost, others);
	if (s->losses.lost <= 1 + n * normal + LOSS_SIGMA * sqrt(n * normal * (1 - normal)))
		return false;
	*e = (struct harm_event){.reason = HARM_LOSSIER,
		.question = s->question,
		.before = 100 * normal,
		.now = 100 * s->losses.lost / n};
	return true;
}

static struct series *
series_of(struct harm_net *net, const char *question)
{
	struct series *s = net->series;

	while (s != NULL && s->question != question)
		s = s->next;
	if (s != NULL)
		return s;
	s = xcalloc(1, sizeof(*s));
	s->question = question;
	s->next = net->series;
	net->series = s;
	return s;
}

static void
take_time(struct harm *h, struct harm_net *net, struct series *s, uint32_t us, int64_t now)
{
	struct harm_event e;

	remember(&h->times, &(struct sample){.net = net, .question = s->question, .us = us});
	if (s->first.n < HARM_WINDOW) {
		s->first.us[s->first.n++] = us;
		return;
	}
	if (now < net->settled)
		return;
	s->now.us[s->now.n++] = us;
	if (s->now.n < HARM_WINDOW)
		return;
	if (is_slower(h, net, s, &e))
		step(h, net, &e, now);
	s->now.n = 0;
}

static void
take_loss(struct harm *h, struct harm_net *net, struct series *s, bool lost, int64_t now)
{
	struct harm_event e;

	remember(&h->losses, &(struct sample){.net = net, .question = s->question, .lost = lost});
	if (s->first_losses.n < HARM_WINDOW) {
		s->first_losses.n++;
		s->first_losses.lost += lost;
		h->first_asked++;
		h->first_lost += lost;
		return;
	}
	if (now < net->settled)
		return;
	s->losses.n++;
	s->losses.lost += lost;
	if (s->losses.n < HARM_WINDOW)
		return;
	if (is_lossier(h, net, s, &e))
		step(h, net, &e, now);
	s->losses = (struct losses){0};
}

/* ---- answers whose count was put off ---------------------------------------------- */

static void
put_off(struct harm *h, struct harm_net *net, struct series *s, int64_t due)
{
	if (h->waiting == h->room) {
		size_t room = h->room > 0 ? 2 * h->room : 256;
		struct put_off *ring = xcalloc(room, sizeof(*ring));

		for (size_t i = 0; i < h->waiting; i++)
			ring[i] = h->ring[(h->head + i) & (h->room - 1)];
		free(h->ring);
		h->ring = ring;
		h->room = room;
		h->head = 0;
	}
	h->ring[(h->head + h->waiting++) & (h->room - 1)] =
		(struct put_off){.due = due, .net = net, .series = s};
}

static void
catch_up(struct harm *h, int64_t now)
{
	while (h->waiting > 0 && h->ring[h->head].due <= now) {
		const struct put_off *p = &h->ring[h->head];
		struct harm_net *net = p->net;
		struct series *s = p->series;

		h->head = (h->head + 1) & (h->room - 1);
		h->waiting--;
		take_loss(h, net, s, false, now);
	}
}

/* ---- what is told --------------------------------------------------------------- */

/* A device against its own first answers. */
static int64_t
rest_of(struct harm_device *d, uint32_t took_us)
{
	int64_t rest = REST_FACTOR * INT64_C(1000) * took_us;

	if (d->answers < 2) {
		d->answers++;
		if (took_us > d->base_us)
			d->base_us = took_us;
		return 0;
	}
	if (took_us <= (uint64_t)DEVICE_FACTOR * d->base_us + DEVICE_LATER_US) {
		d->slow = 0;
		return 0;
	}
	if (d->slow < UINT8_MAX)
		d->slow++;
	if (d->slow < 2)
		return 0;
	return rest < REST_MAX ? rest : REST_MAX;
}

int64_t
harm_answered(struct harm *h, struct harm_net *net, struct harm_device *d, const char *question,
	bool first_try, int64_t asked, int64_t wait, int64_t now)
{
	int64_t took = (now - asked) / 1000;
	uint32_t us = took < 0 ? 0 : took < UINT32_MAX ? (uint32_t)took : UINT32_MAX;

	bool known = d->known;

	catch_up(h, now);
	d->known = true;
	/* Which try was answered isn't known where there were several. */
	if (!first_try) {
		if (known && d->question != question)
			take_loss(h, net, series_of(net, question), true, now);
		d->question = question;
		return 0;
	}
	if (d->question != question) {
		struct series *s = series_of(net, question);

		d->question = question;
		/* The answers that make a device known have no losses beside them. */
		if (known)
			put_off(h, net, s, asked + wait);
		take_time(h, net, s, us, now);
	}
	return rest_of(d, us);
}

void
harm_survived(struct harm_net *net, struct harm_device *d)
{
	net->over += !d->over;
	d->over = true;
}

void
harm_fell_silent(struct harm *h, struct harm_net *net, struct harm_device *d, int64_t now)
{
	struct harm_event e = {.reason = HARM_SILENCE, .question = ""};

	catch_up(h, now);
	harm_survived(net, d);
	if (now < net->settled)
		return;
	net->silent++;
	if (net->silent < HARM_SILENT_MIN || net->silent * HARM_SILENT_SHARE < net->over)
		return;
	e.before = net->over;
	e.now = net->silent;
	step(h, net, &e, now);
}
