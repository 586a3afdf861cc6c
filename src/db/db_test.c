/* db_test.c: the contract of db.h on SQLite, and on PostgreSQL when
** BALLAST_TEST_PG names an empty database. The statements are written here by
** hand, as tools/sqlc.c would write them. */
#include "test/test.h"
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include "db/driver.h"

struct row { int64_t id, n; struct str t, b; };
static const struct db_column in4[] = { { "id", 'i', false, 0 }, { "n", 'i', true, 0 }, { "t", 't', true, 0 }, { "b", 'b', true, 0 } };
static const struct db_column out4[] = { { "id", 'i', false, offsetof(struct row, id) }, { "n", 'i', true, offsetof(struct row, n) },
    { "t", 't', true, offsetof(struct row, t) }, { "b", 'b', true, offsetof(struct row, b) } };
static const struct db_stmt add = { "test_add", "INSERT INTO thing (id, n, t, b) VALUES ($1, $2, $3, $4)", in4, out4, 4, 0, 0 };
static const struct db_stmt get = { "test_get", "SELECT id, n, t, b FROM thing WHERE id = $1", in4, out4, 1, 4, sizeof(struct row) };
static const struct db_stmt all = { "test_all", "SELECT id, n, t, b FROM thing ORDER BY id", in4, out4, 0, 4, sizeof(struct row) };
static const struct db_stmt swapped = { "test_swapped", "SELECT id, n, t, b FROM thing WHERE n = $2 AND id = $1", in4, out4, 2, 4,
    sizeof(struct row) };
static const struct db_stmt bump = { "test_bump", "UPDATE thing SET n = n + 1 WHERE id = $1", in4, out4, 1, 0, 0 };

static struct { struct str url; struct db_pool *pool; struct arena a; struct db *db; } w;
static char path[64];

static enum rc make_table(struct db *tx, void *arg)
{
    (void)arg;
    const struct db_driver *d = tx->pool->driver;
    TRY(d->script(tx, "DROP TABLE IF EXISTS thing"));
    struct str sql = str_printf(tx->arena, "CREATE TABLE thing (id BIGINT PRIMARY KEY, n BIGINT CHECK (n IS NULL OR n >= 0), t TEXT, b %s)",
        d->blob);
    return d->script(tx, sql.p);
}

static int setup(void **state)
{
    (void)state;
    struct err e = { 0 };
    const char *pg = getenv("BALLAST_TEST_PG");
    snprintf(path, sizeof path, "/tmp/ballast-db-test-%d.db", (int)getpid());
    w.url = str_from(pg ? pg : path);
    arena_init(&w.a, LIMIT_REQUEST_ARENA);
    if (db_open(w.url, true, &w.pool, &e) != RC_OK || db_take(w.pool, &w.a, &w.db, &e) != RC_OK) { print_error("%s\n", e.text); return 1; }
    db_set_twice(w.pool, true);
    return db_tx(w.db, make_table, NULL) == RC_OK ? 0 : 1;
}

static int teardown(void **state)
{
    (void)state;
    db_give(w.db);
    db_close(w.pool);
    arena_free(&w.a);
    char name[80];
    for (int i = 0; i < 3; i++) { snprintf(name, sizeof name, "%s%s", path, i == 0 ? "" : i == 1 ? "-wal" : "-shm"); unlink(name); }
    return 0;
}

static enum rc add_row(struct db *tx, void *arg)
{
    const struct row *r = arg;
    const struct db_value in[] = { { .type = 'i', .i = r->id }, { .type = 'i', .i = r->n }, { .type = 't', .s = r->t },
        { .type = 'b', .s = r->b } };
    return db_exec(tx, &add, in);
}

static enum rc add_then_refuse(struct db *tx, void *arg) { TRY(add_row(tx, arg)); return RC_REFUSED; }
static enum rc add_then_exhaust(struct db *tx, void *arg)
{
    TRY(add_row(tx, arg));
    for (;;) arena_alloc(tx->arena, 1 << 20);
}

static enum rc find(int64_t id, struct row *r)
{
    const struct db_value in[] = { { .type = 'i', .i = id } };
    return db_one(w.db, &get, in, r);
}

