/* pg.c: PostgreSQL through libpq: serializable, retried where the server says so.
**
** A connection prepares each statement once. A transaction takes a second
** connection from the pool, as readers and writers do not share one. When the
** answer to COMMIT is lost, nobody knows whether it happened: RC_UNKNOWN.
*/
#define BASE_OWNS_MEMORY
#include <libpq-fe.h>
#include <unistd.h>
#include "db/driver.h"

enum { PREPARED_SLOTS = 512, RETRIES = 12, PARAMS = 64, NUMBER = 40, WRITERS = 16 };
enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_TEXT = 25, OID_FLOAT8 = 701 };

struct pg_conn { PGconn *pg; const struct db_stmt *prepared[PREPARED_SLOTS]; bool retry; };
struct pg_pool { const char *url; pthread_mutex_t lock; struct db *idle[WRITERS]; size_t nidle; };

/* SQLSTATE to rc, the first match wins; one table so that callers never see a driver's code. */
static const struct { const char *state; enum rc rc; bool retry; } faults[] = {
    { "40001", RC_DOWN, true }, { "40P01", RC_DOWN, true }, { "23505", RC_DUPLICATE, false }, { "23", RC_REFUSED, false },
    { "08", RC_DOWN, false }, { "57", RC_DOWN, false }, { "53", RC_DOWN, false },
};

static enum rc pg_fault(struct db *db, const PGresult *r)
{
    struct pg_conn *c = db->conn;
    const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
    const char *text = r && PQresultErrorMessage(r)[0] ? PQresultErrorMessage(r) : PQerrorMessage(c->pg);
    enum rc rc = PQstatus(c->pg) == CONNECTION_BAD ? RC_DOWN : RC_IO;
    for (size_t i = 0; state && i < LEN(faults); i++)
        if (strncmp(state, faults[i].state, strlen(faults[i].state)) == 0) {
            rc = faults[i].rc;
            c->retry = faults[i].retry;
            break;
        }
    return fail(&db->err, rc, "%s %s", state ? state : "", text);
}

static enum rc script(struct db *db, const char *sql)
{
    struct pg_conn *c = db->conn;
    PGresult *r = PQexec(c->pg, sql);
    ExecStatusType st = PQresultStatus(r);
    enum rc rc = st == PGRES_COMMAND_OK || st == PGRES_TUPLES_OK || st == PGRES_EMPTY_QUERY ? RC_OK : pg_fault(db, r);
    PQclear(r);
    return rc;
}

static void no_notice(void *arg, const PGresult *r) { (void)arg; (void)r; }

static enum rc connect_pg(struct db_pool *p, struct db *db)
{
    const struct pg_pool *s = p->own;
    struct pg_conn *c = calloc(1, sizeof *c);
    must(c != NULL);
    db->conn = c;
    c->pg = PQconnectdb(s->url);
    if (PQstatus(c->pg) != CONNECTION_OK) {
        enum rc rc = fail(&db->err, RC_DOWN, "%s", PQerrorMessage(c->pg));
        PQfinish(c->pg);
        free(c);
        db->conn = NULL;
        return rc;
    }
    PQsetNoticeReceiver(c->pg, no_notice, NULL);
    return script(db, "SET client_encoding = 'UTF8'; SET standard_conforming_strings = on; SET statement_timeout = '60s'");
}

static void disconnect(struct db *db)
{
    struct pg_conn *c = db->conn;
    if (!c) return;
    PQfinish(c->pg);
    free(c);
    db->conn = NULL;
}

static void rest(struct db *db)
{
    struct pg_conn *c = db->conn;
    if (c && PQstatus(c->pg) == CONNECTION_BAD) fail(&db->err, RC_DOWN, "connection lost");
}

static Oid oid_of(char type) { return type == 'i' ? OID_INT8 : type == 'r' ? OID_FLOAT8 : type == 'b' ? OID_BYTEA : OID_TEXT; }

/* A statement's name on the server; generated ones are prepared once, by address; others ("") each time. */
static enum rc prepare(struct db *db, const struct db_stmt *s, const char **name)
{
    struct pg_conn *c = db->conn;
    size_t i = ((uintptr_t)s >> 4) * 2654435761u % PREPARED_SLOTS;
    *name = s->name;
    if (s->name[0]) {
        for (size_t tries = 0; c->prepared[i] && tries < PREPARED_SLOTS; tries++, i = (i + 1) % PREPARED_SLOTS)
            if (c->prepared[i] == s) return RC_OK;
        must(!c->prepared[i]);
    }
    Oid types[PARAMS];
    must(s->nin <= PARAMS);
    for (int k = 0; k < s->nin; k++) types[k] = oid_of(s->in[k].type);
    PGresult *r = PQprepare(c->pg, s->name, s->sql, s->nin, types);
    enum rc rc = PQresultStatus(r) == PGRES_COMMAND_OK ? RC_OK : pg_fault(db, r);
    PQclear(r);
    if (rc == RC_OK && s->name[0]) c->prepared[i] = s;
    return rc;
}

