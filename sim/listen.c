/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* listen.c: who has an SSH server, and a socket for each of them. */
#include "sim/listen.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sim/filter.h"

/* Prefixes up to this size are walked to find who has an SSH server. */
#define WALK_MAX 131072
#define BACKLOG 4096

static int
listen_at(const struct listen_plan *p, const struct addr *a, bool filtered)
{
	struct sockaddr_storage name;
	socklen_t len = addr_to_sockaddr(a, p->port, &name);
	int on = 1, saved;
	int fd = socket(name.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (a->family == 6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
	if (filtered || p->loss > 0)
		filter_attach(fd, filtered ? p->layout : NULL, p->loss);
	if (bind(fd, (struct sockaddr *)&name, len) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	saved = errno;
	close(fd);
	errno = saved;
	return -1;
}

static bool
add(const struct listen_plan *p, const struct addr *a, bool filtered, struct buf *error)
{
	int fd = listen_at(p, a, filtered);
	char text[ADDR_TEXT_MAX];

	if (fd >= 0) {
		p->add(p->context, fd);
		return true;
	}
	buf_printf(error, "TCP port %u at %s: %s", p->port, addr_format(a, text), strerror(errno));
	return false;
}

/* A walk over the addresses with an SSH server. */
struct walk {
	const struct listen_plan *plan;
	bool (*call)(struct walk *, const struct addr *); /* false ends it */
	struct buf *error;
	size_t n;
};

static bool
in_earlier(const struct layout *l, size_t prefix, const struct addr *a)
{
	for (size_t i = 0; i < prefix; i++)
		if (prefix_has(&l->prefixes[i], a))
			return true;
	return false;
}

static bool
has_server(const struct listen_plan *p, const struct addr *a)
{
	const struct device *d = layout_alive(p->layout, a) ? network_at(p->net, a) : NULL;

	return d != NULL && d->persona != NULL && d->persona->ssh.mode != SSH_REFUSE;
}

/* False: too many to walk, or the call ended it. */
static bool
walk_prefix(struct walk *w, size_t which, uint64_t *total)
{
	const struct layout *l = w->plan->layout;
	struct addr first = prefix_first(&l->prefixes[which]);
	struct addr last = prefix_last(&l->prefixes[which]), a;
	uint64_t span;

	if (addr_distance(&first, &last, &span) != RESULT_OK || (*total += span) > WALK_MAX)
		return false;
	for (uint64_t n = 0; n <= span; n++)
		if (addr_add(&first, n, &a) == RESULT_OK && !in_earlier(l, which, &a) &&
			has_server(w->plan, &a) && !w->call(w, &a))
			return false;
	return true;
}

static bool
walk(struct walk *w)
{
	uint64_t total = 0;

	for (size_t i = 0; i < w->plan->layout->n_prefixes; i++)
		if (!walk_prefix(w, i, &total))
			return false;
	return true;
}

static bool
count_one(struct walk *w, const struct addr *a)
{
	(void)a;
	return ++w->n < w->plan->most;
}

static bool
listen_one(struct walk *w, const struct addr *a)
{
	return add(w->plan, a, false, w->error);
}

static bool
listen_all(const struct listen_plan *p, struct buf *error)
{
	struct addr any4 = {.family = 4}, any6 = {.family = 6};
	bool six = false;

	for (size_t i = 0; i < p->layout->n_prefixes; i++)
		six = six || p->layout->prefixes[i].addr.family == 6;
	return add(p, &any4, true, error) && (!six || add(p, &any6, false, error));
}

bool
listen_open(const struct listen_plan *p, struct buf *error)
{
	struct walk counting = {.plan = p, .call = count_one};
	struct walk listening = {.plan = p, .call = listen_one, .error = error};

	if (p->one_for_all || !walk(&counting))
		return listen_all(p, error);
	return walk(&listening);
}
