/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* schema.c: the tables, and how older ones become today's: one step a version. */
#include <stdio.h>

#include "store/inside.h"

/* SQLite's application_id of our files: "ranm". */
#define APPLICATION 0x72616e6d

/*
 * Step i takes a store from version i to i+1. A step that was released is never
 * changed; a new version is a new step at the end.
 *
 * words: texts that recur (keys, probes, questions, names of credentials).
 * subjects: what a sweep saw: an address, or (empty address) a neighbour by its
 * name. addr sorts as addresses do. observations keep the order of their rowid.
 * progress: a bit per position of the sweep's permutation, in chunks.
 *
 * traits, components, told: what follows from the observations of a subject, so
 * that joining a sweep and exporting it need not read those. identities: under
 * which ID an identity is known in all sweeps; '' where several elements had it.
 * merged: elements that a later sweep found to be a part of another one.
 */
static const char *const steps[] = {
	"CREATE TABLE sweeps(id INTEGER PRIMARY KEY, kind TEXT NOT NULL, started INTEGER NOT NULL,"
	" finished INTEGER NOT NULL DEFAULT 0, state INTEGER NOT NULL, key INTEGER NOT NULL,"
	" targets TEXT NOT NULL, n_targets INTEGER NOT NULL, options TEXT NOT NULL,"
	" summary TEXT NOT NULL DEFAULT '', version TEXT NOT NULL);"
	"CREATE TABLE progress(sweep INTEGER NOT NULL, chunk INTEGER NOT NULL, bits BLOB NOT NULL,"
	" PRIMARY KEY(sweep, chunk)) WITHOUT ROWID;"
	"CREATE TABLE words(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);"
	"CREATE TABLE subjects(id INTEGER PRIMARY KEY, sweep INTEGER NOT NULL, addr BLOB NOT NULL,"
	" name TEXT NOT NULL);"
	"CREATE UNIQUE INDEX subjects_by_addr ON subjects(addr, sweep, name);"
	"CREATE INDEX subjects_by_sweep ON subjects(sweep);"
	"CREATE TABLE observations(id INTEGER PRIMARY KEY, subject INTEGER NOT NULL,"
	" key INTEGER NOT NULL, idx TEXT NOT NULL, value BLOB NOT NULL, probe INTEGER NOT NULL,"
	" time INTEGER NOT NULL);"
	"CREATE INDEX observations_by_subject ON observations(subject);"
	"CREATE TABLE visits(subject INTEGER NOT NULL, probe INTEGER NOT NULL,"
	" port INTEGER NOT NULL, outcome INTEGER NOT NULL, question INTEGER NOT NULL,"
	" credential INTEGER NOT NULL, packets INTEGER NOT NULL, bytes INTEGER NOT NULL,"
	" first INTEGER NOT NULL, last INTEGER NOT NULL,"
	" PRIMARY KEY(subject, probe, port)) WITHOUT ROWID;"
	"CREATE TABLE identifications(subject INTEGER PRIMARY KEY,"
	" manufacturer TEXT, brand TEXT, model TEXT, family TEXT, role TEXT, sw_version TEXT,"
	" hw_version TEXT, serial TEXT, part_number TEXT, mfg_date TEXT, generations TEXT,"
	" name_claim TEXT, confidence REAL NOT NULL, verdict INTEGER NOT NULL, reason TEXT,"
	" evidence TEXT NOT NULL, candidates TEXT NOT NULL);"
	"CREATE TABLE elements(id INTEGER PRIMARY KEY, element TEXT NOT NULL,"
	" sweep INTEGER NOT NULL, identity TEXT NOT NULL, name TEXT NOT NULL, mgmt BLOB NOT NULL,"
	" manufacturer TEXT, brand TEXT, model TEXT, family TEXT, role TEXT, sw_version TEXT,"
	" hw_version TEXT, serial TEXT, part_number TEXT, mfg_date TEXT, generations TEXT,"
	" name_claim TEXT, confidence REAL NOT NULL, verdict INTEGER NOT NULL, reason TEXT,"
	" evidence TEXT NOT NULL, candidates TEXT NOT NULL, location TEXT NOT NULL,"
	" sources TEXT NOT NULL, evidence_hash TEXT NOT NULL, site_id TEXT NOT NULL,"
	" site_name TEXT NOT NULL, site_type TEXT NOT NULL, region TEXT NOT NULL,"
	" latitude REAL, longitude REAL, first_seen INTEGER NOT NULL,"
	" last_seen INTEGER NOT NULL);"
	"CREATE UNIQUE INDEX elements_by_id ON elements(element, sweep);"
	"CREATE INDEX elements_by_sweep ON elements(sweep);"
	"CREATE TABLE element_subjects(subject INTEGER PRIMARY KEY, element INTEGER NOT NULL);",

	/* silences: packed visits of those that said nothing (silences.c). harm: events,
	 * each a JSON object. fragile: devices that fell silent when we asked them. */
	"CREATE TABLE silences(id INTEGER PRIMARY KEY, sweep INTEGER NOT NULL,"
	" probe INTEGER NOT NULL, port INTEGER NOT NULL, outcome INTEGER NOT NULL,"
	" question INTEGER NOT NULL, credential INTEGER NOT NULL, base INTEGER NOT NULL,"
	" rows BLOB NOT NULL);"
	"CREATE INDEX silences_by_sweep ON silences(sweep);"
	"CREATE TABLE harm(id INTEGER PRIMARY KEY, sweep INTEGER NOT NULL, event TEXT NOT NULL);"
	"CREATE INDEX harm_by_sweep ON harm(sweep);"
	"CREATE TABLE fragile(addr BLOB PRIMARY KEY, sweep INTEGER NOT NULL,"
	" time INTEGER NOT NULL, probe INTEGER NOT NULL, question INTEGER NOT NULL)"
	" WITHOUT ROWID;",

	"CREATE TABLE traits(subject INTEGER PRIMARY KEY, name TEXT NOT NULL,"
	" location TEXT NOT NULL, chassis_type INTEGER NOT NULL, chassis TEXT NOT NULL,"
	" engine TEXT NOT NULL, boots INTEGER NOT NULL, start INTEGER NOT NULL,"
	" hostkey TEXT NOT NULL, lldp INTEGER NOT NULL, first INTEGER NOT NULL,"
	" last INTEGER NOT NULL, digest BLOB NOT NULL, components INTEGER NOT NULL);"
	"CREATE TABLE components(subject INTEGER NOT NULL, idx INTEGER NOT NULL,"
	" parent INTEGER NOT NULL, class INTEGER NOT NULL, name TEXT NOT NULL,"
	" manufacturer TEXT NOT NULL, model TEXT NOT NULL, part_number TEXT NOT NULL,"
	" serial TEXT NOT NULL, hw_rev TEXT NOT NULL, fw_rev TEXT NOT NULL,"
	" sw_rev TEXT NOT NULL, mfg_date TEXT NOT NULL, is_fru INTEGER NOT NULL,"
	" PRIMARY KEY(subject, idx)) WITHOUT ROWID;"
	"CREATE TABLE told(subject INTEGER NOT NULL, seq INTEGER NOT NULL, via INTEGER NOT NULL,"
	" local_num TEXT NOT NULL, local_id TEXT NOT NULL, local_descr TEXT NOT NULL,"
	" chassis_type INTEGER NOT NULL, chassis TEXT NOT NULL, port TEXT NOT NULL,"
	" port_descr TEXT NOT NULL, name TEXT NOT NULL, descr TEXT NOT NULL, mgmt BLOB NOT NULL,"
	" time INTEGER NOT NULL, PRIMARY KEY(subject, seq)) WITHOUT ROWID;"
	"CREATE TABLE links(sweep INTEGER NOT NULL, link TEXT NOT NULL, a TEXT NOT NULL,"
	" a_name TEXT NOT NULL, a_port TEXT NOT NULL, a_port_descr TEXT NOT NULL,"
	" b TEXT NOT NULL, b_name TEXT NOT NULL, b_port TEXT NOT NULL,"
	" b_port_descr TEXT NOT NULL, tellers INTEGER NOT NULL, state INTEGER NOT NULL,"
	" reason TEXT NOT NULL, source TEXT NOT NULL, last_seen INTEGER NOT NULL,"
	" PRIMARY KEY(link, sweep)) WITHOUT ROWID;"
	"CREATE INDEX links_by_sweep ON links(sweep);"
	"CREATE TABLE identities(identity TEXT PRIMARY KEY, element TEXT NOT NULL,"
	" sweep INTEGER NOT NULL) WITHOUT ROWID;"
	"CREATE TABLE merged(element TEXT NOT NULL, sweep INTEGER NOT NULL, into_element TEXT"
	" NOT NULL, PRIMARY KEY(element, sweep)) WITHOUT ROWID;"
	"CREATE TABLE sites(site_id TEXT PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL,"
	" region TEXT NOT NULL, latitude REAL, longitude REAL) WITHOUT ROWID;"
	"ALTER TABLE elements ADD COLUMN tree INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE elements ADD COLUMN lldp INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE elements ADD COLUMN site_source TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE elements ADD COLUMN site_conflict TEXT NOT NULL DEFAULT '';",
};

