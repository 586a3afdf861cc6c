/* driver.h: what a database must be able to do. Only src/db includes it. */
#ifndef DB_DRIVER_H
#define DB_DRIVER_H
#include <pthread.h>
#include <stdatomic.h>
#include "db/db.h"

enum { DB_SQL_MAX = 64 * 1024, DB_READERS_MAX = 64 };

/* Where rows go: each is copied into memory of the arena. With `each` set it is handed over when it is full, and its memory taken back. */
struct db_sink {
    struct db_rows *rows;
    const struct db_stmt *s;
    struct arena *a;
    db_row_fn *each;
    void *arg;
    struct arena_mark mark;
};
void *db_sink_row(struct db_sink *k);                               /* room for one more row */
enum rc db_sink_full(struct db_sink *k);                            /* the row has been filled */

struct db_driver {
    enum rc (*open)(struct db_pool *p, struct str url, bool create, struct err *e);
    void (*close)(struct db_pool *p);
    enum rc (*connect)(struct db_pool *p, struct db *db);
    void (*disconnect)(struct db *db);
    void (*rest)(struct db *db);                /* forget statements left half-read */
    enum rc (*run)(struct db *db, const struct db_stmt *s, const struct db_value *in, struct db_sink *k);
    enum rc (*tx)(struct db *db, enum rc (*fn)(struct db *, void *), void *arg);
    enum rc (*script)(struct db *db, const char *sql);          /* several statements, no parameters */
    enum rc (*backup)(struct db_pool *p, struct str path, struct err *e);
    enum rc (*verify)(struct db *db);
    const char *list_tables;                    /* one text column, sorted */
    const char *blob, *keyed, *prefix;          /* @BLOB and @KEYED (rows lie in the order of their key) in migrations; text before each */
};
extern const struct db_driver db_sqlite, db_postgres;

struct db_pool {
    const struct db_driver *driver;
    void *own;                                  /* the driver's */
    struct arena arena;                         /* for what lives as long as the pool */
    pthread_mutex_t lock;
    struct db *idle[DB_READERS_MAX];
    size_t nidle;
    _Atomic int64_t fail_at;
    _Atomic bool twice;
    _Atomic uint64_t commits;
};

bool db_injected(struct db *db);                /* counts a statement; true when it is the one to fail */
enum rc db_run_guarded(struct db *tx, struct arena *a, enum rc (*fn)(struct db *, void *), void *arg);
#endif
