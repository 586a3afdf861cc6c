/* db.c: what is the same for both databases: the pool of readers, rows into
** structs, migrations, and the hash of all content. */
#define BASE_OWNS_MEMORY            /* connections outlive requests and belong to no arena */
#include <openssl/evp.h>
#include <openssl/sha.h>
#include "db/driver.h"

static struct db *connection_new(struct db_pool *p, struct err *e, enum rc *rc)
{
    struct db *db = calloc(1, sizeof *db);
    must(db != NULL);
    db->pool = p;
    *rc = p->driver->connect(p, db);
    if (*rc == RC_OK) return db;
    if (e) *e = db->err;
    free(db);
    return NULL;
}

enum rc db_open(struct str url, bool create, struct db_pool **out, struct err *e)
{
    bool pg = str_starts(url, S("postgres://")) || str_starts(url, S("postgresql://"));
    struct db_pool *p = calloc(1, sizeof *p);
    must(p != NULL);
    p->driver = pg ? &db_postgres : &db_sqlite;
    p->fail_at = -1;
    arena_init(&p->arena, LIMIT_REQUEST_ARENA);
    pthread_mutex_init(&p->lock, NULL);
    enum rc rc = p->driver->open(p, url, create, e);
    if (rc == RC_OK) { *out = p; return RC_OK; }
    arena_free(&p->arena);
    free(p);
    return rc;
}

void db_close(struct db_pool *p)
{
    if (!p) return;
    for (size_t i = 0; i < p->nidle; i++) { p->driver->disconnect(p->idle[i]); free(p->idle[i]); }
    p->driver->close(p);
    pthread_mutex_destroy(&p->lock);
    arena_free(&p->arena);
    free(p);
}

bool db_is_postgres(const struct db_pool *p) { return p->driver == &db_postgres; }

enum rc db_take(struct db_pool *p, struct arena *a, struct db **out, struct err *e)
{
    enum rc rc = RC_OK;
    pthread_mutex_lock(&p->lock);
    struct db *db = p->nidle ? p->idle[--p->nidle] : NULL;
    pthread_mutex_unlock(&p->lock);
    if (!db) db = connection_new(p, e, &rc);
    if (!db) return rc;
    db->arena = a;
    db->err = (struct err){ 0 };
    *out = db;
    return RC_OK;
}

void db_give(struct db *db)
{
    if (!db) return;
    struct db_pool *p = db->pool;
    p->driver->rest(db);
    db->arena = NULL;
    pthread_mutex_lock(&p->lock);
    bool keep = p->nidle < DB_READERS_MAX && db->err.rc != RC_DOWN;
    if (keep) p->idle[p->nidle++] = db;
    pthread_mutex_unlock(&p->lock);
    if (!keep) { p->driver->disconnect(db); free(db); }
}

bool db_injected(struct db *db)
{
    struct db_pool *p = db->pool;
    if (atomic_load(&p->fail_at) < 0) return false;
    if (atomic_fetch_sub(&p->fail_at, 1) != 0) return false;
    fail(&db->err, RC_IO, "injected failure");
    return true;
}

void db_fail_at(struct db_pool *p, int64_t n) { atomic_store(&p->fail_at, n); }
void db_set_twice(struct db_pool *p, bool twice) { atomic_store(&p->twice, twice); }

void *db_sink_row(struct db_sink *k)
{
    struct db_rows *r = k->rows;
    if (r->n == r->cap) r->v = arena_grow_list(k->a, r->v, &r->cap, k->s->row_size);
    char *row = (char *)r->v + r->n++ * k->s->row_size;
    memset(row, 0, k->s->row_size);
    return row;
}

enum rc db_sink_full(struct db_sink *k)
{
    if (!k->each) return RC_OK;
    enum rc rc = k->each(k->rows->v, k->arg);
    *k->rows = (struct db_rows){ 0 };
    arena_rewind(k->a, k->mark);
    return rc;
}

