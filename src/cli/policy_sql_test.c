/* policy_sql_test.c: every policy of the register as SQL, run by SQLite, and
** by PostgreSQL where the tests have one, over random people beside the batch:
** the same amounts; what is not known is NULL and never a no. Then once more
** where NULL says that a fact does not apply. */
#include <libpq-fe.h>
#include <sqlite3.h>
#include "test/test.h"
#include "test/roster.h"
#include "cli/policy_census.h"
#include "engine/rules/sql_write.h"

enum { ROWS = 1500, FEN = 2, REFUSED = 8 };                       /* REFUSED: benefits that rest on a list */
static struct arena a;
static struct policy_register *reg;
static const struct date today = { 2024, 6, 1 };

struct asked { const struct policy *policy; const struct policy_benefit *benefit; const struct random_roster *people; bool null; };
struct tally { size_t amounts, unknown, errors, refused; };
struct answered { bool null; int64_t fen; };
struct databases { sqlite3 *lite; PGconn *pg; };                 /* pg: NULL without one */

/* ------------------------------------------------------------------ the two sides */

/* Figures on the day, and the day: what is no column of either side. */
static size_t figures_of(const struct policy *p, struct sql_figure *to)
{
    size_t n = 0;
    for (size_t i = 0; i < p->ninputs; i++) {
        const struct policy_input *x = &p->inputs[i];
        if (x->parameter) to[n++] = (struct sql_figure){ x->name, register_parameter(p, x->parameter, value_date(today)) };
        else if (x->fact && x->fact->grows && x->fact->type->kind == TYPE_DATE) to[n++] = (struct sql_figure){ x->name, value_date(today) };
        else if (x->left) to[n++] = (struct sql_figure){ x->name, value_int(20) };
    }
    return n;
}

static void in_batch(const struct asked *x, const struct sql_figure *figures, size_t n, struct batch_results *r)
{
    struct batch_column *columns = NEWS(&a, struct batch_column, x->people->n);
    struct policy_fact *constants = NEWS(&a, struct policy_fact, n + 1);
    struct batch_data *data = NEWS(&a, struct batch_data, x->people->n);
    size_t used = 0;
    const struct policy_benefit *b = x->benefit;
    for (size_t i = 0; i < n; i++) constants[i] = (struct policy_fact){ figures[i].name, figures[i].value };
    for (size_t i = 0; i < x->people->n; i++) {
        const struct roster_column *c = &x->people->columns[i];
        bool figure = false;
        for (size_t k = 0; k < n; k++) figure |= str_eq(figures[k].name, c->fact->zh);
        if (figure) continue;
        data[used] = x->people->data[i];
        if (x->null) data[used].known = NULL;
        else data[used].null = NULL;
        columns[used++] = (struct batch_column){ c->fact->zh, c->kind, c->digits, c->words, c->nwords };
    }
    struct batch_question q = { .program = x->policy->program, .decision = b->decision, .amount = b->output, .digits = FEN,
        .columns = columns, .n = used, .constants = constants, .nconstants = n,
        .zones = reg->zones, .rounds = true, .rounding = b->rounding, .places = b->digits, .capped = b->cap.given, .cap = b->cap.n };
    batch_run(&a, batch_compile(&a, &q), data, ROWS, r);
}

static bool is_missing(const struct asked *x, const struct batch_data *d, size_t row)
{
    const uint64_t *map = x->null ? d->null : d->known;
    return map && (map[row / 64] >> (row % 64) & 1) == (x->null ? 1 : 0);
}

static void put_cell(struct out *o, const struct asked *x, size_t column, size_t row)
{
    const struct roster_column *c = &x->people->columns[column];
    const struct batch_column plain = { STR_NONE, c->kind, c->digits, c->words, c->nwords };
    const struct batch_data d = { x->people->data[column].v, NULL, NULL };
    struct value v = batch_value(&plain, &d, row);
    if (is_missing(x, &x->people->data[column], row) || v.kind == VALUE_UNKNOWN) { put_z(o, "NULL"); return; }
    if (v.kind == VALUE_NUMBER) put_number(o, v.number);
    else if (v.kind == VALUE_BOOLEAN) put_z(o, v.boolean ? "TRUE" : "FALSE");
    else {
        put_c(o, '\'');
        if (v.kind == VALUE_DATE) temporal_put_date(o, v.date);
        else put_str(o, v.string);
        put_c(o, '\'');
    }
}

