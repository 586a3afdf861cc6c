/* sqlite.c: one writer thread with group commit, many readers.
**
**     request threads            writer thread
**     db_tx: job -> queue -----> takes all jobs that wait
**     sleep                      BEGIN IMMEDIATE
**                                SAVEPOINT, fn, RELEASE   a job after another;
**                                (or ROLLBACK TO)         a failed one undoes only itself
**                                COMMIT                   one fsync for all of them
**     woken with rc <----------- every job's answer
**
** synchronous=FULL: an answer means the pages are on the disk. Readers see the
** last commit (WAL) and never wait for the writer. The caller sleeps while its
** job runs, so the job may use the caller's arena; exhaustion is caught on
** this side (db_run_guarded), never across threads.
*/
#define BASE_OWNS_MEMORY
#include <sqlite3.h>
#include "db/driver.h"

enum { CACHE_SLOTS = 2048, JOBS_MAX = 256, JOB_STEPS = 2000, JOB_LIMIT_STEPS = 500000 };

struct job {
    struct job *next;
    enum rc (*fn)(struct db *, void *);
    void *arg;
    struct arena *arena;
    struct err err;
    enum rc rc;
    bool done;
    pthread_cond_t wake;
};

struct sqlite_pool {
    const char *path;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t work;
    struct job *first, **last;
    bool stop;
    struct db writer;
};

struct cached { const struct db_stmt *key; sqlite3_stmt *st; };
struct sqlite_conn { sqlite3 *db; struct cached cache[CACHE_SLOTS]; int64_t steps; };

static enum rc sqlite_fault(struct db *db, int code)
{
    struct sqlite_conn *c = db->conn;
    int ext = c && c->db ? sqlite3_extended_errcode(c->db) : code;
    enum rc rc = RC_IO;
    if (ext == SQLITE_CONSTRAINT_UNIQUE || ext == SQLITE_CONSTRAINT_PRIMARYKEY) rc = RC_DUPLICATE;
    else if ((ext & 0xff) == SQLITE_CONSTRAINT) rc = RC_REFUSED;
    else if ((ext & 0xff) == SQLITE_BUSY || (ext & 0xff) == SQLITE_CANTOPEN) rc = RC_DOWN;
    else if ((ext & 0xff) == SQLITE_INTERRUPT) rc = RC_DOWN;
    return fail(&db->err, rc, "%s", c && c->db ? sqlite3_errmsg(c->db) : sqlite3_errstr(code));
}

