/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * component.h: a part of an element: a board, a pluggable, a fan. One row of
 * entPhysicalTable (RFC 6933), or the chassis itself where a device has none.
 */
#ifndef RANMAP_BASE_COMPONENT_H
#define RANMAP_BASE_COMPONENT_H

#include <stdint.h>

#include "base/result.h"

/* IANAPhysicalClass of IANA-ENTITY-MIB, its names and numbers. */
#define COMPONENT_CLASS_LIST(X) \
	X(1, other)             \
	X(2, unknown)           \
	X(3, chassis)           \
	X(4, backplane)         \
	X(5, container)         \
	X(6, powerSupply)       \
	X(7, fan)               \
	X(8, sensor)            \
	X(9, module)            \
	X(10, port)             \
	X(11, stack)            \
	X(12, cpu)              \
	X(13, energyObject)     \
	X(14, battery)          \
	X(15, storageDrive)

enum component_class {
	COMPONENT_NONE, /* not told */
#define X(number, name) COMPONENT_##name = number,
	COMPONENT_CLASS_LIST(X)
#undef X
};

/* "chassis", "powerSupply", …; "" for COMPONENT_NONE and what is no class. */
const char *component_class_name(enum component_class);

/* Texts are printable, "" where not told; borrowed. */
struct component {
	uint32_t index;	 /* entPhysicalIndex; 0: made up from what else is known */
	uint32_t parent; /* entPhysicalContainedIn; 0: in nothing */
	enum component_class class;
	const char *name;	  /* entPhysicalName, or entPhysicalDescr */
	const char *manufacturer; /* the canonical name; as it was told, where there is none */
	const char *model, *part_number, *serial;
	const char *hw_rev, *fw_rev, *sw_rev;
	const char *mfg_date; /* "2019-04-30" */
	int8_t is_fru;	      /* 1, 0; -1: not told */
};

#endif