static enum rc run_into(struct db *db, const struct db_stmt *s, const struct db_value *in, struct db_sink k)
{
    must(db->arena != NULL);
    if (db_injected(db)) return RC_IO;
    k.s = s;
    k.a = db->arena;
    k.mark = arena_mark(k.a);
    return db->pool->driver->run(db, s, in, &k);
}

static enum rc run(struct db *db, const struct db_stmt *s, const struct db_value *in, struct db_rows *rows)
{
    return run_into(db, s, in, (struct db_sink){ .rows = rows });
}

enum rc db_one(struct db *db, const struct db_stmt *s, const struct db_value *in, void *row)
{
    struct db_rows rows = { 0 };
    TRY(run(db, s, in, &rows));
    if (rows.n == 0) return fail(&db->err, RC_NONE, "%s: no row", s->name);
    must(rows.n == 1);
    memcpy(row, rows.v, s->row_size);
    return RC_OK;
}

enum rc db_many(struct db *db, const struct db_stmt *s, const struct db_value *in, struct db_rows *rows)
{
    *rows = (struct db_rows){ 0 };
    return run(db, s, in, rows);
}

enum rc db_exec(struct db *db, const struct db_stmt *s, const struct db_value *in)
{
    struct db_rows rows = { 0 };
    return run(db, s, in, &rows);
}

enum rc db_each(struct db *db, const struct db_stmt *s, const struct db_value *in, db_row_fn *fn, void *arg)
{
    struct db_rows rows = { 0 };
    return run_into(db, s, in, (struct db_sink){ .rows = &rows, .each = fn, .arg = arg });
}

enum rc db_tx(struct db *db, enum rc (*fn)(struct db *, void *), void *arg)
{
    must(!db->in_tx);
    enum rc rc = db->pool->driver->tx(db, fn, arg);
    if (rc == RC_OK || rc == RC_UNKNOWN) atomic_fetch_add(&db->pool->commits, 1);
    return rc;
}

void db_touch(struct db *db) { atomic_fetch_add(&db->pool->commits, 1); }
uint64_t db_commits(const struct db_pool *p) { return atomic_load(&p->commits); }

/* Runs fn with a's exhaustion caught here, whatever thread set a's own guard. */
enum rc db_run_guarded(struct db *tx, struct arena *a, enum rc (*fn)(struct db *, void *), void *arg)
{
    jmp_buf here, *volatile before = a->guard;
    volatile enum rc rc;
    tx->arena = a;
    tx->in_tx = true;
    a->guard = &here;
    if (setjmp(here) != 0) {
        tx->pool->driver->rest(tx);
        rc = fail(&tx->err, RC_MEMORY, "out of memory in a transaction");
    } else rc = fn(tx, arg);
    a->guard = before;
    tx->in_tx = false;
    tx->arena = NULL;
    return rc;
}

/* ---- migrations ---- */

static const struct db_column no_columns[1];

#define AD_HOC(sql_, in_, nin_, out_, nout_, type_) \
    (&(const struct db_stmt){ .name = "", \
        .sql = (sql_), \
        .in = (in_), \
        .nin = (nin_), \
        .out = (out_), \
        .nout = (nout_), \
        .row_size = sizeof(type_) })

static void sha256_hex(const void *p, size_t n, char hex[65])
{
    unsigned char h[SHA256_DIGEST_LENGTH];
    SHA256(p, n, h);
    for (int i = 0; i < SHA256_DIGEST_LENGTH; i++) snprintf(hex + 2 * i, 3, "%02x", h[i]);
}

/* The text of a migration for this database: macros replaced. */
static struct str migration_text(struct arena *a, const struct db_driver *d, const char *sql)
{
    struct out o;
    out_init(&o, a);
    put_z(&o, d->prefix);
    for (const char *p = sql; *p;) {
        if (strncmp(p, "@BLOB", 5) == 0) { put_z(&o, d->blob); p += 5; }
        else if (strncmp(p, "@KEYED", 6) == 0) { put_z(&o, d->keyed); p += 6; }
        else put_c(&o, *p++);
    }
    return out_str(&o);
}

