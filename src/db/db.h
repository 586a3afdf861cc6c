/* db.h: one small interface over SQLite and PostgreSQL.
**
** SQL stands in .sql files, each statement named and typed; tools/sqlc.c writes
** a row struct and a function for each. Nothing else runs SQL.
**
**     -- name: party_by_id (id int) -> (id int, name text, closed int?)      one row: RC_NONE when absent
**     -- name: party_list (kind text) -> (id int, name text)*                many: struct party_list_rows { v, n, cap }
**     -- name: party_close (id int, version int) -> ()                       none: db->changes says how many rows moved
**
** Types: int = int64_t, real = double, text and blob = struct str. A '?' may
** be NULL: text and blob as STR_NONE, int as DB_NULL. Rows are copied into
** db->arena and live as long as it does.
**
** Reads go through any connection. Every change goes through db_tx, whose
** function may run more than once and touches nothing but the database: no
** clock, no randomness, no network; what it needs comes in by its argument.
** RC_OK from db_tx means durable: the commit is on the disk. */
#ifndef DB_H
#define DB_H
#include "base/base.h"

#define DB_NULL INT64_MIN

struct db_pool;
struct db_driver;

/* One connection, used by one thread at a time. Set arena before use. */
struct db {
    struct arena *arena;
    struct err err;                 /* detail of the last failure */
    int64_t changes;                /* rows the last statement without result changed */
    bool in_tx;
    struct db_pool *pool;
    void *conn;                     /* the driver's */
};

/* url: a file path (made when create is set) or postgres://...; p stays valid until db_close. */
enum rc db_open(struct str url, bool create, struct db_pool **p, struct err *e);
void db_close(struct db_pool *p);                                   /* waits for transactions under way */
bool db_is_postgres(const struct db_pool *p);

/* A connection for reading; give it back when the request ends. RC_DOWN when none can be had. */
enum rc db_take(struct db_pool *p, struct arena *a, struct db **db, struct err *e);
void db_give(struct db *db);

/* Runs fn once or more in one serializable transaction; commits when it returns RC_OK, else rolls back.
** fn gets a connection whose arena is db's own. Blocks until the commit is durable.
** RC_UNKNOWN: the connection was lost during commit; look the idempotency key up. */
enum rc db_tx(struct db *db, enum rc (*fn)(struct db *tx, void *arg), void *arg);

/* Transactions committed through this pool since it was opened: what was read before the number changed may be old. */
uint64_t db_commits(const struct db_pool *p);
/* counts as one more: what stands beside the rows, an index in memory, has followed them */
void db_touch(struct db *db);

/* Brings the schema up to this binary's migrations. RC_REFUSED: the database is newer, or a migration it
** has taken differs from ours. */
enum rc db_migrate(struct db_pool *p, struct err *e);
enum rc db_schema_version(struct db_pool *p, int64_t *have, int64_t *want, struct err *e);

/* A copy taken while others write (SQLite; PostgreSQL has pg_dump). path must not exist. */
enum rc db_backup(struct db_pool *p, struct str path, struct err *e);

/* SHA-256 over all tables and rows, whatever their order; equal content gives equal text on both databases. */
enum rc db_state_hash(struct db_pool *p, char hex[65], struct err *e);

/* Lets PostgreSQL's planner look at what is there after much has come at once: it would do so by itself only a minute later, and
** plan for empty tables till then. SQLite plans without. */
enum rc db_analyze(struct db_pool *p, struct err *e);

/* Integrity of the file and of references; RC_REFUSED with the first finding. */
enum rc db_verify(struct db_pool *p, struct err *e);

/* For tests: the n-th statement from now fails with RC_IO (negative: off); every fn runs twice. */
void db_fail_at(struct db_pool *p, int64_t n);
void db_set_twice(struct db_pool *p, bool twice);

/* ---- what generated code calls ---- */

struct db_column { const char *name; char type; bool null; uint16_t at; };   /* type: i r t b */
struct db_value { char type; int64_t i; double r; struct str s; };           /* type: i r t b, or n = NULL */
struct db_stmt {
    const char *name, *sql;
    const struct db_column *in, *out;
    uint16_t nin, nout, row_size;
};
struct db_rows { void *v; size_t n, cap; };

enum rc db_one(struct db *db, const struct db_stmt *s, const struct db_value *in, void *row);
enum rc db_many(struct db *db, const struct db_stmt *s, const struct db_value *in, struct db_rows *rows);
enum rc db_exec(struct db *db, const struct db_stmt *s, const struct db_value *in);

/* Hands each row to fn as it is read and forgets it: for tables of any size. What fn returns but RC_OK ends the reading; what it
** allocates from db->arena does not outlive the call, and it may not use db. */
typedef enum rc db_row_fn(const void *row, void *arg);
enum rc db_each(struct db *db, const struct db_stmt *s, const struct db_value *in, db_row_fn *fn, void *arg);

extern const struct db_stmt *const db_all_statements[];               /* generated; for the proof on both databases */
extern const size_t db_all_statements_n;
struct db_migration { int64_t number; const char *name, *sql; };
extern const struct db_migration db_migrations[];                     /* generated, in order */
extern const size_t db_migrations_n;
#endif
