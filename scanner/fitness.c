/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* fitness.c: questions to the probes and to the system. */
#include "scanner/fitness.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "probes/list.h"

/* True where a socket can be given the origin; errno tells why not. */
static bool
try_origin(int fd, const struct settings *s)
{
	struct sockaddr_storage sa;
	socklen_t len;

	if (s->interface != NULL && setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, s->interface,
					    (socklen_t)strlen(s->interface)) != 0)
		return false;
	if (s->source.family == 0)
		return true;
	len = addr_to_sockaddr(&s->source, 0, &sa);
	return bind(fd, (struct sockaddr *)&sa, len) == 0;
}

/* An address that isn't ours would be taken for a shortage of ports, and waited for. */
static enum result
check_origin(const struct settings *s)
{
	char text[ADDR_TEXT_MAX];
	int fd, fault;
	bool good;

	if (s->interface == NULL && s->source.family == 0)
		return RESULT_OK;
	fd = socket(s->source.family == 6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	good = fd >= 0 && try_origin(fd, s);
	fault = errno;
	if (fd >= 0)
		close(fd);
	if (good)
		return RESULT_OK;
	log_error("nothing can be sent from the source%s%s%s%s: %s",
		s->source.family != 0 ? " address " : "",
		s->source.family != 0 ? addr_format(&s->source, text) : "",
		s->interface != NULL ? " interface " : "", s->interface != NULL ? s->interface : "",
		strerror(fault));
	return RESULT_REFUSED;
}

enum result
fitness_check(const struct settings *s)
{
	enum result worst = check_origin(s);

	for (size_t i = 0; i < s->n_probes; i++) {
		const struct probe_module *m = probe_module_find(s->probes[i]);

		if (m != NULL && m->check != NULL && m->check(s) != RESULT_OK)
			worst = RESULT_REFUSED;
	}
	return worst;
}