#define VERSION ((int64_t)(sizeof(steps) / sizeof(steps[0])))

static enum result
number(struct store *s, const char *sql, int64_t *out)
{
	sqlite3_stmt *statement;
	enum result r = store_prepare(s, sql, &statement);

	if (r != RESULT_OK)
		return r;
	if (sqlite3_step(statement) == SQLITE_ROW)
		*out = sqlite3_column_int64(statement, 0);
	else
		r = store_fault(s);
	sqlite3_finalize(statement);
	return r;
}

static enum result
migrate(struct store *s, int64_t from)
{
	char pragma[80];
	enum result r = store_exec(s, "BEGIN IMMEDIATE");

	/* Another process may have been quicker. */
	if (r == RESULT_OK)
		r = number(s, "PRAGMA user_version", &from);
	for (int64_t i = from; r == RESULT_OK && i < VERSION; i++)
		r = store_exec(s, steps[i]);
	snprintf(pragma, sizeof(pragma), "PRAGMA application_id=%d; PRAGMA user_version=%d",
		APPLICATION, (int)VERSION);
	if (r == RESULT_OK)
		r = store_exec(s, pragma);
	if (r == RESULT_OK)
		return store_exec(s, "COMMIT");
	(void)sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	return r;
}

static enum result
not_ours(const struct store *s, struct buf *why)
{
	buf_printf(why, "%s is no ranmap store", s->path);
	return RESULT_MALFORMED;
}