static enum rc read_rows(const PGresult *r, struct db_sink *k)
{
    for (int y = 0; y < PQntuples(r); y++) {
        char *row = db_sink_row(k);
        for (int x = 0; x < k->s->nout; x++) {
            const struct db_column *c = &k->s->out[x];
            bool null = PQgetisnull(r, y, x);
            const char *v = PQgetvalue(r, y, x);
            if (c->type == 'i') *(int64_t *)(void *)(row + c->at) = null ? DB_NULL : strtoll(v, NULL, 10);
            else if (c->type == 'r') *(double *)(void *)(row + c->at) = strtod(v, NULL);
            else if (!null && c->type == 't')
                *(struct str *)(void *)(row + c->at) = str_copy(k->a, (struct str){ v, (size_t)PQgetlength(r, y, x) });
            else if (!null) {
                size_t n;                           /* the arena may jump away: ask it before libpq's memory is held */
                char *to = arena_alloc(k->a, (size_t)PQgetlength(r, y, x) + 1);
                unsigned char *bytes = PQunescapeBytea((const unsigned char *)v, &n);
                must(bytes != NULL && n <= (size_t)PQgetlength(r, y, x));
                memcpy(to, bytes, n);
                to[n] = 0;
                PQfreemem(bytes);
                *(struct str *)(void *)(row + c->at) = (struct str){ to, n };
            }
        }
        TRY(db_sink_full(k));
    }
    return RC_OK;
}

/* Reads a result into the sink, and clears it. */
static enum rc result_take(struct db *db, PGresult *r, struct db_sink *k)
{
    ExecStatusType st = PQresultStatus(r);
    volatile enum rc rc = RC_OK;
    if (st == PGRES_COMMAND_OK) db->changes = strtoll(PQcmdTuples(r), NULL, 10);
    else if ((st == PGRES_TUPLES_OK || st == PGRES_SINGLE_TUPLE) && PQnfields(r) == k->s->nout) {
        /* The arena may jump away: hold the result only under a guard of our own. */
        jmp_buf here, *volatile before = k->a->guard;
        k->a->guard = &here;
        if (setjmp(here) == 0) rc = read_rows(r, k);
        else { PQclear(r); k->a->guard = before; arena_fail(k->a); }
        k->a->guard = before;
    } else rc = pg_fault(db, r);
    PQclear(r);
    return rc;
}

static enum rc run(struct db *db, const struct db_stmt *s, const struct db_value *in, struct db_sink *k)
{
    struct pg_conn *c = db->conn;
    const char *values[PARAMS], *name;
    int lengths[PARAMS], formats[PARAMS];
    char numbers[PARAMS][NUMBER];
    TRY(prepare(db, s, &name));
    for (int i = 0; i < s->nin; i++) {
        values[i] = NULL;
        formats[i] = in[i].type == 'b';
        lengths[i] = 0;
        if (in[i].type == 'i' && in[i].i != DB_NULL) { snprintf(numbers[i], NUMBER, "%lld", (long long)in[i].i); values[i] = numbers[i]; }
        if (in[i].type == 'r') { snprintf(numbers[i], NUMBER, "%.17g", in[i].r); values[i] = numbers[i]; }
        if ((in[i].type == 't' || in[i].type == 'b') && in[i].s.p) {
            must(in[i].s.n < (size_t)1 << 30);
            lengths[i] = (int)in[i].s.n;
            values[i] = in[i].type == 't' ? str_z(db->arena, in[i].s) : in[i].s.p;
        }
    }
    if (!k->each) return result_take(db, PQexecPrepared(c->pg, name, s->nin, values, lengths, formats, 0), k);
    if (!PQsendQueryPrepared(c->pg, name, s->nin, values, lengths, formats, 0) || !PQsetSingleRowMode(c->pg))
        return fail(&db->err, RC_DOWN, "%s", PQerrorMessage(c->pg));
    enum rc rc = RC_OK;
    for (PGresult *r; (r = PQgetResult(c->pg)) != NULL;) {            /* to the end, or the connection is of no more use */
        if (rc == RC_OK) rc = result_take(db, r, k);
        else PQclear(r);
    }
    return rc;
}

