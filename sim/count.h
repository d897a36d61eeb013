/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * count.h: what arrived, counted where it arrived: datagrams and connections
 * per address, per /24 (or /120) and in all, and the most that came within any
 * one second. This is how the pace of a scanner is measured.
 */
#ifndef RANMAP_SIM_COUNT_H
#define RANMAP_SIM_COUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/result.h"

enum count_what { COUNT_DATAGRAM, COUNT_CONNECTION };

/* Totals of things that have no address of their own. */
struct count_totals {
	uint64_t datagrams, connections, bytes;
	uint64_t answers;	    /* datagrams sent */
	uint64_t lost_in, lost_out; /* dropped on purpose (--loss) */
	uint64_t over_capacity;	    /* likewise (--capacity) */
	uint64_t overflow;	    /* dropped by the kernel: the receive queue was full */
	uint64_t malformed, refused, sets;
	uint64_t silent_devices; /* that died under load or at GETBULK */
};

struct count;

/* each: keep a record per address and subnet, not only totals. */
struct count *count_new(bool each);
void count_free(struct count *); /* accepts NULL */
struct count_totals *count_totals(struct count *);
/* One arrival at an address; now in nanoseconds; it may be told up to a
 * second after others that came later. */
void count_add(struct count *, enum count_what, const struct addr *, size_t bytes, int64_t now);
/* The most arrivals within one second: at all addresses, at one, in one subnet. */
uint32_t count_peak(const struct count *);
uint32_t count_peak_address(const struct count *, struct addr *which);
uint32_t count_peak_subnet(const struct count *, struct addr *which);
/* Writes everything as one JSON object; the file is replaced as a whole. "-" is
 * standard output. */
enum result count_write(const struct count *, const char *path);

#endif
