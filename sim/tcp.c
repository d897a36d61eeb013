/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* tcp.c: thousands of SSH connections that never get beyond the first words. */
#include "sim/tcp.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "sim/kex.h"
#include "sim/listen.h"
#include "sim/ssh.h"

#define VISIT (10 * CLOCK_S) /* the longest visit */
#define VISIT_BYTES 65536

enum state {
	CONN_NONE,
	CONN_LISTENER,
	CONN_WAITING,
	CONN_GREETED,
	CONN_OFFERED,
	CONN_DONE,
	CONN_SILENT
};

/* What is known of a descriptor. */
struct conn {
	enum state state;
	int older, younger; /* visits end in the order in which they began */
	int64_t began;
	uint32_t received;
	uint64_t number; /* of the visit: it varies what is random */
	struct buf in;	 /* what the visitor said, as long as it matters */
	struct addr local;
};

struct tcp {
	int epoll;
	struct network *net;
	struct count *count;
	struct conn *conns; /* by descriptor */
	size_t n_conns;
	size_t n_listeners;
	int oldest, youngest;
	int64_t delay;
	uint64_t visits;
};

static void
watch(struct tcp *t, int fd)
{
	struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};

	epoll_ctl(t->epoll, EPOLL_CTL_ADD, fd, &event);
}

static struct conn *
conn_of(struct tcp *t, int fd)
{
	return fd >= 0 && (size_t)fd < t->n_conns ? &t->conns[fd] : NULL;
}

/* A listening socket is ours from now on. */
static void
add_listener(void *context, int fd)
{
	struct tcp *t = context;
	struct conn *c = conn_of(t, fd);

	if (c == NULL) { /* beyond what we may have: the plan keeps far below */
		close(fd);
		return;
	}
	c->state = CONN_LISTENER;
	watch(t, fd);
	t->n_listeners++;
}

static size_t
raise_limit(void)
{
	struct rlimit limit = {0};

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return 1024;
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY ||
		limit.rlim_cur > 1048576)
		getrlimit(RLIMIT_NOFILE, &limit);
	return limit.rlim_cur > 1048576 ? 1048576 : (size_t)limit.rlim_cur;
}

struct tcp *
tcp_open(int epoll, uint16_t port, const struct layout *layout, struct network *net,
	struct count *count, bool silent_dead, double loss, unsigned delay_ms, struct buf *error)
{
	struct tcp *t = xcalloc(1, sizeof *t);
	struct listen_plan plan = {.layout = layout,
		.net = net,
		.port = port,
		.one_for_all = silent_dead,
		.loss = loss,
		.add = add_listener,
		.context = t};

	*t = (struct tcp){.epoll = epoll,
		.net = net,
		.count = count,
		.oldest = -1,
		.youngest = -1,
		.delay = delay_ms * CLOCK_MS};
	t->n_conns = raise_limit();
	t->conns = xcalloc(t->n_conns, sizeof *t->conns);
	plan.most = t->n_conns / 2; /* the other half is for visitors */
	if (listen_open(&plan, error))
		return t;
	tcp_close(t);
	return NULL;
}

void
tcp_close(struct tcp *t)
{
	if (t == NULL)
		return;
	for (size_t fd = 0; fd < t->n_conns; fd++)
		if (t->conns[fd].state != CONN_NONE) {
			buf_free(&t->conns[fd].in);
			close((int)fd);
		}
	free(t->conns);
	free(t);
}

size_t
tcp_listeners(const struct tcp *t)
{
	return t->n_listeners;
}

static void
unlink_visit(struct tcp *t, struct conn *c)
{
	if (c->older >= 0)
		t->conns[c->older].younger = c->younger;
	else
		t->oldest = c->younger;
	if (c->younger >= 0)
		t->conns[c->younger].older = c->older;
	else
		t->youngest = c->older;
}

static void
end_visit(struct tcp *t, int fd)
{
	struct conn *c = &t->conns[fd];

	if (c->state > CONN_LISTENER)
		unlink_visit(t, c);
	c->state = CONN_NONE;
	buf_free(&c->in);
	close(fd);
}

static void
begin_visit(struct tcp *t, int fd, enum state state, const struct addr *local, int64_t now)
{
	t->conns[fd] = (struct conn){
		.state = state, .older = t->youngest, .younger = -1, .began = now, .local = *local};
	if (t->youngest >= 0)
		t->conns[t->youngest].younger = fd;
	else
		t->oldest = fd;
	t->youngest = fd;
	watch(t, fd);
}

/* Says something; a visitor who does not even take that is sent away. */
static bool
say(struct tcp *t, int fd, const struct buf *text)
{
	ssize_t n = send(fd, buf_text(text), text->len, MSG_NOSIGNAL | MSG_DONTWAIT);

	if (n >= 0 && (size_t)n == text->len)
		return true;
	end_visit(t, fd);
	return false;
}

static void
greet(struct tcp *t, int fd)
{
	struct conn *c = &t->conns[fd];
	const struct device *d = network_at(t->net, &c->local);
	struct buf text = {0};

	if (d != NULL && d->persona != NULL) {
		ssh_greeting(d, &text);
		c->state = CONN_GREETED;
		say(t, fd, &text);
	}
	buf_free(&text);
}