static enum rc writer_take(struct db_pool *p, struct db **out, struct err *e)
{
    struct pg_pool *s = p->own;
    pthread_mutex_lock(&s->lock);
    struct db *db = s->nidle ? s->idle[--s->nidle] : NULL;
    pthread_mutex_unlock(&s->lock);
    if (!db) {
        db = calloc(1, sizeof *db);
        must(db != NULL);
        db->pool = p;
        enum rc rc = connect_pg(p, db);
        if (rc != RC_OK) { *e = db->err; free(db); return rc; }
    }
    *out = db;
    return RC_OK;
}

static void writer_give(struct db *db)
{
    struct pg_pool *s = db->pool->own;
    struct pg_conn *c = db->conn;
    bool good = PQstatus(c->pg) == CONNECTION_OK && PQtransactionStatus(c->pg) == PQTRANS_IDLE;
    pthread_mutex_lock(&s->lock);
    if (good && s->nidle < WRITERS) s->idle[s->nidle++] = db;
    else good = false;
    pthread_mutex_unlock(&s->lock);
    if (!good) { disconnect(db); free(db); }
}

static enum rc attempt(struct db *w, struct arena *a, enum rc (*fn)(struct db *, void *), void *arg, bool keep)
{
    struct pg_conn *c = w->conn;
    w->err = (struct err){ 0 };
    c->retry = false;
    TRY(script(w, "BEGIN ISOLATION LEVEL SERIALIZABLE"));
    enum rc rc = db_run_guarded(w, a, fn, arg);
    if (rc != RC_OK || !keep) {
        struct err e = w->err;
        bool retry = c->retry;
        script(w, "ROLLBACK");
        w->err = e;
        c->retry = retry;
        return rc;
    }
    rc = script(w, "COMMIT");
    if (rc == RC_DOWN && !c->retry && PQstatus(c->pg) == CONNECTION_BAD) return fail(&w->err, RC_UNKNOWN, "the answer to COMMIT was lost");
    return rc;
}

static enum rc tx(struct db *db, enum rc (*fn)(struct db *, void *), void *arg)
{
    struct db *w;
    TRY(writer_take(db->pool, &w, &db->err));
    enum rc rc = RC_OK;
    if (db->pool->twice) attempt(w, db->arena, fn, arg, false);
    for (int n = 0; n < RETRIES; n++) {
        struct arena_mark m = arena_mark(db->arena);
        rc = attempt(w, db->arena, fn, arg, true);
        if (rc == RC_OK || !((struct pg_conn *)w->conn)->retry) break;
        arena_rewind(db->arena, m);
        uint16_t jitter;
        random_bytes(&jitter, sizeof jitter);
        usleep((useconds_t)((1u << (n < 7 ? n : 7)) * 500u + jitter % 2000u));
    }
    if (rc != RC_OK) db->err = w->err;
    writer_give(w);
    return rc;
}

static enum rc open_pool(struct db_pool *p, struct str url, bool create, struct err *e)
{
    struct pg_pool *s = calloc(1, sizeof *s);
    must(s != NULL);
    (void)create;                               /* the database itself is made by the operator */
    p->own = s;
    s->url = str_z(&p->arena, url);
    pthread_mutex_init(&s->lock, NULL);
    struct db *db = NULL;
    enum rc rc = writer_take(p, &db, e);
    if (rc == RC_OK) writer_give(db);
    else { pthread_mutex_destroy(&s->lock); free(s); }
    return rc;
}

static void close_pool(struct db_pool *p)
{
    struct pg_pool *s = p->own;
    for (size_t i = 0; i < s->nidle; i++) { disconnect(s->idle[i]); free(s->idle[i]); }
    pthread_mutex_destroy(&s->lock);
    free(s);
}

static enum rc backup(struct db_pool *p, struct str path, struct err *e)
{
    (void)p;
    (void)path;
    return fail(e, RC_REFUSED, "PostgreSQL is backed up with pg_dump or pg_basebackup");
}

/* The server checks references itself and pages by its checksums; what is left is that it answers. */
static enum rc verify(struct db *db) { return script(db, "SELECT 1"); }

const struct db_driver db_postgres = {
    .open = open_pool, .close = close_pool, .connect = connect_pg, .disconnect = disconnect, .rest = rest,
    .run = run, .tx = tx, .script = script, .backup = backup, .verify = verify,
    .list_tables = "SELECT CAST(table_name || ' ' || CASE WHEN data_type = 'bytea' THEN 'encode(' || column_name || ', ''hex'')'"
        " ELSE 'CAST(' || column_name || ' AS TEXT)' END AS TEXT) AS v FROM information_schema.columns"
        " WHERE table_schema = current_schema() ORDER BY table_name COLLATE \"C\", column_name COLLATE \"C\"",
    .blob = "BYTEA", .keyed = "", .prefix = "",
};