struct taken { int64_t number; struct str hash; };
static const struct db_column taken_out[] = {
    { "number", 'i', false, offsetof(struct taken, number) }, { "hash", 't', false, offsetof(struct taken, hash) } };
static const struct db_column taken_in[] = {
    { "number", 'i', false, 0 }, { "name", 't', false, 0 }, { "hash", 't', false, 0 } };

static enum rc migrations_taken(struct db *db, struct db_rows *rows)
{
    return db_many(db, AD_HOC("SELECT number, hash FROM schema_migration ORDER BY number", no_columns, 0, taken_out, 2, struct taken), NULL,
        rows);
}

static enum rc migrate_all(struct db *tx, void *arg)
{
    (void)arg;
    const struct db_driver *d = tx->pool->driver;
    struct db_rows rows;
    TRY(d->script(tx, "CREATE TABLE IF NOT EXISTS schema_migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL)"));
    TRY(migrations_taken(tx, &rows));
    const struct taken *have = rows.v;
    for (size_t i = 0; i < rows.n || i < db_migrations_n; i++) {
        if (i >= db_migrations_n)
            return fail(&tx->err, RC_REFUSED, "the database has migration %lld, which this program does not know: it is newer",
                (long long)have[i].number);
        const struct db_migration *m = &db_migrations[i];
        char hex[65];
        sha256_hex(m->sql, strlen(m->sql), hex);
        if (i < rows.n) {
            if (have[i].number != m->number || !str_eq(have[i].hash, str_from(hex)))
                return fail(&tx->err, RC_REFUSED, "migration %s differs from the one the database has taken", m->name);
            continue;
        }
        TRY(d->script(tx, migration_text(tx->arena, d, m->sql).p));
        const struct db_value in[] = { { 'i', m->number, 0, STR_NONE }, { 't', 0, 0, str_from(m->name) }, { 't', 0, 0, str_from(hex) } };
        TRY(db_exec(tx,
            AD_HOC("INSERT INTO schema_migration (number, name, hash) VALUES ($1, $2, $3)", taken_in, 3, no_columns, 0, struct taken), in));
    }
    return RC_OK;
}

/* Takes a connection with an arena of its own, runs f, gives both back. */
static enum rc with_connection(struct db_pool *p, struct err *e, enum rc (*f)(struct db *, void *), void *arg)
{
    struct arena a;
    struct db *db;
    arena_init(&a, LIMIT_BATCH_ARENA);
    enum rc rc = db_take(p, &a, &db, e);
    if (rc == RC_OK) {
        rc = f(db, arg);
        if (rc != RC_OK && e) *e = db->err;
        db_give(db);
    }
    arena_free(&a);
    return rc;
}

static enum rc migrate_tx(struct db *db, void *arg) { return db_tx(db, migrate_all, arg); }

enum rc db_migrate(struct db_pool *p, struct err *e) { return with_connection(p, e, migrate_tx, NULL); }

static enum rc schema_have(struct db *db, void *arg)
{
    struct db_rows rows;
    TRY(migrations_taken(db, &rows));
    *(int64_t *)arg = rows.n ? ((struct taken *)rows.v)[rows.n - 1].number : 0;
    return RC_OK;
}

enum rc db_schema_version(struct db_pool *p, int64_t *have, int64_t *want, struct err *e)
{
    *want = db_migrations_n ? db_migrations[db_migrations_n - 1].number : 0;
    return with_connection(p, e, schema_have, have);
}

enum rc db_backup(struct db_pool *p, struct str path, struct err *e) { return p->driver->backup(p, path, e); }

static enum rc analyze(struct db *db, void *arg) { (void)arg; return db->pool->driver->script(db, "ANALYZE"); }
enum rc db_analyze(struct db_pool *p, struct err *e) { return db_is_postgres(p) ? with_connection(p, e, analyze, NULL) : RC_OK; }

static enum rc verify(struct db *db, void *arg) { (void)arg; return db->pool->driver->verify(db); }
enum rc db_verify(struct db_pool *p, struct err *e) { return with_connection(p, e, verify, NULL); }