enum result
schema_check(struct store *s, enum store_mode mode, struct buf *why)
{
	int64_t application = 0, version = 0, tables = 0;
	enum result r = number(s, "PRAGMA application_id", &application);

	if (r == RESULT_OK)
		r = number(s, "SELECT count(*) FROM sqlite_schema", &tables);
	if (r == RESULT_OK)
		r = number(s, "PRAGMA user_version", &version);
	if (r != RESULT_OK && (sqlite3_errcode(s->db) == SQLITE_NOTADB ||
				      sqlite3_errcode(s->db) == SQLITE_CORRUPT))
		return not_ours(s, why);
	if (r != RESULT_OK)
		return r;
	if (application != APPLICATION && (tables > 0 || mode == STORE_READ))
		return not_ours(s, why);
	if (version > VERSION) {
		buf_printf(why,
			"%s was written by a newer ranmap (store version %d, this one knows %d); "
			"use "
			"that one",
			s->path, (int)version, (int)VERSION);
		return RESULT_NEWER;
	}
	if (mode == STORE_WRITE && (r = store_exec(s, "PRAGMA journal_mode=WAL")) != RESULT_OK)
		return r;
	if (version == VERSION)
		return RESULT_OK;
	if (mode == STORE_WRITE)
		return migrate(s, version);
	buf_printf(why, "%s is from an older ranmap; a scan or `ranmap reidentify` migrates it",
		s->path);
	return RESULT_MALFORMED;
}