static void values_survive_and_failures_leave_nothing(void **state)
{
    (void)state;
    struct row r = { 1, DB_NULL, S("压舱石\n'\""), { "\0\xff\x01", 3 } }, got;
    assert_int_equal(db_tx(w.db, add_row, &r), RC_OK);
    assert_int_equal(find(1, &got), RC_OK);
    assert_true(got.n == DB_NULL && str_eq(got.t, r.t) && str_eq(got.b, r.b));
    assert_int_equal(db_tx(w.db, add_row, &r), RC_DUPLICATE);
    struct row negative = { 2, -5, STR_NONE, STR_NONE };
    assert_int_equal(db_tx(w.db, add_row, &negative), RC_REFUSED);
    struct row two = { 2, 7, S(""), STR_NONE };
    assert_int_equal(db_tx(w.db, add_then_refuse, &two), RC_REFUSED);
    assert_int_equal(db_tx(w.db, add_then_exhaust, &two), RC_MEMORY);
    arena_reset(&w.a);
    assert_int_equal(find(2, &got), RC_NONE);
    assert_int_equal(db_tx(w.db, add_row, &two), RC_OK);
    assert_int_equal(find(2, &got), RC_OK);
    assert_true(got.t.p && got.t.n == 0 && !got.b.p);
    const struct db_value in[] = { { .type = 'i', .i = 2 }, { .type = 'i', .i = 7 } };
    assert_int_equal(db_one(w.db, &swapped, in, &got), RC_OK);     /* $2 before $1: by name, not by place */
    struct db_rows rows;
    assert_int_equal(db_many(w.db, &all, NULL, &rows), RC_OK);
    assert_int_equal(rows.n, 2);
}

static enum rc many_rows(struct db *tx, void *arg)
{
    (void)arg;
    for (int64_t id = 100; id < 1100; id++) {
        struct row r = { id, 1, str_printf(tx->arena, "row %lld", (long long)id), STR_NONE };
        TRY(add_row(tx, &r));
    }
    return RC_OK;
}

struct seen { size_t rows, until; int64_t ids; };
static enum rc see(const void *row, void *arg)
{
    struct seen *s = arg;
    const struct row *r = row;
    s->ids += r->id;
    return ++s->rows == s->until ? RC_REFUSED : RC_OK;
}

static void rows_are_read_one_by_one_in_the_memory_of_one(void **state)
{
    (void)state;
    struct db_rows rows;
    assert_int_equal(db_tx(w.db, many_rows, NULL), RC_OK);
    assert_int_equal(db_many(w.db, &all, NULL, &rows), RC_OK);
    struct seen whole = { 0 }, part = { .until = 3 };
    int64_t ids = 0;
    for (size_t i = 0; i < rows.n; i++) ids += ((struct row *)rows.v)[i].id;
    size_t before = w.a.used;
    assert_int_equal(db_each(w.db, &all, NULL, see, &whole), RC_OK);
    assert_true(whole.rows == rows.n && whole.ids == ids && w.a.used == before);
    assert_int_equal(db_each(w.db, &all, NULL, see, &part), RC_REFUSED);
    assert_int_equal(part.rows, 3);
    struct row got;
    assert_int_equal(find(1099, &got), RC_OK);                       /* the connection is good for more */
}

static enum rc bump_row(struct db *tx, void *arg)
{
    const struct db_value in[] = { { .type = 'i', .i = *(int64_t *)arg } };
    return db_exec(tx, &bump, in);
}

enum { CLIENTS = 6, BUMPS = 40 };
static void *client(void *arg)
{
    struct arena a;
    struct db *db;
    struct err e;
    arena_init(&a, LIMIT_REQUEST_ARENA);
    if (db_take(w.pool, &a, &db, &e) != RC_OK) return arg;
    for (int i = 0; i < BUMPS; i++)
        if (db_tx(db, bump_row, arg) != RC_OK) return arg;
    db_give(db);
    arena_free(&a);
    return NULL;
}

static void contending_writers_lose_nothing(void **state)
{
    (void)state;
    int64_t id = 10;
    struct row r = { id, 0, STR_NONE, STR_NONE };
    pthread_t t[CLIENTS];
    assert_int_equal(db_tx(w.db, add_row, &r), RC_OK);
    for (int i = 0; i < CLIENTS; i++) assert_int_equal(pthread_create(&t[i], NULL, client, &id), 0);
    for (int i = 0; i < CLIENTS; i++) { void *bad; pthread_join(t[i], &bad); assert_null(bad); }
    assert_int_equal(find(id, &r), RC_OK);
    assert_int_equal(r.n, CLIENTS * BUMPS);
}

static enum rc three_writes(struct db *tx, void *arg)
{
    struct row r = { 20, 1, STR_NONE, STR_NONE }, s = { 21, 1, STR_NONE, STR_NONE };
    (void)arg;
    TRY(add_row(tx, &r));
    TRY(add_row(tx, &s));
    return bump_row(tx, &(int64_t){ 20 });
}

