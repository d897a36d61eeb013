/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * mkcap.c: makes capture files for tests, so that none has to be kept in
 * binary. Reads lines "SECONDS HEX" (a frame each), writes a capture to
 * standard output:
 *   mkcap pcap|pcapng [LINKTYPE]
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FRAME_MAX 65536

static void
put16(uint16_t n)
{
	fwrite(&n, sizeof(n), 1, stdout);
}

static void
put32(uint32_t n)
{
	fwrite(&n, sizeof(n), 1, stdout);
}

static void
begin_pcap(uint32_t link)
{
	put32(0xa1b2c3d4);
	put16(2);
	put16(4);
	put32(0);
	put32(0);
	put32(FRAME_MAX);
	put32(link);
}

/* Section header and interface description, without options. */
static void
begin_pcapng(uint32_t link)
{
	put32(0x0a0d0d0a);
	put32(28);
	put32(0x1a2b3c4d);
	put16(1);
	put16(0);
	put32(UINT32_MAX);
	put32(UINT32_MAX);
	put32(28);
	put32(1);
	put32(20);
	put16((uint16_t)link);
	put16(0);
	put32(FRAME_MAX);
	put32(20);
}

static void
frame_pcap(uint64_t seconds, const uint8_t *frame, uint32_t len)
{
	put32((uint32_t)seconds);
	put32(0);
	put32(len);
	put32(len);
	fwrite(frame, 1, len, stdout);
}

static void
frame_pcapng(uint64_t seconds, const uint8_t *frame, uint32_t len)
{
	static const uint8_t zeros[4];
	uint32_t pad = (4 - len % 4) % 4, total = 32 + len + pad;
	uint64_t us = seconds * 1000000;

	put32(6);
	put32(total);
	put32(0);
	put32((uint32_t)(us >> 32));
	put32((uint32_t)us);
	put32(len);
	put32(len);
	fwrite(frame, 1, len, stdout);
	fwrite(zeros, 1, pad, stdout);
	put32(total);
}

static uint32_t
unhex(const char *text, uint8_t *out)
{
	uint32_t n = 0;
	unsigned byte;

	for (; n < FRAME_MAX && sscanf(text, "%2x", &byte) == 1; text += 2)
		out[n++] = (uint8_t)byte;
	return n;
}

int
main(int argc, char **argv)
{
	static char line[2 * FRAME_MAX + 64];
	static uint8_t frame[FRAME_MAX];
	int ng = argc > 1 && strcmp(argv[1], "pcapng") == 0;
	uint32_t link = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 1;

	if (argc < 2) {
		fputs("usage: mkcap pcap|pcapng [LINKTYPE] <LINES >CAPTURE\n", stderr);
		return 2;
	}
	(ng ? begin_pcapng : begin_pcap)(link);
	while (fgets(line, sizeof(line), stdin) != NULL) {
		char *hex;
		uint64_t seconds = strtoull(line, &hex, 10);
		uint32_t len = unhex(hex + strspn(hex, " "), frame);

		(ng ? frame_pcapng : frame_pcap)(seconds, frame, len);
	}
	return ferror(stdin) || fflush(stdout) != 0;
}