/* ---- the hash of all content: each row hashed, the hashes added, so that order does not matter ---- */

struct one_text { struct str v; };
static const struct db_column one_text_out[] = { { "v", 't', false, offsetof(struct one_text, v) } };

static void sum_add(unsigned char sum[32], const unsigned char h[32])
{
    unsigned carry = 0;
    for (int i = 31; i >= 0; i--) {
        carry += (unsigned)sum[i] + h[i];
        sum[i] = (unsigned char)carry;
        carry >>= 8;
    }
}

struct table_sum { EVP_MD_CTX *hash; size_t columns, rows; unsigned char sum[32]; };

/* A row of so many texts; NULL stays apart from ''. */
static enum rc row_add(const void *row, void *arg)
{
    struct table_sum *t = arg;
    const struct str *v = row;
    unsigned char one[32];
    must(EVP_DigestInit_ex2(t->hash, EVP_sha256(), NULL) == 1);
    for (size_t i = 0; i < t->columns; i++) {
        char head[24];
        int n = v[i].p ? snprintf(head, sizeof head, "|%zu:", v[i].n) : snprintf(head, sizeof head, "|-");
        must(EVP_DigestUpdate(t->hash, head, (size_t)n) == 1 && EVP_DigestUpdate(t->hash, v[i].p, v[i].n) == 1);
    }
    must(EVP_DigestFinal_ex(t->hash, one, NULL) == 1);
    sum_add(t->sum, one);
    t->rows++;
    return RC_OK;
}

/* columns are expressions that print a value the same way on both databases. */
static enum rc hash_table(struct db *db, struct str table, const struct str *columns, size_t n, struct out *sums)
{
    struct out o;
    struct db_column *cells = NEWS(db->arena, struct db_column, n);
    struct table_sum t = { NULL, n, 0, { 0 } };
    out_init(&o, db->arena);
    put_z(&o, "SELECT ");
    for (size_t i = 0; i < n; i++) {
        put_f(&o, "%s%.*s", i ? ", " : "", STR_FMT(columns[i]));
        cells[i] = (struct db_column){ "v", 't', true, (uint16_t)(i * sizeof(struct str)) };
    }
    put_f(&o, " FROM %.*s", STR_FMT(table));
    const struct db_stmt all = { "", out_str(&o).p, no_columns, cells, 0, (uint16_t)n, (uint16_t)(n * sizeof(struct str)) };
    must((t.hash = EVP_MD_CTX_new()) != NULL);
    enum rc rc = db_each(db, &all, NULL, row_add, &t);
    EVP_MD_CTX_free(t.hash);
    if (rc != RC_OK) return rc;
    put_f(sums, "%.*s %zu ", STR_FMT(table), t.rows);
    for (size_t i = 0; i < sizeof t.sum; i++) put_f(sums, "%02x", t.sum[i]);
    put_c(sums, '\n');
    return RC_OK;
}

static enum rc hash_all(struct db *db, void *arg)
{
    struct db_rows rows;
    struct out sums;
    out_init(&sums, db->arena);
    TRY(db_many(db, AD_HOC(db->pool->driver->list_tables, no_columns, 0, one_text_out, 1, struct one_text), NULL, &rows));
    struct one_text *lines = rows.v;                                 /* "table expression", sorted by table and column */
    for (size_t i = 0; i < rows.n;) {
        struct strs columns = { 0 };
        struct str table = STR_NONE, t, rest;
        for (; i < rows.n; i++) {
            rest = lines[i].v;
            must(str_cut(&rest, ' ', &t));
            if (table.p && !str_eq(t, table)) break;
            table = t;
            *PUSH(db->arena, &columns) = rest;
        }
        TRY(hash_table(db, str_copy(db->arena, table), columns.v, columns.n, &sums));
    }
    sha256_hex(out_str(&sums).p, sums.n, arg);
    return RC_OK;
}

enum rc db_state_hash(struct db_pool *p, char hex[65], struct err *e) { return with_connection(p, e, hash_all, hex); }