static void the_nth_failure_changes_nothing(void **state)
{
    (void)state;
    char before[65], after[65];
    struct err e;
    db_set_twice(w.pool, false);
    assert_int_equal(db_state_hash(w.pool, before, &e), RC_OK);
    int n = 0;
    for (;; n++) {
        db_fail_at(w.pool, n);
        enum rc rc = db_tx(w.db, three_writes, NULL);
        db_fail_at(w.pool, -1);
        if (rc == RC_OK) break;
        assert_int_equal(rc, RC_IO);
        assert_int_equal(db_state_hash(w.pool, after, &e), RC_OK);
        assert_string_equal(before, after);
    }
    assert_int_equal(n, 3);
    assert_int_equal(db_state_hash(w.pool, after, &e), RC_OK);
    assert_string_not_equal(before, after);
    db_set_twice(w.pool, true);
}

/* The child acknowledges each durable row by a byte; then it is killed; every acknowledged row must be there. */
static void kill_loses_nothing_acknowledged(void **state)
{
    (void)state;
    if (db_is_postgres(w.pool)) skip();
    for (int cycle = 0; cycle < 5; cycle++) {
        int pipes[2];
        char file[80];
        snprintf(file, sizeof file, "/tmp/ballast-kill-%d-%d.db", (int)getpid(), cycle);
        assert_int_equal(pipe(pipes), 0);
        pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
            struct db_pool *p;
            struct db *db;
            struct arena a;
            struct err e;
            arena_init(&a, LIMIT_REQUEST_ARENA);
            if (db_open(str_from(file), true, &p, &e) != RC_OK || db_take(p, &a, &db, &e) != RC_OK || db_tx(db, make_table, NULL) != RC_OK)
                _exit(1);
            for (int64_t id = 1;; id++) {
                struct row r = { id, id, STR_NONE, STR_NONE };
                if (db_tx(db, add_row, &r) != RC_OK || write(pipes[1], "+", 1) != 1) _exit(1);
            }
        }
        close(pipes[1]);
        char c;
        int64_t acknowledged = 0;
        while (acknowledged < 30 + cycle * 17 && read(pipes[0], &c, 1) == 1) acknowledged++;
        kill(pid, SIGKILL);
        while (read(pipes[0], &c, 1) == 1) acknowledged++;
        close(pipes[0]);
        waitpid(pid, NULL, 0);
        struct db_pool *p;
        struct db *db;
        struct err e = { 0 };
        struct db_rows rows;
        assert_int_equal(db_open(str_from(file), false, &p, &e), RC_OK);
        assert_int_equal(db_verify(p, &e), RC_OK);
        assert_int_equal(db_take(p, &w.a, &db, &e), RC_OK);
        assert_int_equal(db_many(db, &all, NULL, &rows), RC_OK);
        assert_true(acknowledged >= 30 && (int64_t)rows.n >= acknowledged);
        db_give(db);
        db_close(p);
        char name[96];
        for (int i = 0; i < 3; i++) { snprintf(name, sizeof name, "%s%s", file, i == 0 ? "" : i == 1 ? "-wal" : "-shm"); unlink(name); }
    }
}

static void migrations_are_taken_once_and_hash_the_same_after_backup(void **state)
{
    (void)state;
    struct err e = { 0 };
    int64_t have, want;
    char one[65], two[65];
    if (db_migrate(w.pool, &e) != RC_OK) fail_msg("%s", e.text);
    assert_int_equal(db_migrate(w.pool, &e), RC_OK);
    assert_int_equal(db_schema_version(w.pool, &have, &want, &e), RC_OK);
    assert_int_equal(have, want);
    assert_int_equal(db_state_hash(w.pool, one, &e), RC_OK);
    if (db_is_postgres(w.pool)) return;
    char copy[80];
    struct db_pool *p;
    snprintf(copy, sizeof copy, "%s.copy", path);
    assert_int_equal(db_backup(w.pool, str_from(copy), &e), RC_OK);
    assert_int_equal(db_open(str_from(copy), false, &p, &e), RC_OK);
    assert_int_equal(db_state_hash(p, two, &e), RC_OK);
    db_close(p);
    unlink(copy);
    char side[96];
    snprintf(side, sizeof side, "%s-wal", copy); unlink(side);
    snprintf(side, sizeof side, "%s-shm", copy); unlink(side);
    assert_string_equal(one, two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_survive_and_failures_leave_nothing),
        cmocka_unit_test(rows_are_read_one_by_one_in_the_memory_of_one),
        cmocka_unit_test(contending_writers_lose_nothing),
        cmocka_unit_test(the_nth_failure_changes_nothing),
        cmocka_unit_test(kill_loses_nothing_acknowledged),
        cmocka_unit_test(migrations_are_taken_once_and_hash_the_same_after_backup),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
