/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* placeholder.c: what makers and firmware leave where nobody filled a value in. */
#include "fingerprints/placeholder.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Whole values. */
static const char *const words[] = {
	"n/a",
	"na",
	"none",
	"null",
	"nil",
	"unknown",
	"undefined",
	"unspecified",
	"default",
	"empty",
	"private",
	"<private>",
	"(none)",
	"<none>",
	"no serial",
	"not available",
	"not applicable",
	"not specified",
	"not set",
	"not present",
	"not supported",
	"system serial number",
	"serial number",
	"serial",
	"xxxx",
	"invalid",
	"tbd",
	"test",
	"default string",
	"0123456789abcdef",
	"error",
	"no data",
};

/* What they begin with. */
static const char *const beginnings[] = {
	"to be filled",
	"to be defined",
	"o.e.m",
	"oem",
	"fill by oem",
	"1234567",
	"12345",
	"01234567",
	"abcdef",
	"<private",
	"no serial",
	"not avail",
	"not spec",
};

static bool
begins(const char *text, size_t len, const char *with)
{
	size_t n = strlen(with);

	return len >= n && strncasecmp(text, with, n) == 0;
}

/* The same character all over, separators aside; "1.1" and "5.5.5" are versions. */
static bool
is_repeated(const char *text, size_t len)
{
	char first = 0;

	if (len <= 7 && text[0] >= '1' && text[0] <= '9' && memchr(text, '.', len) != NULL &&
		strspn(text, "123456789.") >= len)
		return false;

	for (size_t i = 0; i < len; i++) {
		char c = (char)tolower((unsigned char)text[i]);

		if (strchr("-:. _/", c) != NULL)
			continue;
		if (first == 0)
			first = c;
		if (c != first)
			return false;
	}
	return true;
}

bool
is_placeholder(const char *text)
{
	size_t len;

	while (isspace((unsigned char)*text))
		text++;
	len = strlen(text);
	while (len > 0 && isspace((unsigned char)text[len - 1]))
		len--;
	if (is_repeated(text, len))
		return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i]) == len && strncasecmp(text, words[i], len) == 0)
			return true;
	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
		if (begins(text, len, beginnings[i]))
			return true;
	return false;
}
