/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* component.c: the names of IANAPhysicalClass. */
#include "base/component.h"

const char *component_class_name(enum component_class class)
{
	switch (class) {
#define X(number, name)        \
	case COMPONENT_##name: \
		return #name;
		COMPONENT_CLASS_LIST(X)
#undef X
	case COMPONENT_NONE:
		break;
	}
	return "";
}
