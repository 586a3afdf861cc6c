/* figure_rows_test.c: a figure and the rows under it are the same count, in every area and every period, while carriers move from
** district to district, close, and keep what they counted for where they lay at the time. */
#include "test/site.h"
#include "app/filings/filings.h"
#include "app/filings/test_world.h"
#include "app/incubation/incubation.h"
#include "app/indicators/inner.h"
#include "app/jobs/jobs.h"
#include "base/json.h"

static const struct slice *const slices[] = { &web_slice, &parties_slice, &incubation_slice, &filings_slice, &jobs_slice,
    &indicators_slice };
static int64_t leader, west;
static const struct {
    enum measure_cut cut;
    const char *code;
} areas[] = { { CUT_CITY, "" }, { CUT_DIVISION, "210211" }, { CUT_DIVISION, "210203" }, { CUT_DIVISION, "210204" },
    { CUT_ZONE, "hightech" }, { CUT_ZONE, "jinpu" } };
static const char *const periods[] = { "2026-08", "2026-09", "2026-10", "2026-11", "2026-12", "2026-Q3", "2026-Q4", "2026-09-ytd",
    "2026-11-ytd", "2026" };

/* Whoever is in two carriers counts once above them: only of these may something stand beside the carriers. */
static bool counts_once(struct str measure)
{
    return str_starts(measure, S("jobs")) || str_starts(measure, S("retained")) || str_eq(measure, S("founders"))
        || str_eq(measure, S("teams_coached")) || str_eq(measure, S("incubatees_new"));
}

/* ---- a year in which carriers move ---- */

static void moves(int carrier, const char *division, const char *zone)
{
    world_moves(carrier, division, zone, S("active"));
    world_tick();
}

static void until(int y, int m, int d)
{
    site_now = date_days(y, m, d) * DAY_MS + 4 * 3600000;
    world_tick();
}

static void tenant(int carrier, const char *name, const char *fields)
{
    done(site_post_as(&s, w.manager[carrier], str_printf(&s.a, "/carriers/%lld/tenants", (long long)w.carrier[carrier]).p,
             str_printf(&s.a, "name=%s&field=software&agreement=x&%s", name, fields).p),
        name);
}

static int64_t venture(const char *name)
{
    return site_ask(&s, str_printf(&s.a, "SELECT id AS n FROM venture WHERE name = '%s' AND id > $1", name).p, 0);
}
static void leaves(int carrier, const char *name, const char *fields)
{
    done(site_post_as(&s, w.manager[carrier], str_printf(&s.a, "/ventures/%lld/exit", (long long)venture(name)).p, fields), name);
}

static void files(int carrier, int64_t period, int64_t people, const char *revenue)
{
    int64_t id = filing_id(carrier, "monthly", period);
    saved(carrier, id, summary_of(people, people / 4, revenue, ""));
    while (post(w.manager[carrier], id, "/firms/1/remove", "").status == 303) continue;     /* the summary is all that is told here */
    done(post(w.manager[carrier], id, "/submit", "why.firms_count=x&why.revenue_jump=x"), "submit");
    done(post(w.clerk, id, "/accept", ""), "accept");
}

static int setup(void **state)
{
    (void)state;
    site_now = world_began;
    assert_int_equal(world_open_with(slices, LEN(slices)), 0);
    leader = site_account(&s, "leader", ROLE_LEADER, "", "");
    west = site_account(&s, "west-leader", ROLE_LEADER, "", "210211");
    tenant(0, "one", "entry=2026-03-02&due=2026-10-20&uscc=91210299MA0BA11T8A&registered=2026-01-05");
    tenant(0, "two", "entry=2026-08-02&due=2027-08-01");
    tenant(1, "three", "entry=2026-05-02&due=2026-11-10&uscc=52210299MA0BA11T8B&registered=2026-02-05");
    files(0, 202609, 40, "11.5");
    until(2026, 10, 12);
    moves(0, "210203", "");                                         /* out of 210211 and the zone */
    until(2026, 11, 2);
    files(0, 202610, 44, "12.5");
    files(1, 202610, 8, "3.25");
    leaves(0, "one", "exit_day=2026-10-30&exit_kind=expired");
    leaves(1, "three", "exit_day=2026-10-25&exit_kind=failed");
    tenant(1, "four", "entry=2026-10-28&due=2027-11-10&uscc=51210299MA0BA11T8E&registered=2026-02-05");
    until(2026, 11, 15);
    files(0, 202611, 48, "13.5");                                   /* handed in before it moves in the same month */
    until(2026, 11, 20);
    moves(0, "210204", "jinpu");                                    /* where the other one lies */
    moves(1, "210211", "hightech");
    until(2026, 12, 3);
    files(1, 202611, 9, "4.5");
    until(2027, 1, 20);
    return 0;
}
static int teardown(void **state) { return world_close(state); }

