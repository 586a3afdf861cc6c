/* jobs_count_test.c: after any sequence of claims, corrections, merges, splits and refusals the spells and the cells are those that
** an independent script counts from the raw claims (test/recount_jobs.py). */
#include <stdlib.h>
#include "test/site.h"
#include "app/jobs/inner.h"

enum { FIRMS = 4, CARRIERS = 3, ROWS = 6 };
static struct site s;
static uint64_t dice = 0x9e3779b97f4a7c15u;
static int64_t roll(int64_t n) { dice ^= dice << 13; dice ^= dice >> 7; dice ^= dice << 17; return (int64_t)(dice % (uint64_t)n); }

static enum rc firms_tx(struct db *tx, void *arg)
{
    (void)arg;
    for (int64_t i = 1; i <= FIRMS; i++) {
        struct str name = str_printf(tx->arena, "firm %d", (int)i);
        TRY(firm_add(tx, i, DB_NULL, STR_NONE, name, name, S("210211"), S(""), S(""), STR_NONE, 1, site_now));
    }
    return RC_OK;
}

static int setup(void **state)
{
    (void)state;
    site_open(&s, NULL, 0);
    struct db *db = site_db(&s);
    assert_int_equal(db_tx(db, firms_tx, NULL), RC_OK);
    db_give(db);
    return 0;
}
static int teardown(void **state) { (void)state; site_close(&s); return 0; }

/* ---- random claims ---- */

static struct str day_near(int64_t from, int64_t spread) { return date_str(&s.a, date_days(2020, 1, 1) + from + roll(spread)); }

static struct job_said random_said(int64_t row)
{
    static const struct str names[] = { SI("王伟"), SI("劉芳"), SI("刘 芳"), SI("阿依·买买提"), SI("阿依買買提") },
                            zones[] = { SI(""), SI("hightech"), SI("jinpu") }, divisions[] = { SI("210211"), SI("210213"), SI("") },
                            groups[] = { SI(""), SI("graduate"), SI("migrant,graduate"), SI("veteran") };
    static const struct str numbers[] = { SI("210211199001011234"), SI("210211199002021234"), SI("210211199003031234"),
        SI("210211199004041234") };
    int64_t from = roll(700);
    struct job_said x = { .row = row,
        .name = names[roll(LEN(names))],
        .firm = 1 + roll(FIRMS),
        .start = day_near(from, 20),
        .contract_months = DB_NULL,
        .insurance_months = 6,
        .groups = groups[roll(LEN(groups))],
        .zone = zones[roll(LEN(zones))],
        .division = divisions[roll(LEN(divisions))],
        .carrier = roll(2) ? 1000 + roll(CARRIERS) : 0 };
    if (roll(3)) x.number = numbers[roll(LEN(numbers))];
    if (roll(3) == 0) x.phone = str_printf(&s.a, "1380000000%d", (int)roll(3));
    if (roll(2)) x.end = day_near(from + 20, 400);
    if (roll(8) == 0) x.relation = S("founder");
    return x;
}

/* ---- random changes ---- */

struct change { struct jobs_batch add; struct str kind; int64_t withdraw; struct job_set set[4]; size_t nset; bool fails; };
static enum rc change_tx(struct db *tx, void *arg)
{
    const struct change *c = arg;
    if (c->withdraw && c->add.n) TRY(jobs_claims_replace(tx, c->kind, c->withdraw, &c->add));
    else if (c->withdraw) TRY(jobs_claims_withdraw(tx, c->kind, c->withdraw));
    else if (c->add.n) TRY(jobs_claim_add(tx, &c->add));
    if (c->nset) TRY(jobs_settle(tx, &(struct job_change){ .set = c->set, .nset = c->nset }));
    return c->fails ? RC_REFUSED : RC_OK;
}

/* As site_ask, prepared anew each time: there are thousands. */
static int64_t ask(const char *sql, int64_t in)
{
    static const struct db_column columns[] = { { "n", 'i', true, 0 } };
    const struct db_stmt stmt = { "", sql, columns, columns, 1, 1, sizeof(int64_t) };
    const struct db_value v[] = { { .type = 'i', .i = in } };
    struct db *db = site_db(&s);
    int64_t out = 0;
    assert_int_equal(db_one(db, &stmt, v, &out), RC_OK);
    db_give(db);
    return out;
}

static int64_t any(const char *where)
{
    return ask(str_printf(&s.a, "SELECT COUNT(*) AS n FROM job_claim WHERE %s AND $1 = 0", where).p, 0);
}
static int64_t pick_claim(const char *where)
{
    return ask(str_printf(&s.a, "SELECT id AS n FROM job_claim WHERE %s ORDER BY id LIMIT 1 OFFSET $1", where).p, roll(any(where)));
}

static void adds(struct change *c, int64_t source)
{
    size_t n = 1 + (size_t)roll(ROWS);
    struct job_said *v = NEWS(&s.a, struct job_said, n);
    for (size_t i = 0; i < n; i++) v[i] = random_said((int64_t)i);
    c->add = (struct jobs_batch){ .kind = S("import"), .source = source, .seen = day_near(roll(900), 30), .now = site_now, .v = v, .n = n };
    jobs_prepare(&s.a, &s.keys, &c->add);
}

