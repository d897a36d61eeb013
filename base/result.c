/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* result.c: texts of the result codes, from the list in result.h. */
#include "base/result.h"

const char *
result_text(enum result r)
{
	switch (r) {
#define X(code, text) \
	case code:    \
		return text;
		RESULT_LIST(X)
#undef X
	}
	return "unknown result";
}