/* ---- a figure and its rows ---- */

static struct json_node *rows_of(const struct indicator *x, const char *period, const char *area)
{
    struct json_node *top;
    const char *path = str_printf(&s.a, "/api/v1/indicators/%.*s/rows?period=%s&area=%s", STR_FMT(x->code), period, *area ? area : "city")
                           .p;
    struct answer a = site_get_as(&s, leader, path);
    if (a.status != 200 || json_parse(&s.a, a.body, &top, NULL) != RC_OK) fail_msg("%s: %d %s", path, a.status, a.body.p);
    return top;
}

static struct number number_in(const struct json_node *n, const char *name)
{
    struct number v = number_int(0);
    const struct json_node *x = json_get(n, name);
    if (x && x->text.n) must(number_parse(x->text, &v));
    return v;
}

/* Means are off in their last digit. */
static bool same(struct number x, struct number y)
{
    must(number_round(x, 12, NUMBER_HALF_UP, &x) && number_round(y, 12, NUMBER_HALF_UP, &y));
    return number_cmp(x, y) == 0;
}

static size_t compared;
static void same_as_rows(const struct indicator *x, const char *period, size_t area)
{
    const struct json_node *top = rows_of(x, period, areas[area].code), *carriers = json_get(top, "carriers");
    size_t k = 0;
    for (const struct json_node *c = json_get(top, "counts")->first; c; c = c->next, k++) {
        struct str measure = json_get(c, "measure")->text;
        struct number rows = number_int(0), beside = number_in(c, "beside");
        for (const struct json_node *r = carriers->first; r; r = r->next) {
            const struct json_node *at = json_get(r, "counts")->first;
            for (size_t i = 0; i < k; i++) at = at->next;
            must(number_add(rows, number_in(at, "value"), &rows));
            compared++;
        }
        must(number_add(rows, beside, &rows));
        if (!same(rows, number_in(c, "value")) || (number_sign(beside) && !counts_once(measure)))
            fail_msg("%.*s of %s in %s: %.*s, its rows %.*s, beside them %.*s", STR_FMT(measure), period, areas[area].code,
                STR_FMT(number_text(&s.a, number_in(c, "value"))), STR_FMT(number_text(&s.a, rows)), STR_FMT(number_text(&s.a, beside)));
    }
    /* an indicator that is one count as it stands: the figure itself is the sum */
    if (str_eq(x->formula, x->reads[0].name)
        && number_cmp(number_in(top, "value"), number_in(json_get(top, "counts")->first, "value")) != 0)
        fail_msg("%.*s of %s", STR_FMT(x->code), period);
}

static void every_figure_is_its_rows(void **state)
{
    (void)state;
    const struct catalogue *cat;
    struct db *db = site_db(&s);
    assert_int_equal(catalogue_now(&s.app, db, &cat), RC_OK);
    db_give(db);
    for (size_t i = 0; i < cat->list.n; i++) {
        const struct indicator *x = &cat->list.v[i];
        if (!x->ast || !x->cut[CUT_CARRIER]) continue;
        for (size_t p = 0; p < LEN(periods); p++)
            for (size_t a = 0; a < LEN(areas); a++)
                if (x->cut[areas[a].cut]) same_as_rows(x, periods[p], a);
    }
    assert_true(compared > 800);
}

/* Returns under a figure are those it counts: as many as the cells say. */
static void returns_are_those_counted(void **state)
{
    (void)state;
    const struct catalogue *cat;
    struct db *db = site_db(&s);
    assert_int_equal(catalogue_now(&s.app, db, &cat), RC_OK);
    const struct indicator *x = indicator_find(cat, S("filing_on_time"));
    for (size_t p = 0; p < LEN(periods); p++) {
        struct period at;
        struct figures f;
        must(period_parse(str_from(periods[p]), &at));
        figures_open(&f, &s.a, db, cat, at.from, at.until, instant_day(site_now));
        for (size_t a = 0; a < LEN(areas); a++) {
            struct area area = { areas[a].cut, str_from(areas[a].code) };
            int64_t n, due;
            assert_int_equal(measure_of(&f, measure_find(cat, S("filings_filed")), &at, &area, S(""), &n), RC_OK);
            assert_int_equal(measure_of(&f, measure_find(cat, S("filings_due")), &at, &area, S(""), &due), RC_OK);
            const struct json_node *top = rows_of(x, periods[p], areas[a].code);
            if (n == NO_FIGURE) n = due = 0;
            if (number_cmp(number_in(top, "returns"), number_int(n)) != 0)
                fail_msg("%s %s: %lld returns", periods[p], areas[a].code, (long long)n);
            int64_t missing = 0;
            for (const struct json_node *m = json_get(top, "missing")->first; m; m = m->next) missing++;
            if ((missing > 0) != (due > n))
                fail_msg("%s %s: %lld missing of %lld due, %lld filed", periods[p], areas[a].code, (long long)missing, (long long)due,
                    (long long)n);
        }
    }
    db_give(db);
}

