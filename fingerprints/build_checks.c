/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * build_checks.c: what may stand in a rule.
 */
#include "fingerprints/build.h"

#include <ctype.h>
#include <string.h>

#include "base/role.h"

/* One that is longer wants to be several. */
#define EXPRESSION_MAX 2048

/* NULL after a fault was told. Freed by the caller. */
pcre2_code *
build_check_expression(struct build *b, const char *path, const char *text)
{
	int code;
	size_t at;
	unsigned char words[160];
	pcre2_code *re = pcre2_compile(
		(PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED, PCRE2_DOTALL, &code, &at, NULL);

	if (re == NULL) {
		pcre2_get_error_message(code, words, sizeof(words));
		FAULT(b, path, "%s (at character %zu)", (const char *)words, at + 1);
	} else if (strlen(text) > EXPRESSION_MAX) {
		FAULT(b, path, "the expression is longer than %d characters", EXPRESSION_MAX);
	}
	return re;
}

/* Named groups are claims, or "value". */
void
build_check_groups(struct build *b, const char *path, const pcre2_code *re)
{
	uint32_t n = 0, size = 0;
	const char *entry = NULL;
	enum claim_field field;

	pcre2_pattern_info(re, PCRE2_INFO_NAMECOUNT, &n);
	pcre2_pattern_info(re, PCRE2_INFO_NAMEENTRYSIZE, &size);
	pcre2_pattern_info(re, PCRE2_INFO_NAMETABLE, &entry);
	for (uint32_t i = 0; i < n; i++) {
		const char *name = entry + (size_t)i * size + 2;

		if (strcmp(name, "value") != 0 && claim_parse(name, &field) != RESULT_OK)
			FAULT(b, path, "the group '%s' is no claim", name);
	}
}

bool
build_is_oid(const char *text)
{
	if (strlen(text) > OID_TEXT_MAX)
		return false;
	if (text[0] == '\0' || text[0] == '.')
		return false;
	for (const char *c = text; *c != '\0'; c++)
		if (!isdigit((unsigned char)*c) && (*c != '.' || c[1] == '.' || c[1] == '\0'))
			return false;
	return true;
}

void
build_check_oid(struct build *b, const char *path, const char *text)
{
	if (!build_is_oid(text))
		FAULT(b, path, "'%s' is no object identifier (1.3.6.1…)", text);
}

void
build_check_role(struct build *b, const char *path, const char *role)
{
	if (role != NULL && strchr(role, '$') == NULL && !role_known(role))
		FAULT(b, path, "'%s' is no role", role);
}

void
build_check_maker(struct build *b, const char *path, const char *name)
{
	if (name != NULL && strchr(name, '$') == NULL && build_spelling(b, name) == NULL)
		FAULT(b, path, "the vocabulary has no maker '%s'", name);
}