static struct databases opened(void)
{
    struct databases db = { 0 };
    const char *url = getenv("BALLAST_TEST_PG");
    assert_int_equal(sqlite3_open(":memory:", &db.lite), SQLITE_OK);
    if (url) db.pg = PQconnectdb(url);
    if (db.pg && PQstatus(db.pg) != CONNECTION_OK) fail_msg("%s", PQerrorMessage(db.pg));
    return db;
}

static void closed(struct databases *db)
{
    sqlite3_close(db->lite);
    if (db->pg) PQfinish(db->pg);
}

static void run(const struct databases *db, struct str sql)
{
    char *said = NULL;
    if (sqlite3_exec(db->lite, sql.p, NULL, NULL, &said) != SQLITE_OK) fail_msg("%s\n%.2000s", said, sql.p);
    if (!db->pg) return;
    PGresult *r = PQexec(db->pg, sql.p);
    if (PQresultStatus(r) != PGRES_COMMAND_OK) fail_msg("%s\n%.2000s", PQerrorMessage(db->pg), sql.p);
    PQclear(r);
}

static const char *type_of(enum batch_kind kind)
{
    return kind == BATCH_NUMBER ? "numeric" : kind == BATCH_DAY ? "date" : kind == BATCH_BOOL ? "boolean" : "text";
}

/* One table of everybody: a column for each fact. SQLite keeps a date as text. */
static void fill(const struct databases *db, const struct asked *x)
{
    struct out o;
    out_init(&o, &a);
    put_z(&o, "BEGIN; CREATE TEMPORARY TABLE people (n integer PRIMARY KEY");
    for (size_t i = 0; i < x->people->n; i++)
        put_f(&o, ", \"%.*s\" %s", STR_FMT(x->people->columns[i].fact->zh), type_of(x->people->columns[i].kind));
    put_z(&o, ");");
    for (size_t row = 0; row < ROWS; row++) {
        put_f(&o, "INSERT INTO people VALUES (%zu", row);
        for (size_t i = 0; i < x->people->n; i++) { put_c(&o, ','); put_cell(&o, x, i, row); }
        put_z(&o, ");\n");
    }
    put_z(&o, "COMMIT");
    run(db, str_copy(&a, out_str(&o)));
}

/* ------------------------------------------------------------------ side by side */

/* An amount as a database writes it, to the nearest fen. */
static struct answered amount(const char *text)
{
    struct number n;
    struct answered x = { text == NULL, 0 };
    if (text && (!number_parse(str_from(text), &n) || !number_round(n, FEN, NUMBER_HALF_UP, &n) || !number_to_scaled(n, FEN, &x.fen)))
        fail_msg("%s", text);
    return x;
}

static void from_sqlite(sqlite3 *db, struct str query, struct str name, struct answered *to)
{
    sqlite3_stmt *s;
    int column = 0;
    if (sqlite3_prepare_v2(db, query.p, -1, &s, NULL) != SQLITE_OK) fail_msg("%s\n%.3000s", sqlite3_errmsg(db), query.p);
    for (int i = 0; i < sqlite3_column_count(s); i++) if (str_eq(str_from(sqlite3_column_name(s, i)), name)) column = i;
    for (size_t row = 0; row < ROWS; row++) {
        assert_int_equal(sqlite3_step(s), SQLITE_ROW);
        to[row] = amount((const char *)sqlite3_column_text(s, column));
    }
    sqlite3_finalize(s);
}

static void from_postgres(PGconn *db, struct str query, struct str name, struct answered *to)
{
    PGresult *r = PQexec(db, query.p);
    int column = 0;
    if (PQresultStatus(r) != PGRES_TUPLES_OK) fail_msg("%s\n%.3000s", PQerrorMessage(db), query.p);
    for (int i = 0; i < PQnfields(r); i++) if (str_starts(name, str_from(PQfname(r, i)))) column = i;      /* names are cut at 63 bytes */
    for (int row = 0; row < ROWS; row++) to[row] = amount(PQgetisnull(r, row, column) ? NULL : PQgetvalue(r, row, column));
    PQclear(r);
}