/* The move in October: September stays where it was, in the table, on the page and on the barometer. */
static void a_move_leaves_what_was(void **state)
{
    (void)state;
    const char *one = str_printf(&s.a, "\"carrier\":\"%lld\"", (long long)w.carrier[0]).p,
               *page = str_printf(&s.a, "/carriers/%lld\"", (long long)w.carrier[0]).p;
    static const struct {
        const char *period, *area;
        bool lists;
    } t[] = {
        { "2026-09", "210211", true },
        { "2026-09", "210203", false },
        { "2026-09", "210204", false },
        { "2026-10", "210203", true },
        { "2026-10", "210211", false },
        { "2026-11", "210204", true },
        { "2026-11", "210203", false },
        { "2026-09", "hightech", true },
        { "2026-11", "hightech", false },
        { "2026-11", "jinpu", true },
    };
    for (size_t i = 0; i < LEN(t); i++) {
        struct answer a = site_get_as(&s, leader,
            str_printf(&s.a, "/api/v1/indicators/teams/rows?period=%s&area=%s", t[i].period, t[i].area).p);
        if (body_has(&a, one) != t[i].lists) fail_msg("rows %s %s: %s", t[i].period, t[i].area, a.body.p);
        a = site_get_as(&s, leader, str_printf(&s.a, "/indicators/teams/rows?period=%s&area=%s", t[i].period, t[i].area).p);
        if (a.status != 200 || body_has(&a, page) != t[i].lists) fail_msg("page %s %s", t[i].period, t[i].area);
        a = site_get_as(&s, leader, str_printf(&s.a, "/barometer?period=%s&area=%s", t[i].period, t[i].area).p);
        if (body_has(&a, page) != t[i].lists) fail_msg("barometer %s %s", t[i].period, t[i].area);
    }
    /* opportunities of the year: ten of September in one district, eleven of October in the other */
    struct answer a = site_get_as(&s, leader, "/api/v1/indicators/opportunities/rows?period=2026&area=210211");
    assert_true(body_has(&a, "\"part\":true,\"value\":10,"));
    a = site_get_as(&s, leader, "/api/v1/indicators/opportunities/rows?period=2026&area=210203");
    assert_true(body_has(&a, "\"part\":true,\"value\":11,"));
    a = site_get_as(&s, leader, "/api/v1/indicators/opportunities/rows?period=2026&area=210204");
    assert_true(body_has(&a, "\"part\":true,\"value\":12,") && body_has(&a, "\"part\":true,\"value\":2,"));
}

/* Who leads the district a carrier has left sees what it counted for there, and not what it counts for elsewhere. */
static void a_leader_of_the_district_it_left(void **state)
{
    (void)state;
    const char *own = str_printf(&s.a, "&area=carrier-%lld", (long long)w.carrier[0]).p;
    static const struct {
        const char *period;
        bool area;
        int status;
    } t[] = { { "2026-09", true, 200 }, { "2026-10", true, 403 }, { "2026-Q4", true, 403 }, { "2026", true, 403 }, { "2026", false, 200 } };
    for (size_t i = 0; i < LEN(t); i++) {
        struct answer a = site_get_as(&s, west,
            str_printf(&s.a, "/indicators/opportunities/rows?period=%s%s", t[i].period, t[i].area ? own : "&area=210211").p);
        if (a.status != t[i].status) fail_msg("%s %d: %d", t[i].period, t[i].area, a.status);
        if (!t[i].area) assert_false(body_has(&a, str_sub(str_from(own), 1, SIZE_MAX).p));
    }
}

/* What has closed since stays under what it counted for, and is no link. */
static void a_closed_carrier_stays_in_the_rows(void **state)
{
    (void)state;
    world_moves(0, "210204", "jinpu", S("closed"));
    world_tick();
    every_figure_is_its_rows(state);
    struct answer a = site_get_as(&s, leader, "/indicators/opportunities/rows?period=2026-09&area=210211");
    assert_true(body_has(&a, "孵化器一") && !body_has(&a, str_printf(&s.a, "/carriers/%lld\"", (long long)w.carrier[0]).p));
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_figure_is_its_rows), cmocka_unit_test(returns_are_those_counted),
        cmocka_unit_test(a_move_leaves_what_was), cmocka_unit_test(a_leader_of_the_district_it_left),
        cmocka_unit_test(a_closed_carrier_stays_in_the_rows) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
