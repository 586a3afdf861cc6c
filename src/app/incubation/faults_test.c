/* faults_test.c: every change with its first statement failing, then its second ...: whole or not at all, cells and all. */
#include "test/site.h"
#include "app/incubation/test_world.h"

static void each(int64_t who, const char *path, const char *fields) { site_every_statement(&s, who, path, fields, 303); }
static int64_t one(const char *sql) { return site_ask(&s, sql, 0); }
static const char *of(const char *what, int64_t id, const char *tail)
{
    return str_printf(&s.a, "/%s/%lld%s", what, (long long)id, tail).p;
}

static void carriers(void **state)
{
    (void)state;
    int64_t b = w.base[0], o = w.org[0];
    each(b, at(o, ""), "kind=incubator&operator=op&opened=2018-01-01&intake=1");
    each(b, at(o, ""), "kind=park&operator=op&opened=2018-01-01&intake=1");
    each(b, at(o, "/levels"), "level=city&from=2019-03-10&granted=g&document=a");
    each(w.clerk, office(o, level_of("a"), "/confirm"), "");
    each(w.clerk, office(o, level_of("a"), "/end"), "day=2025-01-01&reason=r");
    each(w.clerk, office(o, 0, ""), "level=city&from=2019-03-10&granted=g&document=b");
    each(b, at(o, "/levels"), "level=national&from=2019-03-10&granted=g&document=c");
    each(w.clerk, office(o, level_of("c"), "/refuse"), "reason=r");
    each(b, at(o, "/areas"), "since=2020-01-15&controllable=12000&tenants=8000&shared=1000");
    each(b, at(o, "/mentors"), "name=Ann&field=money&from=2020-02-01&login=reviewer0");
    each(b, at(o, "/units"), "code=A-1&kind=room&area=20&rent=900");
}

static void a_life(void **state)
{
    (void)state;
    int64_t b = w.base[0], o = w.org[0];
    each(w.founder, at(o, "/apply"), "name=team&field=software&pitch=x&people=3");
    int64_t id = one("SELECT id AS n FROM intake WHERE id > $1"), v, unit;
    for (int i = 0; i < 2; i++) {
        each(b, of("applications", id, "/reviewers"), str_printf(&s.a, "login=reviewer%d", i).p);
        each(w.reviewer[i], of("applications", id, "/declare"), "conflict=no");
        each(w.reviewer[i], of("applications", id, "/score"), "team=4&market=3&technology=5&jobs=4&comment=good");
    }
    each(b, of("applications", id, "/decide"), "decision=accepted&reason=fine");
    each(b, of("applications", id, "/enter"), "agreement=A&entry=2025-01-02&due=2026-12-31");
    v = one("SELECT venture AS n FROM tenancy WHERE id > $1");
    unit = one("SELECT id AS n FROM carrier_unit WHERE id > $1");
    each(b, of("ventures", v, "/firm"), "firm_name=f&uscc=91210299MA0BA11T8A&registered=2025-03-01");
    each(b, of("ventures", v, "/facts"), "fact=high_tech&fact_day=2025-06-01&evidence=x");
    each(b, of("ventures", v, "/milestones"), "gate=1&milestone=m&milestone_due=2025-05-20");
    each(b, of("ventures", v, str_printf(&s.a, "/milestones/%lld/done", (long long)one("SELECT id AS n FROM milestone WHERE id > $1")).p),
        "words=list");
    each(b, of("ventures", v, "/gate"), "pass=1");
    each(b, of("ventures", v, "/sessions"),
        str_printf(&s.a, "mentor=%lld&session_day=2025-05-20&minutes=60&topic=t",
            (long long)one("SELECT id AS n FROM carrier_mentor WHERE id > $1"))
            .p);
    each(w.reviewer[0], of("sessions", one("SELECT id AS n FROM mentor_session WHERE id > $1"), "/words"), "side=mentor&words=good");
    each(b, of("ventures", v, "/rooms"), str_printf(&s.a, "room=%lld&room_from=2025-06-01", (long long)unit).p);
    each(b, of("ventures", v, "/rent"), "rent_month=2025-06&rent=900&relief=100&relief_reason=x");
    each(b, of("ventures", v, "/extend"), "due=2027-12-31");
    each(b, of("ventures", v, "/exit"), "exit_day=2025-07-01&exit_kind=graduated");
    each(b, of("ventures", v, "/aftercare"), "year=1&alive=no&closed=2026-07-02");
    each(w.admin, "/incubation/rules/stay-long", "title_zh=x&title_en=x&test=stay_months+%3C%3D+limit&threshold=72&why_zh=x&why_en=x&source=x&from=2027-01-01");
}

static void memory_may_run_out(void **state)
{
    (void)state;
    site_every_allocation(&s, w.base[0], at(w.org[0], "/levels"), "level=national&from=2024-03-10&granted=g&document=b");
    site_every_allocation(&s, w.base[0], at(w.org[0], "/tenants"), "name=v&field=ic&uscc=52210299MA0BA11T8B&registered=2024-01-01&agreement=B&entry=2025-01-02&due=2026-12-31");
}

/* A transaction may be asked to run twice. */
static void every_transaction_twice(void **state)
{
    (void)state;
    db_set_twice(s.app.pool, true);
    int64_t before = cell_sum("teams", "city", "", "", 202606);
    done(post_as(w.base[0], at(w.org[0], "/tenants"), "name=w&field=ic&agreement=C&entry=2026-06-02&due=2026-12-31"), "admit");
    assert_int_equal(cell_sum("teams", "city", "", "", 202606), before + 1);
    db_set_twice(s.app.pool, false);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(carriers), cmocka_unit_test(a_life), cmocka_unit_test(memory_may_run_out),
        cmocka_unit_test(every_transaction_twice) };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
