/* statements_test.c: every named statement of every .sql file, against the real schema: it prepares, takes as many
** parameters and gives the columns and types its header says. On SQLite; on PostgreSQL, which knows types, too where
** BALLAST_TEST_PG names a database. On SQLite the plan is read as well: a table that grows with the city is never
** scanned for a single row.
*/
#include "test/test.h"
#include <libpq-fe.h>
#include <sqlite3.h>
#include <unistd.h>
#include "db/driver.h"

static char path[64];
static int complaints;
#define complain(stmt, ...) (complaints++, print_error("%s: ", (stmt)->name), print_error(__VA_ARGS__), print_error("\n"))

static sqlite3 *sqlite_with_schema(void)
{
    struct db_pool *p;
    struct err e = { 0 };
    sqlite3 *db;
    snprintf(path, sizeof path, "/tmp/ballast-statements-%d.db", (int)getpid());
    unlink(path);
    if (db_open(str_from(path), true, &p, &e) != RC_OK || db_migrate(p, &e) != RC_OK) fail_msg("%s", e.text);
    db_close(p);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    return db;
}

static void sqlite_columns(const struct db_stmt *s, sqlite3_stmt *st)
{
    if (sqlite3_bind_parameter_count(st) != s->nin) complain(s, "takes %d parameters, says %d", sqlite3_bind_parameter_count(st), s->nin);
    if (sqlite3_column_count(st) != s->nout) { complain(s, "gives %d columns, says %d", sqlite3_column_count(st), s->nout); return; }
    for (int i = 0; i < s->nout; i++) {
        const char *name = sqlite3_column_name(st, i), *type = sqlite3_column_decltype(st, i);
        if (strcmp(name, s->out[i].name) != 0) complain(s, "column %d is %s, says %s", i + 1, name, s->out[i].name);
        if (!type) continue;                                        /* an expression: PostgreSQL tells */
        char want = strcmp(type, "TEXT") == 0 ? 't' : strcmp(type, "BLOB") == 0 ? 'b' : strcmp(type, "BIGINT") == 0 ? 'i' : 'r';
        if (want != s->out[i].type) complain(s, "%s is %s, says %c", name, type, s->out[i].type);
    }
}

static void statements_fit_sqlite(void **state)
{
    (void)state;
    sqlite3 *db = sqlite_with_schema();
    complaints = 0;
    for (size_t i = 0; i < db_all_statements_n; i++) {
        const struct db_stmt *s = db_all_statements[i];
        sqlite3_stmt *st = NULL;
        if (sqlite3_prepare_v2(db, s->sql, -1, &st, NULL) != SQLITE_OK) complain(s, "%s", sqlite3_errmsg(db));
        else sqlite_columns(s, st);
        sqlite3_finalize(st);
    }
    sqlite3_close(db);
    unlink(path);
    assert_true(db_all_statements_n > 20);
    assert_int_equal(complaints, 0);
}

static Oid oid_of(char type) { return type == 'i' ? 20 : type == 't' ? 25 : type == 'b' ? 17 : 701; }

static void pg_statement(PGconn *c, const struct db_stmt *s)
{
    Oid types[64];
    for (int i = 0; i < s->nin; i++) types[i] = oid_of(s->in[i].type);
    PGresult *r = PQprepare(c, "", s->sql, s->nin, types);
    if (PQresultStatus(r) != PGRES_COMMAND_OK) { complain(s, "%s", PQresultErrorMessage(r)); PQclear(r); return; }
    PQclear(r);
    r = PQdescribePrepared(c, "");
    if (PQnparams(r) != s->nin) complain(s, "takes %d parameters, says %d", PQnparams(r), s->nin);
    if (PQnfields(r) != s->nout) complain(s, "gives %d columns, says %d", PQnfields(r), s->nout);
    else for (int i = 0; i < s->nout; i++) {
        if (strcmp(PQfname(r, i), s->out[i].name) != 0) complain(s, "column %d is %s, says %s", i + 1, PQfname(r, i), s->out[i].name);
        Oid t = PQftype(r, i);
        bool small = s->out[i].type == 'i' && (t == 21 || t == 23);
        if (t != oid_of(s->out[i].type) && !small) complain(s, "%s is of type oid %u, says %c", s->out[i].name, t, s->out[i].type);
    }
    PQclear(r);
}

static void statements_fit_postgres(void **state)
{
    (void)state;
    const char *url = getenv("BALLAST_TEST_PG");
    struct db_pool *p;
    struct err e = { 0 };
    if (!url) skip();
    PGconn *c = PQconnectdb(url);
    PQclear(PQexec(c, "DROP SCHEMA public CASCADE; CREATE SCHEMA public"));
    if (db_open(str_from(url), true, &p, &e) != RC_OK || db_migrate(p, &e) != RC_OK) fail_msg("%s", e.text);
    db_close(p);
    complaints = 0;
    for (size_t i = 0; i < db_all_statements_n; i++) pg_statement(c, db_all_statements[i]);
    PQfinish(c);
    assert_int_equal(complaints, 0);
}

/* Tables that grow with the city. A statement about one row or one owner's rows must find them by an index. */
static const char *const large[] = { "listing", "event", "notice", "docking_case", "case_message", "listing_detail", "account", "session", "person", "form_key", "job_claim", "job_spell" };

/* Whole-table statements that are meant to be: rebuilds at start, totals of a page, sweeps of the worker. */
static bool may_scan(const struct db_stmt *s)
{
    static const char *const allowed[] = { "count", "_all", "_live", "sweep", "search", "_page", "total", "office", "audit", "check", "demo", "stamp", "_find" };
    for (size_t i = 0; i < LEN(allowed); i++)
        if (strstr(s->name, allowed[i])) return true;
    return false;
}

static void no_large_table_is_scanned_for_a_row(void **state)
{
    (void)state;
    sqlite3 *db = sqlite_with_schema();
    complaints = 0;
    for (size_t i = 0; i < db_all_statements_n; i++) {
        const struct db_stmt *s = db_all_statements[i];
        sqlite3_stmt *st = NULL;
        char *sql = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", s->sql);
        if (!may_scan(s) && sqlite3_prepare_v2(db, sql, -1, &st, NULL) == SQLITE_OK) {
            while (sqlite3_step(st) == SQLITE_ROW) {
                char table[64] = "", rest[64] = "";
                const char *detail = (const char *)sqlite3_column_text(st, 3);
                sscanf(detail, "SCAN %63s %63s", table, rest);
                for (size_t k = 0; k < LEN(large); k++)
                    if (strcmp(table, large[k]) == 0 && strcmp(rest, "USING") != 0) complain(s, "%s", detail);
            }
        }
        sqlite3_finalize(st);
        sqlite3_free(sql);
    }
    sqlite3_close(db);
    unlink(path);
    assert_int_equal(complaints, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(statements_fit_sqlite), cmocka_unit_test(statements_fit_postgres),
        cmocka_unit_test(no_large_table_is_scanned_for_a_row) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
