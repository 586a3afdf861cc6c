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
static const char *const large[] = { "listing", "event", "notice", "docking_case", "case_message", "listing_detail", "account", "session",
    "person", "form_key", "job_claim", "job_spell" };

/* Whole-table statements that are meant to be: rebuilds at start, totals of a page, sweeps of the worker. */
static bool may_scan(const struct db_stmt *s)
{
    static const char *const allowed[] = { "count", "_all", "_live", "sweep", "search", "_page", "total", "office", "audit", "check",
        "demo", "stamp", "_find" };
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

/* What every tick asks must cost what is due, not what is open, what a start asks of an organisation what is hers, and a
** page of a long list what it shows: these walk this index, and where they go on from page to page, nothing is sorted. On a
** new database, of which SQLite has no figures, and on one with many listings. */
static const struct {
    const char *name, *index;
    bool pages;
} walks[] = {
    { "listing_to_remind", "listing_remind", true },
    { "listing_stale", "listing_renew", true },
    { "listing_ended", "listing_ends", true },
    { "listing_left", "listing_own", false },
    { "round_left", "account_closed", false },
    { "organisation_live", "listing_organisation", false },
    { "round_applications_from", "round_application_sent", true },
    { "round_applications_before", "round_application_sent", true },
    { "round_applications_after", "round_application_sent", true },
};
static const char many[] =
    "INSERT INTO account (id, login, name, password, email, mail, lang, state, totp_last, created_ms, version, closed_ms) "
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) "
    "SELECT i, 'a' || i, '', '', '', 0, 'zh', CASE WHEN i % 100 = 0 THEN 'closed' ELSE 'active' END, 0, 0, 1, CASE WHEN i % 100 = 0 THEN 1 END FROM n;"
    "INSERT INTO organisation (id, kind, name_zh, name_en, sort_key, division, zone, industry, size_class, intro_zh, intro_en, website, contact, state, reason, synthetic, created_by, created_ms, version) "
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) "
    "SELECT i, 'enterprise', 'o' || i, '', '', '', '', '', '', '', '', '', '', 'active', '', 0, 1, 0, 1 FROM n;"
    "INSERT INTO listing WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
    "SELECT i, 'need', 'job', CASE WHEN i % 4 > 0 THEN i % 2000 + 1 END, i % 1000 + 1, '', '', '', '', '', '', '', '', '', '', NULL, NULL, NULL, NULL, NULL, "
    "CASE WHEN i % 3 = 0 THEN '2026-01-01' END, 'public', CASE WHEN i % 5 = 0 THEN 'closed' ELSE 'open' END, '', NULL, i, i, i % 7, i, 1 FROM n;"
    "INSERT INTO round (id, account, kind, department, division, title_zh, title_en, body_zh, body_en, opens_day, closes_day, objections_day, closed_ms, wishes_most, rule, files, teams, seed_cipher, seed_sha256, seed, state, ask_sha256, created_ms, version) "
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20) "
    "SELECT i, 1, '', '', '', '', '', '', '', '', '', '', 0, 0, '', 'public', 0, '', '', '', 'announced', '', 0, 1 FROM n;"
    "INSERT INTO round_application (id, round, account, alias, team, groups, state, corrected_ms, created_ms, changed_ms, version) "
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
    "SELECT i, i % 20 + 1, i / 20 % 1000 + 1, 'A' || i, '', '', CASE WHEN i % 9 = 0 THEN 'withdrawn' ELSE 'sent' END, 0, 0, 0, 1 FROM n;"
    "ANALYZE;";

static const struct db_stmt *statement(const char *name)
{
    for (size_t i = 0; i < db_all_statements_n; i++) if (strcmp(db_all_statements[i]->name, name) == 0) return db_all_statements[i];
    fail_msg("no statement %s", name);
    return NULL;
}

static void walk_judge(const struct db_stmt *s, const char *plan, const char *sorts, size_t i)
{
    if (!strstr(plan, walks[i].index) || (walks[i].pages && strstr(plan, sorts))) complain(s, "%s", plan);
}

static void sqlite_walks(sqlite3 *db)
{
    for (size_t i = 0; i < LEN(walks); i++) {
        const struct db_stmt *s = statement(walks[i].name);
        char *sql = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", s->sql), plan[2000] = "";
        sqlite3_stmt *st;
        assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
        while (sqlite3_step(st) == SQLITE_ROW)
            snprintf(plan + strlen(plan), sizeof plan - strlen(plan), "%s; ", (const char *)sqlite3_column_text(st, 3));
        walk_judge(s, plan, "TEMP B-TREE", i);
        sqlite3_finalize(st);
        sqlite3_free(sql);
    }
}

static void a_tick_walks_what_is_due(void **state)
{
    (void)state;
    sqlite3 *db = sqlite_with_schema();
    complaints = 0;
    sqlite_walks(db);
    if (sqlite3_exec(db, many, NULL, NULL, NULL) != SQLITE_OK) fail_msg("%s", sqlite3_errmsg(db));
    sqlite_walks(db);
    sqlite3_close(db);
    unlink(path);
    assert_int_equal(complaints, 0);
}

/* As it is planned for any values: parameters stay unknown. */
static void pg_walk(PGconn *c, size_t i)
{
    const struct db_stmt *s = statement(walks[i].name);
    char sql[4000], plan[4000] = "";
    Oid types[8];
    for (int n = 0; n < s->nin; n++) types[n] = oid_of(s->in[n].type);
    PQclear(PQprepare(c, s->name, s->sql, s->nin, types));
    snprintf(sql, sizeof sql, "EXPLAIN EXECUTE %s ('1'", s->name);
    for (int n = 1; n < s->nin; n++) snprintf(sql + strlen(sql), sizeof sql - strlen(sql), ", '1'");
    snprintf(sql + strlen(sql), sizeof sql - strlen(sql), ")");
    PGresult *r = PQexec(c, sql);
    if (PQresultStatus(r) != PGRES_TUPLES_OK) fail_msg("%s", PQresultErrorMessage(r));
    for (int n = 0; n < PQntuples(r); n++) snprintf(plan + strlen(plan), sizeof plan - strlen(plan), "%s\n", PQgetvalue(r, n, 0));
    PQclear(r);
    walk_judge(s, plan, "Sort", i);
}

static void a_tick_walks_what_is_due_on_postgres(void **state)
{
    (void)state;
    const char *url = getenv("BALLAST_TEST_PG");
    if (!url) skip();
    PGconn *c = PQconnectdb(url);                                   /* with the schema of statements_fit_postgres */
    PGresult *r = PQexec(c, many);
    if (PQresultStatus(r) != PGRES_COMMAND_OK) fail_msg("%s", PQresultErrorMessage(r));
    PQclear(r);
    PQclear(PQexec(c, "SET plan_cache_mode = force_generic_plan"));
    complaints = 0;
    for (size_t i = 0; i < LEN(walks); i++) pg_walk(c, i);
    PQfinish(c);
    assert_int_equal(complaints, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(statements_fit_sqlite), cmocka_unit_test(statements_fit_postgres),
        cmocka_unit_test(no_large_table_is_scanned_for_a_row), cmocka_unit_test(a_tick_walks_what_is_due),
        cmocka_unit_test(a_tick_walks_what_is_due_on_postgres) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
