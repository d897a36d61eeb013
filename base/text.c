/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* text.c: making device-written text harmless, and small conversions. */
#include "base/text.h"

#include <ctype.h>
#include <openssl/evp.h>
#include <string.h>
#include <wchar.h>

/* Decodes one character (RFC 3629). Returns its length, 0 where the bytes are none. */
static size_t
decode(const uint8_t *s, size_t len, uint32_t *out)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t n = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	uint32_t c = n == 1 ? s[0] : s[0] & (0xffu >> (n + 1));

	if (n == 0 || n > len || s[0] > 0xf4)
		return 0;
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3f);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*out = c;
	return n;
}

bool
text_is_utf8(const void *data, size_t len)
{
	const uint8_t *s = data;
	uint32_t c;

	while (len > 0) {
		size_t n = decode(s, len, &c);

		if (n == 0 || c == 0)
			return false;
		s += n;
		len -= n;
	}
	return true;
}

static bool
is_blank(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xa0 || c == 0x2028 ||
	       c == 0x2029;
}

/* Characters that a reader can't see, or that turn the text around them. */
static bool
is_hidden(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x061c || c == 0x180e ||
	       (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) ||
	       (c >= 0xe0000 && c <= 0xe007f) || (c & 0xfffe) == 0xfffe;
}

/* How many characters from here on are plain ASCII without blanks. */
static size_t
graphic_run(const uint8_t *s, size_t len)
{
	size_t n = 0;

	while (n < len && s[n] > ' ' && s[n] < 0x7f)
		n++;
	return n;
}

void
text_printable(struct buf *out, const void *data, size_t len, size_t max)
{
	const uint8_t *s = data;
	size_t start = out->len;
	bool blank = false;

	while (len > 0) {
		uint32_t c = 0xfffd;
		size_t run = graphic_run(s, len), n, add;
		const char *from;

		if (run > 0) {
			size_t room = max - (out->len - start);

			if (room <= blank)
				return;
			if (blank)
				buf_putc(out, ' ');
			buf_add(out, s, run <= room - blank ? run : room - blank);
			if (run > room - blank)
				return;
			blank = false;
			s += run;
			len -= run;
			continue;
		}
		n = decode(s, len, &c);
		from = n > 0 ? (const char *)s : "\xef\xbf\xbd";
		add = n > 0 ? n : 3;
		s += n > 0 ? n : 1;
		len -= n > 0 ? n : 1;
		if (is_blank(c)) {
			blank = out->len > start;
			continue;
		}
		if (is_hidden(c))
			continue;
		if (out->len - start + add + blank > max)
			return;
		if (blank)
			buf_putc(out, ' ');
		blank = false;
		buf_add(out, from, add);
	}
}

size_t
text_width(const char *text)
{
	const uint8_t *s = (const uint8_t *)text;
	size_t len = strlen(text), width = 0;

	while (len > 0) {
		uint32_t c = 0xfffd;
		size_t n = decode(s, len, &c);
		int w = wcwidth((wchar_t)c);

		/* In the C locale wcwidth knows ASCII only: then one column each. */
		width += w >= 0 ? (size_t)w : 1;
		s += n > 0 ? n : 1;
		len -= n > 0 ? n : 1;
	}
	return width;
}

void
text_hex(struct buf *out, const void *data, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *s = data;
	char *to = buf_reserve(out, 2 * len);

	for (size_t i = 0; i < len; i++) {
		to[2 * i] = digits[s[i] >> 4];
		to[2 * i + 1] = digits[s[i] & 15];
	}
	out->len += 2 * len;
	out->data[out->len] = '\0';
}

static int
digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

enum result
text_unhex(const char *text, size_t len, uint8_t *out, size_t cap, size_t *used)
{
	if (len % 2 != 0)
		return RESULT_MALFORMED;
	if (len / 2 > cap)
		return RESULT_RANGE;
	for (size_t i = 0; i < len; i += 2) {
		int high = digit(text[i]), low = digit(text[i + 1]);

		if (high < 0 || low < 0)
			return RESULT_MALFORMED;
		out[i / 2] = (uint8_t)(high << 4 | low);
	}
	*used = len / 2;
	return RESULT_OK;
}

static void
json_character(struct buf *out, const uint8_t *s, size_t n)
{
	static const char special[] = "\"\\\b\f\n\r\t", letter[] = "\"\\bfnrt";
	const char *at = n == 1 && *s != 0 ? strchr(special, *s) : NULL;

	if (at != NULL)
		buf_printf(out, "\\%c", letter[at - special]);
	else if (n == 1 && (*s < 0x20 || *s == 0x7f))
		buf_printf(out, "\\u%04x", *s);
	else
		buf_add(out, s, n);
}

/* How many characters from here on stand in JSON as they are. */
static size_t
plain_run(const uint8_t *s, size_t len)
{
	size_t n = 0;

	while (n < len && s[n] >= ' ' && s[n] < 0x7f && s[n] != '"' && s[n] != '\\')
		n++;
	return n;
}

void
text_json(struct buf *out, const char *text, size_t len)
{
	const uint8_t *s = (const uint8_t *)text;
	uint32_t c;

	buf_putc(out, '"');
	while (len > 0) {
		size_t n = plain_run(s, len);

		if (n > 0) {
			buf_add(out, s, n);
			s += n;
			len -= n;
			continue;
		}
		n = decode(s, len, &c);
		if (n == 0)
			buf_puts(out, "\xef\xbf\xbd");
		else
			json_character(out, s, n);
		s += n > 0 ? n : 1;
		len -= n > 0 ? n : 1;
	}
	buf_putc(out, '"');
}

enum result
text_u64(const char *text, uint64_t min, uint64_t max, uint64_t *out)
{
	uint64_t v = 0;

	if (*text == '\0')
		return RESULT_MALFORMED;
	for (; *text != '\0'; text++) {
		unsigned d = (unsigned)*text - '0';

		if (d > 9)
			return RESULT_MALFORMED;
		if (v > (UINT64_MAX - d) / 10)
			return RESULT_RANGE;
		v = v * 10 + d;
	}
	if (v < min || v > max)
		return RESULT_RANGE;
	*out = v;
	return RESULT_OK;
}

static void
digest_hex(const EVP_MD *how, const void *data, size_t len, char *out)
{
	static const char digits[] = "0123456789abcdef";
	uint8_t sum[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	if (EVP_Digest(data, len, sum, &n, how, NULL) != 1)
		n = 0;
	for (unsigned i = 0; i < n; i++) {
		out[2 * i] = digits[sum[i] >> 4];
		out[2 * i + 1] = digits[sum[i] & 15];
	}
	out[2 * n] = '\0';
}

void
text_sha256(const void *data, size_t len, uint8_t out[32])
{
	if (EVP_Digest(data, len, out, NULL, EVP_sha256(), NULL) != 1)
		memset(out, 0, 32);
}

void
text_sha256_hex(const void *data, size_t len, char out[65])
{
	digest_hex(EVP_sha256(), data, len, out);
}

void
text_md5_hex(const void *data, size_t len, char out[33])
{
	digest_hex(EVP_md5(), data, len, out);
}