static enum rc script(struct db *db, const char *sql)
{
    struct sqlite_conn *c = db->conn;
    int code = sqlite3_exec(c->db, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? RC_OK : sqlite_fault(db, code);
}

/* A transaction that loops would stop every other writer: it is interrupted. */
static int too_long(void *arg)
{
    struct sqlite_conn *c = arg;
    return ++c->steps > JOB_LIMIT_STEPS;
}

static enum rc open_file(struct db *db, const char *path, int flags)
{
    struct sqlite_conn *c = calloc(1, sizeof *c);
    must(c != NULL);
    db->conn = c;
    int code = sqlite3_open_v2(path, &c->db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    if (code != SQLITE_OK) return sqlite_fault(db, code);
    sqlite3_busy_timeout(c->db, 10000);
    sqlite3_db_config(c->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(c->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(c->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    return script(db, "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA cache_size=-4000");
}

static enum rc connect_reader(struct db_pool *p, struct db *db)
{
    const struct sqlite_pool *s = p->own;
    return open_file(db, s->path, SQLITE_OPEN_READONLY);
}

static void disconnect(struct db *db)
{
    struct sqlite_conn *c = db->conn;
    if (!c) return;
    for (size_t i = 0; i < CACHE_SLOTS; i++) sqlite3_finalize(c->cache[i].st);
    sqlite3_close_v2(c->db);
    free(c);
    db->conn = NULL;
}

static void rest(struct db *db)
{
    struct sqlite_conn *c = db->conn;
    for (sqlite3_stmt *st = NULL; c && (st = sqlite3_next_stmt(c->db, st)) != NULL;)
        if (sqlite3_stmt_busy(st)) sqlite3_reset(st);
}

/* Generated statements are constants: their address is the key. Others (name "") are prepared each time. */
static enum rc prepare(struct db *db, const struct db_stmt *s, sqlite3_stmt **st)
{
    struct sqlite_conn *c = db->conn;
    struct cached *slot = NULL;
    if (s->name[0]) {
        size_t i = ((uintptr_t)s >> 4) * 2654435761u % CACHE_SLOTS;
        for (size_t tries = 0; tries < CACHE_SLOTS; tries++, i = (i + 1) % CACHE_SLOTS) {
            if (c->cache[i].key == s) { *st = c->cache[i].st; return RC_OK; }
            if (!c->cache[i].key) { slot = &c->cache[i]; break; }
        }
        must(slot != NULL);
    }
    int code = sqlite3_prepare_v3(c->db, s->sql, -1, slot ? SQLITE_PREPARE_PERSISTENT : 0, st, NULL);
    if (code != SQLITE_OK) return sqlite_fault(db, code);
    if (slot) *slot = (struct cached){ s, *st };
    return RC_OK;
}

/* $N is a name to SQLite, which numbers by first appearance: at is its number, the name says which value is meant. */
static int bind(sqlite3_stmt *st, int at, const struct db_value *in)
{
    const struct db_value *v = &in[strtol(sqlite3_bind_parameter_name(st, at) + 1, NULL, 10) - 1];
    switch (v->type) {
    case 'i': return v->i == DB_NULL ? sqlite3_bind_null(st, at) : sqlite3_bind_int64(st, at, v->i);
    case 'r': return sqlite3_bind_double(st, at, v->r);
    case 't': return v->s.p ? sqlite3_bind_text64(st, at, v->s.p, v->s.n, SQLITE_STATIC, SQLITE_UTF8) : sqlite3_bind_null(st, at);
    case 'b': return v->s.p ? sqlite3_bind_blob64(st, at, v->s.p, v->s.n, SQLITE_STATIC) : sqlite3_bind_null(st, at);
    default: unreachable();
    }
}

static enum rc read_row(sqlite3_stmt *st, struct db_sink *k)
{
    char *row = db_sink_row(k);
    for (int i = 0; i < k->s->nout; i++) {
        const struct db_column *c = &k->s->out[i];
        bool null = sqlite3_column_type(st, i) == SQLITE_NULL;
        if (c->type == 'i') *(int64_t *)(void *)(row + c->at) = null ? DB_NULL : sqlite3_column_int64(st, i);
        else if (c->type == 'r') *(double *)(void *)(row + c->at) = sqlite3_column_double(st, i);
        else if (!null) {
            const char *p = c->type == 'b' ? sqlite3_column_blob(st, i) : (const char *)sqlite3_column_text(st, i);
            struct str v = { p ? p : "", (size_t)sqlite3_column_bytes(st, i) };
            *(struct str *)(void *)(row + c->at) = str_copy(k->a, v);
        }
    }
    return db_sink_full(k);
}

static enum rc run(struct db *db, const struct db_stmt *s, const struct db_value *in, struct db_sink *k)
{
    struct sqlite_conn *c = db->conn;
    sqlite3_stmt *st;
    int code = SQLITE_OK;
    enum rc rc = RC_OK;
    TRY(prepare(db, s, &st));
    for (int i = 1, n = sqlite3_bind_parameter_count(st); i <= n && code == SQLITE_OK; i++) code = bind(st, i, in);
    if (code == SQLITE_OK)
        while ((code = sqlite3_step(st)) == SQLITE_ROW && (rc = read_row(st, k)) == RC_OK) {}
    if (rc == RC_OK && code != SQLITE_DONE) rc = sqlite_fault(db, code);
    if (s->nout == 0) db->changes = sqlite3_changes64(c->db);
    if (s->name[0]) { sqlite3_reset(st); sqlite3_clear_bindings(st); }
    else sqlite3_finalize(st);
    return rc;
}

/* ---- the writer ---- */

static enum rc run_job_once(struct db *w, struct job *j, bool keep)
{
    struct sqlite_conn *c = w->conn;
    enum rc rc = script(w, "SAVEPOINT job");
    if (rc != RC_OK) return rc;
    c->steps = 0;
    rc = db_run_guarded(w, j->arena, j->fn, j->arg);
    rest(w);
    if (rc != RC_OK || !keep) script(w, "ROLLBACK TO job");
    enum rc released = script(w, "RELEASE job");
    return rc != RC_OK ? rc : released;
}

static void run_jobs(struct sqlite_pool *s, struct job *jobs)
{
    struct db *w = &s->writer;
    w->err = (struct err){ 0 };
    enum rc begun = script(w, "BEGIN IMMEDIATE"), ended = RC_OK;
    for (struct job *j = jobs; j; j = j->next) {
        j->rc = begun;
        if (begun == RC_OK) {
            w->err = (struct err){ 0 };
            if (w->pool->twice) run_job_once(w, j, false);
            j->rc = run_job_once(w, j, true);
        }
        j->err = w->err;
    }
    if (begun == RC_OK && (ended = script(w, "COMMIT")) != RC_OK) {
        struct err e = w->err;
        script(w, "ROLLBACK");
        for (struct job *j = jobs; j; j = j->next)
            if (j->rc == RC_OK) { j->rc = ended; j->err = e; }
    }
}

static struct job *take_jobs(struct sqlite_pool *s)
{
    pthread_mutex_lock(&s->lock);
    while (!s->first && !s->stop) pthread_cond_wait(&s->work, &s->lock);
    struct job *jobs = s->first, *j = jobs;
    for (int n = 1; j && j->next && n < JOBS_MAX; n++) j = j->next;
    if (j) {
        s->first = j->next;
        j->next = NULL;
        if (!s->first) s->last = &s->first;
    }
    pthread_mutex_unlock(&s->lock);
    return jobs;
}

static void *writer_thread(void *arg)
{
    struct sqlite_pool *s = arg;
    for (struct job *jobs; (jobs = take_jobs(s)) != NULL;) {
        run_jobs(s, jobs);
        pthread_mutex_lock(&s->lock);
        for (struct job *j = jobs, *next; j; j = next) {
            next = j->next;                          /* the caller may be gone once done is seen */
            j->done = true;
            pthread_cond_signal(&j->wake);
        }
        pthread_mutex_unlock(&s->lock);
    }
    return NULL;
}

static enum rc tx(struct db *db, enum rc (*fn)(struct db *, void *), void *arg)
{
    struct sqlite_pool *s = db->pool->own;
    struct job j = { .fn = fn, .arg = arg, .arena = db->arena };
    pthread_cond_init(&j.wake, NULL);
    pthread_mutex_lock(&s->lock);
    *s->last = &j;
    s->last = &j.next;
    pthread_cond_signal(&s->work);
    while (!j.done) pthread_cond_wait(&j.wake, &s->lock);
    pthread_mutex_unlock(&s->lock);
    pthread_cond_destroy(&j.wake);
    if (j.rc != RC_OK) db->err = j.err;
    return j.rc;
}

static enum rc open_pool(struct db_pool *p, struct str url, bool create, struct err *e)
{
    struct sqlite_pool *s = calloc(1, sizeof *s);
    must(s != NULL);
    p->own = s;
    s->path = str_z(&p->arena, url);
    s->last = &s->first;
    s->writer.pool = p;
    enum rc rc = open_file(&s->writer, s->path, SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0));
    if (rc == RC_OK) rc = script(&s->writer, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=2000");
    if (rc != RC_OK) {
        if (e) { *e = s->writer.err; fail(e, e->rc, "%.300s: %.150s", s->path, s->writer.err.text); }
        disconnect(&s->writer);
        free(s);
        return rc;
    }
    sqlite3_progress_handler(((struct sqlite_conn *)s->writer.conn)->db, JOB_STEPS, too_long, s->writer.conn);
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->work, NULL);
    must(pthread_create(&s->thread, NULL, writer_thread, s) == 0);
    return RC_OK;
}

static void close_pool(struct db_pool *p)
{
    struct sqlite_pool *s = p->own;
    pthread_mutex_lock(&s->lock);
    s->stop = true;
    pthread_cond_signal(&s->work);
    pthread_mutex_unlock(&s->lock);
    pthread_join(s->thread, NULL);
    disconnect(&s->writer);
    pthread_cond_destroy(&s->work);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

/* One read transaction of a connection of its own: writers go on, the copy is of one moment. */
static enum rc backup(struct db_pool *p, struct str path, struct err *e)
{
    const struct sqlite_pool *s = p->own;
    struct db from = { .pool = p };
    sqlite3 *to = NULL;
    char name[4096];
    must(path.n < sizeof name);
    snprintf(name, sizeof name, "%.*s", STR_FMT(path));
    enum rc rc = open_file(&from, s->path, SQLITE_OPEN_READONLY);
    if (rc == RC_OK && sqlite3_open_v2(name, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) != SQLITE_OK)
        rc = fail(&from.err, RC_IO, "%s: %s", name, sqlite3_errmsg(to));
    if (rc == RC_OK) {
        sqlite3_backup *b = sqlite3_backup_init(to, "main", ((struct sqlite_conn *)from.conn)->db, "main");
        int code = b ? sqlite3_backup_step(b, -1) : SQLITE_ERROR;
        if (b) sqlite3_backup_finish(b);
        if (code != SQLITE_DONE) rc = fail(&from.err, RC_IO, "%s: %s", name, sqlite3_errmsg(to));
        else if (sqlite3_exec(to, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL) != SQLITE_OK)
            rc = fail(&from.err, RC_IO, "%s: %s", name, sqlite3_errmsg(to));
    }
    sqlite3_close(to);
    disconnect(&from);
    if (rc != RC_OK && e) *e = from.err;
    return rc;
}

struct finding { struct str v; };
static const struct db_column finding_out[] = { { "v", 't', false, offsetof(struct finding, v) } };

static enum rc verify(struct db *db)
{
    static const char *const checks[] = { "SELECT integrity_check AS v FROM pragma_integrity_check WHERE integrity_check <> 'ok' LIMIT 1",
        "SELECT 'row ' || rowid || ' of ' || \"table\" || ' refers to a missing ' || parent AS v FROM pragma_foreign_key_check LIMIT 1" };
    for (size_t i = 0; i < LEN(checks); i++) {
        const struct db_stmt s = { .name = "",
            .sql = checks[i],
            .in = finding_out,
            .out = finding_out,
            .nout = 1,
            .row_size = sizeof(struct finding) };
        struct db_rows rows;
        TRY(db_many(db, &s, NULL, &rows));
        if (rows.n) return fail(&db->err, RC_REFUSED, "%.*s", STR_FMT(((struct finding *)rows.v)->v));
    }
    return RC_OK;
}

const struct db_driver db_sqlite = {
    .open = open_pool, .close = close_pool, .connect = connect_reader, .disconnect = disconnect, .rest = rest,
    .run = run, .tx = tx, .script = script, .backup = backup, .verify = verify,
    .list_tables = "SELECT m.name || ' ' || CASE WHEN c.type = 'BLOB' THEN 'CASE WHEN ' || c.name || ' IS NULL THEN NULL ELSE lower(hex(' || c.name || ')) END'"
        " ELSE 'CAST(' || c.name || ' AS TEXT)' END AS v FROM sqlite_schema m, pragma_table_info(m.name) c"
        " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY m.name, c.name",
    .blob = "BLOB", .keyed = "WITHOUT ROWID", .prefix = "",
};
