/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * capture.h: frames by libpcap, live from an interface or from a file (pcap,
 * pcapng). Every frame is handed out as an Ethernet frame: what was captured
 * in another framing (Linux "any", raw IP, BSD loopback) gets a head made up.
 */
#ifndef RANMAP_SCANNER_CAPTURE_H
#define RANMAP_SCANNER_CAPTURE_H

#include <stdint.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/result.h"

struct capture;

struct frame {
	struct bytes bytes; /* borrowed until the next capture_next() */
	int64_t time;	    /* wall clock, seconds */
	uint64_t number;    /* 1, 2, ... as other tools count them */
};

/*
 * Listens on an interface for LLDP and CDP, tagged or not; never blocks. The
 * interface joins the groups that neighbours send to; it isn't made
 * promiscuous. Frames that this machine sends itself are not heard.
 * RESULT_NOT_FOUND, RESULT_PERMISSION, RESULT_IO; why gets a sentence.
 */
enum result capture_open_live(const char *interface, struct capture **out, struct buf *why);
/* Opens a file; "-" is standard input. RESULT_NOT_FOUND, RESULT_PERMISSION,
 * RESULT_MALFORMED (no capture file), RESULT_UNSUPPORTED (a link type that has
 * nothing to do with Ethernet or IP). why names the file. */
enum result capture_open_file(const char *path, struct capture **out, struct buf *why);
/* The same from a stream, which is taken over on any result. */
enum result capture_open_stream(FILE *, const char *name, struct capture **out, struct buf *why);
void capture_close(struct capture *); /* accepts NULL */

/* The interface or the file, as it was given. */
const char *capture_name(const struct capture *);
/* The same where all frames come from one wire; NULL where they may come from
 * several (the pseudo-interface "any"). */
const char *capture_wire(const struct capture *);
/* To wait on for reading; live captures only. */
int capture_fd(const struct capture *);
/* The next frame. RESULT_AGAIN: none at present (live). RESULT_END: the end of
 * the file. On RESULT_MALFORMED or RESULT_IO nothing more can be read; why gets
 * a sentence with the name and the number of the frame that was to be read. */
enum result capture_next(struct capture *, struct frame *out, struct buf *why);
/* Frames that the system dropped because we were too slow (live). */
uint64_t capture_dropped(struct capture *);

#endif