/* Closes with RST: as near as an accepted connection comes to a refused one. */
static void
reset(int fd)
{
	struct linger linger = {.l_onoff = 1, .l_linger = 0};

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
	close(fd);
}

/* When the visitor came, by the wall clock: not when we had time for him. The
 * kernel knows how long ago it heard of him last (tcp(7), TCP_INFO). */
static int64_t
arrival(int fd)
{
	struct timespec t;
	struct tcp_info info = {0};
	socklen_t len = sizeof info;

	clock_gettime(CLOCK_REALTIME, &t);
	if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len) != 0)
		info.tcpi_last_ack_recv = 0;
	return (int64_t)t.tv_sec * CLOCK_S + t.tv_nsec - info.tcpi_last_ack_recv * CLOCK_MS;
}

static void
welcome(struct tcp *t, int fd, int64_t now)
{
	struct sockaddr_storage name;
	socklen_t len = sizeof name;
	const struct device *d = NULL;
	struct addr local = {0};
	int on = 1;

	if (getsockname(fd, (struct sockaddr *)&name, &len) == 0 &&
		addr_from_sockaddr((struct sockaddr *)&name, &local, NULL) == RESULT_OK)
		d = network_at(t->net, &local);
	count_add(t->count, COUNT_CONNECTION, &local, 0, arrival(fd));
	if (d == NULL || d->persona == NULL || d->persona->ssh.mode == SSH_REFUSE ||
		(size_t)fd >= t->n_conns) {
		reset(fd);
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	begin_visit(t, fd, d->persona->ssh.mode == SSH_SILENT ? CONN_SILENT : CONN_WAITING, &local,
		now);
	if (t->delay == 0 && t->conns[fd].state == CONN_WAITING)
		greet(t, fd);
}

static void
accept_some(struct tcp *t, int listener, int64_t now)
{
	for (unsigned i = 0; i < 64; i++) {
		int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd < 0 && (errno == EMFILE || errno == ENFILE) && t->oldest >= 0) {
			end_visit(t, t->oldest);
			continue;
		}
		if (fd < 0)
			return;
		welcome(t, fd, now);
	}
}

/* The client's identification line is over: the key exchange may begin. */
static void
offer(struct tcp *t, int fd)
{
	struct conn *c = &t->conns[fd];
	const struct device *d = network_at(t->net, &c->local);
	struct buf packet = {0};

	if (d != NULL && d->persona != NULL) {
		c->number = t->visits++;
		ssh_kexinit(d, c->number, &packet);
		c->state = CONN_OFFERED;
		say(t, fd, &packet);
	}
	buf_free(&packet);
}

/* The key exchange goes on as far as the host key. */
static void
exchange(struct tcp *t, int fd)
{
	struct conn *c = &t->conns[fd];
	const struct device *d = network_at(t->net, &c->local);
	struct buf packet = {0};
	enum kex_step step = KEX_NEVER;

	if (d != NULL && d->persona != NULL)
		step = kex_answer(d, bytes_of(buf_text(&c->in), c->in.len), c->number, &packet);
	if (step != KEX_MORE) {
		c->state = CONN_DONE;
		buf_free(&c->in);
	}
	if (step == KEX_REPLY)
		say(t, fd, &packet);
	buf_free(&packet);
}

/* As far as what the visitor said until now allows. */
static void
go_on(struct tcp *t, int fd)
{
	struct conn *c = &t->conns[fd];

	if (c->state == CONN_GREETED && memchr(buf_text(&c->in), '\n', c->in.len) != NULL)
		offer(t, fd);
	if (c->state == CONN_OFFERED)
		exchange(t, fd);
}

static void
listen_to(struct tcp *t, int fd)
{
	struct conn *c = &t->conns[fd];
	char bytes[2048];
	ssize_t n = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0 || (c->received += (uint32_t)n) > VISIT_BYTES) {
		end_visit(t, fd);
		return;
	}
	if (c->state != CONN_SILENT && c->state != CONN_DONE)
		buf_add(&c->in, bytes, (size_t)n);
	go_on(t, fd);
}

bool
tcp_ready(struct tcp *t, int fd, int64_t now)
{
	struct conn *c = conn_of(t, fd);

	if (c == NULL || c->state == CONN_NONE)
		return false;
	if (c->state == CONN_LISTENER)
		accept_some(t, fd, now);
	else
		listen_to(t, fd);
	return true;
}

int64_t
tcp_tick(struct tcp *t, int64_t now)
{
	int64_t next = INT64_MAX;

	while (t->oldest >= 0 && now - t->conns[t->oldest].began >= VISIT)
		end_visit(t, t->oldest);
	if (t->oldest >= 0)
		next = t->conns[t->oldest].began + VISIT;
	if (t->delay == 0)
		return next;
	/* From the youngest back to the first that is greeted already. */
	for (int fd = t->youngest, older; fd >= 0; fd = older) {
		struct conn *c = &t->conns[fd];

		older = c->older;
		if (c->state == CONN_WAITING && now - c->began >= t->delay) {
			greet(t, fd);
			go_on(t, fd);
		} else if (c->state == CONN_WAITING && c->began + t->delay < next)
			next = c->began + t->delay;
		else if (c->state == CONN_GREETED)
			break;
	}
	return next;
}