static void compare(const char *where, const struct asked *x, struct str query, const struct answered *said, const struct batch_results *r,
    struct tally *sum)
{
    for (size_t row = 0; row < ROWS; row++) {
        const bool known = !r->open[row] && r->low[row] == r->high[row];
        if (r->answer[row] == POLICY_ERROR) { sum->errors++; continue; }
        if (said[row].null == known || (known && said[row].fen != r->low[row]))
            fail_msg("%s, %s%s %s, row %zu: batch %d, %lld to %lld fen%s, SQL %s %lld\n%.6000s", where, x->policy->id.p,
                x->policy->version.p, x->benefit->id.p, row, r->answer[row], (long long)r->low[row], (long long)r->high[row],
                r->open[row] ? " (open)" : "", said[row].null ? "NULL" : "", (long long)said[row].fen, query.p);
        if (known) sum->amounts++;
        else sum->unknown++;
    }
}

static void both(const struct databases *db, const struct asked *x, struct str sql, const struct batch_results *r, struct tally *sum)
{
    const struct str query = str_printf(&a, "SELECT %.*s FROM people ORDER BY n", STR_FMT(sql));
    const struct str name = x->benefit->output.n ? x->benefit->output : x->benefit->decision;
    struct answered *said = NEWS(&a, struct answered, ROWS);
    from_sqlite(db->lite, query, name, said);
    compare("SQLite", x, query, said, r, sum);
    if (!db->pg) return;
    from_postgres(db->pg, query, name, said);
    compare("PostgreSQL", x, query, said, r, sum);
}

static void columns_of(const struct asked *x, struct sql_question *q)
{
    struct sql_column *columns = NEWS(&a, struct sql_column, x->people->n);
    for (size_t i = 0; i < x->people->n; i++)
        columns[i] = (struct sql_column){ x->people->columns[i].fact->zh, x->people->columns[i].digits, x->null };
    q->columns = columns;
    q->ncolumns = x->people->n;
}

static void one_benefit(const struct databases *db, const struct asked *x, struct tally *sum)
{
    struct sql_figure *figures = NEWS(&a, struct sql_figure, x->policy->ninputs + 1);
    struct sql_question q = { .program = x->policy->program,
        .decision = x->benefit->decision,
        .envelope = x->policy->envelope,
        .figures = figures,
        .nfigures = figures_of(x->policy, figures) };
    struct batch_results r = { .answer = NEWS(&a, uint8_t, ROWS),
        .open = NEWS(&a, uint8_t, ROWS),
        .low = NEWS(&a, int64_t, ROWS),
        .high = NEWS(&a, int64_t, ROWS),
        .rule = NEWS(&a, uint16_t, ROWS) };
    struct str sql;
    struct err e = { 0 };
    columns_of(x, &q);
    if (sql_write(&a, &q, &sql, &e) != RC_OK) {
        assert_true(str_find(str_from(e.text), S("a list or context")) > 0 && e.line > 0);
        sum->refused++;
        return;
    }
    in_batch(x, figures, q.nfigures, &r);
    both(db, x, sql, &r, sum);
}

static struct tally whole_register(unsigned missing, bool null)
{
    struct tally sum = { 0 };
    const struct random_roster people = roster_random(&a, reg->facts, ROWS, missing, 5 + null);
    struct asked x = { .people = &people, .null = null };
    struct databases db = opened();
    fill(&db, &x);
    for (size_t i = 0; i < reg->policies.n; i++)
        for (size_t k = 0; k < reg->policies.v[i]->envelope->benefits.n; k++) {
            struct arena_mark m = arena_mark(&a);
            x.policy = reg->policies.v[i];
            x.benefit = &x.policy->envelope->benefits.v[k];
            one_benefit(&db, &x, &sum);
            arena_rewind(&a, m);
        }
    closed(&db);
    return sum;
}

static void not_known(void **state)
{
    (void)state;
    const struct tally sum = whole_register(8, false);
    assert_int_equal(sum.refused, REFUSED);
    assert_true(sum.amounts > sum.unknown && sum.unknown > 1000);
}

static void does_not_apply(void **state)
{
    (void)state;
    const struct tally sum = whole_register(3, true);
    assert_int_equal(sum.refused, REFUSED);
    assert_true(sum.amounts > sum.errors);
}

static int setup(void **state)
{
    struct err e = { 0 };
    (void)state;
    arena_init(&a, (size_t)1 << 30);
    if (policy_book(&a, STR_NONE, STR_NONE, &reg, &e) != RC_OK) fail_msg("%s", e.text);
    return 0;
}
static int teardown(void **state) { (void)state; arena_free(&a); return 0; }

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(not_known), cmocka_unit_test(does_not_apply) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
