/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* html_page.h: the fixed parts of the report page. */
#ifndef RANMAP_OUTPUT_HTML_PAGE_H
#define RANMAP_OUTPUT_HTML_PAGE_H

#include "base/buf.h"

/* The page is well-formed as XML too: neither text has '<' or '&'. */
extern const char html_style[];
extern const char html_script[];

/* Appends the start of the page up to the opened body. The content security
 * policy allows this very style and script and nothing else, from nowhere. */
void html_head(struct buf *, const char *title);
/* Appends text with what HTML means by itself escaped, fit for attributes too. */
void html_text(struct buf *, const char *);
/* Appends an attribute with a blank before it. */
void html_attribute(struct buf *, const char *name, const char *value);

#endif
