/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* text.h: what device-written text must go through before a person or a
 * program sees it, and small conversions. */
#ifndef RANMAP_BASE_TEXT_H
#define RANMAP_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/result.h"

/* True for well-formed UTF-8 (RFC 3629) without NUL. */
bool text_is_utf8(const void *, size_t len);
/* Appends len bytes as printable UTF-8 on one line: runs of white space and
 * line breaks become one blank, other control characters (C0, C1, DEL), bidi
 * and zero-width characters are dropped, invalid bytes become U+FFFD; at most
 * max bytes are added (cut at a character). Leading and trailing blanks go. */
void text_printable(struct buf *, const void *, size_t len, size_t max);
/* Columns that well-formed UTF-8 takes on a terminal (wcwidth). */
size_t text_width(const char *);
/* Lower-case hexadecimal. */
void text_hex(struct buf *, const void *, size_t len);
/* From hexadecimal to at most cap bytes; odd or foreign digits are RESULT_MALFORMED. */
enum result text_unhex(const char *, size_t len, uint8_t *out, size_t cap, size_t *used);
/* Appends a JSON string with its quotes (RFC 8259). Invalid UTF-8 becomes U+FFFD. */
void text_json(struct buf *, const char *, size_t len);
/* Whole-string unsigned decimal. */
enum result text_u64(const char *, uint64_t min, uint64_t max, uint64_t *out);

/* Digests by the system's crypto library; hex is lower case with a final NUL. */
void text_sha256(const void *, size_t len, uint8_t out[32]);
void text_sha256_hex(const void *, size_t len, char out[65]);
void text_md5_hex(const void *, size_t len, char out[33]);

#endif
