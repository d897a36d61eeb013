/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* raw.c: the schemas of rule files. place.c walks a file by them first and tells
 * every fault with its exact place; then libcyaml reads by them. */
#include "fingerprints/raw.h"

#include <cyaml/cyaml.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "fingerprints/place.h"

#define OPTIONAL CYAML_FLAG_OPTIONAL
#define OPTIONAL_POINTER (CYAML_FLAG_OPTIONAL | CYAML_FLAG_POINTER)

#define TEXT(key, type, member) \
	CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER, type, member, 1, CYAML_UNLIMITED)
#define TEXT_OPTIONAL(key, type, member) \
	CYAML_FIELD_STRING_PTR(key, OPTIONAL_POINTER, type, member, 0, CYAML_UNLIMITED)
#define LIST_OPTIONAL(key, type, member, entry) \
	CYAML_FIELD_SEQUENCE(key, OPTIONAL_POINTER, type, member, entry, 0, CYAML_UNLIMITED)

static const cyaml_schema_value_t text_value = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 0, CYAML_UNLIMITED)};

static const cyaml_schema_field_t claims_fields[] = {
#define X(field) TEXT_OPTIONAL(#field, struct raw_claims, field),
	CLAIM_LIST(X)
#undef X
		CYAML_FIELD_END};

static const cyaml_schema_field_t when_fields[] = {TEXT_OPTIONAL("oid", struct raw_when, oid),
	TEXT_OPTIONAL("text", struct raw_when, text),
	TEXT_OPTIONAL("maker", struct raw_when, maker),
	LIST_OPTIONAL("oids", struct raw_when, oids, &text_value), CYAML_FIELD_END};

static const cyaml_schema_field_t example_fields[] = {
	CYAML_FIELD_STRING_PTR(
		"value", CYAML_FLAG_POINTER, struct raw_example, value, 0, CYAML_UNLIMITED),
	TEXT_OPTIONAL("oid", struct raw_example, oid),
	TEXT_OPTIONAL("text", struct raw_example, text),
	CYAML_FIELD_MAPPING_PTR(
		"claims", OPTIONAL_POINTER, struct raw_example, claims, claims_fields),
	CYAML_FIELD_END};

static const cyaml_schema_value_t example_value = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_example, example_fields)};

static const cyaml_schema_field_t rule_fields[] = {TEXT("id", struct raw_rule, id),
	TEXT_OPTIONAL("key", struct raw_rule, key),
	LIST_OPTIONAL("keys", struct raw_rule, keys, &text_value),
	TEXT_OPTIONAL("oid", struct raw_rule, oid), TEXT_OPTIONAL("exact", struct raw_rule, exact),
	TEXT_OPTIONAL("prefix", struct raw_rule, prefix),
	TEXT_OPTIONAL("regex", struct raw_rule, regex),
	CYAML_FIELD_MAPPING_PTR("when", OPTIONAL_POINTER, struct raw_rule, when, when_fields),
	CYAML_FIELD_MAPPING_PTR("claims", OPTIONAL_POINTER, struct raw_rule, claims, claims_fields),
	CYAML_FIELD_FLOAT_PTR("weight", OPTIONAL_POINTER, struct raw_rule, weight),
	CYAML_FIELD_BOOL_PTR("maker", OPTIONAL_POINTER, struct raw_rule, maker),
	CYAML_FIELD_BOOL("generic", OPTIONAL, struct raw_rule, generic),
	CYAML_FIELD_BOOL("component", OPTIONAL, struct raw_rule, component),
	CYAML_FIELD_BOOL("software", OPTIONAL, struct raw_rule, software),
	LIST_OPTIONAL("examples", struct raw_rule, examples, &example_value),
	LIST_OPTIONAL("misses", struct raw_rule, misses, &text_value), CYAML_FIELD_END};

static const cyaml_schema_value_t rule_value = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_rule, rule_fields)};

static const cyaml_schema_field_t enterprise_fields[] = {
	CYAML_FIELD_UINT("number", CYAML_FLAG_DEFAULT, struct raw_enterprise, number),
	CYAML_FIELD_BOOL("component", OPTIONAL, struct raw_enterprise, component),
	CYAML_FIELD_BOOL("software", OPTIONAL, struct raw_enterprise, software),
	CYAML_FIELD_BOOL("generic", OPTIONAL, struct raw_enterprise, generic),
	TEXT_OPTIONAL("brand", struct raw_enterprise, brand),
	TEXT_OPTIONAL("role", struct raw_enterprise, role), CYAML_FIELD_END};

static const cyaml_schema_value_t enterprise_value = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_enterprise, enterprise_fields)};

static const cyaml_schema_field_t product_fields[] = {TEXT("oid", struct raw_product, oid),
	TEXT_OPTIONAL("model", struct raw_product, model),
	TEXT_OPTIONAL("family", struct raw_product, family),
	TEXT_OPTIONAL("role", struct raw_product, role),
	TEXT_OPTIONAL("generations", struct raw_product, generations),
	TEXT_OPTIONAL("brand", struct raw_product, brand),
	CYAML_FIELD_BOOL("component", OPTIONAL, struct raw_product, component), CYAML_FIELD_END};

