/* filings_fault_test.c: every change of a filing with its first statement failing, then its second ...: whole or not at all, the
** cells and the claims of people included; memory running out; every transaction run twice. */
#include "test/site.h"
#include "app/filings/test_world.h"

static const char *with_seen(int64_t id, const char *more) { return str_copy(&s.a, str_from(seen(id, more))).p; }
static void each(int64_t who, int64_t id, const char *tail, const char *fields)
{
    site_every_statement(&s, who, at(id, tail), with_seen(id, fields), 303);
}

static const char person[] = "name=a&id=210299199906300011&firm=x&start=2026-09-03&insured=2026-09-01";

static void each_change(void **state)
{
    (void)state;
    int64_t id = filing_id(0, "monthly", 202609);
    each(w.manager[0], id, "/edit", summary_of(10, 5, "9.2", ""));
    each(w.manager[0], id, "/edit", summary_of(11, 5, "9.2", ""));
    each(w.manager[0], id, "/people/new", person);
    each(w.manager[0], id, "/submit", "");
    assert_int_equal(cell("employees", "city", "", 202609), 11);
    assert_int_equal(cell("jobs_new", "city", "", 202609), 1);
    each(w.clerk, id, "/return", "reason=look+again&fields=revenue");
    assert_int_equal(cell("jobs_new", "city", "", 202609), 0);
    each(w.manager[0], id, "/people/1", "name=b&id=210299199906300011&firm=x&start=2026-09-04&insured=2026-09-01");
    each(w.manager[0], id, "/submit", "");
    each(w.clerk, id, "/accept", "");
    each(w.manager[0], id, "/correct", "why=more");
    each(w.manager[0], id, "/people/1/remove", "");
    each(w.manager[0], id, "/submit", "");
    assert_int_equal(cell("jobs_new", "city", "", 202609), 0);
    each(w.clerk, id, "/return", "reason=no");                     /* what was accepted counts again, its people too */
    assert_int_equal(cell("jobs_new", "city", "", 202609), 1);
    site_every_statement(&s, w.clerk, "/filings/lock", "form=monthly&period=202609&why=done", 303);
    site_every_statement(&s, w.second, "/filings/unlock", "form=monthly&period=202609&why=no", 303);
}

static void late_and_zero(void **state)
{
    (void)state;
    int64_t id = filing_id(1, "monthly", 202609);
    site_now = date_days(2026, 10, 20) * DAY_MS;
    world_tick();
    each(w.manager[1], filing_id(1, "monthly", 202610), "/zero", "");
    saved(1, id, summary_of(4, 0, "5", ""));
    each(w.manager[1], id, "/submit", "");
    each(w.clerk, id, "/admit", "reason=flood");
    assert_int_equal(cell("employees", "division", "210204", 202609), 4);
}

static void a_tick(void **state)
{
    (void)state;
    site_now = date_days(2026, 11, 3) * DAY_MS;
    for (int64_t n = 1; n < 60; n++) {
        struct db *db = site_db(&s);
        db_fail_at(s.app.pool, n);
        enum rc rc = filings_tick(&s.app, db, site_now);
        db_fail_at(s.app.pool, -1);
        db_give(db);
        if (rc == RC_OK) break;
    }
    world_tick();
    assert_int_equal(cell("filings_due", "city", "", 202611), 2);
}

static void memory_may_run_out(void **state)
{
    (void)state;
    int64_t id = filing_id(0, "monthly", 202610);
    site_every_allocation(&s, w.manager[0], at(id, "/edit"), with_seen(id, summary_of(10, 1, "9", "")));
    site_every_allocation(&s, w.manager[0], at(id, "/submit"), with_seen(id, ""));
    site_every_allocation(&s, w.clerk, at(id, "/accept"), with_seen(id, ""));
    assert_true(str_eq(filing_now(id).state, S("accepted")));
}

static void every_transaction_twice(void **state)
{
    (void)state;
    int64_t id = filing_id(0, "monthly", 202611);
    db_set_twice(s.app.pool, true);
    saved(0, id, summary_of(9, 1, "9", ""));
    done(post(w.manager[0], id, "/people/new", "name=c&id=210299200002290020&firm=x&start=2026-11-02&insured=2026-11-01"), "person");
    done(post(w.manager[0], id, "/submit", ""), "submit");
    done(site_post_as(&s, w.clerk, at(id, "/return"), seen(id, "reason=x")), "return");
    done(post(w.manager[0], id, "/submit", ""), "submit");
    done(site_post_as(&s, w.clerk, at(id, "/accept"), seen(id, "")), "accept");
    db_set_twice(s.app.pool, false);
    assert_int_equal(cell("employees", "city", "", 202611), 9);
    assert_int_equal(cell("jobs_new", "city", "", 202611), 1);
}

/* A return that counts goes along with its carrier: its cells and its people together, or nothing yet. */
static void a_carrier_moves(void **state)
{
    (void)state;
    site_now = date_days(2026, 12, 3) * DAY_MS;
    world_tick();
    int64_t id = filing_id(0, "monthly", 202612);
    saved(0, id, summary_of(7, 1, "9", ""));
    done(post(w.manager[0], id, "/people/new", "name=d&id=210299199912310013&firm=x&start=2026-12-02&insured=2026-12-01"), "person");
    done(post(w.manager[0], id, "/submit", ""), "submit");
    int64_t jobs = cell("jobs_new", "division", "210211", 202612);
    assert_true(jobs > 0);
    world_moves(0, "210203", "", S("active"));
    struct db *db = site_db(&s);
    assert_int_equal(incubation_slice.tick(&s.app, db, site_now), RC_OK);
    db_give(db);
    for (int64_t n = 1; n < 400; n++) {
        db = site_db(&s);
        db_fail_at(s.app.pool, n);
        enum rc rc = filings_tick(&s.app, db, site_now);
        db_fail_at(s.app.pool, -1);
        db_give(db);
        bool here = cell("employees", "division", "210203", 202612) == 7;
        assert_int_equal(cell("employees", "division", "210211", 202612), here ? 0 : 7);
        assert_int_equal(cell("filings_filed", "division", "210211", 202612), here ? 0 : 1);
        assert_int_equal(cell("jobs_new", "division", here ? "210203" : "210211", 202612), jobs);
        assert_int_equal(cell("jobs_new", "division", here ? "210211" : "210203", 202612), 0);
        if (rc == RC_OK && here) break;
    }
    assert_true(str_eq(filing_now(id).division, S("210203")));
    assert_int_equal(cell("employees", "city", "", 202612), 7);
    assert_true(str_eq(filing_now(filing_id(0, "monthly", 202611)).division, S("210211")));        /* November was before */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_change),
        cmocka_unit_test(late_and_zero),
        cmocka_unit_test(a_tick),
        cmocka_unit_test(memory_may_run_out),
        cmocka_unit_test(every_transaction_twice),
        cmocka_unit_test(a_carrier_moves),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
