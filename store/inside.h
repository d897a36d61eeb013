/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/* inside.h: what the files of this room share. Nobody else includes it. */
#ifndef RANMAP_STORE_INSIDE_H
#define RANMAP_STORE_INSIDE_H

#include <pthread.h>
#include <sqlite3.h>

#include "base/arena.h"
#include "store/store.h"

/* Statements that stay prepared while the store is open: one line each. */
#define STATEMENT_LIST(X)                                                                       \
	X(SUBJECT_FIND, "SELECT id FROM subjects WHERE sweep=?1 AND addr=?2 AND name=?3")       \
	X(SUBJECT_PUT, "INSERT OR IGNORE INTO subjects(sweep,addr,name) VALUES(?1,?2,?3)")      \
	X(OBSERVE, "INSERT INTO observations(subject,key,idx,value,probe,time) "                \
		   "VALUES(?1,?2,?3,?4,?5,?6)")                                                 \
	X(VISIT, "INSERT INTO visits(subject,probe,port,outcome,question,"                      \
		 "credential,packets,bytes,first,last) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10) " \
		 "ON CONFLICT DO UPDATE SET outcome=max(outcome,excluded.outcome),"             \
		 "question=excluded.question,credential=excluded.credential,"                   \
		 "packets=packets+excluded.packets,bytes=bytes+excluded.bytes,"                 \
		 "first=CASE WHEN first=0 THEN excluded.first ELSE first END,"                  \
		 "last=max(last,excluded.last)")                                                \
	X(SILENCES, "INSERT INTO silences(sweep,probe,port,outcome,question,credential,base,"   \
		    "rows) VALUES(?1,?2,?3,?4,?5,?6,?7,?8)")                                    \
	X(HARM, "INSERT INTO harm(sweep,event) VALUES(?1,?2)")                                  \
	X(FRAGILE, "INSERT OR REPLACE INTO fragile(addr,sweep,time,probe,question) "            \
		   "VALUES(?1,?2,?3,?4,?5)")                                                    \
	X(FORGET_OBSERVATIONS, "DELETE FROM observations WHERE subject=?1")                     \
	X(WORD_FIND, "SELECT id FROM words WHERE text=?1")                                      \
	X(WORD_PUT, "INSERT INTO words(text) VALUES(?1)")                                       \
	X(IDENTIFY, NULL)                                                                       \
	X(ELEMENT_PUT, NULL)                                                                    \
	X(ELEMENT_COPY, NULL)                                                                   \
	X(ELEMENT_SUBJECT, "INSERT OR REPLACE INTO element_subjects(subject,element) "          \
			   "VALUES(?1,?2)")                                                     \
	X(TRAITS_PUT, "INSERT OR REPLACE INTO traits(subject,name,location,chassis_type,"       \
		      "chassis,engine,boots,start,hostkey,lldp,first,last,digest,components) "  \
		      "VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14)")                 \
	X(FORGET_COMPONENTS, "DELETE FROM components WHERE subject=?1")                         \
	X(FORGET_TOLD, "DELETE FROM told WHERE subject=?1")                                     \
	X(COMPONENT_PUT, "INSERT OR REPLACE INTO components(subject,idx,parent,class,name,"     \
			 "manufacturer,model,part_number,serial,hw_rev,fw_rev,sw_rev,mfg_date," \
			 "is_fru) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14)")      \
	X(TOLD_PUT, "INSERT OR REPLACE INTO told(subject,seq,via,local_num,local_id,"           \
		    "local_descr,chassis_type,chassis,port,port_descr,name,descr,mgmt,time) "   \
		    "VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14)")                   \
	X(LINK_PUT, "INSERT OR REPLACE INTO links(link,sweep,a,a_name,a_port,a_port_descr,b,"   \
		    "b_name,b_port,b_port_descr,tellers,state,reason,source,last_seen) "        \
		    "VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15)")               \
	X(IDENTITY_PUT, "INSERT INTO identities(identity,element,sweep) VALUES(?1,?2,?3) "      \
			"ON CONFLICT(identity) DO UPDATE SET element=excluded.element,"         \
			"sweep=excluded.sweep WHERE excluded.sweep>=sweep")                     \
	X(MERGED_PUT, "INSERT OR REPLACE INTO merged(element,sweep,into_element) "              \
		      "VALUES(?1,?2,?3)")                                                       \
	X(SITE_PUT, "INSERT OR REPLACE INTO sites(site_id,name,type,region,latitude,"           \
		    "longitude) VALUES(?1,?2,?3,?4,?5,?6)")                                     \
	X(WHO_OF, "SELECT " WHO_COLUMNS " FROM identifications WHERE subject=?1")               \
	X(PROGRESS_PUT, "INSERT OR REPLACE INTO progress(sweep,chunk,bits) VALUES(?1,?2,?3)")

enum statement {
#define X(name, sql) ST_##name,
	STATEMENT_LIST(X)
#undef X
		ST_COUNT
};

struct word;
struct positions;
struct silences;

struct store {
	sqlite3 *db;
	pthread_mutex_t held; /* by the thread that uses it, where there are several */
	char *path;
	sqlite3_stmt *statements[ST_COUNT];
	bool writing;	    /* inside a transaction */
	enum result broken; /* the fault that took a transaction back; nothing is taken after it */
	size_t pending;	    /* rows of it */
	int64_t fresh;	    /* the subject that was made last: there is nothing of it yet */
	struct buf error;   /* the words of the last fault */
	struct word *words; /* texts that recur, by their number in the store */
	struct positions *positions;
	struct silences *silences; /* that are not in the file yet */
	int lock_fd;
};

