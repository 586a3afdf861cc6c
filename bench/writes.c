/* writes.c: durable submissions a second: our writer thread with group commit beside plain SQLite connections that contend
** for the lock, both synchronous=FULL, the same five rows a submission, the same disk, in turn. Prints rates, the worst
** wait of anybody, and their ratios (the median of the rounds).
*/
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <unistd.h>
#include "db/driver.h"

enum { CLIENTS = 16, ROWS = 5, ROUNDS_MOST = 50 };
struct result { double rate, worst_ms; };

static const char *file;
static _Atomic bool stop;
static _Atomic int64_t next_id;

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* ---- ours ---- */

static const struct db_column in[] = { { "id", 'i', false, 0 }, { "n", 'i', false, 0 }, { "t", 't', false, 0 } };
static const struct db_stmt add = { "bench_add", "INSERT INTO row (id, n, t) VALUES ($1, $2, $3)", in, in, 3, 0, 0 };
static const char text[] = "some eighty bytes of text, as much as the title of a listing and its industry may have";

static enum rc submit(struct db *tx, void *arg)
{
    int64_t id = *(const int64_t *)arg;
    for (int i = 0; i < ROWS; i++) {
        const struct db_value v[] = { { .type = 'i', .i = id * ROWS + i }, { .type = 'i', .i = i }, { .type = 't', .s = str_from(text) } };
        TRY(db_exec(tx, &add, v));
    }
    return RC_OK;
}

struct client { struct db_pool *pool; int64_t done; double worst; };

static void *ours(void *arg)
{
    struct client *c = arg;
    struct arena a;
    struct db *db;
    struct err e;
    arena_init(&a, LIMIT_REQUEST_ARENA);
    must(db_take(c->pool, &a, &db, &e) == RC_OK);
    while (!stop) {
        int64_t id = atomic_fetch_add(&next_id, 1);
        double from = now_ms();
        must(db_tx(db, submit, &id) == RC_OK);
        double took = now_ms() - from;
        if (took > c->worst) c->worst = took;
        c->done++;
        arena_reset(&a);
    }
    db_give(db);
    arena_free(&a);
    return NULL;
}

/* ---- theirs ---- */

static void *theirs(void *arg)
{
    struct client *c = arg;
    sqlite3 *db;
    sqlite3_stmt *st;
    must(sqlite3_open(file, &db) == SQLITE_OK);
    sqlite3_busy_timeout(db, 60000);
    must(sqlite3_exec(db, "PRAGMA synchronous=FULL", NULL, NULL, NULL) == SQLITE_OK);
    must(sqlite3_prepare_v2(db, add.sql, -1, &st, NULL) == SQLITE_OK);
    while (!stop) {
        int64_t id = atomic_fetch_add(&next_id, 1);
        double from = now_ms();
        must(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK);
        for (int i = 0; i < ROWS; i++) {
            sqlite3_bind_int64(st, 1, id * ROWS + i);
            sqlite3_bind_int64(st, 2, i);
            sqlite3_bind_text(st, 3, text, sizeof text - 1, SQLITE_STATIC);
            must(sqlite3_step(st) == SQLITE_DONE);
            sqlite3_reset(st);
        }
        must(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK);
        double took = now_ms() - from;
        if (took > c->worst) c->worst = took;
        c->done++;
    }
    sqlite3_finalize(st);
    sqlite3_close(db);
    return NULL;
}

/* ---- */

static void fresh(void)
{
    char name[256];
    sqlite3 *db;
    static const char *const ends[] = { "", "-wal", "-shm" };
    for (int i = 0; i < 3; i++) { snprintf(name, sizeof name, "%s%s", file, ends[i]); unlink(name); }
    must(sqlite3_open(file, &db) == SQLITE_OK);
    must(sqlite3_exec(db, "PRAGMA journal_mode=WAL; CREATE TABLE row (id INTEGER PRIMARY KEY, n BIGINT, t TEXT)", NULL, NULL, NULL)
        == SQLITE_OK);
    sqlite3_close(db);
}

static struct result measure(void *(*client)(void *), double seconds)
{
    pthread_t thread[CLIENTS];
    struct client c[CLIENTS] = { { 0 } };
    struct db_pool *pool = NULL;
    struct err e = { 0 };
    struct result r = { 0 };
    int64_t done = 0;
    fresh();
    if (client == ours) must(db_open(str_from(file), false, &pool, &e) == RC_OK);
    stop = false;
    double from = now_ms();
    for (int i = 0; i < CLIENTS; i++) { c[i].pool = pool; pthread_create(&thread[i], NULL, client, &c[i]); }
    usleep((useconds_t)(seconds * 1e6));
    stop = true;
    for (int i = 0; i < CLIENTS; i++) pthread_join(thread[i], NULL);
    double took = now_ms() - from;
    for (int i = 0; i < CLIENTS; i++) { done += c[i].done; if (c[i].worst > r.worst_ms) r.worst_ms = c[i].worst; }
    r.rate = (double)done / took * 1e3;
    db_close(pool);
    return r;
}

static int by_value(const void *x, const void *y) { double a = *(const double *)x, b = *(const double *)y; return a < b ? -1 : a > b; }

int main(int argc, char **argv)
{
    int64_t seconds = 5, rounds = 3;
    double rate[ROUNDS_MOST], wait[ROUNDS_MOST];
    if (argc != 4) return 2;
    file = argv[1];
    str_int(str_from(argv[2]), &seconds);
    str_int(str_from(argv[3]), &rounds);
    must(rounds > 0 && rounds <= ROUNDS_MOST);
    for (int64_t i = 0; i < rounds; i++) {
        struct result a = measure(ours, (double)seconds), b = measure(theirs, (double)seconds);
        printf("writer thread %6.0f tx/s, worst wait %7.1f ms    contending %6.0f tx/s, worst wait %7.1f ms\n", a.rate, a.worst_ms, b.rate,
            b.worst_ms);
        rate[i] = a.rate / b.rate;
        wait[i] = b.worst_ms / a.worst_ms;
    }
    qsort(rate, (size_t)rounds, sizeof *rate, by_value);
    qsort(wait, (size_t)rounds, sizeof *wait, by_value);
    printf("ratios of %d clients: %.2f times the rate, worst wait %.1f times shorter\n", CLIENTS, rate[rounds / 2], wait[rounds / 2]);
    return 0;
}
