/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* probe.c: the services, each a call through the table that the scanner filled. */
#include "probes/probe.h"

#include <string.h>

void
sink_put(struct sink *s, const char *key, const char *index, const void *value, size_t len)
{
	s->put(s, key, index, value, len);
}

void
sink_text(struct sink *s, const char *key, const char *index, const char *text)
{
	s->put(s, key, index, text, strlen(text));
}

enum result
probe_watch(struct probe *p, int fd, unsigned how, void *whose)
{
	return p->services->watch(p, fd, how, whose);
}

void
probe_unwatch(struct probe *p, int fd)
{
	p->services->unwatch(p, fd);
}

struct job *
probe_find(struct probe *p, uint32_t id)
{
	return p->services->find(p, id);
}

void
probe_count(struct probe *p, const char *what, uint64_t n)
{
	p->services->count(p, what, n);
}

void
job_ask(struct job *j, const char *question)
{
	j->question = question;
	j->checking = false;
	j->tries = 0;
	j->probe->services->ask(j);
}

void
job_check(struct job *j)
{
	j->checking = true;
	j->tries = 0;
	j->probe->services->ask(j);
}

bool
job_again(struct job *j)
{
	unsigned more = j->answered ? JOB_TRIES_MORE : j->probe->more_tries;

	/* Who is said to have fallen silent must not have been unlucky. */
	if (j->checking)
		more += JOB_TRIES_SURE * j->probe->more_tries;

	if (j->tries > j->probe->settings->retries + more)
		return false;
	j->probe->services->ask(j);
	return true;
}

uint32_t
job_timeout(const struct job *j)
{
	unsigned doublings = j->tries > 1 ? j->tries - 1u : 0;

	return j->probe->timeout_ms << (doublings > 2 ? 2 : doublings);
}

void
job_wait(struct job *j, uint32_t ms)
{
	j->probe->services->wait(j, ms);
}

void
job_sent(struct job *j, size_t bytes)
{
	if (j->tries < UINT8_MAX)
		j->tries++;
	j->probe->services->sent(j, bytes);
}

void
job_unsent(struct job *j, size_t bytes)
{
	j->probe->services->unsent(j, bytes);
}

void
job_heard(struct job *j, size_t bytes)
{
	j->answered = true;
	j->probe->services->heard(j, bytes);
}

void
job_observe(struct job *j, const char *key, const char *index, const void *value, size_t len)
{
	j->probe->services->observe(j, key, index, value, len);
}

void
job_observe_text(struct job *j, const char *key, const char *index, const char *text)
{
	job_observe(j, key, index, text, strlen(text));
}

void
job_lost(struct job *j)
{
	j->probe->services->lost(j);
}

bool
job_known(struct job *j)
{
	return j->probe->services->known(j);
}

size_t
job_suggest(struct job *j, struct question *out, size_t max)
{
	return j->probe->services->suggest(j, out, max);
}

void
job_done(struct job *j, enum outcome o)
{
	j->probe->services->done(j, o);
}

static void
put_to_job(struct sink *s, const char *key, const char *index, const void *value, size_t len)
{
	job_observe(((struct job_sink *)s)->job, key, index, value, len);
}

struct job_sink
job_sink_of(struct job *j)
{
	return (struct job_sink){.sink = {.put = put_to_job}, .job = j};
}