static void step(int n, int64_t sources)
{
    struct change c = { .kind = S("import"), .fails = roll(12) == 0 };
    int64_t what = roll(10);
    if (what < 4 || !any("state = 'live'")) adds(&c, sources);
    else if (what < 5) { c.withdraw = 1 + roll(n); adds(&c, c.withdraw); }                              /* a correction */
    else if (what < 6) c.withdraw = 1 + roll(n);
    else if (what < 7) c.set[c.nset++] = (struct job_set){ pick_claim("state = 'live'"), -1, S("refused") };
    else if (what < 8 && any("state = 'refused'")) c.set[c.nset++] = (struct job_set){ pick_claim("state = 'refused'"), -1, S("live") };
    else {                                                          /* put together, or apart */
        int64_t first = pick_claim("state = 'live'"), firm = ask("SELECT firm AS n FROM job_claim WHERE id = $1", first),
                key = id_new(site_now);
        c.set[c.nset++] = (struct job_set){ first, roll(5) ? key : 0, STR_NONE };
        int64_t other = pick_claim(str_printf(&s.a, "state = 'live' AND firm = %lld", (long long)firm).p);
        if (other != first) c.set[c.nset++] = (struct job_set){ other, c.set[0].decided, STR_NONE };
    }
    struct db *db = site_db(&s);
    enum rc rc = db_tx(db, change_tx, &c);
    if (rc != (c.fails ? RC_REFUSED : RC_OK)) fail_msg("step %d: %s %s", n, rc_name(rc), db->err.text);
    db_give(db);
}

static void counts_as_the_script_does(void **state)
{
    (void)state;
    if (getenv("BALLAST_TEST_PG")) skip();                          /* the script reads a file; the statements are the same */
    if (system("python3 -c 'import sqlite3'") != 0) skip();
    for (int round = 0; round < 12; round++) {
        for (int n = 1; n <= 25; n++) step(round * 25 + n, round * 25 + n);
        if (system(str_printf(&s.a, "python3 test/recount_jobs.py %s > %s.out", s.path, s.path).p) != 0) {
            if (system(str_printf(&s.a, "cat %s.out >&2", s.path).p) != 0) fail_msg("no answer");
            fail_msg("round %d: the script counts otherwise", round);
        }
    }
    unlink(str_printf(&s.a, "%s.out", s.path).p);
}

/* Taking everything back leaves no figure, whatever happened before. */
static void nothing_remains(void **state)
{
    (void)state;
    for (int n = 1; n <= 20; n++) step(n, n);
    for (int64_t i = 1; i <= 20; i++) {
        struct change c = { .kind = S("import"), .withdraw = i };
        struct db *db = site_db(&s);
        assert_int_equal(db_tx(db, change_tx, &c), RC_OK);
        db_give(db);
    }
    assert_int_equal(ask("SELECT COUNT(*) AS n FROM cell WHERE value <> $1", 0), 0);
    assert_int_equal(ask("SELECT COUNT(*) AS n FROM job_spell WHERE id > $1", 0), 0);
    assert_int_equal(any("state <> 'withdrawn'"), 0);
}

/* Every order of the same sources gives the same figures and as many spells. */
static void any_order_counts_the_same(void **state)
{
    (void)state;
    enum { BATCHES = 8 };
    struct change c[BATCHES] = { 0 };
    char first[65] = "";
    for (int i = 0; i < BATCHES; i++) adds(&c[i], i + 1);
    for (int again = 0; again < 5; again++) {
        struct db *db = site_db(&s);
        for (int i = BATCHES; i > 1; i--) { int k = (int)roll(i); struct change t = c[i - 1]; c[i - 1] = c[k]; c[k] = t; }
        for (int i = 0; i < BATCHES; i++) assert_int_equal(db_tx(db, change_tx, &c[i]), RC_OK);
        char now[65];
        snprintf(now, sizeof now, "%lld %lld %lld", (long long)ask("SELECT COUNT(*) AS n FROM job_spell WHERE id > $1", 0),
            (long long)ask("SELECT COUNT(*) AS n FROM cell WHERE value <> $1", 0),
            (long long)ask("SELECT CAST(SUM(value * (month % 97) * (length(measure) + length(code) + length(grp) + 3)) AS BIGINT) AS n FROM cell WHERE value <> $1", 0));
        if (again == 0) memcpy(first, now, sizeof now);
        else assert_string_equal(first, now);
        for (int i = 0; i < BATCHES; i++) {
            struct change back = { .kind = S("import"), .withdraw = i + 1 };
            assert_int_equal(db_tx(db, change_tx, &back), RC_OK);
            jobs_prepare(&s.a, &s.keys, &c[i].add);                  /* new ids: it may come in again */
        }
        db_give(db);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test_setup_teardown(counts_as_the_script_does, setup, teardown),
        cmocka_unit_test_setup_teardown(nothing_remains, setup, teardown),
        cmocka_unit_test_setup_teardown(any_order_counts_the_same, setup, teardown) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