/* Keeps the words of SQLite's last error; returns RESULT_STORE or RESULT_NO_SPACE. */
enum result store_fault(struct store *);
/* The prepared statement, reset and without old values. NULL after a fault. */
sqlite3_stmt *store_statement(struct store *, enum statement);
enum result store_prepare(struct store *, const char *sql, sqlite3_stmt **);
/* A statement of the running transaction, which begins where none is open. */
enum result store_begin(struct store *, enum statement, sqlite3_stmt **out);
/* Such a statement with the subject as its only parameter, run. */
enum result store_run_of(struct store *, enum statement, int64_t subject);
/* Runs a statement that returns no row. */
enum result store_step(struct store *, sqlite3_stmt *);
enum result store_exec(struct store *, const char *sql);
/* Begins the transaction that everything is gathered in, where none is open. */
enum result store_write(struct store *);

/* The SQL of the statements that are made from lists. */
const char *store_sql_identify(void);
const char *store_sql_element_put(void);
const char *store_sql_element_copy(void);

/* schema.c: makes or migrates the tables, checks whose file it is. */
enum result schema_check(struct store *, enum store_mode, struct buf *why);

/* words.c: the number of a text. */
enum result words_id(struct store *, const char *text, int64_t *id);
void words_free(struct store *);

/* positions.c */
enum result positions_flush(struct store *);
void positions_free(struct store *);

/* silences.c */
enum result silences_flush(struct store *);
void silences_free(struct store *);
/* Fills the temporary table "unpacked" with those of a sweep (0: of all). */
enum result silences_unpack(struct store *, int64_t sweep);

/* values.c: an address as a blob that sorts as addr_compare does; empty for none. */
#define ADDR_BLOB_MAX 21
size_t addr_to_blob(const struct addr *, uint8_t out[ADDR_BLOB_MAX]);
void addr_from_blob(const void *, int len, struct addr *out);
void bind_addr(sqlite3_stmt *, int at, const struct addr *);

/* values.c: identifications as columns, "a,b,c", with their evidence and candidates as JSON. */
#define WHO_COLUMNS                                                                      \
	"manufacturer,brand,model,family,role,sw_version,hw_version,serial,part_number," \
	"mfg_date,generations,name_claim,confidence,verdict,reason,evidence,candidates"
#define WHO_COUNT (CLAIM_COUNT + 5)
_Static_assert(CLAIM_COUNT == 12, "WHO_COLUMNS names every claim");
/* Binds to parameters first, first+1, … */
void who_bind(sqlite3_stmt *, int first, const struct identification *);
/* Reads from columns first, first+1, …; strings are copied to the arena. */
void who_read(sqlite3_stmt *, int first, struct arena *, struct identification *out);

/* evidence.c: both as JSON arrays, nothing for an empty list. */
void evidence_write(const struct identification *, struct buf *);
void candidates_write(const struct identification *, struct buf *);
/* Strings are copied to the arena. text: not NULL; what is no such array is an empty list. */
void evidence_read(const char *text, struct arena *, struct identification *);
void candidates_read(const char *text, struct arena *, struct identification *);

/* The text is borrowed until the statement has run. */
void bind_text(sqlite3_stmt *, int at, const char *text);
void bind_degrees(sqlite3_stmt *, int at, double degrees); /* NULL for NAN */
double read_degrees(sqlite3_stmt *, int at);
void read_addr(sqlite3_stmt *, int at, struct addr *out);

/*
 * As last seen: the latest row of each element e, but not of one that a later
 * sweep found to be a part of another, nor of one whose address a later sweep
 * found to be another element (with better credentials the same thing gets a
 * better identity, and must not be counted twice). Those of the last sweep have
 * no later one: they need not be looked up.
 */
#define ELEMENT_CURRENT                                                                \
	" (e.sweep=(SELECT max(id) FROM sweeps) OR"                                    \
	" e.sweep=(SELECT max(sweep) FROM elements WHERE element=e.element)"           \
	" AND NOT EXISTS (SELECT 1 FROM merged g WHERE g.element=e.element"            \
	" AND g.sweep>e.sweep)"                                                        \
	" AND NOT EXISTS (SELECT 1 FROM subjects s"                                    \
	" JOIN element_subjects m ON m.subject=s.id JOIN elements o ON o.id=m.element" \
	" WHERE e.mgmt<>x'' AND s.addr=e.mgmt AND s.sweep>e.sweep"                     \
	" AND o.element<>e.element))"
/* Copied to the arena: "" for NULL; NULL for NULL. */
const char *read_text(sqlite3_stmt *, int at, struct arena *);
const char *read_claim(sqlite3_stmt *, int at, struct arena *);
enum verdict read_verdict(sqlite3_stmt *, int at); /* unknown where it is none */

/* A reader: its statement, and what it needs besides. */
struct store_cursor {
	struct store *store;
	sqlite3_stmt *rows, *more;
	struct arena *arena;
	struct observation *observations;
	size_t cap;
	struct addr addr; /* of the last address_row, and its probe */
	char *probe;
};
enum result cursor_open(struct store *, const char *sql, struct store_cursor **);
/* RESULT_OK with a row, RESULT_END, or a fault. The arena is empty then. */
enum result cursor_step(struct store_cursor *);

#endif
