/* measures_test.c: what is gathered is netted and lands in the right cells, whole or not at all, on both databases. */
#include "test/site.h"
#include "app/measures/measures.h"
#include "measures_sql.h"

static struct site s;
static int setup(void **state) { (void)state; site_open(&s, NULL, 0); return 0; }
static int teardown(void **state) { (void)state; site_close(&s); return 0; }

/* The change a test makes: counted anew each time the transaction runs. */
struct change { void (*gather)(struct measures *m); };
static enum rc change_tx(struct db *tx, void *arg)
{
    struct measures m = { .arena = tx->arena };
    ((struct change *)arg)->gather(&m);
    TRY(measures_apply(tx, &m));
    must(m.list.n == 0);
    return RC_OK;
}

static int64_t sum(const char *measure, enum measure_cut cut, const char *code, const char *group, int64_t from, int64_t until)
{
    struct cell_of_rows rows;
    struct db *db = site_db(&s);
    int64_t n = 0;
    assert_int_equal(cell_of(db, str_from(measure), measure_cut_code(cut), str_from(code), str_from(group), from, until, &rows), RC_OK);
    for (size_t i = 0; i < rows.n; i++) n += rows.v[i].value;
    db_give(db);
    return n;
}

static void run(void (*gather)(struct measures *m))
{
    struct db *db = site_db(&s);
    assert_int_equal(db_tx(db, change_tx, &(struct change){ gather }), RC_OK);
    db_give(db);
}

static void comes(struct measures *m)
{
    struct measure_at at = { S("210211"), S("hightech"), 77 };
    measures_add(m, S("jobs"), 202103, &at, S("graduate,migrant"), 1);
    measures_add(m, S("jobs"), 202103, &(struct measure_at){ .division = S("210202") }, S(""), 2);
}

static void moves(struct measures *m)
{
    struct measure_at was = { S("210211"), S("hightech"), 77 }, is = { S("210204"), S(""), 77 };
    measures_add(m, S("jobs"), 202103, &was, S("graduate,migrant"), -1);
    measures_add(m, S("jobs"), 202103, &is, S("graduate"), 1);
}

static void counts_where_it_belongs(void **state)
{
    (void)state;
    run(comes);
    assert_int_equal(sum("jobs", CUT_CITY, "", "", 202001, 202112), 3);
    assert_int_equal(sum("jobs", CUT_CITY, "", "graduate", 202001, 202112), 1);
    assert_int_equal(sum("jobs", CUT_DIVISION, "210211", "", 202103, 202103), 1);
    assert_int_equal(sum("jobs", CUT_DIVISION, "210202", "", 202103, 202103), 2);
    assert_int_equal(sum("jobs", CUT_ZONE, "hightech", "migrant", 202103, 202103), 1);
    assert_int_equal(sum("jobs", CUT_CARRIER, "77", "", 202103, 202103), 1);
    assert_int_equal(sum("jobs", CUT_CITY, "", "", 202104, 202112), 0);
    run(moves);
    assert_int_equal(sum("jobs", CUT_CITY, "", "", 202001, 202112), 3);
    assert_int_equal(sum("jobs", CUT_CITY, "", "migrant", 202001, 202112), 0);
    assert_int_equal(sum("jobs", CUT_DIVISION, "210211", "", 202103, 202103), 0);
    assert_int_equal(sum("jobs", CUT_DIVISION, "210204", "graduate", 202103, 202103), 1);
    assert_int_equal(sum("jobs", CUT_CARRIER, "77", "", 202103, 202103), 1);
}

static void once_within_a_cut(struct measures *m)
{
    measures_put(m, S("jobs_new"), 202101, CUT_CITY, S(""), S(""), 1);
    measures_put(m, S("jobs_new"), 202101, CUT_DIVISION, S("210211"), S(""), 1);
    measures_put(m, S("jobs_new"), 202101, CUT_DIVISION, S("210213"), S(""), 1);
    measures_put(m, S("jobs_new"), 202105, CUT_CITY, S(""), S(""), 0);
}

static void a_cut_is_no_sum(void **state)
{
    (void)state;
    run(once_within_a_cut);
    assert_int_equal(sum("jobs_new", CUT_CITY, "", "", 202101, 202112), 1);
    struct cell_cut_rows rows;
    struct db *db = site_db(&s);
    assert_int_equal(cell_cut(db, S("jobs_new"), S("division"), S(""), 202101, 202112, &rows), RC_OK);
    assert_int_equal(rows.n, 2);
    db_give(db);
}

static void a_failure_leaves_nothing(void **state)
{
    (void)state;
    struct db *db = site_db(&s);
    int n = 0;
    do {
        db_fail_at(s.app.pool, n++);
        enum rc rc = db_tx(db, change_tx, &(struct change){ comes });
        db_fail_at(s.app.pool, -1);
        if (rc == RC_OK) break;
        assert_int_equal(sum("jobs", CUT_CITY, "", "", 202001, 202112), 0);
    } while (n < 100);
    assert_in_range(n, 9, 99);
    assert_int_equal(sum("jobs", CUT_CITY, "", "", 202001, 202112), 3);
    db_give(db);
}

static void months(void **state)
{
    (void)state;
    static const struct {
        int64_t month, add, is;
    } cases[] = { { 202012, 1, 202101 }, { 202101, -1, 202012 }, { 202010, 12, 202110 }, { 202011, 14, 202201 }, { 202003, -3, 201912 },
        { 202006, 0, 202006 } };
    for (size_t i = 0; i < LEN(cases); i++) assert_int_equal(month_plus(cases[i].month, cases[i].add), cases[i].is);
    assert_int_equal(month_of_text(S("2020-02-29")), 202002);
    assert_int_equal(month_of_text(S("2020-12")), 202012);
    assert_int_equal(month_of_text(S("2020-13")), 0);
    assert_int_equal(month_of_text(S("2021-02-29")), 0);
    assert_int_equal(month_of_text(S("2020/12")), 0);
    assert_int_equal(month_of_day(date_days(2024, 2, 29)), 202402);
    assert_int_equal(month_last(202402), date_days(2024, 2, 29));
    assert_int_equal(month_first(202402), date_days(2024, 2, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(counts_where_it_belongs, setup, teardown),
        cmocka_unit_test_setup_teardown(a_cut_is_no_sum, setup, teardown),
        cmocka_unit_test_setup_teardown(a_failure_leaves_nothing, setup, teardown),
        cmocka_unit_test(months),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
