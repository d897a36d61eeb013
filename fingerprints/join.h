/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * join.h: addresses to elements. Subjects of a sweep that are one physical
 * thing become one element; every element gets an ID that it keeps from sweep
 * to sweep. In this order: add all subjects, join, perhaps add what is known
 * from neighbours alone, tell what earlier sweeps knew, name.
 */
#ifndef RANMAP_FINGERPRINTS_JOIN_H
#define RANMAP_FINGERPRINTS_JOIN_H

#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/arena.h"
#include "base/observation.h"
#include "base/traits.h"

struct joiner;

struct joiner *joiner_new(void);
void joiner_free(struct joiner *);

/* One subject. Texts are "" where not known; everything needed is copied. */
struct joinable {
	int64_t id;
	struct subject subject;
	enum outcome outcome;
	const struct traits *traits;
	const char *manufacturer, *model, *serial; /* as identified */
};
/* Add in any order: the result doesn't depend on it. */
void joiner_add(struct joiner *, const struct joinable *);

/* A subject of an element. */
struct member {
	int64_t id;
	struct addr addr; /* family 0: only heard */
	enum outcome outcome;
	const char *heard; /* the name of one that was only heard, "" */
	const char *name, *location, *maker;
	const char *chassis;	 /* LLDP chassis ID that is a MAC address; NULL */
	const char *local;	 /* another one: "7:text/system name"; NULL */
	const char *own_chassis; /* as the device tells it, whatever its kind; "" */
	enum chassis_type chassis_type;
	const char *engine, *hostkey; /* NULL: not known */
	const char *serial;	      /* "maker/model/number"; NULL */
	const char *number;	      /* the serial number alone; "" */
	int64_t boots, start;	      /* of the engine; boots -1: not known */
	enum lldp_state lldp;
	uint32_t n_components;
	int64_t first, last;
	uint8_t digest[TRAITS_DIGEST];
	size_t parent; /* union-find */
};

/* An element. */
struct joined {
	const struct member *const *members; /* the lowest address first, those only heard last */
	size_t n_members;		     /* 0: known by its neighbours alone */
	const char *name, *location;	     /* what it calls itself; "" */
	struct addr mgmt;		     /* the lowest address that answered; family 0: none */
	enum lldp_state lldp;
	/* By joiner_name(): */
	const char *element_id; /* "e-" and 16 hexadecimal digits */
	const char *identity;	/* the strongest one that it has to itself */
};

/* Joins what is one thing. The list grows with joiner_add_told() and lives as
 * long as the joiner. */
struct joined *joiner_join(struct joiner *, size_t *n);
/* The element of a subject, by its place in the list; SIZE_MAX: there is none. */
size_t joiner_element_of(const struct joiner *, int64_t subject);

/* Adds an element that answered nobody, by what its neighbours tell of it.
 * Returns its place in the list. */
size_t joiner_add_told(struct joiner *, enum chassis_type, const char *chassis, const char *name);

/* What earlier sweeps knew: an identity and the ID of its element ("": several). */
void joiner_known(struct joiner *, const char *identity, const char *element_id);
/* Gives every element its ID: that of an earlier element where an identity says
 * that it is the same and nothing contradicts, else a hash of its own strongest
 * identity. The list may have moved since joiner_join(). */
const struct joined *joiner_name(struct joiner *, size_t *n);

/* After joiner_name(): every identity of this sweep with its element ("" where
 * several have it), and every earlier element that turned out to be a part of
 * another one. */
void joiner_each_identity(
	struct joiner *, void (*)(void *, const char *identity, const char *element), void *);
void joiner_each_merged(
	struct joiner *, void (*)(void *, const char *element, const char *into), void *);

/* "chassis:00:11:…" of a MAC address, "local:7:text/name" of another kind; NULL
 * where it tells nobody apart. In the joiner's memory. */
const char *joiner_chassis_identity(
	struct joiner *, enum chassis_type, const char *chassis, const char *name);

/* join_name.c: works on these. */
struct name_work;
struct joiner {
	struct arena *arena;
	struct member *members;
	size_t n, cap;
	struct joined *joined;
	size_t n_joined, cap_joined;
	const struct member **order; /* members by element */
	struct told_alone {
		size_t element;
		const char *identity;
	} * alone;
	size_t n_alone, cap_alone;
	struct subject_place {
		int64_t id;
		size_t element;
	} * places; /* ascending by id */
	struct name_work *work;
};
void name_work_free(struct name_work *); /* accepts NULL */

#endif