static const cyaml_schema_value_t product_value = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_product, product_fields)};

static const cyaml_schema_field_t vendor_fields[] = {TEXT("vendor", struct raw_vendor, vendor),
	CYAML_FIELD_BOOL("new", OPTIONAL, struct raw_vendor, is_new),
	LIST_OPTIONAL("enterprises", struct raw_vendor, enterprises, &enterprise_value),
	LIST_OPTIONAL("oui", struct raw_vendor, oui, &text_value),
	LIST_OPTIONAL("products", struct raw_vendor, products, &product_value),
	LIST_OPTIONAL("rules", struct raw_vendor, rules, &rule_value),
	LIST_OPTIONAL("asks", struct raw_vendor, asks, &rule_value), CYAML_FIELD_END};

static const cyaml_schema_value_t vendor_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct raw_vendor, vendor_fields)};

static const cyaml_schema_field_t maker_fields[] = {TEXT("name", struct raw_maker, name),
	TEXT_OPTIONAL("group", struct raw_maker, group),
	LIST_OPTIONAL("aliases", struct raw_maker, aliases, &text_value),
	LIST_OPTIONAL("brands", struct raw_maker, brands, &text_value), CYAML_FIELD_END};

static const cyaml_schema_value_t maker_value = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_maker, maker_fields)};

static const cyaml_schema_field_t makers_fields[] = {
	LIST_OPTIONAL("common", struct raw_makers, common, &text_value),
	CYAML_FIELD_SEQUENCE("makers", CYAML_FLAG_POINTER, struct raw_makers, makers, &maker_value,
		0, CYAML_UNLIMITED),
	CYAML_FIELD_END};

static const cyaml_schema_value_t makers_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct raw_makers, makers_fields)};

static const cyaml_schema_field_t family_fields[] = {TEXT("maker", struct raw_family, maker),
	TEXT("family", struct raw_family, family), TEXT_OPTIONAL("role", struct raw_family, role),
	TEXT_OPTIONAL("generations", struct raw_family, generations),
	LIST_OPTIONAL("models", struct raw_family, models, &text_value), CYAML_FIELD_END};

static const cyaml_schema_value_t family_value = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_family, family_fields)};

static const cyaml_schema_field_t families_fields[] = {
	CYAML_FIELD_SEQUENCE("families", CYAML_FLAG_POINTER, struct raw_families, families,
		&family_value, 0, CYAML_UNLIMITED),
	CYAML_FIELD_END};

static const cyaml_schema_value_t families_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct raw_families, families_fields)};

static const cyaml_config_t config = {
	.log_level = CYAML_LOG_ERROR,
	.log_fn = NULL, /* place.c says it better */
	.mem_fn = cyaml_mem,
	.flags = CYAML_CFG_NO_ALIAS,
};

/* No rule file is nearly as long; a pipe or a device is none at all. */
#define FILE_MAX (8 * 1024 * 1024)

static bool
is_readable(const char *file, struct buf *problems)
{
	struct stat st;

	if (stat(file, &st) != 0)
		buf_printf(problems, "%s:1:1: file: %s\n", file, strerror(errno));
	else if (!S_ISREG(st.st_mode))
		buf_printf(problems, "%s:1:1: file: it is no regular file\n", file);
	else if (st.st_size > FILE_MAX)
		buf_printf(problems, "%s:1:1: file: it is longer than %d bytes\n", file, FILE_MAX);
	else
		return true;
	return false;
}

static enum result
read_file(const char *file, const cyaml_schema_value_t *schema, void **out, struct buf *problems)
{
	cyaml_err_t e;

	/* The walk comes first: libcyaml takes any word for true, and the place of a
	 * fault is not where it says. */
	*out = NULL;
	if (!is_readable(file, problems) || place_schema(file, schema, problems))
		return RESULT_MALFORMED;
	e = cyaml_load_file(file, &config, schema, (cyaml_data_t **)out, NULL);
	/* An empty document is no error to libcyaml. */
	if (e == CYAML_OK && *out != NULL)
		return RESULT_OK;
	if (!place_alias(file, problems))
		buf_printf(problems, "%s:1:1: file: %s\n", file, cyaml_strerror(e));
	return RESULT_MALFORMED;
}

enum result
raw_vendor_read(const char *file, struct raw_vendor **out, struct buf *problems)
{
	return read_file(file, &vendor_schema, (void **)out, problems);
}

void
raw_vendor_free(struct raw_vendor *v)
{
	cyaml_free(&config, &vendor_schema, v, 0);
}

enum result
raw_makers_read(const char *file, struct raw_makers **out, struct buf *problems)
{
	return read_file(file, &makers_schema, (void **)out, problems);
}

void
raw_makers_free(struct raw_makers *m)
{
	cyaml_free(&config, &makers_schema, m, 0);
}

enum result
raw_families_read(const char *file, struct raw_families **out, struct buf *problems)
{
	return read_file(file, &families_schema, (void **)out, problems);
}

void
raw_families_free(struct raw_families *f)
{
	cyaml_free(&config, &families_schema, f, 0);
}

void
raw_fault(const char *file, const char *path, struct buf *problems, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	place_path(file, path, problems, text);
}
